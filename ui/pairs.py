"""One address, two doors: GET shows the form of an act, POST does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def pair(show: View, do: View) -> View:
    """Return a view that leads GET and HEAD to the page and everything else to the act.

    The pair carries both doors, so the house test sees that neither side is unguarded.
    """

    def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (show if request.method in ("GET", "HEAD") else do)(request, *args, **kwargs)

    either.__name__ = getattr(do, "__name__", "act")
    either.__doc__ = do.__doc__
    either.needs = do.needs  # type: ignore[attr-defined]  # the marks a door carries
    either.door = "pair"  # type: ignore[attr-defined]  # the marks a door carries
    either.doors = (show, do)  # type: ignore[attr-defined]  # the marks a door carries
    return either

"""Who acts: every door of this desk is for people who are signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mall.models import User


def person(request: HttpRequest) -> User:
    """Return the person signed in; the door has turned everybody else away."""
    return cast("User", request.user)

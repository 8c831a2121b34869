"""Who is asking: the signed-in person of a request, as our own type."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mall.models import User


def me(request: HttpRequest) -> User:
    """Return who is signed in; the door has asked for that before."""
    return cast("User", request.user)

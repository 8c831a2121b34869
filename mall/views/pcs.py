"""Which PC this is: a random key in a signed cookie, nothing about the person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "pc"
SALT = "mall.pc"
YEAR_SECONDS = 365 * 24 * 3600


def pc_key(request: HttpRequest) -> str:
    """Return the key of this PC, '' when it has none or it was tampered with."""
    key = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=YEAR_SECONDS)
    return str(key or "")[:43]


def keep_pc(request: HttpRequest, response: HttpResponse) -> str:
    """Give this PC a key if it has none; returns the key."""
    key = pc_key(request) or secrets.token_urlsafe(32)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_signed_cookie(
        COOKIE, key, salt=SALT, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=secure
    )
    return key

"""What a signed-in person owes before any page opens: a locked screen, a new password, a one-time code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from mall.me import me
from mall.rules.account import must_prove
from ui.context import bare

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


LOCKED = "locked"
OWES_CODE = "owes_code"
ALWAYS_OPEN = frozenset(
    {"mall:login", "mall:logout", "mall:unlock", "mall:lock", "mall:change-person", "ui:language", "healthz", "readyz"}
)
# Each debt and the addresses at which it is paid.
PAID_AT = {
    "mall:password": frozenset({"mall:password"}),
    "mall:code": frozenset({"mall:code"}),
    # A telephone set up meanwhile in another window is asked for at `mall:code`.
    "mall:code-set-up": frozenset({"mall:code-set-up", "mall:code"}),
}


class FirstThingsFirst:
    """Leads a person who owes something to the page where it is paid. Stands after the sign-in middlewares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, or lead aside."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        locked, owed = request.session.get(LOCKED), debt(request)
        if not locked and not owed:
            return self.get_response(request)
        place = _at(request)
        if place in ALWAYS_OPEN:
            return self.get_response(request)
        if locked:
            return _locked(request)
        return self.get_response(request) if place in PAID_AT[owed] else _lead(request, owed)


def debt(request: HttpRequest) -> str:
    """Return the URL name of what the signed-in person has to do first, or ''."""
    person = me(request)
    if person.must_change_password:
        return "mall:password"
    owes = request.session.get(OWES_CODE, "")
    if owes or must_prove(person):
        if person.is_verified():  # type: ignore[attr-defined]  # given by django-otp's middleware
            return ""
        return "mall:code" if owes == "verify" else "mall:code-set-up"
    return ""


def _at(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _locked(request: HttpRequest) -> HttpResponse:
    """Show nothing but the lock; parts asked for by the page underneath stay as they are."""
    if request.headers.get("HX-Request") == "true" or request.method != "GET":
        return HttpResponse(status=423, headers={"HX-Reswap": "none"})
    context = {"next": request.get_full_path(), "shell": bare(request)}
    return render(request, "mall/locked.html", context, status=423)


def _lead(request: HttpRequest, owed: str) -> HttpResponse:
    wanted = request.get_full_path() if request.method == "GET" else "/"
    url = f"{reverse(owed)}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": reverse(owed)})
    return redirect(url)

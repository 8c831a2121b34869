"""Signing in and out, and one's own account."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall.actions import account as acts
from mall.forms.account import LoginForm, PasswordForm, PinForm
from mall.middleware import LOCKED, OWES_CODE
from mall.models import User
from mall.queries.people import demo_accounts
from mall.views.pcs import keep_pc, pc_key
from ui.context import bare
from ui.doors import PUBLIC, SIGNED_IN, act, page
from ui.fragments import answer, go, safe_next, toast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(needs=PUBLIC)
def login_form(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page; who is signed in already goes on."""
    if request.user.is_authenticated:
        return go(request, safe_next(request))
    return _login_page(request, LoginForm(), status=200)


@act(needs=PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by staff number and password."""
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, status=422)
    number, password = form.cleaned_data["staff_number"], form.cleaned_data["password"]
    person = authenticate(request, username=number, password=password)
    if not isinstance(person, User):
        if getattr(request, "axes_locked_out", False):
            return _login_page(request, form, status=429, locked=True)
        form.add_error(None, _("Number or password is not right."))
        return _login_page(request, form, status=422)
    response = enter(request, person)
    acts.remember_pc(by=person, now=timezone.now(), pc_key=keep_pc(request, response))
    return response


def enter(request: HttpRequest, person: User) -> HttpResponse:
    """Begin the session of a person who has proved himself, and lead on.

    Another person's session is thrown away whole; the key is new in any case.
    """
    login(request, person)
    request.session.pop(LOCKED, None)
    if TOTPDevice.objects.filter(user=person, confirmed=True).exists():
        request.session[OWES_CODE] = "verify"
    response = go(request, safe_next(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        person.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


def _login_page(request: HttpRequest, form: LoginForm, *, status: int, locked: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "locked": locked,
        "next": safe_next(request, ""),
        "accounts": demo_accounts() if settings.DEMO else [],
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
    }
    return answer(request, "mall/login.html", context, status=status)


@act(needs=PUBLIC)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out. Drafts stay in the database for the next time."""
    logout(request)
    return go(request, settings.LOGOUT_REDIRECT_URL)


@page(needs=SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    person = _person(request)
    context = {
        "person": person,
        "memberships": person.current_memberships,
        "codes": TOTPDevice.objects.filter(user=person, confirmed=True).exists(),
        "languages": User.Language.choices,
        "known_pc": bool(pc_key(request)),
    }
    return answer(request, "mall/profile.html", context)


@page(needs=SIGNED_IN)
def pin_form(request: HttpRequest) -> HttpResponse:
    """Show the form of a new PIN."""
    return answer(request, "mall/pin.html", {"form": PinForm(person=_person(request))})


@act(needs=SIGNED_IN)
def set_pin(request: HttpRequest) -> HttpResponse:
    """Set one's own PIN."""
    person = _person(request)
    form = PinForm(_digits(request), person=person)
    if not form.is_valid():
        return answer(request, "mall/pin.html", {"form": form}, status=422)
    acts.set_pin(by=person, now=timezone.now(), pin=form.cleaned_data["pin"])
    toast(request, _("The PIN is set. It works at every PC where you signed in with the password today."))
    return go(request, "/accounts/profile/")


@page(needs=SIGNED_IN)
def password_form(request: HttpRequest) -> HttpResponse:
    """Show the form of a new password."""
    person = _person(request)
    return _password_page(request, PasswordForm(person=person), status=200)


def _password_page(request: HttpRequest, form: PasswordForm, *, status: int) -> HttpResponse:
    context: dict[str, object] = {"form": form, "person": form.person, "next": safe_next(request, "")}
    if form.person.must_change_password:
        context["shell"] = bare(request)
    return answer(request, "mall/password.html", context, status=status)


@act(needs=SIGNED_IN)
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password and stay signed in here; other sessions of this person end."""
    person = _person(request)
    form = PasswordForm(request.POST, person=person)
    if not form.is_valid():
        return _password_page(request, form, status=422)
    acts.change_password(by=person, now=timezone.now(), password=form.cleaned_data["new"])
    update_session_auth_hash(request, person)
    toast(request, _("The new password holds from now on. Set a new PIN too."))
    return go(request, safe_next(request, "/accounts/profile/"))


def keep_language(person: object, language: str) -> None:
    """Store the language a signed-in person switched to (the shell's own switch calls it)."""
    if isinstance(person, User) and person.is_authenticated:
        acts.set_language(by=person, language=language)
        translation.activate(language)


def locked_out(_request: HttpRequest, original: HttpResponse, _credentials: object) -> HttpResponse:
    """Let the sign-in pages say themselves that a number is locked (AXES_LOCKOUT_CALLABLE)."""
    return original


def _digits(request: HttpRequest) -> dict[str, str]:
    """Read full-width digits of an input method as digits."""
    typed = request.POST.dict()
    return {k: unicodedata.normalize("NFKC", str(v)) if k in {"pin", "again"} else str(v) for k, v in typed.items()}


def _person(request: HttpRequest) -> User:
    found: User = request.user  # type: ignore[assignment]  # the door lets in nobody else
    # `request.user` is lazy; the actions save the row itself.
    return User.objects.get(pk=found.pk) if request.method == "POST" else found

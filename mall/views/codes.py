"""One-time codes of leaders: setting them up, and showing one after the password."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp import login as prove
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall.actions import account as acts
from mall.forms.account import CodeForm
from mall.middleware import OWES_CODE, debt
from mall.models import User
from ui import qr
from ui.context import bare
from ui.doors import SIGNED_IN, act, page
from ui.fragments import answer, go, safe_next, toast
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(needs=SIGNED_IN)
def code_form(request: HttpRequest) -> HttpResponse:
    """Ask for a one-time code."""
    return answer(request, "mall/code.html", _context(request, CodeForm()))


@act(needs=SIGNED_IN)
def show_code(request: HttpRequest) -> HttpResponse:
    """Check the code; after wrong ones the next try has to wait, longer each time."""
    form = CodeForm(request.POST)
    if form.is_valid():
        device = TOTPDevice.objects.select_for_update().filter(user=_person(request), confirmed=True).first()
        sentence = _check(device, form.cleaned_data["token"])
        if device is not None and not sentence:
            prove(request, device)
            request.session.pop(OWES_CODE, None)
            return go(request, safe_next(request))
        form.add_error("token", sentence)
    return answer(request, "mall/code.html", _context(request, form), status=422)


def _context(request: HttpRequest, form: CodeForm) -> dict[str, object]:
    return {"form": form, "next": safe_next(request), "shell": bare(request)}


def _check(device: TOTPDevice | None, token: str) -> str:
    if device is None:
        return _("No one-time codes are set up for you.")
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = max(int((why["locked_until"] - timezone.now()).total_seconds()) + 1, 1)
        return ngettext(
            "Wait %(n)d second before the next try.", "Wait %(n)d seconds before the next try.", seconds
        ) % {"n": seconds}
    if not token or not device.verify_token(token):
        return _("This code is not right. Check the clock of the telephone.")
    return ""


@page(needs=SIGNED_IN)
def set_up_form(request: HttpRequest) -> HttpResponse:
    """Show the secret to be read by the telephone, or the button that makes one."""
    return _set_up_page(request, CodeForm(), status=200)


@act(needs=SIGNED_IN)
def set_up(request: HttpRequest) -> HttpResponse:
    """Make a secret, then confirm it by its first code."""
    person = _person(request)
    if request.POST.get("step") == "begin":
        acts.begin_codes(by=person)
        return go(request, request.get_full_path())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _set_up_page(request, form, status=422)
    try:
        device = acts.confirm_codes(by=person, token=form.cleaned_data["token"])
    except Refused as refused:
        form.add_error("token", str(refused.obstacles[0].message))
        return _set_up_page(request, form, status=422)
    prove(request, device)
    request.session.pop(OWES_CODE, None)
    toast(request, _("One-time codes are set up. From now on you are asked for one after the password."))
    return go(request, safe_next(request, "/accounts/profile/"))


def _set_up_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    person = _person(request)
    there = TOTPDevice.objects.filter(user=person, confirmed=True).exists()
    device = None if there else TOTPDevice.objects.filter(user=person, confirmed=False).first()
    context = {
        "form": form,
        "there": there,
        "device": device,
        "code": qr.svg(device.config_url, scale=5) if device else "",
        "secret": base64.b32encode(device.bin_key).decode().rstrip("=") if device else "",
        "next": safe_next(request, ""),
        **({"shell": bare(request)} if debt(request) else {}),
    }
    return answer(request, "mall/code_set_up.html", context, status=status)


def _person(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the door lets in nobody else

"""At the counter: quick change of person, and the lock of an idle screen."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from axes.utils import reset
from django.contrib.auth import authenticate
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import localtime
from mall.forms.account import ChangePersonForm
from mall.me import me
from mall.middleware import LOCKED
from mall.models import User
from mall.queries.people import people_at_pc
from mall.rules.account import LONGEST_PIN, obstacles_to_changing_person
from mall.views.account import enter
from mall.views.pcs import pc_key
from ui.context import bare
from ui.doors import PUBLIC, SIGNED_IN, act, page
from ui.fragments import answer, go, safe_next, toast

if TYPE_CHECKING:
    from django.http import HttpRequest


@page(needs=PUBLIC)
def change_form(request: HttpRequest) -> HttpResponse:
    """Show who signed in at this PC today, and the fields for number and PIN."""
    return _page(request, ChangePersonForm(initial={"staff_number": request.GET.get("number", "")}), status=200)


@act(needs=PUBLIC)
def change_person(request: HttpRequest) -> HttpResponse:
    """Change to another person by number and PIN. The drafts of both stay with each."""
    typed = request.POST.dict()
    form = ChangePersonForm({**typed, "pin": unicodedata.normalize("NFKC", str(typed.get("pin", "")))})
    if not form.is_valid():
        return _page(request, form, status=422)
    number = form.cleaned_data["staff_number"]
    known = User.objects.filter(staff_number__iexact=number, is_active=True).first()
    today = localtime.local_day(timezone.now())
    for obstacle in obstacles_to_changing_person(known, pc_key=pc_key(request), on=today):
        form.add_error("staff_number", str(obstacle.message))
        return _page(request, form, status=422)
    person = authenticate(request, username=number, pin=form.cleaned_data["pin"])
    if not isinstance(person, User):
        if getattr(request, "axes_locked_out", False):
            return _page(request, form, status=429, locked=True)
        form.add_error("pin", _("The PIN is not right."))
        return _page(request, form, status=422)
    response = enter(request, person)
    toast(request, _("%(name)s is here now.") % {"name": person.name})
    return response


def _page(request: HttpRequest, form: ChangePersonForm, *, status: int, locked: bool = False) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "locked": locked,
        "people": people_at_pc(pc_key(request), on=localtime.local_day(now)),
        "next": safe_next(request, "/"),
        "shell": bare(request),
    }
    return answer(request, "mall/change_person.html", context, status=status)


@act(needs=SIGNED_IN)
def lock(request: HttpRequest) -> HttpResponse:
    """Lock this session: nobody was here for a while. A reload does not open it."""
    request.session[LOCKED] = True
    return HttpResponse(status=204)


@act(needs=SIGNED_IN)
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the lock by the PIN or the password of who is signed in; wrong ones count like wrong passwords."""
    person = me(request)
    secret = str(request.POST.get("secret", ""))[:128]
    wants_page = "next" in request.POST
    if not _proved(request, person, secret):
        locked = bool(getattr(request, "axes_locked_out", False))
        status = 429 if locked else 422
        if wants_page:
            context = {"next": safe_next(request), "wrong": True, "locked": locked, "shell": bare(request)}
            return answer(request, "mall/locked.html", context, status=status)
        return JsonResponse({"error": _("PIN or password is not right.")}, status=status)
    # Not `login()`: a new CSRF secret would spoil the form that waits underneath.
    reset(username=person.staff_number.lower())
    request.session.pop(LOCKED, None)
    return go(request, safe_next(request)) if wants_page else HttpResponse(status=204)


def _proved(request: HttpRequest, person: User, secret: str) -> bool:
    number = person.staff_number.lower()
    pin = unicodedata.normalize("NFKC", secret)
    if pin.isdigit() and len(pin) <= LONGEST_PIN:
        today = localtime.local_day(timezone.now())
        if obstacles_to_changing_person(person, pc_key=pc_key(request), on=today):
            return False
        return authenticate(request, username=number, pin=pin) is not None
    return authenticate(request, username=number, password=secret) is not None

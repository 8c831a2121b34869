"""Doors of the development file: one's own, those the supervisor keeps, consent. For everybody else nothing is there.

What is not found and what one may not know of are answered alike, so the doors that name a row ask for no more than a
signed-in person and say 404.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.me import me
from mall.models import User
from mall.roles import Permission
from staffing.actions import development as acts
from staffing.forms.development import AnswerForm, ConsentForm, TalkForm
from staffing.models import TalkConsent, TalkNote
from staffing.queries import development as reads
from staffing.rules import development as rules
from ui.doors import SIGNED_IN, act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.tokens import attempt

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

P = Permission


@page(needs=SIGNED_IN)
def development(request: HttpRequest) -> HttpResponse:
    """MEET-11. One's own file, what one is told of by consent, and for the supervisor the files he keeps.

    Whoever has left the department keeps the say over what is written about him, and the manager of another one may
    have been told of it.
    """
    if not reads.is_concerned(me(request)):
        raise Http404
    return _own(request)


def _own(request: HttpRequest, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    keeps = user.may(P.DEVELOPMENT_WRITE)
    context = {
        "page": reads.own_page(user, request.GET),
        "kept": reads.kept_by(user, local_day(now)) if keeps else [],
        "keeps": keeps,
        "told": reads.told_to(user),
        "form": form,
        "now": now,
    }
    return answer(request, "staffing/development.html", context, status=status)


@page(needs=SIGNED_IN)
def show_file(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-11. The file one keeps of an employee."""
    return _file(request, _employee(request, pk))


@act(needs=SIGNED_IN)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-11. Write a talk down."""
    employee = _employee(request, pk)
    form = TalkForm(request.POST)

    def make() -> str:
        data = form.cleaned_data
        acts.write(employee, data["talked_on"], data["text"], by=me(request), now=timezone.now())
        toast(request, _("Written down; only you and the employee can read it."))
        return _address(employee.pk)

    return attempt(request, form, make, partial(_file, request, employee))


file = pair(show_file, write)


@page(needs=SIGNED_IN)
def show_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-11. The form that asks whether somebody may be told of a talk."""
    return _consent(request, _written(request, pk))


@act(needs=SIGNED_IN)
def ask_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-11. Ask the employee whether somebody may be told."""
    note = _written(request, pk)
    form = ConsentForm(request.POST, note=note)

    def make() -> str:
        data = form.cleaned_data
        acts.ask_consent(note, data["whom"], data["why"], by=me(request), now=timezone.now())
        toast(request, _("Asked: nobody is told before the employee agrees."))
        return _address(note.employee_id)

    return attempt(request, form, make, partial(_consent, request, note))


consent = pair(show_consent, ask_consent)


@act(needs=SIGNED_IN)
def answer_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-11. The employee gives consent, refuses it, or takes it back."""
    user, now = me(request), timezone.now()
    found = TalkConsent.objects.filter(note__employee=user).select_related("note").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    form = AnswerForm(request.POST)

    def make() -> str:
        verdict = form.cleaned_data["verdict"]
        if verdict == "take_back":
            acts.take_back(found, by=user, now=now)
            toast(request, _("Taken back: the note is hidden again."), "info")
        else:
            acts.answer(found, given=verdict == "give", by=user, now=now)
            toast(request, _("Your answer is recorded."))
        return reverse("staffing:development")

    return attempt(request, form, make, partial(_own, request))


def _employee(request: HttpRequest, pk: int) -> User:
    """An employee of whom one keeps a file. Raises Http404."""
    found = User.objects.filter(pk=pk).first()
    if found is None or not rules.may_keep_file_of(found, me(request)):
        raise Http404(pk)
    return found


def _written(request: HttpRequest, pk: int) -> TalkNote:
    """A note one has written. Raises Http404."""
    found = reads.notes_of(me(request)).filter(pk=pk, written_by=me(request)).first()
    if found is None:
        raise Http404(pk)
    return found


def _file(request: HttpRequest, employee: User, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    context = {
        "employee": employee,
        "page": reads.file_page(employee, user, request.GET),
        "form": form or TalkForm(initial={"talked_on": local_day(now)}),
        "now": now,
    }
    return answer(request, "staffing/development_file.html", context, status=status)


def _consent(
    request: HttpRequest, note: TalkNote, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"note": note, "form": form or ConsentForm(note=note), "back": _address(note.employee_id)}
    return answer(request, "staffing/development_consent.html", context, status=status)


def _address(pk: int) -> str:
    return reverse("staffing:development-file", args=[pk])

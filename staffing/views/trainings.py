"""Doors of staff trainings: the list, arranging, one with its attendance and notes."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.limits import limit
from mall.localtime import ZONE
from mall.me import me
from mall.roles import Permission
from staffing.actions import trainings as acts
from staffing.forms.trainings import CallOffForm, NotesForm, RecordForm, TrainingForm
from staffing.models import StaffTraining
from staffing.queries import trainings as reads
from staffing.rules import trainings as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

P = Permission
TONES = {
    StaffTraining.State.ANNOUNCED: ("soon", "calendar-event"),
    StaffTraining.State.HELD: ("ok", "circle-check"),
    StaffTraining.State.CALLED_OFF: ("plain", "calendar-x"),
}


@page(needs=P.ROSTER_READ)
def trainings(request: HttpRequest) -> HttpResponse:
    """STTR-01. The trainings; a month without one is said in words."""
    now = timezone.now()
    found = reads.list_page(request.GET)
    context = {
        "page": found,
        "rows": [(row, *TONES[StaffTraining.State(row.state)]) for row in found],
        "months": reads.months(now),
        "wanted": limit("staff_trainings", now),
        "may_hold": me(request).may(P.TRAINING_HOLD),
        "now": now,
    }
    return answer(request, "staffing/trainings.html", context)


@page(needs=P.TRAINING_HOLD)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the form that arranges one."""
    return _new(request)


@act(needs=P.TRAINING_HOLD)
def do_new(request: HttpRequest) -> HttpResponse:
    """STTR-01, DESK-06. Announce a training, after the desks it leaves short were shown."""
    form = TrainingForm(request.POST)

    def make() -> str:
        made = acts.arrange(form.plan(), by=me(request), now=timezone.now())
        toast(request, _("Announced: who takes part is told and taken off the desks."))
        return _address(made)

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, form: TrainingForm | None = None, *, status: int = 200) -> HttpResponse:
    day = reads.tomorrow(timezone.now())
    initial = {
        "begins": datetime.combine(day, time(14), ZONE),
        "ends": datetime.combine(day, time(15), ZONE),
    }
    context = {"form": form or TrainingForm(initial=initial)}
    return answer(request, "staffing/training_new.html", context, status=status)


@page(needs=P.ROSTER_READ)
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """STTR-03. One training: who must attend, who was there, what was taught."""
    return _one(request, pk)


@act(needs=P.ROSTER_READ)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """STTR-03, STTR-04. Write down how it was."""
    found = _training(pk)
    form = RecordForm(request.POST, seats=reads.seats_of(found), has_test=found.has_test)

    def make() -> str:
        acts.record(found, form.record(), by=me(request), now=timezone.now())
        toast(request, _("Written down; everybody can add notes of his own."))
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.TRAINING_HOLD)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """STTR-01. Call it off."""
    found, form = _training(pk), CallOffForm(request.POST)

    def make() -> str:
        acts.call_off(found, form.cleaned_data["words"], by=me(request), now=timezone.now())
        toast(request, _("Called off; everybody is told."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.ROSTER_READ)
def take_notes(request: HttpRequest, pk: int) -> HttpResponse:
    """STTR-03. Write one's own notes."""
    user = me(request)
    seat = next((one for one in reads.seats_of(_training(pk)) if one.person_id == user.pk), None)
    if seat is None:
        raise Http404(pk)
    form = NotesForm(request.POST)

    def make() -> str:
        acts.take_notes(seat, form.cleaned_data["text"], by=user, now=timezone.now())
        toast(request, _("Your notes are kept."))
        return _address(seat.training)

    return attempt(request, form, make, partial(_one, request, pk))


@page(needs=P.ROSTER_READ)
def print_training(request: HttpRequest, pk: int) -> HttpResponse:
    """STTR-03. The sign-in sheet of a training, with what was taught."""
    found = _training(pk)
    context = {
        "folder_number": f"{found.period.lower:%Y%m%d}-{found.pk:06d}",
        "training": found,
        "seats": reads.seats_of(found),
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/training.html", context, name=f"training-{found.pk}.pdf", request=request)


def _training(pk: int) -> StaffTraining:
    """A training. Raises Http404."""
    found = reads.training_of(pk)
    if found is None:
        raise Http404(pk)
    return found


def _one(request: HttpRequest, pk: int, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    found, user, now = _training(pk), me(request), timezone.now()
    seats = reads.seats_of(found)
    mine = next((one for one in seats if one.person_id == user.pk), None)
    tone, icon = TONES[StaffTraining.State(found.state)]
    may_note = mine is not None and not rules.obstacles_to_taking_notes(mine, None, by=user, now=now)
    holding = rules.obstacles_to_holding(found, by=user, now=now)
    context: dict[str, Any] = {
        "training": found,
        "tone": tone,
        "icon": icon,
        "seats": seats,
        "mine": mine,
        "form": form,
        "holding": holding,
        "records": rules.may_record(found, user),
        "recording": form if isinstance(form, RecordForm) else RecordForm(seats=seats, has_test=found.has_test),
        "may_call_off": not rules.obstacles_to_calling_off(found, None, by=user),
        "calling_off": form if isinstance(form, CallOffForm) else CallOffForm(),
        "may_note": may_note,
        "noting": form if isinstance(form, NotesForm) else NotesForm(initial={"text": mine.notes if mine else ""}),
        "now": now,
    }
    return answer(request, "staffing/training.html", context, status=status)


def _address(training: StaffTraining) -> str:
    return reverse("staffing:training", args=[training.pk])

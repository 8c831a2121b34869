"""Doors of the handling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.actions.papers import write_note
from complaints.actions import handling, intake
from complaints.forms import handling as forms
from complaints.models import Complaint
from complaints.rules import handling as rules
from complaints.rules.intake import SETTLE_AT_ONCE
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User


@case_act(SETTLE_AT_ONCE, form=forms.SettleForm, said=_("Settled on the spot."))
def settle_at_once(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Log the words that settled it."""
    del row
    intake.settle_at_once(case, data["words"], content=data["content"], category=data["category"], by=by, now=now)


@case_act(rules.STATEMENT, form=forms.StatementForm, said=_("Recorded."))
def statement(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Record what the other side says."""
    del row
    handling.state_other_side(case, data["text"], said_by=data["said_by"], by=by, now=now)


@case_act(rules.ADD, form=forms.AddForm, said=_("Added."))
def add(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Add to it, or correct it by an addition."""
    del row
    said_by = data["said_by"] or by.name
    intake.add_to_case(case, data["text"], said_by=said_by, files=data["files"], by=by, now=now)


@case_act(rules.NOTE, form=forms.NoteForm, said=_("Noted."))
def note(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Write an internal note."""
    del row
    write_note(case.folder, data["text"], by=by, now=now)


@case_act(rules.MET, form=forms.MetForm, said=_("Recorded."))
def met(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Record who met the customer."""
    del row
    handling.meet(case, data["met_by"], at=data["at"], sent_by=data["sent_by"], by=by, now=now)


@case_act(rules.MEETING, form=forms.MeetingForm, said=_("The departments have been told."))
def meeting(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Call a joint meeting."""
    del row
    handling.call_meeting(
        case,
        list(data["departments"]),
        takes_place_at=data["takes_place_at"],
        place=data["place"],
        agenda=data["agenda"],
        by=by,
        now=now,
    )


@case_act(rules.MINUTES, form=forms.MinutesForm, said=_("The minutes are kept."))
def minutes(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Write the minutes of a meeting."""
    del case, row
    handling.hold_meeting(
        data["meeting"],
        minutes=data["minutes"],
        decision=data["decision"],
        attended=list(data["attended"]),
        by=by,
        now=now,
    )


@case_act(rules.PARTY, form=forms.PartyForm, said=_("Recorded."))
def party(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Name a person of the matter."""
    del row
    handling.name_party(case, **data, by=by, now=now)


@case_act(rules.TAKE_OVER, form=forms.TakeOverForm, said=_("The person has been told."))
def handler(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Say who handles it at the desk."""
    del row
    handling.take_over(case, data["person"], by=by, now=now)


@case_act(rules.LINK, form=forms.LinkForm, said=_("Linked."))
def link(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Link another case the person may see."""
    del row
    wanted = Complaint.objects.visible_to(by).select_related("folder")
    other = wanted.filter(folder__number__iexact=data["number"].strip()).first()
    handling.link_cases(case, other, data["kind"], by=by, now=now)


@case_act(rules.CHANGE, form=forms.ChangeForm, said=_("Saved."))
def change(case: Complaint, form: forms.ChangeForm, *, by: User, now: datetime, row: int | None) -> None:
    """Set the grade and the particulars."""
    del row
    mine, theirs, labels = form.texts()
    handling.change(
        case,
        form.values(),
        title=form.cleaned_data["title"],
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
        mine=mine,
        theirs=theirs,
        labels=labels,
        by=by,
        now=now,
    )

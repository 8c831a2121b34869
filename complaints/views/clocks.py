"""Doors of the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import clocks
from complaints.forms import clocks as forms
from complaints.rules import clocks as rules
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.PAUSE, form=forms.PauseForm, said=_("The clocks stand still."))
def pause(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Let the clocks stand still."""
    del row
    clocks.pause(case, data["reason"], by=by, now=now)


@case_act(rules.RESUME, form=forms.ResumeForm, said=_("The clocks run again."))
def resume(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Let the clocks run."""
    del data, row
    clocks.resume(case, by=by, now=now)


@case_act(rules.SET_DEADLINE, form=forms.DeadlineForm, said=_("The deadline is set."))
def set_deadline(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Set a deadline by hand."""
    del row
    clocks.set_deadline(case, data["clock"], data["due_at"], data["reason"], by=by, now=now)


@case_act(rules.RECOUNT, form=forms.RecountForm, said=_("The deadlines are counted anew."))
def recount(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Count the deadlines anew by the corrected calendar."""
    del data, row
    clocks.recount(case, by=by, now=now)


@case_act(rules.REVIEW, form=forms.ReviewForm, said=_("The next review day is set."))
def review(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Set the next review day."""
    del row
    clocks.set_review_day(case, data["day"], data["finding"], by=by, now=now)

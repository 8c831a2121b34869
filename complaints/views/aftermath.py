"""Doors of measures and flags, and the month's review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import aftermath
from complaints.forms import aftermath as forms
from complaints.rules import aftermath as rules
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint, Improvement
    from mall.models import User


@case_act(rules.IMPROVE, form=forms.ImproveForm, said=_("The measure is proposed."))
def improve(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Propose a measure."""
    del row
    aftermath.improve(
        case,
        data["measure"],
        owner=data["owner"],
        owner_person=data["owner_person"],
        check_on=data["check_on"],
        by=by,
        now=now,
    )


@case_act(rules.AGREE, form=forms.AgreeForm, said=_("Agreed to; its owner is told."))
def agree(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: Improvement) -> None:
    """Agree to the measure."""
    del case
    aftermath.agree(row, check_on=data["check_on"], by=by, now=now)


@case_act(rules.DECLINE, form=forms.DeclineForm, said=_("Sent back."))
def decline(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: Improvement) -> None:
    """Send the measure back."""
    del case
    aftermath.decline(row, data["reason"], by=by, now=now)


@case_act(rules.CHECK, form=forms.CheckForm, said=_("The finding is noted."))
def check(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: Improvement) -> None:
    """Say whether the measure works."""
    del case
    aftermath.check(row, works=data["works"], finding=data["finding"], by=by, now=now)


@case_act(rules.FLAG, form=forms.FlagForm, said=_("Proposed; a supervisor confirms."))
def flag(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Propose to flag the customer."""
    del row
    aftermath.flag(case, data["reason"], by=by, now=now)


@case_act(rules.CONFIRM_FLAG, form=forms.FlagDecisionForm, said=_("The flag stands."))
def confirm_flag(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Confirm the flag."""
    del data, row
    aftermath.confirm_flag(case, by=by, now=now)


@case_act(rules.LIFT_FLAG, form=forms.FlagDecisionForm, said=_("The flag is lifted."))
def lift_flag(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Lift the flag."""
    del data, row
    aftermath.lift_flag(case, by=by, now=now)

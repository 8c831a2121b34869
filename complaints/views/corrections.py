"""Doors of what is put right afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import corrections
from complaints.forms import corrections as forms
from complaints.rules import corrections as rules
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.NAME_STAFF, form=forms.StaffForm, said=_("The case is confidential now; a superior handles it."))
def name_staff(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Name the person of our staff it is about."""
    del row
    corrections.name_staff(case, data["staff_person"], by=by, now=now)


@case_act(rules.TAKE_OFF, form=forms.TakeOffForm, said=_("The file is taken off."))
def take_off(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Take a file off the case."""
    del row
    corrections.take_off(case, data["attachment"], data["reason"], by=by, now=now)


@case_act(rules.UNLINK, form=forms.UnlinkForm, said=_("The link is taken back."))
def unlink(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Take a link back."""
    del row
    corrections.part(case, data["link"], by=by, now=now)

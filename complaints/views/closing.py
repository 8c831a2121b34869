"""Doors of the endings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import closing, reopening
from complaints.forms import closing as forms
from complaints.rules import closing as rules
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.REJECT, form=forms.RejectForm, said=_("Noted as unfounded; the complainant is still to be told."))
def reject(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Find the complaint unfounded."""
    del row
    closing.reject(case, data["reason"], by=by, now=now)


@case_act(rules.OBJECT, form=forms.ObjectForm, said=_("The petition has gone upward."))
def object_to(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note the objection and send the petition upward."""
    del row
    closing.object_to(case, objection=data["objection"], facts=data["facts"], proposal=data["proposal"], by=by, now=now)


@case_act(rules.DECIDE_PETITION, form=forms.PetitionForm, said=_("The petition is decided."))
def decide_petition(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Decide the petition."""
    del row
    closing.decide_petition(case, data["decision"], upholds=data["upholds"], by=by, now=now)


@case_act(rules.WITHDRAW, form=forms.WithdrawForm, said=_("Noted as withdrawn."))
def withdraw(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note that the complainant takes it back."""
    del row
    closing.withdraw(case, data["reason"], by=by, now=now)


@case_act(rules.JUDGE, form=forms.JudgementForm, said=_("The judgement is kept."))
def judge(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Write cause and judgement."""
    del row
    closing.judge(case, **data, by=by, now=now)


@case_act(rules.REOPEN, form=forms.ReopenForm, said=_("The case is heard again, one level higher."))
def reopen(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Hear the complaint again."""
    del row
    reopening.reopen(case, data["reason"], by=by, now=now)


@case_act(rules.CLOSE, form=forms.CloseForm, said=_("The case is closed and filed."))
def close(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Close the case."""
    del data, row
    closing.close(case, by=by, now=now)

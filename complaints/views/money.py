"""Doors of money."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import money
from complaints.forms import money as forms
from complaints.rules import money as rules
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.SETTLE, form=forms.SettleForm, said=_("The settlement is noted."))
def settle(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Propose a settlement."""
    del row
    money.propose(
        case,
        kind=data["kind"],
        amount=data["amount"] or Decimal(0),
        reason=data["reason"],
        paid_by_mall=data["paid_by_mall"],
        by=by,
        now=now,
    )


@case_act(rules.APPROVE, form=forms.ApproveForm, said=_("Approved."))
def approve(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Approve the settlement."""
    del row
    money.approve(case, by=by, now=now, reason=data["reason"])


@case_act(rules.REFUSE, form=forms.RefuseForm, said=_("Refused; the case is back with the desk."))
def refuse(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Refuse the settlement."""
    del row
    money.refuse(case, data["reason"], by=by, now=now)


@case_act(rules.TAKE_BACK, form=forms.TakeBackForm, said=_("The proposal is taken back."))
def take_back(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Take the proposal back."""
    del row
    money.take_back(case, by=by, now=now, reason=data["reason"])


@case_act(rules.CARRY_OUT, form=forms.CarryOutForm, said=_("Noted as carried out."))
def carry_out(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note that the settlement was carried out."""
    del data, row
    money.carry_out(case, by=by, now=now)


@case_act(rules.RECOVER, form=forms.RecoverForm, said=_("The money is entered."))
def recover(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Enter what the merchant paid back."""
    del row
    money.recover(case, data["amount"], receipt=data["receipt"], by=by, now=now)

"""Doors of the hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.actions import dispatch
from complaints.forms import dispatch as forms
from complaints.rules import dispatch as rules
from complaints.views.doors import case_act

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.DISPATCH, form=forms.DispatchForm, said=_("Handed over."))
def hand_over(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Hand it to a lead and assisting departments."""
    del row
    dispatch.hand_over(
        case,
        data["lead"],
        assisting=list(data["assisting"]),
        answer_due_at=data["answer_due_at"],
        severity=data.get("severity"),
        request=data["request"],
        by=by,
        now=now,
    )


@case_act(rules.ACCEPT, form=forms.AcceptForm, said=_("Taken in."))
def accept(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Take it in for the department."""
    del data, row
    dispatch.accept(case, by=by, now=now)


@case_act(rules.GIVE, form=forms.GiveForm, said=_("The person has been told."))
def give(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Name who handles it."""
    del row
    dispatch.give(case, data["person"], by=by, now=now)


@case_act(rules.ANSWER, form=forms.AnswerForm, said=_("The answer has gone to customer service."))
def answer(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Answer in writing."""
    del row
    dispatch.answer(case, data["text"], files=data["files"], by=by, now=now)


@case_act(rules.BOUNCE, form=forms.BounceForm, said=_("The supervisor decides now."))
def not_ours(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Say that it is not ours."""
    del row
    dispatch.bounce(case, data["reason"], by=by, now=now)


@case_act(rules.DECIDE, form=forms.DecideForm, said=_("Decided."))
def decide(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Decide whose it is."""
    del row
    dispatch.decide(case, data["handoff"], agreed=data["agreed"] == forms.YES, by=by, now=now)


@case_act(rules.SEND_BACK, form=forms.SendBackForm, said=_("The answer went back."))
def send_back(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Send an answer back."""
    del row
    dispatch.send_back(case, data["handoff"], data["reason"], answer_due_at=data["answer_due_at"], by=by, now=now)


@case_act(rules.ASK_MORE, form=forms.AskMoreForm, said=_("The department has been asked."))
def ask_more(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Ask one more department."""
    del row
    dispatch.ask_more(
        case, data["department"], answer_due_at=data["answer_due_at"], request=data["request"], by=by, now=now
    )


@case_act(rules.LET_GO, form=forms.LetGoForm, said=_("The department is no longer asked."))
def let_go(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Let an assisting department go."""
    del row
    dispatch.let_go(case, data["handoff"], by=by, now=now)


@case_act(rules.CHASE, form=forms.ChaseForm, said=_("Chased."))
def chase(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Chase whoever owes an answer."""
    del row
    dispatch.chase(case, handoffs=data["handoffs"], by=by, now=now)

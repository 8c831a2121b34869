"""Proposing rewards and penalties, deciding on them, publishing them, and the month's sheet (PERF-08…11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from casework.actions.periods import hold_months
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import Reward, RewardSheet
from staffing.months import code_of
from staffing.notices_performance import REWARDS
from staffing.queries import rewards as reads
from staffing.rules import rewards as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mall.models import User

State = Reward.State
P = Permission


@transaction.atomic
def propose(proposal: rules.Proposal, *, by: User, now: datetime) -> Reward:
    """PERF-08, PERF-09. Propose one; only the general manager is told. Raises Refused."""
    refuse_if(rules.obstacles_to_proposing(proposal, by=by))
    made = Reward.objects.create(
        person=proposal.person,
        kind=proposal.kind,
        case=proposal.case.strip()[:200],
        reason=proposal.reason.strip(),
        amount=proposal.amount or None,
        proposed_at=now,
        proposed_by=by,
    )
    _tell(people_who_may(P.REWARD_APPROVE).exclude(pk=made.person_id), "proposed", made, now=now)
    return made


@transaction.atomic
def approve(reward: Reward, words: str = "", *, by: User, now: datetime) -> Reward:
    """PERF-10. Put it into effect; the person gets the notice, who proposed it an answer. Raises Refused."""
    held = _hold(reward)
    refuse_if(rules.obstacles_to_deciding(held, by))
    _decide(held, State.APPROVED, words, by=by, now=now)
    _tell([held.person], "given", held, now=now)
    _tell([held.proposed_by], "answered", held, now=now)
    return held


@transaction.atomic
def refuse(reward: Reward, words: str, *, by: User, now: datetime) -> Reward:
    """PERF-10. Do not approve it; the person never hears of it. Raises Refused."""
    held = _hold(reward)
    refuse_if(rules.obstacles_to_refusing(held, words, by))
    _decide(held, State.REFUSED, words, by=by, now=now)
    _tell([held.proposed_by], "answered", held, now=now)
    return held


@transaction.atomic
def withdraw(reward: Reward, *, by: User, now: datetime) -> Reward:
    """PERF-10. Withdraw a proposal. Raises Refused."""
    held = _hold(reward)
    refuse_if(rules.obstacles_to_withdrawing(held, by))
    return _withdraw(held, State.WITHDRAWN, "", by=by, now=now)


@transaction.atomic
def take_back(reward: Reward, words: str, *, by: User, now: datetime) -> Reward:
    """PERF-10, PERF-11. Take back what is in effect, with the reason, until the sheet of its month is approved.

    Whoever was told of it is told. Raises Refused.
    """
    hold_months()
    held = _hold(reward)
    refuse_if(rules.obstacles_to_taking_back(held, reads.sheet_for(held), by, words))
    _withdraw(held, State.TAKEN_BACK, words, by=by, now=now)
    told = people_who_may(P.REWARD_READ) if held.published_at else [held.person, held.proposed_by]
    _tell(told, "taken_back", held, now=now)
    return held


@transaction.atomic
def publish(reward: Reward, *, by: User, now: datetime) -> Reward:
    """PERF-10, F-46. Publish it to the department. Raises Refused."""
    held = _hold(reward)
    refuse_if(rules.obstacles_to_publishing(held, by))
    held.published_at, held.published_by = now, by
    held.save(update_fields=["published_at", "published_by"])
    _tell(people_who_may(P.REWARD_READ), "published", held, now=now)
    return held


@transaction.atomic
def submit_sheet(month: date, *, by: User, now: datetime) -> RewardSheet:
    """PERF-11. Send the month's sheet up for approval; its lines stay as they are now. Raises Refused."""
    hold_months()
    refuse_if(rules.obstacles_to_submitting(reads.ready(month, now), by))
    made = RewardSheet.objects.create(month=month, lines=reads.lines(month), submitted_at=now, submitted_by=by)
    _tell_sheet(people_who_may(P.REWARD_SHEET).exclude(pk=by.pk), "sheet", made, now=now)
    return made


@transaction.atomic
def approve_sheet(sheet: RewardSheet, words: str = "", *, by: User, now: datetime) -> RewardSheet:
    """PERF-11. Approve the sheet: it may go to payroll. Raises Refused."""
    hold_months()
    held = RewardSheet.objects.select_for_update().get(pk=sheet.pk)
    refuse_if(rules.obstacles_to_approving(held, by, taken_back=reads.taken_back_since(held)))
    return _decide_sheet(held, RewardSheet.State.APPROVED, words, by=by, now=now)


@transaction.atomic
def send_back_sheet(sheet: RewardSheet, words: str, *, by: User, now: datetime) -> RewardSheet:
    """PERF-11. Send the sheet back with the reason; another is submitted. Raises Refused."""
    held = RewardSheet.objects.select_for_update().get(pk=sheet.pk)
    refuse_if(rules.obstacles_to_sending_back(held, words, by))
    return _decide_sheet(held, RewardSheet.State.SENT_BACK, words, by=by, now=now)


def _hold(reward: Reward) -> Reward:
    """Lock it until the transaction ends, and read it anew: a colleague may have decided meanwhile."""
    return Reward.objects.select_for_update(of=("self",)).select_related("person", "proposed_by").get(pk=reward.pk)


def _decide(reward: Reward, state: State, words: str, *, by: User, now: datetime) -> None:
    reward.state, reward.decided_at, reward.decided_by, reward.decision = state, now, by, words.strip()[:300]
    reward.save(update_fields=["state", "decided_at", "decided_by", "decision"])


def _withdraw(reward: Reward, state: State, words: str, *, by: User, now: datetime) -> Reward:
    reward.state, reward.withdrawn_at, reward.withdrawn_by, reward.withdrawal = state, now, by, words.strip()[:300]
    reward.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawal"])
    return reward


def _decide_sheet(sheet: RewardSheet, state: RewardSheet.State, words: str, *, by: User, now: datetime) -> RewardSheet:
    sheet.state, sheet.decided_at, sheet.decided_by, sheet.decision = state, now, by, words.strip()[:300]
    sheet.save(update_fields=["state", "decided_at", "decided_by", "decision"])
    _tell_sheet([sheet.submitted_by], "sheet_decided", sheet, now=now)
    return sheet


def _tell(people: Iterable[User], what: str, reward: Reward, *, now: datetime) -> None:
    facts = {"person": reward.person_id, "path": reverse("staffing:reward", args=[reward.pk])}
    tell(people, REWARDS[what], None, key=f"reward:{reward.pk}:{what}", now=now, facts=facts)


def _tell_sheet(people: Iterable[User], what: str, sheet: RewardSheet, *, now: datetime) -> None:
    code = code_of(sheet.month)
    facts = {"month": code, "path": f"{reverse('staffing:rewards-sheet')}?month={code}"}
    tell(people, REWARDS[what], None, key=f"reward-sheet:{sheet.pk}:{what}", now=now, facts=facts)

"""Asking afterwards: planned, tried, answered, re-checked (FUP, SURV-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from casework.actions.folders import record
from casework.actions.notices import tell
from casework.events import follow_up_answered
from casework.models import Evaluation, FollowUp, FollowUpAttempt
from casework.rules import follow_ups as rules
from mall.limits import limit
from mall.queries import calendar
from mall.worktime import add_working_time
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Folder
    from casework.rules.follow_ups import Grades
    from mall.models import User

O = FollowUp.Outcome  # noqa: E741 - the word is long and stands often


@transaction.atomic
def plan(
    folder: Folder,
    *,
    due_at: datetime,
    handled_by: User | None,
    by: User,
    now: datetime,
    reason: str = FollowUp.Reason.COMPLAINT,
    assigned_to: User | None = None,
) -> FollowUp:
    """FUP-01. Plan a follow-up; whoever handled the matter cannot make it. Raises Refused."""
    refuse_if(rules.obstacles_to_planning(folder, reason))
    follow_up = FollowUp.objects.create(
        folder=folder, reason=reason, handled_by=handled_by, due_at=due_at, planned_at=now, assigned_to=assigned_to
    )
    _record(follow_up, "follow_up_planned", by=by, now=now, due=due_at.isoformat())
    if assigned_to is not None and assigned_to.pk != by.pk:
        tell([assigned_to], "follow_up.planned", folder, key=f"follow_up:{follow_up.pk}:planned", now=now)
    return follow_up


@transaction.atomic
def attempt(  # noqa: PLR0913 - one argument per column of the form
    follow_up: FollowUp,
    *,
    code: str,
    by: User,
    now: datetime,
    way: str = FollowUpAttempt.Way.PHONE,
    remark: str = "",
    grades: Grades | None = None,
    at: datetime | None = None,
) -> FollowUpAttempt:
    """FUP-S07. One try at reaching the person; reached, it takes the answers and ends the follow-up.

    Not reached, the next try falls due after the limit of working hours. Reached, `follow_up_answered` is sent and the
    desk above does what follows (FUP-13). Raises Refused.
    """
    follow_up = _held(follow_up)
    at = at or now
    refuse_if(rules.obstacles_to_attempting(follow_up, by, code=code, grades=grades, now=now, at=at))
    tried = FollowUpAttempt.objects.create(follow_up=follow_up, at=at, by=by, way=way, code=code, remark=remark.strip())
    follow_up.attempts_made += 1
    follow_up.save(update_fields=["attempts_made"])
    if grades is not None:
        _answered(follow_up, grades, by=by, now=now)
    elif code == FollowUpAttempt.Code.DECLINED:
        _end(follow_up, O.DECLINED, by=by, now=now)
    else:
        again = add_working_time(now, limit("follow_up_retry", now), calendar("desk"))
        follow_up.due_at = max(follow_up.due_at, again)
        follow_up.save(update_fields=["due_at"])
        _record(follow_up, "follow_up_tried", by=by, now=now, attempt=tried.pk, code=code)
    return tried


@transaction.atomic
def promise(follow_up: FollowUp, promised_at: datetime, *, by: User, now: datetime) -> FollowUp:
    """FUP-S11. Write down when the person will be called back; the follow-up is due then. Raises Refused."""
    follow_up = _held(follow_up)
    refuse_if(rules.obstacles_to_promising(follow_up, by, promised_at=promised_at, now=now))
    follow_up.promised_at, follow_up.promised_by, follow_up.due_at = promised_at, by, promised_at
    follow_up.save(update_fields=["promised_at", "promised_by", "due_at"])
    _record(follow_up, "follow_up_promised", by=by, now=now, at=promised_at.isoformat())
    return follow_up


@transaction.atomic
def give_up(follow_up: FollowUp, *, by: User, now: datetime) -> FollowUp:
    """FUP-S03. End a follow-up as not reached, after the least number of tries. Raises Refused."""
    follow_up = _held(follow_up)
    refuse_if(rules.obstacles_to_giving_up(follow_up, by, least=limit("follow_up_attempts", now)))
    return _end(follow_up, O.UNREACHED, by=by, now=now)


@transaction.atomic
def recheck(follow_up: FollowUp, *, due_at: datetime, by: User, now: datetime) -> FollowUp:
    """FUP-S12. A supervisor takes an answered follow-up to ask again himself. Raises Refused."""
    follow_up = _held(follow_up)
    refuse_if(rules.obstacles_to_rechecking(follow_up, by))
    again = FollowUp.objects.create(
        folder=follow_up.folder,
        reason=FollowUp.Reason.RECHECK,
        handled_by=follow_up.asked_by,
        due_at=due_at,
        planned_at=now,
        assigned_to=by,
        recheck_of=follow_up,
    )
    _record(again, "recheck_planned", by=by, now=now, due=due_at.isoformat())
    return again


@transaction.atomic
def assign(follow_up: FollowUp, person: User, *, by: User, now: datetime) -> FollowUp:
    """FUP-12. Give a follow-up to the person who makes it; telling him is the desk's. Raises Refused."""
    follow_up = _held(follow_up)
    refuse_if(rules.obstacles_to_assigning(follow_up, person, by))
    follow_up.assigned_to = person
    follow_up.save(update_fields=["assigned_to"])
    _record(follow_up, "follow_up_assigned", by=by, now=now, person=person.pk)
    return follow_up


@transaction.atomic
def review(follow_up: FollowUp, *, passed: bool, words: str = "", by: User, now: datetime) -> FollowUp:
    """FUP-S09. Look through the record, with name and hour; what follows from "not passed" is the desk's.

    Raises Refused.
    """
    follow_up = _held(follow_up)
    refuse_if(rules.obstacles_to_reviewing(follow_up, by, passed=passed, words=words))
    follow_up.reviewed_at, follow_up.reviewed_by = now, by
    follow_up.passed, follow_up.review = passed, words.strip()
    follow_up.save(update_fields=["reviewed_at", "reviewed_by", "passed", "review"])
    _record(follow_up, "follow_up_reviewed", by=by, now=now, passed=passed)
    return follow_up


@transaction.atomic
def cancel(follow_up: FollowUp, *, by: User, now: datetime) -> FollowUp:
    """FUP-S03. Cancel a follow-up that is not needed any more (withdrawn, reopened). Done ones stay as they are."""
    follow_up = _held(follow_up)
    if follow_up.done_at is not None:
        return follow_up
    follow_up.outcome, follow_up.done_at, follow_up.asked_by = O.CANCELLED, now, by
    follow_up.save(update_fields=["outcome", "done_at", "asked_by"])
    _record(follow_up, "follow_up_cancelled", by=by, now=now)
    return follow_up


def _answered(follow_up: FollowUp, grades: Grades, *, by: User, now: datetime) -> None:
    Evaluation.objects.create(
        follow_up=follow_up,
        attitude=grades.attitude,
        skill=grades.skill,
        timeliness=grades.timeliness,
        promises=grades.promises,
        solved=grades.solved,
        opinion=grades.opinion.strip(),
        suggestion=grades.suggestion.strip(),
    )
    satisfied = grades.satisfied
    follow_up.outcome = O.SATISFIED if satisfied else O.UNSATISFIED
    follow_up.done_at, follow_up.asked_by = now, by
    follow_up.save(update_fields=["outcome", "done_at", "asked_by"])
    _record(follow_up, "follow_up_answered", by=by, now=now, satisfied=satisfied)
    follow_up_answered.send(sender=FollowUp, follow_up=follow_up, satisfied=satisfied, by=by, now=now)


def _end(follow_up: FollowUp, outcome: str, *, by: User, now: datetime) -> FollowUp:
    follow_up.outcome, follow_up.done_at, follow_up.asked_by = outcome, now, by
    follow_up.save(update_fields=["outcome", "done_at", "asked_by"])
    _record(follow_up, "follow_up_ended", by=by, now=now, outcome=outcome)
    follow_up_answered.send(sender=FollowUp, follow_up=follow_up, satisfied=None, by=by, now=now)
    return follow_up


def _held(follow_up: FollowUp) -> FollowUp:
    return FollowUp.objects.select_for_update(of=("self",), no_key=True).select_related("folder").get(pk=follow_up.pk)


def _record(follow_up: FollowUp, verb: str, *, by: User, now: datetime, **facts: Any) -> None:
    record(follow_up.folder, verb, by=by, now=now, facts={"follow_up": follow_up.pk, **facts})

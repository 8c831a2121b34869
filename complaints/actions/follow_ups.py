"""Asking the complainant afterwards, and what follows from the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.actions import follow_ups
from casework.actions.notices import tell
from casework.models import FollowUp, FollowUpAttempt
from complaints import notice_kinds, sla
from complaints.actions import clocks
from complaints.actions.moving import hold, move
from complaints.actions.reopening import reopen
from complaints.models import Complaint
from complaints.queries.follow_ups import counts_of_month
from complaints.rules import follow_ups as rules
from complaints.rules.closing import obstacles_to_reopening
from complaints.rules.owners import callers_of
from complaints.sla import OBLIGATIONS, Kind
from complaints.states import State
from mall.limits import limit
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from casework.rules.follow_ups import Grades
    from mall.models import User


def ask(  # noqa: PLR0913  # one argument per column of the record F-28
    complaint: Complaint,
    *,
    way: str,
    code: str,
    remark: str = "",
    grades: Grades | None = None,
    promised_at: datetime | None = None,
    by: User,
    now: datetime,
) -> FollowUpAttempt:
    """FUP-S07, FUP-S11. One try at reaching the complainant; who has no time is promised an hour. Raises Refused."""
    refuse_if(
        [
            *rules.obstacles_to_asking(complaint, by, now),
            *rules.obstacles_to_attempt(code, promised_at=promised_at, now=now),
        ]
    )
    follow_up = rules.open_follow_up(complaint)
    if follow_up is None:  # the rule asked just before says it is there
        raise LookupError
    tried = follow_ups.attempt(follow_up, code=code, way=way, remark=remark, grades=grades, by=by, now=now)
    if promised_at is not None and code == FollowUpAttempt.Code.BUSY:
        follow_ups.promise(follow_up, promised_at, by=by, now=now)
        rechecks = follow_up.reason == FollowUp.Reason.RECHECK
        if rechecks or complaint.folder.closed_at is None:
            clocks.follow_up_owed(complaint, now=now, due_at=promised_at, recheck=rechecks)
    return tried


def give_up(complaint: Complaint, *, by: User, now: datetime) -> FollowUp:
    """FUP-S03. End the follow-up as not reached after the least number of tries. Raises Refused."""
    refuse_if(rules.obstacles_to_asking(complaint, by, now))
    follow_up = rules.open_follow_up(complaint)
    if follow_up is None:
        raise LookupError
    return follow_ups.give_up(follow_up, by=by, now=now)


def choose_for_recheck(complaint: Complaint, *, due_at: datetime, by: User, now: datetime) -> FollowUp:
    """FUP-S12. A supervisor chooses the answered follow-up to ask again himself by this hour. Raises Refused."""
    refuse_if([*rules.obstacles_to_choosing(complaint, by, now), *rules.obstacles_to_recheck_day(due_at, now)])
    asked = rules.last_answered(complaint)
    if asked is None:
        raise LookupError
    again = follow_ups.recheck(asked, due_at=due_at, by=by, now=now)
    clocks.follow_up_owed(complaint, now=now, due_at=due_at, recheck=True)
    return again


def review(complaint: Complaint, *, passed: bool, words: str = "", by: User, now: datetime) -> FollowUp:
    """FUP-S09. Review the record of a follow-up; one that does not pass goes back to the complaint procedure.

    Raises Refused.
    """
    refuse_if(rules.obstacles_to_reviewing(complaint, by, now))
    record = rules.record_to_review(complaint)
    if record is None:  # the rule asked just before says it is there
        raise LookupError
    reviewed = follow_ups.review(record, passed=passed, words=words, by=by, now=now)
    if not passed and not obstacles_to_reopening(complaint, by, now):
        reopen(complaint, words, by=by, now=now)
    return reviewed


def take_answer(follow_up: FollowUp, *, satisfied: bool | None, by: User, now: datetime) -> None:
    """FUP-13, CMP-29. What follows from an answered follow-up: content, the case is followed up.

    Not content, it is heard again one level higher; not reached, it stays replied and may be closed.

    `satisfied` is None when nobody could be asked. Does nothing for folders that are no complaint.
    """
    complaint = Complaint.objects.filter(folder=follow_up.folder_id).first()
    if complaint is None:
        return
    hold(complaint)
    rechecked = follow_up.reason == FollowUp.Reason.RECHECK
    if rechecked or complaint.folder.closed_at is None:
        clocks.followed_up(complaint, now=now, recheck=rechecked)
    if satisfied is not None and complaint.state == State.REPLIED:
        move(complaint, State.FOLLOWED_UP)
    if satisfied is False:
        reopen(complaint, by=by, now=now)
        return
    if rechecked:
        return
    clocks.closing_owed(complaint, now=now)
    if satisfied:
        draw_recheck(complaint, follow_up, by=by, now=now)


def draw_recheck(complaint: Complaint, follow_up: FollowUp, *, by: User, now: datetime) -> FollowUp | None:
    """FUP-S12. Draw the follow-up for the supervisor's re-check when the month's share would fall below the limit.

    It has its days like every call; the supervisors who may make it are told.
    """
    counts = counts_of_month(now)
    if not rules.recheck_is_due(done=counts.done, rechecked=counts.rechecked, percent=limit(sla.RECHECK_PERCENT, now)):
        return None
    due_at = now + timedelta(days=limit(OBLIGATIONS[Kind.RECHECK].limit, now))
    again = follow_ups.plan(
        follow_up.folder, due_at=due_at, handled_by=by, by=by, now=now, reason=FollowUp.Reason.RECHECK
    )
    again.recheck_of = follow_up
    again.save(update_fields=["recheck_of"])
    clocks.follow_up_owed(complaint, now=now, recheck=True)
    key = f"recheck:{again.pk}"
    tell(callers_of(again), notice_kinds.RECHECK, follow_up.folder, key=key, now=now)
    return again

"""Makers for the reports of a department: as they are written and sent, and a week of work they count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger

from mall.roles import Role
from staffing.actions import plans
from staffing.actions import work_reports as acts
from staffing.models import HandoverLine, Leave, Meeting, MeetingAction, StaffTraining
from staffing.rules.plans import Row
from staffing.rules.work_reports import Draft, Receivers
from tests import make, make_meetings, make_performance, make_staffing
from tests.make_staffing import at

if TYPE_CHECKING:
    from mall.models import User
    from staffing.models import WorkReport

#: The Monday after a week that lies in two months.
MONDAY = date(2026, 11, 30)
NOW = at(date(2026, 12, 7), 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = (MONDAY, MONDAY + 6 * DAY)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
TEXTS = {
    "done": "接待咨询 312 人次",
    "findings": "处理及时率提高",
    "problems": "雨天推车不足",
    "ahead": "增加推车 20 辆",
}


def draft(kind: str = "weekly", days: tuple[date, date] = WEEK, where: str = "customer-service", **more: str) -> Draft:
    """A report as it is written: of the week, if nothing else is said."""
    return Draft(kind, make.department(where), *days, **{**TEXTS, **more})


def begun(by: User, *given: Any, now: datetime = NOW, **more: str) -> WorkReport:
    """A draft."""
    return acts.begin(draft(*given, **more), by=by, now=now)


def sent(by: User, to: Receivers, *given: Any, now: datetime = NOW, **more: str) -> WorkReport:
    """A report that has gone out."""
    return acts.send(begun(by, *given, now=now, **more), to, by=by, now=now)


def letters(boss: User, agent: User) -> None:
    """To the desk: one done in time, one late, one not done, one still open and late; one from the desk."""
    begins = at(MONDAY, 9)
    for n, (state, reported) in enumerate(
        (("done", begins + HOUR), ("done", begins + 3 * DAY), ("not_done", begins + 3 * DAY), ("sent", None))
    ):
        row = make_staffing.letter(executor=agent, now=begins, final_at=begins + (1 + n % 3) * DAY)
        _sign(row, boss, begins)
        ended = reported if state == "done" else None
        who = {"reported_by": agent} if reported else {}
        due = begins + 2 * DAY + n * HOUR
        type(row).objects.filter(pk=row.pk).update(state=state, reported_at=reported, ended_at=ended, due_at=due, **who)
    make.person(Role.DEPARTMENT_HEAD, "onsite")
    _sign(make_staffing.letter(by=agent, to="onsite", now=begins), boss, begins)


def _sign(row: Any, boss: User, when: datetime) -> None:
    type(row).objects.filter(pk=row.pk).update(approved_at=when, approved_by=boss, state="sent")


def meetings(boss: User, agent: User) -> None:
    """One with minutes and three actions, done, done late, and late; one without minutes; one that was cancelled."""
    filed = make_meetings.held(agent, by=boss)
    Meeting.objects.filter(pk=filed.pk).update(state="filed", filed_at=filed.ends_at, filed_by=boss)
    make_meetings.held(agent, by=boss, begins_at=make_meetings.THURSDAY + 3 * HOUR)
    gone = make_meetings.held(agent, by=boss, begins_at=make_meetings.THURSDAY + 6 * HOUR)
    Meeting.objects.filter(pk=gone.pk).update(state="cancelled", cancelled_at=NOW, cancelled_by=boss)
    due = at(MONDAY + 5 * DAY, 12)
    given = {"person": agent, "assigned_at": due - DAY, "assigned_by": boss}
    for n, after in enumerate((-HOUR, HOUR)):
        done = {"reported_at": due + n * HOUR + after, "is_done": True}
        MeetingAction.objects.create(meeting=filed, what="核对推车", due_at=due + n * HOUR, **done, **given)
    MeetingAction.objects.create(meeting=filed, what="补雨伞", due_at=due + 2 * HOUR, warned_at=due + 3 * HOUR, **given)
    MeetingAction.objects.create(meeting=gone, what="作废", due_at=due, **given)


def shift(agent: User, other: User) -> None:
    """A shift that was handed over, where the incoming person counted otherwise."""
    desk, noon = make.desk("east"), at(MONDAY + DAY, 12, 30)
    row = make_staffing.accepted(make_staffing.prepared(desk, agent, other, noon), other, noon)
    counted = {"order": 99, "code": "umbrella", "label": "雨伞", "count": 3, "found": 2, "explanation": "借出一把"}
    with pgtrigger.ignore():
        HandoverLine.objects.create(handover=row, **counted)


def people(boss: User, agent: User) -> None:
    """A training, three days of leave in the week, points given and taken, two checks."""
    when = at(MONDAY + DAY, 10)
    training = make_performance.training(boss, agent, by=boss, now=when, at=when + DAY)
    StaffTraining.objects.filter(pk=training.pk).update(state="held", notes="面料", ended_at=NOW, ended_by=boss)
    granted = {"person": agent, "state": "approved", "reason": "回家", "asked_at": when, "asked_by": agent}
    for first, last in ((-2, 1), (1, 2)):
        Leave.objects.create(
            kind="personal",
            from_on=MONDAY + first * DAY,
            to_on=MONDAY + last * DAY,
            decided_at=when,
            decided_by=boss,
            **granted,
        )
    make_performance.announced(agent, 2, by=boss, now=when)
    make_performance.announced(agent, -1, by=boss, now=when)
    for good in (True, False):
        make_performance.check(agent, by=boss, good=good, words="未戴工牌", on=when.date(), now=when)


def plan(agent: User) -> None:
    """A weekly plan that was written in time."""
    rows = [Row("result", "培训商户", 12, "户", 10, ""), Row("plan", "回访", 9, "户", None, "")]
    plans.write(MONDAY, rows, by=agent, now=at(MONDAY + 3 * DAY, 10))

"""The time limit that is written into a hand-over when nobody writes another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.sla import OBLIGATIONS, Kind
from mall.limits import limit
from mall.queries import calendar
from mall.worktime import add_working_days

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Authority, Complaint

MINUTE = timedelta(minutes=1)


def authority_due(authority: Authority, due_at: datetime | None, arrived_at: datetime) -> datetime:
    """JOINT-S13. An authority's own date; without one, the working days it usually gives."""
    return due_at or add_working_days(arrived_at, authority.days, calendar("office"))


def usual_follow_up_due(now: datetime) -> datetime:
    """FUP-S01. By when somebody is asked afterwards, counted from this moment."""
    return now + timedelta(days=limit(OBLIGATIONS[Kind.FOLLOW_UP].limit, now))


def usual_answer_due(complaint: Complaint, now: datetime) -> datetime:
    """CMP-21, CMP-26, JOINT-S13. One working day, and never after an authority's own deadline."""
    due = add_working_days(now, limit(OBLIGATIONS[Kind.ANSWER].limit, now), calendar("office"))
    last = complaint.authority_due_at
    return last if last is not None and now + MINUTE < last < due else due

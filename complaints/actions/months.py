"""Freezing a month of complaints, correcting a frozen one beside it, reminding of the review."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from casework.actions.periods import adjust, close_period, hold_months
from complaints import month_notices
from complaints.queries import frozen
from complaints.queries import months as reads
from complaints.rules.months import (
    obstacles_to_analysis,
    obstacles_to_closing_month,
    obstacles_to_correcting_month,
    obstacles_to_correction,
)
from mall.localtime import local_day, month_before
from mall.queries.people import deputies, people_with
from mall.roles import Role
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from casework.models import Adjustment, ClosedPeriod
    from mall.models import User

#: The office is reminded so long before the day.
REMIND_BEFORE = timedelta(days=2)


@transaction.atomic
def close_month(year: int, month: int, analysis: str, *, by: User, now: datetime) -> ClosedPeriod:
    """CMP-42, CMP-44. Note that a month's cases were looked through and what it comes to, and freeze it.

    Its figures, its members and what its list shows of them print the same for ever. They are of one moment where the
    transaction reads as of one moment, as the review's door does. Raises Refused.
    """
    hold_months()
    closed = reads.closed_period(year, month)
    refuse_if([*obstacles_to_closing_month(year, month, closed, now), *obstacles_to_analysis(analysis)])
    return close_period(
        reads.KIND,
        f"{year}-{month:02}",
        {**frozen.to_freeze(year, month, now), "analysis": analysis.strip()},
        reads.members(year, month),
        lines=frozen.lines(year, month),
        by=by,
        now=now,
    )


@transaction.atomic
def correct_month(  # one argument per fact of the correction
    closed: ClosedPeriod | None,
    figure: str,
    value: Decimal,
    reason: str,
    *,
    seen: int | None = None,
    by: User,
    now: datetime,
) -> Adjustment:
    """CMP-44. Put the right figure beside a frozen month, which itself stays as it was. Raises Refused.

    `seen` says how many corrections were known to who corrects; None skips the check.
    """
    hold_months()
    standing, missed = (frozen.standing(closed), frozen.missed(closed, seen)) if closed else ({}, 0)
    wrong = obstacles_to_correction(standing, figure, value, reason, missed=missed)
    refuse_if([*obstacles_to_correcting_month(closed, by), *wrong])
    assert closed is not None  # noqa: S101 - the rule asked just before says so
    kept = f"{value:.2f}" if figure == "compensation" else int(value)
    return adjust(closed, {figure: kept}, reason, by=by, now=now)


def remind_of_review(now: datetime) -> int:
    """CMP-42. Remind the general manager's office of last month's review: from the 8th on, and past the 10th.

    Past the 10th the deputies hear of it too. Each step is said once to each person, however often this is called; a
    month without a closed case asks for nothing. Returns how many messages are new.
    """
    year, month = month_before(now)
    due, today = reads.review_due(year, month), local_day(now)
    step = "late" if today > due else "soon"
    if today < due - REMIND_BEFORE or reads.closed_period(year, month) or not reads.closed_in(year, month).exists():
        return 0
    people = list(people_with(Role.GM_OFFICE)) + (list(deputies()) if step == "late" else [])
    period = f"{year}-{month:02}"
    kind = month_notices.REVIEW_LATE if step == "late" else month_notices.REVIEW_SOON
    facts = {"month": period, "due": due.isoformat(), "path": f"{reverse('complaints:review')}?month={period}"}
    return tell(people, kind, None, key=f"review:{period}:{step}", now=now, facts=facts)

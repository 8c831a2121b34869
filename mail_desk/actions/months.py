"""Closing a month of mail, and correcting a closed one beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from casework.actions.periods import adjust, close_period, hold_months
from casework.rules.periods import obstacles_to_closing_a_period
from mail_desk.queries import months as reads
from mail_desk.rules.months import (
    obstacles_to_closing_month,
    obstacles_to_correcting_month,
    obstacles_while_it_runs,
)
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from casework.models import Adjustment, ClosedPeriod
    from mall.models import User
    from ui.obstacles import Obstacle


def obstacles(year: int, month: int, now: datetime, figures: Mapping[str, Any] | None = None) -> list[Obstacle]:
    """MAIL-12. What forbids closing this month now; `figures` are the month's, where they are counted already."""
    running = obstacles_while_it_runs(year, month, now)
    if running:
        return running
    figures = figures or reads.figures(year, month, now)
    last = reads.last_closed()
    return obstacles_to_closing_a_period(reads.period_of(year, month), last, now) or obstacles_to_closing_month(
        in_order=reads.is_next_in_order(year, month, last),
        scanned_only=figures["scanned_only"],
        unfinished=figures["deliveries"]["unfinished"],
    )


@transaction.atomic
def close_month(year: int, month: int, *, by: User, now: datetime) -> ClosedPeriod:
    """MAIL-12, PERF-05. Freeze a month's figures and the items they count; the same for ever. Raises Refused.

    They are of one moment where the transaction reads as of one moment, as the door does.
    """
    hold_months()
    figures = reads.figures(year, month, now)
    refuse_if(obstacles(year, month, now, figures))
    members = reads.members(year, month)
    return close_period(reads.KIND, reads.period_of(year, month), reads.to_freeze(figures), members, by=by, now=now)


@transaction.atomic
def correct_month(  # one argument per fact of the correction
    closed: ClosedPeriod | None,
    figure: str,
    value: int | None,
    reason: str,
    *,
    seen: int | None = None,
    by: User,
    now: datetime,
) -> Adjustment:
    """MAIL-12. Put the right figure beside a closed month; it counts as an adjustment of today's. Raises Refused.

    `seen` says how many corrections were known to who corrects; None skips the check.
    """
    hold_months()
    stands = reads.standing(closed, figure) if closed else None
    missed = max(0, closed.adjustments.count() - seen) if closed and seen is not None else 0
    refuse_if(obstacles_to_correcting_month(closed, stands, value, reason, missed=missed))
    assert closed is not None  # noqa: S101 - the rule asked just before says so
    return adjust(closed, {figure: value}, reason, by=by, now=now)

"""The one way any desk closes a month: its figures and its members, frozen and chained (design 3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from casework.models import Adjustment, ClosedLine, ClosedPeriod
from casework.rules.periods import (
    LINES,
    mark,
    mark_of_lines,
    obstacles_to_adjusting,
    obstacles_to_closing_a_period,
)
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from mall.models import User

LONGEST_REASON = 300


def hold_months() -> None:
    """CMP-44. Let nobody else close or correct a month until this transaction ends; reading stays free.

    Call it before what is frozen or corrected is read: who comes second waits here and sees what the first has done.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE casework_closedperiod IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def close_period(
    kind: str,
    period: str,
    figures: Mapping[str, Any],
    folder_ids: Iterable[int],
    *,
    lines: Sequence[ClosedLine] = (),
    by: User,
    now: datetime,
) -> ClosedPeriod:
    """CMP-44. Freeze a month ("2026-11") with its figures and the folders it counts; it prints the same for ever.

    `lines` are what its list shows of each case, not stored yet. Each month carries the mark of the one closed before
    it. Raises Refused for a month that is not over, closed already, or earlier than a closed one.
    """
    hold_months()
    previous = ClosedPeriod.objects.filter(kind=kind).order_by("-period").first()
    refuse_if(obstacles_to_closing_a_period(period, previous.period if previous else None, now))
    members = sorted(set(folder_ids))
    kept = _plain(figures)
    for line in lines:
        line.facts, line.words = _plain(line.facts), _plain(line.words)
    if lines:
        kept[LINES] = mark_of_lines(lines)
    closed = ClosedPeriod.objects.create(
        kind=kind,
        period=period,
        figures=kept,
        folder_ids=members,
        sha256=mark(kind, period, kept, members, previous.sha256 if previous else ""),
        closed_at=now,
        closed_by=by,
        previous=previous,
    )
    for line in lines:
        line.period = closed
    ClosedLine.objects.bulk_create(lines)
    return closed


@transaction.atomic
def adjust(period: ClosedPeriod, figures: Mapping[str, Any], reason: str, *, by: User, now: datetime) -> Adjustment:
    """CMP-44. Put a correction beside a closed month, which itself stays as it was. Raises Refused."""
    refuse_if(obstacles_to_adjusting(reason))
    return Adjustment.objects.create(
        period=period, figures=_plain(figures), reason=reason.strip()[:LONGEST_REASON], at=now, by=by
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they come back from the database."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), default=str))
    return plain

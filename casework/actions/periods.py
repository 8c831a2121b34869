"""The one way any desk closes a month: its figures and its members, frozen and chained (design 3)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from casework.models import Adjustment, ClosedLine, ClosedPeriod
from casework.rules.periods import obstacles_to_adjusting, obstacles_to_closing_a_period
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from mall.models import User

#: Where the figures of a month keep the mark of its lines.
LINES = "lines"
LONGEST_REASON = 300


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
    with connection.cursor() as cursor:
        # Two who close at once follow one another.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"closed_period:{kind}"])
    refuse_if(obstacles_to_closing_a_period(kind, period, now))
    previous = ClosedPeriod.objects.filter(kind=kind).order_by("-period").first()
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


def mark(kind: str, period: str, figures: Mapping[str, Any], members: Iterable[int], previous: str) -> str:
    """The sha256 of a closed month and of the mark of the month before."""
    text = json.dumps([kind, period, figures, list(members), previous], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of_lines(lines: Iterable[ClosedLine]) -> str:
    """The sha256 of the facts of a closed month's lines; their words may be erased, so no mark hangs on them."""
    rows = sorted((line.folder_id, line.rank, line.at.astimezone(UTC).isoformat(), line.facts) for line in lines)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def broken_links(kind: str) -> list[str]:
    """CMP-44. The closed months of a kind whose mark does not fit what they hold, the earliest first.

    None is as it must be: `manage.py closed_months` and every backup ask.
    """
    broken, before = [], ""
    for closed in ClosedPeriod.objects.filter(kind=kind).order_by("period"):
        fits = closed.sha256 == mark(closed.kind, closed.period, closed.figures, closed.folder_ids, before)
        if not fits or (LINES in closed.figures and closed.figures[LINES] != mark_of_lines(closed.lines.all())):
            broken.append(closed.period)
        before = closed.sha256
    return broken


def broken_months() -> dict[str, list[str]]:
    """CMP-44. Of every kind that has closed months those that were changed behind our back; empty is as it must be."""
    kinds = ClosedPeriod.objects.order_by("kind").values_list("kind", flat=True).distinct()
    found = {kind: broken_links(kind) for kind in kinds}
    return {kind: periods for kind, periods in found.items() if periods}


def in_one_line(broken: Mapping[str, Sequence[str]]) -> str:
    """What `broken_months` found, for who runs the machine; empty when nothing was."""
    names = "; ".join(f"{kind}: {', '.join(periods)}" for kind, periods in broken.items())
    return f"closed months that are not what was closed ({names}): somebody wrote into the database" if names else ""


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they come back from the database."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), default=str))
    return plain

"""What forbids closing a month or correcting a closed one, and whether one still is what was closed."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mall.localtime import month_bounds
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casework.models import ClosedLine, ClosedPeriod

#: Where the figures of a month keep the mark of its lines.
LINES = "lines"
_PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def obstacles_to_closing_a_period(period: str, last: str | None, now: datetime) -> list[Obstacle]:
    """CMP-44. A month is closed once, when it is over, and after all months before it; `last` is the latest closed."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return [Obstacle("period", _("Write the month as 2026-11."), "period")]
    if month_bounds(int(found[1]), int(found[2])).ends > now:
        return [Obstacle("open", _("This month is not over yet."))]
    if last is not None and last == period:
        return [Obstacle("closed", _("This month is closed already."))]
    if last is not None and last > period:
        return [Obstacle("later_closed", _("A later month is closed already."))]
    return []


def obstacles_to_adjusting(reason: str) -> list[Obstacle]:
    """CMP-44. A closed month is corrected beside it, with the reason."""
    return [] if reason.strip() else [Obstacle("reason", _("Say why."), "reason")]


def mark(kind: str, period: str, figures: Mapping[str, Any], members: Iterable[int], previous: str) -> str:
    """The sha256 of a closed month and of the mark of the month before."""
    text = json.dumps([kind, period, figures, list(members), previous], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of_lines(lines: Iterable[ClosedLine]) -> str:
    """The sha256 of the facts of a closed month's lines; their words may be erased, so no mark hangs on them."""
    rows = sorted((line.folder_id, line.rank, line.at.astimezone(UTC).isoformat(), line.facts) for line in lines)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def is_as_closed(closed: ClosedPeriod, lines: Iterable[ClosedLine], previous: str) -> bool:
    """CMP-44. Whether a closed month and its lines fit its mark; `previous` is the mark of the month before."""
    if closed.sha256 != mark(closed.kind, closed.period, closed.figures, closed.folder_ids, previous):
        return False
    return LINES not in closed.figures or closed.figures[LINES] == mark_of_lines(lines)

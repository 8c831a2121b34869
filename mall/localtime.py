"""Days and months as the mall lives them: from midnight to midnight in Shanghai.

The database keeps instants; a figure of "today" or "November" needs their bounds. Everyone who
counts by day or month takes them from here, so the board, the report and the export agree about the
last second of a month.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

#: Where the mall stands.
ZONE = ZoneInfo("Asia/Shanghai")
DECEMBER = 12


class Bounds(NamedTuple):
    """A stretch of time, [begins, ends): compare with `gte=begins, lt=ends`."""

    begins: datetime
    ends: datetime


def local(at: datetime) -> datetime:
    """The instant on the mall's own clock. Raises ValueError when it carries no zone."""
    if at.tzinfo is None:
        message = f"{at!r} carries no zone"
        raise ValueError(message)
    return at.astimezone(ZONE)


def local_day(at: datetime) -> date:
    """The day of an instant on the mall's calendar. Raises ValueError as `local`."""
    return local(at).date()


def day_bounds(day: date) -> Bounds:
    """From the first midnight of a day to the next."""
    return Bounds(_midnight(day), _midnight(day + timedelta(days=1)))


def month_bounds(year: int, month: int) -> Bounds:
    """From the first midnight of a month to that of the next. Raises ValueError for a month 13."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return Bounds(_midnight(first), _midnight(following))


def month_before(now: datetime) -> tuple[int, int]:
    """Return year and month before the present one."""
    here = local(now)
    return (here.year - 1, DECEMBER) if here.month == 1 else (here.year, here.month - 1)


def days_bounds(first: date, last: date) -> Bounds:
    """From the first midnight of `first` to the midnight that ends `last`."""
    return Bounds(_midnight(first), _midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), ZONE)

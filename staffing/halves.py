"""Half months: the stretch of days a roster covers (ROST-04, ROST-09)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from staffing.plan import Kind

#: The first day of the second half of a month.
SECOND = 16
CODE = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])-H([12])")
OTHER = {Kind.A: Kind.B, Kind.B: Kind.A}


class Half(NamedTuple):
    """A half month: the first to the fifteenth, or the sixteenth to the last day."""

    first: date
    last: date

    @property
    def code(self) -> str:
        """2026-12-H2, as the shell and the addresses write it."""
        return f"{self.first:%Y-%m}-H{1 if self.first.day == 1 else 2}"

    @property
    def days(self) -> list[date]:
        """Its days in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def after(self) -> Half:
        """The half month that follows."""
        return half_of(self.last + timedelta(days=1))

    @property
    def before(self) -> Half:
        """The half month that went before."""
        return half_of(self.first - timedelta(days=1))


def half_of(day: date) -> Half:
    """The half month a day lies in."""
    if day.day < SECOND:
        return Half(day.replace(day=1), day.replace(day=SECOND - 1))
    return Half(day.replace(day=SECOND), day.replace(day=monthrange(day.year, day.month)[1]))


def read_half(code: str) -> Half | None:
    """2026-12-H2 as a half month; None for what is none."""
    found = CODE.fullmatch(code)
    return half_of(date(int(found[1]), int(found[2]), 1 if found[3] == "1" else SECOND)) if found else None


def shift_of(squad: str, day: date) -> Kind:
    """ROST-04. The shift of a squad on a day: its own in the first half of a month, the other in the second."""
    own = Kind(squad)
    return own if day.day < SECOND else OTHER[own]


def due_on(half: Half, submit_days: list[int]) -> date:
    """ROST-09. When the roster of a half month is due: on one of two days of the month before it begins.

    The first day is for the second half of the same month, the second for the first half of the next; a month that has
    no such day is due on its last.
    """
    early, late = submit_days
    return last_before(half.first, early if half.first.day == SECOND else late)


def last_before(first: date, day: int) -> date:
    """ROST-09, ROST-11. The day of the month that ends or runs before a date; its last where it has no such day."""
    ends = first - timedelta(days=1)
    return ends.replace(day=min(day, monthrange(ends.year, ends.month)[1]))

"""Months by their first day, as indicators, points and sheets are kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mall.localtime import local_day, month_bounds

if TYPE_CHECKING:
    from datetime import datetime

    from mall.localtime import Bounds

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LONGEST_MONTH = timedelta(days=31)


def first_of(day: date) -> date:
    """The first day of the month a day lies in."""
    return day.replace(day=1)


def month_of(at: datetime) -> date:
    """The month of an instant on the mall's calendar."""
    return first_of(local_day(at))


def read_month(code: str) -> date | None:
    """The month of 2026-11; None for what is none."""
    found = MONTH.fullmatch(code)
    return date(int(found[1]), int(found[2]), 1) if found else None


def code_of(month: date) -> str:
    """2026-11, as a closed month is named."""
    return f"{month:%Y-%m}"


def following(month: date) -> date:
    """The month after."""
    return first_of(month + LONGEST_MONTH)


def preceding(month: date) -> date:
    """The month before."""
    return first_of(month - timedelta(days=1))


def is_over(month: date, today: date) -> bool:
    """Whether a month's last day has passed."""
    return first_of(today) > first_of(month)


def bounds_of(month: date) -> Bounds:
    """From its first midnight to that of the next, [begins, ends)."""
    return month_bounds(month.year, month.month)

"""When something is due, and when to warn: arithmetic along a calendar, nothing stored here (design 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mall.localtime import ZONE
from mall.queries import calendar
from mall.worktime import (
    Calendar,
    Pause,
    add_working_days,
    add_working_time,
    always,
    shift_for_pauses,
    working_time_between,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

WALL, OFFICE, DESK, CALENDAR, HAND = "wall", "office", "desk", "calendar", "hand"
NOTHING = timedelta(0)
WHOLE = 100
_ALWAYS = always(ZONE)


@dataclass(frozen=True)
class Terms:
    """What an obligation allows: an amount of time, or a number of days, in one measure; or an hour set by hand."""

    measure: str
    amount: timedelta | None = None
    days: int | None = None
    due_at: datetime | None = None
    warn_after: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse terms that say nothing or too much. Raises ValueError."""
        if sum(value is not None for value in (self.amount, self.days, self.due_at)) != 1:
            message = "an obligation allows an amount, a number of days, or ends at an hour: exactly one of them"
            raise ValueError(message)
        if self.measure not in {WALL, OFFICE, DESK, CALENDAR, HAND}:
            message = f"no such measure: {self.measure}"
            raise ValueError(message)


@dataclass(frozen=True)
class Deadline:
    """When it is due, when to warn, and by which state of the hours that was counted."""

    due_at: datetime
    warn_at: datetime
    calendar_version: str


@dataclass(frozen=True)
class Warning_:  # noqa: N801 - "Warning" is Python's own
    """How early to warn: the share of the time in percent, and the time before the end; the later counts."""

    percent: int
    before: timedelta


def calendar_of(measure: str) -> Calendar:
    """The calendar a measure is counted along; minutes and calendar days run on the wall clock."""
    if measure == OFFICE:
        return calendar("office")
    return calendar("desk") if measure == DESK else _ALWAYS


def deadline(starts_at: datetime, terms: Terms, warning: Warning_, pauses: Sequence[Pause] = ()) -> Deadline:
    """CMP-35. The deadline of an obligation; the pauses move it by their working time, one set by hand never moves.

    Warned at the share of the time or so long before the end, whichever is later (`terms.warn_after` says otherwise).
    """
    hours = calendar_of(terms.measure)
    if terms.due_at is not None:
        due = base = terms.due_at
        pauses = ()
        hours = _hours_of_a_hand_set_time(starts_at, due)
    else:
        base = _plain(starts_at, terms, hours)
        due = shift_for_pauses(base, pauses, hours, start=starts_at)
    warn = _warn_at(starts_at, base, terms, warning, hours)
    if pauses:
        warn = shift_for_pauses(warn, pauses, hours, start=starts_at)
    if terms.warn_after is None:
        warn = max(warn, add_working_time(due, -warning.before, hours))
    return Deadline(due, max(min(warn, due), min(starts_at, due)), hours.version)


def _plain(starts_at: datetime, terms: Terms, hours: Calendar) -> datetime:
    if terms.days is not None:
        return add_working_days(starts_at, terms.days, hours)
    assert terms.amount is not None  # noqa: S101 - Terms sees to it
    return add_working_time(starts_at, terms.amount, hours)


def _warn_at(starts_at: datetime, base: datetime, terms: Terms, warning: Warning_, hours: Calendar) -> datetime:
    if terms.warn_after is not None:
        return add_working_time(starts_at, terms.warn_after, hours)
    allowed = max(working_time_between(starts_at, base, hours), NOTHING)
    return add_working_time(starts_at, allowed * warning.percent / WHOLE, hours) if allowed else base


def _hours_of_a_hand_set_time(starts_at: datetime, due: datetime) -> Calendar:
    """Warn in office hours where there are any before that time, else by the wall clock."""
    office = calendar("office")
    if due > starts_at and working_time_between(starts_at, due, office) > NOTHING:
        return office
    return _ALWAYS

"""The slow, obvious way to count working time: look at every single minute.

Knows nothing of `mall.worktime`: it is built from the same plain description of the hours, so that
a mistake in the fast arithmetic cannot hide in a shared helper.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mall.worktime import Calendar, Timetable, Week, Window, Windows

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

#: (first minute of the day, first minute no longer worked)
Hours = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Plan:
    """Hours in words: which weekdays, which minutes, per season; and the days that differ."""

    weekdays: int  # a bit per weekday, Monday the lowest
    summer: Hours
    winter: Hours
    differing: dict[date, Hours] = field(default_factory=dict)
    summer_begins: tuple[int, int] = (5, 1)
    winter_begins: tuple[int, int] = (10, 1)

    def hours_on(self, day: date) -> Hours:
        """The minutes worked on a day, from the definition."""
        if day in self.differing:
            return self.differing[day]
        if not self.weekdays >> day.weekday() & 1:
            return ()
        summer = self.summer_begins <= (day.month, day.day) < self.winter_begins
        return self.summer if summer else self.winter

    def open_at(self, at: datetime) -> bool:
        """Whether the minute that begins at `at` is worked."""
        minute = at.hour * 60 + at.minute
        return any(first <= minute < last for first, last in self.hours_on(at.date()))

    def calendar(self) -> Calendar:
        """The same hours as the product's calendar."""
        return Calendar(
            zone=SHANGHAI,
            timetables=(
                Timetable(*self.winter_begins, self._week(self.winter)),
                Timetable(*self.summer_begins, self._week(self.summer)),
            ),
            overrides={day: windows(hours) for day, hours in self.differing.items()},
        )

    def with_holiday(self, day: date) -> Plan:
        """The same hours with one more day off."""
        return Plan(self.weekdays, self.summer, self.winter, {**self.differing, day: ()})

    def _week(self, hours: Hours) -> Week:
        mon, tue, wed, thu, fri, sat, sun = (windows(hours) if self.weekdays >> day & 1 else () for day in range(7))
        return (mon, tue, wed, thu, fri, sat, sun)


def windows(hours: Hours) -> Windows:
    """Minutes of the day as windows."""
    return tuple(Window(_clock(first), _clock(last)) for first, last in hours)


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def slow_next_opening(at: datetime, plan: Plan) -> datetime:
    """The first worked minute from `at` on."""
    while not plan.open_at(at):
        at += MINUTE
    return at


def slow_add(start: datetime, minutes: int, plan: Plan) -> datetime:
    """The end of the last of `minutes` worked minutes after `start` (at least one)."""
    at = start
    while True:
        minutes -= plan.open_at(at)
        at += MINUTE
        if not minutes:
            return at


def slow_back(end: datetime, minutes: int, plan: Plan) -> datetime:
    """The beginning of the first of `minutes` worked minutes before `end` (at least one)."""
    at = end
    while minutes:
        at -= MINUTE
        minutes -= plan.open_at(at)
    return at


def slow_between(a: datetime, b: datetime, plan: Plan) -> int:
    """The worked minutes from `a` to `b`."""
    count = 0
    while a < b:
        count += plan.open_at(a)
        a += MINUTE
    return count


def slow_add_days(start: datetime, days: int, plan: Plan) -> datetime:
    """The same minute of the `days`-th worked day later, or the first worked minute after it."""
    at = slow_next_opening(start, plan)
    while days:
        at += DAY
        days -= bool(plan.hours_on(at.date()))
    return slow_next_opening(at, plan)


# --- hours and days that tests share ------------------------------------------------------------

SECOND = timedelta(seconds=1)

OFFICE: Hours = ((8 * 60 + 30, 18 * 60),)
SUMMER: Hours = ((8 * 60 + 30, 18 * 60 + 30),)
WITH_LUNCH: Hours = ((8 * 60 + 30, 12 * 60), (13 * 60 + 30, 18 * 60))
SHORT: Hours = ((8 * 60 + 30, 15 * 60),)
LATE: Hours = ((10 * 60, 24 * 60),)
NIGHT_TOO: Hours = ((0, 2 * 60), (9 * 60, 9 * 60 + 1), (20 * 60, 24 * 60))
OFF: Hours = ()


def days(first: date, last: date) -> list[date]:
    """All days from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# The State Council's notice for 2026, day by day.
OFF_2026 = [
    *days(date(2026, 1, 1), date(2026, 1, 3)),
    *days(date(2026, 2, 15), date(2026, 2, 23)),
    *days(date(2026, 4, 4), date(2026, 4, 6)),
    *days(date(2026, 5, 1), date(2026, 5, 5)),
    *days(date(2026, 6, 19), date(2026, 6, 21)),
    *days(date(2026, 9, 25), date(2026, 9, 27)),
    *days(date(2026, 10, 1), date(2026, 10, 7)),
]
MAKE_UP_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]
YEAR_2026 = Plan(
    weekdays=0b0011111,
    summer=OFFICE,
    winter=OFFICE,
    differing={**dict.fromkeys(OFF_2026, OFF), **dict.fromkeys(MAKE_UP_2026, OFFICE)},
)
CALENDAR_2026 = YEAR_2026.calendar()


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An instant of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)

"""Working time: the only place that adds working time to an instant.

Pure arithmetic: no Django, no database, no clock of its own. A `Calendar` says when work is done;
the functions count along it. Windows are half open, [opens, closes): at 18:00 sharp nobody works
any more, yet an amount that runs out at 18:00 ends at 18:00.

Every instant must carry a zone; every answer is given in the calendar's own zone. Lengths are real
elapsed time, counted in UTC, so a zone with summer time is counted correctly too.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

NONE = timedelta(0)
MIDNIGHT = time(0, 0)
DAYS_OF_THE_WEEK = 7

#: A calendar that shows no working time for this many days on end is a mistake, not a long holiday.
LONGEST_STANDSTILL_DAYS = 400


class NoWorkingTime(ValueError):
    """The calendar holds no working time within `LONGEST_STANDSTILL_DAYS` days."""


class Window(NamedTuple):
    """One stretch of work within a day, [opens, closes). A close at 00:00 is the day's last midnight."""

    opens: time
    closes: time


Windows = tuple[Window, ...]
#: The windows of Monday to Sunday.
Week = tuple[Windows, Windows, Windows, Windows, Windows, Windows, Windows]


class Timetable(NamedTuple):
    """The week that holds every year from this day of the year until the next timetable begins."""

    month: int
    day: int
    week: Week


class Period(NamedTuple):
    """The week that holds from `first` to `last`, both included, whatever the timetable says."""

    first: date
    last: date
    week: Week


class Pause(NamedTuple):
    """A time in which a clock stood still. `ends` is None while it still stands."""

    begins: datetime
    ends: datetime | None


class _Span(NamedTuple):
    """A window of one certain day, as two instants in UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work is done.

    A day's windows come from, in this order: the dated `overrides` (holiday, make-up workday, early
    closing, closed), the dated `periods` (the later in the list wins), the yearly `timetables`.
    `version` names this state of the hours; whoever stores a deadline stores it beside.
    """

    zone: ZoneInfo
    timetables: tuple[Timetable, ...]
    periods: tuple[Period, ...] = ()
    overrides: Mapping[date, Windows] = field(default_factory=dict, hash=False)
    version: str = ""
    _spans: dict[date, tuple[_Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse windows that overlap or end before they begin; put the timetables in order.

        Raises ValueError.
        """
        ordered = tuple(sorted(self.timetables, key=lambda table: (table.month, table.day)))
        object.__setattr__(self, "timetables", ordered)
        for table in ordered:
            date(2000, table.month, table.day)
        for week in (*(table.week for table in ordered), *(period.week for period in self.periods)):
            if len(week) != DAYS_OF_THE_WEEK:
                message = f"a week has seven days, not {len(week)}"
                raise ValueError(message)
            for windows in week:
                _check_windows(windows)
        for windows in self.overrides.values():
            _check_windows(windows)

    def windows_on(self, day: date) -> Windows:
        """The windows of one day, in order; empty on a day off."""
        if day in self.overrides:
            return self.overrides[day]
        for period in reversed(self.periods):
            if period.first <= day <= period.last:
                return period.week[day.weekday()]
        if not self.timetables:
            return ()
        begins = [(table.month, table.day) for table in self.timetables]
        # Before the year's first timetable the last one of the year before still holds: index -1.
        return self.timetables[bisect_right(begins, (day.month, day.day)) - 1].week[day.weekday()]

    def works_on(self, day: date) -> bool:
        """Whether any work is done on this day."""
        return bool(self.windows_on(day))

    def spans_on(self, day: date) -> tuple[_Span, ...]:
        """The windows of one day as instants, remembered, for counting walks over the same days."""
        spans = self._spans.get(day)
        if spans is None:
            spans = tuple(self._span(day, window) for window in self.windows_on(day))
            # An hour that summer time swallows whole is no working time.
            spans = tuple(span for span in spans if span.opens < span.closes)
            self._spans[day] = spans
        return spans

    def _span(self, day: date, window: Window) -> _Span:
        last_day = _step(day, 1) if window.closes == MIDNIGHT else day
        return _Span(
            datetime.combine(day, window.opens, self.zone).astimezone(UTC),
            datetime.combine(last_day, window.closes, self.zone).astimezone(UTC),
        )


def every_day(*windows: Window) -> Week:
    """A week with the same windows on all seven days."""
    return (windows, windows, windows, windows, windows, windows, windows)


def monday_to_friday(*windows: Window) -> Week:
    """A week with the same windows from Monday to Friday and a free weekend."""
    return (windows, windows, windows, windows, windows, (), ())


def always(zone: ZoneInfo) -> Calendar:
    """The wall clock as a calendar: every minute counts. For limits in plain minutes and days."""
    whole_day = every_day(Window(MIDNIGHT, MIDNIGHT))
    return Calendar(zone=zone, timetables=(Timetable(1, 1, whole_day),), version="always")


def is_working(at: datetime, calendar: Calendar) -> bool:
    """Whether work is done at this instant. At the opening yes, at the close no."""
    moment = _utc(at)
    return any(span.opens <= moment < span.closes for span in calendar.spans_on(_local_day(at, calendar)))


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """`at` itself when work is done then, else the first instant after it when work begins.

    Raises NoWorkingTime.
    """
    moment = _utc(at)
    span = next(_spans_from(moment, calendar))
    return max(span.opens, moment).astimezone(calendar.zone)


def add_working_time(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The instant at which `amount` of working time has passed since `start`.

    Inside hours, or exactly at a close when the amount runs out there (18:00, not 08:30 the next
    day). A zero amount answers `start`, moved to the next opening when it lies outside. A negative
    amount counts back, and answers an opening when it runs out there: the way to a warning "thirty
    minutes before". Raises NoWorkingTime; ValueError for an instant without zone.
    """
    moment = _utc(start)
    if amount < NONE:
        return _back(moment, -amount, calendar)
    left = amount
    spans = _spans_from(moment, calendar, at_close=amount == NONE)
    while True:
        opens, closes = next(spans)
        begin = max(opens, moment)
        here = closes - begin
        if left <= here:
            return (begin + left).astimezone(calendar.zone)
        left -= here


def working_time_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """The working time from `a` to `b`; negative when `b` comes first.

    Raises ValueError for an instant without zone.
    """
    first, last = _utc(a), _utc(b)
    if last < first:
        return -working_time_between(b, a, calendar)
    total = NONE
    day, final = _local_day(a, calendar), _local_day(b, calendar)
    for ahead in range((final - day).days + 1):
        for opens, closes in calendar.spans_on(_step(day, ahead)):
            if closes > first and opens < last:
                total += min(closes, last) - max(opens, first)
    return total


def add_working_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The same local time, `days` working days later.

    A start outside hours first moves to the next opening; the close counts as outside. Where the
    day reached keeps shorter hours than that time, the answer is the next opening after it: an
    early closing gives time, it never takes any. Raises NoWorkingTime; ValueError for a negative
    number or an instant without zone.
    """
    if days < 0:
        message = "working days are counted forwards only"
        raise ValueError(message)
    begin = next_opening(start, calendar)
    day, standstill = begin.date(), 0
    left = days
    while left:
        day = _step(day, 1)
        if calendar.works_on(day):
            left, standstill = left - 1, 0
        else:
            standstill = _count_standstill(standstill, day)
    if day == begin.date():
        return begin
    return next_opening(datetime.combine(day, begin.time(), calendar.zone), calendar)


def shift_for_pauses(
    due: datetime,
    pauses: Iterable[Pause],
    calendar: Calendar,
    *,
    start: datetime | None = None,
    now: datetime | None = None,
) -> datetime:
    """The deadline `due`, moved later by the working time of the pauses that began before it.

    Pauses may overlap and come in any order; what lies before `start` does not count. A pause that
    still runs counts up to `now`. A pause that begins when the deadline has passed moves nothing.
    Raises ValueError for a running pause without `now`, and NoWorkingTime.
    """
    shifted = due.astimezone(calendar.zone) if due.tzinfo else _refuse_naive(due)
    for begins, ends in _merged(pauses, start=start, now=now):
        if begins >= shifted:
            break
        lost = working_time_between(begins, ends, calendar)
        if lost:
            shifted = add_working_time(shifted, lost, calendar)
    return shifted


def deadline(
    start: datetime,
    amount: timedelta,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    *,
    now: datetime | None = None,
) -> datetime:
    """When `amount` of working time outside the pauses has passed since `start`.

    Always computed anew from start, amount, calendar and pauses, never by adding to an old answer.
    Raises as `shift_for_pauses`.
    """
    due = add_working_time(start, amount, calendar)
    return shift_for_pauses(due, pauses, calendar, start=start, now=now)


# --- within ------------------------------------------------------------------------------------


def _spans_from(moment: datetime, calendar: Calendar, *, at_close: bool = False) -> Iterator[_Span]:
    """The windows that are not over at `moment`, in order, for ever.

    With `at_close` a window that closes at this very moment is not over yet.
    """
    day, standstill = _local_day(moment, calendar), 0
    while True:
        spans = calendar.spans_on(day)
        for span in spans:
            if span.closes > moment or (at_close and span.closes == moment):
                yield span
        standstill = 0 if spans else _count_standstill(standstill, day)
        day = _step(day, 1)


def _back(moment: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The instant from which `amount` of working time passes until `moment`."""
    left, standstill = amount, 0
    day = _local_day(moment, calendar)
    while True:
        spans = calendar.spans_on(day)
        for span in reversed(spans):
            end = min(span.closes, moment)
            here = end - span.opens
            if here <= NONE:
                continue
            if left <= here:
                return (end - left).astimezone(calendar.zone)
            left -= here
        standstill = 0 if spans else _count_standstill(standstill, day)
        day = _step(day, -1)


def _merged(
    pauses: Iterable[Pause], *, start: datetime | None, now: datetime | None
) -> list[tuple[datetime, datetime]]:
    """The pauses as stretches that do not overlap, in order, cut off at `start`."""
    stretches: list[tuple[datetime, datetime]] = []
    for pause in pauses:
        ends = pause.ends if pause.ends is not None else now
        if ends is None:
            message = "a pause still runs: say up to when it counts (now=)"
            raise ValueError(message)
        begins = pause.begins if start is None else max(pause.begins, start)
        if begins < ends:
            stretches.append((begins, ends))
    merged: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(stretches):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((begins, ends))
    return merged


def _check_windows(windows: Windows) -> None:
    """Windows end after they begin and stand in order. Raises ValueError."""
    last: time | None = MIDNIGHT
    for window in windows:
        if last is None or window.opens < last:
            message = f"windows overlap or stand out of order: {windows}"
            raise ValueError(message)
        if window.closes != MIDNIGHT and window.closes <= window.opens:
            message = f"a window ends before it begins: {window}"
            raise ValueError(message)
        last = None if window.closes == MIDNIGHT else window.closes


def _count_standstill(days: int, day: date) -> int:
    """One more day without work. Raises NoWorkingTime after too many."""
    if days + 1 >= LONGEST_STANDSTILL_DAYS:
        message = f"no working time in {LONGEST_STANDSTILL_DAYS} days up to {day}: check the calendar"
        raise NoWorkingTime(message)
    return days + 1


def _step(day: date, days: int) -> date:
    """The day after or before. Raises NoWorkingTime at the end of all dates."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        message = "the amount of working time reaches beyond the calendar"
        raise NoWorkingTime(message) from None


def _utc(at: datetime) -> datetime:
    """The instant in UTC. Raises ValueError when it carries no zone."""
    return at.astimezone(UTC) if at.tzinfo is not None else _refuse_naive(at)


def _refuse_naive(at: datetime) -> datetime:
    message = f"{at!r} carries no zone"
    raise ValueError(message)


def _local_day(at: datetime, calendar: Calendar) -> date:
    return at.astimezone(calendar.zone).date()

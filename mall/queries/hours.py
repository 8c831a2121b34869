"""When the desk is open, when the office works, and what today is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from django.db.models import DateField, PositiveSmallIntegerField, TimeField, Value

from mall.bilingual import in_english
from mall.held import Held
from mall.limits import limit
from mall.limits.kinds import Stretch
from mall.limits.seasons import SEASONS
from mall.limits.values import changes
from mall.localtime import ZONE
from mall.models import CalendarDay, Season, SeasonVersion
from mall.worktime import Calendar, Period, Timetable, Week, Window, Windows, every_day, monday_to_friday

Which = Literal["desk", "office"]
DayKind = CalendarDay.Kind
OFFICE_KINDS = frozenset({DayKind.HOLIDAY, DayKind.MAKE_UP})
DESK_KINDS = frozenset({DayKind.EARLY_CLOSING, DayKind.CLOSED})
#: No clock is counted in a year before this one.
FIRST_YEAR = 2000
ONE_DAY = timedelta(days=1)
#: How long before the turn of the year a calendar without its notice is worth a banner.
ANNOUNCE_DAYS = 60


class SeasonHours(NamedTuple):
    """A season as the calendars need it."""

    code: str
    name: str
    name_en: str
    month: int
    day: int
    opens_at: time
    closes_at: time
    noon_from: time
    noon_handover: time
    noon_to: time

    @property
    def words(self) -> str:
        """Its name in the language of the page."""
        return (in_english() and self.name_en) or self.name


class DayRow(NamedTuple):
    """A day that differs, as the calendars need it."""

    on: date
    kind: str
    source: str
    closes_at: time | None
    name: str


_FIELDS = ("starts_month", "starts_day", "opens_at", "closes_at", "noon_from", "noon_handover", "noon_to")
#: The hours of the manual, in force until the mall has entered its own.
HANDBOOK_SEASONS = tuple(
    SeasonHours(code, season["name"], season["name_en"], *(season[field] for field in _FIELDS))
    for code, season in SEASONS.items()
)


@dataclass(frozen=True)
class Hours:
    """Everything that says when people work."""

    seasons: tuple[SeasonHours, ...]
    days: tuple[DayRow, ...]
    #: What replaces a season from a day on, in the order of the days.
    versions: tuple[tuple[date, SeasonHours], ...] = ()

    def seasons_on(self, day: date) -> tuple[SeasonHours, ...]:
        """The seasons as they stand on a day, in the order in which they begin."""
        standing = {season.code: season for season in self.seasons}
        standing |= {season.code: season for valid_from, season in self.versions if valid_from <= day}
        return tuple(sorted(standing.values(), key=lambda season: (season.month, season.day)))

    def season_on(self, day: date) -> SeasonHours:
        """The season a day lies in."""
        seasons = self.seasons_on(day)
        begun = [season for season in seasons if (season.month, season.day) <= (day.month, day.day)]
        # Before the first turn of the year the last season of the year before still holds.
        return begun[-1] if begun else seasons[-1]

    def before_the_newest(self) -> list[tuple[date, date, SeasonHours]]:
        """The stretches until the newest version begins, first and last day of each with its season."""
        if not self.versions:
            return []
        ends = self.versions[-1][0]
        turns = {date(FIRST_YEAR, 1, 1), ends, *(valid_from for valid_from, _season in self.versions)}
        for season in (*self.seasons, *(season for _valid_from, season in self.versions)):
            turns |= {date(year, season.month, season.day) for year in range(FIRST_YEAR, ends.year + 1)}
        days = sorted(day for day in turns if day <= ends)
        return [(first, after - ONE_DAY, self.season_on(first)) for first, after in pairwise(days)]

    @cached_property
    def said(self) -> dict[Any, list[str]]:
        """What was said of it so far, by the day and the language: every page says the same of today."""
        return {}

    @cached_property
    def by_day(self) -> dict[date, list[DayRow]]:
        """What was entered, by day: at most one row for the office and one for the desk."""
        found: dict[date, list[DayRow]] = {}
        for row in self.days:
            found.setdefault(row.on, []).append(row)
        return found


def _read() -> Hours:
    """Seasons, their versions and days in one query: the foot of every page asks for them."""
    no_day, no_number = Value(None, DateField()), Value(None, PositiveSmallIntegerField())
    no_time = Value(None, TimeField())
    seasons = Season.objects.order_by().values_list("code", "name", "name_en", no_day, *_FIELDS, Value(""))
    versions = SeasonVersion.objects.order_by().values_list(
        "season__code", "season__name", "season__name_en", "valid_from", *_FIELDS, Value("")
    )
    no_noon = (no_time, no_time, no_time)
    days = CalendarDay.objects.order_by().values_list(
        "kind", "name", Value(""), "on", no_number, no_number, no_time, "closes_at", *no_noon, "source"
    )
    found_seasons, found_versions, found_days = [], [], []
    rows: list[tuple[Any, ...]] = list(seasons.union(versions, days, all=True))
    for row in rows:
        code, name, name_en, on = row[:4]
        when, source = row[4:-1], row[-1]
        if when[0] is None:
            found_days.append(DayRow(on, code, source, when[3], name))
            continue
        season = SeasonHours(code, name, name_en, *when)
        if on is None:
            found_seasons.append(season)
        else:
            found_versions.append((on, season))
    found_seasons.sort(key=lambda season: (season.month, season.day))
    found_versions.sort()
    found_days.sort(key=lambda row: (row.on, row.kind))
    return Hours(tuple(found_seasons) or HANDBOOK_SEASONS, tuple(found_days), tuple(found_versions))


HELD = Held(_read, models=("mall.Season", "mall.SeasonVersion", "mall.CalendarDay"))


class _Built(NamedTuple):
    """A calendar and what it was built from."""

    hours: Hours
    office: tuple[tuple[date, Any], ...]
    calendar: Calendar


#: The calendars last built, kept while nothing changes: a calendar remembers the days it has walked over.
_BUILT: dict[Which, _Built] = {}


def hours() -> Hours:
    """The seasons and the days that differ, as they stand now."""
    return HELD.get()


def calendar(which: Which) -> Calendar:
    """The working calendar of the desk or of the office, with its version to be stored beside a deadline.

    The desk works every day the mall opens, by the season's hours. The office works on statutory working
    days, make-up workdays included, in its office hours (`office_hours`).
    """
    held = hours()
    office = changes("office_hours") if which == "office" else ()
    built = _BUILT.get(which)
    if built is None or (built.hours is not held and built.hours != held) or built.office != office:
        version = _version(which, held, office)
        made = _desk(held, version) if which == "desk" else _office(held, version)
        built = _BUILT[which] = _Built(held, office, made)
    elif built.hours is not held:
        _BUILT[which] = built._replace(hours=held)  # the same hours, read anew: compared once is enough
    return built.calendar


def _version(which: Which, held: Hours, office: tuple[tuple[date, Any], ...]) -> str:
    """A name for this state of the hours: equal hours have equal names, in every process and after every start."""
    kinds = OFFICE_KINDS if which == "office" else DESK_KINDS
    days = [(row.on, row.kind, row.closes_at) for row in held.days if row.kind in kinds]
    # What a season is called says nothing about hours, and the noon duty nothing about when the desk is open.
    seasons = [season[3:7] for season in held.seasons] if which == "desk" else []
    later = [(on, season.code, *season[3:7]) for on, season in held.versions] if which == "desk" else []
    return hashlib.sha256(repr((which, seasons, office, days, *later)).encode()).hexdigest()[:16]


def _desk(held: Hours, version: str) -> Calendar:
    overrides: dict[date, Windows] = {}
    for row in held.days:
        season = held.season_on(row.on)
        if row.kind == DayKind.CLOSED:
            overrides[row.on] = ()
        elif row.kind == DayKind.EARLY_CLOSING and row.closes_at is not None:
            closes = min(row.closes_at, season.closes_at)
            overrides[row.on] = (Window(season.opens_at, closes),) if season.opens_at < closes else ()
    timetables = tuple(Timetable(season.month, season.day, _week(season)) for season in held.seasons_on(date.max))
    periods = tuple(Period(first, last, _week(season)) for first, last, season in held.before_the_newest())
    return Calendar(ZONE, timetables, periods=periods, overrides=overrides, version=version)


def _week(season: SeasonHours) -> Week:
    return every_day(Window(season.opens_at, season.closes_at))


def _office(held: Hours, version: str) -> Calendar:
    overrides: dict[date, Windows] = {}
    for row in held.days:
        if row.kind == DayKind.HOLIDAY:
            overrides[row.on] = ()
        elif row.kind == DayKind.MAKE_UP:
            overrides[row.on] = _windows(limit("office_hours", row.on))
    timetable = Timetable(1, 1, monday_to_friday(*_windows(limit("office_hours", date.min))))
    periods = tuple(
        Period(valid_from, date.max, monday_to_friday(*_windows(stretches)))
        for valid_from, stretches in changes("office_hours")
    )
    return Calendar(ZONE, (timetable,), periods=periods, overrides=overrides, version=version)


def _windows(stretches: Iterable[Stretch]) -> Windows:
    return tuple(Window(begins, ends) for begins, ends in stretches)

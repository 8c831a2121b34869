"""Change when people work: the statutory year, single days, the hours of a season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils import timezone

from mall.localtime import local_day
from mall.models import SEASON_FIELDS, CalendarDay, Season, SeasonVersion
from mall.queries.hours import DESK_KINDS, OFFICE_KINDS, hours
from mall.queries.seasons import beside, standing_on
from mall.reference import register
from mall.rules.hours import (
    obstacles_to_changing_a_day,
    obstacles_to_editing_the_calendar,
    obstacles_to_repeating_a_season,
    obstacles_to_setting_a_day,
    obstacles_to_setting_a_season,
)
from mall.statutory import statutory_year
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from mall.models import User

#: The history that malls bring along begins here.
FIRST_YEAR = 2024
Kind, Source = CalendarDay.Kind, CalendarDay.Source


@dataclass(frozen=True)
class Seeded:
    """What seeding a year did."""

    official: bool
    added: int
    changed: int
    removed: int


@transaction.atomic
def seed_calendar(year: int, *, by: User | None, now: datetime) -> Seeded:
    """Enter the statutory days of a year: official when the notice is out, else provisional.

    Safe to repeat: what the notice changed is corrected, what it dropped goes, and days set by the mall
    itself stay as they are. `by` is None at set-up, when nobody has signed in yet. Raises Refused.
    """
    if by is not None:
        refuse_if(obstacles_to_editing_the_calendar(by=by))
    known = statutory_year(year)
    source = Source.OFFICIAL if known.official else Source.PROVISIONAL
    wanted = {day: (Kind.HOLIDAY, name) for day, name in known.off.items()}
    wanted |= {day: (Kind.MAKE_UP, name) for day, name in known.worked.items()}
    there = {row.on: row for row in CalendarDay.objects.filter(on__year=year, kind__in=OFFICE_KINDS)}
    added = changed = removed = 0
    with pghistory.context(act="seed_calendar", user=by.pk if by else None, at=now.isoformat()):
        for day, row in there.items():
            if day not in wanted and row.source != Source.OWN:
                row.delete()
                removed += 1
        for day, (kind, name) in wanted.items():
            found = there.get(day)
            if found is None:
                CalendarDay.objects.create(on=day, kind=kind, source=source, name=name)
                added += 1
            elif found.source != Source.OWN and (found.kind, found.name, found.source) != (kind, name, source):
                found.kind, found.name, found.source = kind, name, source
                found.save()
                changed += 1
    return Seeded(known.official, added, changed, removed)


@register
def statutory_days() -> int:
    """DESK-02. Public holidays and make-up workdays from the mall's first records to next year; returns how many.

    For set-up, and to be repeated when the notice of the coming year is out.
    """
    now = timezone.now()
    return sum(seed_calendar(year, by=None, now=now).added for year in range(FIRST_YEAR, now.year + 2))


@transaction.atomic
def set_day(day: date, kind: str, *, name: str, closes_at: time | None = None, by: User, now: datetime) -> CalendarDay:
    """Let a day differ: holiday or make-up workday for the office, early closing or closed for the desk.

    Replaces what was entered for the same side. Raises Refused.
    """
    season = hours().season_on(day)
    refuse_if(
        obstacles_to_setting_a_day(
            day,
            kind,
            closes_at=closes_at,
            name=name,
            season=(season.opens_at, season.closes_at),
            today=local_day(now),
            by=by,
        )
    )
    side = OFFICE_KINDS if kind in OFFICE_KINDS else DESK_KINDS
    row = CalendarDay.objects.select_for_update().filter(on=day, kind__in=side).first() or CalendarDay(on=day)
    row.kind, row.source, row.name = kind, Source.OWN, name.strip()
    row.closes_at = closes_at if kind == Kind.EARLY_CLOSING else None
    with pghistory.context(act="set_day", user=by.pk, at=now.isoformat()):
        row.save()
    return row


@transaction.atomic
def clear_day(day: date, *, by: User, now: datetime) -> int:
    """Take back what was entered for a day: it follows its weekday and season again. Raises Refused.

    Returns how many entries went; their history stays.
    """
    refuse_if(obstacles_to_changing_a_day(day, today=local_day(now), by=by))
    with pghistory.context(act="clear_day", user=by.pk, at=now.isoformat()):
        rows = list(CalendarDay.objects.select_for_update().filter(on=day))
        for row in rows:
            row.delete()
    return len(rows)


@transaction.atomic
def set_season(version: SeasonVersion, *, by: User, now: datetime) -> SeasonVersion:
    """Let a season have the hours of a version that is filled in but not saved, from its day on. Raises Refused.

    They hold until a later version replaces them. What was entered for the same day is replaced and stays in the
    history. Deadlines that are stored already do not move.
    """
    season = Season.objects.select_for_update().get(pk=version.season_id)
    others = beside(season, version.valid_from)
    standing = standing_on(season, version.valid_from)
    refuse_if(
        [
            *obstacles_to_setting_a_season(version, others=others, by=by, today=local_day(now)),
            *obstacles_to_repeating_a_season(version, standing),
        ]
    )
    row = season.versions.filter(valid_from=version.valid_from).first()
    row = row or SeasonVersion(season=season, valid_from=version.valid_from)
    for name in SEASON_FIELDS:
        setattr(row, name, getattr(version, name))
    row.reason, row.set_by, row.set_at = version.reason.strip(), by, now
    with pghistory.context(act="set_season", user=by.pk, at=now.isoformat()):
        row.save()
    return row

"""Wishes for days off: the half months they are for, who would like to be off when."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from staffing.halves import Half, half_of
from staffing.models import RosterVersion, Wish
from staffing.plan import week_of
from staffing.queries.frames import day_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from mall.models import User

DAYS_A_WEEK = 7
#: Wishes are taken for so many half months ahead.
AHEAD = 3


class Square(NamedTuple):
    """A day of the small calendar; `on` is None where the week lies outside the half month."""

    on: date | None
    wished: bool = False
    is_off: bool = False  # it can be wished no more, or the mall is closed
    is_free: bool = False  # weekend or holiday


def halves_ahead(today: date) -> list[Half]:
    """The half months that are coming and not published yet, the one that runs included."""
    found = [half_of(today)]
    for _n in range(AHEAD - 1):
        found.append(found[-1].after)
    published = set(
        RosterVersion.objects.filter(roster__starts_on__in=[half.first for half in found]).values_list(
            "roster__starts_on", flat=True
        )
    )
    return [half for half in found if half.first not in published and half.last > today]


def is_published(half: Half) -> bool:
    """Whether the roster of a half month is published."""
    return RosterVersion.objects.filter(roster__starts_on=half.first).exists()


def calendar_of(half: Half, wished: Collection[date], today: date) -> list[list[Square]]:
    """The weeks of a half month, Monday first."""
    weeks, monday = [], week_of(half.first)
    while monday <= half.last:
        days = [monday + timedelta(days=n) for n in range(DAYS_A_WEEK)]
        weeks.append([_square(on, wished, today) if half.first <= on <= half.last else Square(None) for on in days])
        monday += timedelta(days=DAYS_A_WEEK)
    return weeks


def _square(on: date, wished: Collection[date], today: date) -> Square:
    day = day_of(on)
    return Square(on, on in wished, day.is_closed or on <= today, day.is_free)


def wishes_of(person: User, half: Half) -> set[date]:
    """The days of a half month a person would like to be off."""
    return set(Wish.objects.filter(person=person, on__range=(half.first, half.last)).values_list("on", flat=True))


def by_day(half: Half) -> list[tuple[date, list[str]]]:
    """Who would like to be off on which day, for who lays out."""
    found: dict[date, list[str]] = defaultdict(list)
    rows = Wish.objects.filter(on__range=(half.first, half.last)).select_related("person")
    for wish in rows.order_by("on", "person__pinyin"):
        found[wish.on].append(str(wish.person))
    return list(found.items())

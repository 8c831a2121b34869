"""What a roster is made of, as plain values: days, people, desks, and what each person does on each day.

No Django and no questions here: the rules judge these values, the solver searches among them, the pages show them.
All instants carry a zone; all lengths are minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

MINUTE = timedelta(minutes=1)


class Kind(StrEnum):
    """The shifts (ROST-01, ROST-07): whole days with the noon duty in its first or second half, and half days."""

    A = "A"  # the first half of the noon duty; lunch in the second
    B = "B"  # the second half; lunch in the first
    MORNING = "M"  # from opening to the noon handover
    AFTERNOON = "P"  # from the noon handover to closing


#: Shifts of a whole day.
WHOLE = (Kind.A, Kind.B)


class Cell(NamedTuple):
    """A shift of one person on one day: where, and where during the noon duty (`noon` 0: at the same desk)."""

    kind: Kind
    desk: int
    noon: int = 0

    @property
    def noon_desk(self) -> int:
        """Where the person is during its half of the noon duty."""
        return self.noon or self.desk


#: What everybody does: a shift, or None for a day off.
Plan = Mapping[tuple[int, date], Cell | None]


class Stretch(NamedTuple):
    """Some hours at a desk, [begins, ends)."""

    desk: int
    begins: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int((self.ends - self.begins) / MINUTE)


@dataclass(frozen=True)
class Day:
    """A day of the mall: its hours and its noon duty (ROST-05, ROST-06)."""

    on: date
    opens: datetime
    noon_from: datetime
    handover: datetime
    noon_to: datetime
    closes: datetime
    is_free: bool = False  # weekend or public holiday: what is counted for fairness
    is_closed: bool = False

    @property
    def mark(self) -> str:
        """The hours of the day in a word: where it differs, shifts stand at other hours."""
        hours = (self.opens, self.noon_from, self.handover, self.noon_to, self.closes)
        return "closed" if self.is_closed else " ".join(f"{at:%H:%M}" for at in hours)

    def stretches(self, cell: Cell | None) -> tuple[Stretch, ...]:
        """The hours a shift stands at which desk; none of a day off, or while the mall is closed."""
        if cell is None or self.is_closed:
            return ()
        if cell.kind is Kind.MORNING:
            wanted = [(cell.desk, self.opens, self.noon_from), (cell.noon_desk, self.noon_from, self.handover)]
        elif cell.kind is Kind.AFTERNOON:
            wanted = [(cell.noon_desk, self.handover, self.noon_to), (cell.desk, self.noon_to, self.closes)]
        else:
            half = (self.noon_from, self.handover) if cell.kind is Kind.A else (self.handover, self.noon_to)
            wanted = [
                (cell.desk, self.opens, self.noon_from),
                (cell.noon_desk, *half),
                (cell.desk, self.noon_to, self.closes),
            ]
        cut = [(desk, begins, min(ends, self.closes)) for desk, begins, ends in wanted]
        return _joined([Stretch(desk, begins, ends) for desk, begins, ends in cut if begins < ends])

    def minutes(self, cell: Cell | None) -> int:
        """How long somebody works."""
        return sum(one.minutes for one in self.stretches(cell))


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Neighbouring hours at the same desk are one stretch."""
    found: list[Stretch] = []
    for one in stretches:
        if found and found[-1].desk == one.desk and found[-1].ends == one.begins:
            found[-1] = found[-1]._replace(ends=one.ends)
        else:
            found.append(one)
    return tuple(found)


#: Why somebody is away who is in another crew by then, or in none: no absence, and no business of this crew.
OUTSIDE = "outside"


class Away(NamedTuple):
    """Hours in which a person is not to be had, [begins, ends), and why: leave, training, a meeting."""

    begins: datetime
    ends: datetime
    why: str


class Ledger(NamedTuple):
    """What a person has had in the months before (ROST-07): half noons, and weekend days and holidays worked."""

    noons: int = 0
    free_days: int = 0


NOTHING = Ledger()


@dataclass(frozen=True)
class Person:
    """Somebody who is laid out, and what stands against it."""

    pk: int
    name: str
    #: The shift of the squad and the desk of the rotation, day by day (ROST-04, ROST-10).
    usual: Mapping[date, Cell] = field(default_factory=dict)
    away: tuple[Away, ...] = ()
    wishes: frozenset[date] = frozenset()  # days the person would like to be off
    #: Minutes laid out on the days around the frame, in the weeks it begins and ends with.
    around: Mapping[date, int] = field(default_factory=dict)
    ledger: Ledger = NOTHING

    def is_away(self, begins: datetime, ends: datetime) -> bool:
        """Whether the person is missing in some of these hours."""
        return any(one.begins < ends and begins < one.ends for one in self.away)

    def away_on(self, day: Day) -> Away | None:
        """What keeps the person away for all the hours of a day."""
        return next((one for one in self.away if one.begins <= day.opens and one.ends >= day.closes), None)


class Need(NamedTuple):
    """So many people at a desk in these hours, [begins, ends) (DESK-02, ROST-20)."""

    desk: int
    begins: datetime
    ends: datetime
    people: int = 1

    @property
    def minutes(self) -> int:
        """How long it is needed."""
        return int((self.ends - self.begins) / MINUTE)


@dataclass(frozen=True)
class Law:
    """The most that may be asked of a person (劳动法 36, 38): minutes a day and a week, days off a week."""

    day: int = 8 * 60
    week: int = 44 * 60
    days_off: int = 1


@dataclass(frozen=True)
class Weights:
    """What matters how much, where not all can be had."""

    cover: int = 100  # for each half hour a desk is empty
    due: int = 40  # for each day a person is laid out less than five days a week
    wish: int = 15
    fair: int = 10
    change: int = 3


@dataclass(frozen=True)
class Frame:
    """Everything that is given before a stretch of days is laid out for one crew."""

    days: tuple[Day, ...]
    people: tuple[Person, ...]
    desks: Mapping[int, str]
    needs: Mapping[date, tuple[Need, ...]]
    #: Desks whose noon duty may be taken by people of the others (ROST-03).
    shared: frozenset[int] = frozenset()
    #: What stood before, where changes are told: the plan of the last version.
    stood: Plan | None = None
    #: What was laid by hand and stays.
    pinned: frozenset[tuple[int, date]] = frozenset()
    #: What is over and stays, even where it broke the law: nobody can put it right any more (ROST-12).
    over: frozenset[tuple[int, date]] = frozenset()
    law: Law = Law()
    weights: Weights = Weights()

    @cached_property
    def day_of(self) -> dict[date, Day]:
        """The days by their dates."""
        return {day.on: day for day in self.days}

    @cached_property
    def person_of(self) -> dict[int, Person]:
        """The people by their keys."""
        return {person.pk: person for person in self.people}

    def options(self, person: Person, day: Day) -> list[Cell | None]:
        """What a person may be laid out for on a day; a day off comes first."""
        if day.is_closed or person.away_on(day):
            return [None]
        found: list[Cell | None] = [None]
        for desk in self.desks:
            elsewhere = [other for other in sorted(self.shared) if other != desk] if desk in self.shared else []
            for kind in WHOLE:
                found += [Cell(kind, desk), *(Cell(kind, desk, noon) for noon in elsewhere)]
            found += [Cell(Kind.MORNING, desk), Cell(Kind.AFTERNOON, desk)]
        return found

    def pattern(self) -> dict[tuple[int, date], Cell | None]:
        """The half month as the squads and the rotation lay it, before anything else is looked at (ROST-04, ROST-10).

        Each person has two days off a week, which move on with the person, so that somebody is there every day.
        """
        found: dict[tuple[int, date], Cell | None] = {}
        for place, person in enumerate(self.people):
            for day in self.days:
                if day.on not in person.usual:
                    continue  # in another crew by then: that one lays the day
                off = (day.on.toordinal() - place * 2) % 7 in (0, 1)
                works = not (off or day.is_closed or person.away_on(day))
                found[person.pk, day.on] = person.usual[day.on] if works else None
        return found


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())

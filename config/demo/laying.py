"""The demo's rosters, laid day by day in a moment and each time alike: two people for each desk, six of eight a day.

The worker's own search would take its seconds here, and find another roster each time.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from staffing.plan import Cell, Kind, week_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from staffing.plan import Day, Frame, Person

MOST_DAYS, WHOLE_DAYS = 6, 4
HALF_A_DAY = 6 * 60
HALF = {Kind.A: Kind.MORNING, Kind.B: Kind.AFTERNOON}
MISSED, TIRED = -50, 6


class Place(NamedTuple):
    """One of two places at a desk; the half of somebody's day is enough where the other one stays."""

    kind: Kind
    desk: int
    noon: int = 0
    half_will_do: bool = True


@dataclass
class Week:
    """What somebody has worked in a week so far."""

    days: int = 0
    whole: int = 0
    minutes: int = 0

    def add(self, minutes: int) -> None:
        """One more day."""
        self.days += 1
        self.whole += minutes > HALF_A_DAY
        self.minutes += minutes


@dataclass
class _Laying:
    frame: Frame
    weeks: dict[tuple[int, date], Week] = field(default_factory=lambda: defaultdict(Week))
    plan: dict[tuple[int, date], Cell | None] = field(default_factory=dict)

    def week(self, person: Person, day: Day) -> Week:
        return self.weeks[person.pk, week_of(day.on)]

    def cell(self, person: Person | None, place: Place, day: Day) -> Cell | None:
        """What a person would do at a place: a half day from the fifth of a week on; nothing where the law forbids."""
        if person is None:
            return None
        week = self.week(person, day)
        short = week.whole >= WHOLE_DAYS and place.half_will_do
        cell = Cell(HALF[place.kind] if short else place.kind, place.desk, place.noon)
        return cell if week.minutes + day.minutes(cell) <= self.frame.law.week else None

    def worth(self, person: Person | None, place: Place, day: Day) -> int:
        """How well somebody sits at a place: at the desk of the rotation, in the shift of the squad, rested."""
        cell = self.cell(person, place, day)
        if person is None or cell is None:
            return MISSED * (1 if place.half_will_do else 3)
        usual, whole = person.usual.get(day.on), self.week(person, day).whole
        fits = 0 if usual is None else 2 * (usual.desk == cell.desk) + (usual.kind == place.kind)
        # Who has worked four whole days is better off where half a day will do.
        return fits - (0 if place.half_will_do else whole + TIRED * (whole >= WHOLE_DAYS))


def lay(frame: Frame) -> dict[tuple[int, date], Cell | None]:
    """ROST-04, ROST-10, ROST-20. Lay out a crew: nobody beyond the law; where people are missing a place stays free."""
    laying = _Laying(frame)
    for person in frame.people:
        for on, minutes in person.before.items():
            laying.weeks[person.pk, week_of(on)].add(minutes)
    for day in frame.days:
        laying.plan |= {(person.pk, day.on): None for person in frame.people}
        if not day.is_closed:
            _lay_day(laying, day)
    return laying.plan


def _lay_day(laying: _Laying, day: Day) -> None:
    places = list(_places(laying.frame, day))
    many, shift = len(laying.frame.people), day.on.toordinal()
    free = [
        (laying.week(person, day).days, (at + shift * 3) % many, person)
        for at, person in enumerate(laying.frame.people)
        if not person.away_on(day) and laying.week(person, day).days < MOST_DAYS
    ]
    chosen: list[Person | None] = [person for *_order, person in sorted(free, key=lambda one: one[:2])[: len(places)]]
    chosen += [None] * (len(places) - len(chosen))
    worth = [[laying.worth(person, place, day) for place in places] for person in chosen]
    best = max(
        permutations(range(len(chosen))), key=lambda row: sum(worth[one][place] for place, one in enumerate(row))
    )
    for person, place in zip((chosen[one] for one in best), places, strict=True):
        cell = laying.cell(person, place, day)
        if person is not None and cell is not None:
            laying.plan[person.pk, day.on] = cell
            laying.week(person, day).add(day.minutes(cell))


def _places(frame: Frame, day: Day) -> Iterator[Place]:
    """Two at each desk; a desk without a noon duty lends its one to the desk that has it for both (ROST-03)."""
    at_noon = {need.desk for need in frame.needs[day.on] if need.begins <= day.noon_from < need.ends}
    bare = [desk for desk in frame.desks if desk not in at_noon]
    helped = [desk for desk in frame.desks if desk in at_noon and desk in frame.shared][: len(bare)]
    for desk in frame.desks:
        if desk in bare:
            partner = helped[bare.index(desk)] if bare.index(desk) < len(helped) else 0
            yield Place(Kind.B, desk, partner, half_will_do=False)
        elif desk in helped:
            yield Place(Kind.A, desk, half_will_do=False)
        else:
            yield Place(Kind.A, desk)
            yield Place(Kind.B, desk)

"""A first plan for a crew, laid day by day in a moment: what the search begins from.

Two people for each desk, nobody beyond the law, the rested first. It is lawful and leaves a desk empty only where
people are missing, so that the search, which makes it fair and near the pattern, never ends with less.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from staffing.plan import Cell, Kind, week_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from staffing.plan import Day, Frame, Person, Plan

#: A week's whole days; who has had them works half days, so that all seven days can be staffed.
WHOLE_DAYS = 4
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
        self.days += minutes > 0
        self.whole += minutes > HALF_A_DAY
        self.minutes += minutes


@dataclass
class _Laying:
    frame: Frame
    laid: Plan
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
        minutes, law = day.minutes(cell), self.frame.law
        return cell if minutes <= law.day and week.minutes + minutes <= law.week else None

    def worth(self, person: Person | None, place: Place, day: Day) -> int:
        """How well somebody sits at a place: at the desk of the rotation, in the shift of the squad, rested."""
        cell = self.cell(person, place, day)
        if person is None or cell is None:
            return MISSED * (1 if place.half_will_do else 3)
        usual, whole = person.usual.get(day.on), self.week(person, day).whole
        fits = 0 if usual is None else 2 * (usual.desk == cell.desk) + (usual.kind == place.kind)
        # Who has worked four whole days is better off where half a day will do.
        return fits - (0 if place.half_will_do else whole + TIRED * (whole >= WHOLE_DAYS))


def lay(frame: Frame, laid: Plan) -> dict[tuple[int, date], Cell | None]:
    """ROST-04, ROST-10, ROST-20. Lay out a crew around what is fixed: cells laid by hand, and days that are over."""
    laying = _Laying(frame, laid)
    for person in frame.people:
        for on, minutes in person.around.items():
            laying.weeks[person.pk, week_of(on)].add(minutes)
    fixed = frame.pinned | frame.over
    for person in frame.people:
        for day in frame.days:
            if (person.pk, day.on) in fixed:
                laying.plan[person.pk, day.on] = laid.get((person.pk, day.on))
                laying.week(person, day).add(day.minutes(laid.get((person.pk, day.on))))
    for day in frame.days:
        for person in frame.people:
            laying.plan.setdefault((person.pk, day.on), None)
        if not day.is_closed:
            _lay_day(laying, day, fixed)
    return laying.plan


def _lay_day(laying: _Laying, day: Day, fixed: frozenset[tuple[int, date]]) -> None:
    places = list(_places(laying.frame, day))
    most, many, shift = 7 - laying.frame.law.days_off, len(laying.frame.people), day.on.toordinal()
    free = [
        (laying.week(person, day).days, (at + shift * 3) % many, person)
        for at, person in enumerate(laying.frame.people)
        if (person.pk, day.on) not in fixed and not person.away_on(day) and laying.week(person, day).days < most
    ]
    chosen: list[Person | None] = [person for *_order, person in sorted(free, key=lambda one: one[:2])[: len(places)]]
    chosen += [None] * (len(places) - len(chosen))
    for person, place in zip(_seated(laying, chosen, places, day), places, strict=True):
        cell = laying.cell(person, place, day)
        if person is not None and cell is not None:
            laying.plan[person.pk, day.on] = cell
            laying.week(person, day).add(day.minutes(cell))


def _seated(laying: _Laying, chosen: list[Person | None], places: list[Place], day: Day) -> list[Person | None]:
    """Who sits where: two change places as long as both together sit better then."""
    worth = [[laying.worth(person, place, day) for place in places] for person in chosen]
    at = list(range(len(chosen)))
    is_better = True
    while is_better:
        is_better = False
        for one, other in combinations(range(len(at)), 2):
            now = worth[at[one]][one] + worth[at[other]][other]
            if worth[at[other]][one] + worth[at[one]][other] > now:
                at[one], at[other] = at[other], at[one]
                is_better = True
    return [chosen[who] for who in at]


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

"""The rules of a roster, each as a bound on a sum over the plan: one set, read three ways.

The grid warns where a bound is broken, publishing is held up by it, and the solver is given the very same bounds as
its constraints (`staffing.solving`). A bound without a price is law; one with a price may be broken at it, unit by
unit, and what is broken is said (`staffing.rules.findings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from staffing.plan import OUTSIDE, Cell, Day, Frame, Ledger, Need, Person, Plan, week_of

HALF_HOUR = 30
DAYS_A_WEEK = 7
#: Five whole days a week are due; halves count, so that a half day is one.
DUE_HALVES = 10

Slot = tuple[int, date]
Weigh = Callable[[int, date, Cell | None], int]


class About(NamedTuple):
    """What a bound is about, as far as it is about it: a person, a day or the first of a week, a desk in some hours."""

    person: int = 0
    on: date | None = None
    desk: int = 0
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class Bound:
    """What the cells of some slots weigh together lies between `least` and `most`."""

    code: str
    about: About
    slots: tuple[Slot, ...]
    weigh: Weigh
    least: int | None = None
    most: int | None = None
    #: What counts already: the days around the frame, the months before.
    before: int = 0
    #: The price of each unit it is broken by; None: it is law and may not be broken.
    weight: int | None = None

    @property
    def is_law(self) -> bool:
        """Whether it may not be broken at any price."""
        return self.weight is None

    def value(self, plan: Plan) -> int:
        """What a plan weighs here."""
        return self.before + sum(self.weigh(person, on, plan.get((person, on))) for person, on in self.slots)

    def gap(self, plan: Plan) -> int:
        """By how much a plan breaks it; 0: not at all."""
        value = self.value(plan)
        short = max(0, self.least - value) if self.least is not None else 0
        over = max(0, value - self.most) if self.most is not None else 0
        return short or over


def bounds(frame: Frame) -> list[Bound]:
    """Every bound of a frame: the law first, then what is wanted."""
    return [*law(frame), *cover(frame), *wanted(frame)]


def law(frame: Frame) -> Iterator[Bound]:
    """What may not be: work while away, beyond the hours of the law, without a day off (ROST-14, 劳动法 36, 38)."""
    for person in frame.people:
        yield from _nobody_works_while_away(frame, person)
        for day in frame.days:
            one_day = ((person.pk, day.on),)
            yield Bound("day_hours", About(person.pk, day.on), one_day, _minutes(frame), most=frame.law.day)
        for monday, slots in _weeks(frame, person):
            around = [many for on, many in person.around.items() if week_of(on) == monday]
            about = About(person.pk, monday)
            yield Bound("week_hours", about, slots, _minutes(frame), most=frame.law.week, before=sum(around))
            most = DAYS_A_WEEK - frame.law.days_off
            yield Bound("day_off", about, slots, _works, most=most, before=sum(many > 0 for many in around))


def _nobody_works_while_away(frame: Frame, person: Person) -> Iterator[Bound]:
    for day in frame.days:
        away = person.away_on(day)
        if away is not None and away.why != OUTSIDE:
            yield Bound("away", About(person.pk, day.on), ((person.pk, day.on),), _works, most=0)


def cover(frame: Frame, cut_as: Frame | None = None) -> Iterator[Bound]:
    """DESK-02, DESK-06, ROST-03, ROST-05, ROST-06, ROST-20. Somebody is at each desk whenever it is open.

    `cut_as` cuts the hours as another frame does, so that both can be held against each other.
    """
    for day in frame.days:
        slots = tuple((person.pk, day.on) for person in frame.people)
        for need in needs_of(cut_as or frame, day):
            about = About(0, day.on, need.desk, need.begins, need.ends)
            price = frame.weights.cover * ceil(need.minutes / HALF_HOUR)
            yield Bound("cover", about, slots, _stands(frame, day, need), least=need.people, weight=price)


def needs_of(frame: Frame, day: Day) -> list[Need]:
    """What a day needs, cut where a shift begins or ends and where somebody goes or comes back."""
    cuts = {day.opens, day.noon_from, day.handover, day.noon_to, day.closes}
    for person in frame.people:
        for away in person.away:
            cuts |= {at for at in (away.begins, away.ends) if day.opens < at < day.closes}
    found = []
    for need in frame.needs.get(day.on, ()):
        inside = [need.begins, *sorted(at for at in cuts if need.begins < at < need.ends), need.ends]
        found += [need._replace(begins=a, ends=b) for a, b in pairwise(inside)]
    return found


def wanted(frame: Frame) -> Iterator[Bound]:
    """What is fair and kind: the days that are due, duties alike for all, wishes, few changes."""
    weights = frame.weights
    for person in frame.people:
        for monday, slots in _weeks(frame, person):
            share, about = _share(frame, person, [on for _pk, on in slots]), About(person.pk, monday)
            most = ceil(share) if _goes_on_unlaid(frame, monday, len(slots)) else None
            yield Bound("due", about, slots, _halves, least=floor(share), most=most, weight=weights.due)
        for on in sorted(person.wishes & frame.day_of.keys()):
            yield Bound("wish", About(person.pk, on), ((person.pk, on),), _works, most=0, weight=weights.wish)
    yield from _fair(frame, "fair_noons", lambda person: person.ledger.noons, _noons_needed(frame), _noon(frame))
    free = sum(_people_needed(frame, day) for day in frame.days if day.is_free)
    yield from _fair(frame, "fair_free_days", lambda person: person.ledger.free_days, free, _free(frame))
    yield from _changes(frame)


def _fair(frame: Frame, code: str, had: Callable[[Person], int], to_come: int, weigh: Weigh) -> Iterator[Bound]:
    """Everybody ends within the mean: what was had before and what is to come, shared by all."""
    if not frame.people:
        return
    mean = (sum(had(person) for person in frame.people) + to_come) / len(frame.people)
    for person in frame.people:
        slots = tuple((person.pk, day.on) for day in frame.days)
        about = About(person.pk)
        yield Bound(code, about, slots, weigh, floor(mean), ceil(mean), had(person), frame.weights.fair)


def _changes(frame: Frame) -> Iterator[Bound]:
    """Few people are told of a change: a plan that stood is kept, else shift and desk are those of the pattern."""
    for person in frame.people:
        for day in frame.days:
            slot = (person.pk, day.on)
            stood = frame.stood
            weigh = _differs(stood.get(slot)) if stood is not None else _is_unusual(person.usual.get(day.on))
            yield Bound("change", About(*slot), (slot,), weigh, most=0, weight=frame.weights.change)


def had(frame: Frame, plan: Plan) -> dict[int, Ledger]:
    """ROST-07. What a plan adds to the ledger of each, on the days the person is in this crew."""
    noon = _noon(frame)
    found = {}
    for person in frame.people:
        days = [(on, plan.get((person.pk, on))) for on in person.usual]
        free = sum(cell is not None and frame.day_of[on].is_free for on, cell in days)
        found[person.pk] = Ledger(sum(noon(person.pk, on, cell) for on, cell in days), free)
    return found


# -- what a cell weighs


def _works(_person: int, _on: date, cell: Cell | None) -> int:
    return int(cell is not None)


def _halves(_person: int, _on: date, cell: Cell | None) -> int:
    if cell is None:
        return 0
    return 2 if cell.kind in ("A", "B") else 1


def _minutes(frame: Frame) -> Weigh:
    return lambda _person, on, cell: frame.day_of[on].minutes(cell)


def _stands(frame: Frame, day: Day, need: Need) -> Weigh:
    def weigh(person: int, _on: date, cell: Cell | None) -> int:
        if cell is None or need.desk not in (cell.desk, cell.noon_desk):
            return 0
        if frame.person_of[person].is_away(need.begins, need.ends):
            return 0
        return int(
            any(
                one.desk == need.desk and one.begins <= need.begins and need.ends <= one.ends
                for one in day.stretches(cell)
            )
        )

    return weigh


def _noon(frame: Frame) -> Weigh:
    """A half of the noon duty at a desk that needs it."""

    def weigh(_person: int, on: date, cell: Cell | None) -> int:
        if cell is None:
            return 0
        day = frame.day_of[on]
        begins = day.noon_from if cell.kind in ("A", "M") else day.handover
        return int(any(need.desk == cell.noon_desk and need.begins <= begins < need.ends for need in frame.needs[on]))

    return weigh


def _free(frame: Frame) -> Weigh:
    return lambda _person, on, cell: int(cell is not None and frame.day_of[on].is_free)


def _differs(stood: Cell | None) -> Weigh:
    return lambda _person, _on, cell: int(cell != stood)


def _is_unusual(usual: Cell | None) -> Weigh:
    return lambda _person, _on, cell: int(cell is not None and cell != usual)


# -- how much there is to share


def _weeks(frame: Frame, person: Person) -> Iterator[tuple[date, tuple[Slot, ...]]]:
    weeks: dict[date, list[Slot]] = defaultdict(list)
    for day in frame.days:
        weeks[week_of(day.on)].append((person.pk, day.on))
    for monday, slots in weeks.items():
        yield monday, tuple(slots)


def _share(frame: Frame, person: Person, days: list[date]) -> float:
    """How many half days a person is laid out in these days of a week: five whole ones of seven, less when away."""
    there = [on for on in days if not frame.day_of[on].is_closed and not person.away_on(frame.day_of[on])]
    return len(there) * DUE_HALVES / DAYS_A_WEEK


def _goes_on_unlaid(frame: Frame, monday: date, days: int) -> bool:
    """Whether a week goes on outside the frame and nobody is laid out there yet.

    Then nobody works more than his share inside: else the days to come would find everybody at the law's end.
    """
    laid = any(many and week_of(on) == monday for person in frame.people for on, many in person.around.items())
    return days < DAYS_A_WEEK and not laid


def _noons_needed(frame: Frame) -> int:
    """How many halves of noon duty a frame needs."""
    return sum(_at(frame, day, day.noon_from) + _at(frame, day, day.handover) for day in frame.days)


def _people_needed(frame: Frame, day: Day) -> int:
    """How many people a day needs at least: at noon each takes only a half."""
    return max(_at(frame, day, day.opens), _at(frame, day, day.noon_from) + _at(frame, day, day.handover))


def _at(frame: Frame, day: Day, at: datetime) -> int:
    return sum(need.people for need in frame.needs.get(day.on, ()) if need.begins <= at < need.ends)

"""What is given before a roster is laid: hours, needs, people and what stands against each, of one crew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from mall.limits import limit
from mall.localtime import ZONE, day_bounds, local
from mall.queries.hours import calendar, hours
from staffing.halves import shift_of
from staffing.models import Block, Crew, CrewDesk, CrewMember, DeskDemand, Duty, RosterVersion, RotationLine, Wish
from staffing.months import first_of, preceding
from staffing.plan import MINUTE, OUTSIDE, Away, Cell, Day, Frame, Law, Ledger, Need, Person, Plan, Weights, week_of
from staffing.rules.bands import noon_desks

WEEKEND = 5
MINUTES_AN_HOUR = 60
DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
R = TypeVar("R", CrewMember, CrewDesk)


def frame_of(crew: Crew, first: date, last: date) -> Frame:
    """ROST-01, DESK-02. Everything that is given for one crew from day to day, both included."""
    return frames_of([crew], first, last)[0]


def frames_of(
    crews: Sequence[Crew],
    first: date,
    last: date,
    *,
    stood: Plan | None = None,
    pinned: Iterable[tuple[int, date]] = (),
    today: date | None = None,
) -> list[Frame]:
    """ROST-01, DESK-02. Everything that is given before crews are laid out from day to day, both included.

    What lies before `today` is over. As many questions for many crews as for one.
    """
    days = tuple(day_of(first + DAY * n) for n in range((last - first).days + 1))
    given = _Given(crews, days)
    fixed = frozenset(pinned)
    found = []
    for crew in crews:
        members, desks = given.members[crew.pk], given.desks[crew.pk]
        people = tuple(given.people(members, desks))
        slots = {(person.pk, day.on) for person in people for day in days}
        # What somebody does on days in another crew is given here, and counts for the hours of the week.
        outside = {(person.pk, day.on) for person in people for day in days if day.on not in person.usual}
        shares = crew.noon != Crew.Noon.ALWAYS
        found.append(
            Frame(
                days=days,
                people=people,
                desks={one.desk_id: str(one.desk) for one in desks},
                needs={day.on: needs_on(crew, day, desks, members, given.demands) for day in days},
                shared=frozenset(one.desk_id for one in desks if shares and one.noon != CrewDesk.Noon.OWN),
                stood=stood,
                pinned=frozenset((fixed | outside) & slots),
                over=frozenset(slot for slot in slots if today is not None and slot[1] < today),
                law=_law(first),
                weights=_weights(first),
            )
        )
    return found


def day_of(on: date) -> Day:
    """DESK-02, ROST-05, ROST-06, ROST-08. A day's hours and noon duty by its season and what the calendar says."""
    season = hours().season_on(on)
    windows = calendar("desk").windows_on(on)
    opens = windows[0].opens if windows else season.opens_at
    closes = windows[-1].closes if windows else season.closes_at
    kinds = {row.kind for row in hours().by_day.get(on, ())}
    return Day(
        on,
        opens=_at(on, opens),
        noon_from=_at(on, season.noon_from),
        handover=_at(on, season.noon_handover),
        noon_to=_at(on, season.noon_to),
        closes=_at(on, closes),
        is_free=(on.weekday() >= WEEKEND and "make_up" not in kinds) or "holiday" in kinds,
        is_closed=not windows,
    )


def _at(on: date, at: time) -> datetime:
    return datetime.combine(on, at, ZONE)


def _range(first: date, last: date) -> tuple[date, date]:
    return first, last + DAY


def needs_on(
    crew: Crew, day: Day, desks: list[CrewDesk], members: list[CrewMember], demands: list[DeskDemand]
) -> tuple[Need, ...]:
    """ROST-02, ROST-03, ROST-20. Who must be there: each desk while it is open; at noon as the headcount allows."""
    if day.is_closed:
        return ()
    here = [one for one in desks if day.on in one.period]
    people = sum(day.on in member.period for member in members)
    at_noon = noon_desks(crew, here, people, day.on)
    found: list[Need] = []
    for one in here:
        for need in _demand(one, day, demands):
            if one.desk_id in at_noon:
                found.append(need)
                continue
            before, after = min(need.ends, day.noon_from), max(need.begins, day.noon_to)
            parts = (need._replace(ends=before), need._replace(begins=after))
            found += [part for part in parts if part.begins < part.ends]
    return tuple(found)


def _demand(one: CrewDesk, day: Day, demands: list[DeskDemand]) -> list[Need]:
    """What a desk needs on a day: its own rows where it has some, else the mall's hours and the crew's count."""
    season = hours().season_on(day.on).code
    rows = [
        row
        for row in demands
        if row.desk_id == one.desk_id and day.on in row.period and (row.season is None or row.season.code == season)
    ]
    if not rows:
        return [Need(one.desk_id, day.opens, day.closes, one.people)]
    found = [
        Need(
            one.desk_id,
            max(day.opens, _at(day.on, row.opens_at)) if row.opens_at else day.opens,
            min(day.closes, _at(day.on, row.closes_at)) if row.closes_at else day.closes,
            row.people,
        )
        for row in rows
    ]
    return [need for need in found if need.begins < need.ends]


class _Given:
    """The rows frames are made of, read once for all crews: desks, people, and what stands for and against them."""

    def __init__(self, crews: Sequence[Crew], days: tuple[Day, ...]) -> None:
        """Ask for them."""
        self.days, (first, last) = days, (days[0].on, days[-1].on)
        own = {"crew__in": [crew.pk for crew in crews], "period__overlap": _range(first, last)}
        self.members = _by_crew(crews, CrewMember.objects.filter(**own).select_related("person"))
        self.desks = _by_crew(crews, CrewDesk.objects.filter(**own).select_related("desk"))
        demands = DeskDemand.objects.filter(period__overlap=_range(first, last)).select_related("season")
        wanted = {one.desk_id for rows in self.desks.values() for one in rows}
        self.demands = [one for one in demands if one.desk_id in wanted]
        pks = sorted({one.person_id for rows in self.members.values() for one in rows})
        self.away, self.seats, self.ledgers = (
            away_of(pks, first, last),
            _seats(pks, first, last),
            ledgers_of(pks, first),
        )
        self.wishes: dict[int, set[date]] = defaultdict(set)
        for person, on in Wish.objects.filter(person__in=pks, on__range=(first, last)).values_list("person", "on"):
            self.wishes[person].add(on)
        self.around = _around(pks, first, last)

    def people(self, members: list[CrewMember], desks: list[CrewDesk]) -> Iterator[Person]:
        """The people of a crew, each once, in the order of its roster."""
        own: dict[int, list[CrewMember]] = defaultdict(list)
        for member in members:
            own[member.person_id].append(member)
        for place, (pk, rows) in enumerate(own.items()):
            usual = {day.on: cell for day in self.days if (cell := self._usual(place, rows, desks, day.on))}
            missing = [Away(day.opens, day.closes, OUTSIDE) for day in self.days if day.on not in usual]
            yield Person(
                pk,
                rows[0].person.name,
                usual,
                (*self.away[pk], *missing),
                frozenset(self.wishes[pk]),
                self.around[pk],
                self.ledgers.get(pk, Ledger()),
            )

    def _usual(self, place: int, rows: list[CrewMember], desks: list[CrewDesk], on: date) -> Cell | None:
        """ROST-04, ROST-10. The shift of the squad at the desk of the rotation, where the crew still covers that."""
        there = next((one for one in rows if on in one.period), None)
        here = [one.desk_id for one in desks if on in one.period]
        if there is None or not here:
            return None
        seat = self.seats.get((there.person_id, on.replace(day=1)))
        return Cell(shift_of(there.squad, on), seat if seat in here else here[place % len(here)])


def _by_crew(crews: Sequence[Crew], rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = {crew.pk: [] for crew in crews}
    for one in rows:
        found[one.crew_id].append(one)
    return found


def _around(pks: list[int], first: date, last: date) -> dict[int, dict[date, int]]:
    """What is laid out on the days around, in the weeks that begin before the first day or end after the last."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    weeks = (week_of(first), week_of(last) + A_WEEK - DAY)
    rows = Duty.objects.filter(person__in=pks, on__range=weeks).exclude(on__range=(first, last))
    for person, on, period in rows.values_list("person", "on", "period"):
        found[person][on] = found[person].get(on, 0) + int((period.upper - period.lower) / MINUTE)
    return found


def away_of(pks: list[int], first: date, last: date) -> dict[int, list[Away]]:
    """What keeps these people away on some days, by person: one question."""
    begins, ends = day_bounds(first).begins, day_bounds(last).ends
    found: dict[int, list[Away]] = defaultdict(list)
    rows = Block.objects.filter(person__in=pks, lifted_at=None, period__overlap=(begins, ends))
    for person, period, why in rows.values_list("person", "period", "why"):
        found[person].append(Away(local(period.lower), local(period.upper), why))
    return found


def _seats(pks: list[int], first: date, last: date) -> dict[tuple[int, date], int]:
    """Who sits where in which month (ROST-10); of a month without a rotation the newest one before."""
    months = {first.replace(day=1), last.replace(day=1)}
    found: dict[tuple[int, date], int] = {}
    for month in months:
        rows = RotationLine.objects.filter(person__in=pks, rotation__month__lte=month).order_by("rotation__month")
        found |= {(person, month): desk for person, desk in rows.values_list("person", "desk")}
    return found


def ledgers_of(pks: Iterable[int], first: date) -> dict[int, Ledger]:
    """What each has had in the months before (`roster_ledger_months`), by the newest version of each half month."""
    since = first_of(first)
    for _month in range(limit("roster_ledger_months", first)):
        since = preceding(since)
    rows = RosterVersion.objects.filter(roster__starts_on__gte=since, roster__starts_on__lt=first)
    newest = rows.order_by("roster_id", "-number").distinct("roster_id").values_list("ledger", flat=True)
    found: dict[int, Ledger] = {}
    for kept in newest:
        for pk in pks:
            noons, free_days = kept.get(str(pk), (0, 0))
            had = found.get(pk, Ledger())
            found[pk] = Ledger(had.noons + noons, had.free_days + free_days)
    return found


def _law(on: date) -> Law:
    day, week, days_off = (limit(f"roster_{name}", on) for name in ("day_hours", "week_hours", "days_off"))
    return Law(day * MINUTES_AN_HOUR, week * MINUTES_AN_HOUR, days_off)


def _weights(on: date) -> Weights:
    return Weights(*limit("roster_weights", on))

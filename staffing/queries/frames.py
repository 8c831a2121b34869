"""What is given before a roster is laid: hours, needs, people and what stands against each, of one crew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from mall.limits import limit
from mall.localtime import ZONE, day_bounds, local
from mall.queries.hours import calendar, hours
from staffing.halves import shift_of
from staffing.models import Block, Crew, CrewDesk, CrewMember, DeskDemand, Duty, RosterVersion, RotationLine, Wish
from staffing.plan import MINUTE, OUTSIDE, Away, Cell, Day, Frame, Law, Ledger, Need, Person, Plan, Weights, week_of
from staffing.rules.bands import noon_desks

WEEKEND = 5
MINUTES_AN_HOUR = 60
DAY = timedelta(days=1)


def frame_of(
    crew: Crew,
    first: date,
    last: date,
    *,
    stood: Plan | None = None,
    pinned: Iterable[tuple[int, date]] = (),
) -> Frame:
    """ROST-01…07, DESK-02. Everything that is given before a crew is laid out from day to day, both included."""
    days = tuple(day_of(first + DAY * n) for n in range((last - first).days + 1))
    members = [*CrewMember.objects.filter(crew=crew, period__overlap=_range(first, last)).select_related("person")]
    desks = [*CrewDesk.objects.filter(crew=crew, period__overlap=_range(first, last)).select_related("desk")]
    rows = DeskDemand.objects.filter(desk__in=[one.desk_id for one in desks]).select_related("season")
    demands = [*rows.filter(period__overlap=_range(first, last))]
    needs = {day.on: needs_on(crew, day, desks, members, demands) for day in days}
    shared = {one.desk_id for one in desks if crew.noon != Crew.Noon.ALWAYS and one.noon != CrewDesk.Noon.OWN}
    people = tuple(_people(members, desks, days))
    # What somebody does on days in another crew is given here, and counts for the hours of the week.
    outside = {(person.pk, day.on) for person in people for day in days if day.on not in person.usual}
    return Frame(
        days=days,
        people=people,
        desks={one.desk_id: str(one.desk) for one in desks},
        needs=needs,
        shared=frozenset(shared),
        stood=stood,
        pinned=frozenset({*pinned, *outside} & {(person.pk, day.on) for person in people for day in days}),
        law=_law(first),
        weights=_weights(first),
    )


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


def _people(members: list[CrewMember], desks: list[CrewDesk], days: tuple[Day, ...]) -> list[Person]:
    """The people of the crew with their usual shift and all that stands against it: five questions, however many."""
    first, last = days[0].on, days[-1].on
    pks = sorted({member.person_id for member in members})
    away = away_of(pks, first, last)
    wishes: dict[int, set[date]] = defaultdict(set)
    before: dict[int, dict[date, int]] = defaultdict(dict)
    for person, on in Wish.objects.filter(person__in=pks, on__range=(first, last)).values_list("person", "on"):
        wishes[person].add(on)
    earlier = Duty.objects.filter(person__in=pks, on__gte=week_of(first), on__lt=first)
    for person, on, period in earlier.values_list("person", "on", "period"):
        minutes = int((period.upper - period.lower) / MINUTE)
        before[person][on] = before[person].get(on, 0) + minutes
    ledgers, seats = ledgers_of(pks, first), _seats(pks, first, last)
    home = [one.desk_id for one in desks]
    people: dict[int, list[CrewMember]] = defaultdict(list)
    for member in members:
        people[member.person_id].append(member)
    found = []
    for place, (pk, own) in enumerate(people.items()):
        usual = {}
        for day in days:
            there = next((one for one in own if day.on in one.period), None)
            desk = seats.get((pk, day.on.replace(day=1))) or (home[place % len(home)] if home else 0)
            if there is not None and desk:
                usual[day.on] = Cell(shift_of(there.squad, day.on), desk)
        missing = [Away(day.opens, day.closes, OUTSIDE) for day in days if day.on not in usual and not day.is_closed]
        found.append(
            Person(
                pk,
                own[0].person.name,
                usual,
                (*away[pk], *missing),
                frozenset(wishes[pk]),
                before[pk],
                ledgers.get(pk, Ledger()),
            )
        )
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
    since = (first.replace(day=1) - limit("roster_ledger_months", first) * timedelta(days=31)).replace(day=1)
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

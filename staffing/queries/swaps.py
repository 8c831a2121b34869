"""Swaps, shaped for their pages: whose they are, what may be exchanged, and what an exchange does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import ngettext

from mall.localtime import local_day
from mall.models import User
from mall.roles import Permission
from staffing.halves import half_of
from staffing.models import CrewMember, Roster, Swap
from staffing.plan import Ledger, Need, week_of
from staffing.queries import rosters as reads
from staffing.queries.frames import day_of, frame_of, ledgers_of
from staffing.queries.leave import number_of
from staffing.rules import swaps as rules
from staffing.rules.bounds import bounds
from staffing.rules.findings import QUIET, findings, what_stands
from staffing.rules.swaps import OPEN, Exchange, Harm, Shifts, Slot, exchange_of, open_slots
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from django.http import QueryDict

    from staffing.models import Crew
    from staffing.plan import Cell, Frame, Plan
    from staffing.rules.bounds import Bound

P = Permission
State = Swap.State
DAYS_A_WEEK = 7
MINUTES_AN_HOUR = 60
#: What waits stands first, then the newest.
ORDER = Keyset(("-waits", "-asked_at", "-pk"))


# -- whose they are


def swaps_of(user: User) -> QuerySet[Swap]:
    """The swaps a person may look at: who approves sees all, everybody those he is part of."""
    rows = Swap.objects.select_related("person", "colleague")
    if user.may(P.SWAP_APPROVE):
        return rows
    return rows.filter(Q(person=user) | Q(colleague=user) | Q(asked_by=user))


def to_decide(user: User, now: datetime) -> QuerySet[Swap]:
    """ROST-15. What waits for this person: to answer as the colleague, to approve as a supervisor."""
    wanted = Q(state=State.ASKED, colleague=user)
    if user.may(P.SWAP_APPROVE):
        wanted |= Q(state=State.ACCEPTED) & ~Q(person=user) & ~Q(colleague=user) & ~Q(asked_by=user)
    return swaps_of(user).filter(wanted, expires_at__gt=now)


def swap_page(user: User, view: str, parameters: QueryDict | Mapping[str, str], now: datetime) -> Page:
    """One page of a list: one's own, what waits for one, or all one may see; what is open first."""
    if view == "mine":
        rows = swaps_of(user).filter(Q(person=user) | Q(colleague=user) | Q(asked_by=user))
    else:
        rows = to_decide(user, now) if view == "decide" else swaps_of(user)
    waits = Case(When(state__in=OPEN, then=Value(1)), default=Value(0), output_field=IntegerField())
    return ORDER.page(rows.annotate(waits=waits, waiting=number_of(to_decide(user, now))), parameters)


# -- plans


def weeks_of(days: Collection[date]) -> tuple[date, date]:
    """The first and the last day of the weeks in which these days lie."""
    return week_of(min(days)), week_of(max(days)) + timedelta(days=DAYS_A_WEEK - 1)


def rosters_of(days: Collection[date]) -> QuerySet[Roster]:
    """The rosters from the first to the last of these days, in their order."""
    return Roster.objects.filter(starts_on__lte=max(days), ends_on__gte=min(days)).order_by("starts_on")


def published(rosters: Iterable[Roster], at: datetime | None = None) -> dict[tuple[int, date], Cell | None]:
    """What is published of these rosters: now, or as it was at an hour."""
    found: dict[tuple[int, date], Cell | None] = {}
    for roster in rosters:
        version = reads.newest(roster)
        if at is not None and version is not None and version.published_at > at:
            version = roster.versions.filter(published_at__lte=at).order_by("-number").first()
        found |= reads.plan_of(version)
    return found


def plan_of(swap: Swap, at: datetime | None = None) -> Plan:
    """What is published for the days of a swap: now, or as it was at an hour."""
    return published(rosters_of({on for _pk, on in exchange_of(swap).slots}), at)


def begins(cell: Cell | None, on: date) -> datetime | None:
    """When a shift begins; nothing for a day off."""
    stretches = day_of(on).stretches(cell)
    return stretches[0].begins if stretches else None


def crew_of(exchange: Exchange, members: Iterable[CrewMember]) -> Crew | None:
    """The one crew of both on all days of an exchange, by what is known of their places; None where there is none."""
    places = list(members)
    crews = {
        next((one.crew for one in places if one.person_id == pk and on in one.period), None)
        for pk, on in exchange.slots
    }
    return crews.pop() if len(crews) == 1 else None


def places_of(*people: int) -> list[CrewMember]:
    """The places of these people in crews, at any time."""
    return list(CrewMember.objects.filter(person__in=people).select_related("crew"))


def shifts_of(exchange: Exchange, *, but: int = 0) -> Shifts:
    """All that is known of the two shifts of an exchange; `but` is the swap that asks for them itself."""
    days = {on for _pk, on in exchange.slots}
    crew = crew_of(exchange, places_of(exchange.person, exchange.colleague))
    return _shifts(exchange, published(rosters_of(days)), crew, open_slots(_open_on(days, but)))


def _shifts(exchange: Exchange, plan: Plan, crew: Crew | None, taken: set[Slot]) -> Shifts:
    hours = [begins(plan.get(slot), slot[1]) for slot in exchange.shifts]
    return Shifts(
        exchange,
        plan,
        begins_at=min((at for at in hours if at), default=None) if all(hours) else None,
        one_crew=crew is not None,
        taken=bool(set(exchange.shifts) & taken),
    )


def _open_on(days: Iterable[date], but: int = 0) -> list[Swap]:
    days = list(days)
    rows = Swap.objects.filter(state__in=OPEN).filter(Q(on__in=days) | Q(other_on__in=days))
    return list(rows.exclude(pk=but))


def open_beside(swap: Exchange) -> list[Swap]:
    """Open swaps that touch the shifts of an exchange."""
    days = {on for _pk, on in swap.slots}
    return [one for one in _open_on(days) if set(exchange_of(one).shifts) & set(swap.shifts)]


# -- what an exchange does


class Week(NamedTuple):
    """A week of one person: minutes worked and days off, before and with the swap."""

    monday: date
    minutes: int
    minutes_then: int
    off: int
    off_then: int

    @property
    def words(self) -> str:
        """Hours and days off as it stands."""
        return _week_words(self.minutes, self.off)

    @property
    def words_then(self) -> str:
        """The same with the swap; empty where nothing changes."""
        same = (self.minutes, self.off) == (self.minutes_then, self.off_then)
        return "" if same else _week_words(self.minutes_then, self.off_then)


def _week_words(minutes: int, off: int) -> str:
    words = ngettext("%(hours)s h, %(n)d day off", "%(hours)s h, %(n)d days off", off)
    return words % {"hours": f"{minutes / MINUTES_AN_HOUR:g}", "n": off}


class Side(NamedTuple):
    """What a swap does to one of the two: shift by day, weeks, and the ledger of fairness."""

    name: str
    days: tuple[tuple[date, str, str], ...]
    weeks: tuple[Week, ...]
    ledger: Ledger
    ledger_then: Ledger


@dataclass(frozen=True)
class Weighing:
    """Exchanges of one crew between some days, weighed against what is published of their whole weeks."""

    crew: Crew
    first: date
    last: date

    @cached_property
    def frame(self) -> Frame:
        """Whole weeks, for the law counts by weeks."""
        return frame_of(self.crew, *weeks_of((self.first, self.last)))

    @cached_property
    def plan(self) -> Plan:
        """What is published for the weeks: that of two half months where one ends within a week."""
        return published(rosters_of(weeks_of((self.first, self.last))))

    @cached_property
    def _gaps(self) -> list[tuple[Bound, int]]:
        found = [one for one in bounds(self.frame) if one.code not in QUIET]
        return [(one, one.gap(self.plan)) for one in found]

    def harm(self, exchange: Exchange) -> Harm:
        """ROST-15, ROST-20. What would be worse with the swap than without: law, empty desks, wishes."""
        plan = {**self.plan, **exchange.cells(self.plan)}
        worse = [one for one, gap in self._gaps if one.gap(plan) > gap]
        if not worse:
            return Harm()
        slots = {(one.code, one.about.person, one.about.on) for one in worse}
        # Only the hours that are worse are asked for, so that what was short before is not told again.
        found = findings(replace(self.frame, needs=_needs_of(worse, self.frame)), plan)
        new = [one for one in found if one.code == "cover" or (one.code, one.person, one.on) in slots]
        return Harm(
            law=tuple(one for one in new if one.is_law),
            short=tuple(one for one in new if one.code == "cover"),
            others=tuple(one for one in new if not one.is_law and one.code != "cover"),
        )

    def sides(self, exchange: Exchange) -> tuple[Side, Side]:
        """What the swap does to each of the two, before and after."""
        then = {**self.plan, **exchange.cells(self.plan)}
        desks, ledgers = reads.desk_names(), self._ledgers(exchange, then)

        def side(pk: int) -> Side:
            days = sorted({on for _pk, on in exchange.slots})
            slots = [((pk, on), on) for on in days]
            stands = [
                (on, what_stands(self.plan.get(slot), desks), what_stands(then.get(slot), desks)) for slot, on in slots
            ]
            weeks = tuple(self._week(pk, monday, then) for monday in sorted({week_of(on) for on in days}))
            return Side(self.frame.person_of[pk].name, tuple(stands), weeks, *ledgers[pk])

        return side(exchange.person), side(exchange.colleague)

    def _week(self, pk: int, monday: date, then: Plan) -> Week:
        days = [day for day in self.frame.days if week_of(day.on) == monday]

        def count(plan: Plan) -> tuple[int, int]:
            cells = [(day, plan.get((pk, day.on))) for day in days]
            return sum(day.minutes(cell) for day, cell in cells), sum(cell is None for _day, cell in cells)

        (minutes, off), (minutes_then, off_then) = count(self.plan), count(then)
        return Week(monday, minutes, minutes_then, off, off_then)

    def _ledgers(self, exchange: Exchange, then: Plan) -> dict[int, tuple[Ledger, Ledger]]:
        """The ledger of each, with what the half months of the swap add to it, before and after."""
        pks = (exchange.person, exchange.colleague)
        halves = sorted({half_of(on) for _pk, on in exchange.slots})
        had = ledgers_of(pks, halves[0].first)
        before, after = dict(had), dict(had)
        for half in halves:
            frames = [(self.crew, frame_of(self.crew, half.first, half.last))]
            for found, plan in ((before, self.plan), (after, then)):
                added = reads.ledger(frames, plan)
                for pk in pks:
                    noons, free = added.get(str(pk), (0, 0))
                    known = found.get(pk, Ledger())
                    found[pk] = Ledger(known.noons + noons, known.free_days + free)
        return {pk: (before.get(pk, Ledger()), after.get(pk, Ledger())) for pk in pks}


def _needs_of(worse: Iterable[Bound], frame: Frame) -> dict[date, tuple[Need, ...]]:
    """The hours in which a desk is short, as a frame asks for them."""
    found: dict[date, tuple[Need, ...]] = {day.on: () for day in frame.days}
    for one in worse:
        about = one.about
        if one.code == "cover" and about.on and about.begins and about.ends:
            found[about.on] += (Need(about.desk, about.begins, about.ends, one.least or 1),)
    return found


def weigh(exchange: Exchange) -> Weighing | None:
    """What weighs an exchange; None where the two are not of one crew."""
    crew = crew_of(exchange, places_of(exchange.person, exchange.colleague))
    days = {on for _pk, on in exchange.slots}
    return Weighing(crew, min(days), max(days)) if crew else None


def harm_of(exchange: Exchange) -> Harm:
    """What an exchange would make worse."""
    found = weigh(exchange)
    return found.harm(exchange) if found else Harm()


# -- what may be chosen


class Choice(NamedTuple):
    """A shift, or an exchange, that may be chosen; with what it does."""

    value: str
    words: str
    on: date | None
    harm: Harm = Harm()


def _ahead(now: datetime) -> Plan:
    today = local_day(now)
    return published(Roster.objects.filter(ends_on__gte=today).order_by("starts_on"))


def shifts_ahead(person: User, now: datetime) -> list[Choice]:
    """The published shifts of a person that have not begun."""
    desks = reads.desk_names()
    found = []
    for (pk, on), cell in sorted(_ahead(now).items(), key=lambda one: one[0][1]):
        at = begins(cell, on) if pk == person.pk and on >= local_day(now) else None
        if at is not None and at > now:
            found.append(Choice(on.isoformat(), what_stands(cell, desks), on))
    return found


def colleagues(person: User, on: date) -> QuerySet[User]:
    """Who may take a shift: the others of the crew on that day."""
    crew = CrewMember.objects.on(on).filter(person=person).values("crew")
    rows = CrewMember.objects.on(on).filter(crew__in=crew).exclude(person=person)
    return User.objects.filter(pk__in=rows.values("person"), is_active=True)


def laid_out(now: datetime) -> QuerySet[User]:
    """Everybody who is of a crew today: for whom a supervisor may start a swap."""
    rows = CrewMember.objects.on(local_day(now)).filter(crew__is_active=True)
    return User.objects.filter(pk__in=rows.values("person"), is_active=True)


def exchanges(person: User, on: date, colleague: User, now: datetime) -> list[Choice]:
    """ROST-15. What may be given for a shift, each with what it would do: nothing, or a shift of the colleague."""
    plan, desks, places = _ahead(now), reads.desk_names(), places_of(person.pk, colleague.pk)
    crew = crew_of(Exchange(person.pk, on, colleague.pk), places)
    if crew is None:
        return []
    theirs = sorted(day for (pk, day), cell in plan.items() if pk == colleague.pk and cell and day >= local_day(now))
    taken = open_slots(list(Swap.objects.filter(state__in=OPEN)))
    weighing = Weighing(crew, min([on, *theirs]), max([on, *theirs]))
    found = []
    for other_on in (None, *theirs):
        exchange = Exchange(person.pk, on, colleague.pk, other_on)
        if rules.obstacles_to_exchange(_shifts(exchange, plan, crew_of(exchange, places), taken), now):
            continue
        words = what_stands(plan.get((colleague.pk, other_on)), desks) if other_on else ""
        found.append(Choice(other_on.isoformat() if other_on else "", words, other_on, weighing.harm(exchange)))
    return found

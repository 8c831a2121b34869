"""Makers for rosters: frames without a database for the rules and the search, and crews with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mall.localtime import ZONE
from staffing.plan import Away, Cell, Day, Frame, Kind, Ledger, Need, Person

if TYPE_CHECKING:
    import pytest

    from mall.models import Desk, User
    from staffing.models import Crew, Duty, Handover
    from staffing.rules.handovers import Answer, Notes
    from ui.obstacles import Refused

CENTRE, FOURTH, EIGHTH = 1, 2, 3
DESKS = {CENTRE: "中心", FOURTH: "四楼客服", EIGHTH: "八楼前台"}
#: A Tuesday; the half month of fifteen days in winter.
FIRST = date(2026, 12, 1)
LONG_AGO = date(2020, 1, 1)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
#: A name drawn on the screen.
SIGNATURE = "M10 20L30 60L50 20L70 60L90 20M110 20L130 60L150 20L170 60"


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    """What stood in the way, by its codes."""
    return {one.code for one in refused.value.obstacles}


def fields(refused: pytest.ExceptionInfo[Refused]) -> set[str | None]:
    """Beside which fields it is said."""
    return {one.field for one in refused.value.obstacles}


def told(person: User, about: str = "") -> list[str]:
    """What the bell has told somebody, in its order: everything, or the kinds that begin so."""
    from casework.models import Reminder

    rows = Reminder.objects.filter(receiver=person, channel="bell", kind__startswith=about)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def at(on: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day on the mall's clock."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)


def winter_day(on: date, *, is_free: bool | None = None, is_closed: bool = False) -> Day:
    """A winter's day: 8:30 to 18:00, noon duty 11:00 to 14:00, handover 12:30."""
    free = on.weekday() > 4 if is_free is None else is_free
    return Day(on, at(on, 8, 30), at(on, 11), at(on, 12, 30), at(on, 14), at(on, 18), free, is_closed)


def summer_day(on: date) -> Day:
    """A summer's day: 8:30 to 18:30, noon duty 11:00 to 15:00, handover 13:00."""
    return Day(on, at(on, 8, 30), at(on, 11), at(on, 13), at(on, 15), at(on, 18, 30), on.weekday() > 4)


def people(many: int, days: Iterable[Day], desks: Iterable[int] = tuple(DESKS)) -> tuple[Person, ...]:
    """So many people, spread over the desks, every other round of desks in squad B."""
    seats, wanted = list(desks), list(days)
    found = []
    for n in range(many):
        kind = Kind.A if (n // len(seats)) % 2 == 0 else Kind.B
        usual = {day.on: Cell(kind, seats[n % len(seats)]) for day in wanted}
        found.append(Person(n + 1, f"员{n + 1}", usual))
    return tuple(found)


def frame(  # one argument per fact of a frame
    many: int = 8, length: int = 15, *, noon: Mapping[date, Iterable[int]] | None = None, **more: Any
) -> Frame:
    """The centre's three desks for some days; `noon` names the desks that are staffed at noon, else all are."""
    days = more.pop("days", None) or tuple(winter_day(FIRST + timedelta(days=n)) for n in range(length))
    staff = more.pop("people", None) or people(many, days)
    open_days = [day for day in days if not day.is_closed]
    needs = {day.on: tuple(_needs(day, None if noon is None else noon[day.on])) for day in open_days}
    return Frame(days=days, people=staff, desks=DESKS, needs=needs, **more)


def _needs(day: Day, noon: Iterable[int] | None) -> Iterable[Need]:
    for desk in DESKS:
        if noon is None or desk in noon:
            yield Need(desk, day.opens, day.closes)
        else:
            yield Need(desk, day.opens, day.noon_from)
            yield Need(desk, day.noon_to, day.closes)


def away(on: date, hour: int = 0, until: int = 24, why: str = "leave") -> Away:
    """Some hours of a day, the whole of it by default."""
    begins = at(on, hour)
    return Away(begins, begins + timedelta(hours=until - hour), why)


def with_person(given: Frame, pk: int, **changes: Any) -> Frame:
    """The frame with one person changed."""
    from dataclasses import replace

    staff = tuple(replace(one, **changes) if one.pk == pk else one for one in given.people)
    return replace(given, people=staff)


def ledger(noons: int = 0, free_days: int = 0) -> Ledger:
    """What somebody has had before."""
    return Ledger(noons, free_days)


def centre(many: int = 8, since: date = LONG_AGO) -> Crew:
    """The centre's crew with its three desks and so many people, squads A and B in turn."""
    from mall.models import Desk
    from staffing.models import Crew, CrewDesk, CrewMember
    from tests import make

    crew = Crew.objects.create(code="centre", name="客服中心", noon=Crew.Noon.HEADCOUNT)
    noons = {"centre": "own", "floor-4": "in_turn", "floor-8": "or_none"}
    for order, (code, noon) in enumerate(noons.items()):
        desk = Desk.objects.filter(code=code).first() or make.desk(code)
        CrewDesk.objects.create(crew=crew, desk=desk, noon=noon, order=order, period=(since, None))
    for n in range(many):
        CrewMember.objects.create(
            crew=crew, person=make.person(name=f"员{n + 1}"), squad="AB"[n % 2], order=n, period=(since, None)
        )
    return crew


def members(crew: Crew) -> list[User]:
    """The people of a crew in their order."""
    return [one.person for one in crew.members.select_related("person")]


def duty(person: User, desk: Desk, begins: datetime, ends: datetime) -> Duty:
    """Somebody stands at a desk by a version in force."""
    from staffing.actions.rosters import open_roster
    from staffing.halves import half_of
    from staffing.models import Duty, RosterVersion

    roster = open_roster(half_of(begins.date()))
    version = roster.versions.first() or RosterVersion.objects.create(
        roster=roster, number=1, cells={}, sha256="0" * 64, published_at=begins, published_by=person
    )
    return Duty.objects.create(version=version, person=person, desk=desk, on=begins.date(), period=(begins, ends))


def begun(  # one argument per fact of a handover
    desk: Desk, outgoing: User, incoming: User | None, now: datetime, *, turn: str = "shift", **more: Any
) -> Handover:
    """A handover that is being written."""
    from staffing.actions import handovers as acts

    return acts.begin(desk, turn, outgoing=outgoing, incoming=incoming, by=outgoing, now=now, **more)


def notes(**more: Any) -> Notes:
    """What an outgoing person writes of a quiet shift."""
    from staffing.rules.handovers import Notes

    given = {"work": "接待咨询 12 人次", "feedback": "无", "progress": "无", **more}
    return Notes(**given)


def prepared(desk: Desk, outgoing: User, incoming: User | None, now: datetime, **more: Any) -> Handover:
    """A handover the outgoing person has signed; what is written may be named, the rest begins it."""
    from staffing.actions import handovers as acts
    from staffing.rules.handovers import Notes

    written = notes(**{name: more.pop(name) for name in Notes._fields if name in more})
    row = begun(desk, outgoing, incoming, more.pop("begun_at", now), **more)
    return acts.prepare(row, written, acts.Signed(SIGNATURE), by=outgoing, now=now)


def all_the_same(row: Handover) -> dict[int, Answer]:
    """Every count is found as it was handed over."""
    from staffing.rules.handovers import Answer

    return {line.pk: Answer(line.count) for line in row.lines.all()}


def accepted(row: Handover, by: User, now: datetime, **more: Any) -> Handover:
    """The handover, counted, read and signed by who takes the desk over."""
    from staffing.actions import handovers as acts

    read = {one.pk for one in row.must_reads.all()}
    return acts.accept(row, all_the_same(row), read, acts.Signed(SIGNATURE), by=by, now=now, **more)


def published(crew: Crew, first: date, rows: Iterable[str], *, by: User, now: datetime) -> None:
    """Publish what these rows say from a day on, a row for each member: A, B, M, P, or a point for a day off.

    The people stand at the desks of the crew in turn; days that no row names are off.
    """
    from staffing.actions import rosters as acts
    from staffing.halves import Half, half_of

    desks = [one.desk_id for one in crew.desks.all()]
    plan: dict[Half, dict[tuple[int, date], Cell | None]] = {}
    for n, (person, row) in enumerate(zip(members(crew), rows, strict=False)):
        for place, letter in enumerate(row):
            on = first + timedelta(days=place)
            cell = None if letter == "." else Cell(Kind(letter), desks[n % len(desks)])
            plan.setdefault(half_of(on), {})[person.pk, on] = cell
    for half, cells in plan.items():
        roster = acts.open_roster(half)
        everybody = {(one.pk, on): None for one in members(crew) for on in half.days if on >= now.date()}
        roster = acts.lay(roster, {**everybody, **cells}, edition=roster.edition, now=now)
        acts.publish(roster, "人手不足，先按此排班", edition=roster.edition, by=by, now=now)


def supervisor(name: str = "周主管") -> User:
    """A supervisor of customer service."""
    from mall.roles import Role
    from tests import make

    return make.person(Role.SUPERVISOR, name=name)


def manager(name: str = "王经理") -> User:
    """The manager of customer service."""
    from mall.roles import Role
    from tests import make

    return make.person(Role.MANAGER, name=name)


def general_manager(name: str = "郑总") -> User:
    """The general manager."""
    from mall.roles import Role
    from tests import make

    return make.person(Role.GENERAL_MANAGER, "gm-office", name=name)


def letter(  # one argument per fact of a letter
    *,
    by: User | None = None,
    to: str = "customer-service",
    executor: User | None = None,
    final_at: datetime | None = None,
    now: datetime | None = None,
    **more: Any,
) -> Any:
    """A work letter that waits for its own head: from the on-site department to the desk, if nothing else is said."""
    from django.utils import timezone

    from staffing.actions.letters import agree_by_word, write
    from staffing.rules.letters import Written
    from tests import make

    at_now = now or timezone.now()
    by = by or make.person("department_user", "on-site")
    wanted = Written(
        from_department=by.current_memberships[0].department,
        to_department=make.department(to),
        content=more.pop("content", "请协助布置一楼东门的导视牌"),
        executor=executor or make.person("agent" if to == "customer-service" else "department_user", to),
        final_at=final_at or at_now + timedelta(days=3),
        **more,
    )
    return (agree_by_word if wanted.is_oral else write)(wanted, by=by, now=at_now)


def meeting_kind(code: str = "topic") -> Any:
    """A kind of meeting, as every installation has it."""
    from staffing.meeting_kinds import meeting_kinds
    from staffing.models import MeetingKind

    meeting_kinds()
    return MeetingKind.objects.get(code=code)


def meeting(
    kind: str = "weekly",
    *,
    by: User,
    people: Iterable[User] = (),
    begins_at: datetime,
    now: datetime,
    **more: Any,
) -> Any:
    """A meeting that is announced, an hour long."""
    from staffing.actions.meetings import announce
    from staffing.rules.meetings import Announced

    wanted = Announced(
        kind=meeting_kind(kind),
        department=more.pop("department", None) or by.current_memberships[0].department,
        topic=more.pop("topic", "安全服务"),
        place=more.pop("place", "三楼会议室"),
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1),
        papers=more.pop("papers", "服务记录"),
        notes=more.pop("notes", "手机静音"),
        chair=more.pop("chair", by),
        people=tuple(people),
        **more,
    )
    return announce(wanted, by=by, now=now)

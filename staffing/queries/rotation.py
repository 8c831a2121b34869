"""Rotations as the pages show them: who sits where in a month, where they sat before, what is still missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from mall.limits import limit
from staffing.models import CrewDesk, CrewMember, Rotation, RotationLine
from staffing.months import following
from staffing.queries.owed import rotation_due
from staffing.rules.rotation import empty_desks
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from staffing.models import Crew
    from ui.paging import Page

NEWEST_FIRST = Keyset(("-month", "-pk"))


@dataclass(frozen=True)
class Seat:
    """A desk of a crew and the lines of who sits there in the month."""

    desk: int
    name: str
    lines: list[RotationLine] = field(default_factory=list)


@dataclass
class Group:
    """A crew in a rotation: its desks in their order, and its people who stand in no line."""

    crew: Crew
    seats: list[Seat]
    missing: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[RotationLine]:
        """All lines of the crew in the order of the roster."""
        found = [line for seat in self.seats for line in seat.lines]
        return sorted(found, key=lambda line: (line.member.order, line.pk))

    @property
    def empty(self) -> list[str]:
        """DESK-02. The desks that would get nobody."""
        bare = empty_desks([seat.desk for seat in self.seats], [line.desk_id for line in self.lines])
        return [seat.name for seat in self.seats if seat.desk in bare]

    @property
    def fixable(self) -> list[str]:
        """Of these the ones that would get somebody if a desk with two people gave one."""
        return self.empty if any(len(seat.lines) > 1 for seat in self.seats) else []


def rotation_of(month: date) -> Rotation | None:
    """The rotation of a month, once it is begun."""
    return Rotation.objects.filter(month=month).select_related("submitted_by").first()


def people_of(month: date) -> list[CrewMember]:
    """Who is in a crew in a month, once each, in the order of the rosters: by the first membership of the month."""
    rows = CrewMember.objects.filter(crew__is_active=True, period__overlap=(month, following(month)))
    found: dict[int, CrewMember] = {}
    for member in rows.select_related("crew", "person").order_by("period"):
        found.setdefault(member.person_id, member)
    return sorted(found.values(), key=lambda member: (member.crew.order, member.crew_id, member.order, member.pk))


def desks_of(month: date) -> dict[int, list[CrewDesk]]:
    """The desks of each crew in a month, in the order of the rotation; in use on its first day, else later in it."""
    rows = CrewDesk.objects.filter(crew__is_active=True, period__overlap=(month, following(month)))
    found: dict[int, list[CrewDesk]] = {}
    for one in rows.select_related("crew", "desk").order_by("crew__order", "crew", "order", "id"):
        there = found.setdefault(one.crew_id, [])
        if one.desk_id not in {other.desk_id for other in there}:
            there.append(one)
    return found


def seats_before(month: date) -> Mapping[int, int]:
    """ROST-10. Where everybody sat by the newest rotation before a month."""
    newest = Rotation.objects.filter(month__lt=month).order_by("-month").values("pk")[:1]
    return dict(RotationLine.objects.filter(rotation__in=newest).values_list("person", "desk"))


def groups(rotation: Rotation) -> list[Group]:
    """ROST-10, F-15. A rotation crew by crew: three questions, however many people."""
    lines = list(rotation.lines.select_related("person", "desk", "before", "member__crew"))
    people, desks = people_of(rotation.month), desks_of(rotation.month)
    crews = {member.crew_id: member.crew for member in people} | {
        line.member.crew_id: line.member.crew for line in lines
    }
    there = {line.person_id for line in lines}
    found = []
    for crew in sorted(crews.values(), key=lambda one: (one.order, one.pk)):
        own = [line for line in lines if line.member.crew_id == crew.pk]
        names = {one.desk_id: str(one.desk) for one in desks.get(crew.pk, ())}
        names |= {line.desk_id: str(line.desk) for line in own if line.desk_id not in names}
        seats = [Seat(desk, name, [line for line in own if line.desk_id == desk]) for desk, name in names.items()]
        left_out = [m.person.name for m in people if m.crew_id == crew.pk and m.person_id not in there]
        found.append(Group(crew, seats, left_out))
    return found


def line_of(rotation: Rotation, pk: int) -> RotationLine | None:
    """One line of a rotation."""
    return rotation.lines.filter(pk=pk).select_related("person", "desk", "before", "member__crew").first()


def past_page(parameters: Mapping[str, str]) -> Page:
    """The rotations there are, the newest first."""
    rows: Any = Rotation.objects.annotate(people=Count("lines")).values(
        "pk", "month", "submitted_at", "submitted_by__name", "people"
    )
    return NEWEST_FIRST.page(rows, parameters)


@dataclass(frozen=True)
class Upcoming:
    """A month that can be laid out now: its rotation, if it is begun, and by when it is due."""

    month: date
    due: date
    rotation: Rotation | None

    @property
    def code(self) -> str:
        """2026-12, as the addresses write it."""
        return f"{self.month:%Y-%m}"


def upcoming(today: date) -> list[Upcoming]:
    """ROST-11. This month and the next, with the day each is due."""
    this = today.replace(day=1)
    months = [this, following(this)]
    there = {one.month: one for one in Rotation.objects.filter(month__in=months).select_related("submitted_by")}
    day: int = limit("rotation_submit_day", today)
    return [Upcoming(month, rotation_due(month, day), there.get(month)) for month in months]


def last_day(month: date) -> date:
    """The last day of a month."""
    return following(month) - timedelta(days=1)

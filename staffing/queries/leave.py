"""Leave, shaped for its pages: whose it is, who decides, what it does to the desks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from mall.localtime import day_bounds, local_day
from mall.models import User
from mall.queries.people import general_managers, people_who_may, people_with
from mall.roles import Permission, Role
from staffing.models import Leave, Roster
from staffing.queries import rosters as reads
from staffing.queries.empty import Absence, desks_left_empty
from staffing.queries.frames import day_of
from staffing.rules.leave import LIVE, LONGEST, UNDECIDED, Level, joined_days, level_of
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import QueryDict

P = Permission
State = Leave.State
#: What waits stands first, then the newest.
ORDER = Keyset(("-waits", "-from_on", "-pk"))
#: Beyond that the tab of an empty list counts no further.
MOST_COUNTED = 999


def leaves_of(user: User) -> QuerySet[Leave]:
    """The leave a person may look at: who may decide sees all, everybody what he asked for or was asked for him."""
    rows = Leave.objects.select_related("person", "asked_by")
    if user.may(P.LEAVE_GRANT) or user.may(P.LEAVE_GRANT_LONG):
        return rows
    return rows.filter(Q(person=user) | Q(asked_by=user))


def to_decide(user: User) -> QuerySet[Leave]:
    """LEAVE-02, LEAVE-03. What waits for this person's decision."""
    rows = leaves_of(user).exclude(person=user)
    wanted = Q(pk__in=[])
    if user.may(P.LEAVE_GRANT):
        above = people_with(Role.MANAGER) if level_of(user) >= Level.MANAGER else people_who_may(P.LEAVE_GRANT)
        wanted |= Q(state=State.REQUESTED) & ~Q(person__in=above.order_by().values("pk"))
    if user.may(P.LEAVE_GRANT_LONG):
        wanted |= Q(state=State.PASSED_ON)
    return rows.filter(wanted)


def leave_page(user: User, view: str, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of a list: what a person asked for, what waits for him, or all he may see; undecided first."""
    if view == "mine":
        rows = leaves_of(user).filter(Q(person=user) | Q(asked_by=user))
    else:
        rows = to_decide(user) if view == "decide" else leaves_of(user)
    waits = Case(When(state__in=UNDECIDED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return ORDER.page(rows.annotate(waits=waits, waiting=number_of(to_decide(user))), parameters)


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a column: a list and the count of its tab are one question."""
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def waiting_beside(found: Page, waiting: QuerySet[Any]) -> int:
    """What the tab of a list says waits: read with its rows, and asked for where the list is empty."""
    return int(found.rows[0].waiting) if found.rows else waiting.order_by()[:MOST_COUNTED].count()


def checkers(person: User) -> list[User]:
    """LEAVE-03. Who looks at a person's leave first: the level above; nobody for the manager, whose it is no more."""
    if level_of(person) >= Level.MANAGER:
        return []
    found = people_who_may(P.LEAVE_GRANT) if level_of(person) is Level.STAFF else people_with(Role.MANAGER)
    return list(found.exclude(pk=person.pk))


def deciders(leave: Leave) -> list[User]:
    """Who must decide on a leave as it stands."""
    if leave.state == State.PASSED_ON:
        return list(general_managers().exclude(pk=leave.person_id))
    return checkers(leave.person)


def others_of(person: User, first: date, last: date) -> list[Leave]:
    """Leave of a person near these days: what overlaps it, or may join on."""
    near = Leave.objects.filter(person=person, state__in=(*LIVE, State.ABSENT))
    return list(near.filter(to_on__gte=first - timedelta(days=LONGEST), from_on__lte=last + timedelta(days=LONGEST)))


def days_in_one_piece(leave: Leave) -> int:
    """LEAVE-02. How many days the person is away, with the leave that joins on."""
    return joined_days(leave, others_of(leave.person, leave.from_on, leave.to_on))


def desks_left_by(leave: Leave, now: datetime) -> list[str]:
    """DESK-06. The desks this leave would leave without enough people, as far as rosters are laid."""
    today, found = local_day(now), []
    for roster in Roster.objects.filter(starts_on__lte=leave.to_on, ends_on__gte=max(leave.from_on, today)):
        plan = reads.plan_of(reads.newest(roster)) or reads.draft_of(roster).plan
        days = [on for (pk, on), cell in plan.items() if pk == leave.person_id and cell is not None]
        found += [on for on in days if leave.from_on <= on <= leave.to_on and on >= today and not day_of(on).is_closed]
    why = "trip" if leave.kind == Leave.Kind.TRIP else "leave"
    return desks_left_empty(Absence(leave.person, *day_bounds(on), why) for on in sorted(found))


def askers() -> QuerySet[User]:
    """For whom leave is asked: everybody who may ask for it."""
    return people_who_may(P.LEAVE_ASK)

"""Weekly plans: when they are due, who still owes one, what a list shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from mall.held import NAMES_SECONDS, Held
from mall.limits import limit
from mall.localtime import day_bounds, days_bounds, local_day
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.models import Block, PlanRow, WeekPlan
from staffing.queries.frames import day_of
from staffing.rules.plans import WEEK, monday_of
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import QueryDict

P = Permission
ORDER = Keyset(("-week", "-pk"))
DAY = timedelta(days=1)
WORKDAYS = 5


class PlanDue(NamedTuple):
    """Somebody owes a weekly plan."""

    person: User
    week: date
    due_at: datetime
    is_late: bool


class WeekRow(NamedTuple):
    """A person in the list of a week; no plan: missing."""

    person: User
    plan: WeekPlan | None
    is_late: bool


def due_at(week: date) -> datetime:
    """PLAN-01. The end of work on the day of the limit; where the mall is closed, on the last open day before."""
    on = week + int(limit("weekly_plan_due", week)) * DAY
    while day_of(on).is_closed and on > week:
        on -= DAY
    return day_of(on).closes


def plans_due(now: datetime) -> list[PlanDue]:
    """PLAN-01. Who owes a plan now: from the morning of the day it is due until the next one comes up."""
    this = monday_of(local_day(now))
    week = this if now >= day_bounds(local_day(due_at(this))).begins else this - WEEK
    due = due_at(week)
    return [PlanDue(person, week, due, now > due) for person in missing(week)]


class Owed(NamedTuple):
    """Weekly plans that are missing on the day they are due, or after it."""

    week: date
    due_at: datetime
    many: int


def owed_today(user: User, now: datetime) -> Owed | None:
    """PLAN-02. What the board shows to who reads the plans: how many are missing, from the day they are due.

    Held for some seconds, for the board asks it again and again.
    """
    if not user.may(P.PLAN_READ):
        return None
    held, today = _HELD.get(), local_day(now)
    if today not in held:
        due = plans_due(now)
        held[today] = Owed(due[0].week, due[0].due_at, len(due)) if due else None
    return held[today]


_HELD: Held[dict[date, Owed | None]] = Held(
    dict, models=("staffing.WeekPlan", "staffing.Block", "mall.Membership"), seconds=NAMES_SECONDS
)


def missing(week: date) -> list[User]:
    """PLAN-01. The people of the desks who have not written their plan, but for who was away all week."""
    due_on = local_day(due_at(week))
    written = WeekPlan.objects.filter(week=week).values("person")
    whole = days_bounds(week, week + (WORKDAYS - 1) * DAY)
    away = Block.objects.filter(
        lifted_at=None, period__startswith__lte=whole.begins, period__endswith__gte=whole.ends
    ).values("person")
    owing = people_who_may(P.PLAN_WRITE, on=due_on).exclude(pk__in=written).exclude(pk__in=away)
    return list(owing.exclude(pk__in=people_who_may(P.PLAN_READ, on=due_on).order_by().values("pk")))


def plans_of(user: User) -> QuerySet[WeekPlan]:
    """The plans a person may look at: who reads them all, everybody his own."""
    rows = WeekPlan.objects.select_related("person", "commented_by")
    return rows if user.may(P.PLAN_READ) else rows.filter(person=user)


def own_page(user: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One's own plans, the newest first."""
    return ORDER.page(plans_of(user).filter(person=user), parameters)


def own_of(user: User, week: date) -> WeekPlan | None:
    """One's own plan of a week."""
    return WeekPlan.objects.filter(person=user, week=week).first()


def week_rows(week: date, now: datetime) -> list[WeekRow]:
    """PLAN-02. Everybody's plan of a week, what is missing first."""
    written = [WeekRow(one.person, one, one.is_late) for one in plans_of_week(week)]
    late = now > due_at(week)
    return [*(WeekRow(person, None, late) for person in missing(week)), *written]


def plans_of_week(week: date) -> list[WeekPlan]:
    """All plans of a week with their lines, by name."""
    rows = WeekPlan.objects.filter(week=week).select_related("person", "commented_by").prefetch_related("rows")
    return list(rows.order_by("person__pinyin", "pk"))


def parts_of(plan: WeekPlan) -> dict[str, list[PlanRow]]:
    """The lines of a plan by part."""
    rows = list(plan.rows.all())
    return {part: [row for row in rows if row.part == part] for part in PlanRow.Part.values}


def proposed(user: User, week: date) -> dict[str, list[PlanRow]]:
    """What a plan begins with: its own lines, else last week's plan as this week's results."""
    own = own_of(user, week)
    if own is not None:
        return parts_of(own)
    before = own_of(user, week - WEEK)
    planned = parts_of(before)[PlanRow.Part.PLAN] if before else []
    return {PlanRow.Part.RESULT: planned, PlanRow.Part.PLAN: []}

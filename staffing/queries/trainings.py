"""Staff trainings, shaped for their pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet

from mall.localtime import local_day
from mall.models import User
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import StaffTraining, TrainingSeat
from staffing.months import bounds_of, month_of, preceding
from staffing.queries.empty import Absence, desks_left_empty
from staffing.rules.trainings import Known, Plan, months_without
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import QueryDict

State = StaffTraining.State
ORDER = Keyset(("-announced_at", "-pk"))
#: So far back a month without a training is said.
MONTHS_BACK = 12


class Month(NamedTuple):
    """A month as the page says it: how many trainings, and whether one is missing."""

    month: date
    held: int
    is_over: bool


def takers() -> QuerySet[User]:
    """Who takes part: everybody of the department."""
    return people_who_may(Permission.POINTS_PROPOSE).order_by("pinyin", "pk")


def list_page(parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of trainings, the newest first, with how many are in and how many have written notes."""
    rows = StaffTraining.objects.select_related("host").annotate(
        seated=Count("seats"),
        there=Count("seats", filter=Q(seats__attended=True)),
        noted=Count("seats", filter=~Q(seats__notes="")),
    )
    return ORDER.page(rows, parameters)


def _live() -> QuerySet[StaffTraining]:
    return StaffTraining.objects.exclude(state=State.CALLED_OFF)


def in_month(month: date) -> int:
    """STTR-01. How many trainings of a month are arranged or held."""
    begins, ends = bounds_of(month)
    return _live().filter(period__startswith__gte=begins, period__startswith__lt=ends).count()


def months(now: datetime) -> list[Month]:
    """STTR-01. This month and, of the last twelve since the first training, those without one."""
    here = month_of(now)
    first = _live().aggregate(first=Min("period__startswith"))["first"]
    found = [Month(here, in_month(here), is_over=False)]
    if first is None:
        return found
    since = here
    for _step in range(MONTHS_BACK):
        since = preceding(since)
    begun = _live().filter(period__startswith__gte=bounds_of(since).begins)
    held = {month_of(at) for at in begun.values_list("period__startswith", flat=True)}
    missing = months_without(max(since, month_of(first)), preceding(here), held)
    return found + [Month(month, 0, is_over=True) for month in missing]


def last_host_before(begins: datetime) -> int | None:
    """STTR-01. Who holds the training before this hour."""
    rows = _live().filter(period__startswith__lt=begins).order_by("-period", "-pk")
    return rows.values_list("host", flat=True).first()


def next_hosts() -> list[User]:
    """STTR-01. Who may hold the next one, whose last turn is longest ago first."""
    last = dict(_live().order_by().values("host").annotate(at=Max("period__startswith")).values_list("host", "at"))
    people = list(takers())
    return sorted(people, key=lambda one: (one.pk in last, last.get(one.pk, 0)))


def known(plan: Plan) -> Known:
    """STTR-01, DESK-06. What stands around a plan, and what the desks would lack meanwhile."""
    absences = [Absence(person, plan.begins, plan.ends, "training") for person in plan.everybody]
    return Known(
        in_month=in_month(month_of(plan.begins)),
        last_host=last_host_before(plan.begins),
        empty=desks_left_empty(absences) if plan.ends > plan.begins else (),
    )


def training_of(pk: int) -> StaffTraining | None:
    """One training."""
    return StaffTraining.objects.select_related("host", "announced_by", "ended_by").filter(pk=pk).first()


def seats_of(training: StaffTraining) -> list[TrainingSeat]:
    """Who must attend."""
    rows = training.seats.select_related("person", "training").order_by("person__pinyin", "person_id")
    return list(rows)


def tomorrow(now: datetime) -> date:
    """The day a new training is proposed for."""
    return local_day(now) + timedelta(days=1)

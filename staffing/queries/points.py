"""Brand points, shaped for their pages: what is announced, who stands where, what keeps a month open (PERF-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Max, Q, QuerySet, Sum

from casework.models import ClosedPeriod
from mall.localtime import local_day
from mall.models import User
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import BrandPoint, PointAppeal, PointReason, PointsMonth
from staffing.months import bounds_of, code_of, month_of
from staffing.rules.points import Waiting, last_day_to_object
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import QueryDict

P = Permission
State = BrandPoint.State
#: Under this name the months of points are closed.
KIND = "brand_points"
ORDER = Keyset(("-decided_at", "-pk"))
WAITING = Keyset(("proposed_at", "pk"))
MINE = Keyset(("-proposed_at", "-pk"))
#: So many months stand in a personal file on one page.
MOST_MONTHS = 60


class Place(NamedTuple):
    """A person's place in a month."""

    pk: int
    name: str
    plus: int
    minus: int
    total: int
    rank: int


def collectors() -> QuerySet[User]:
    """Whose points are counted: everybody of the department but the manager."""
    managers = people_who_may(P.POINTS_REVIEW).order_by().values("pk")
    return people_who_may(P.POINTS_PROPOSE).exclude(pk__in=managers)


def points_of(user: User) -> QuerySet[BrandPoint]:
    """What a person may look at: all that is announced, what he proposed, and for the supervisor everything."""
    rows = BrandPoint.objects.select_related(
        "person", "reason", "proposed_by", "decided_by", "withdrawn_by", "corrects"
    )
    if user.may(P.POINTS_DECIDE):
        return rows
    return rows.filter(Q(state=State.ANNOUNCED) | Q(proposed_by=user))


def to_decide(user: User) -> QuerySet[BrandPoint]:
    """PERF-07. What waits for this person's decision."""
    if not user.may(P.POINTS_DECIDE):
        return BrandPoint.objects.none()
    return points_of(user).filter(state=State.PROPOSED).exclude(person=user)


def open_appeals() -> QuerySet[PointAppeal]:
    """PERF-07. The objections that wait for the manager, the oldest first."""
    rows = PointAppeal.objects.filter(state=PointAppeal.State.OPEN)
    return rows.select_related("point__person", "point__reason", "by").order_by("at", "pk")


def list_page(user: User, view: str, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of a list: announced, to be decided, or one's own."""
    if view == "decide":
        return WAITING.page(to_decide(user), parameters)
    if view == "mine":
        return MINE.page(
            points_of(user).filter(Q(person=user, state=State.ANNOUNCED) | Q(proposed_by=user)), parameters
        )
    return ORDER.page(points_of(user).filter(state=State.ANNOUNCED), parameters)


def rows_of_month(month: date) -> QuerySet[BrandPoint]:
    """What counts in a month, in the order it was announced."""
    rows = BrandPoint.objects.filter(state=State.ANNOUNCED, month=month)
    return rows.select_related("person", "reason", "proposed_by", "decided_by").order_by("decided_at", "pk")


def month_page(month: date, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of what counts in a month, the newest first."""
    return ORDER.page(rows_of_month(month), parameters)


def ranking(month: date) -> list[Place]:
    """R-20. Everybody's points of a month as they are now, the most first; equal points share a place."""
    sums: dict[int, tuple[int, int]] = {}
    counted = BrandPoint.objects.filter(state=State.ANNOUNCED, month=month).order_by()
    for row in counted.values("person").annotate(
        plus=Sum("points", filter=Q(points__gt=0), default=0), minus=Sum("points", filter=Q(points__lt=0), default=0)
    ):
        sums[row["person"]] = (row["plus"], row["minus"])
    people = User.objects.filter(Q(pk__in=collectors().order_by().values("pk")) | Q(pk__in=sums)).order_by(
        "pinyin", "pk"
    )
    rows = [(one.pk, one.name, *sums.get(one.pk, (0, 0))) for one in people]
    rows.sort(key=lambda row: -(row[2] + row[3]))
    found: list[Place] = []
    for order, (pk, name, plus, minus) in enumerate(rows, start=1):
        total = plus + minus
        rank = found[-1].rank if found and found[-1].total == total else order
        found.append(Place(pk, name, plus, minus, total, rank))
    return found


def places(month: date, closed: ClosedPeriod | None) -> list[Place]:
    """R-20. The places of a month: as they were frozen, else as they are."""
    if closed is None:
        return ranking(month)
    return [Place(**row) for row in closed.figures["places"]]


def figures(month: date) -> dict[str, Any]:
    """PERF-07. What is frozen of a month: everybody's place, how many changes and objections there were."""
    rows = BrandPoint.objects.filter(state=State.ANNOUNCED, month=month).order_by()
    return {
        "places": [place._asdict() for place in ranking(month)],
        "changes": rows.count(),
        "appeals": PointAppeal.objects.filter(point__in=rows).count(),
    }


def closed_month(month: date) -> ClosedPeriod | None:
    """The frozen month, when it is closed."""
    return ClosedPeriod.objects.filter(kind=KIND, period=code_of(month)).select_related("closed_by").first()


def last_closed() -> str | None:
    """The latest month of points that is closed, as 2026-11."""
    last: str | None = ClosedPeriod.objects.filter(kind=KIND).aggregate(last=Max("period"))["last"]
    return last


def waiting(month: date) -> Waiting:
    """PERF-07. What still keeps a month open."""
    rows = BrandPoint.objects.filter(state=State.ANNOUNCED, month=month).order_by()
    announced = rows.aggregate(last=Max("decided_at"))["last"]
    again = PointAppeal.objects.filter(point__in=rows, state=PointAppeal.State.CONFIRMED)
    confirmed = again.aggregate(last=Max("decided_at"))["last"]
    hours = [hour for hour in (announced, confirmed) if hour is not None]
    begun = BrandPoint.objects.filter(state=State.PROPOSED, proposed_at__lt=bounds_of(month).ends)
    last = last_closed()
    earlier = BrandPoint.objects.filter(state=State.ANNOUNCED, month__lt=month).order_by("month")
    if last:
        earlier = earlier.filter(month__gt=f"{last}-01")
    first = earlier.values_list("month", flat=True).first()
    return Waiting(
        proposed=begun.count(),
        appeals=PointAppeal.objects.filter(point__in=rows, state=PointAppeal.State.OPEN).count(),
        until=last_day_to_object(max(hours)) if hours else None,
        earlier=code_of(first) if first else "",
    )


class OwnFile(NamedTuple):
    """A person's points: the closed months, this year's sum, and this month so far."""

    months: list[PointsMonth]
    year: int
    this_month: int


def own_file(person: User, now: datetime) -> OwnFile:
    """PERF-07. The results in a person's file: the basis of the yearly awards."""
    here = month_of(now)
    months = list(PointsMonth.objects.filter(person=person).order_by("-month")[:MOST_MONTHS])
    running = BrandPoint.objects.filter(person=person, state=State.ANNOUNCED, month__year=here.year)
    year = running.aggregate(total=Sum("points", default=0))["total"]
    now_ = running.filter(month=here).aggregate(total=Sum("points", default=0))["total"]
    return OwnFile(months, year, now_)


def reasons_for(user: User) -> QuerySet[PointReason]:
    """The reasons one may name: for oneself only those that give."""
    rows = PointReason.objects.filter(is_active=True)
    return rows if user.may(P.POINTS_DECIDE) else rows.filter(points__gt=0)


def all_reasons() -> QuerySet[PointReason]:
    """The whole list, with what is out of use at its end."""
    return PointReason.objects.order_by("-is_active", "-points", "pk")


def week_left(now: datetime) -> date:
    """The Monday of this week: what was announced since may be objected to."""
    today = local_day(now)
    return today - timedelta(days=today.weekday())

"""Rewards and penalties, shaped for their pages and for the month's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from mall.localtime import local_day
from mall.models import User
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import Reward, RewardSheet
from staffing.months import bounds_of, is_over, month_of
from staffing.queries import points
from staffing.rules.rewards import Ready
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import QueryDict

P = Permission
State = Reward.State
ORDER = Keyset(("-waits", "-proposed_at", "-pk"))
PUBLISHED = Keyset(("-published_at", "-pk"))
PEOPLE = ("person", "proposed_by", "decided_by", "published_by", "withdrawn_by")
#: What a person has been told of.
KNOWN = (State.APPROVED, State.TAKEN_BACK)


def rewards_of(user: User) -> QuerySet[Reward]:
    """PERF-10. What one may look at: who proposes and approves all but what waits about himself.

    The person sees what is or was in effect, others what is published.
    """
    rows = Reward.objects.select_related(*PEOPLE)
    own = Q(person=user, state__in=KNOWN)
    if user.may(P.REWARD_APPROVE) or user.may(P.REWARD_PROPOSE):
        return rows.filter(own | ~Q(person=user))
    return rows.filter(own | Q(published_at__isnull=False) & ~Q(person=user))


def to_decide(user: User) -> QuerySet[Reward]:
    """PERF-10. What waits for this person's approval."""
    if not user.may(P.REWARD_APPROVE):
        return Reward.objects.none()
    return rewards_of(user).filter(state=State.PROPOSED).exclude(proposed_by=user)


def list_page(user: User, view: str, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of a list: what waits, one's own, what is published, or all one may see."""
    rows = rewards_of(user)
    if view == "published":
        return PUBLISHED.page(rows.filter(published_at__isnull=False), parameters)
    if view == "mine":
        rows = rows.filter(person=user)
    elif view == "decide":
        rows = to_decide(user)
    waits = Case(When(state=State.PROPOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return ORDER.page(rows.annotate(waits=waits), parameters)


def receivers() -> QuerySet[User]:
    """Who may be rewarded or penalised: everybody of the department."""
    return people_who_may(P.POINTS_PROPOSE)


# -- the sheet


def sheet_of(month: date) -> RewardSheet | None:
    """The newest sheet of a month; one that was sent back stays until another is submitted."""
    return RewardSheet.objects.filter(month=month).select_related("submitted_by", "decided_by").order_by("-pk").first()


def sheet_for(reward: Reward) -> RewardSheet | None:
    """PERF-11. The sheet of the month in which a reward took effect."""
    return sheet_of(month_of(reward.decided_at)) if reward.decided_at else None


def taken_back_since(sheet: RewardSheet | None) -> int:
    """PERF-11. How much of what stands on a sheet was taken back after it was sent."""
    if sheet is None:
        return 0
    begins, ends = bounds_of(sheet.month)
    rows = Reward.objects.filter(state=State.TAKEN_BACK, decided_at__gte=begins, decided_at__lt=ends)
    return rows.filter(withdrawn_at__gte=sheet.submitted_at).count()


def of_month(month: date) -> QuerySet[Reward]:
    """What took effect in a month."""
    begins, ends = bounds_of(month)
    rows = Reward.objects.filter(state=State.APPROVED, decided_at__gte=begins, decided_at__lt=ends)
    return rows.select_related("person").order_by("person__pinyin", "decided_at", "pk")


def ready(month: date, now: datetime) -> Ready:
    """PERF-11. Whether the sheet of a month can go up."""
    waits = Reward.objects.filter(state=State.PROPOSED, proposed_at__lt=bounds_of(month).ends)
    return Ready(
        is_over=is_over(month, local_day(now)),
        is_points_closed=points.closed_month(month) is not None,
        undecided=waits.count(),
        sheet=sheet_of(month),
    )


def lines(month: date) -> list[dict[str, Any]]:
    """F-103, R-23. Each person with points, rewards or penalties in a month; plain values, so that they can be kept."""
    found: dict[int, dict[str, Any]] = {}

    def line(pk: int, name: str) -> dict[str, Any]:
        return found.setdefault(pk, {"pk": pk, "name": name, "points": 0, "yuan": "0", "what": []})

    for place in points.places(month, points.closed_month(month)):
        if place.plus or place.minus:
            line(place.pk, place.name)["points"] = place.total
    for row in of_month(month):
        one = line(row.person_id, row.person.name)
        one["what"].append({"kind": row.kind, "amount": str(row.amount or ""), "case": row.case})
        if row.amount:
            signed = row.amount if row.is_reward else -row.amount
            one["yuan"] = str(type(signed)(one["yuan"]) + signed)
    return sorted(found.values(), key=lambda one: (-one["points"], one["name"]))


def lines_of(month: date, sheet: RewardSheet | None) -> list[dict[str, Any]]:
    """PERF-11. The lines of a month as its sheet keeps them, else as they are now; with the words for their kinds."""
    kept = sheet.lines if sheet is not None and sheet.stands else lines(month)
    words = dict(Reward.Kind.choices)
    return [{**one, "what": [{**what, "label": words.get(what["kind"], "")} for what in one["what"]]} for one in kept]

"""Proposing brand points, deciding on them, objecting, deciding on objections, closing a month (PERF-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from casework.actions.periods import close_period, hold_months
from casework.rules.periods import obstacles_to_closing_a_period
from mall.localtime import local_day
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import BrandPoint, PointAppeal, PointReason, PointsMonth
from staffing.months import code_of, month_of
from staffing.notices_performance import POINTS
from staffing.queries import points as reads
from staffing.rules import points as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from casework.models import ClosedPeriod
    from mall.models import User
    from ui.obstacles import Obstacle

State = BrandPoint.State
P = Permission


@transaction.atomic
def propose(proposal: rules.Proposal, *, by: User, now: datetime) -> BrandPoint:
    """PERF-07. Apply for points, or give and take them as the supervisor, which announces them. Raises Refused."""
    refuse_if(rules.obstacles_to_proposing(proposal, by=by, now=now))
    made = BrandPoint(
        person=proposal.person,
        reason=proposal.reason,
        points=proposal.reason.points,
        facts=proposal.facts.strip()[:500],
        happened_on=proposal.happened_on,
        proposed_at=now,
        proposed_by=by,
    )
    if rules.is_announced_at_once(proposal, by):
        return _announce(made, "", by=by, now=now)
    made.save()
    _tell(people_who_may(P.POINTS_DECIDE).exclude(pk=made.person_id), "proposed", made, now=now)
    return made


@transaction.atomic
def give(point: BrandPoint, words: str = "", *, by: User, now: datetime) -> BrandPoint:
    """PERF-07. Decide that the points are given: they are announced to the department. Raises Refused."""
    held = _hold(point)
    refuse_if(rules.obstacles_to_deciding(held, by))
    return _announce(held, words, by=by, now=now)


@transaction.atomic
def refuse(point: BrandPoint, words: str, *, by: User, now: datetime) -> BrandPoint:
    """PERF-07. Do not give them, and say why. Raises Refused."""
    held = _hold(point)
    refuse_if(rules.obstacles_to_refusing(held, words, by))
    held.state, held.decided_at, held.decided_by, held.decision = State.REFUSED, now, by, words.strip()[:300]
    held.save()
    _tell([held.proposed_by], "refused", held, now=now)
    return held


@transaction.atomic
def withdraw(point: BrandPoint, *, by: User, now: datetime) -> BrandPoint:
    """PERF-07. Take an application back. Raises Refused."""
    held = _hold(point)
    refuse_if(rules.obstacles_to_withdrawing(held, by))
    held.state, held.withdrawn_at, held.withdrawn_by = State.WITHDRAWN, now, by
    held.save()
    return held


@transaction.atomic
def appeal(point: BrandPoint, text: str, *, by: User, now: datetime) -> PointAppeal:
    """PERF-07. Object to announced points within their week; the manager is told. Raises Refused."""
    hold_months()
    held = _hold(point)
    refuse_if(rules.obstacles_to_appealing(held, list(held.appeals.all()), text, now=now))
    made = PointAppeal.objects.create(point=held, at=now, by=by, text=text.strip()[:500])
    _tell(people_who_may(P.POINTS_REVIEW), "appealed", held, key=f"{made.pk}", now=now)
    return made


@transaction.atomic
def confirm(appeal: PointAppeal, words: str, *, by: User, now: datetime) -> PointAppeal:
    """PERF-07. The points stand; they are announced anew, and may be objected to anew. Raises Refused."""
    held = _hold_appeal(appeal)
    refuse_if(rules.obstacles_to_reviewing(held, by))
    _review(held, PointAppeal.State.CONFIRMED, words, by=by, now=now)
    _tell(people_who_may(P.POINTS_READ), "confirmed", held.point, key=f"{held.pk}", now=now)
    return held


@transaction.atomic
def correct(appeal: PointAppeal, right: int | None, words: str, *, by: User, now: datetime) -> BrandPoint:
    """PERF-07. The objection is right: a row of its own makes the points what they should be. Raises Refused."""
    held = _hold_appeal(appeal)
    refuse_if(rules.obstacles_to_correcting(held, right, words, by))
    assert right is not None  # noqa: S101 - the rule asked just before says so
    _review(held, PointAppeal.State.CORRECTED, words, by=by, now=now)
    wrong = held.point
    row = BrandPoint(
        person=wrong.person,
        reason=wrong.reason,
        points=right - wrong.points,
        facts=words.strip()[:500],
        happened_on=wrong.happened_on,
        proposed_at=now,
        proposed_by=by,
        month=wrong.month,
        corrects=wrong,
    )
    return _announce(row, words, by=by, now=now)


# -- the month


def obstacles(month: date, now: datetime) -> list[Obstacle]:
    """PERF-07. What forbids closing a month of points now."""
    running = obstacles_to_closing_a_period(code_of(month), reads.last_closed(), now)
    return running or rules.obstacles_to_closing(reads.waiting(month), local_day(now))


@transaction.atomic
def close_month(month: date, *, by: User, now: datetime) -> ClosedPeriod:
    """PERF-07. Freeze a month of points; each one's result goes into his file. Raises Refused."""
    hold_months()
    refuse_if(obstacles(month, now))
    closed = close_period(reads.KIND, code_of(month), reads.figures(month), [], by=by, now=now)
    PointsMonth.objects.bulk_create(
        PointsMonth(
            person_id=place.pk,
            month=month,
            plus=place.plus,
            minus=place.minus,
            total=place.total,
            rank=place.rank,
            period=closed,
        )
        for place in reads.places(month, closed)
    )
    return closed


# -- the list of reasons


@transaction.atomic
def keep_reason(  # one argument per fact of the row
    reason: PointReason | None,
    name: str,
    points: int | None,
    *,
    name_en: str = "",
    is_active: bool = True,
    by: User,
) -> PointReason:
    """PERF-07. Write a reason anew, or change one; what was given for it stays as it was. Raises Refused."""
    row = reason or PointReason()
    is_taken = PointReason.objects.filter(name=name.strip()).exclude(pk=row.pk).exists()
    refuse_if(rules.obstacles_to_keeping_reason(name, points, is_taken=is_taken, by=by, before=row.points or 0))
    row.name, row.name_en, row.points = name.strip()[:60], name_en.strip()[:80], points or 0
    row.is_default, row.is_active = False, is_active
    row.save()
    return row


def _hold(point: BrandPoint) -> BrandPoint:
    """Lock it until the transaction ends, and read it anew: a colleague may have decided meanwhile."""
    rows = BrandPoint.objects.select_for_update(of=("self",)).select_related("person", "reason", "proposed_by")
    return rows.get(pk=point.pk)


def _hold_appeal(appeal: PointAppeal) -> PointAppeal:
    hold_months()
    rows = PointAppeal.objects.select_for_update(of=("self",)).select_related("point__person", "point__reason")
    return rows.get(pk=appeal.pk)


def _review(appeal: PointAppeal, state: PointAppeal.State, words: str, *, by: User, now: datetime) -> None:
    appeal.state, appeal.decided_at, appeal.decided_by = state, now, by
    appeal.decision = words.strip()[:300]
    appeal.save()


def _announce(point: BrandPoint, words: str, *, by: User, now: datetime) -> BrandPoint:
    """Every change is announced. No month is closed meanwhile that the row would count in."""
    hold_months()
    point.state, point.decided_at, point.decided_by = State.ANNOUNCED, now, by
    point.decision, point.month = words.strip()[:300], point.month or month_of(now)
    point.save()
    _tell(people_who_may(P.POINTS_READ), "announced", point, now=now)
    return point


def _tell(people: Iterable[User], what: str, point: BrandPoint, *, key: str = "", now: datetime) -> None:
    facts = {
        "person": point.person_id,
        "points": f"{point.points:+d}",
        "path": reverse("staffing:points-one", args=[point.pk]),
    }
    tell(people, POINTS[what], None, key=f"points:{point.pk}:{what}:{key}", now=now, facts=facts)

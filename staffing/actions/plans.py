"""Writing a weekly plan, commenting on it, reminding of what is missing (PLAN-01…03)."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.localtime import local
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing import notices_office as kinds
from staffing.models import PlanRow, WeekPlan
from staffing.queries import plans as reads
from staffing.rules import plans as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from staffing.queries.plans import PlanDue
    from staffing.rules.plans import Row

log = structlog.get_logger()


@transaction.atomic
def write(week: date, rows: Sequence[Row], summary: str = "", *, by: User, now: datetime) -> WeekPlan:
    """PLAN-01, PLAN-03. Write one's plan, or write it anew until somebody has commented. Raises Refused."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    # Held, so that a comment written meanwhile is seen: what is commented on stays as it is.
    plan = WeekPlan.objects.select_for_update(of=("self",)).filter(person=by, week=week).first()
    refuse_if(rules.obstacles_to_writing(plan, week, rows, summary, by=by, now=now))
    short = summary.strip()[:1000]
    if plan is None:
        plan = WeekPlan.objects.create(person=by, week=week, due_at=reads.due_at(week), written_at=now, summary=short)
    else:
        plan.summary, plan.changed_at = short, now
        plan.save(update_fields=["summary", "changed_at"])
        plan.rows.all().delete()
    PlanRow.objects.bulk_create(
        PlanRow(
            plan=plan,
            part=row.part,
            order=order,
            what=row.what.strip()[:200],
            amount=row.amount or 0,
            unit=row.unit.strip()[:12],
            done=row.done if row.part == PlanRow.Part.RESULT else None,
        )
        for order, row in enumerate(rows)
    )
    return plan


@transaction.atomic
def comment(plan: WeekPlan, words: str, *, by: User, now: datetime) -> WeekPlan:
    """PLAN-02. Comment on a plan; its writer is told. Raises Refused."""
    plan = WeekPlan.objects.select_for_update(of=("self",)).select_related("person").get(pk=plan.pk)
    refuse_if(rules.obstacles_to_commenting(plan, by, words))
    plan.comment, plan.commented_at, plan.commented_by = words.strip()[:1000], now, by
    plan.save(update_fields=["comment", "commented_at", "commented_by"])
    facts = {"week": plan.week.isoformat(), "path": plan.get_absolute_url()}
    tell([plan.person], "plan.commented", None, key=f"plan:{plan.pk}:comment", now=now, facts=facts)
    return plan


def remind_of_plans(now: datetime) -> int:
    """PLAN-01. Once on the day before the end of work, once after it, then the supervisors too. How many are new.

    Each in a transaction of its own, so that one that fails is reported and the others do not wait for it.
    """
    due = reads.plans_due(now)
    late = Counter(one.week for one in due if one.is_late)
    steps = [*(partial(_remind, one) for one in due), *(partial(_tell_readers, *one) for one in late.items())]
    return sum(_guarded(step, now) for step in steps)


def _guarded(step: Callable[[datetime], int], now: datetime) -> int:
    try:
        with transaction.atomic():
            return step(now)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other people must not wait for this one
        log.warning("plan_troubled", kind=type(failure).__name__)
        return 0


def _remind(one: PlanDue, now: datetime) -> int:
    kind, what = (kinds.PLAN_LATE, "late") if one.is_late else (kinds.PLAN_SOON, "soon")
    path = f"{reverse('staffing:plan-new')}?week={one.week}"
    facts = {"week": one.week.isoformat(), "due": f"{local(one.due_at):%H:%M}", "path": path}
    return tell([one.person], kind, None, key=f"plan:{one.week}:{one.person.pk}:{what}", now=now, facts=facts)


def _tell_readers(week: date, many: int, now: datetime) -> int:
    facts = {"week": week.isoformat(), "count": many, "path": f"{reverse('staffing:plans')}?week={week}"}
    readers = people_who_may(Permission.PLAN_READ)
    return tell(readers, kinds.PLANS_LATE, None, key=f"plans:{week}:late", now=now, facts=facts)

"""Writing a weekly plan, commenting on it, reminding of what is missing (PLAN-01…03)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

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
    from collections.abc import Sequence
    from datetime import date, datetime

    from staffing.rules.plans import Row


@transaction.atomic
def write(week: date, rows: Sequence[Row], summary: str = "", *, by: User, now: datetime) -> WeekPlan:
    """PLAN-01, PLAN-03. Write one's plan, or write it anew until somebody has commented. Raises Refused."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    plan = reads.own_of(by, week)
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
    """PLAN-01. Once on the day before the end of work, once after it, then the supervisors too. How many are new."""
    late: dict[date, int] = defaultdict(int)
    told = 0
    for one in reads.plans_due(now):
        kind = kinds.PLAN_LATE if one.is_late else kinds.PLAN_SOON
        path = f"{reverse('staffing:plan-new')}?week={one.week}"
        facts = {"week": one.week.isoformat(), "due": f"{local(one.due_at):%H:%M}", "path": path}
        key = f"plan:{one.week}:{one.person.pk}:{'late' if one.is_late else 'soon'}"
        told += tell([one.person], kind, None, key=key, now=now, facts=facts)
        late[one.week] += one.is_late
    for week, many in late.items():
        if many:
            path = f"{reverse('staffing:plans')}?week={week}"
            facts_of_all = {"week": week.isoformat(), "count": many, "path": path}
            readers = people_who_may(Permission.PLAN_READ)
            told += tell(readers, kinds.PLANS_LATE, None, key=f"plans:{week}:late", now=now, facts=facts_of_all)
    return told

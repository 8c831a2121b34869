"""What the worker does for staffing: what is due is reminded of, swaps lapse."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from staffing.actions.minutes import remind_of_actions
from staffing.actions.plans import remind_of_plans
from staffing.actions.reminding import remind_of_rosters
from staffing.actions.swaps import expire


@shared_task(name="staffing.sweep")
def sweep() -> dict[str, int]:
    """ROST-09, ROST-11, ROST-15, PLAN-01, MEET-08. Remind, and let swaps lapse; harmless twice."""
    now = timezone.now()
    told = remind_of_rosters(now) + remind_of_plans(now) + remind_of_actions(now)
    return {"told": told, "expired": expire(now)}

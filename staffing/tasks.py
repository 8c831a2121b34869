"""What the worker does for staffing: what is due is reminded of, swaps lapse, shifts follow the mall's hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from celery import shared_task
from django.utils import timezone

from staffing.actions.minutes import remind_of_actions
from staffing.actions.plans import remind_of_plans
from staffing.actions.reminding import remind_of_rosters
from staffing.actions.report_mail import mail_reports
from staffing.actions.rosters import renew_duties
from staffing.actions.swaps import expire

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = structlog.get_logger()

#: Each says how much it has done.
STEPS: dict[str, Callable[[datetime], int]] = {
    "rosters": remind_of_rosters,
    "plans": remind_of_plans,
    "actions": remind_of_actions,
    "expired": expire,
    "renewed": renew_duties,
    "reports": mail_reports,
}


@shared_task(name="staffing.sweep")
def sweep() -> dict[str, int]:
    """ROST-05, ROST-09, ROST-11, ROST-15, PLAN-01, MEET-08. Remind, let swaps lapse, renew hours; harmless twice."""
    now = timezone.now()
    return {name: _guarded(name, step, now) for name, step in STEPS.items()}


@shared_task(name="staffing.mail_reports")
def mail_work_reports() -> int:
    """MEET-12. Mail the reports that were sent; what the bell did not ring for, the sweep finds."""
    return mail_reports(timezone.now())


def _guarded(name: str, step: Callable[[datetime], int], now: datetime) -> int:
    try:
        return step(now)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other steps must not wait for this one
        log.warning("staffing_troubled", step=name, kind=type(failure).__name__)
        return 0

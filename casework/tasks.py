"""What the schedule rings for: Celery is only the hands, every due thing stands in a row."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions.deliver import deliver
from casework.actions.recounting import RECOUNT, recount_all
from casework.actions.sweep import sweep
from mall.jobs import Outcome, runner

if TYPE_CHECKING:
    from mall.jobs import Report
    from mall.models import Job


@shared_task(name="casework.sweep_clocks")
def sweep_clocks() -> dict[str, int]:
    """Warn, say overdue, climb the ladder."""
    done = sweep(timezone.now())
    return {"steps": done.steps, "troubled": done.troubled}


@shared_task(name="casework.deliver_messages")
def deliver_messages() -> dict[str, int]:
    """Send the e-mails and the group messages whose hour has come."""
    done = deliver(timezone.now())
    return {"sent": done.sent, "failed": done.failed, "given_up": done.given_up}


@runner(
    RECOUNT, label=_("Deadlines counted anew"), template="casework/recounted.html", back="mall:calendar", whole=False
)
def run_recount(job: Job, report: Report) -> Outcome:
    """CMP-35. Count all open deadlines anew, as who keeps the calendar asked."""
    return Outcome(asdict(recount_all(by=job.by, now=timezone.now(), report=report)))

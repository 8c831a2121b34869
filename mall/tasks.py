"""What the worker is rung for."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from mall.actions import doors, jobs


@shared_task(name=jobs.TASK)
def run_job(pk: int) -> None:
    """Do one job, if nobody has taken it yet."""
    jobs.run(pk, now=timezone.now())


@shared_task(name="mall.sweep_jobs")
def sweep_jobs() -> None:
    """Find jobs that a killed worker left and jobs whose bell nobody heard."""
    jobs.sweep_jobs(now=timezone.now())


@shared_task(name="mall.sweep_doors")
def sweep_doors() -> None:
    """Throw away what was needed for a day: tokens, staged files, old drafts, the list of signed-in PCs."""
    doors.sweep_doors(now=timezone.now())

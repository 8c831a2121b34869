"""What the worker does for the complaint desk: the import of an old register, what reminds."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from casework.importing import worker
from complaints.actions.due_days import remind_of_dates
from complaints.actions.months import remind_of_review
from complaints.actions.reminding import remind_of_measures, remind_of_open_forms
from complaints.importing import OLD_REGISTER

PREVIEW, IMPORT = OLD_REGISTER.preview_job, OLD_REGISTER.import_job

worker.register(OLD_REGISTER)


@shared_task(name="complaints.sweep_measures")
def sweep_measures() -> dict[str, int]:
    """Remind of the measures that are to be checked."""
    done = remind_of_measures(timezone.now())
    return {"told": done.told, "troubled": done.troubled}


@shared_task(name="complaints.sweep_forms")
def sweep_forms() -> dict[str, int]:
    """Tell of complaints that are being taken down for too long."""
    done = remind_of_open_forms(timezone.now())
    return {"told": done.told}


@shared_task(name="complaints.remind_of_review")
def remind_of_month() -> dict[str, int]:
    """CMP-42, JOINT-S12, FUP-11, FUP-12. Remind of what a month, a quarter or a round owes by a day."""
    now = timezone.now()
    return {"told": remind_of_review(now) + remind_of_dates(now)}

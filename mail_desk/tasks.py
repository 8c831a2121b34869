"""What the worker does for the mail desk: the import of a day's mail, what time does to what waits."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from casework.importing import worker
from mail_desk.actions.keeping import sweep_items as keep
from mail_desk.importing import DAY_OF_MAIL

PREVIEW, IMPORT = DAY_OF_MAIL.preview_job, DAY_OF_MAIL.import_job

# --- import
worker.register(DAY_OF_MAIL)


# --- keeping
@shared_task(name="mail_desk.sweep_items")
def sweep_items() -> dict[str, int]:
    """MAIL-14, MAIL-S04. Remind, call unclaimed, let go back."""
    done = keep(timezone.now())
    return {**done.steps, "troubled": done.troubled}

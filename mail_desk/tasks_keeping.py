"""What the worker does for mail that waits."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from mail_desk.actions.keeping import sweep_items as keep


@shared_task(name="mail_desk.sweep_items")
def sweep_items() -> dict[str, int]:
    """MAIL-14, MAIL-S04. Remind, call unclaimed, let go back."""
    done = keep(timezone.now())
    return {**done.steps, "troubled": done.troubled}

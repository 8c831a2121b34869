"""Ringing for the worker. What is due stands in the database; a bell that nobody hears loses nothing."""

from __future__ import annotations

from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger()


def ring(task: str, *args: object) -> None:
    """Ask the worker to run a task (by its name) as soon as this transaction has committed.

    A broker that is away is no failure: the sweep finds the row later.
    """
    transaction.on_commit(partial(_ring, task, args), robust=True)


def _ring(task: str, args: tuple[object, ...]) -> None:
    try:
        current_app.send_task(task, args=args, ignore_result=True, retry=False)
    except (OperationalError, OSError) as failure:
        log.warning("bell_not_heard", task=task, kind=type(failure).__name__)

"""One row per line of the schedule, written by the worker that did the job, read by the web process."""

from __future__ import annotations

import time
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.utils import timezone

from config.schedule import ENTRIES

_BY_TASK = {entry.task: entry for entry in ENTRIES}
_started: dict[str, float] = {}
LONGEST_PROBLEM = 300


@task_prerun.connect
def job_began(task_id: str, task: Any, **_rest: Any) -> None:
    """Remember when."""
    if task.name in _BY_TASK:
        _started[task_id] = time.monotonic()


@task_postrun.connect
def job_ended(task_id: str, task: Any, retval: Any = None, state: str = "", **_rest: Any) -> None:
    """Write the row: the hour of the last success, or what went wrong (its kind, never its words)."""
    from datetime import timedelta

    from mall.models import Heartbeat

    entry = _BY_TASK.get(task.name)
    if entry is None:
        return
    took = timedelta(seconds=time.monotonic() - _started.pop(task_id, time.monotonic()))
    row: dict[str, Any] = {"every": entry.every, "took": took}
    if state == "SUCCESS":
        row |= {"ran_at": timezone.now(), "problem": ""}
    else:
        row |= {"problem": type(retval).__name__[:LONGEST_PROBLEM]}
    first = {**row, "ran_at": row.get("ran_at", timezone.now())}
    Heartbeat.objects.update_or_create(name=entry.name, defaults=row, create_defaults=first)

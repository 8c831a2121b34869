"""When which job rings. A static table: nothing about time is decided in the database.

Each entry names a task and its period; the table of heartbeats has one row per entry, and a
page shows a banner when an entry has missed two runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery.schedules import crontab


@dataclass(frozen=True)
class Entry:
    """One line of the table; `every` is the period that a watcher expects."""

    name: str
    task: str
    every: timedelta
    at: crontab | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry("jobs", "mall.sweep_jobs", timedelta(seconds=30)),
    Entry("doors", "mall.sweep_doors", timedelta(hours=1)),
    Entry("clocks", "casework.sweep_clocks", timedelta(minutes=1)),
    Entry("forms", "complaints.sweep_forms", timedelta(minutes=1)),
    Entry("measures", "complaints.sweep_measures", timedelta(minutes=10)),
    Entry("months", "complaints.remind_of_review", every=timedelta(hours=1)),
    Entry("mail", "mail_desk.sweep_items", timedelta(minutes=10)),
    Entry("rosters", "staffing.sweep", timedelta(minutes=10)),
    Entry("messages", "casework.deliver_messages", timedelta(minutes=1)),
)


def for_celery() -> dict[str, dict[str, Any]]:
    """The table as Celery's beat reads it."""
    return {
        entry.name: {
            "task": entry.task,
            "schedule": entry.at or entry.every.total_seconds(),
            # A ring that nobody heard for a whole period is followed by the next one anyway.
            "options": {"expires": entry.every.total_seconds()},
        }
        for entry in ENTRIES
    }

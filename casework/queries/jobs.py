"""Which scheduled jobs have fallen silent; asked by the web process, never by the schedule itself (design 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mall.models import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSED_RUNS = 2
GRACE = timedelta(minutes=1)
# After a night switched off every job is behind for a moment.
START_UP = timedelta(minutes=3)


@dataclass(frozen=True)
class MissedJob:
    """A job that should have run twice since its last run."""

    name: str
    last_ran_at: datetime | None


def missed_jobs(
    now: datetime, expected: Iterable[tuple[str, timedelta]] = (), *, up_since: datetime | None = None
) -> list[MissedJob]:
    """The jobs that have missed two runs.

    `expected` are the lines of the schedule (name, period): one that has never run counts as missed once this process
    has been up for two of its periods. In the first minutes of a process nothing counts: the worker is starting too.
    """
    if up_since is not None and now - up_since < START_UP:
        return []
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    lines = dict(expected) or {beat.name: beat.every for beat in beats.values()}
    silent = []
    for name, every in lines.items():
        beat = beats.get(name)
        last = beat.ran_at if beat is not None else up_since
        if last is not None and now - last > every * MISSED_RUNS + GRACE:
            silent.append(MissedJob(name, beat.ran_at if beat is not None else None))
    return silent

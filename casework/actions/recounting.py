"""Counting all open deadlines anew after the calendar was corrected: asked for on its page, done by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from casework.actions.clocks import recalculate
from casework.models import Folder
from casework.queries.hours import matters_to_recount
from casework.rules.clocks import obstacles_to_recounting_all
from mall.actions import jobs
from mall.queries.jobs import running_job
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mall.jobs import Report
    from mall.models import Job, User

log = structlog.get_logger()

RECOUNT = "casework.recount"


@dataclass
class Recounted:
    """What a recount did: matters looked at, deadlines that moved, matters somebody held just then or that failed."""

    matters: int = 0
    moved: int = 0
    left: int = 0


def ask_for_recount(*, by: User, now: datetime) -> Job:
    """CMP-35. Let the worker count the deadlines of all open matters by the calendar of today. Raises Refused."""
    refuse_if(obstacles_to_recounting_all(matters_to_recount().count(), running_job(RECOUNT), by))
    return jobs.start(RECOUNT, by=by, now=now)


def recount_all(*, by: User, now: datetime, report: Callable[[int, int], None] | Report) -> Recounted:
    """CMP-35. Count anew, each matter in its own transaction; what somebody holds at that moment is left for a repeat.

    Only what was counted by older hours is looked at, so a repeat finds what is left and nothing else.
    """
    done = Recounted()
    waiting = list(matters_to_recount().values_list("pk", flat=True))
    for count, pk in enumerate(waiting, start=1):
        moved = _recount_one(pk, by=by, now=now)
        if moved is None:
            done.left += 1
        else:
            done.matters += 1
            done.moved += moved
        report(count, len(waiting))
    return done


def _recount_one(pk: int, *, by: User, now: datetime) -> int | None:
    """How many deadlines of a matter moved; None when it could not be counted now."""
    try:
        with transaction.atomic():
            free = Folder.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            folder = free.filter(pk=pk, closed_at=None).first()
            return None if folder is None else recalculate(folder, by=by, now=now)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other matters must not wait for this one
        log.warning("recount_troubled", folder=pk, kind=type(failure).__name__)
        return None

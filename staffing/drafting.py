"""Searching for a roster in the worker: what the pattern, leave, blocks and hands leave open (ROST-20)."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mall.jobs import JobFailed, Outcome, runner
from mall.limits import limit
from mall.localtime import local_day
from staffing.actions import rosters as acts
from staffing.halves import half_of, read_half
from staffing.queries import rosters as reads
from staffing.rules.findings import shortfalls
from staffing.rules.rosters import obstacles_to_opening
from ui.obstacles import Refused, refuse_if

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mall.jobs import Report
    from mall.models import Job, User
    from staffing.halves import Half
    from staffing.models import Crew, Roster
    from staffing.plan import Cell, Frame, Plan

KIND = "staffing.draft"


@dataclass(frozen=True)
class Drafted:
    """What a search laid: how many shifts, what is left open in sentences, and how long it took."""

    assignments: int
    shortfalls: list[str]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """For the shell and the job's page."""
        return asdict(self)


def draft(
    half: Half,
    *,
    by: User | None,
    now: datetime,
    report: Callable[[int, int], None] | None = None,
    seconds: float | None = None,
) -> Drafted:
    """ROST-20. Lay out a half month: what was laid by hand or is over stays, the rest is searched for, crew by crew.

    The law is kept; a desk nobody can stand at is named. It takes `roster_search_seconds`, or at most the `seconds`
    said, shared by all people, and less where nothing better can be. Raises Refused for a half month that is over,
    JobFailed where what was laid by hand breaks the law.
    """
    began, today = time.monotonic(), local_day(now)
    refuse_if(obstacles_to_opening(half, today))
    roster = acts.open_roster(half)
    laid, stood = reads.draft_of(roster), reads.newest(roster)
    plan = reads.with_the_past(stood, laid.plan, today)
    before = reads.plan_of(stood) if stood else None
    frames = reads.frames(half, stood=before, pinned=laid.pinned, today=today)
    allowed = limit("roster_search_seconds", half.first) if seconds is None else seconds
    people = sum(len(frame.people) for _crew, frame in frames) or 1
    for done, (crew, frame) in enumerate(frames):
        if report is not None:
            report(done, len(frames))
        plan |= _search(roster, crew, frame, plan, seconds=allowed * len(frame.people) / people, by=by, now=now)
    plan = acts.take_over(roster, plan)
    gaps = shortfalls(reads.all_findings(frames, plan))
    return Drafted(sum(cell is not None for cell in plan.values()), gaps, round(time.monotonic() - began, 2))


def _search(
    roster: Roster, crew: Crew, frame: Frame, plan: Plan, *, seconds: float, by: User | None, now: datetime
) -> dict[tuple[int, Any], Cell | None]:
    from staffing.solving import solve  # two seconds and 84 MB: the worker's alone

    found = solve(frame, plan, seconds=seconds)
    if found is None:
        raise JobFailed(str(_("%s: what is laid by hand breaks the law by itself; the grid says where.") % crew))
    acts.keep_drafting(roster, crew, frame, plan, found, by=by, now=now)
    # What somebody does on days in another crew is that crew's.
    return {(pk, on): cell for (pk, on), cell in found.plan.items() if on in frame.person_of[pk].usual}


@runner(KIND, label=_("Laying out a roster"), template="staffing/_drafted.html", back="staffing:rosters", whole=False)
def draft_in_the_worker(job: Job, report: Report) -> Outcome:
    """ROST-20. Lay out the half month a job names."""
    half = read_half(job.params["half"])
    if half is None:
        raise JobFailed(str(_("There is no such half month.")))
    try:
        found = draft(half, by=job.by, now=job.started_at or job.asked_at, report=report)
    except Refused as refused:
        raise JobFailed(" ".join(str(one) for one in refused.obstacles)) from refused
    return Outcome({**found.as_dict(), "half": half_of(half.first).code})

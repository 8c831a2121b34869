"""The case page's panels on time, money, papers and what follows, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casework.models import FollowUp
from complaints import sla
from complaints.rules.aftermath import standing_flag, waiting_flag
from complaints.rules.agreements import current
from complaints.rules.money import still_to_recover
from complaints.rules.papers import report_to_sign
from complaints.sla import OBLIGATIONS, Kind
from complaints.states import State
from ui.obstacles import StrOrPromise

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from casework.models import Clock
    from complaints.models import Complaint

#: What comes later, shown empty on the line until its clock starts.
AHEAD = (Kind.FIRST_REPLY, Kind.ANSWER, Kind.SOLVE, Kind.FOLLOW_UP)
#: From this share of the time on the bar is amber.
SOON_PERCENT = 75


@dataclass(frozen=True)
class Step:
    """One obligation on the line of time.

    `state` is done, miss (done late, or late now), now (the nearest that runs), run (runs, later), off (fell away) or
    ahead (not begun). `used` is the share of the time in percent. `over` is by how much it was or is late.
    """

    kind: str
    label: StrOrPromise
    state: str
    rule: str
    who: str = ""
    due_at: datetime | None = None
    warn_at: datetime | None = None
    ended_at: datetime | None = None
    took: timedelta | None = None
    over: timedelta | None = None
    used: int = 0
    by_hand: bool = False
    level: str = ""


def line_of_time(complaint: Complaint, now: datetime) -> list[Step]:
    """CMP-35. Return every obligation of the case in order.

    What was met and how fast, what runs and how much of its time is used, what is still to come. Late ones are marked.
    """
    clocks = sorted(complaint.folder.clocks.all(), key=lambda one: (one.starts_at, one.order, one.pk))
    running = [one for one in clocks if one.met_at is None and one.stopped_at is None]
    nearest = min(running, key=lambda one: (one.due_at, one.order), default=None)
    stood_still = complaint.folder.paused_at
    steps = [(one.starts_at, one.order, _step(one, now, nearest=nearest, paused_at=stood_still)) for one in clocks]
    steps = [step for step in steps if step[2].state != "off"]
    ahead = [] if complaint.state == State.CLOSED else _ahead(complaint, {one.kind for one in clocks})
    last = max((one.starts_at for one in clocks), default=now)
    # What runs stands in the order of its dates, after what is done.
    done = sorted((s for s in steps if s[2].ended_at), key=lambda s: (s[2].ended_at or last, s[1]))
    live = sorted((s for s in steps if not s[2].ended_at), key=lambda s: (s[2].due_at or last, s[1]))
    return [step for _at, _order, step in [*done, *live]] + ahead


def _step(clock: Clock, now: datetime, *, nearest: Clock | None, paused_at: datetime | None) -> Step:
    line = OBLIGATIONS.get(Kind(clock.kind)) if clock.kind in set(Kind) else None
    ended = clock.met_at
    until = ended or (paused_at if paused_at and not clock.by_hand else now)
    late = until > clock.due_at
    if clock.stopped_at is not None:
        state = "off"
    elif ended is not None:
        state = "miss" if late else "done"
    elif clock is nearest:
        state = "now"
    else:
        state = "run"
    used = sla.share_used(clock.starts_at, clock.due_at, until)
    return Step(
        kind=clock.kind,
        label=line.label if line else clock.kind,
        state=state,
        rule=line.rule if line else "",
        who=str(clock.handoff.to_department) if clock.handoff else "",
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        ended_at=ended,
        took=ended - clock.starts_at if ended else None,
        over=until - clock.due_at if late else None,
        used=used,
        by_hand=clock.by_hand,
        level="late" if late else "soon" if until >= clock.warn_at or used >= SOON_PERCENT else "ok",
    )


def _ahead(complaint: Complaint, there: set[str]) -> list[Step]:
    """What is still to come and has no clock yet."""
    over = complaint.state in (State.REJECTED, State.WITHDRAWN)
    told = complaint.result_told_at is not None
    wanted = [kind for kind in AHEAD if kind not in there and not over]
    if told:
        wanted = [kind for kind in wanted if kind == Kind.FOLLOW_UP and complaint.wants_call]
    if complaint.state == State.FOLLOWED_UP or (told and complaint.state == State.REPLIED):
        wanted = []
    return [Step(kind, OBLIGATIONS[kind].label, "ahead", OBLIGATIONS[kind].rule) for kind in wanted]


def panels(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return what the four panels show, by the names their templates use."""
    steps = line_of_time(complaint, now)
    settlements = sorted(complaint.settlements.all(), key=lambda one: -one.pk)
    for settlement in settlements:
        settlement.still_open = still_to_recover(settlement)  # type: ignore[attr-defined]  # for the template
    pauses = list(complaint.folder.pauses.all())
    cancelled = FollowUp.Outcome.CANCELLED
    return {
        "now": now,
        "steps": steps,
        "late_count": sum(1 for step in steps if step.over is not None),
        "pause_count": len(pauses),
        "pause": next((one for one in pauses if one.ended_at is None), None),
        "settlements": settlements,
        "agreement": current(complaint),
        "voided_agreements": [one for one in complaint.agreements.all() if one.state == "voided"],
        "papers": list(complaint.papers.all()),
        "report_to_sign": report_to_sign(complaint),
        "petitions": list(complaint.petitions.all()),
        "replies": list(complaint.replies.all()),
        "follow_ups": [one for one in complaint.folder.follow_ups.all() if one.outcome != cancelled],
        "improvements": list(complaint.improvements.all()),
        "flag": standing_flag(complaint),
        "flag_waiting": waiting_flag(complaint),
    }

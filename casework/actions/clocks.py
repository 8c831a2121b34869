"""What is due: starting, meeting, stopping, pausing and moving the clocks of a folder (design 7).

A deadline is computed once and stored with its version. It changes only by an act: a pause that ends, new terms, an
hour set by hand, a recalculation that somebody asked for. The folder's own `due_at` is the nearest running clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from casework.actions.folders import lock, record
from casework.actions.in_hand import HELD_AS, ClocksInHand, in_hand
from casework.models import Clock, Pause, PauseReason
from casework.rules import clocks as rules
from casework.rules import deadlines
from casework.rules.deadlines import HAND, Deadline, Terms
from casework.rules.ladder import OVERDUE, WARNED
from mall import worktime
from mall.limits import limit
from mall.queries import calendar
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from casework.models import Folder, Handoff
    from mall.models import Department, User

MINUTE = timedelta(minutes=1)


def start(  # noqa: PLR0913 - one argument per fact of the obligation
    folder: Folder,
    kind: str,
    *,
    starts_at: datetime,
    now: datetime,
    amount: timedelta | None = None,
    days: int | None = None,
    due_at: datetime | None = None,
    calendar: str = "office",
    handoff: Handoff | None = None,
    department: Department | None = None,
    first_rung: int = 0,
    warn_after: timedelta | None = None,
    order: int = 100,
) -> Clock:
    """Start an obligation; one of that kind (and hand-off) that runs already is given the new terms instead.

    Exactly one of `amount` (whole minutes), `days` or `due_at` (set by hand, never moves by itself). `calendar` is the
    measure: wall, office, desk or calendar (days). `department` owes it; `first_rung` starts the ladder higher;
    `warn_after` replaces the general rule of warning. Who starts several at once holds them `in_hand`. Raises
    ValueError.
    """
    if due_at is not None:
        starts_at = min(starts_at, due_at)
    terms = Terms(HAND if due_at else calendar, amount, days, due_at, warn_after)
    with in_hand(folder, now) as held:
        clock = held.find(kind, handoff)
        if clock is None:
            clock = Clock(folder=folder, kind=kind, handoff=handoff, version=0)
        elif clock.by_hand and due_at is None:
            return clock
        clock.department = department or (handoff.to_department if handoff is not None else None)
        clock.starts_at, clock.first_rung, clock.order = starts_at, first_rung, order
        _put_terms(clock, terms)
        _put_deadline(clock, _counted(clock, held), now, paused=folder.paused_at is not None)
        held.put(clock)
    return clock


def met(folder: Folder, kind: str, *, now: datetime, handoff: Handoff | None = None) -> Clock | None:
    """The obligation is met: its clock ends with the hour. None when none is running. Late if after its due_at."""
    with in_hand(folder, now) as held:
        clock = held.find(kind, handoff)
        if clock is not None:
            held.end(clock, at=now, met=True)
    return clock


def stop(folder: Folder, kind: str, *, now: datetime, handoff: Handoff | None = None) -> int:
    """The obligation falls away without being met (a hand-off withdrawn). Returns how many clocks ended."""
    with in_hand(folder, now) as held:
        clock = held.find(kind, handoff)
        if clock is not None:
            held.end(clock, at=now, met=False)
    return int(clock is not None)


def stop_all(folder: Folder, *, now: datetime, keep: tuple[str, ...] = ()) -> int:
    """Resolving stops all clocks, but for the kinds to keep. Returns how many ended."""
    with in_hand(folder, now) as held:
        ending = [clock for clock in held.running if clock.kind not in keep]
        for clock in ending:
            held.end(clock, at=now, met=False)
    return len(ending)


def climb_from(folder: Folder, first_rung: int, *, now: datetime) -> None:
    """Let the ladders of all that runs start at this rung; what was told already is not told again."""
    with in_hand(folder, now) as held:
        for clock in [one for one in held.running if one.first_rung != first_rung]:
            clock.first_rung = first_rung
            held.put(clock)


def running(folder: Folder, *kinds: str) -> list[Clock]:
    """What runs of these kinds, whether it is held or stored."""
    held: ClocksInHand | None = getattr(folder, HELD_AS, None)
    rows = held.running if held is not None else Clock.objects.filter(folder=folder).running()
    return [clock for clock in rows if clock.kind in kinds]


@transaction.atomic
def pause(folder: Folder, reason: PauseReason, *, by: User, now: datetime) -> Pause:
    """Let all clocks of a folder stand still, for a reason from the list; hours set by hand run on. Raises Refused."""
    held = lock(folder)
    refuse_if(rules.obstacles_to_pausing(held, by))
    stretch = Pause.objects.create(folder=folder, reason=reason, began_at=now, began_by=by)
    folder.paused_at = now
    folder.save(update_fields=["paused_at"])
    with in_hand(folder, now) as running_clocks:
        for clock in [one for one in running_clocks.running if not one.by_hand]:
            clock.next_step_at = None
            running_clocks.put(clock)
    record(folder, "paused", by=by, now=now, facts={"pause": stretch.pk, "reason": reason.pk})
    return stretch


@transaction.atomic
def resume(folder: Folder, *, by: User, now: datetime) -> Pause:
    """Let the clocks run again; each deadline moves later by the working time that was lost. Raises Refused."""
    held = lock(folder)
    refuse_if(rules.obstacles_to_resuming(held, by))
    stretch = Pause.objects.select_for_update(no_key=True).get(folder=folder, ended_at=None)
    stretch.ended_at, stretch.ended_by = now, by
    stretch.save(update_fields=["ended_at", "ended_by"])
    folder.paused_at = None
    folder.save(update_fields=["paused_at"])
    with in_hand(folder, now) as running_clocks:
        for clock in [one for one in running_clocks.running if not one.by_hand]:
            _put_deadline(clock, _counted(clock, running_clocks), now, paused=False)
            running_clocks.put(clock)
    record(folder, "resumed", by=by, now=now, facts={"pause": stretch.pk})
    return stretch


@transaction.atomic
def set_by_hand(clock: Clock, due_at: datetime, *, by: User, now: datetime) -> Clock:
    """Set a deadline by hand; from now on nothing but another hand moves it. Raises Refused."""
    clock = Clock.objects.select_for_update(of=("self",), no_key=True).select_related("folder").get(pk=clock.pk)
    refuse_if(rules.obstacles_to_setting_by_hand(clock, by, due_at=due_at, now=now))
    before = clock.due_at
    with in_hand(clock.folder, now) as held:
        _put_terms(clock, Terms(HAND, due_at=due_at))
        _put_deadline(clock, _counted(clock, held), now, paused=False)
        held.put(clock)
    facts = {"clock": clock.pk, "kind": clock.kind, "from": before.isoformat(), "to": due_at.isoformat()}
    record(clock.folder, "deadline_set", by=by, now=now, facts=facts)
    return clock


@transaction.atomic
def recalculate(folder: Folder, *, by: User, now: datetime) -> int:
    """CMP-35. Count the running deadlines anew by today's hours and limits of warning; those set by hand stay.

    For a calendar that was corrected. Each move is a line of the timeline, and the department's own time limit moves
    with its clock. Repeating it moves nothing more. Returns how many moved. Raises Refused.
    """
    refuse_if(rules.obstacles_to_recounting(lock(folder), by))
    moved = []
    with in_hand(folder, now) as held:
        for clock in [one for one in held.running if not one.by_hand]:
            before, hours = clock.due_at, clock.calendar_version
            moves = _put_deadline(clock, _counted(clock, held), now, paused=folder.paused_at is not None)
            if moves or clock.calendar_version != hours:
                held.put(clock)
            if moves:
                moved.append((clock, before))
    for clock, before in moved:
        facts = {"clock": clock.pk, "kind": clock.kind, "from": before.isoformat(), "to": clock.due_at.isoformat()}
        record(folder, "deadline_recalculated", by=by, now=now, facts=facts)
        folder.handoffs.filter(clocks=clock, answer_due_at=before).update(answer_due_at=clock.due_at)
    return len(moved)


def next_rung_at(clock: Clock, since: datetime, now: datetime) -> datetime:
    """When the ladder is climbed next: so many working hours after the step before, along the hours of who owes it."""
    hours = calendar("desk" if clock.measure in (deadlines.WALL, deadlines.DESK) else "office")
    return worktime.add_working_time(since, limit("escalation_rung", now), hours)


def _put_terms(clock: Clock, terms: Terms) -> None:
    clock.measure, clock.days, clock.by_hand = terms.measure, terms.days, terms.due_at is not None
    clock.minutes = None if terms.amount is None else round(terms.amount / MINUTE)
    clock.warn_minutes = None if terms.warn_after is None else round(terms.warn_after / MINUTE)
    if terms.due_at is not None:
        clock.due_at = terms.due_at


def _terms(clock: Clock) -> Terms:
    return Terms(
        clock.measure,
        amount=None if clock.minutes is None else clock.minutes * MINUTE,
        days=clock.days,
        due_at=clock.due_at if clock.by_hand else None,
        warn_after=None if clock.warn_minutes is None else clock.warn_minutes * MINUTE,
    )


def _counted(clock: Clock, held: ClocksInHand) -> Deadline:
    """The deadline by the clock's terms and the pauses that have ended; the one that still runs counts when it ends."""
    lost = [] if clock.by_hand else held.pauses_since(clock.starts_at)
    return deadlines.deadline(clock.starts_at, _terms(clock), held.warning, lost)


def _put_deadline(clock: Clock, counted: Deadline, now: datetime, *, paused: bool) -> bool:
    """Store a deadline under the next version; a new deadline has been told nobody. False when nothing moved."""
    same = clock.version > 0 and (clock.due_at, clock.warn_at) == (counted.due_at, counted.warn_at)
    asleep = paused and not clock.by_hand
    clock.calendar_version = counted.calendar_version
    if same and not clock.by_hand:
        clock.next_step_at = None if asleep else _step_at(clock, now)
        return False
    clock.due_at, clock.warn_at = counted.due_at, counted.warn_at
    clock.version, clock.rung = clock.version + 1, 0
    clock.next_step_at = None if asleep else _step_at(clock, now)
    return True


def _step_at(clock: Clock, now: datetime) -> datetime:
    """When the sweep has something to do for a clock that runs: warn, say overdue, climb."""
    if clock.rung < WARNED:
        return clock.warn_at
    if clock.rung < OVERDUE:
        return clock.due_at
    return clock.next_step_at or next_rung_at(clock, now, now)

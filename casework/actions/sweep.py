"""The sweep: warn, say overdue, climb the ladder. Safe to run twice and by many workers at once (design 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import F

from casework.actions.clocks import next_rung_at
from casework.actions.folders import record
from casework.actions.notices import tell
from casework.models import Clock
from casework.rules.ladder import OVERDUE, WARNED, handlers, next_manned_rung, people_on, rung_of

if TYPE_CHECKING:
    from mall.models import User

log = structlog.get_logger()

PUSHED = timedelta(minutes=10)
MOST_DOUBLINGS = 6


@dataclass
class Swept:
    """What one sweep did: steps taken, rows that made trouble and were pushed ahead."""

    steps: int = 0
    troubled: int = 0


def sweep(now: datetime, *, most: int = 10_000) -> Swept:
    """Take every step that is due, oldest first, until none is left; each in its own transaction.

    A row that fails is left as it was, pushed ahead, counted and reported; the others do not wait for it.
    """
    done = Swept()
    while done.steps + done.troubled < most:
        went_well = _take_one(now)
        if went_well is None:
            break
        if went_well:
            done.steps += 1
        else:
            done.troubled += 1
    return done


def _take_one(now: datetime) -> bool | None:
    """Claim the clock that has waited longest and that no other worker holds. None when there is none."""
    with transaction.atomic():
        clock = (
            Clock.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .select_related("folder__handler", "folder__department", "department", "handoff__assigned_to")
            .select_related("handoff__to_department")
            .filter(next_step_at__isnull=False, next_step_at__lte=now)
            .order_by("next_step_at", "id")
            .first()
        )
        if clock is None:
            return None
        try:
            with transaction.atomic():
                take_step(clock, now)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other clocks must not wait for this one
            log.warning("clock_troubled", clock=clock.pk, folder=clock.folder_id, kind=type(failure).__name__)
            later = now + PUSHED * 2 ** min(clock.troubles, MOST_DOUBLINGS)
            Clock.objects.filter(pk=clock.pk).update(troubles=F("troubles") + 1, next_step_at=later)
            return False
    return True


def take_step(clock: Clock, now: datetime) -> None:
    """CMP-35. Warn, say overdue, or climb one manned rung; and write down when the next step is due."""
    since = clock.next_step_at or now
    step = OVERDUE if clock.rung < OVERDUE and now >= clock.due_at else clock.rung + 1
    if step <= OVERDUE:
        people = handlers(clock)
        wanted = rung_of(step, clock.first_rung)
        if step == WARNED:
            above = people_on(wanted, clock) if wanted is not None else []
        else:
            above, step_reached = _above(clock, wanted)
            clock.rung = max(OVERDUE, step_reached)
        _say(clock, "clock.warned" if step == WARNED else "clock.overdue", [*people, *above], step, now)
        if step == WARNED:
            clock.rung = WARNED
    else:
        above, step_reached = _above(clock, rung_of(step, clock.first_rung))
        if above:
            _say(clock, "clock.climbed", above, step_reached, now)
        clock.rung = max(step, step_reached)
    clock.next_step_at = _next_step_at(clock, since, now)
    clock.save(update_fields=["rung", "next_step_at"])


def _above(clock: Clock, rung: int | None) -> tuple[list[User], int]:
    """The people of that rung, or of the next one where somebody is, and the step this makes; 0 when there is none."""
    found = None if rung is None else next_manned_rung(rung, clock)
    if found is None:
        return [], 0
    reached, people = found
    return people, reached - clock.first_rung + OVERDUE


def _next_step_at(clock: Clock, since: datetime, now: datetime) -> datetime | None:
    if clock.rung == WARNED:
        return clock.due_at
    if rung_of(clock.rung + 1, clock.first_rung) is None:
        return None
    return next_rung_at(clock, max(since, clock.due_at), now)


def _say(clock: Clock, kind: str, people: list[User], step: int, now: datetime) -> None:
    facts = {"clock": clock.pk, "what": clock.kind, "due": clock.due_at.isoformat(), "step": step}
    if clock.handoff_id is not None:
        facts["handoff"] = clock.handoff_id
    record(clock.folder, kind.replace(".", "_"), by=None, now=now, facts=facts)
    owner = clock.department or clock.folder.department
    tell(
        people,
        kind,
        clock.folder,
        key=f"{clock.folder_id}:{clock.pk}:{step}:{clock.version}",
        now=now,
        facts=facts,
        departments=[owner] if step >= OVERDUE else [],
    )

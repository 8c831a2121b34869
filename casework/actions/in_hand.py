"""The running clocks of one folder, held while an act works on several of them: read once, written once."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import transaction

from casework.actions.notices import unsay
from casework.models import Clock
from casework.rules.deadlines import Warning_
from mall import worktime
from mall.limits import limit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.models import Folder, Handoff

HELD_AS = "_clocks_in_hand"


class ClocksInHand:
    """What runs on a folder, locked; `put_back` writes what was begun, changed and ended, and the folder's head.

    Of a folder that is not stored yet nothing runs and nothing is written: its head is set, and whoever stores it
    stores the clocks that were `begun` with it.
    """

    def __init__(self, folder: Folder, now: datetime) -> None:
        """Read what runs."""
        self.folder, self.now, self.stored = folder, now, not folder._state.adding
        self._pauses: list[worktime.Pause] | None = None if self.stored else []
        self._ended: list[Clock] = []
        self._changed: list[Clock] = []
        self.running: list[Clock] = []
        if self.stored:
            rows = Clock.objects.filter(folder=folder).running().order_by("id")
            self.running = list(rows.select_for_update(no_key=True))

    @cached_property
    def warning(self) -> Warning_:
        """How early the limits of today warn."""
        return Warning_(limit("escalation_warn_percent", self.now), limit("escalation_warn_min", self.now))

    @property
    def begun(self) -> list[Clock]:
        """The clocks that are not stored yet, those that ended already first: at most one of a kind may run."""
        return [clock for clock in (*self._ended, *self.running) if clock.pk is None]

    def find(self, kind: str, handoff: Handoff | None = None) -> Clock | None:
        """The clock of an obligation that runs, if there is one."""
        owed = handoff.pk if handoff is not None else None
        return next((one for one in self.running if one.kind == kind and one.handoff_id == owed), None)

    def put(self, clock: Clock) -> None:
        """Let a clock run by the terms it has now."""
        self.running = [*(one for one in self.running if one != clock), clock]
        if clock.pk is not None and clock not in self._changed:
            self._changed.append(clock)

    def end(self, clock: Clock, *, at: datetime, met: bool) -> None:
        """End a clock: the obligation is met, or falls away."""
        clock.met_at, clock.stopped_at = (at, None) if met else (None, at)
        clock.next_step_at = None
        self.running = [one for one in self.running if one is not clock]
        self._ended.append(clock)

    def pauses_since(self, moment: datetime) -> list[worktime.Pause]:
        """The stretches that have ended after a moment, in which the clocks stood still."""
        if self._pauses is None:
            ended = self.folder.pauses.filter(ended_at__isnull=False).values_list("began_at", "ended_at")
            self._pauses = [worktime.Pause(begins, ends) for begins, ends in ended]
        return [pause for pause in self._pauses if pause.ends is not None and pause.ends > moment]

    def put_back(self) -> None:
        """Write everything."""
        if not self.stored:
            self._set_head()
            return
        self._write_ended()
        for clock in self._changed:
            if clock.met_at is None and clock.stopped_at is None:
                clock.save()
        Clock.objects.bulk_create(self.begun)
        self._set_head()
        self.folder.save(update_fields=["due_at", "warn_at", "due_kind", "due_department"])

    def _write_ended(self) -> None:
        ended = [clock for clock in self._ended if clock.pk is not None]
        for clock in ended:
            clock.save(update_fields=["met_at", "stopped_at", "next_step_at"])
        for handoff in {clock.handoff for clock in ended}:
            kinds = [clock.kind for clock in ended if clock.handoff == handoff]
            unsay(self.folder, now=self.now, kinds=kinds, handoff=handoff)

    def _set_head(self) -> None:
        """Copy the nearest clock to the folder's head, for the queues; while paused only those set by hand count."""
        folder = self.folder
        counted = [] if folder.is_file or folder.closed_at else self.running
        counted = [clock for clock in counted if clock.by_hand or folder.paused_at is None]
        nearest = min(counted, key=lambda one: (one.due_at, one.order, one.pk), default=None)
        folder.due_at = nearest.due_at if nearest else None
        folder.warn_at = nearest.warn_at if nearest else None
        folder.due_kind = nearest.kind if nearest else ""
        folder.due_department_id = nearest.department_id if nearest else None


@contextmanager
def in_hand(folder: Folder, now: datetime) -> Iterator[ClocksInHand]:
    """Hold the running clocks of a folder; acts on them inside share them, and the outermost writes at its end."""
    held: ClocksInHand | None = getattr(folder, HELD_AS, None)
    if held is not None:
        yield held
        return
    # What is not stored yet is undone as a whole when this fails.
    with transaction.atomic(savepoint=not folder._state.adding):
        held = ClocksInHand(folder, now)
        setattr(folder, HELD_AS, held)
        try:
            yield held
            held.put_back()
        finally:
            delattr(folder, HELD_AS)

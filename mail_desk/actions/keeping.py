"""What time does to mail that waits: called again, unclaimed, back (MAIL-14, MAIL-S03, MAIL-S04).

Each item is claimed by who finds it first, oldest first, in a transaction of its own; safe to run twice (design 4.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Q

from casework.actions.folders import record
from casework.models import Folder
from mail_desk import held
from mail_desk.actions.moving import hold, move_all
from mail_desk.models import MailItem
from mail_desk.reference import UNCLAIMED
from mail_desk.rules import keeping as rules
from mail_desk.states import State
from mall.limits import limit

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger()

A_DAY = timedelta(days=1)
S = State


@dataclass(frozen=True)
class Step:
    """A step time takes: its name, which items it is due for, in which order, and how it is taken.

    `take` asks again whether it is due, for the item may have changed while it was waited for; it answers whether it
    was.
    """

    name: str
    due: Callable[[datetime], Q]
    order: str
    take: Callable[[MailItem, datetime], bool]


class Outcome(Enum):
    """What became of an item that was claimed: its step taken, not due any more, or it failed."""

    TAKEN = "taken"
    PASSED = "passed"
    TROUBLED = "troubled"


@dataclass
class Kept:
    """What one sweep did: steps by name, items that made trouble and are left for the next one."""

    steps: dict[str, int] = field(default_factory=dict)
    troubled: int = 0


def sweep_items(now: datetime, *, most: int = 5_000) -> Kept:
    """MAIL-14, MAIL-S03, MAIL-S04. Take every step that is due, until none is left.

    An item that fails is left as it was, counted and reported; the others do not wait for it.
    """
    done = Kept()
    for step in STEPS:
        passed: set[int] = set()
        taken = 0
        while taken + len(passed) < most and (outcome := _take_one(step, passed, now)) is not None:
            taken += outcome == Outcome.TAKEN
            done.troubled += outcome == Outcome.TROUBLED
        done.steps[step.name] = taken
    return done


def _take_one(step: Step, passed: set[int], now: datetime) -> Outcome | None:
    """Claim the item that has waited longest and that nobody else holds. None when there is none."""
    with transaction.atomic():
        folder = (
            Folder.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(pk__in=_folders(step, passed, now))
            .order_by(f"mail_item__{step.order}", "pk")
            .first()
        )
        if folder is None:
            return None
        try:
            with transaction.atomic():
                (item,) = hold(MailItem.objects.filter(folder=folder))
                if step.take(item, now):
                    return Outcome.TAKEN
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other items must not wait for this one
            log.warning("mail_troubled", step=step.name, folder=folder.pk, kind=type(failure).__name__)
            passed.add(folder.pk)
            return Outcome.TROUBLED
        passed.add(folder.pk)
    return Outcome.PASSED


def _folders(step: Step, passed: set[int], now: datetime):  # type: ignore[no-untyped-def]  # noqa: ANN202 - keys, for a filter
    return MailItem.objects.filter(step.due(now)).exclude(folder__in=passed).values("folder")


def _remind(item: MailItem, now: datetime) -> bool:
    """MAIL-S04. One line a step; what is due stays due until somebody has called."""
    if not rules.is_to_be_reminded(item, now):
        return False
    record(item.folder, "mail_reminder_due", by=None, now=now)
    item.remind_at = rules.next_reminder(item, now)
    item.save(update_fields=["remind_at"])
    return True


def _give_up_waiting(item: MailItem, now: datetime) -> bool:
    """MAIL-14, MAIL-S03. The days of its class are over."""
    if not rules.is_unclaimed(item, now):
        return False
    if item.keep_until is not None and item.keep_until + A_DAY <= now:
        # Found late, or waited for beyond its days: the days of the last call begin now, not in the past.
        item.keep_until = now
    move_all([item], S.UNCLAIMED, by=None, now=now, verb="mail_unclaimed")
    return True


def _let_go_back(item: MailItem, now: datetime) -> bool:
    """MAIL-14. The days of the last call are over too."""
    if not rules.is_to_go_back(item, now):
        return False
    item.return_reason = held.return_reason(UNCLAIMED)
    facts = {"return_reason": item.return_reason.pk if item.return_reason else None}
    changed = ["return_reason"]
    move_all([item], S.TO_RETURN, by=None, now=now, verb="mail_to_return", facts=facts, changed=changed)
    return True


def _not_awaited(now: datetime) -> Q:
    return Q(collect_by=None) | Q(collect_by__lte=now)


STEPS = (
    Step("reminded", lambda now: Q(state=S.AWAITING, remind_at__lte=now), "remind_at", _remind),
    Step(
        "unclaimed",
        lambda now: Q(state__in=(S.NOTIFIED, S.AWAITING), keep_until__lte=now) & _not_awaited(now),
        "keep_until",
        _give_up_waiting,
    ),
    Step(
        "to_return",
        lambda now: (
            Q(state=S.UNCLAIMED, keep_until__lte=now - limit("mail_unclaimed_days", now) * A_DAY) & _not_awaited(now)
        ),
        "keep_until",
        _let_go_back,
    ),
)

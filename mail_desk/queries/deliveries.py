"""A delivery while it is being registered: what was entered, the totals, the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casework.models import Folder
from mail_desk.held import mail_classes
from mail_desk.models import Delivery
from mail_desk.rules.receiving import is_late
from mail_desk.states import TONES, State
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

SHOWN = 15
NEWEST = Keyset(("-received_at", "-id"))
MOST = 300


@dataclass(frozen=True)
class Total:
    """How many pieces of a class; `label` is the class as the page writes it."""

    label: str
    pieces: int


@dataclass(frozen=True)
class EnteredRow:
    """One line of what was entered."""

    item: MailItem
    state: object
    tone: str


def totals_of(delivery: Delivery) -> dict[str, Any]:
    """MAIL-05. The pieces of a delivery by class, and those refused, scanned only and on the notice."""
    pieces: Counter[int | None] = Counter()
    states: Counter[str] = Counter()
    for state, mail_class, quantity in delivery.items.values_list("state", "mail_class", "quantity"):
        states[state] += quantity
        if state not in (State.VOID, State.REFUSED):
            pieces[mail_class] += quantity
    return {
        "totals": [
            Total(str(row), pieces[row.pk]) for row in mail_classes(in_use=False) if row.is_active or pieces[row.pk]
        ],
        "refused": states[State.REFUSED],
        "scanned_only": states[State.RECEIVED],
        "noticed": states[State.NOTIFIED] + states[State.AWAITING],
        "entered": sum(many for state, many in states.items() if state != State.VOID),
    }


def live(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """The part of a delivery's page that changes with each entry."""
    rows = delivery.items.select_related("folder", "mail_class", "unit", "floor", "merchant").order_by("-id")
    # What is still to be completed never leaves the list.
    shown = [*rows.filter(state=State.RECEIVED)[:MOST], *rows.exclude(state=State.RECEIVED)[:SHOWN]]
    clock = delivery.folder.clocks.filter(kind="mail_register").order_by("-id").first()
    return {
        "delivery": delivery,
        "clock": clock,
        "late": is_late(delivery.received_at, delivery.finished_at or now),
        "rows": [EnteredRow(item, State(item.state).label, TONES[State(item.state)]) for item in shown],
        "now": now,
        **totals_of(delivery),
    }


def deliveries_page(user: User, parameters: Mapping[str, str]) -> dict[str, Any]:
    """MAIL-09. The deliveries being registered, the earliest first, and those that are done, the newest first."""
    seen = Delivery.objects.filter(folder__in=Folder.objects.visible_to(user)).select_related("folder", "carrier")
    done = seen.filter(finished_at__isnull=False).select_related("finished_by")
    return {
        "open": list(seen.filter(finished_at=None).order_by("received_at")[:MOST]),
        "page": NEWEST.page(done, parameters),
    }

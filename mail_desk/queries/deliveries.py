"""A delivery while it is being registered: what was entered, the totals, the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.models import Folder
from mail_desk.held import carriers, mail_classes
from mail_desk.models import Delivery, MailItem
from mail_desk.queries.papers import label_parts
from mail_desk.queries.rows import NUMBER, rows_of
from mail_desk.rules.receiving import is_late
from mail_desk.states import HELD, State
from mall.held import table
from mall.models import User
from mall.prepared import RowsOf, written_for
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

SHOWN = 15
NEWEST = Keyset(("-received_at", "-id"))
MOST = 300
#: All of a delivery is read, some hundred items: it is counted, and the latest are shown.
_PIECES = RowsOf(
    lambda deliveries: (
        MailItem.objects.filter(delivery__in=deliveries)
        .order_by("-id")
        .values("folder_id", "state", "mail_class_id", "quantity")
    )
)
_SHOWN = ("id", "folder__number", "carrier_id", "brought_by", "received_at")


@dataclass(frozen=True)
class Total:
    """How many pieces of a class; `label` is the class as the page writes it."""

    label: str
    pieces: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery in the list; its hour while it is being registered, else when it was finished and by whom."""

    number: str
    url: str
    carrier: str
    brought_by: str
    received_at: datetime
    due_at: datetime | None = None
    warn_at: datetime | None = None
    finished_at: datetime | None = None
    finished_by: str = ""
    late_reason: str = ""


def totals_of(pieces: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """MAIL-05. The pieces of a delivery by class and those refused, which add up to `entered`; those on the notice.

    What is scanned only counts under the class its number speaks for, or under none yet.
    """
    taken: Counter[int | None] = Counter()
    states: Counter[str] = Counter()
    for row in pieces:
        states[row["state"]] += row["quantity"]
        if row["state"] not in (State.VOID, State.REFUSED):
            taken[row["mail_class_id"]] += row["quantity"]
    unsaid = [Total(_("not said yet"), taken[None])] if taken[None] else []
    classes = [row for row in mail_classes(in_use=False) if row.is_active or taken[row.pk]]
    return {
        "totals": [*(Total(str(row), taken[row.pk]) for row in classes), *unsaid],
        "refused": states[State.REFUSED],
        "scanned_only": states[State.RECEIVED],
        "noticed": states[State.NOTIFIED] + states[State.AWAITING],
        "entered": sum(many for state, many in states.items() if state != State.VOID),
    }


def live(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """The part of a delivery's page that changes with each entry: two questions."""
    pieces = _PIECES([delivery.pk])
    # What is still to be completed never leaves the list.
    to_complete = [row["folder_id"] for row in pieces if row["state"] == State.RECEIVED][:MOST]
    others = [row["folder_id"] for row in pieces if row["state"] != State.RECEIVED][:SHOWN]
    return {
        "delivery": delivery,
        "late": is_late(delivery.received_at, delivery.finished_at or now),
        "rows": rows_of([*to_complete, *others]),
        "to_complete": frozenset(to_complete),
        "label_parts": label_parts(sum(row["state"] in HELD for row in pieces)),
        "now": now,
        **totals_of(pieces),
    }


def deliveries_page(user: User, parameters: Mapping[str, str]) -> dict[str, Any]:
    """MAIL-09. The deliveries being registered, the earliest first, and those that are done, the newest first."""
    done = (
        _visible(user).filter(finished_at__isnull=False).values(*_SHOWN, "finished_at", "finished_by_id", "late_reason")
    )
    page = NEWEST.page(done, parameters)
    return {"open": _rows(_open(user)), "page": page, "done": _rows(page.rows)}


def _visible(user: User) -> Any:  # a queryset
    return Delivery.objects.filter(folder__in=Folder.objects.visible_to(user))


@written_for
def _open(user: User) -> Any:  # a queryset of dicts
    """Those being registered."""
    rows = _visible(user).filter(finished_at=None).order_by("received_at")
    return rows.values(*_SHOWN, "folder__due_at", "folder__warn_at")[:MOST]


def _rows(found: Sequence[Mapping[str, Any]]) -> list[DeliveryRow]:
    before, after = reverse("mail_desk:delivery", args=[NUMBER]).split(NUMBER)
    names = {row.pk: str(row) for row in carriers(in_use=False)}
    people = table(User).get()
    return [
        DeliveryRow(
            number=row["folder__number"],
            url=f"{before}{row['folder__number']}{after}",
            carrier=names.get(row["carrier_id"], ""),
            brought_by=row["brought_by"],
            received_at=row["received_at"],
            due_at=row.get("folder__due_at"),
            warn_at=row.get("folder__warn_at"),
            finished_at=row.get("finished_at"),
            finished_by=str(people.get(row.get("finished_by_id"), "")),
            late_reason=row.get("late_reason", ""),
        )
        for row in found
    ]

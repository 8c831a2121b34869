"""What the desk still holds when a shift ends: counted for the hand-over, listed for its paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mail_desk.models import MailItem
from mail_desk.queries import figures as counts
from mail_desk.queries.rows import rows_of
from mail_desk.states import OPEN, TONES, State

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.queries.rows import Row
    from mall.models import User
    from ui.obstacles import StrOrPromise

#: In the order in which the next shift looks after them.
ORDER = (
    State.RECEIVED,
    State.REGISTERED,
    State.NOTIFIED,
    State.AWAITING,
    State.UNCLAIMED,
    State.TO_RETURN,
)
#: More rows than these are no list for a hand-over.
MOST = 3_000


@dataclass(frozen=True)
class OpenMatters:
    """One kind of what a shift leaves to the next: its words, how many, which folders."""

    title: StrOrPromise
    count: int
    ids: list[int]


@dataclass(frozen=True)
class Group:
    """The open items of one state, the oldest first, with their pieces by age."""

    label: StrOrPromise
    tone: str
    rows: list[Row]
    pieces: int
    ages: list[int]


def open_matters(user: User) -> list[OpenMatters]:
    """MAIL-15, MAIL-S05, HAND-05. Mail among the shift's open matters: each state that holds any, with its folders."""
    found: dict[str, list[int]] = {}
    for state, folder in _open(user).values_list("state", "folder_id"):
        found.setdefault(state, []).append(folder)
    return [OpenMatters(state.label, len(found[state]), found[state]) for state in ORDER if state in found]


def open_list(user: User, now: datetime) -> dict[str, Any]:
    """MAIL-15. The list of mail that was not handed out: by state, the oldest first, with totals by age."""
    values = list(_open(user).values("folder_id", "state", "received_at", "quantity")[:MOST])
    rows = {row.folder: row for row in rows_of(row["folder_id"] for row in values)}
    groups = []
    for state in ORDER:
        own = [row for row in values if row["state"] == state]
        ages = [0] * len(counts.AGES)
        for row in own:
            ages[_age(row["received_at"], now)] += row["quantity"]
        if own:
            groups.append(Group(state.label, TONES[state], [rows[row["folder_id"]] for row in own], sum(ages), ages))
    return {
        "groups": groups,
        "ages": [label for _days, label in counts.AGES],
        "by_age": [sum(group.ages[n] for group in groups) for n in range(len(counts.AGES))],
        "items": len(values),
        "pieces": sum(group.pieces for group in groups),
        "cut": len(values) == MOST,
        "now": now,
    }


def _open(user: User) -> Any:  # a queryset of items
    return MailItem.objects.visible_to(user).filter(state__in=sorted(OPEN)).order_by("received_at", "id")


def _age(received_at: datetime, now: datetime) -> int:
    """Which stretch of ages an item has come into."""
    days = (now - received_at).days
    return next((n for n, (most, _label) in enumerate(counts.AGES[:-1]) if days < most), len(counts.AGES) - 1)

"""What the desk still holds when a shift ends: counted for the hand-over, listed for its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Sum, When, Window
from django.db.models.functions import RowNumber

from mail_desk.models import MailItem
from mail_desk.queries import figures as counts
from mail_desk.queries.days import LONG
from mail_desk.queries.rows import rows_of
from mail_desk.states import OPEN, TONES, State

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.queries.rows import Row
    from mall.models import User
    from ui.obstacles import StrOrPromise

#: In the order in which the next shift looks after them, each with the view of the queue that holds it whole.
ORDER = {
    State.RECEIVED: "received",
    State.REGISTERED: "registered",
    State.NOTIFIED: "waiting",
    State.AWAITING: "waiting",
    State.UNCLAIMED: "unclaimed",
    State.TO_RETURN: "to_return",
}
#: So many of a state stand on the page, the oldest first; the others are a link away.
SHOWN = 10
#: More rows of a state than these are no list for a hand-over.
MOST = 1_000


@dataclass(frozen=True)
class OpenMatters:
    """One kind of what a shift leaves to the next: its words, how many, which folders."""

    title: StrOrPromise
    count: int
    ids: list[int]


@dataclass(frozen=True)
class Group:
    """The open items of one state: all of them counted, in pieces by age; the oldest of them as rows."""

    label: StrOrPromise
    tone: str
    view: str
    rows: list[Row]
    items: int
    pieces: int
    ages: list[int]

    @property
    def more(self) -> int:
        """How many there are beside the rows."""
        return self.items - len(self.rows)


def open_matters(user: User) -> list[OpenMatters]:
    """MAIL-15, MAIL-S05, HAND-05. Mail among the shift's open matters: each state that holds any, with its folders."""
    found: dict[str, list[int]] = {}
    for state, folder in _open(user).order_by("received_at", "id").values_list("state", "folder_id"):
        found.setdefault(state, []).append(folder)
    return [OpenMatters(state.label, len(found[state]), found[state]) for state in ORDER if state in found]


def open_list(user: User, now: datetime) -> dict[str, Any]:
    """MAIL-15. The mail that was not handed out: by state, the oldest of each, with totals of all by age in pieces."""
    return _listed(user, now, SHOWN)


def open_paper(user: User, now: datetime) -> dict[str, Any]:
    """MAIL-15, HAND-05. The same for the paper both shifts sign: whole lists."""
    return _listed(user, now, MOST)


def is_long(user: User) -> bool:
    """Whether the list for the hand-over has so many rows that the worker writes it."""
    return bool(_open(user).order_by()[: LONG + 1].count() > LONG)


def _listed(user: User, now: datetime, most: int) -> dict[str, Any]:
    counted = list(_counted(user, now))
    oldest = _oldest(user, most)
    rows_by_folder = {row.folder: row for row in rows_of(folder for one in oldest.values() for folder in one)}
    groups = []
    for state, view in ORDER.items():
        own = {row["age"]: row for row in counted if row["state"] == state}
        if own:
            rows = [rows_by_folder[folder] for folder in oldest.get(state, ()) if folder in rows_by_folder]
            ages = [own[n]["pieces"] if n in own else 0 for n in range(len(counts.AGES))]
            items = sum(row["items"] for row in own.values())
            groups.append(Group(state.label, TONES[state], view, rows, items, sum(ages), ages))
    items = sum(group.items for group in groups)
    return {
        "groups": groups,
        "ages": [label for _days, label in counts.AGES],
        "by_age": [sum(group.ages[n] for group in groups) for n in range(len(counts.AGES))],
        "items": items,
        "pieces": sum(group.pieces for group in groups),
        "long": items > LONG,
        "now": now,
    }


def _open(user: User) -> Any:  # a queryset of items
    return MailItem.objects.visible_to(user).filter(state__in=sorted(OPEN))


def _oldest(user: User, most: int) -> dict[str, list[int]]:
    """The folders of the oldest items of each state: one question for all of them."""
    place = Window(RowNumber(), partition_by="state", order_by=("received_at", "id"))
    rows = _open(user).annotate(place=place).filter(place__lte=most).order_by("received_at", "id")
    found: dict[str, list[int]] = {}
    for state, folder in rows.values_list("state", "folder_id"):
        found.setdefault(state, []).append(folder)
    return found


def _counted(user: User, now: datetime) -> Any:  # a queryset of dicts
    """Items and pieces by state and by the stretch of ages they have come into."""
    borders = [now - timedelta(days=days) for days, _label in counts.AGES[:-1]]
    age = Case(*(When(received_at__gt=at, then=n) for n, at in enumerate(borders)), default=len(borders))
    rows = _open(user).order_by().annotate(age=age)
    return rows.values("state", "age").annotate(items=Count("pk"), pieces=Sum("quantity"))

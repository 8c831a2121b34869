"""The mail notice F-02: what waits at the desk, whose phone is to be called, who stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, When

from casework.models import Folder
from mail_desk.models import Call, MailItem
from mail_desk.queries.rows import Row, rows_of
from mail_desk.states import WAITING, CallOutcome, State
from mall.held import table
from mall.masking import mask_phone
from mall.models import Department, User
from mall.prepared import RowsOf
from mall.queries import people_who_may
from mall.queries.departments import department
from mall.roles import Permission
from merchants.models import Contact
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from ui.obstacles import StrOrPromise
    from ui.paging import Page

#: A desk posts a sheet or two; what is more stands in the list.
MOST = 100
#: Who was not reached yet stands first, then what is due first.
BY_DUE = Keyset(("turn", "due_at", "id"))
_KEPT = RowsOf(
    lambda folders: (
        MailItem.objects.filter(folder__in=folders)
        .order_by()
        .values("id", "folder_id", "state", "merchant_id", "merchant__left_on", "collect_by", "stays_id")
    )
)
_CALLS = RowsOf(
    lambda items: (
        Call.objects.filter(item__in=items)
        .order_by("item_id", "-at", "-pk")
        .distinct("item_id")
        .values("item_id", "at", "by_id", "outcome")
    )
)
_CONTACTS = RowsOf(
    lambda merchants: (
        Contact.objects.filter(merchant__in=merchants, is_main=True, removed_at=None)
        .order_by()
        .values("merchant_id", "name", "phone")
    )
)


@dataclass(frozen=True)
class LastCall:
    """The newest call about an item: when, by whom, what came of it."""

    at: datetime
    by: str
    outcome: StrOrPromise


@dataclass(frozen=True)
class Waiting:
    """An item that waits, with its last call, whom to call, who stays, and whether a call is due."""

    row: Row
    last: LastCall | None
    contact: str
    phone: str
    to_call: bool
    unclaimed: bool
    moved_out: bool
    collect_by: datetime | None
    stays: str


def waiting_page(user: User, parameters: Mapping[str, str], now: datetime) -> tuple[Page, list[Waiting]]:
    """MAIL-03. What waits at the desk by what is due of it, fifty a page; who is to be called stands first."""
    page = BY_DUE.page(_folders(user).values("id", "turn", "due_at"), parameters)
    return page, _waiting([row["id"] for row in page.rows], now)


def waiting_items(user: User, now: datetime) -> list[Waiting]:
    """F-02, MAIL-03. The same for the paper: the first hundred, and one more where there is one."""
    return _waiting(_folders(user).order_by("turn", "due_at", "id").values_list("id", flat=True)[: MOST + 1], now)


def _folders(user: User) -> Any:  # a queryset of folders with their turn
    turn = Case(When(stage=State.NOTIFIED, then=0), default=1)
    return Folder.objects.open().visible_to(user).filter(kind="mail", stage__in=sorted(WAITING)).annotate(turn=turn)


def _call_is_due(kept: Mapping[str, Any], due_at: datetime | None, now: datetime) -> bool:
    """MAIL-03, MAIL-S04. Whether somebody is to be called: nobody was reached yet, or the days of the reminder went."""
    if kept["state"] == State.NOTIFIED:
        return True
    if kept["state"] == State.UNCLAIMED:
        return kept["collect_by"] is None or kept["collect_by"] <= now
    # What is due stands on the folder: the sweep has noted the reminder by then and set the next one.
    return due_at is not None and due_at <= now


def contact_of(item: MailItem) -> Contact | None:
    """Whom to call about an item: the merchant's main contact."""
    if item.merchant_id is None:
        return None
    return Contact.objects.filter(merchant=item.merchant_id, is_main=True, removed_at=None).first()


def who_may_stay() -> QuerySet[User]:
    """MAIL-03. The people of the desk, one of whom stays until the item is fetched."""
    return people_who_may(Permission.MAIL_HANDLE, department=department(Department.CUSTOMER_SERVICE)).order_by("name")


def _waiting(folders: Iterable[int], now: datetime) -> list[Waiting]:
    """The items of these folders in their order: four questions, however many."""
    rows = rows_of(folders)
    if not rows:
        return []
    kept = {one["folder_id"]: one for one in _KEPT([row.folder for row in rows])}
    calls = {one["item_id"]: one for one in _CALLS([one["id"] for one in kept.values()])}
    merchants = {one["merchant_id"] for one in kept.values()} - {None}
    contacts = {one["merchant_id"]: one for one in _CONTACTS(sorted(merchants))} if merchants else {}
    people = table(User).get()
    found = []
    for row in rows:
        own = kept[row.folder]
        call, contact = calls.get(own["id"]), contacts.get(own["merchant_id"])
        found.append(
            Waiting(
                row=row,
                last=LastCall(call["at"], _name(people, call["by_id"]), CallOutcome(call["outcome"]).label)
                if call
                else None,
                contact=contact["name"] if contact else "",
                phone=mask_phone(contact["phone"]) if contact else "",
                to_call=_call_is_due(own, row.due_at, now),
                unclaimed=own["state"] == State.UNCLAIMED,
                moved_out=own["merchant__left_on"] is not None,
                collect_by=own["collect_by"],
                stays=_name(people, own["stays_id"]),
            )
        )
    return found


def _name(people: Mapping[Any, Any], key: int | None) -> str:
    return str(people.get(key, "")) if key else ""

"""The mail notice F-02: what waits at the desk, whose phone is to be called, who stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Prefetch, When

from mail_desk.models import Call, MailItem
from mail_desk.states import TONES, WAITING, State
from mall.masking import mask_phone
from mall.models import Department
from mall.queries import people_who_may
from mall.queries.departments import department
from mall.roles import Permission
from merchants.models import Contact

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from mall.models import User

#: A desk posts a sheet or two; what is more stands in the list.
MOST = 300


@dataclass(frozen=True)
class Waiting:
    """An item that waits, with its last call, whom to call, and whether that is due."""

    item: MailItem
    last: Call | None
    contact: str
    phone: str
    to_call: bool
    tone: str
    state: object


def waiting_items(user: User, now: datetime) -> list[Waiting]:
    """MAIL-03. What waits at the desk: who is to be called first, then by the stated time."""
    rows = list(
        MailItem.objects.visible_to(user)
        .filter(state__in=sorted(WAITING))
        .select_related("folder", "mail_class", "unit", "floor", "merchant", "stays")
        .prefetch_related(Prefetch("calls", Call.objects.select_related("by").order_by("-at", "-pk"), to_attr="newest"))
        # Who is to be called stands first, also where more wait than the list shows.
        .order_by(
            Case(When(state=State.NOTIFIED, then=0), When(folder__due_at__lte=now, then=1), default=2), "notified_at"
        )[:MOST]
    )
    contacts = _contacts(row.merchant_id for row in rows)
    found = [_waiting(row, contacts.get(row.merchant_id or 0), now) for row in rows]
    return sorted(found, key=lambda one: (not one.to_call, one.item.collect_by or one.item.notified_at or now))


def call_is_due(item: MailItem, now: datetime) -> bool:
    """MAIL-03, MAIL-S04. Whether somebody is to be called: nobody was reached yet, or the days of the reminder went."""
    if item.state == State.NOTIFIED:
        return True
    if item.state == State.UNCLAIMED:
        return item.collect_by is None or item.collect_by <= now
    # What is due stands on the folder: the sweep has noted the reminder by then and set the next one.
    return item.folder.due_at is not None and item.folder.due_at <= now


def contact_of(item: MailItem) -> Contact | None:
    """Whom to call about an item: the merchant's main contact."""
    if item.merchant_id is None:
        return None
    return Contact.objects.filter(merchant=item.merchant_id, is_main=True, removed_at=None).first()


def who_may_stay() -> QuerySet[User]:
    """MAIL-03. The people of the desk, one of whom stays until the item is fetched."""
    return people_who_may(Permission.MAIL_HANDLE, department=department(Department.CUSTOMER_SERVICE)).order_by("name")


def _contacts(merchants: Iterable[int | None]) -> dict[int, Contact]:
    keys = {key for key in merchants if key is not None}
    rows = Contact.objects.filter(merchant__in=keys, is_main=True, removed_at=None) if keys else ()
    return {row.merchant_id: row for row in rows}


def _waiting(item: MailItem, contact: Contact | None, now: datetime) -> Waiting:
    calls: list[Any] = item.newest  # type: ignore[attr-defined]  # prefetched under this name
    state = State(item.state)
    return Waiting(
        item=item,
        last=calls[0] if calls else None,
        contact=contact.name if contact else "",
        phone=mask_phone(contact.phone) if contact else "",
        to_call=call_is_due(item, now),
        tone=TONES[state],
        state=state.label,
    )

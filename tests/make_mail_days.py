"""Days and months of mail for tests: items that came, went and stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.actions.folders import open_folder
from mail_desk.actions.moving import hold, move_all
from mail_desk.models import Collection, ReturnBatch
from mail_desk.states import Collector, State
from mall.models import Department, Floor
from mall.queries.departments import department
from tests import make_mail
from tests.make_mail import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User


def collected(item: MailItem, *, by: User, now: datetime = NOW, without_proof: str = "") -> MailItem:
    """An item somebody has fetched."""
    row = Collection.objects.create(
        at=now,
        by=by,
        desk=by.home.desk if by.home else None,
        collector=Collector.MERCHANT,
        name="方琳",
        on_paper=not without_proof,
        without_proof=without_proof,
        released_by=by if without_proof else None,
    )
    return moved(item, State.COLLECTED, by=by, now=now, collection=row)


def returned(item: MailItem, batch: ReturnBatch, *, by: User, now: datetime = NOW) -> MailItem:
    """An item the post has taken back."""
    return moved(item, State.RETURNED, by=by, now=now, return_batch=batch)


def batch(*, by: User, now: datetime = NOW) -> ReturnBatch:
    """A batch of returns that was handed back."""
    folder = open_folder(
        kind="mail_return",
        title="退件",
        department=department(Department.CUSTOMER_SERVICE),
        desk=by.home.desk if by.home else None,
        stage="open",
        by=by,
        now=now,
    )
    return ReturnBatch.objects.create(folder=folder, begun_at=now, handed_at=now, handed_by=by)


def struck_out(item: MailItem, *, by: User, now: datetime = NOW) -> MailItem:
    """An item entered by mistake."""
    return moved(item, State.VOID, by=by, now=now)


def moved(item: MailItem, to: State, *, by: User, now: datetime = NOW, **columns: Any) -> MailItem:
    """An item that took a step."""
    (item,) = hold([item])
    for name, value in columns.items():
        setattr(item, name, value)
    move_all([item], to, by=by, now=now, verb="mail_mended", changed=list(columns), freely=True)
    return item


def letters(quantity: int, *, floor: str = "1", **fields: Any) -> MailItem:
    """A bundle of ordinary letters for a floor."""
    make_mail.lists()
    place = Floor.objects.get(digit=floor)
    return make_mail.item("ordinary", "", number="", addressee="", quantity=quantity, floor=place, **fields)

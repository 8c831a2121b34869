"""What the papers of the mail desk show beside the item itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mail_desk.models import MailItem
from mail_desk.rules.receiving import OFFICE_FLOOR
from mail_desk.states import HELD
from mall.localtime import local_day
from mall.models import Desk
from ui.qr import svg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.utils.safestring import SafeString

    from mall.models import User

MOST_LABELS = 210
A_MOMENT = timedelta(seconds=1)
_SHOWN = ("folder", "mail_class", "unit__floor", "floor", "merchant")


def labelled(user: User, keys: Iterable[str]) -> list[MailItem]:
    """The items to print labels of, in the order they came."""
    rows = MailItem.objects.visible_to(user).select_related(*_SHOWN)
    return list(rows.filter(pk__in=list(keys)).order_by("received_at", "id"))


def labelled_of(user: User, delivery: str, part: int = 1) -> list[MailItem]:
    """What the desk holds of a delivery, to print labels of: in the order of its addresses, a print-run at a time."""
    rows = MailItem.objects.visible_to(user).filter(delivery__folder__number=delivery, state__in=HELD)
    rows = rows.select_related(*_SHOWN).order_by("floor__level", "unit__number", "id")
    return list(rows[(part - 1) * MOST_LABELS : part * MOST_LABELS])


def label_parts(many: int) -> range:
    """The print-runs the labels of so many items take, counted from one."""
    return range(1, max(1, -(-many // MOST_LABELS)) + 1)


def collection_desk() -> Desk | None:
    """MAIL-03. Where mail is fetched, whichever desk registered it: the one on the office floor."""
    return Desk.objects.filter(floor__code=OFFICE_FLOOR).select_related("floor").order_by("pk").first()


def last_day(item: MailItem) -> date | None:
    """MAIL-14. The last day an item is kept; its hour is the midnight after it."""
    return None if item.keep_until is None else local_day(item.keep_until - A_MOMENT)


def qr_of(item: MailItem) -> SafeString:
    """The number for a scanner at the counter: the search box of the collections reads it."""
    return svg(item.folder.number)

"""Fetching is authorising."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from casework.models import Folder
from mail_desk.models import Delivery, MailItem, ReturnBatch

if TYPE_CHECKING:
    from mall.models import User

_ITEM = (
    "folder__department",
    "folder__desk",
    "folder__opened_by",
    "delivery__folder",
    "delivery__carrier",
    "mail_class",
    "carrier",
    "unit__floor",
    "floor",
    "merchant__folder",
    "registered_by",
    "stays",
    "return_reason",
    "return_batch__folder",
    "hand_out__by",
    "hand_out__floor",
    "collection__by",
    "collection__desk",
    "collection__released_by",
    "refused_by",
)


def visible_item(user: User, number: str) -> MailItem:
    """Return the item with this folder number if the person may see it, else raise Http404."""
    found = MailItem.objects.visible_to(user).filter(folder__number=number).select_related(*_ITEM).first()
    if found is None:
        raise Http404(number)
    return found


def visible_delivery(user: User, number: str) -> Delivery:
    """Return the delivery with this folder number if the person may see it, else raise Http404."""
    rows = Delivery.objects.filter(folder__in=Folder.objects.visible_to(user))
    found = rows.filter(folder__number=number).select_related("folder__opened_by", "folder__desk", "carrier").first()
    if found is None:
        raise Http404(number)
    return found


def visible_batch(user: User, number: str) -> ReturnBatch:
    """Return the batch of returns with this folder number if the person may see it, else raise Http404."""
    rows = ReturnBatch.objects.filter(folder__in=Folder.objects.visible_to(user))
    found = rows.filter(folder__number=number).select_related("folder__opened_by", "carrier", "handed_by").first()
    if found is None:
        raise Http404(number)
    return found

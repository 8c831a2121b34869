"""Fetching is authorising."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from casework.models import Folder
from mail_desk.models import Delivery, MailItem, ReturnBatch
from mall.held import tie
from mall.prepared import ModelsOf, models_for

if TYPE_CHECKING:
    from mall.models import User

# What every page of an item says beside its own words: tied to it from the held tables.
TIED = (
    "folder__department",
    "folder__desk",
    "folder__opened_by",
    "mail_class",
    "carrier",
    "floor",
    "registered_by",
    "stays",
    "return_reason",
    "refused_by",
)
_ITEM = ModelsOf(
    MailItem,
    lambda folders: (
        MailItem.objects.filter(folder__in=folders)
        .select_related("delivery", "unit", "merchant", "hand_out", "collection", "return_batch")
        .order_by()
    ),
)


def visible_item(user: User, number: str) -> MailItem:
    """Return the item with this folder number if the person may see it, else raise Http404."""
    folders = _seen_by(user).of(number) if user.is_active else []
    found = _ITEM.of(folders[0].pk) if folders else []
    if not found:
        raise Http404(number)
    item = found[0]
    item.folder = folders[0]
    named = _FOLDER.of(
        *filter(None, (part and part.folder_id for part in (item.delivery, item.merchant, item.return_batch)))
    )
    by_key = {folder.pk: folder for folder in named}
    for part in (item.delivery, item.merchant, item.return_batch):
        if part is not None:
            part.folder = by_key[part.folder_id]
    tie([item], *TIED)
    tie([item.delivery], "carrier")
    tie([item.unit], "floor")
    tie([item.hand_out, item.collection], "by")
    return item


_FOLDER = ModelsOf(Folder, lambda keys: Folder.objects.filter(pk__in=keys).order_by())


@models_for
def _seen_by(user: User) -> ModelsOf[Folder]:
    """The one visibility rule."""
    return ModelsOf(
        Folder, lambda numbers: Folder.objects.visible_to(user).filter(number__in=numbers).order_by(), stand_in="-"
    )


def visible_delivery(user: User, number: str) -> Delivery:
    """Return the delivery with this folder number if the person may see it, else raise Http404."""
    found = _deliveries_seen_by(user).of(number) if user.is_active else []
    if not found:
        raise Http404(number)
    tie(found, "folder__opened_by", "folder__desk", "carrier")
    return found[0]


@models_for
def _deliveries_seen_by(user: User) -> ModelsOf[Delivery]:
    """The same rule for deliveries, asked in one question with the delivery itself."""
    rows = Delivery.objects.filter(folder__in=Folder.objects.visible_to(user)).select_related("folder").order_by()
    return ModelsOf(Delivery, lambda numbers: rows.filter(folder__number__in=numbers), stand_in="-")


def visible_batch(user: User, number: str) -> ReturnBatch:
    """Return the batch of returns with this folder number if the person may see it, else raise Http404."""
    rows = ReturnBatch.objects.filter(folder__in=Folder.objects.visible_to(user))
    found = rows.filter(folder__number=number).select_related("folder__opened_by", "carrier", "handed_by").first()
    if found is None:
        raise Http404(number)
    return found

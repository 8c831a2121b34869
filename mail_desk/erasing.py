"""What the mail desk holds of persons, and how it is blanked when its term has ended (ARCH-S01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.retention import GONE, register
from mail_desk.models import Call, Collection, Delivery, HandOut, MailItem, Mend, ReturnBatch
from mail_desk.states import Correction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def blank_items(folder_ids: Sequence[int], now: datetime) -> int:
    """MAIL-13, ARCH-S01. Blank who an item was for, who fetched or took it, what was said of it; its figures stay.

    What several items left with is blanked with the first of them: they left on one day.
    """
    del now
    items = MailItem.objects.filter(folder__in=folder_ids)
    mends = Mend.objects.filter(item__in=items)
    # A collection or a round that was taken back stands in the correction only.
    taken_back = list(mends.filter(kind=Correction.TAKEN_BACK).values_list("before", flat=True))
    fetched = {*items.values_list("collection", flat=True), *(before.get("collection") for before in taken_back)}
    carried = {*items.values_list("hand_out", flat=True), *(before.get("hand_out") for before in taken_back)}
    collections = Collection.objects.filter(pk__in=fetched - {None})
    gone = [
        collections.update(name=GONE, relationship="", id_kind="", id_number="", signature=""),
        collections.exclude(without_proof="").update(without_proof=GONE),
        HandOut.objects.filter(pk__in=carried - {None}).update(receiver=GONE, signature=""),
        Call.objects.filter(item__in=items).exclude(note="").update(note=GONE),
        mends.update(reason=GONE, before={}, after={}),
        items.exclude(addressee="", sender="", unit_words="", condition="").update(
            addressee="", sender="", unit_words="", condition=""
        ),
    ]
    return sum(gone)


def blank_deliveries(folder_ids: Sequence[int], now: datetime) -> int:
    """ARCH-S01. Blank who brought a delivery and signed for it."""
    del now
    rows = Delivery.objects.filter(folder__in=folder_ids)
    return rows.update(brought_by="", signature="", late_reason="", differs_reason="")


def blank_returns(folder_ids: Sequence[int], now: datetime) -> int:
    """ARCH-S01. Blank who took a return over and signed for it."""
    del now
    return ReturnBatch.objects.filter(folder__in=folder_ids).update(taken_by="", signature="", late_reason="")


register("mail", blank_items, kind="mail")
register("mail deliveries", blank_deliveries, kind="mail_delivery")
register("mail returns", blank_returns, kind="mail_return")

"""What the register holds of persons, and how it is blanked when its term has ended (ARCH-S01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now

from casework.actions.erasing import blank_history
from casework.models import Folder
from casework.retention import keepers, register, register_sweep
from mall.localtime import local_day
from merchants.actions.words import write_words
from merchants.models import ClassNaming, Contact, Merchant
from merchants.tables import FOLDER_KIND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_BLANK: dict[str, Any] = {
    "name": "",
    "phone": "",
    "phone_blind": "",
    "phone_last4_blind": "",
    "email": "",
    "birthday": None,
}


def blank(folder_ids: Sequence[int], now: datetime) -> int:
    """Blank the contacts and the note of these merchants, their history included; their names as shops stay."""
    del now
    merchants = Merchant.objects.filter(folder__in=folder_ids)
    keys = list(merchants.values_list("pk", flat=True))
    blanked = _blank(list(Contact.objects.filter(merchant__in=keys).values_list("pk", flat=True)))
    blanked += merchants.exclude(note="").update(note="")
    blank_history(Merchant, keys, {"note": ""})
    namings = ClassNaming.objects.filter(merchant__in=keys)
    blank_history(ClassNaming, list(namings.values_list("pk", flat=True)), {"reason": ""})
    return blanked + namings.exclude(reason="").update(reason="")


def sweep_left(before: datetime) -> int:
    """Blank everything personal in the files of merchants who had left by then; the shops stay to be found."""
    left = Merchant.objects.filter(left_on__lt=local_day(before), folder__erased_at=None)
    folder_ids = list(left.values_list("folder", flat=True))
    blanked = sum(keeper.blank(folder_ids, before) for keeper in keepers(FOLDER_KIND))
    for merchant in Merchant.objects.filter(folder__in=folder_ids).select_related("folder", "category"):
        write_words(merchant)
    Folder.objects.filter(pk__in=folder_ids).update(erased_at=Now())
    return blanked


def sweep_removed(before: datetime) -> int:
    """Blank contacts taken out before then."""
    old = Contact.objects.filter(removed_at__lt=before).exclude(name="", phone="")
    keys = list(old.values_list("pk", flat=True))
    blanked = _blank(keys)
    for merchant in Merchant.objects.filter(contacts__in=keys).select_related("folder", "category").distinct():
        write_words(merchant)
    return blanked


def _blank(contacts: list[int]) -> int:
    count = Contact.objects.filter(pk__in=contacts).update(**_BLANK)
    # Their history holds no phone; the update above is itself a row of it, and an empty one
    blank_history(Contact, contacts, {name: value for name, value in _BLANK.items() if name != "phone"})
    return count


def register_keepers() -> None:
    """Make known to the erasing what the register holds; called when the app is ready."""
    register("merchants", blank, kind=FOLDER_KIND)
    register_sweep("merchants.left", sweep_left)
    register_sweep("merchants.contacts", sweep_removed)

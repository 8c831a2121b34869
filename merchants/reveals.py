"""Which numbers of the register can be shown in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.models import Folder
from casework.reveals import Hidden, register
from merchants.models import Contact

if TYPE_CHECKING:
    from mall.models import User

PHONE: Final = "merchants.Contact.phone"


def find_phone(user: User, row: int) -> Hidden | None:
    """A contact's phone, if the person may see the merchant's file."""
    contact = (
        Contact.objects.filter(removed_at=None, merchant__folder__in=Folder.objects.visible_to(user))
        .select_related("merchant__folder")
        .filter(pk=row)
        .first()
    )
    return Hidden(contact.merchant.folder, contact.phone, contact.masked) if contact else None


def register_sources() -> None:
    """Let the phones of contacts be shown; called when the app is ready."""
    register(PHONE, find_phone)

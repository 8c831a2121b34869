"""The ID numbers of collectors: shown masked, whole only with a purpose that is written down (MAIL-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.reveals import Hidden, register
from mail_desk.identity import mask_id
from mail_desk.models import Collection, MailItem, Mend
from mail_desk.states import Correction

if TYPE_CHECKING:
    from mall.models import User

IDENTITY = "mail_desk.Collection.id_number"


def _identity(user: User, row: int) -> Hidden | None:
    """MAIL-13. The number of a collection, for who may see one of its items."""
    found = Collection.objects.filter(pk=row).first()
    if found is None or not found.id_number:
        return None
    visible = MailItem.objects.visible_to(user).select_related("folder").order_by("id")
    mended = Mend.objects.filter(kind=Correction.TAKEN_BACK, before__collection=row).values("item")
    item = visible.filter(collection=found).first() or visible.filter(pk__in=mended).first()
    return Hidden(item.folder, found.id_number, mask_id(found.id_number)) if item is not None else None


register(IDENTITY, _identity, identity=True)

"""Customers to be careful with: proposed, standing, lifted (CMP-45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from casework.models import Folder
from complaints.models import FlaggedCustomer
from complaints.reveals import FLAGGED
from mall.masking import mask_phone
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from mall.models import User

#: The tabs of the list, by the word in the address.
TABS = {"standing": _("Standing"), "proposed": _("To be confirmed"), "lifted": _("Lifted")}
NEWEST = Keyset(("-proposed_at", "-id"))


def flagged(user: User, show: str) -> QuerySet[FlaggedCustomer]:
    """CMP-45. The flags of a tab, of the cases the person may see."""
    seen = Exists(Folder.objects.visible_to(user).filter(pk=OuterRef("origin__folder")))
    rows = FlaggedCustomer.objects.filter(seen)
    if show == "lifted":
        return rows.filter(lifted_at__isnull=False)
    return rows.filter(lifted_at=None, confirmed_at__isnull=show == "proposed")


def list_flagged(user: User, show: str, parameters: Mapping[str, str]) -> Page:
    """Return one page of flags, the newest first; phones are masked, each with the place where it is shown whole."""
    rows = flagged(user, show).select_related("origin__folder", "proposed_by", "confirmed_by", "lifted_by")
    page = NEWEST.page(rows, parameters)
    for row in page.rows:
        row.masked = mask_phone(row.phone) if row.phone else ""
        row.what = FLAGGED
        row.may_confirm = row.confirmed_at is None and row.lifted_at is None and row.proposed_by_id != user.pk
    return page

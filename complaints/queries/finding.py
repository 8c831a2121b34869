"""Fetching is authorising."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import Http404

from casework.models import Folder
from complaints.models import Complaint
from mall.held import tie
from mall.prepared import ModelsOf
from merchants.models import Merchant

if TYPE_CHECKING:
    from mall.models import User
    from mall.roles import Permission

# What every page of a case says beside its own words: tied to it from the held tables.
TIED = (
    "folder__department",
    "folder__desk",
    "folder__handler",
    "folder__opened_by",
    "floor",
    "category__parent",
    "cause",
    "authority",
    "staff_person",
    "met_by",
    "responsible",
)

_COMPLAINT = ModelsOf(Complaint, lambda folders: Complaint.objects.filter(folder__in=folders).order_by())
_MERCHANT = ModelsOf(Merchant, lambda keys: Merchant.objects.filter(pk__in=keys).order_by())
_FOLDER = ModelsOf(Folder, lambda keys: Folder.objects.filter(pk__in=keys).order_by())


def visible_complaint(user: User, number: str) -> Complaint:
    """Return the complaint with this folder number if the person may see it, else raise Http404."""
    folders = _seen_by(user, user.permissions, tuple(user.department_ids)).of(number) if user.is_active else []
    found = _COMPLAINT.of(folders[0].pk) if folders else []
    if not found:
        raise Http404(number)
    complaint = found[0]
    complaint.folder = folders[0]
    if complaint.merchant_id is not None:
        (complaint.merchant,) = _MERCHANT.of(complaint.merchant_id)
        (complaint.merchant.folder,) = _FOLDER.of(complaint.merchant.folder_id)
    tie([complaint], *TIED)
    return complaint


@lru_cache(maxsize=512)
def _seen_by(user: User, _permissions: frozenset[Permission], _departments: tuple[int, ...]) -> ModelsOf[Folder]:
    """The one visibility rule, written once for a person while the roles are the same."""
    return ModelsOf(
        Folder, lambda numbers: Folder.objects.visible_to(user).filter(number__in=numbers).order_by(), stand_in="-"
    )

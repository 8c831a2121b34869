"""Class A, named and taken back by the floors (MER-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions import folders
from mall.localtime import local_day
from merchants import rules
from merchants.models import ClassNaming, MerchantClass
from merchants.tables import CLASS_A
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import Floor, User
    from merchants.models import Merchant


def name_as_class_a(merchant: Merchant, floor: Floor, *, reason: str, by: User, now: datetime) -> None:
    """MER-02. A floor names one of its merchants class A, with its reason."""
    refuse_if(rules.obstacles_to_naming(merchant, floor, local_day(now), by=by))
    class_a, _ = MerchantClass.objects.get_or_create(code=CLASS_A, defaults={"name": CLASS_A})
    _give(merchant, class_a, floor, reason, by=by, now=now)
    folders.record(merchant.folder, "named_class_a", by=by, now=now, facts={"floor": floor.code})


def take_class_a_back(merchant: Merchant, floor: Floor, *, reason: str, by: User, now: datetime) -> None:
    """MER-02. A floor takes class A back; the merchant is then in no class."""
    refuse_if(rules.obstacles_to_taking_back(merchant, floor, local_day(now), by=by))
    _give(merchant, None, floor, reason, by=by, now=now)
    folders.record(merchant.folder, "class_a_taken_back", by=by, now=now, facts={"floor": floor.code})


def _give(
    merchant: Merchant,
    merchant_class: MerchantClass | None,
    floor: Floor,
    reason: str,
    *,
    by: User,
    now: datetime,
) -> None:
    merchant.merchant_class = merchant_class
    merchant.save(update_fields=["merchant_class"])
    ClassNaming.objects.create(
        merchant=merchant, merchant_class=merchant_class, floor=floor, reason=reason, at=now, by=by
    )

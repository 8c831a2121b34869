"""The register as a list, and one merchant of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.http import Http404

from merchants.models import Merchant, Tenancy
from merchants.queries.finding import find

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mall.models import Unit, User
    from merchants.models.register import MerchantQuerySet

LISTED_AT_MOST = 500
"""How many hits of the search box the list shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asks the list for; empty means all."""

    today: date
    status: str = "trading"
    floor: str = ""
    zone: str = ""
    category: str = ""
    merchant_class: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    merchant: Merchant
    units: list[str]
    contact: str
    phone: str


def visible_merchant(user: User, number: str) -> Merchant:
    """The merchant with this file number, if the person may see it; else Http404."""
    merchant = (
        Merchant.objects.visible_to(user)
        .select_related("folder", "category", "merchant_class")
        .filter(folder__number=number)
        .first()
    )
    if merchant is None:
        raise Http404(number)
    return merchant


def tenant_of(unit: Unit, on: date) -> Merchant | None:
    """Who trades in a unit on a day."""
    tenancy = Tenancy.objects.on(on).filter(unit=unit).select_related("merchant__folder").first()
    return tenancy.merchant if tenancy else None


def merchant_of(number: str, on: date) -> Merchant | None:
    """Who trades on a day in the unit with this number."""
    tenancy = Tenancy.objects.on(on).filter(unit__number=number).select_related("merchant__folder").first()
    return tenancy.merchant if tenancy else None


def register(user: User, wanted: Wanted) -> MerchantQuerySet:
    """The merchants the person may see and asked for, with their main contact, without their units."""
    merchants: Any = (
        Merchant.objects.visible_to(user)
        .select_related("folder", "category", "merchant_class")
        .annotate(
            # One row at most, by the constraint contact_one_main
            main=FilteredRelation("contacts", condition=Q(contacts__is_main=True, contacts__removed_at=None)),
            contact_name=F("main__name"),
            contact_phone=F("main__phone"),
        )
    )
    if wanted.status == "trading":
        merchants = merchants.trading()
    elif wanted.status == "left":
        merchants = merchants.exclude(left_on=None)
    if wanted.category:
        merchants = merchants.filter(category__code=wanted.category)
    if wanted.merchant_class:
        merchants = merchants.filter(merchant_class__code=wanted.merchant_class)
    if wanted.floor or wanted.zone:
        merchants = merchants.filter(trading_on(wanted.floor, wanted.zone, today=wanted.today))
    if wanted.words:
        hits = find(wanted.words, user, limit=LISTED_AT_MOST, today=wanted.today)
        merchants = merchants.filter(pk__in=[hit.value for hit in hits])
    found: MerchantQuerySet = merchants
    return found


def trading_on(floor: str, zone: str, *, today: date) -> Exists:
    """Whether a merchant has a unit on this floor and in this zone on a day."""
    rooms = Tenancy.objects.on(today).filter(merchant=OuterRef("pk"))
    if floor:
        rooms = rooms.filter(unit__floor__code=floor)
    if zone:
        rooms = rooms.filter(unit__zone__letter=zone)
    return Exists(rooms)


def filled(merchants: Iterable[Merchant], today: date) -> list[Row]:
    """Each merchant of `register` with his units of the day: one query however many."""
    listed: list[Any] = list(merchants)
    units: dict[int, list[str]] = {}
    rooms = Tenancy.objects.on(today).filter(merchant__in=[m.pk for m in listed]).order_by("unit__number")
    for merchant, number in rooms.values_list("merchant", "unit__number"):
        units.setdefault(merchant, []).append(number)
    return [Row(m, units.get(m.pk, []), m.contact_name or "", m.contact_phone or "") for m in listed]

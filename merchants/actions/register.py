"""Entering a merchant in the register and changing what it says of him."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

from casework.actions import folders
from mall.localtime import local_day
from merchants import rules
from merchants.actions.contacts import write_contact
from merchants.actions.home import home_department
from merchants.actions.words import write_words
from merchants.models import Merchant, Tenancy
from merchants.tables import FOLDER_KIND
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from mall.models import Unit, User
    from merchants.models import Category, MerchantClass


@dataclass(frozen=True, slots=True)
class Details:
    """What the register says of a merchant beside units and contacts (MER-01)."""

    name: str
    category: Category | None = None
    merchant_class: MerchantClass | None = None
    entered_on: date | None = None
    area: Decimal | None = None
    brand: str = ""
    note: str = ""

    def texts(self) -> dict[str, str]:
        """Each field as the form shows and posts it."""
        return _texts(self)


def register_merchant(
    details: Details,
    *,
    units: Sequence[Unit],
    contact: str = "",
    phone: str,
    by: User,
    now: datetime,
) -> Merchant:
    """Open a merchant's file: details, units from the entry date (or today) on, the main contact.

    Refused when MER-01 is not met or a unit is let; class A is named by a floor (MER-02).
    """
    from_on = details.entered_on or local_day(now)
    obstacles = rules.obstacles_to_registering(name=details.name, phone=phone, units=units, on=from_on)
    obstacles += rules.obstacles_to_class(None, details.merchant_class)
    refuse_if(obstacles)
    folder = folders.open_folder(
        kind=FOLDER_KIND,
        title=details.name,
        department=home_department(),
        desk=None,
        by=by,
        now=now,
        is_file=True,
    )
    merchant = Merchant(folder=folder)
    _lay_down(merchant, details)
    merchant.save()
    period = DateRange(from_on, None)
    Tenancy.objects.bulk_create(Tenancy(merchant=merchant, unit=unit, period=period) for unit in units)
    write_contact(merchant, name=contact, phone=phone, is_main=True)
    folders.record(folder, "merchant_registered", by=by, now=now, facts={"units": [u.number for u in units]})
    write_words(merchant)
    return merchant


def change_details(merchant: Merchant, details: Details, *, version: int, by: User, now: datetime) -> list[str]:
    """Change what the register says; returns the names of the fields that differ.

    `version` is the folder's version the person saw. Raises Conflict when somebody saved in between,
    Refused for an empty name (MER-01) or a class A given by hand (MER-02).
    """
    merchant = Merchant.objects.select_for_update(of=("self",)).select_related("folder").get(pk=merchant.pk)
    refuse_if(rules.obstacles_to_changing(merchant, name=details.name, merchant_class=details.merchant_class))
    changed = [name for name in _FIELDS if getattr(merchant, name) != getattr(details, name)]
    if not changed:
        return []
    labels = {field.name: field.verbose_name for field in Merchant._meta.fields if field.name in _FIELDS}
    folders.bump_version(merchant.folder, version, mine=details.texts(), theirs=_texts(merchant), labels=labels)
    _lay_down(merchant, details)
    merchant.save()
    if "name" in changed:
        merchant.folder.title = merchant.name
        merchant.folder.save(update_fields=["title"])
    folders.record(merchant.folder, "merchant_changed", by=by, now=now, facts={"fields": changed})
    write_words(merchant)
    return changed


_FIELDS = ("name", "category", "merchant_class", "entered_on", "area", "brand", "note")


def _texts(source: Merchant | Details) -> dict[str, str]:
    texts = {}
    for name in _FIELDS:
        value = getattr(source, name)
        texts[name] = "" if value is None else str(getattr(value, "code", value))
    return texts


def _lay_down(merchant: Merchant, details: Details) -> None:
    merchant.call(details.name.strip())
    for field in _FIELDS[1:]:
        setattr(merchant, field, getattr(details, field))

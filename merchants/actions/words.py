"""The words a merchant's folder is found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions import folders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from merchants.models import Merchant


def write_words(merchant: Merchant) -> None:
    """Write what the search reads: name, keys, units, category, brand, the contacts' names and phones."""
    units = merchant.tenancies.filter(period__upper_inf=True).values_list("unit__number", flat=True)
    contacts = list(merchant.contacts.filter(removed_at=None))
    category = merchant.category.name if merchant.category else ""
    folders.write_search_text(
        merchant.folder,
        words(merchant, units=units, contacts=[c.name for c in contacts], category=category),
        phones=[c.phone for c in contacts],
    )


def words(merchant: Merchant, *, units: Iterable[str], contacts: Iterable[str], category: str) -> list[str]:
    """All words of a merchant, for the search."""
    return [merchant.name, merchant.brand, merchant.pinyin, merchant.initials, *units, category, *contacts]

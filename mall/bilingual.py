"""Names of reference data in the language of the page: English pages say the English name where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Mapping


def in_english() -> bool:
    """Whether the page is read in English."""
    return get_language() == "en"


def name_in(row: Mapping[str, Any], field: str) -> str:
    """The name a row of values carries under `field`, and in English under `field` + "_en"; empty when there is none.

    `name_in(row, "category__name")` reads `category__name_en` for an English page.
    """
    return (in_english() and row.get(f"{field}_en")) or row.get(field) or ""

"""The register as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mall.masking import mask_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from merchants.queries import Row

EXPORT: Final = "merchants.export"
AT_MOST: Final = 5000
"""More rows than this are written by the worker."""
HEADERS: Final = (
    _("file"),
    _("units"),
    _("name"),
    _("category"),
    _("class"),
    _("contact"),
    _("phone"),
    _("entry date"),
    _("left on"),
    _("area (m²)"),
    _("brand"),
    _("note"),
)


def export_lines(rows: Iterable[Row]) -> Iterator[list[object]]:
    """One line per merchant, in the order of HEADERS; phones are masked."""
    for row in rows:
        merchant = row.merchant
        yield [
            merchant.folder.number,
            "、".join(row.units),
            merchant.name,
            str(merchant.category or ""),
            str(merchant.merchant_class or ""),
            row.contact,
            mask_phone(row.phone),
            merchant.entered_on,
            merchant.left_on,
            merchant.area,
            merchant.brand,
            merchant.note,
        ]

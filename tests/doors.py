"""Every door of the product, and an address that leads to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.models import Complaint
    from mall.models import User
    from merchants.models import Merchant


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) not in {"admin/", "i18n/"}:
                yield from _patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name and hasattr(entry.callback, "needs"):
            yield f"{space}{entry.name}", entry


def doors() -> list[tuple[str, URLPattern, Any]]:
    """Name, address pattern and view of every door but the gallery's, which is there to show errors."""
    return [
        (name, entry, door)
        for name, entry in _patterns(get_resolver())
        if "gallery" not in name
        for door in getattr(entry.callback, "doors", (entry.callback,))
    ]


def address(name: str, entry: URLPattern, case: Complaint, shop: Merchant, user: User) -> str:
    """An address of the door: of this case, this merchant, this person, and of the first row where one is named."""
    sample: dict[str, Any] = {
        "number": shop.folder.number if name.startswith("merchants:") else case.folder.number,
        "pk": user.pk if "person" in name or "people" in name else 1,
        "row": _row(name, shop),
        "form": "F-01",
        "name": "complaint_dispatch_min",
        "code": "winter",
        "year": 2026,
        "key": "k" * 43,
        "membership_pk": 1,
        "part": "buttons",
        "day": date(2026, 11, 26),
    }
    return reverse(name, kwargs={argument: sample.get(argument, 1) for argument in entry.pattern.converters})


def _row(name: str, shop: Merchant) -> int:
    """The row an act on a merchant's file is about."""
    if "contact" in name:
        return shop.contacts.get().pk
    return shop.tenancies.get().pk if "move-out" in name else 1

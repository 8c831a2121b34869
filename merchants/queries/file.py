"""Everything a merchant's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.models import Folder
from casework.queries import folder_url
from merchants.models import ClassNaming, Contact, Dispute, Tenancy

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import User
    from merchants.models import Merchant

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A dispute on the record with the address of its matter."""

    origin: Folder
    url: str
    upheld: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class File:
    """A merchant's papers, newest first; `current` are the tenancies that have not ended."""

    contacts: list[Contact]
    current: list[Tenancy]
    past: list[Tenancy]
    namings: list[ClassNaming]
    disputes: list[Shown]

    @property
    def units(self) -> str:
        """The units of today as one line."""
        return "、".join(t.unit.number for t in self.current)


def file_of(merchant: Merchant, user: User, today: date) -> File:
    """Gather the papers of one merchant in four queries.

    Disputes are listed by number only for matters the person may see.
    """
    tenancies = list(merchant.tenancies.select_related("unit__floor", "unit__zone").order_by("-period", "unit__number"))
    current = [t for t in tenancies if t.period.upper is None or t.period.upper > today]
    seen = Dispute.objects.filter(merchant=merchant, withdrawn_at=None).select_related("origin")
    return File(
        contacts=list(merchant.contacts.filter(removed_at=None)),
        current=sorted(current, key=lambda t: t.unit.number),
        past=[t for t in tenancies if t not in current],
        namings=list(merchant.namings.select_related("floor", "by", "merchant_class")[:SHOWN_AT_MOST]),
        disputes=[
            Shown(d.origin, folder_url(d.origin), d.upheld, d.at)
            for d in seen.filter(origin__in=Folder.objects.visible_to(user))[:SHOWN_AT_MOST]
        ],
    )

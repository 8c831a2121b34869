"""The units of a list and who trades in them, read in a few questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import importing
from mall.models import Floor, Unit
from merchants.models import Tenancy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mail_desk.importing.sheets import MailRow
    from merchants.models import Merchant


class Places:
    """The units and tenancies that rows speak of.

    Without joins: right after a first import the planner knows nothing of the tables.
    """

    def __init__(self, rows: Sequence[MailRow]) -> None:
        floors = Floor.objects.in_bulk()
        self.units: dict[str, Unit] = {}
        for some in importing.in_parts(sorted({row.unit for row in rows if row.unit})):
            for unit in Unit.objects.filter(number__in=some):
                unit.floor = floors[unit.floor_id]
                self.units[unit.number] = unit
        self.tenancies: dict[int, list[Tenancy]] = {}
        for keys in importing.in_parts([unit.pk for unit in self.units.values()]):
            for tenancy in Tenancy.objects.filter(unit__in=keys).prefetch_related("merchant__folder"):
                self.tenancies.setdefault(tenancy.unit_id, []).append(tenancy)

    def merchant(self, unit: Unit | None, on: date) -> Merchant | None:
        """Who trades in a unit on a day."""
        tenancies = self.tenancies.get(unit.pk, []) if unit else []
        return next((tenancy.merchant for tenancy in tenancies if on in tenancy.period), None)

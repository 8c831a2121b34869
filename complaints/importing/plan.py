"""What an import would do: each accepted row held against the mall and the register, nothing written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from casework import importing
from mall.models import Department, Unit
from merchants.models import Tenancy
from merchants.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.models import Folder
    from complaints.importing.sheets import HistoryRow, Reading
    from merchants.models import Merchant

IMPORT_KIND: Final = "complaints"


@dataclass(slots=True)
class Planned:
    """One accepted row with what it speaks of, as far as the mall knows it."""

    row: HistoryRow
    fingerprint: str
    unchanged: bool
    unit: Unit | None = None
    merchant: Merchant | None = None
    department: Department | None = None
    folder: Folder | None = None


@dataclass
class Plan(importing.Plan["HistoryRow", Planned]):
    """What becomes of a whole register. Unknown units and departments are kept as text and listed."""

    unknown_units: Counter[str] = field(default_factory=Counter)
    unknown_departments: Counter[str] = field(default_factory=Counter)

    @property
    def figures(self) -> dict[str, object]:
        """The figures of every import, and `unknown_units` (rows): other programs read them."""
        return super().figures | {"unknown_units": self.unknown_units.total()}

    def shown(self) -> dict[str, Any]:
        """The units and departments that the mall does not know."""
        return {"units": _listed(self.unknown_units), "departments": _listed(self.unknown_departments)}

    def told(self) -> Iterator[str]:
        """The units and departments that the mall does not know."""
        for word, counted in (("unit", self.unknown_units), ("department", self.unknown_departments)):
            for name, count in sorted(counted.items()):
                yield f"{word} not known: {name} ({count})"


def make_plan(reading: Reading) -> Plan:
    """Hold the accepted rows against the mall: which are in already, which units and departments it knows.

    The rows are planned in the order in which they were registered, so that they are numbered in it.
    """
    places = _Places(reading.accepted)
    plan = Plan(reading, [])
    in_order = sorted(reading.accepted, key=lambda row: row.registered_at)
    for row, fingerprint, known in importing.fingerprinted(IMPORT_KIND, in_order):
        planned = Planned(row, fingerprint, known)
        planned.unit = places.units.get(row.unit)
        planned.merchant = places.merchant(row, planned.unit)
        planned.department = places.department(row.department)
        plan.rows.append(planned)
        if planned.unit is None and (row.unit or row.unit_text):
            plan.unknown_units[row.unit or row.unit_text] += 1
        if planned.department is None and row.department:
            plan.unknown_departments[row.department] += 1
    return plan


class _Places:
    """The units, tenancies and departments that the rows speak of, read without joins (see the merchants' plan)."""

    def __init__(self, rows: list[HistoryRow]) -> None:
        numbers = sorted({row.unit for row in rows if row.unit})
        self.units: dict[str, Unit] = {}
        for some in importing.in_parts(numbers):
            self.units |= {unit.number: unit for unit in Unit.objects.filter(number__in=some)}
        self.tenancies: dict[int, list[Tenancy]] = {}
        for keys in importing.in_parts([unit.pk for unit in self.units.values()]):
            rows_of = Tenancy.objects.filter(unit__in=keys).order_by("period")
            for tenancy in rows_of.prefetch_related("merchant__folder"):
                self.tenancies.setdefault(tenancy.unit_id, []).append(tenancy)
        self.departments = list(Department.objects.all())

    def merchant(self, row: HistoryRow, unit: Unit | None) -> Merchant | None:
        """Who of the unit's tenants is meant: by his name, or without a name by the day."""
        tenancies = self.tenancies.get(unit.pk, []) if unit else []
        if row.merchant:
            named = (t.merchant for t in tenancies if t.merchant.normalised_name == name_key(row.merchant))
            return next(named, None)
        return next((t.merchant for t in tenancies if row.registered_on in t.period), None)

    def department(self, name: str) -> Department | None:
        """The department of that name; 装修部 also means 装修服务部."""
        exact = next((d for d in self.departments if d.name == name), None)
        stem = name.removesuffix("部")
        alike = (d for d in self.departments if len(stem) > 1 and d.name.startswith(stem))
        return exact or next(alike, None)


def _listed(counted: Counter[str]) -> list[dict[str, object]]:
    return [{"name": name, "count": count} for name, count in sorted(counted.items())[: importing.SHOWN_AT_MOST]]

"""What an import would do: each accepted row held against the register, nothing written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from casework import importing
from mall.models import Unit
from merchants.models import Merchant, Tenancy
from merchants.tables import IMPORT_KIND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from casework.models import Folder
    from merchants.importing.sheets import ParsedRow, Reading


class Outcome(StrEnum):
    """What becomes of an accepted row."""

    NEW = "new"
    CHANGE_OF_TENANT = "change of tenant"
    MORE_UNITS = "more units"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Planned:
    """One accepted row: what becomes of it, whom it meets in its units, where its tenancies begin.

    `free_from` gives for each unit the earliest day it is free; `leaving` the tenancies that end.
    """

    row: ParsedRow
    fingerprint: str
    outcome: Outcome
    merchant: Merchant | None = None
    leaving: list[Tenancy] = field(default_factory=list)
    free_from: dict[str, date] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Whether the register says so already."""
        return self.outcome is Outcome.UNCHANGED

    @property
    def folder(self) -> Folder | None:
        """The folder of the merchant, as far as he is known or written."""
        return self.merchant.folder if self.merchant else None


class Plan(importing.Plan["ParsedRow", Planned]):
    """What becomes of a whole file on a day."""

    def count(self, outcome: Outcome) -> int:
        """How many rows come out like this."""
        return sum(1 for planned in self.rows if planned.outcome is outcome)

    def shown(self) -> dict[str, Any]:
        """What becomes of the rows, and who makes room for whom."""
        changes = (
            {
                "number": planned.row.number,
                "unit": tenancy.unit.number,
                "leaves": tenancy.merchant.name,
                "comes": planned.row.name,
            }
            for planned, tenancy in self._leaving()
        )
        return {
            "new": self.count(Outcome.NEW),
            "more_units": self.count(Outcome.MORE_UNITS),
            "doubts": Counter(doubt for planned in self.rows for doubt in planned.row.doubts),
            "changes": list(islice(changes, importing.SHOWN_AT_MOST)),
            "changes_count": self.count(Outcome.CHANGE_OF_TENANT),
        }

    def told(self) -> Iterator[str]:
        """Who makes room."""
        return (f"row {planned.row.number}: {tenancy.unit} changes its tenant" for planned, tenancy in self._leaving())

    def _leaving(self) -> Iterator[tuple[Planned, Tenancy]]:
        return ((planned, tenancy) for planned in self.rows for tenancy in planned.leaving)


def make_plan(reading: Reading, on: date) -> Plan:
    """Hold the accepted rows against the register as it stands.

    A row is unchanged when it was imported before, or when a merchant of the same normalised name
    holds its unit. Otherwise the row is a merchant of its own, and whoever holds its unit leaves it.
    """
    tenancies = _tenancies({str(unit) for row in reading.accepted for unit in row.units})
    rows = [
        Planned(row, fingerprint, Outcome.UNCHANGED) if known else _plan_row(row, fingerprint, tenancies, on)
        for row, fingerprint, known in importing.fingerprinted(IMPORT_KIND, reading.accepted)
    ]
    return Plan(reading, rows)


def _plan_row(row: ParsedRow, fingerprint: str, tenancies: dict[str, list[Tenancy]], on: date) -> Planned:
    planned = Planned(row, fingerprint, Outcome.NEW)
    held: list[Tenancy] = []
    for unit in map(str, row.units):
        of_unit = tenancies.get(unit, [])
        current = [t for t in of_unit if t.period.upper is None or t.period.upper > on]
        held += current
        ended = [t.period.upper for t in of_unit if t not in current]
        planned.free_from[unit] = on if current else max([row.entered_on, *ended])
    own = next((t.merchant for t in held if t.merchant.normalised_name == row.name_key), None)
    if own is not None:
        mine = {t.unit.number for t in held if t.merchant_id == own.pk}
        planned.free_from = {unit: day for unit, day in planned.free_from.items() if unit not in mine}
        planned.merchant = own
        planned.outcome = Outcome.MORE_UNITS if planned.free_from else Outcome.UNCHANGED
    planned.leaving = [t for t in held if own is None or t.merchant_id != own.pk]
    if planned.leaving:
        planned.outcome = Outcome.CHANGE_OF_TENANT
    return planned


def _tenancies(units: set[str]) -> dict[str, list[Tenancy]]:
    """The tenancies of each unit, earliest first, with unit, merchant and his folder.

    Without joins: right after a first import the planner knows nothing of the tables, and a join of
    four of them in nested loops has been seen to take ten minutes.
    """
    of_unit: dict[str, list[Tenancy]] = {}
    for some in importing.in_parts(sorted(units)):
        known = Unit.objects.in_bulk(list(Unit.objects.filter(number__in=some).values_list("pk", flat=True)))
        rows = Tenancy.objects.filter(unit__in=list(known)).order_by("period").prefetch_related("merchant__folder")
        for tenancy in rows:
            tenancy.unit = known[tenancy.unit_id]
            of_unit.setdefault(tenancy.unit.number, []).append(tenancy)
    return of_unit

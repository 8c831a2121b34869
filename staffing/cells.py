"""How a plan is kept: by person and day, each shift as a short text ("A.3", at noon elsewhere "A.3.5")."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from staffing.plan import Cell, Kind, Plan

#: As it stands in a roster's draft and in its versions: person → day → shift; a day off is not written.
Kept = Mapping[str, Mapping[str, str]]


def keep(plan: Plan) -> dict[str, dict[str, str]]:
    """Write a plan as it is kept, in the order of people and days."""
    found: dict[str, dict[str, str]] = {}
    for (person, on), cell in sorted(plan.items(), key=lambda one: one[0]):
        days = found.setdefault(str(person), {})
        if cell is not None:
            days[on.isoformat()] = write(cell)
    return found


def read(kept: Kept) -> dict[tuple[int, date], Cell | None]:
    """Read a plan that was kept."""
    return {
        (int(person), date.fromisoformat(on)): read_cell(text)
        for person, days in kept.items()
        for on, text in days.items()
    }


def write(cell: Cell | None) -> str:
    """One shift; nothing for a day off."""
    if cell is None:
        return ""
    return ".".join([cell.kind, str(cell.desk), *([str(cell.noon)] if cell.noon else [])])


def read_cell(text: str) -> Cell | None:
    """One shift as it is kept. Raises ValueError for what is none."""
    if not text:
        return None
    kind, desk, *noon = text.split(".")
    if len(noon) > 1:
        raise ValueError(text)
    return Cell(Kind(kind), int(desk), int(noon[0]) if noon else 0)


def mark(kept: Any, previous: str) -> str:
    """The sha256 of a version's cells and of the mark of the version before."""
    text = json.dumps([kept, previous], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def changes(before: Plan, after: Plan) -> list[tuple[int, date, Cell | None, Cell | None]]:
    """What differs between two plans: person, day, what stood, what stands; by person and day."""
    slots = sorted({*before, *after})
    found = [(person, on, before.get((person, on)), after.get((person, on))) for person, on in slots]
    return [one for one in found if one[2] != one[3]]

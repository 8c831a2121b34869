"""Search hits made ready for a table: one further query for the places, none for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from casework.kinds import kind as folder_kind
from complaints.models import Complaint
from complaints.queries.rows import NUMBER
from complaints.states import State
from mall.prepared import RowsOf
from merchants.models import Merchant

if TYPE_CHECKING:
    from datetime import datetime

_STAGES = dict(State.choices)
_PLACES = RowsOf(
    lambda folders: Complaint.objects.filter(folder__in=folders).values(
        "folder_id", "merchant__name", "unit__number", "place"
    )
)


@dataclass(frozen=True)
class HitRow:
    """One folder found."""

    number: str
    url: str
    kind: str
    title: str
    where: str
    stage: str
    opened_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    closed: bool


def shaped(rows: list[dict[str, Any]]) -> list[HitRow]:
    """Rows of `casework.queries.search` with where it was and where it opens."""
    complaints = {
        row["folder_id"]: " ".join(filter(None, (row["merchant__name"], row["unit__number"]))) or row["place"]
        for row in _PLACES(row["id"] for row in rows if row["kind"] == "complaint")
    }
    others = [row["id"] for row in rows if row["kind"] != "complaint"]
    shops = set(Merchant.objects.filter(folder__in=others).values_list("folder_id", flat=True)) if others else set()
    case = reverse("complaints:case", args=[NUMBER])
    return [
        HitRow(
            number=row["number"],
            url=reverse("merchants:file", args=[row["number"]])
            if row["id"] in shops
            else case.replace(NUMBER, row["number"]),
            kind=str(folder_kind(row["kind"]).label),
            title=row["title"],
            where=complaints.get(row["id"], ""),
            stage=str(_STAGES.get(row["stage"], "")),
            opened_at=row["opened_at"],
            due_at=row["due_at"],
            warn_at=row["warn_at"],
            closed=row["closed_at"] is not None,
        )
        for row in rows
    ]

"""Search hits made ready for a table: one further query for the places, none for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casework.kinds import address_of
from casework.kinds import kind as folder_kind
from complaints.models import Complaint
from complaints.states import State
from mail_desk.states import STAGES as MAIL_STAGES
from mall.prepared import RowsOf
from ui.obstacles import StrOrPromise

if TYPE_CHECKING:
    from datetime import datetime

#: Kind of folder → the words of its stages.
_STAGES: dict[str, dict[str, StrOrPromise]] = {"complaint": dict(State.choices), **MAIL_STAGES}
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
    return [
        HitRow(
            number=row["number"],
            url=address_of(row["kind"], row["number"]),
            kind=str(folder_kind(row["kind"]).label),
            title=row["title"],
            where=complaints.get(row["id"], ""),
            stage=str(_STAGES.get(row["kind"], {}).get(row["stage"], "")),
            opened_at=row["opened_at"],
            due_at=row["due_at"],
            warn_at=row["warn_at"],
            closed=row["closed_at"] is not None,
        )
        for row in rows
    ]

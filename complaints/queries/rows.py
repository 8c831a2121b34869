"""A row of the queue, made of plain values in two further questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import get_language

from casework import clock_kinds
from casework.models import Approval, Handoff
from complaints.models import Complaint
from complaints.rules.money import WHAT
from complaints.states import DECIDED, Severity, State
from mall.prepared import RowsOf

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBER = "_"  # stands for a folder's number in an address
_COMPLAINT = (
    "folder_id",
    "merchant__name",
    "unit__number",
    "place",
    "floor__name",
    "floor__code",
    "category__name",
    "category__name_en",
    "vip",
    "important",
    "authority__name",
    "authority__name_en",
    "level",
)

_COMPLAINTS = RowsOf(lambda folders: Complaint.objects.filter(folder__in=folders).values(*_COMPLAINT))
_HANDOFFS = RowsOf(
    lambda folders: (
        Handoff.objects.current()
        .filter(folder__in=folders)
        .order_by("-role", "id")  # "lead" sorts after "assist"
        .values("folder_id", "to_department__name", "to_department__name_en", "role", "state", "chased")
    )
)


@dataclass(slots=True)
class Row:
    """One complaint in a list. `due_at` is what the reader owes: a department its answer, the desk the nearest."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "id",
        "number",
        "title",
        "stage",
        "rank",
        "safety",
        "confidential",
        "opened_at",
        "due_at",
        "warn_at",
        "due_kind",
        "paused_at",
        "closed_at",
        "handler__name",
    )

    id: int
    number: str
    url: str
    title: str
    state: str
    stage: str
    severity: str
    rank: int
    safety: bool
    confidential: bool
    vip: bool
    important: bool
    level: int
    merchant: str
    unit: str
    place: str
    category: str
    department: str
    chased: int
    disputed: bool
    authority: str
    due_at: datetime | None
    warn_at: datetime | None
    what: Any
    paused_at: datetime | None
    closed_at: datetime | None
    opened_at: datetime
    handler: str

    @property
    def at(self) -> str:
        """Where it is, beside the merchant's name; without a merchant the place is said too."""
        return self.unit if self.merchant else f"{self.unit} {self.place}".strip()


def rows_of(folders: list[dict[str, Any]]) -> list[Row]:
    """Fill the rows of a page with what stands on the complaint and on its hand-offs."""
    ids = [folder["id"] for folder in folders]
    complaints = {row["folder_id"]: row for row in _COMPLAINTS(ids)}
    handoffs = _handoffs(ids)
    words = _Words.of_the_page()
    for folder in _decided(folders):
        folder["said"] = str(DECIDED)
    return [_row(folder, complaints.get(folder["id"], {}), handoffs.get(folder["id"], []), words) for folder in folders]


@dataclass(frozen=True)
class _Words:
    """What every row says, looked up once for the page: the labels in its language, the address of a case."""

    states: dict[str, str]
    severities: dict[int, str]
    english: bool
    before: str
    after: str

    @classmethod
    def of_the_page(cls) -> _Words:
        before, after = reverse("complaints:case", args=[NUMBER]).split(NUMBER)
        return cls(
            states={state.value: str(state.label) for state in State},
            severities={severity.value: str(severity.label) for severity in Severity},
            english=get_language() == "en",
            before=before,
            after=after,
        )

    def name(self, row: dict[str, Any], field: str) -> str:
        """The name of a row that has one in both languages."""
        return (self.english and row.get(f"{field}_en")) or row.get(field) or ""


def _handoffs(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The current hand-offs of some folders, the lead first."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in _HANDOFFS(ids):
        found.setdefault(row["folder_id"], []).append(row)
    return found


def _decided(folders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of `rules.money.is_decided`; nothing is asked where none awaited approval."""
    awaited = [folder for folder in folders if folder["stage"] == State.AWAITING_APPROVAL]
    if not awaited:
        return []
    waiting = Approval.objects.undecided().filter(what=WHAT, folder__in=[folder["id"] for folder in awaited])
    still = set(waiting.values_list("folder", flat=True))
    return [folder for folder in awaited if folder["id"] not in still]


def _row(folder: dict[str, Any], complaint: dict[str, Any], handoffs: list[dict[str, Any]], words: _Words) -> Row:
    own_due = folder.get("own_due", folder["due_at"])
    same = own_due == folder["due_at"]
    return Row(
        id=folder["id"],
        number=folder["number"],
        url=f"{words.before}{folder['number']}{words.after}",
        title=folder["title"],
        state=folder.get("said") or words.states.get(folder["stage"], ""),
        stage=folder["stage"],
        severity=words.severities.get(folder["rank"], ""),
        rank=folder["rank"],
        safety=folder["safety"],
        confidential=folder["confidential"],
        vip=bool(complaint.get("vip")),
        important=bool(complaint.get("important")),
        level=complaint.get("level") or 0,
        merchant=complaint.get("merchant__name") or "",
        unit=complaint.get("unit__number") or "",
        place=complaint.get("place") or complaint.get("floor__code" if words.english else "floor__name") or "",
        category=words.name(complaint, "category__name"),
        department=words.name(handoffs[0], "to_department__name") if handoffs else "",
        chased=sum(one["chased"] for one in handoffs),
        disputed=any(one["state"] == Handoff.State.DISPUTED for one in handoffs),
        authority=words.name(complaint, "authority__name"),
        due_at=own_due,
        warn_at=folder["warn_at"] if same else None,
        what=clock_kinds.label(folder["due_kind"] if same else "answer") if own_due else "",
        paused_at=folder["paused_at"],
        closed_at=folder["closed_at"],
        opened_at=folder["opened_at"],
        handler=folder["handler__name"] or "",
    )

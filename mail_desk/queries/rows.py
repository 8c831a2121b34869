"""A row of the queue, of a day's register or of a hand-over: plain values, each word looked up once for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework import clock_kinds
from mail_desk.models import MailItem
from mail_desk.states import TONES, State
from mall.bilingual import in_english, name_in
from mall.prepared import RowsOf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ui.obstacles import StrOrPromise

NUMBER = "_"  # stands for a folder's number in an address
MARKS: tuple[tuple[str, StrOrPromise, str, str], ...] = (
    ("unclear", _("Address unclear"), "map-question", "soon"),
    ("large", _("Large"), "box", "plain"),
    ("heavy", _("Heavy"), "weight", "plain"),
    ("damaged", _("Damaged"), "alert-triangle", "late"),
    ("cash", _("Cash on delivery"), "cash", "late"),
    ("internal", _("8F or the company"), "building", "accent"),
)
COLUMNS = (
    "folder_id",
    "folder__number",
    "folder__due_at",
    "folder__warn_at",
    "folder__due_kind",
    "state",
    "received_at",
    "registered_at",
    "ended_at",
    "mail_class__name",
    "mail_class__name_en",
    "quantity",
    "number",
    "unit__number",
    "unit_words",
    "floor__name",
    "floor__code",
    "merchant__name",
    "addressee",
    "sender",
    "refusal",
    "not_home",
    *(mark for mark, _word, _icon, _tone in MARKS),
)
_ITEMS = RowsOf(lambda folders: MailItem.objects.filter(folder__in=folders).order_by().values(*COLUMNS))


@dataclass(slots=True)
class Row:
    """One item in a list."""

    folder: int
    number: str
    url: str
    what: str
    quantity: int
    item_number: str
    where: str
    merchant: str
    addressee: str
    sender: str
    marks: list[tuple[StrOrPromise, str, str]]
    state: str
    tone: str
    is_open: bool
    refusal: str
    not_home: int
    received_at: datetime
    registered_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None
    due: Any


def rows_of(folders: Iterable[int]) -> list[Row]:
    """The rows of these folders, in their order: one question."""
    wanted = list(folders)
    values = {row["folder_id"]: row for row in _ITEMS(wanted)} if wanted else {}
    return _rows([values[folder] for folder in wanted if folder in values])


def _rows(found: Iterable[dict[str, Any]]) -> list[Row]:
    before, after = reverse("mail_desk:item", args=[NUMBER]).split(NUMBER)
    states = {state.value: (str(state.label), TONES[state]) for state in State}
    floor = "floor__code" if in_english() else "floor__name"
    return [
        Row(
            folder=row["folder_id"],
            number=row["folder__number"],
            url=f"{before}{row['folder__number']}{after}",
            what=name_in(row, "mail_class__name"),
            quantity=row["quantity"],
            item_number=row["number"],
            where=row["unit__number"] or row["unit_words"] or row[floor] or "",
            merchant=row["merchant__name"] or "",
            addressee=row["addressee"],
            sender=row["sender"],
            marks=[(word, icon, tone) for mark, word, icon, tone in MARKS if row[mark]],
            state=states[row["state"]][0],
            tone=states[row["state"]][1],
            is_open=row["ended_at"] is None,
            refusal=row["refusal"],
            not_home=row["not_home"],
            received_at=row["received_at"],
            registered_at=row["registered_at"],
            ended_at=row["ended_at"],
            due_at=row["folder__due_at"],
            warn_at=row["folder__warn_at"],
            due=clock_kinds.label(row["folder__due_kind"]) if row["folder__due_at"] else "",
        )
        for row in found
    ]

"""The words a complaint is found by, and its short title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.actions.folders import search_rows, write_search_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.models import PhoneTail, SearchText
    from complaints.models import Complaint, Party

SHORT = 36
_SENTENCE_END = re.compile(r"[。！？!?；;\n]|(?<!\d)\.(?!\d)")


def title_of(happened: str, title: str = "") -> str:
    """Return the title typed, else the first sentence of what happened, at most 36 characters."""
    if title.strip():
        return title.strip()[:200]
    first = _SENTENCE_END.split(happened.strip(), maxsplit=1)[0].strip() or happened.strip()
    return first if len(first) <= SHORT else first[: SHORT - 1].rstrip(",，、 ") + "…"


def write_words(complaint: Complaint) -> None:
    """Store everything the search finds this complaint by; call it whenever a word or a person changes."""
    persons = list(complaint.parties.all())
    said = _said(complaint, persons, complaint.statements.values_list("text", flat=True))
    write_search_text(complaint.folder, said, phones=_phones(persons))


def first_words(complaint: Complaint, persons: Iterable[Party]) -> tuple[SearchText, *tuple[PhoneTail, ...]]:
    """The same for a complaint about to be stored, to be stored with it: nobody has said anything more yet."""
    return search_rows(complaint.folder, _said(complaint, persons), phones=_phones(persons))


def _phones(persons: Iterable[Party]) -> list[str]:
    return [party.phone for party in persons if party.phone]


def _said(complaint: Complaint, persons: Iterable[Party], added: Iterable[str] = ()) -> list[str]:
    merchant, maker = complaint.merchant, complaint.complaining_merchant
    return [
        complaint.folder.title,
        complaint.happened,
        complaint.place,
        complaint.unit.number if complaint.unit else "",
        merchant.name if merchant else "",
        maker.name if maker else "",
        complaint.goods,
        complaint.order_number,
        complaint.authority_number,
        complaint.demand_words,
        *(party.name for party in persons),
        *added,
    ]

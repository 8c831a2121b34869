"""What happened to a folder, as lines to be read, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from casework import clock_kinds, verbs
from casework.models import Approval, Attachment, Entry, Folder, FollowUp, FollowUpAttempt, Handoff, Note, Pause
from mall.held import NAMES_SECONDS, Held, table, tie
from mall.localtime import local_day
from mall.models import Department, Membership, User
from mall.prepared import ModelsOf

if TYPE_CHECKING:
    from casework.verbs import Verb


class _Hours(dict[str, datetime]):
    """Hours by name; a template that asks for one that is missing gets nothing instead of an error."""

    def __missing__(self, key: str) -> None:
        return None


@dataclass(frozen=True)
class Line:
    """One line of a timeline. `rows` are the rows its facts point to, by the fact's name."""

    at: datetime
    by: User | None
    verb: Verb
    facts: Mapping[str, Any]
    rows: Mapping[str, Any] = field(default_factory=dict)
    pk: int = 0
    place: str = ""

    @property
    def template(self) -> str:
        """The template that says it."""
        return self.verb.template

    @property
    def times(self) -> _Hours:
        """The hours among the facts; one that is not there is None."""
        return _Hours({key: at for key, at in ((key, _hour(value)) for key, value in self.facts.items()) if at})

    @property
    def what(self) -> Any:
        """The obligation a clock's line speaks of, in words."""
        return clock_kinds.label(str(self.facts.get("what") or self.facts.get("kind") or ""))


OLDEST = ModelsOf(Entry, lambda folders: Entry.objects.filter(folder__in=folders).order_by("at", "id"))
NEWEST = ModelsOf(Entry, lambda folders: Entry.objects.filter(folder__in=folders).order_by("-at", "-id"))


def timeline(folder: Folder, user: User, *, newest_first: bool = False) -> list[Line]:
    """All lines of a folder, as `lines_of` gives them; empty for a person who may not see the folder."""
    if not Folder.objects.visible_to(user).filter(pk=folder.pk).exists():
        return []
    return lines_of(folder, user, newest_first=newest_first)


def lines_of(folder: Folder, reader: User, *, newest_first: bool = False) -> list[Line]:
    """All lines of a folder in order: what was done, with the notes and the answers in their words.

    For a folder that was fetched by `visible_to`. The rows all lines point to are fetched once per kind of row. Of an
    approval that is not this reader's to read only the bare line is left.
    """
    private = verbs.private_to_others(reader)
    entries = (NEWEST if newest_first else OLDEST).of(folder.pk)
    tie(entries, "by")
    rows = _rows(entries)
    places = _places(
        {entry.by_id for entry in entries if entry.by_id}, now=entries[-1].at if entries else folder.opened_at
    )
    return [
        Line(
            at=entry.at,
            by=entry.by,
            verb=verbs.verb(entry.verb),
            facts=facts,
            rows={key: rows[key].get(facts[key]) for key in rows if key in facts},
            pk=entry.pk,
            place=places.get(entry.by_id or 0, ""),
        )
        for entry in entries
        for facts in ({} if "approval" in entry.facts and entry.facts.get("what") in private else entry.facts,)
    ]


def _rows(entries: Iterable[Entry]) -> dict[str, Mapping[int, Any]]:
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        for key, value in entry.facts.items():
            if key in verbs.row_fetchers() and isinstance(value, int) and not isinstance(value, bool):
                wanted.setdefault(key, set()).add(value)
    return {key: verbs.row_fetchers()[key](ids) for key, ids in wanted.items()}


def _memberships() -> list[Membership]:
    return list(Membership.objects.select_related("desk", "department").order_by("from_on"))


HELD = Held(_memberships, models=("mall.Membership", "mall.Desk", "mall.Department"), seconds=NAMES_SECONDS)


def _places(person_ids: set[int], *, now: datetime) -> dict[int, str]:
    """Where each person worked on a day: the usual desk, else the department; the latest membership counts."""
    day = local_day(now)
    held = (m for m in HELD.get() if m.person_id in person_ids and m.holds_on(day))
    return {m.person_id: str(m.desk or m.department) for m in held}


def _hour(value: object) -> datetime | None:
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _handoffs(ids: Iterable[int]) -> Mapping[int, Handoff]:
    return Handoff.objects.select_related("to_department", "assigned_to", "answered_by").in_bulk(list(ids))


def _follow_ups(ids: Iterable[int]) -> Mapping[int, FollowUp]:
    return FollowUp.objects.select_related("evaluation", "asked_by").in_bulk(list(ids))


def _pauses(ids: Iterable[int]) -> Mapping[int, Pause]:
    return Pause.objects.select_related("reason").in_bulk(list(ids))


verbs.register_rows("handoff", _handoffs)
verbs.register_rows("follow_up", _follow_ups)
verbs.register_rows("pause", _pauses)
# Names are only read by the lines' templates; their tables are held.
verbs.register_rows("department", lambda _ids: table(Department).get())
verbs.register_rows("person", lambda _ids: table(User).get())
for _key, _model in (
    ("approval", Approval),
    ("attempt", FollowUpAttempt),
    ("note", Note),
    ("attachment", Attachment),
    ("folder", Folder),
):
    verbs.register_rows(_key, lambda ids, model=_model: model.objects.in_bulk(list(ids)))  # type: ignore[misc]  # a default holds the model of this turn

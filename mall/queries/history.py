"""What was changed about a row whose history is kept, by whom, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mall.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import Model

LABELS = {
    "insert": _("added"),
    "update": _("changed"),
    "delete": _("deleted"),
    "password_reset": _("given a temporary password"),
    "codes_removed": _("one-time codes removed"),
}
# Columns that follow from others and say nothing to a reader.
SILENT = frozenset({"pinyin", "initials"})


@dataclass(frozen=True)
class Change:
    """One line of a history: when, who, what was done, and each field with its value before and after."""

    at: datetime
    by: str
    what: str
    fields: Sequence[tuple[str, str, str]] = ()


def history(row: Model, most: int = 100, *, subject: str = "") -> list[Change]:
    """The changes of one row, the newest first; empty for a model whose history is not kept."""
    kept = getattr(row, "events", None)
    if kept is None:
        return []
    return told(kept.select_related("pgh_context").order_by("-pgh_id")[: most + 1], subject=subject)[:most]


def told(events: Any, *, subject: str = "") -> list[Change]:
    """Say events (newest first), each with the fields in which it differs from the event before of the same row."""
    rows = list(events)
    authors = {author for event in rows if (author := _author(event))}
    names = dict(User.objects.filter(pk__in=authors).values_list("pk", "name"))
    found = []
    for index, event in enumerate(rows):
        earlier = next((row for row in rows[index + 1 :] if row.id == event.id), None)
        label = str(LABELS.get(event.pgh_label, event.pgh_label))
        said = f"{subject} {label}".strip()
        by = names.get(_author(event) or 0, "")
        found.append(Change(event.pgh_created_at, by, said, _differences(earlier, event)))
    return found


def _author(event: Any) -> int | None:
    about = (event.pgh_context.metadata or {}) if event.pgh_context else {}
    found = about.get("by") or about.get("user")
    return int(found) if found else None


def _differences(earlier: Any, later: Any) -> list[tuple[str, str, str]]:
    if earlier is None:
        return []
    found = []
    for field in later._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name in SILENT:
            continue
        before, after = getattr(earlier, field.attname), getattr(later, field.attname)
        if before != after:
            found.append((str(capfirst(_label(later, field.name))), _shown(earlier, field), _shown(later, field)))
    return found


def _label(event: Any, name: str) -> Any:
    try:
        return event.pgh_tracked_model._meta.get_field(name).verbose_name
    except (AttributeError, FieldDoesNotExist):
        return event._meta.get_field(name).verbose_name


def _shown(event: Any, field: Any) -> str:
    value = getattr(event, f"get_{field.name}_display", lambda: getattr(event, field.attname))()
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)


def names_of(contexts: Iterable[dict[str, Any] | None]) -> dict[Any, str]:
    """The names of the people who made changes, by key, from what their contexts say."""
    people: set[int] = {metadata["user"] for metadata in contexts if metadata and metadata.get("user")}
    return dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}

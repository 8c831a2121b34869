"""The limits as their page shows them: what holds, since when, what comes, what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mall.limits import BY_CHAPTER, CHAPTER_NAMES, LIMITS, Chapter, NamedLimit
from mall.models import Limit, User

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Coming:
    """A value that will hold from a later day."""

    valid_from: date
    said: str


@dataclass(frozen=True)
class LimitLine:
    """One limit on one day, in words."""

    named: NamedLimit
    stored: Any
    said: str
    default: str
    since: date | None
    coming: tuple[Coming, ...]

    @property
    def changed(self) -> bool:
        """Whether the value differs from the handbook's default."""
        return bool(self.stored != self.named.default)


@dataclass(frozen=True)
class LimitChapter:
    """The limits of one chapter."""

    key: Chapter
    name: Promise | str
    lines: tuple[LimitLine, ...]


def limits_by_chapter(today: date) -> list[LimitChapter]:
    """All limits as they stand today. One query."""
    rows = _rows()
    return [
        LimitChapter(
            chapter, CHAPTER_NAMES[chapter], tuple(_line(named, rows.get(named.name, []), today) for named in limits)
        )
        for chapter, limits in BY_CHAPTER.items()
    ]


def limit_line(name: str, today: date) -> LimitLine:
    """One limit as it stands today. Raises KeyError for a name that is not declared."""
    return _line(LIMITS[name], _rows(name).get(name, []), today)


@dataclass(frozen=True)
class Change:
    """One entry of a limit's history."""

    valid_from: date
    said: str
    reason: str
    set_by: str
    set_at: datetime


def limit_history(name: str) -> list[Change]:
    """Every value ever entered for a limit, replaced ones included, newest first. Two queries."""
    named = LIMITS[name]
    events = list(
        Limit.pgh_event_model.objects.filter(name=name)  # type: ignore[attr-defined]  # the history gives it to the model
        .order_by("-pgh_id")
        .values("valid_from", "value", "reason", "set_by_id", "set_at")
    )
    names = dict(User.objects.filter(pk__in={event["set_by_id"] for event in events}).values_list("pk", "name"))
    return [
        Change(
            event["valid_from"],
            _said(named, event["value"]),
            event["reason"],
            names.get(event["set_by_id"], ""),
            event["set_at"],
        )
        for event in events
    ]


def _rows(name: str | None = None) -> dict[str, list[tuple[date, Any]]]:
    found = Limit.objects.order_by("valid_from")
    if name is not None:
        found = found.filter(name=name)
    rows: dict[str, list[tuple[date, Any]]] = {}
    for each, valid_from, value in found.values_list("name", "valid_from", "value"):
        rows.setdefault(each, []).append((valid_from, value))
    return rows


def _line(named: NamedLimit, rows: list[tuple[date, Any]], today: date) -> LimitLine:
    since, stored = next(((day, value) for day, value in reversed(rows) if day <= today), (None, named.default))
    return LimitLine(
        named=named,
        stored=stored,
        said=_said(named, stored),
        default=_said(named, named.default),
        since=since,
        coming=tuple(Coming(day, _said(named, value)) for day, value in rows if day > today),
    )


def _said(named: NamedLimit, stored: Any) -> str:
    """The words for a value, or the value itself where it fits no longer."""
    try:
        named.read(stored)
    except ValueError:
        return str(stored)
    return named.say(stored)

"""Keyset paging: the next fifty rows after the last one seen, never an OFFSET."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict

PARAMETER = "page"
SALT = "ui.paging"

# How a value travels in a cursor: a letter, its type, and how it is written and read.
_TYPES: dict[str, tuple[type, Any, Any]] = {
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),
    "d": (date, date.isoformat, date.fromisoformat),
    "n": (Decimal, str, Decimal),
    "u": (UUID, str, UUID),
}


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors of its neighbours ('' when there is none)."""

    rows: list[Any]
    next: str = ""
    previous: str = ""
    kept: str = ""

    @property
    def next_query(self) -> str:
        """Return the query string of the next page with all filters kept, or ''."""
        return self._query(self.next)

    @property
    def previous_query(self) -> str:
        """Return the query string of the page before with all filters kept, or ''."""
        return self._query(self.previous)

    @property
    def first_query(self) -> str:
        """Return the query string of the first page with all filters kept."""
        return f"?{self.kept}"

    def _query(self, cursor: str) -> str:
        if not cursor:
            return ""
        return f"?{self.kept}&{PARAMETER}={cursor}" if self.kept else f"?{PARAMETER}={cursor}"

    def __iter__(self) -> Any:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Count the rows of this page."""
        return len(self.rows)


@dataclass(frozen=True)
class Keyset:
    """An order in which rows can be walked; the last field must be unique (an id).

    Empty values stand where PostgreSQL's own index order puts them: last ascending, first descending.
    """

    fields: Sequence[str] = ("-pk",)

    def page(self, queryset: QuerySet[Any, Any], parameters: QueryDict | Mapping[str, str], size: int = 50) -> Page:
        """Return the page the parameters ask for; a cursor that was tampered with shows the first page.

        `queryset` may be of models or of `values()` that hold the ordering fields.
        """
        backwards, start = self._read(parameters.get(PARAMETER, ""))
        if start is not None:
            queryset = queryset.filter(self._beyond(start, queryset.model, backwards=backwards))
        rows = list(queryset.order_by(*self._order(backwards=backwards))[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        if backwards:
            rows.reverse()
        has_next = bool(rows) and (more or backwards)
        has_previous = bool(rows) and (more if backwards else start is not None)
        return Page(
            rows=rows,
            next=self._cursor(rows[-1], backwards=False) if has_next else "",
            previous=self._cursor(rows[0], backwards=True) if has_previous else "",
            kept=_kept(parameters),
        )

    def _directions(self) -> list[tuple[str, bool]]:
        return [(field.lstrip("-"), field.startswith("-")) for field in self.fields]

    def _order(self, *, backwards: bool) -> list[Any]:
        return [F(name).desc() if descending != backwards else F(name).asc() for name, descending in self._directions()]

    def _beyond(self, start: list[Any], model: type[Model], *, backwards: bool) -> Q:
        """Build `a > x OR (a = x AND b > y) …` from the inside out, with the bound on the first field outside."""
        condition: Q | None = None
        for (name, descending), value in reversed(list(zip(self._directions(), start, strict=True))):
            downwards = descending != backwards
            after = _after(name, value, downwards=downwards, nullable=_nullable(model, name))
            if condition is not None:
                equal = Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
                after = equal & condition if after is None else after | (equal & condition)
            condition = after
        return self._bound(start[0], model, backwards=backwards) & (condition or Q(pk__in=[]))

    def _bound(self, value: Any, model: type[Model], *, backwards: bool) -> Q:
        """Repeat the first field's bound by itself, so that the planner starts inside the index."""
        name, descending = self._directions()[0]
        downwards = descending != backwards
        if value is None or (not downwards and _nullable(model, name)):
            return Q()
        return Q(**{f"{name}__lte" if downwards else f"{name}__gte": value})

    def _cursor(self, row: Any, *, backwards: bool) -> str:
        values = [_pack(_value(row, name)) for name, _ in self._directions()]
        return signing.dumps(["b" if backwards else "f", *values], salt=self._salt(), compress=True)

    def _read(self, cursor: str) -> tuple[bool, list[Any] | None]:
        if not cursor:
            return False, None
        try:
            way, *packed = signing.loads(cursor, salt=self._salt())
            return way == "b", [_unpack(value) for value in packed]
        except (signing.BadSignature, ValueError):
            return False, None

    def _salt(self) -> str:
        return f"{SALT}:{','.join(self.fields)}"


def _after(name: str, value: Any, *, downwards: bool, nullable: bool) -> Q | None:
    """Return the condition for rows strictly beyond the value in this direction; None when there are none."""
    if value is None:
        return Q(**{f"{name}__isnull": False}) if downwards else None
    if downwards:
        return Q(**{f"{name}__lt": value})
    beyond = Q(**{f"{name}__gt": value})
    return beyond | Q(**{f"{name}__isnull": True}) if nullable else beyond


def _nullable(model: type[Model], path: str) -> bool:
    """Say whether a field (or a step of the way to it) may be empty; an annotation counts as may."""
    current: Any = model
    for step in path.split("__"):
        if step == "pk":
            return False
        try:
            field = current._meta.get_field(step)  # the documented API of Django
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", False):
            return True
        current = getattr(field, "related_model", None) or current
    return False


def _value(row: Any, path: str) -> Any:
    if isinstance(row, Mapping):
        return row[path]
    for step in path.split("__"):
        row = getattr(row, step, None)
    return row


def _pack(value: Any) -> Any:
    for letter, (kind, write, _) in _TYPES.items():
        if isinstance(value, kind):
            return {letter: write(value)}
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        ((letter, text),) = value.items()
        return _TYPES[letter][2](text)
    return value


def _kept(parameters: QueryDict | Mapping[str, str]) -> str:
    if isinstance(parameters, QueryDict):
        kept = parameters.copy()
        kept.pop(PARAMETER, None)
        return kept.urlencode()
    return urlencode({name: value for name, value in parameters.items() if name != PARAMETER})


def capped_count(queryset: QuerySet[Any, Any], cap: int = 999) -> str:
    """Count at most `cap` rows and say "999+" beyond, so that a counter never costs more than a page."""
    return capped(queryset.order_by()[: cap + 1].count(), cap)


def capped(number: int, cap: int = 999) -> str:
    """A count up to `cap`, then "999+"."""
    return f"{cap}+" if number > cap else str(number)

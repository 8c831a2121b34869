"""Rows that everything asks for and hardly anybody changes: read once, never held for long."""

from __future__ import annotations

import copy
import threading
from functools import cache
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from django.conf import settings
from django.core.signals import request_started
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.signals import post_delete, post_save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
_everything: list[Held[Any]] = []

#: The longest time another process may still work with what was there before a change.
SECONDS = 2.0
#: The same for names and lists, which are only shown.
NAMES_SECONDS = 30.0


class _Kept(NamedTuple):
    """What was read, until when it is good, in which database, after which change and beside how many open ones."""

    until: float
    database: str
    change: int
    uncommitted: int
    value: Any


class Held(Generic[T]):
    """What `read` gives, kept per thread for at most `seconds`.

    A change of one of the `models` is seen at once by the thread that makes it, and by the whole process
    when it is committed. What was read beside a change that is not committed is kept as long as that change
    stands, so a roll-back, also to a savepoint, leaves nothing false behind. With HELD_PER_REQUEST (tests)
    every request reads anew: the number of queries of a page is then the same each time.
    """

    def __init__(self, read: Callable[[], T], *, models: tuple[str, ...], seconds: float | None = None) -> None:
        """Keep what `read` gives; `models` are labels such as "mall.Limit"."""
        self._read = read
        self._seconds = seconds
        self._mine = threading.local()
        self._changes = count(1)
        self._change = 0
        _everything.append(self)
        request_started.connect(self._on_request)
        for model in models:
            post_save.connect(self._on_change, sender=model)
            post_delete.connect(self._on_change, sender=model)

    def get(self) -> T:
        """Give what is kept, or read it."""
        connection = connections[DEFAULT_DB_ALIAS]
        # A roll-back takes what was to be done on commit away with the change that asked for it.
        uncommitted = sum(entry[1] == self.drop for entry in connection.run_on_commit)
        now, state = monotonic(), (connection.settings_dict["NAME"], self._change, uncommitted)
        kept: _Kept | None = getattr(self._mine, "kept", None)
        if kept is None or kept.until < now or kept[1:4] != state:
            until = now + (SECONDS if self._seconds is None else self._seconds)
            kept = self._mine.kept = _Kept(until, *state, self._read())
        value: T = kept.value
        return value

    def drop(self) -> None:
        """Keep nothing, in no thread: for whoever writes without signals (bulk inserts, tests)."""
        self._change = next(self._changes)

    def _on_request(self, **_signal: Any) -> None:
        if getattr(settings, "HELD_PER_REQUEST", False):
            self.drop()

    def _on_change(self, **_signal: Any) -> None:
        self.drop()
        transaction.on_commit(self.drop)


def drop_everything() -> None:
    """Keep nothing at all: between tests, whose roll-backs no signal tells of."""
    for held in _everything:
        held.drop()


@cache
def table(model: type[models.Model]) -> Held[dict[Any, Any]]:
    """The rows of a small table by key: people, departments, desks, floors, a desk's own lists."""
    rows: models.Manager[Any] = cast("Any", model).objects
    return Held(rows.in_bulk, models=(model._meta.label,), seconds=NAMES_SECONDS)


def tie(rows: Iterable[models.Model | None], *paths: str) -> None:
    """Tie rows to what their foreign keys point to, from held tables: `tie([complaint], "category__parent")`.

    In place of `select_related` where a page names people and lists: PostgreSQL takes 15 ms to plan a join of
    twenty small tables. A row that is not held yet is left to be read when it is asked for. Each call gives out
    copies, so that nothing one request does to a person shows in another's.
    """
    copies = _Copies()
    held = [row for row in rows if row is not None]
    for path in paths:
        for row in held:
            end: models.Model | None = row
            for name in path.split("__"):
                end = copies.tied(end, name) if end is not None else None


class _Copies:
    """The copies one call gives out: the same person is the same object on every row of it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[type[models.Model], dict[Any, models.Model]] = {}
        self._made: dict[tuple[type[models.Model], Any], models.Model] = {}

    def tied(self, row: models.Model, name: str) -> models.Model | None:
        """What one foreign key of a row points to, tied to it; None where it points nowhere or is not held."""
        field: Any = row._meta.get_field(name)
        if field.is_cached(row):
            return cast("models.Model | None", field.get_cached_value(row))
        key = getattr(row, field.attname)
        found = None if key is None else self._of(field.related_model, key)
        if found is not None:
            field.set_cached_value(row, found)
        return found

    def _of(self, model: type[models.Model], key: Any) -> models.Model | None:
        if (model, key) not in self._made:
            if model not in self._rows:
                self._rows[model] = table(model).get()
            if key not in self._rows[model]:
                return None
            self._made[model, key] = copy.copy(self._rows[model][key])
        return self._made[model, key]

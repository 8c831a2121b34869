"""Questions that PostgreSQL reads and plans once for a connection: for a short one that costs as much as answering."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.db import connection
from psycopg import RawCursor
from psycopg._preparing import Prepare, PrepareManager  # nothing public says that a roll-back takes no statement away

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

VALUE = "%s"
#: So many statements are kept numbered, and so many prepared on each connection.
NUMBERED, PREPARED = 500, 100
#: How plain values are written; PostgreSQL sees from where one stands what it is, so that a question stays the same
#: whether a key is short or long.
WRITTEN: dict[type, Callable[[Any], str]] = {
    str: lambda text: text,
    int: str,
    bool: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    Decimal: str,
}


def asking() -> AbstractContextManager[Any]:
    """A cursor for a question that is asked again and again with other values, as `connection.cursor()` gives one.

    Its plan may be made without the values: ask so what is found by a key, not what is common or rare by the value.
    """
    connection.ensure_connection()
    _keep_prepared(connection.connection)
    told: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    cursor: AbstractContextManager[Any] = told(_Cursor(connection.connection))
    return cursor


def written(value: Any) -> Any:
    """Write a value; members of choices are what they stand for. What is of no plain type is left to psycopg."""
    if value is None:
        return None
    known = WRITTEN.get(type(value))
    if known is not None:
        return known(value)
    if isinstance(value, str):
        return str(value)
    return str(int(value)) if isinstance(value, int) else value


class _Said(NamedTuple):
    """The words of a statement, where Django's log of queries looks for them."""

    query: bytes


class _Cursor(RawCursor[Any]):
    """A cursor that hands the values over beside the statement: writing them into it takes Python twice as long."""

    def execute(  # type: ignore[override]  # as Django calls it
        self, query: str, params: Sequence[Any] | None = None
    ) -> Any:
        """Execute a statement that marks its values as all others of the product do."""
        said = _Said(_numbered(query))
        super().execute(
            said.query, [value if type(value) is str else written(value) for value in params or ()], prepare=True
        )
        self._query = cast("Any", said)  # psycopg leaves it empty for what is prepared
        return self


@lru_cache(maxsize=NUMBERED)
def _numbered(statement: str) -> bytes:
    """Number the values: `$1`, `$2` and so on."""
    first, *rest = statement.split(VALUE)
    return "".join((first, *(f"${number}{words}" for number, words in enumerate(rest, 1)))).encode()


class _Kept(PrepareManager):
    """What is prepared on a connection stays so over a roll-back, with which each page ends.

    psycopg would forget it all, for what a statement names may be rolled back too; here no tables are made on the way.
    """

    prepared_max = PREPARED

    def clear(self) -> bool:
        """Forget nothing."""
        return False

    def maybe_add_to_cache(self, query: Any, prep: Prepare, name: bytes) -> Any:
        """Count nothing: what is asked through `asking` is prepared at once, all else never."""
        return None if prep is Prepare.NO else super().maybe_add_to_cache(query, prep, name)


def _keep_prepared(raw: Any) -> None:
    """Let statements be prepared, but behind a pool that gives each transaction another connection of the server."""
    if type(raw._prepared) is PrepareManager and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):  # noqa: SLF001 - as above
        raw._prepared = _Kept()  # noqa: SLF001 - as above

"""Rows that hang together, stored in one question: asking costs more than writing."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models

from mall.asking import VALUE, asking
from mall.history import tracked_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

NEXT_KEY = "nextval(pg_get_serial_sequence(%s, %s))"
#: So many statements are kept written, one for each choice of rows.
STATEMENTS = 500
#: Fields that store what they hold as it is; asking each would say so more slowly.
PLAIN = (
    models.BigAutoField,
    models.BooleanField,
    models.CharField,
    models.DateTimeField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
)


class _Insert(NamedTuple):
    """How rows of one model are written: the table, its columns, what is asked back, and what is asked of a row.

    `names` are the attributes; `asked` are the fields, by their place, that say themselves what is stored.
    """

    table: str
    columns: tuple[str, ...]
    tail: str
    names: tuple[str, ...]
    asked: tuple[tuple[int, Any], ...]
    foreign: tuple[Any, ...]

    def of(self, row: Model) -> list[Any]:
        """The values of a row; it points to others by the keys they got since.

        Raises ValueError for one that has no key yet: nobody would be named, and nobody would notice.
        """
        for field in self.foreign:
            named = field.get_cached_value(row, None) if getattr(row, field.attname) is None else None
            if named is not None:
                setattr(row, field.name, named)
                if getattr(row, field.attname) is None:
                    raise ValueError(
                        f"{row._meta.object_name}.{field.name} names a row without a key: give it one first"
                    )
        values = [getattr(row, name) for name in self.names]
        for place, field in self.asked:
            values[place] = field.get_db_prep_save(field.pre_save(row, True), connection)
        return values


class NextKeys:
    """The next key of each row's table, so that rows can name one another before they are stored.

    Asked along with something else: `sql` stands among what is selected, `values` among its values, and `give` hands
    the answer out.
    """

    def __init__(self, *rows: Model) -> None:
        """Take the rows that want a key."""
        self._rows = rows
        self.sql = [NEXT_KEY] * len(rows)
        self.values = [part for row in rows for part in (f'"{row._meta.db_table}"', row._meta.pk.column)]

    def give(self, keys: Sequence[int]) -> None:
        """Give each row its key."""
        for row, key in zip(self._rows, keys, strict=True):
            row.pk = key


def store(*rows: Model) -> None:
    """Store new rows of any models in the order given: one query. A row named by another needs its key before.

    Rows without a key get one. `save()` and the signals of the models are passed by, as with `bulk_create`. Raises
    ValueError for a table whose history is kept, for the history would not hear who writes, and for a row that names
    one without a key.
    """
    shape: list[_Same] = []
    values: list[Any] = []
    for (model, has_key), same in groupby(rows, lambda row: (type(row), row.pk is not None)):
        insert, group = _insert(model, has_key=has_key), list(same)
        shape.append(_Same(model, has_key, len(group)))
        for row in group:
            values += insert.of(row)
    with asking() as cursor:
        cursor.execute(_statement(*shape), values)
        given_keys = chain.from_iterable(cursor.fetchone())
    for row, key in zip((row for row in rows if row.pk is None), given_keys, strict=True):
        row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


class _Same(NamedTuple):
    """So many rows of a model, with or without a key."""

    model: type[Model]
    has_key: bool
    how_many: int


@lru_cache(maxsize=STATEMENTS)
def _statement(*shape: _Same) -> str:
    """Write one statement for these rows; it answers with the keys of those that had none."""
    parts, keys = [], []
    for number, (model, has_key, how_many) in enumerate(shape):
        insert = _insert(model, has_key=has_key)
        row = f"({', '.join([VALUE] * len(insert.columns))})"
        parts.append(
            f"rows_{number} AS (INSERT INTO {insert.table} ({', '.join(insert.columns)})"
            f" VALUES {', '.join([row] * how_many)}{insert.tail})"
        )
        if not has_key:
            keys.append(f"ARRAY(TABLE rows_{number})")
    return f"WITH {', '.join(parts)} SELECT {', '.join(keys)}"


@cache
def _insert(model: type[Model], *, has_key: bool) -> _Insert:
    """Write the words once; generated columns are PostgreSQL's own."""
    meta, quoted = model._meta, connection.ops.quote_name
    if meta.db_table in tracked_tables():
        raise ValueError(f"the history of {meta.label} is kept: save its rows one by one")
    fields = [
        field for field in meta.local_concrete_fields if not field.generated and (has_key or not field.primary_key)
    ]
    if any(field.has_db_default() for field in fields):
        raise ValueError(f"{meta.label} has columns that fill themselves in")
    return _Insert(
        quoted(meta.db_table),
        tuple(quoted(field.column or "") for field in fields),
        "" if has_key else f" RETURNING {quoted(meta.pk.column or '')}",
        tuple(field.attname for field in fields),
        tuple((place, field) for place, field in enumerate(fields) if not _is_plain(field)),
        tuple(field for field in fields if field.is_relation),
    )


def _is_plain(field: Any) -> bool:
    """Whether the attribute is what is stored. A time that fills itself in is not there before it is asked."""
    fills_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return type(getattr(field, "target_field", field)) in PLAIN and not fills_itself

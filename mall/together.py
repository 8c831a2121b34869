"""Rows that hang together, stored in one question: asking costs more than writing."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models

from mall.history import tracked_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

NEXT_KEY = "nextval(pg_get_serial_sequence(%s, %s))"
#: A value of just this type is stored by just this field as it is; asking the field would say so more slowly.
PLAIN: dict[type, type] = {
    models.BigAutoField: int,
    models.BooleanField: bool,
    models.CharField: str,
    models.DateTimeField: datetime,
    models.PositiveSmallIntegerField: int,
    models.TextField: str,
}


class _Insert(NamedTuple):
    """How rows of one model are written: the words around the values, one row's values, all fields, foreign keys.

    `plain` is the type of the values that a field stores as they are.
    """

    head: str
    values: str
    tail: str
    fields: tuple[Any, ...]
    plain: tuple[type | None, ...]
    foreign: tuple[Any, ...]

    def of(self, row: Model) -> list[Any]:
        """The values of a row; it points to others by the keys they got after it was made.

        Raises ValueError for one that has no key yet: nobody would be named, and nobody would notice.
        """
        for field in self.foreign:
            if getattr(row, field.attname) is None and field.is_cached(row):
                named = field.get_cached_value(row)
                setattr(row, field.name, named)
                if named is not None and getattr(row, field.attname) is None:
                    raise ValueError(
                        f"{row._meta.object_name}.{field.name} names a row without a key: give it one first"
                    )
        values = [field.pre_save(row, True) for field in self.fields]
        return [
            value if value is None or type(value) is plain else field.get_db_prep_save(value, connection)
            for value, field, plain in zip(values, self.fields, self.plain, strict=True)
        ]


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
    keyless: list[list[Model]] = []
    statements = []
    with connection.cursor() as cursor:
        for (model, has_key), group in groupby(rows, lambda row: (type(row), row.pk is not None)):
            written, same = _insert(model, has_key=has_key), list(group)
            # Each row is filled in by itself: psycopg keeps short templates, and splits long ones anew each time.
            values = [cursor.mogrify(written.values, written.of(row)) for row in same]
            statements.append(f"{written.head}{', '.join(values)}{written.tail}")
            keyless.append([] if has_key else same)
        cursor.execute("; ".join(statements))
        for at, same in enumerate(keyless):
            if at:
                cursor.nextset()
            for row in same:
                (row.pk,) = cursor.fetchone()
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _insert(model: type[Model], *, has_key: bool) -> _Insert:
    """Write the statement once; generated columns are PostgreSQL's own."""
    meta, quoted = model._meta, connection.ops.quote_name
    if meta.db_table in tracked_tables():
        raise ValueError(f"the history of {meta.label} is kept: save its rows one by one")
    fields = tuple(
        field for field in meta.local_concrete_fields if not field.generated and (has_key or not field.primary_key)
    )
    columns = ", ".join(quoted(field.column or "") for field in fields)
    return _Insert(
        f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ",
        f"({', '.join(['%s'] * len(fields))})",
        "" if has_key else f" RETURNING {quoted(meta.pk.column or '')}",
        fields,
        tuple(PLAIN.get(type(getattr(field, "target_field", field))) for field in fields),
        tuple(field for field in fields if field.is_relation),
    )

"""Writing many rows at once: COPY by model fields, with the fields' defaults filled in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH = 50_000


def copy(model: type[models.Model], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> int:
    """COPY rows of the named attributes (`folder_id`, `at` …) into a model's table; return how many.

    Fields not named get their default. Values are given as the database stores them: encrypt before.
    """
    fields = {f.attname: f for f in model._meta.concrete_fields}
    defaults = {n: _stored(f.get_default()) for n, f in fields.items() if n not in names and not f.primary_key}
    columns = [str(fields[n].column) for n in (*names, *defaults)]
    extra = tuple(defaults.values())
    quote = connection.ops.quote_name
    statement = f"COPY {quote(model._meta.db_table)} ({', '.join(quote(column) for column in columns)}) FROM STDIN"
    written = 0
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for row in rows:
            out.write_row((*row, *extra))
            written += 1
    return written


def follow(model: type[models.Model]) -> None:
    """Set the identity sequence behind the highest id after ids were given by hand."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE((SELECT max(id) FROM {table}), 1))"
        )


def batches(total: int) -> Iterator[range]:
    """Ranges that together count from 0 to total."""
    for start in range(0, total, BATCH):
        yield range(start, min(start + BATCH, total))


def _stored(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value

"""Looking for a text in everything the product stores: every column of every table, every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema()
      AND (data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'bytea'))
"""


def where_stands(texts: Iterable[str], folder: Path | None = None) -> list[str]:
    """The tables, columns and files that hold one of the texts, in plain or as JSON writes it."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = cursor.fetchall()
        for text in texts:
            escaped = text.encode("unicode_escape").decode()
            for table, column in columns:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s OR "{column}"::text LIKE %s',
                    [f"%{text}%", f"%{escaped}%".replace("\\", "\\\\")],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    files = (path for path in folder.rglob("*") if path.is_file()) if folder else ()
    found += [path.name for path in files if any(text.encode() in path.read_bytes() for text in texts)]
    return found

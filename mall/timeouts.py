"""How long a question may take: those that look at much are given up before anybody waits for them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

GIVEN_UP = "57014"  # what PostgreSQL says of a statement that was ended


class TookTooLong(Exception):
    """A question was given up."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Allow each statement inside so long, and the rest of the transaction what it was allowed before.

    Raises `TookTooLong`; the transaction is usable afterwards.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Read and set in one: PostgreSQL works the columns out from left to right.
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                [str(milliseconds)],
            )
            before, _set = cursor.fetchone()
            yield
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", "") != GIVEN_UP:
            raise
        raise TookTooLong from problem

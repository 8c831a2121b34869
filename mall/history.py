"""Who changed what, for the tables whose history is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse
from pghistory.config import middleware_methods
from pghistory.middleware import HistoryMiddleware


class HistoryOfTracked(HistoryMiddleware):
    """Tell the history who acts and where, with the statements that write tables whose history is kept.

    The package's own middleware tells it with every statement there is, which doubles the cost of a registration
    that writes no such table.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand between the package's middleware and the rest."""

        def narrowed(request: HttpRequest) -> HttpResponse:
            if request.method in middleware_methods():
                telling = connection.execute_wrappers[-1]  # put there by the package a moment ago
                connection.execute_wrappers[-1] = _only_for_tracked(telling)
            return get_response(request)

        super().__init__(narrowed)  # type: ignore[no-untyped-call]  # the package has no types


def _only_for_tracked(telling: Callable[..., Any]) -> Callable[..., Any]:
    def told(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        if isinstance(sql, str) and not _writes_tracked(sql):
            return execute(sql, params, many, context)
        return telling(execute, sql, params, many, context)

    return told


#: Of so many statements it is remembered whether they are told.
STATEMENTS = 500
# What Django writes; anything else that is not plainly reading is told to the history as well. A lock is not: told with
# it, the history would ask before the lock is got, and a transaction that reads as of one moment would begin there.
WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
HARMLESS = re.compile(r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|LOCK)\b", re.IGNORECASE)


@lru_cache(maxsize=STATEMENTS)
def _writes_tracked(sql: str) -> bool:
    if HARMLESS.match(sql):
        return False
    written = WRITES.findall(sql)
    return not written or not tracked_tables().isdisjoint(written)


@cache
def tracked_tables() -> frozenset[str]:
    """The tables whose history is kept."""
    events = (model for model in apps.get_models() if hasattr(model, "pgh_tracked_model"))
    return frozenset(str(event.pgh_tracked_model._meta.db_table) for event in events)

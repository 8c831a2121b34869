"""Questions that are read and planned once for a connection."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from mall.asking import PREPARED, asking
from mall.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


def ask(words: str, *values: Any) -> Any:
    with asking() as cursor:
        cursor.execute(words, values)
        return cursor.fetchone()[0]


def prepared(words: str) -> int:
    """How many prepared statements of this connection hold these words."""
    return int(ask("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", f"SELECT {words}%"))


def test_a_question_is_prepared_once_whatever_it_is_asked_about() -> None:
    for key in (1, 70_000, 5_000_000_000):
        assert ask("SELECT 'once' || %s::bigint", key) == f"once{key}"
    assert prepared("'once'") == 1


def test_it_stays_so_over_a_roll_back_and_an_error() -> None:
    with transaction.atomic():
        assert ask("SELECT 'kept' || %s", "1") == "kept1"
        transaction.set_rollback(True)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ask("SELECT nonsense(%s)", 1)
    assert prepared("'kept'") == 1
    assert ask("SELECT 'kept' || %s", "2") == "kept2"


def test_a_table_that_changes_is_planned_anew() -> None:
    words = "SELECT count(*) FROM mall_floor WHERE level < %s"
    assert ask(words, 7) == 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mall_floor ADD COLUMN tried int")
        cursor.execute("CREATE INDEX tried ON mall_floor (level, tried)")
    make.floor("1F")
    assert ask(words, 7) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("bigint", 7),
        ("text", "100% 'x' ü 𠮷"),
        ("text", Role.AGENT),
        ("boolean", True),
        ("boolean", False),
        ("numeric", Decimal("1.20")),
        ("date", date(2026, 2, 17)),
        ("timestamptz", datetime(2026, 2, 16, 16, 0, 0, 7, tzinfo=UTC)),
        ("text", None),
    ],
)
def test_values_come_back_as_they_were_handed_over(kind: str, value: Any) -> None:
    assert ask(f"SELECT %s::{kind}", value) == value


def test_no_more_are_kept_than_a_connection_holds() -> None:
    for number in range(PREPARED + 20):
        ask(f"SELECT 'many' || {number} || %s", "x")
    assert prepared("'many'") <= PREPARED
    assert ask("SELECT 'many' || 0 || %s", "y") == "many0y"


@pytest.mark.django_db(transaction=True)
def test_behind_a_pool_of_transactions_nothing_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    try:
        assert ask("SELECT 'never' || %s", "1") == "never1"
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (0,)
    finally:
        connection.close()

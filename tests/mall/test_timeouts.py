"""A question that takes too long is given up, and nothing else is."""

from __future__ import annotations

import pytest
from django.db import DataError, connection

from mall.timeouts import TookTooLong, at_most

pytestmark = pytest.mark.django_db


def ask(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_a_question_over_its_time_is_given_up_and_the_rest_goes_on_as_before() -> None:
    before = ask("SHOW statement_timeout")
    with pytest.raises(TookTooLong), at_most(20):
        ask("SELECT pg_sleep(5)")
    assert ask("SHOW statement_timeout") == before
    with at_most(20):
        assert ask("SHOW statement_timeout") == "20ms"
    assert ask("SHOW statement_timeout") == before


def test_another_failure_stays_what_it_is() -> None:
    with pytest.raises(DataError), at_most(1000):
        ask("SELECT 1 / 0")

"""How often a page asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client


def questions(client: Client, address: str) -> int:
    """How many statements a page costs who has just seen it."""
    return shown(client, address)[0]


def shown(client: Client, address: str) -> tuple[int, bytes]:
    """The same, with the page.

    Some answers are held for seconds, and run out in the middle of a slow test. Shown three times in a row, a page
    finds them held at least once of the last two: only what it asks each time is counted.
    """
    costs = []
    for _showing in range(3):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code < 400, (address, answer.status_code)
        costs.append(len(asked))
    return min(costs[1:]), answer.content

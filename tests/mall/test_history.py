"""The history is told who acts, with what writes a table whose history is kept, and with nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mall.history import _writes_tracked
from tests import make, make_complaints

TOLD = "pghistory.context_id"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ('INSERT INTO "mall_floor" ("code") VALUES (%s)', True),
        ("update mall_user set name = %s", True),
        ('\n  DELETE FROM "merchants_tenancy" WHERE 1 = 1', True),
        ('INSERT INTO "complaints_complaint" ("state") VALUES (%s)', False),
        ('UPDATE "casework_folder" SET "stage" = %s', False),
        ('SELECT 1 FROM "mall_user"', False),
        ('SAVEPOINT "s1"', False),
        ("LOCK TABLE casework_closedperiod IN SHARE ROW EXCLUSIVE MODE", False),
        ('WITH rows_0 AS (INSERT INTO "casework_folder" ("id") VALUES (%s)) SELECT 1', False),
        ("WITH gone AS (DELETE FROM mall_floor RETURNING 1) SELECT * FROM gone", True),
    ],
)
def test_only_what_writes_a_kept_table_is_told(sql: str, told: bool) -> None:  # noqa: FBT001 - a case of the test
    assert _writes_tracked(sql) is told


@pytest.mark.django_db
def test_registering_a_complaint_tells_the_history_nothing(client: Client) -> None:
    agent = make_complaints.agent()
    make_complaints.lists()
    make.signed_in(client, agent)
    sheet = {"channel": "in_person", "complainant_kind": "customer", "name": "周女士", "against": "merchant"}
    more = {"where_text": "三楼中庭", "happened": "袖口开线", "severity": "1", "then": "only"}
    with CaptureQueriesContext(connection) as asked:
        assert client.post(reverse("complaints:new"), {**sheet, **more}).status_code == 302
    assert not [query["sql"] for query in asked if TOLD in query["sql"]]

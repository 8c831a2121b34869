"""Migrations run beside the processes of before, and go back; those that cannot are named in the manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection, migrations, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from complaints.actions import aftermath
from complaints.models import Improvement
from config.bench.build import LARGE
from config.env import ROOT
from tests import databases, make
from tests import make_cases as cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.migrations import Migration

SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY 1, 2
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
GOES = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel)
#: Of the desk's own apps only; what began with them was never beside anything.
OURS = {path.parent.name for path in ROOT.glob("*/migrations")}


def asked(sql: str) -> list[Any]:
    """The rows a question brings."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def migrate(*where: str) -> list[str]:
    """Migrate there; the statements about indexes of large tables."""
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        tables = "|".join(model._meta.db_table for model in LARGE)
        if re.match(rf"(CREATE|DROP) INDEX.*({tables})_", str(sql)):
            said.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        call_command("migrate", *where, verbosity=0, interactive=False)
    return said


@pytest.mark.django_db(transaction=True)
def test_the_last_migrations_run_beside_the_processes_of_before_and_go_back_without_a_lock() -> None:
    with databases.another():
        schema, indexes = asked(SCHEMA), asked(INDEXES)
        assert not [row for row in indexes if row[2].endswith("btree (folder_id)") and row[0] == "casework_phonetail"]
        back = [*migrate("complaints", "0008"), *migrate("casework", "0009"), *migrate("mall", "0006")]
        assert [row for row in asked(INDEXES) if row[1].startswith("casework_phonetail_folder_id")]
        there = [*migrate("complaints", "0010"), *migrate("casework", "0012")]
        assert len(back) == 2 * len(there) == 2 * 17, "going back also clears what broke off"
        assert [sql for sql in (*back, *there) if "CONCURRENTLY" not in sql] == []
        told_to_a_process_of_before()
        migrate()
        assert asked(SCHEMA) == schema
        assert asked(INDEXES) == indexes
        assert "identity_number" not in {row[1] for row in schema}


def told_to_a_process_of_before() -> None:
    """It reads the column that goes, and writes a measure without the columns that came."""
    with transaction.atomic():
        case = cases.answered()
        ahead = {"owner": make.department("onsite"), "by": cases.agent(), "now": cases.NOON}
        aftermath.improve(case, "每批收货抽检五件", check_on=cases.later(days=40).date(), **ahead)
    assert {row[0] for row in asked("SELECT identity_number FROM complaints_party")} == {""}
    came = {"id", "state", "answer", "answered_at", "answered_by_id"}
    columns = ", ".join(
        connection.ops.quote_name(field.column) for field in Improvement._meta.local_fields if field.column not in came
    )
    written = f"INSERT INTO complaints_improvement ({columns}) SELECT {columns} FROM complaints_improvement"
    assert asked(f"{written} RETURNING state, answer") == [("proposed", "")]


def test_a_migration_that_wants_the_processes_of_before_stopped_is_named_in_the_manual() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+ \d{4})`", manual, re.MULTILINE))
    loader = MigrationLoader(None)
    breaking = {
        f"{app} {name[:4]}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in OURS and not migration.initial and any(breaks(migration))
    }
    assert breaking
    assert breaking - named == set()
    known = {f"{app} {name[:4]}" for app, name in loader.disk_migrations}
    assert named - known == set(), "the manual names what is not there"


def breaks(migration: Migration) -> Iterator[bool]:
    """Per operation: whether a process of before fails after it; a history's rows are written by its triggers."""
    operations: list[Any] = []
    for operation in migration.operations:
        both = isinstance(operation, migrations.SeparateDatabaseAndState)
        operations += operation.database_operations if both else [operation]
    new = {operation.name.lower() for operation in operations if isinstance(operation, migrations.CreateModel)}
    for one in operations:
        if getattr(one, "model_name", "").lower() in new or getattr(one, "model_name", "").endswith("event"):
            continue
        if isinstance(one, migrations.AddField):
            yield not (one.field.null or one.field.many_to_many) and one.field.db_default is NOT_PROVIDED
        elif isinstance(one, migrations.RunSQL):
            yield re.search(r"DROP COLUMN|RENAME|DROP TABLE", str(one.sql)) is not None
        else:
            yield isinstance(one, GOES)

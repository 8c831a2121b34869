"""Migrations go back and come again, and run beside the processes of before; those that cannot are in the manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from config.bench.build import LARGE
from config.env import ROOT
from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.migrations.operations.base import Operation

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
RULES = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0"
TRIGGERS = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
GOES = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel)
#: They keep everybody from writing while they run; `django.contrib.postgres.operations` has those that do not.
LOCKS = (migrations.AddIndex, migrations.RemoveIndex)
#: Of the desk's own apps only; what began with them was never beside anything.
OURS = {path.parent.name for path in ROOT.glob("*/migrations")}


def shape() -> dict[str, list[Any]]:
    """All that the migrations make."""
    found = {}
    with connection.cursor() as cursor:
        for sql in (COLUMNS, INDEXES, RULES, TRIGGERS, FUNCTIONS):
            cursor.execute(sql)
            found[sql] = sorted(cursor.fetchall())
    return found


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_tables_go_and_come_back_as_they_were() -> None:
    with databases.another():
        before = shape()
        for app in ("complaints", "merchants", "casework"):
            call_command("migrate", app, "zero", verbosity=0, interactive=False)
            assert not [row for rows in shape().values() for row in rows if str(row[0]).startswith(f"{app}_")]
        call_command("migrate", verbosity=0, interactive=False)
        assert shape() == before


def test_every_step_has_its_way_back() -> None:
    found = MigrationLoader(None).graph.nodes.items()
    assert [key for key, one in found if key[0] in OURS and not all(step.reversible for step in one.operations)] == []


def test_a_migration_that_wants_the_processes_of_before_stopped_is_named_in_the_manual() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+ \d{4})`", manual, re.MULTILINE))
    ours = {key: one for key, one in MigrationLoader(None).disk_migrations.items() if key[0] in OURS}
    breaking = {
        f"{app} {name[:4]}" for (app, name), one in ours.items() if not one.initial and any(breaks(one.operations))
    }
    assert breaking - named == set()
    assert named - {f"{app} {name[:4]}" for app, name in ours} == set(), "the manual names what is not there"


def test_a_migration_keeps_nobody_from_writing_into_a_large_table() -> None:
    for (app, name), one in MigrationLoader(None).disk_migrations.items():
        if app in OURS and not one.initial:
            assert not any(locks(app, operation) for operation in one.operations), name


def locks(app: str, operation: Any) -> bool:
    """Whether an index of a large table is built or dropped in the way of who writes."""
    large = {model._meta.label_lower for model in LARGE}
    if isinstance(operation, migrations.RunSQL):
        plain = r"(CREATE|DROP) (UNIQUE )?INDEX (?!CONCURRENTLY)"
        tables = "|".join(model._meta.db_table for model in LARGE)
        return re.search(rf"{plain}[^;]*\b({tables})", str(operation.sql), re.IGNORECASE) is not None
    beside = isinstance(operation, (AddIndexConcurrently, RemoveIndexConcurrently))
    return isinstance(operation, LOCKS) and not beside and f"{app}.{operation.model_name}".lower() in large


MARK = models.Index(fields=("title",), name="mark")


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (migrations.AddIndex("folder", MARK), True),
        (migrations.RemoveIndex("Folder", "folder_open"), True),
        (migrations.AddIndex("pausereason", MARK), False),
        (AddIndexConcurrently("folder", MARK), False),
        (RemoveIndexConcurrently("folder", "folder_open"), False),
        (migrations.RunSQL("CREATE INDEX mark ON casework_folder (title)"), True),
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY mark ON casework_folder (title)"), False),
    ],
)
def test_what_would_lock_a_large_table_is_told(operation: Operation, told: bool) -> None:  # noqa: FBT001 - a case of the table
    assert locks("casework", operation) == told


def breaks(operations: Iterable[Operation]) -> Iterator[bool]:
    """Per operation: whether a process of before fails after it; a history's rows are written by its triggers."""
    flat: list[Any] = []
    for operation in operations:
        both = isinstance(operation, migrations.SeparateDatabaseAndState)
        flat += operation.database_operations if both else [operation]
    new = {operation.name.lower() for operation in flat if isinstance(operation, migrations.CreateModel)}
    for one in flat:
        if getattr(one, "model_name", "").lower() in new or getattr(one, "model_name", "").endswith("event"):
            continue
        if isinstance(one, migrations.AddField):
            yield not (one.field.null or one.field.many_to_many) and one.field.db_default is NOT_PROVIDED
        elif isinstance(one, migrations.RunSQL):
            yield re.search(r"DROP COLUMN|RENAME|DROP TABLE", str(one.sql)) is not None
        else:
            yield isinstance(one, GOES)


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (migrations.AddField("folder", "mark", models.TextField(null=True)), False),
        (migrations.AddField("folder", "mark", models.TextField(db_default="")), False),
        (migrations.AddField("folder", "mark", models.TextField(default="")), True),
        (migrations.AddField("folderevent", "mark", models.TextField()), False),
        (migrations.RemoveField("folder", "title"), True),
        (migrations.RenameModel("Folder", "File"), True),
        (migrations.RunSQL("ALTER TABLE casework_folder DROP COLUMN title"), True),
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY mark ON casework_folder (title)"), False),
        (migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("folder", "title")]), False),
    ],
)
def test_what_fails_in_a_process_of_before_is_told(operation: Operation, told: bool) -> None:  # noqa: FBT001 - a case of the table
    assert any(breaks([operation])) == told

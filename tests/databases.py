"""Test databases: one template per state of the migrations, cloned in a moment by every worker.

Migrating takes many seconds, `CREATE DATABASE … TEMPLATE` half a second. The template's name
carries a hash of all migration files; it is made by the first process that needs it, under an
advisory lock, and kept for the next run.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = 7_207_001
MADE_BY_MIGRATING = {"auth_permission", "django_content_type"}
# Between tests the append-only tables are emptied with their triggers asleep, which not every role may do.
MAY_NOT = """Cause: the database role {role} may not make and empty test databases on this server.
Cure:  as a superuser: ALTER ROLE {role} CREATEDB; GRANT SET ON PARAMETER session_replication_role TO {role};"""


def _template_name() -> str:
    """A name for the tables as the migrations make them."""
    total = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        total.update(path.read_bytes())
    for app in sorted(settings.INSTALLED_APPS):
        total.update(app.encode())
    base = str(connection.settings_dict["TEST"].get("TEMPLATE_BASE", "test_fuwutai"))
    return f"{base}_t_{total.hexdigest()[:10]}"


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor on the server's own database."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _check_rights(cursor: Any) -> None:
    """Say at the beginning what would fail in the middle."""
    cursor.execute(
        "SELECT rolsuper OR (rolcreatedb AND has_parameter_privilege('session_replication_role', 'SET')), rolname"
        " FROM pg_roles WHERE rolname = current_user"
    )
    may, role = cursor.fetchone()
    if not may:
        pytest.exit(MAY_NOT.format(role=role), returncode=1)


def _connect_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _migrate_template(name: str) -> None:
    """Make the template under a name of its own and rename it, so that a killed run leaves none."""
    half = f"{name}_half"
    quote = connection.ops.quote_name
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(half)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quote(half)}")
    before = connection.settings_dict["NAME"]
    _connect_to(half)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        _connect_to(before)
    with _server() as cursor:
        cursor.execute(f"ALTER DATABASE {quote(half)} RENAME TO {quote(name)}")


def _drop_old_templates(cursor: Any, name: str) -> None:
    """Templates of migrations that are no more; another role's on the same server are its own business."""
    stem = name.rpartition("_")[0]
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND pg_has_role(datdba, 'USAGE')", [stem]
    )
    for (old,) in cursor.fetchall():
        if old != name:
            quoted = connection.ops.quote_name(old)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def make(*, keep: bool) -> str:
    """Make this process's test database and connect to it; returns its name."""
    target = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    template = _template_name()
    quote = connection.ops.quote_name
    with _server() as cursor:
        _check_rights(cursor)
        # The first worker migrates for many seconds while the others wait.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(cursor, template):
            _migrate_template(template)
            _drop_old_templates(cursor, template)
        if not (keep and _exists(cursor, target)):
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(target)} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(template)} STRATEGY FILE_COPY")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    _connect_to(target)
    return target


def empty() -> None:
    """Delete all rows but what the migrations made, the append-only ones too: in `replica` mode triggers sleep.

    TRUNCATE takes most of a second for the files of a hundred tables that hold a few rows. The locks are its own: a
    request that is still under way ends first.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(name) for name in tables if name not in MADE_BY_MIGRATING]
    full = " UNION ALL ".join(f"(SELECT '{name}' WHERE EXISTS (SELECT FROM {name}))" for name in quoted)
    for patience in (True, True, False):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"LOCK TABLE {', '.join(quoted)}")
                cursor.execute(full)
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DELETE FROM {name}")
        except OperationalError:  # a request of the live server whose browser is gone; it lets go in a moment
            if not patience:
                raise
        else:
            return


@contextmanager
def another() -> Iterator[None]:
    """Be connected to a database of one's own, for a test that changes tables."""
    before = connection.settings_dict["NAME"]
    name = f"{before}_own"
    quote = connection.ops.quote_name
    connection.close()
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(_template_name())} STRATEGY FILE_COPY")
    _connect_to(name)
    try:
        yield
    finally:
        drop(name)
        _connect_to(before)


def drop(name: str) -> None:
    """Drop it; the template stays."""
    connections.close_all()
    quoted = connection.ops.quote_name(name)
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")

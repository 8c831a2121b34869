"""One file that holds everything: the database and the attached files, with counts and hashes.

A backup is a tar: `manifest.json` first, then `database.dump` (PostgreSQL's own format) and
`media/…`. Restoring compares every count and every hash with the manifest and fails loudly.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from config.services.places import wheel_programs

CHUNK = 1024 * 1024
FORMAT = 1


class BackupFailed(Exception):
    """The backup or the restoring is not good; the message says what differs."""


def _major(path: str) -> int:
    """The major version of one of PostgreSQL's programs; 0 when it does not say."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own program
    found = re.search(r"PostgreSQL\) (\d+)", told.stdout)
    return int(found[1]) if found else 0


def program(name: str) -> str:
    """PostgreSQL's program of the server's version, else the next newer one. Raises BackupFailed.

    An older one refuses the server; one much newer writes settings an old server does not know.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    candidates = {_major(path): path for path in (str(wheel_programs() / name), shutil.which(name)) if path}
    able = sorted(major for major in candidates if major >= server)
    if not able:
        cure = f"sudo apt-get install -y postgresql-client-{server}"
        raise BackupFailed(f"{name} for PostgreSQL {server} is not on this machine.\n  Cure: {cure}")
    return candidates[able[0]]


def _address() -> tuple[list[str], dict[str, str]]:
    """How PostgreSQL's programs reach our database; the password goes by the environment."""
    told = connection.settings_dict
    flags = []
    for flag, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if told.get(key):
            flags += [flag, str(told[key])]
    variables = {**os.environ}
    if told.get("PASSWORD"):
        variables["PGPASSWORD"] = str(told["PASSWORD"])
    return flags, variables


def _run(command: list[str], variables: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603  PostgreSQL's own programs, our own flags
        command, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}")


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def counts() -> dict[str, int]:
    """Rows of every table of ours, exactly."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            found[table] = int(cursor.fetchone()[0])
    return found


def media_root() -> Path:
    """Where attached files stand."""
    from django.core.files.storage import default_storage

    return Path(default_storage.path(""))


def _files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


@contextmanager
def _snapshot() -> Iterator[tuple[str, dict[str, int]]]:
    """A snapshot that pg_dump reads too, so that the counts are those of the dump."""
    from django.db import transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            name = str(cursor.fetchone()[0])
        yield name, counts()


def backup(target: Path, *, now: datetime) -> dict[str, Any]:
    """Write the backup; returns its manifest. Files are listed after the dump, so none is missing.

    Raises BackupFailed.
    """
    flags, variables = _address()
    root = media_root()
    half = target.with_name(f".{target.name}.half")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / "database.dump"
        with _snapshot() as (snapshot, tables):
            command = [program("pg_dump"), *flags, "--format=custom", f"--snapshot={snapshot}"]
            database = str(connection.settings_dict["NAME"])
            _run([*command, "--no-owner", "--no-privileges", f"--file={dump}", database], variables)
        files = {str(path.relative_to(root)): hash_of(path) for path in _files(root)}
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "tables": tables,
            "database": hash_of(dump),
            "files": files,
        }
        told = Path(folder) / "manifest.json"
        told.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        with tarfile.open(half, "w") as tar:
            tar.add(told, "manifest.json")
            tar.add(dump, "database.dump")
            for name in files:
                tar.add(root / name, f"media/{name}")
    half.replace(target)
    return manifest


def read_manifest(source: Path) -> dict[str, Any]:
    """The manifest of a backup. Raises BackupFailed when the file is none."""
    try:
        with tarfile.open(source) as tar:
            file = tar.extractfile("manifest.json")
            manifest: dict[str, Any] = json.load(file) if file else {}
    except (OSError, KeyError, tarfile.TarError, ValueError) as wrong:
        raise BackupFailed(f"{source} is no backup: {wrong}") from wrong
    if manifest.get("format") != FORMAT:
        raise BackupFailed(f"{source} has format {manifest.get('format')}, this program reads {FORMAT}")
    return manifest


def is_empty() -> bool:
    """Whether the database holds no person yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.mall_user')")
        if cursor.fetchone()[0] is None:
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM mall_user)")
        return bool(cursor.fetchone()[0])


def restore(source: Path, *, replace: bool) -> dict[str, Any]:
    """Bring a backup back; returns its manifest. What is there is kept unless `replace`.

    Raises BackupFailed before anything is changed when the file is damaged, and after it when the
    outcome differs from the manifest.
    """
    manifest = read_manifest(source)
    if not replace and not is_empty():
        raise BackupFailed("The database is not empty.\n  Cure: manage.py restore FILE --replace")
    root = media_root()
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        _unpack(source, Path(folder), manifest)
        _restore_database(Path(folder) / "database.dump")
        _restore_files(Path(folder) / "media", root, replace=replace)
    found = counts()
    if found != manifest["tables"]:
        differs = sorted(
            table for table in {*found, *manifest["tables"]} if found.get(table) != manifest["tables"].get(table)
        )
        raise BackupFailed(f"Row counts differ after restoring: {', '.join(differs)}")
    return manifest


def _unpack(source: Path, folder: Path, manifest: dict[str, Any]) -> None:
    """Every file the manifest names, against its hash, before anything is changed."""
    wanted = {"database.dump": str(manifest["database"])}
    wanted |= {f"media/{name}": str(value) for name, value in manifest["files"].items()}
    with tarfile.open(source) as tar:
        known = set(tar.getnames())
        for name, value in wanted.items():
            # Only names the manifest holds, and none that leads out of the folder.
            target = (folder / name).resolve()
            member = tar.extractfile(name) if name in known else None
            if member is None or not target.is_relative_to(folder.resolve()):
                raise BackupFailed(f"{name} is missing in the backup")
            target.parent.mkdir(parents=True, exist_ok=True)
            with member, target.open("wb") as file:
                shutil.copyfileobj(member, file, CHUNK)
            if hash_of(target) != value:
                raise BackupFailed(f"{name} in the backup is damaged")


def _restore_database(dump: Path) -> None:
    flags, variables = _address()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connections.close_all()
    command = [program("pg_restore"), *flags, "--no-owner", "--no-privileges", "--exit-on-error"]
    database = str(connection.settings_dict["NAME"])
    _run([*command, "--single-transaction", "--schema=public", f"--dbname={database}", str(dump)], variables)


def _restore_files(source: Path, root: Path, *, replace: bool) -> None:
    if replace:
        for old in _files(root):
            old.unlink()
    for path in _files(source):
        target = root / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        target.chmod(settings.FILE_UPLOAD_PERMISSIONS)

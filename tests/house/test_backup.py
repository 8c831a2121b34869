"""A backup is rehearsed: made, damaged, lost, brought back."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from casework.models import ClosedPeriod
from config import backup
from config.services.places import wheel_programs
from mall.models import User

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def mall(transactional_db: None, media: Path) -> Iterator[Path]:
    """One person and two files."""
    User.objects.create_user("b1", "word", name="张𠮷")
    (media / "2026" / "11").mkdir(parents=True)
    (media / "2026" / "11" / "a.jpg").write_bytes(b"picture")
    (media / "b.pdf").write_bytes(b"paper")
    yield media
    connection.close()


def tampered(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """A copy of a backup with one member changed, or left out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            data = file.read() if file else b""
            if member.name == name:
                if content is None:
                    continue
                data = content
            member.size = len(data)
            new.addfile(member, BytesIO(data))
    return target


def test_what_was_lost_comes_back_with_counts_and_hashes(mall: Path, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    made = backup.backup(file, now=NOW)
    assert made["tables"]["mall_user"] == 1
    assert set(made["files"]) == {"2026/11/a.jpg", "b.pdf"}
    User.objects.filter(staff_number="b1").update(name="lost")
    User.objects.create_user("b2", "word", name="later")
    (mall / "b.pdf").unlink()
    (mall / "later.txt").write_text("later")
    told = backup.restore(file, replace=True)
    assert told["made_at"] == NOW.isoformat()
    assert [(user.staff_number, user.name) for user in User.objects.all()] == [("b1", "张𠮷")]
    assert (mall / "b.pdf").read_bytes() == b"paper"
    assert not (mall / "later.txt").exists()


def test_triggers_come_back_too(mall: Path, tmp_path: Path) -> None:
    count = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(count)
        before = cursor.fetchone()
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    backup.backup(file, now=NOW)
    backup.restore(file, replace=True)
    with connection.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == before


def test_what_is_there_is_not_overwritten_unasked(mall: Path, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    backup.backup(file, now=NOW)
    with pytest.raises(backup.BackupFailed, match="not empty"):
        backup.restore(file, replace=False)


@pytest.mark.parametrize(
    ("name", "content"), [("database.dump", b"x"), ("media/b.pdf", b"forged"), ("media/b.pdf", None)]
)
def test_a_damaged_backup_changes_nothing(mall: Path, tmp_path: Path, name: str, content: bytes | None) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    backup.backup(file, now=NOW)
    bad = tampered(file, file.with_suffix(".bad"), name, content)
    with pytest.raises(backup.BackupFailed, match=name):
        backup.restore(bad, replace=True)
    assert User.objects.filter(staff_number="b1", name="张𠮷").exists()


def test_other_counts_are_told(mall: Path, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    manifest = backup.backup(file, now=NOW)
    manifest["tables"]["mall_user"] = 7
    bad = tampered(file, file.with_suffix(".bad"), "manifest.json", json.dumps(manifest).encode())
    with pytest.raises(backup.BackupFailed, match="mall_user"):
        backup.restore(bad, replace=True)


@pytest.mark.parametrize("content", [b"", b"no tar at all", None])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.tar"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(backup.BackupFailed, match="no backup"):
        backup.read_manifest(file)


def test_a_later_format_is_refused(mall: Path, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    manifest = backup.backup(file, now=NOW) | {"format": 99}
    bad = tampered(file, file.with_suffix(".bad"), "manifest.json", json.dumps(manifest).encode())
    with pytest.raises(backup.BackupFailed, match="format 99"):
        backup.read_manifest(bad)


def test_the_commands_say_what_they_did(mall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    call_command("backup", str(file))
    assert "2 files" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(file))
    call_command("restore", str(file), "--replace")
    assert "all compared" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "no" / "folder" / "x.tar"))


def test_a_closed_month_that_was_written_to_is_told_and_the_backup_is_made(
    mall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.tar"
    call_command("backup", str(file))
    assert "closed months" not in capsys.readouterr().err
    ClosedPeriod.objects.create(
        kind="complaints",
        period="2026-10",
        figures={},
        folder_ids=[],
        sha256="0" * 64,
        closed_at=NOW,
        closed_by=User.objects.get(),
    )
    call_command("backup", str(file))
    assert "complaints: 2026-10" in capsys.readouterr().err
    call_command("restore", str(file), "--replace")
    assert "complaints: 2026-10" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_database_without_tables_is_empty() -> None:
    assert backup.is_empty()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mall_user RENAME TO mall_person")
    assert backup.is_empty()


@pytest.mark.django_db
def test_the_program_of_the_servers_version_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.backup.shutil.which", lambda name: f"/usr/bin/{name}")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    wheel = str(wheel_programs() / "pg_dump")
    for majors, wanted in (
        ({wheel: server, "/usr/bin/pg_dump": server - 1}, wheel),
        ({wheel: server + 1, "/usr/bin/pg_dump": server}, "/usr/bin/pg_dump"),
        ({wheel: server + 2, "/usr/bin/pg_dump": server + 1}, "/usr/bin/pg_dump"),
    ):
        monkeypatch.setattr(backup, "_major", majors.__getitem__)
        assert backup.program("pg_dump") == wanted
    monkeypatch.setattr(backup, "_major", lambda _path: 9)
    with pytest.raises(backup.BackupFailed, match="postgresql-client"):
        backup.program("pg_dump")


def test_a_program_that_does_not_say_its_version_is_none() -> None:
    assert backup._major("/bin/true") == 0
    assert backup._major(str(wheel_programs() / "pg_dump")) >= 18

"""An import of mail whose worker is killed is there whole or not at all, and is run again."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from casework.models import Entry, Folder, ImportedFile, ImportedRow, NumberCounter
from mail_desk.models import Delivery, MailItem
from tests.dying import on_this_database
from tests.make_sheets import workbook

ROWS = 3000
HEADER = ("到件时间", "类别", "邮件编号", "房号", "收件人", "备注")
MORNING = datetime(2026, 11, 20, 8, 40)  # noqa: DTZ001 - a cell of a spreadsheet carries no zone


def start(path: Path) -> subprocess.Popen[bytes]:
    """The import in a process of its own, on the database of the test."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "import_mail", str(path), "--json"],
        cwd=settings.BASE_DIR,
        env=on_this_database(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def counts() -> list[int]:
    """How many rows each table of an import has."""
    return [
        model.objects.count() for model in (MailItem, Delivery, Folder, Entry, ImportedRow, ImportedFile, NumberCounter)
    ]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_killed_import_leaves_nothing_and_the_next_one_is_whole(tmp_path: Path) -> None:
    call_command("load_reference", verbosity=0)
    path = tmp_path / "信件.xlsx"
    rows = [
        (MORNING + timedelta(minutes=n % 40), "挂号信", f"RA{n:09}CN", f"{'ABCD'[n % 4]}{n % 8}105", "方琳", None)
        for n in range(ROWS)
    ]
    path.write_bytes(workbook(HEADER, rows))
    before = counts()
    began = time.monotonic()
    assert start(path).wait() == 0
    took = time.monotonic() - began
    whole = counts()
    assert whole[0] == ROWS
    with connection.cursor() as cursor:
        # The flush of the test's own database, with the append-only triggers asleep
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE mail_desk_mailitem, casework_folder, casework_importedfile CASCADE")
        cursor.execute("DELETE FROM casework_numbercounter")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert counts() == before
    for share in (0.4, 0.55, 0.7, 0.85):
        process = start(path)
        time.sleep(took * share)
        process.kill()
        process.wait()
        assert counts()[:5] in (before[:5], whole[:5])
    assert start(path).wait() == 0
    assert counts()[:5] == whole[:5]

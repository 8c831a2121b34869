"""An import whose worker is killed is there whole or not at all."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from casework.models import Entry, Folder, ImportedFile, NumberCounter
from mall.models import Unit
from merchants.models import Merchant, Tenancy
from tests.dying import on_this_database
from tests.make_sheets import MERCHANT_HEADER, merchant_row, workbook

ROWS = 1500


def start(path: Path) -> subprocess.Popen[bytes]:
    """The import in a process of its own, on the database of the test."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "import_merchants", str(path), "--json"],
        cwd=settings.BASE_DIR,
        env=on_this_database(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def counts() -> list[int]:
    """How many rows each table of an import has."""
    return [model.objects.count() for model in (Merchant, Tenancy, Folder, Entry, Unit, ImportedFile, NumberCounter)]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_killed_import_leaves_nothing_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "商户.xlsx"
    rows = [merchant_row(unit=f"{'ABCD'[n % 4]}{n % 8}{n // 8:03}", name=f"店{n}") for n in range(ROWS)]
    path.write_bytes(workbook(MERCHANT_HEADER, rows))
    before = counts()
    began = time.monotonic()
    assert start(path).wait() == 0
    took = time.monotonic() - began
    whole = counts()
    assert whole[0] == ROWS
    with connection.cursor() as cursor:
        # The flush of the test's own database, with the append-only triggers asleep
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE merchants_merchant, casework_folder, mall_unit, casework_importedfile CASCADE")
        cursor.execute("DELETE FROM casework_numbercounter")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert counts() == before
    for share in (0.4, 0.55, 0.7):
        process = start(path)
        time.sleep(took * share)
        process.kill()
        process.wait()
        assert counts()[:5] in (before[:5], whole[:5])
    assert start(path).wait() == 0
    assert counts()[:5] == whole[:5]

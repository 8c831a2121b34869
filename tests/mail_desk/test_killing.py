"""An import of mail whose worker is killed is there whole or not at all, and is run again."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from casework.models import Entry, Folder, ImportedFile, ImportedRow, NumberCounter
from mail_desk.models import Delivery, MailItem
from mail_desk.tasks import IMPORT, PREVIEW
from mall import tasks
from mall.actions import jobs
from mall.models import Job
from tests import make, make_mail
from tests.dying import deaths, on_this_database
from tests.make_sheets import workbook

if TYPE_CHECKING:
    from django.test import Client

ROWS, MANY = 3_000, 10_000
HEADER = ("到件时间", "类别", "邮件编号", "房号", "收件人", "备注")
MORNING = datetime(2026, 11, 20, 8, 40)  # noqa: DTZ001 - a cell of a spreadsheet carries no zone


def letters(many: int) -> list[tuple[object, ...]]:
    """The rows of a list of so many registered letters."""
    return [
        (MORNING + timedelta(minutes=n % 40), "挂号信", f"RA{n:09}CN", f"{'ABCD'[n % 4]}{n % 8}105", "方琳", None)
        for n in range(many)
    ]


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
    path.write_bytes(workbook(HEADER, letters(ROWS)))
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


def do_job(pk: str, media: str) -> None:
    """Do one job as the worker does; done by the process that is killed."""
    settings.STORAGES["default"]["OPTIONS"]["location"] = media
    tasks.run_job(int(pk))


def previewed(desk: Client, rows: int) -> Job:
    """What an import of so many letters would do, asked for in the browser."""
    file = io.BytesIO(workbook(HEADER, letters(rows)))
    file.name = "信件.xlsx"
    desk.post(reverse("mail_desk:import"), {"file": file})
    job = Job.objects.filter(kind=PREVIEW).latest("pk")
    tasks.run_job(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_an_import_in_the_browser_whose_worker_dies_in_the_middle_is_run_again_and_is_there_once(
    client: Client, media: Path
) -> None:
    call_command("load_reference", verbosity=0)
    desk = make.signed_in(client, make_mail.agent())
    desk.post(reverse("mail_desk:import-confirm", args=[previewed(desk, MANY).pk]))
    job = Job.objects.get(kind=IMPORT)
    before, progress = counts(), []
    with deaths("tests.mail_desk.test_killing:do_job") as worker:
        for statement in (150, 330):
            assert worker.die(statement, job.pk, media), "it was done before it could be killed"
            job.refresh_from_db()
            progress.append(job.done)
            assert (job.state, job.total) == (Job.State.RUNNING, MANY)
            assert counts() == before
            jobs.sweep_jobs(now=timezone.now() + timedelta(minutes=2))
            job.refresh_from_db()
            assert job.state == Job.State.QUEUED
        assert not worker.die(1_000_000, job.pk, media)
    assert 0 <= progress[0] < progress[1] < MANY
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.total) == (Job.State.DONE, 3, MANY, MANY)
    numbers = MailItem.objects.values_list("number", flat=True)
    assert len(numbers) == len(set(numbers)) == MANY
    assert Folder.objects.filter(kind="mail").count() == ImportedRow.objects.count() == MANY
    assert (ImportedFile.objects.count(), Delivery.objects.count()) == (1, 1)
    assert str(MANY) in desk.get(reverse("mall:job", args=[job.pk])).content.decode()
    # And whoever uploads the same list again is told that it is in.
    assert previewed(desk, MANY).result["unchanged"] == MANY

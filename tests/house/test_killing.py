"""Slow work and prints killed at any point: there whole and once, or not at all."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casework.models import Entry, Folder
from complaints.actions import papers
from complaints.models import Complaint, Paper
from complaints.states import Severity
from config.backup import counts
from mall.actions import jobs
from mall.models import ExportLog, Job, User
from merchants.models import Merchant, Tenancy
from tests import make, make_cases, make_merchants
from tests.dying import deaths
from tests.make_sheets import HISTORY_HEADER, MERCHANT_HEADER, history_row, merchant_row, workbook

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
ROWS = 700  # more than are written at once


def run_job(pk: str, media: str) -> None:
    """Do one job; done by the process that is killed."""
    from django.conf import settings

    settings.STORAGES["default"]["OPTIONS"]["location"] = media
    jobs.run(int(pk), now=timezone.now())


def print_paper(address: str, person: str) -> None:
    """Ask for a numbered paper as the browser does; done by the process that is killed."""
    from django.test import Client

    answer = make.signed_in(Client(), User.objects.get(pk=person)).post(address)
    assert answer["Content-Type"] == "application/pdf"


def rows_of_tables() -> dict[str, int]:
    """How many rows each table has, but for the jobs' own and what a sign-in leaves."""
    return {name: rows for name, rows in counts().items() if name not in {"mall_job", "mall_session"}}


def merchant_list() -> bytes:
    """A mall's list of merchants."""
    some = [merchant_row(unit=f"{'ABCD'[n % 4]}{n % 8}{n // 8:03}", name=f"店{n}") for n in range(ROWS)]
    return workbook(MERCHANT_HEADER, some)


def old_register() -> bytes:
    """An old register of complaints."""
    return workbook(HISTORY_HEADER, [history_row(content=f"营业员态度恶劣，第{n}次") for n in range(ROWS)])


def lines_in(job: Job) -> int:
    """Lines below the heading of the spreadsheet a job left."""
    return int(load_workbook(io.BytesIO(job.output.read())).active.max_row) - 1


def die_until_done(job: Job, media: Path) -> int:
    """Kill the job's worker at ever later moments until one comes to its end; returns how often it died."""
    before, moment, died = rows_of_tables(), 0, 0
    with deaths("tests.house.test_killing:run_job") as process:
        while process.die(moment, job.pk, media):
            job.refresh_from_db()
            assert job.state in {Job.State.QUEUED, Job.State.RUNNING}
            assert rows_of_tables() == before
            Job.objects.update(attempts=min(job.attempts, 1))  # it dies oftener here than a job is tried
            jobs.sweep_jobs(now=timezone.now() + timedelta(minutes=2))
            job.refresh_from_db()
            assert job.state == Job.State.QUEUED
            moment += 1 + moment // 5
            died += 1
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    return died


def test_an_import_of_merchants(media: Path) -> None:
    by = make.person("supervisor")
    job = jobs.start("merchants.import", by=by, now=timezone.now(), upload=ContentFile(merchant_list()))
    assert die_until_done(job, media) > 10
    assert Merchant.objects.count() == Tenancy.objects.count() == Folder.objects.count() == ROWS


def test_an_import_of_complaints(media: Path) -> None:
    by = make.person("supervisor")
    job = jobs.start("complaints.import", by=by, now=timezone.now(), upload=ContentFile(old_register()))
    assert die_until_done(job, media) > 10
    assert Complaint.objects.count() == Folder.objects.filter(kind="complaint").count() == ROWS


@pytest.mark.parametrize("kind", ["merchants.export", "complaints.export"])
def test_an_export(kind: str, media: Path) -> None:
    by = make_cases.agent()
    for n in range(3):
        make_cases.dispatched(by=by, merchant=make_merchants.merchant(f"恒源{n}", (f"A110{n}",)))
    params = {} if kind == "complaints.export" else {"status": "trading"}
    job = jobs.start(kind, by=by, now=timezone.now(), params=params)
    assert die_until_done(job, media) > 5
    assert [log.rows for log in ExportLog.objects.all()] == [3]
    assert lines_in(job) == 3


def test_a_numbered_paper_is_noted_once_or_not_at_all(media: Path) -> None:
    by = make_cases.agent()
    case = make_cases.dispatched(by=by, severity=Severity.SERIOUS)
    form = Paper.Form.INTERNAL_LETTER
    whom = case.folder.handoffs.get().to_department
    papers.write(case, form, facts="事实", decision="退货", to_department=whom, by=by, now=make_cases.NOON)
    address = reverse("complaints:print", args=[case.folder.number, form])
    printed = Entry.objects.filter(folder=case.folder, verb="paper_printed")
    moment = 0
    with deaths("tests.house.test_killing:print_paper") as process:
        while process.die(moment, address, by.pk):
            assert not printed.exists()
            moment += 1
    assert printed.count() == 1
    assert moment > 10

"""A day's spreadsheet taken in by the browser."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mail_desk.importing.writing import Writer
from mail_desk.models import MailItem
from mail_desk.tasks import IMPORT, PREVIEW
from mall.actions import jobs
from mall.models import Job
from mall.roles import Role
from tests import make, make_mail, make_merchants
from tests.at_once import at_once
from tests.mail_desk.test_importing import HEADER, everything, letter, row, taken_in
from tests.make_sheets import workbook

pytestmark = pytest.mark.django_db
ROWS, PART = 60, 20


class TestInTheBrowser:
    """Upload, preview, confirm."""

    @pytest.fixture(autouse=True)
    def _signed_in(self, client: Client, media: Path) -> None:  # noqa: ARG002 - asked for its effect
        make_mail.lists()
        self.user = make_mail.agent()
        self.client = make.signed_in(client, self.user)

    def upload(self, *rows: tuple[object, ...]) -> Any:
        """The answer to an uploaded workbook."""
        file = io.BytesIO(workbook(HEADER, rows))
        file.name = "信件.xlsx"
        return self.client.post(reverse("mail_desk:import"), {"file": file})

    def test_upload_is_previewed_then_imported_and_the_page_says_what_became_of_it(self) -> None:
        before = everything()
        answer = self.upload(letter(unit="D4444"), letter(unit="A1601"), row(mail_class="包裹"), row(came="昨天"))
        job = make_merchants.run(Job.objects.get(kind=PREVIEW))
        assert everything() == before
        page = self.client.get(answer.url).content.decode()
        for words in ("包裹", "A16", "D4444", "到件日期不对。"):
            assert words in page
        answer = self.client.post(reverse("mail_desk:import-confirm", args=[job.pk]))
        done = make_merchants.run(Job.objects.get(kind=IMPORT))
        assert done.state == Job.State.DONE, done.problem
        page = self.client.get(answer.url).content.decode()
        item = MailItem.objects.get(unit_words="D4444")
        assert item.get_absolute_url() in page
        assert done.output_name == "未收的行.xlsx"
        assert MailItem.objects.count() == 3
        assert "信件.xlsx" in self.client.get(reverse("mail_desk:import")).content.decode()

    def test_a_list_that_is_in_already_cannot_be_confirmed(self) -> None:
        taken_in(letter())
        answer = self.upload(letter())
        make_merchants.run(Job.objects.get(kind=PREVIEW))
        assert "没有可导入的" in self.client.get(answer.url).content.decode()

    def test_who_may_not_import_is_turned_away(self) -> None:
        other = make.signed_in(Client(), make.person(Role.DEPARTMENT_USER))
        assert other.get(reverse("mail_desk:import")).status_code == 403
        self.upload(letter())
        job = Job.objects.get(kind=PREVIEW)
        colleague = make.signed_in(Client(), make_mail.agent())
        assert colleague.post(reverse("mail_desk:import-confirm", args=[job.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_of_an_import_shows_how_far_it_is_while_it_runs(
    client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PROGRESS_SECONDS", 0.005)
    monkeypatch.setattr(Writer, "at_once", PART)
    make_mail.lists()
    user = make_mail.agent()
    upload = ContentFile(workbook(HEADER, [row(number=f"RA{n:09}CN") for n in range(ROWS)]))
    job = jobs.start(IMPORT, by=user, now=timezone.now(), params={"name": "信件.xlsx"}, upload=upload)
    make.signed_in(client, user)
    looked_at = threading.Barrier(2, timeout=30)

    def wait_to_be_looked_at(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "mail_desk_mailitem"'):
            looked_at.wait()
        return execute(sql, *rest)

    def work() -> bool:
        with connection.execute_wrapper(wait_to_be_looked_at):
            return jobs.run(job.pk, now=timezone.now())

    def look() -> list[str]:
        seen = []
        for begun in range(0, ROWS, PART):
            seen.append(shown_of(client, job, begun))
            looked_at.wait()
        return seen

    assert at_once([work, look])[1] == ["已完成 0 / 60", "已完成 20 / 60", "已完成 40 / 60"]
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, ROWS, ROWS)
    assert "已完成 " not in client.get(reverse("mall:job", args=[job.pk])).content.decode()


def shown_of(client: Client, job: Job, begun: int) -> str:
    """What the page of a job says of its rows, as soon as it says how many; it is asked again and again, as by htmx."""
    until = time.monotonic() + 20
    found = None
    while time.monotonic() < until and (found is None or found[1] != str(begun)):
        page = client.get(reverse("mall:job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()
        found = re.search(r"已完成 (\d+) / \d+", page)
    return found[0] if found else page

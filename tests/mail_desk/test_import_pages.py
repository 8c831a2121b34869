"""A day's spreadsheet taken in by the browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mail_desk.models import MailItem
from mail_desk.tasks import IMPORT, PREVIEW
from mall.models import Job
from mall.roles import Role
from tests import make, make_mail, make_merchants
from tests.mail_desk.test_importing import HEADER, everything, letter, row, taken_in
from tests.make_sheets import workbook

pytestmark = pytest.mark.django_db


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

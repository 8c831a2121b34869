"""Taking the mall's own list of merchants into the register."""

from __future__ import annotations

import io
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from casework.importing import refused_workbook
from casework.models import Entry, Folder, ImportedFile, ImportedRow, PhoneTail, SearchText
from config.demo.shops import SHOPS, load_shops
from mall.columns import file_hash
from mall.models import Job, Unit
from mall.roles import Role
from merchants import actions
from merchants.importing import Plan, make_plan, read_file, take_in
from merchants.models import Category, Contact, Merchant, MerchantClass, Tenancy
from merchants.queries import find
from merchants.tasks import IMPORT, PREVIEW
from tests import make, make_merchants, make_sheets
from tests.make_merchants import NOW, TODAY
from tests.make_sheets import MERCHANT_HEADER, SAMPLE_DATA, merchant_row, workbook
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db

UNTIDY = workbook(MERCHANT_HEADER, make_sheets.untidy_merchants(), title="商户台账")
samples = pytest.mark.skipif(not SAMPLE_DATA.is_dir(), reason="the sample spreadsheets are not beside the checkout")


def taken_in(content: bytes, *, on: date = TODAY) -> Plan:
    """The import of a workbook on a day."""
    file = io.BytesIO(content)
    reading = read_file(file)
    return take_in(reading, name="商户.xlsx", sha256=file_hash(file), by=make.person(), now=NOW, on=on)


def one(**columns: Any) -> bytes:
    """A workbook of one merchant."""
    return workbook(MERCHANT_HEADER, [merchant_row(**columns)])


def everything() -> dict[str, int]:
    """How many rows each table of the register has."""
    models = (Merchant, Contact, Tenancy, Folder, Entry, SearchText, PhoneTail, Unit, Category, ImportedRow)
    return {model.__name__: model.objects.count() for model in models}


def run_command(path: Path, *options: str) -> dict[str, Any]:
    """The figures the shell prints."""
    out = io.StringIO()
    call_command("import_merchants", str(path), "--json", *options, stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def test_untidy_list_is_taken_in_on_an_empty_database() -> None:
    plan = taken_in(UNTIDY)
    assert plan.figures == {
        "accepted": make_sheets.UNTIDY_ACCEPTED,
        "refused": make_sheets.UNTIDY_REFUSED,
        "unchanged": 0,
    }
    merchant = Merchant.objects.get(tenancies__unit__number="D7306")
    assert sorted(t.unit.number for t in merchant.tenancies.all()) == ["D7306", "D7307"]
    assert merchant.contacts.get().phone == "19960814260"
    assert merchant.folder.number.startswith("SH20261120-")
    assert merchant.folder.is_file
    assert Unit.objects.get(number="C0212").floor.code == "B1"
    assert Merchant.objects.count() == SearchText.objects.count() == make_sheets.UNTIDY_ACCEPTED
    assert len(set(Folder.objects.values_list("number", flat=True))) == make_sheets.UNTIDY_ACCEPTED
    assert set(MerchantClass.objects.values_list("code", flat=True)) == {"A", "B"}


def test_imported_merchants_are_found_and_class_a_is_said_to_be_named() -> None:
    taken_in(UNTIDY)
    [hit] = find("4260", make.person(), today=TODAY)
    assert hit.label == "双铺商行"
    merchant = Merchant.objects.get(merchant_class__code="A")
    assert merchant.namings.get().floor.code == "5F"


def test_repeating_an_import_changes_nothing() -> None:
    taken_in(UNTIDY)
    before = everything()
    again = taken_in(UNTIDY)
    assert again.figures["accepted"] == 0
    assert again.figures["unchanged"] == make_sheets.UNTIDY_ACCEPTED
    assert everything() == before
    assert ImportedFile.objects.count() == 2
    assert len(set(ImportedFile.objects.values_list("sha256", flat=True))) == 1


def test_repeating_an_import_does_not_undo_what_happened_since() -> None:
    taken_in(one(unit="A4107", name="甲"))
    tenancy, by = Tenancy.objects.get(), make.person()
    actions.move_out(tenancy, on=TODAY, by=by, now=NOW)
    make_merchants.merchant("乙", ("A4107",), entered_on=TODAY)
    assert taken_in(one(unit="A4107", name="甲")).figures["unchanged"] == 1
    assert make_merchants.merchant_class("B")
    assert Tenancy.objects.on(TODAY).get(unit__number="A4107").merchant.name == "乙"


def test_row_whose_merchant_is_in_its_unit_is_unchanged() -> None:
    make_merchants.merchant("Ｌily 家纺", ("A4107",), phone="13800000001")
    plan = taken_in(one(unit="ａ4107", name="lily家纺", phone="13900000002"))
    assert plan.figures["unchanged"] == 1
    assert Contact.objects.get().phone == "13800000001"


def test_same_name_with_another_phone_in_another_unit_is_another_merchant() -> None:
    rows = [merchant_row(unit="A4107", phone="13800000001"), merchant_row(unit="A4108", phone="13800000002")]
    taken_in(workbook(MERCHANT_HEADER, rows))
    assert Merchant.objects.filter(name="恒源童装").count() == 2


def test_change_of_tenant_ends_the_old_tenancy_on_the_day_of_the_import() -> None:
    old = make_merchants.merchant("旧店", ("A4107",))
    plan = make_plan(read_file(io.BytesIO(one(unit="A4107", name="新店", entered="2020.1.1"))), on=TODAY)
    assert [t.merchant for t in plan.rows[0].leaving] == [old]
    assert Tenancy.objects.get().period.upper is None
    taken_in(one(unit="A4107", name="新店", entered="2020.1.1"))
    old.refresh_from_db()
    new = Merchant.objects.get(name="新店")
    assert (old.left_on, new.entered_on) == (TODAY, date(2020, 1, 1))
    assert old.tenancies.get().period.upper == TODAY
    assert new.tenancies.get().period.lower == TODAY
    assert Entry.objects.filter(folder=old.folder, verb="moved_out").get().facts["leaves"] is True


def test_who_keeps_another_unit_does_not_leave() -> None:
    old = make_merchants.merchant("旧店", ("A4107", "A4108"))
    taken_in(one(unit="A4107", name="新店"))
    old.refresh_from_db()
    assert old.left_on is None
    assert "a4108" in old.folder.search_text.text
    assert "a4107" not in old.folder.search_text.text


def test_two_changes_of_one_unit_on_one_day_leave_one_tenant() -> None:
    for name in ("甲", "乙", "丙"):
        taken_in(one(unit="A4107", name=name))
    assert [t.merchant.name for t in Tenancy.objects.order_by("period")] == ["甲", "丙"]
    assert Merchant.objects.get(name="乙").left_on is not None


def test_unit_that_stood_empty_is_let_from_the_entry_date_or_from_when_it_was_free() -> None:
    old = make_merchants.merchant("旧店", ("A4107",))
    actions.move_out(old.tenancies.get(), on=date(2025, 6, 1), by=make.person(), now=NOW)
    taken_in(one(unit="A4107", name="新店", entered="2020.1.1"))
    assert Merchant.objects.get(name="新店").tenancies.get().period.lower == date(2025, 6, 1)


def test_row_with_one_more_unit_grows_the_merchant() -> None:
    merchant = make_merchants.merchant("双铺商行", ("A4107",))
    plan = taken_in(one(unit="A4107、A4108", name="双铺商行"))
    assert plan.figures["accepted"] == 1
    assert Merchant.objects.count() == 1
    assert [t.unit.number for t in merchant.tenancies.all()] == ["A4107", "A4108"]


def test_failure_in_the_middle_leaves_nothing() -> None:
    def fail(done: int, total: int) -> None:
        if done:
            raise RuntimeError

    rows = [merchant_row(unit=f"A4{n:03}", name=f"店{n}") for n in range(300)]
    before = everything()
    with pytest.raises(RuntimeError):
        take_in(
            read_file(io.BytesIO(workbook(MERCHANT_HEADER, rows))),
            name="x",
            sha256="0" * 64,
            by=make.person(),
            now=NOW,
            on=TODAY,
            report=fail,
        )
    assert everything() == before


def test_refused_rows_come_back_as_a_workbook_to_put_right() -> None:
    reading = read_file(io.BytesIO(UNTIDY))
    content = refused_workbook(reading)
    assert content is not None
    sheet = load_workbook(io.BytesIO(content)).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:10] == MERCHANT_HEADER
    assert header[10:] == ("原行号", "未收原因")
    assert len(rows) == len(reading.refused)
    again = read_file(io.BytesIO(content))
    assert [row.reason for row in again.refused][:3] == [row.reason for row in reading.refused][:3]
    assert refused_workbook(read_file(io.BytesIO(one()))) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no spreadsheet", "file-not-readable"),
        (workbook(("日期", "天气"), [("1", "2")]), "columns-not-found"),
        (workbook(MERCHANT_HEADER, []), "file-is-empty"),
    ],
)
def test_file_of_something_else_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_file(io.BytesIO(content))
    assert [obstacle.code for obstacle in refusal.value.obstacles] == [code]


def test_shell_prints_the_figures_and_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "商户.xlsx"
    path.write_bytes(UNTIDY)
    before = everything()
    expected = {"accepted": make_sheets.UNTIDY_ACCEPTED, "refused": make_sheets.UNTIDY_REFUSED, "unchanged": 0}
    assert run_command(path, "--dry-run") == expected
    assert everything() == before
    assert run_command(path) == expected
    assert run_command(path)["unchanged"] == make_sheets.UNTIDY_ACCEPTED
    assert ImportedFile.objects.first().by.staff_number == "system"


def test_shell_tells_in_words_and_refuses_what_it_cannot_use(tmp_path: Path) -> None:
    make_merchants.merchant("旧店", ("A4107",))
    path, out = tmp_path / "商户.xlsx", io.StringIO()
    path.write_bytes(UNTIDY)
    by = make.person()
    call_command("import_merchants", str(path), "--by", by.staff_number, stdout=out)
    assert "row 3: A4107 changes its tenant" in out.getvalue()
    assert "3 refused: date not valid" in out.getvalue()
    assert ImportedFile.objects.get().by == by
    for arguments in ([str(tmp_path / "none.xlsx")], [str(path), "--by", "nobody"], [str(tmp_path)]):
        with pytest.raises(CommandError):
            call_command("import_merchants", *arguments)
    path.write_bytes(b"nothing")
    with pytest.raises(CommandError, match="xlsx"):
        call_command("import_merchants", str(path))


@samples
def test_sample_list_gives_the_expected_figures_twice_over() -> None:
    expected = json.loads((SAMPLE_DATA / "expected.json").read_text())["merchants.xlsx"]
    path = SAMPLE_DATA / "merchants.xlsx"
    figures = run_command(path)
    assert figures == {"accepted": expected["accepted"], "refused": expected["refused"], "unchanged": 0}
    assert Merchant.objects.count() == Tenancy.objects.count() == expected["accepted"]
    before = everything()
    assert run_command(path)["unchanged"] == expected["accepted"]
    assert everything() == before


@samples
def test_sample_list_gives_the_expected_figures_where_others_trade_already() -> None:
    expected = json.loads((SAMPLE_DATA / "expected.json").read_text())["merchants.xlsx"]
    with (SAMPLE_DATA / "merchants.xlsx").open("rb") as file:
        units = [str(row.units[0]) for row in read_file(file).accepted[:40]]
    for n, unit in enumerate(units):
        make_merchants.merchant(f"老租户{n}", (unit,), by=make.person())
    figures = run_command(SAMPLE_DATA / "merchants.xlsx")
    assert figures == {"accepted": expected["accepted"], "refused": expected["refused"], "unchanged": 0}
    assert Tenancy.objects.on(TODAY + timedelta(days=400)).count() == expected["accepted"]


@samples
def test_sample_list_gives_the_expected_figures_on_the_demo_mall() -> None:
    expected = json.loads((SAMPLE_DATA / "expected.json").read_text())["merchants.xlsx"]
    load_shops(by=make.person(), now=NOW - timedelta(days=400), dice=random.Random(1))
    assert Merchant.objects.count() == SHOPS
    figures = run_command(SAMPLE_DATA / "merchants.xlsx")
    assert figures == {"accepted": expected["accepted"], "refused": expected["refused"], "unchanged": 0}
    assert Merchant.objects.exclude(left_on=None).exists()
    assert run_command(SAMPLE_DATA / "merchants.xlsx")["unchanged"] == expected["accepted"]


class TestInTheBrowser:
    """Upload, preview, confirm."""

    @pytest.fixture(autouse=True)
    def _signed_in(self, client: Client, media: Path) -> None:  # noqa: ARG002 - asked for its effect
        self.user = make.person(Role.SUPERVISOR)
        self.client = make.signed_in(client, self.user)

    def upload(self, content: bytes) -> Any:
        """The answer to an uploaded workbook."""
        file = io.BytesIO(content)
        file.name = "商户.xlsx"
        return self.client.post(reverse("merchants:import"), {"file": file})

    def test_upload_is_previewed_then_imported(self) -> None:
        make_merchants.merchant("旧店", ("A4107",))
        before = everything()
        answer = self.upload(UNTIDY)
        job = Job.objects.get(kind=PREVIEW)
        assert answer.url == reverse("mall:job", args=[job.pk])
        make_merchants.run(job)
        assert everything() == before
        page = self.client.get(answer.url).content.decode()
        assert "旧店" in page
        assert "进场日期不对。" in page
        assert self.client.get(reverse("mall:job-output", args=[job.pk])).status_code == 200
        answer = self.client.post(reverse("merchants:import-confirm", args=[job.pk]))
        done = Job.objects.get(kind=IMPORT)
        assert answer.url == reverse("mall:job", args=[done.pk])
        make_merchants.run(done)
        assert done.state == Job.State.DONE, done.problem
        assert done.result["accepted"] == make_sheets.UNTIDY_ACCEPTED
        assert done.output_name == "未收的行.xlsx"
        assert "11" in self.client.get(answer.url).content.decode()
        assert Merchant.objects.get(name="旧店").left_on is not None

    def test_confirming_twice_makes_one_import(self) -> None:
        self.upload(UNTIDY)
        job = make_merchants.run(Job.objects.get(kind=PREVIEW))
        address = reverse("merchants:import-confirm", args=[job.pk])
        token = {"form_token": "t" * 43}
        first, second = self.client.post(address, token), self.client.post(address, token)
        assert first.url == second.url
        assert Job.objects.filter(kind=IMPORT).count() == 1

    def test_file_of_something_else_is_refused_beside_the_field(self) -> None:
        answer = self.upload(b"no spreadsheet")
        assert answer.status_code == 422
        assert "xlsx" in answer.content.decode()
        assert self.client.post(reverse("merchants:import"), {}).status_code == 422
        assert not Job.objects.exists()

    def test_form_shows_what_was_imported_before(self) -> None:
        taken_in(UNTIDY)
        assert "商户.xlsx" in self.client.get(reverse("merchants:import")).content.decode()

    def test_nobody_confirms_the_preview_of_another(self) -> None:
        self.upload(UNTIDY)
        job = Job.objects.get(kind=PREVIEW)
        other = make.signed_in(Client(), make.person(Role.SUPERVISOR))
        assert other.post(reverse("merchants:import-confirm", args=[job.pk])).status_code == 404
        agent = make.signed_in(Client(), make.person(Role.AGENT))
        assert agent.get(reverse("merchants:import")).status_code == 403

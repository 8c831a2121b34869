"""Taking an old complaint register over."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from casework.importing import refused_workbook
from casework.models import Entry, Folder, ImportedFile, ImportedRow, PhoneTail, SearchText
from complaints.importing import Plan, make_plan, read_file, sheets, take_in
from complaints.models import Complaint, Party
from complaints.states import Ending, State
from complaints.tasks import IMPORT, PREVIEW
from mall.columns import file_hash
from mall.localtime import ZONE
from mall.models import Job
from mall.roles import Role
from merchants.models import Dispute
from tests import make, make_merchants
from tests.make_merchants import NOW
from tests.make_sheets import HISTORY_HEADER, SAMPLE_DATA, Row, history_row, workbook
from ui.obstacles import Refused
from ui.sheets import SheetRow

pytestmark = pytest.mark.django_db

GOOD = [
    history_row(),
    history_row(on="2026年8月3日", at="9点5分", phone=19948558480, kind="商户", unit="b6216", result="赔偿后和解"),
    history_row(on="2026.8.4", at=None, complainant=None, phone=None, unit=None, merchant=None, result="已退货"),
    history_row(on="20260805", phone="无", unit="二楼中庭", closed=None, satisfaction=None),
    history_row(on="2026-08-06", closed=None, result=None, department="装修部"),
]
BAD = [
    history_row(on="待定"),
    history_row(at="上午"),
    history_row(content=" "),
    history_row(closed="2026-08-01"),
    history_row(),
    history_row(closed="不详"),
]
REFUSED = {
    "date not valid": 2,
    "time not valid": 1,
    "content missing": 1,
    "closed before registered": 1,
    "row repeated in the file": 1,
}
samples = pytest.mark.skipif(not SAMPLE_DATA.is_dir(), reason="the sample spreadsheets are not beside the checkout")


def book(*rows: Row) -> bytes:
    """A register of these rows."""
    return workbook(HISTORY_HEADER, list(rows))


def taken_in(content: bytes) -> Plan:
    """The import of a register."""
    file = io.BytesIO(content)
    reading = read_file(file)
    return take_in(reading, name="投诉.xlsx", sha256=file_hash(file), by=make.person(), now=NOW)


def everything() -> dict[str, int]:
    """How many rows each table has."""
    models = (Complaint, Party, Folder, Entry, SearchText, PhoneTail, ImportedRow, Dispute)
    return {model.__name__: model.objects.count() for model in models}


def run_command(path: Path, *options: str) -> dict[str, Any]:
    """The figures the shell prints."""
    out = io.StringIO()
    call_command("import_complaints", str(path), "--json", *options, stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def test_rows_are_accepted_and_refused_by_reason() -> None:
    plan = make_plan(read_file(io.BytesIO(book(*GOOD, *BAD))))
    assert plan.figures == {"accepted": 5, "refused": REFUSED, "unchanged": 0, "unknown_units": 4}
    assert plan.unknown_units == {"B6215": 2, "B6216": 1, "二楼中庭": 1}


def test_a_closed_complaint_is_taken_over_closed() -> None:
    make.department("engineering")
    merchant = make_merchants.merchant("凤凰商行（红豆）", ("B6215",))
    taken_in(book(GOOD[0]))
    complaint = Complaint.objects.select_related("folder").get()
    assert (complaint.state, complaint.ending) == (State.CLOSED, Ending.UNFOUNDED)
    assert (complaint.merchant, complaint.unit.number, complaint.place) == (merchant, "B6215", "")
    assert complaint.registered_at == datetime(2026, 8, 2, 10, 45, tzinfo=ZONE)
    assert complaint.folder.closed_at == datetime(2026, 8, 7, 18, tzinfo=ZONE)
    assert complaint.folder.number == "TS20260802-0001"
    assert complaint.folder.due_at is None
    party = complaint.parties.get()
    assert (party.name, party.phone) == ("李强敏", "19948558479")
    assert complaint.responsible.code == "engineering"
    assert [a.department.code for a in complaint.folder.audience.all()] == ["engineering"]
    assert Entry.objects.get(verb="complaint_imported").facts["grade"] == 3
    assert Dispute.objects.get().upheld is False


def test_endings_kinds_and_open_ones_are_read_from_the_words() -> None:
    taken_in(book(*GOOD))
    states = {
        c.folder.number: (c.state, c.ending, c.complainant_kind) for c in Complaint.objects.select_related("folder")
    }
    assert states == {
        "TS20260802-0001": ("closed", "unfounded", "customer"),
        "TS20260803-0001": ("closed", "compensated", "merchant"),
        "TS20260804-0001": ("closed", "solved", "customer"),
        "TS20260805-0001": ("replied", "", "customer"),
        "TS20260806-0001": ("registered", "", "customer"),
    }
    nameless = Complaint.objects.get(folder__number="TS20260804-0001")
    assert (nameless.against, nameless.parties.get().will_not_say) == ("mall", True)
    assert nameless.registered_at.astimezone(ZONE).time() == time(8, 30)
    elsewhere = Complaint.objects.get(folder__number="TS20260805-0001")
    assert (elsewhere.place, elsewhere.parties.get().phone) == ("二楼中庭 凤凰商行（红豆）", "")
    assert Complaint.objects.get(folder__number="TS20260806-0001").responsible.name == "装修服务部"


def test_merchant_is_the_one_of_that_name_or_who_traded_there_that_day() -> None:
    merchant = make_merchants.merchant("甲", ("B6215",), entered_on=date(2026, 1, 1))
    taken_in(book(history_row(merchant=None), history_row(on="2025-08-02", merchant=None), history_row(merchant="乙")))
    found = dict(Complaint.objects.order_by("registered_at", "pk").values_list("place", "merchant"))
    assert found == {"": merchant.pk, "乙": None} or list(found) == ["", "乙"]
    assert Complaint.objects.filter(merchant=merchant).count() == 1
    assert Complaint.objects.get(merchant=None, place="乙").unit.number == "B6215"


def test_repeating_an_import_changes_nothing() -> None:
    content = book(*GOOD, *BAD)
    taken_in(content)
    before = everything()
    again = taken_in(content)
    assert again.figures["unchanged"] == 5
    assert everything() == before
    assert ImportedFile.objects.count() == 2


def test_failure_in_the_middle_leaves_nothing() -> None:
    def fail(done: int, _total: int) -> None:
        if done:
            raise RuntimeError

    rows = [history_row(content=f"第 {n} 件") for n in range(301)]
    before = everything()
    with pytest.raises(RuntimeError):
        take_in(read_file(io.BytesIO(book(*rows))), name="x", sha256="0" * 64, by=make.person(), now=NOW, report=fail)
    assert everything() == before


def test_refused_rows_come_back_as_a_workbook_to_put_right() -> None:
    content = refused_workbook(read_file(io.BytesIO(book(*BAD))))
    assert content is not None
    header, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert header[12:] == ("原行号", "未收原因")
    assert len(rows) == 5
    assert refused_workbook(read_file(io.BytesIO(book(GOOD[0])))) is None


@pytest.mark.parametrize("content", [b"nothing", workbook(("日期", "天气"), [("1", "2")]), book()])
def test_file_of_something_else_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_file(io.BytesIO(content))


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=12), st.floats(), st.dates()), max_size=12), max_size=5))
def test_no_cell_breaks_the_reading(rows: list[list[object]]) -> None:
    lines = [SheetRow(1, list(HISTORY_HEADER)), *(SheetRow(n, row) for n, row in enumerate(rows, 2))]
    assert len(sheets.SHEET.read(lines).accepted) <= len(rows)


def test_shell_prints_the_figures_and_lists_what_is_not_known(tmp_path: Path) -> None:
    path, out = tmp_path / "投诉.xlsx", io.StringIO()
    path.write_bytes(book(*GOOD, history_row(department="某部", content="另一件"), *BAD))
    expected = {"accepted": 6, "refused": REFUSED, "unchanged": 0, "unknown_units": 5}
    assert run_command(path, "--dry-run") == expected
    assert not Complaint.objects.exists()
    call_command("import_complaints", str(path), stdout=out)
    assert "unit not known: B6216 (1)" in out.getvalue()
    assert "department not known: 某部 (1)" in out.getvalue()
    assert "1 refused: content missing" in out.getvalue()
    assert run_command(path) == expected | {"accepted": 0, "unchanged": 6}
    for arguments in ([str(tmp_path / "none.xlsx")], [str(path), "--by", "nobody"]):
        with pytest.raises(CommandError):
            call_command("import_complaints", *arguments)
    path.write_bytes(b"nothing")
    with pytest.raises(CommandError, match="xlsx"):
        call_command("import_complaints", str(path))


@samples
def test_sample_register_is_taken_over_whole_and_once() -> None:
    path = SAMPLE_DATA / "complaints_history.xlsx"
    figures = run_command(path)
    assert figures == {"accepted": 2400, "refused": {}, "unchanged": 0, "unknown_units": 2400}
    before = everything()
    assert run_command(path) == figures | {"accepted": 0, "unchanged": 2400}
    assert everything() == before
    assert Complaint.objects.filter(state=State.CLOSED).count() == 2310


class TestInTheBrowser:
    """Upload, preview, confirm, look."""

    @pytest.fixture(autouse=True)
    def _signed_in(self, client: Client, media: Path) -> None:  # noqa: ARG002 - asked for its effect
        self.client = make.signed_in(client, make.person(Role.SUPERVISOR))

    def upload(self, content: bytes) -> Any:
        """The answer to an uploaded register."""
        file = io.BytesIO(content)
        file.name = "投诉.xlsx"
        return self.client.post(reverse("complaints:import"), {"file": file})

    def test_upload_is_previewed_then_taken_over(self) -> None:
        answer = self.upload(book(*GOOD, *BAD))
        job = make_merchants.run(Job.objects.get(kind=PREVIEW))
        assert not Complaint.objects.exists()
        page = self.client.get(answer.url).content.decode()
        assert "B6216" in page
        assert "缺投诉内容。" in page
        answer = self.client.post(reverse("complaints:import-confirm", args=[job.pk]))
        done = make_merchants.run(Job.objects.get(kind=IMPORT))
        assert done.state == Job.State.DONE, done.problem
        assert done.result["accepted"] == Complaint.objects.count() == 5
        assert self.client.get(answer.url).status_code == 200
        assert "投诉.xlsx" in self.client.get(reverse("complaints:import")).content.decode()
        for complaint in Complaint.objects.all():
            assert self.client.get(complaint.get_absolute_url()).status_code == 200

    def test_file_of_something_else_is_refused_beside_the_field(self) -> None:
        assert self.upload(b"nothing").status_code == 422
        assert self.client.post(reverse("complaints:import"), {}).status_code == 422
        agent = make.signed_in(Client(), make.person(Role.AGENT))
        assert agent.get(reverse("complaints:import")).status_code == 403

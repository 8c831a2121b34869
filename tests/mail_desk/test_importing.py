"""Taking a day's mail in from a spreadsheet."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from casework.importing import refused_workbook
from casework.models import Entry, Folder, ImportedFile, ImportedRow, SearchText
from mail_desk.actions import receiving
from mail_desk.importing import Plan, read_file, take_in
from mail_desk.models import Delivery, MailClass, MailItem, RefusedArea
from mail_desk.states import OPEN, WAITING, State
from mall.columns import file_hash
from mall.localtime import ZONE, local_day
from merchants.models import Tenancy
from tests import make, make_mail, make_merchants
from tests.make_mail import NOW
from tests.make_sheets import SAMPLE_DATA, workbook
from tests.rules import rule

pytestmark = pytest.mark.django_db

HEADER = ("到件时间", "类别", "邮件编号", "房号", "收件人", "备注")
SAMPLE = SAMPLE_DATA / "mail_day.xlsx"
samples = pytest.mark.skipif(not SAMPLE_DATA.is_dir(), reason="the sample spreadsheets are not beside the checkout")
CAME = datetime(2026, 11, 26, 8, 50)  # noqa: DTZ001 - a cell of a spreadsheet carries no zone
TOTALS = {"accepted": {"平信": 91, "EMS": 22, "包裹": 58, "退信": 8, "挂号信": 36}}
AREAS = {"A16": 9, "A26": 3, "A36": 8, "B1-A": 5}


def row(
    *,
    came: object = CAME,
    mail_class: object = "挂号信",
    number: object = "RA123456789CN",
    unit: object = "A1105",
    addressee: object = "方琳",
    note: object = None,
) -> tuple[object, ...]:
    """One row of the day's list, in the order of HEADER."""
    return came, mail_class, number, unit, addressee, note


def letter(**columns: Any) -> tuple[object, ...]:
    """A row of an ordinary letter."""
    return row(**{"mail_class": "平信", "number": None, **columns})


def taken_in(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER) -> Plan:
    """The import of a workbook of these rows."""
    if not MailClass.objects.exists():
        make_mail.lists()
    file = io.BytesIO(workbook(header, rows))
    return take_in(read_file(file), name="信件.xlsx", sha256=file_hash(file), by=make_mail.agent(), now=NOW)


def one(*rows: tuple[object, ...], header: tuple[str, ...] = HEADER) -> MailItem:
    """The one item an import makes."""
    taken_in(*rows, header=header)
    return MailItem.objects.get()


def run_command(path: Path, *options: str) -> dict[str, Any]:
    """The figures the shell prints."""
    out = io.StringIO()
    call_command("import_mail", str(path), "--json", *options, stdout=out)
    [line] = out.getvalue().splitlines()
    figures: dict[str, Any] = json.loads(line)
    return figures


def everything() -> dict[str, int]:
    """How many rows each table has."""
    return {
        model.__name__: model.objects.count() for model in (MailItem, Delivery, Folder, Entry, SearchText, ImportedRow)
    }


@samples
@rule.both("MAIL-05", "MAIL-07")
def test_sample_day_gives_the_expected_figures_twice_over() -> None:
    call_command("load_reference", stdout=io.StringIO())
    expected = json.loads((SAMPLE_DATA / "expected.json").read_text())["mail_day.xlsx"]
    figures = run_command(SAMPLE)
    assert figures == {
        "accepted": expected["accepted by class"],
        "refused": expected["refused by pattern"],
        "unmatched": 215,
        "unchanged": 0,
    }
    refused = MailItem.objects.filter(state=State.REFUSED)
    assert refused.filter(refused_by__name="B1-A").count() == expected["refused by pattern"]["B1-A"]
    assert MailItem.objects.count() == expected["items"]
    before = everything()
    assert run_command(SAMPLE) == {"accepted": {}, "refused": {}, "unmatched": 0, "unchanged": expected["items"]}
    assert everything() == before


@samples
@rule.both("MAIL-03")
def test_sample_day_finds_the_merchants_of_the_sample_list() -> None:
    call_command("load_reference", stdout=io.StringIO())
    call_command("import_merchants", str(SAMPLE_DATA / "merchants.xlsx"), stdout=io.StringIO())
    let = set(Tenancy.objects.on(date(2026, 11, 20)).values_list("unit__number", flat=True))
    written = [str(cells[3] or "") for cells in load_workbook(SAMPLE).active.iter_rows(min_row=2, values_only=True)]
    units = [normalize("NFKC", text).strip().upper() for text in written]
    figures = run_command(SAMPLE)
    assert figures["accepted"] == TOTALS["accepted"]
    assert figures["refused"] == AREAS
    taken = [unit for unit in units if not unit.startswith(("A16", "A26", "A36", "负一楼A"))]
    assert figures["unmatched"] == sum(unit not in let for unit in taken)
    assert 0 < figures["unmatched"] < 215
    clear = MailItem.objects.exclude(merchant=None).filter(state=State.REGISTERED)
    assert clear.exists()
    assert not clear.filter(unclear=True).exists()


@samples
def test_sample_day_is_one_finished_delivery_and_its_codes_are_different() -> None:
    call_command("load_reference", stdout=io.StringIO())
    run_command(SAMPLE)
    delivery = Delivery.objects.get()
    assert delivery.imported
    assert delivery.folder.number == "SJ20261120-0001"
    assert delivery.folder.title == "mail_day.xlsx"
    assert delivery.folder.closed_at is not None
    assert delivery.folder.due_at is None
    waiting = MailItem.objects.filter(state__in=WAITING)
    assert len(set(waiting.values_list("pickup_code", flat=True))) == waiting.count() > 100
    assert not waiting.filter(keep_until=None).exists()
    assert not Folder.objects.filter(mail_item__state__in=OPEN, due_at=None).exists()
    assert not Folder.objects.filter(mail_item__state=State.REFUSED, closed_at=None).exists()


def test_an_empty_mall_gets_its_lists_with_the_import() -> None:
    file = io.BytesIO(workbook(HEADER, [letter(unit="负一楼A08"), letter(unit="b1105")]))
    plan = take_in(read_file(file), name="信件.xlsx", sha256=file_hash(file), by=make.person(), now=NOW)
    assert plan.printed == {"accepted": {"平信": 1}, "refused": {"B1-A": 1}, "unmatched": 1, "unchanged": 0}


def test_what_was_taken_out_of_a_list_stays_out() -> None:
    make_mail.lists()
    RefusedArea.objects.get(name="A16").delete()
    assert one(letter(unit="A1601")).state == State.NOTIFIED
    assert not RefusedArea.objects.filter(name="A16").exists()


@rule.both("MAIL-03", "MAIL-05")
def test_a_row_becomes_what_the_clerk_would_have_entered() -> None:
    make_mail.merchant_in("A1105")
    item = one(row(unit=" ａ１１０５ "))
    assert item.state == State.REGISTERED
    assert item.folder.title == "挂号信 A1105 云裳服饰"
    assert item.folder.number == "XJ20261126-0001"
    assert item.folder.due_at is not None
    assert item.received_at == CAME.replace(tzinfo=ZONE)
    assert str(item.carrier) == "中国邮政"
    assert "方琳" in SearchText.objects.get(folder=item.folder).text
    line = Entry.objects.get(folder=item.folder, verb="mail_imported")
    assert line.facts["row"] == 2


def test_who_traded_there_that_day_is_meant() -> None:
    make_mail.unit("A1105")
    make_merchants.merchant("今年进场", ("A1105",), entered_on=date(2026, 11, 25))
    assert one(row()).merchant is not None
    plan = taken_in(row(came="2026-11-24 09:00", number="RA000000001CN"))
    assert [planned.sheet.merchant for planned in plan.unmatched] == [None]


@pytest.mark.parametrize(
    ("note", "state", "marks"),
    [
        (None, State.REGISTERED, set()),
        ("地址不详", State.NOTIFIED, {"unclear"}),
        ("超大件", State.NOTIFIED, {"large"}),
        ("过重", State.NOTIFIED, {"heavy"}),
        ("超大件、超重", State.NOTIFIED, {"large", "heavy"}),
        ("外包装破损", State.NOTIFIED, {"damaged"}),
        ("无破损", State.REGISTERED, set()),
        ("到付", State.REFUSED, {"cash"}),
    ],
)
@rule.both("MAIL-03", "MAIL-S01", "MAIL-S02")
def test_the_remark_says_what_waits_at_the_desk(note: str | None, state: State, marks: set[str]) -> None:
    make_mail.merchant_in("A1105")
    item = one(row(note=note))
    assert item.state == state
    assert {mark for mark in ("unclear", "large", "heavy", "damaged", "cash") if getattr(item, mark)} == marks
    assert item.condition == (note if note in ("外包装破损", "无破损") else "")
    assert bool(item.pickup_code) == (state == State.NOTIFIED)


def test_cash_on_delivery_is_counted_as_refused() -> None:
    assert taken_in(row(note="货到付款"), letter(unit="A1601", note="到付")).printed["refused"] == {
        "A16": 1,
        "货到付款": 1,
    }


@rule.both("MAIL-06")
def test_returned_mail_waits_for_the_post_and_what_comes_for_the_mall_is_not() -> None:
    assert one(row(mail_class="退信", unit=None)).state == State.TO_RETURN
    taken_in(letter(unit="8楼"))
    assert MailItem.objects.get(internal=True).state == State.REGISTERED


@rule.both("MAIL-02")
def test_letters_of_a_floor_come_with_their_quantity_and_other_classes_one_by_one() -> None:
    header = (*HEADER, "数量")
    plan = taken_in(
        (*letter(unit="三楼", addressee=None), "30封"),
        (*letter(unit="A1105"), 2),
        (*row(mail_class="包裹", number=None), 2),
        (*letter(), "很多"),
        (*letter(), 0),
        header=header,
    )
    assert plan.printed == {
        "accepted": {"平信": 32},
        "refused": {"quantity not valid": 2, "quantity only for ordinary letters": 1},
        "unmatched": 1,
        "unchanged": 0,
    }
    bundle = MailItem.objects.get(quantity=30)
    assert (bundle.state, str(bundle.floor), bundle.unclear) == (State.REGISTERED, "三楼", False)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"came": "昨天"}, "date not valid"),
        ({"came": None}, "date not valid"),
        ({"came": "2026-11-26 99:99"}, "time not valid"),
        ({"mail_class": "明信片"}, "class not known"),
        ({"mail_class": None}, "class not known"),
        ({"number": "编号看不清楚"}, "item number not valid"),
        ({"came": "合计", "mail_class": None}, "total line, no mail"),
    ],
)
@rule.both("MAIL-05")
def test_a_row_that_cannot_be_understood_is_refused_and_the_others_are_taken(
    columns: dict[str, Any], reason: str
) -> None:
    plan = taken_in(letter(), row(**columns))
    assert plan.printed["refused"] == {reason: 1}
    assert plan.printed["accepted"] == {"平信": 1}
    content = refused_workbook(plan.reading)
    assert content is not None
    header, back = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert header[-2:] == ("原行号", "未收原因")
    assert back[-2] == 3


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        (CAME, time(8, 50)),
        (date(2026, 11, 26), time(9, 0)),
        ("2026/11/26", time(9, 0)),
        ("2026-11-26 8:05", time(8, 5)),
        ("2026年11月26日 10点", time(10, 0)),
        ("2026年11月26日10：20", time(10, 20)),
    ],
)
def test_the_hour_is_read_as_it_is_written_or_it_is_nine(written: object, hour: time) -> None:
    assert one(row(came=written)).received_at == datetime.combine(date(2026, 11, 26), hour, ZONE)


def test_columns_are_found_by_other_words_in_another_order() -> None:
    header = ("序号", "收件日期", "时间", "邮件类型", "商铺号", "单号", "寄件人", "收信人")
    item = one((1, "2026.11.26", "10:15", "特快专递", "C3-315", "ea 123456789 cn", "税务局", "谢超洋"), header=header)
    assert (item.mail_class.code if item.mail_class else "", item.number) == ("ems", "EA123456789CN")
    assert (item.unit_words, item.sender, item.addressee) == ("C3315", "税务局", "谢超洋")
    assert item.received_at.astimezone(ZONE).time() == time(10, 15)


def test_a_number_missing_is_no_reason_to_lose_a_registered_letter() -> None:
    assert one(row(number="无")).number == ""


def test_two_letters_that_look_the_same_are_two_and_stay_two() -> None:
    assert taken_in(letter(), letter()).printed["accepted"] == {"平信": 2}
    again = taken_in(letter(), letter())
    assert again.printed == {"accepted": {}, "refused": {}, "unmatched": 0, "unchanged": 2}
    third = taken_in(letter(), letter(), letter())
    assert third.printed["accepted"] == {"平信": 1}
    assert MailItem.objects.count() == 3


@rule.both("MAIL-05")
def test_a_number_scanned_that_morning_is_not_taken_again_and_one_of_another_day_is() -> None:
    make_mail.item()
    assert taken_in(row()).printed["unchanged"] == 1
    assert taken_in(row(came="2026-11-25")).printed["accepted"] == {"挂号信": 1}
    receiving.scan(make_mail.delivery(), "RA999999999CN", by=make_mail.agent(), now=NOW)
    assert taken_in(row(number="RA999999999CN")).printed["unchanged"] == 1


def test_a_number_twice_in_the_file_is_taken_once() -> None:
    figures = taken_in(row(), row(addressee="别人")).printed
    assert figures["accepted"] == {"挂号信": 1}
    assert figures["refused"] == {"item number repeated in the file": 1}


@rule.both("MAIL-01", "MAIL-09")
def test_each_day_of_the_list_is_a_delivery_of_its_own() -> None:
    taken_in(letter(came="2026-11-24"), letter(came="2026-11-25 10:00"), letter(came="2026-11-25 08:00"))
    days = [local_day(delivery.received_at) for delivery in Delivery.objects.order_by("received_at")]
    assert days == [date(2026, 11, 24), date(2026, 11, 25)]
    second = Delivery.objects.order_by("received_at")[1]
    assert second.received_at == datetime(2026, 11, 25, 8, 0, tzinfo=ZONE)
    assert second.items.count() == 2
    assert not Folder.objects.filter(kind="mail_delivery", closed_at=None).exists()


def test_failure_in_the_middle_leaves_nothing() -> None:
    def fail(done: int, _total: int) -> None:
        if done:
            raise RuntimeError

    make_mail.lists()
    before = everything()
    file = io.BytesIO(workbook(HEADER, [letter(addressee=f"收件人{n}") for n in range(600)]))
    with pytest.raises(RuntimeError):
        take_in(read_file(file), name="x", sha256="0" * 64, by=make_mail.agent(), now=NOW, report=fail)
    assert everything() == before


def test_shell_tells_in_words_and_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    make_mail.lists()
    path, out, by = tmp_path / "信件.xlsx", io.StringIO(), make_mail.agent()
    path.write_bytes(workbook(HEADER, [letter(), letter(unit="A1601")]))
    before = everything()
    assert run_command(path, "--dry-run") == {
        "accepted": {"平信": 1}, "refused": {"A16": 1}, "unmatched": 1, "unchanged": 0,
    }  # fmt: skip
    assert everything() == before
    call_command("import_mail", str(path), "--by", by.staff_number, stdout=out)
    assert "2 items taken in, 0 unchanged" in out.getvalue()
    assert "refused by area: A16 (1)" in out.getvalue()
    assert "no merchant found: 1" in out.getvalue()
    assert ImportedFile.objects.get().by == by
    path.write_bytes(b"nothing")
    with pytest.raises(CommandError, match="xlsx"):
        call_command("import_mail", str(path))


def test_days_that_lie_ahead_are_told_before_anybody_confirms() -> None:
    plan = taken_in(letter(), letter(came="2062-11-26"))
    assert plan.shown()["ahead"] == 1
    assert "day has not come yet: 1" in list(plan.told())
    assert taken_in(letter(number="RA000000007CN")).shown()["ahead"] == 0

"""Reading the mall's own list of merchants."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.columns import ColumnsNotFoundError
from merchants.importing import sheets
from tests import make_sheets
from tests.make_sheets import MERCHANT_HEADER, SAMPLE_DATA, merchant_row, workbook
from ui.sheets import SheetRow, read_rows


def read(rows: list[make_sheets.Row], header: make_sheets.Row = MERCHANT_HEADER) -> sheets.Reading:
    """The reading of a workbook with these rows, read back from its bytes."""
    return sheets.SHEET.read(read_rows(io.BytesIO(workbook(header, rows))))


def test_untidy_list_is_accepted_and_refused_by_reason() -> None:
    reading = read(make_sheets.untidy_merchants())
    assert len(reading.accepted) == make_sheets.UNTIDY_ACCEPTED
    assert reading.refused_by_reason() == make_sheets.UNTIDY_REFUSED
    assert reading.rows_with_data == 21


def test_rows_are_read_in_every_spelling() -> None:
    by_unit = {str(r.units[0]): r for r in read(make_sheets.untidy_merchants()).accepted}
    assert by_unit["B4108"].phone == "19960814249"
    assert by_unit["B4108"].entered_on == date(2025, 8, 14)
    assert by_unit["B4108"].name_key == "lily家纺"
    assert by_unit["C0212"].phone == "19960814250"
    assert by_unit["A4107"].area == Decimal(37)
    assert by_unit["D0303"].area is None
    assert by_unit["D5304"].merchant_class == "A"
    assert [str(u) for u in by_unit["D7306"].units] == ["D7306", "D7307"]
    assert by_unit["A2102"].doubts == ("floor",)


def test_refused_row_keeps_its_number_and_cells() -> None:
    reading = read([merchant_row(phone="12345")])
    [row] = reading.refused
    assert (row.number, row.reason) == (2, "phone not valid")
    assert row.cells[:3] == ["A4107", "4楼", "恒源童装"]


def test_first_of_repeated_units_counts_and_a_refused_row_takes_no_unit() -> None:
    reading = read([merchant_row(phone="1"), merchant_row(name="甲"), merchant_row(name="乙")])
    assert [r.name for r in reading.accepted] == ["甲"]
    assert [r.reason for r in reading.refused] == ["phone not valid", "unit repeated in the file"]


def test_odd_class_and_area_are_doubted_not_refused() -> None:
    [row] = read([merchant_row(merchant_class="重点", area="很大", floor="九楼")]).accepted
    assert row.doubts == ("floor", "area", "class")
    assert (row.area, row.merchant_class) == (None, "")


def test_long_names_are_refused() -> None:
    assert read([merchant_row(name="店" * 101)]).refused_by_reason() == {"merchant name too long": 1}
    assert len(read([merchant_row(name="店" * 100)]).accepted) == 1


def test_other_headers_in_another_order_are_recognised() -> None:
    header = ("序号", "店名", "手机号", "商铺号", "入驻日期")
    [row] = read([(1, "恒源", "13812345678", "A1101", "2024.3.5")], header).accepted
    assert (row.name, str(row.units[0]), row.phone) == ("恒源", "A1101", "13812345678")


def test_a_sheet_of_something_else_is_not_recognised() -> None:
    with pytest.raises(ColumnsNotFoundError):
        read([("1", "2")], ("日期", "天气"))


def test_fingerprint_sees_every_word_of_a_row() -> None:
    rows = [merchant_row(), merchant_row(unit="a4107 "), merchant_row(phone="13812345678"), merchant_row(note="x")]
    prints = [read([row]).accepted[0].fingerprint for row in rows]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=12), st.floats(), st.dates()), max_size=10), max_size=5))
def test_no_cell_breaks_the_reading(rows: list[list[object]]) -> None:
    lines = [SheetRow(1, list(MERCHANT_HEADER)), *(SheetRow(n, row) for n, row in enumerate(rows, 2))]
    reading = sheets.SHEET.read(lines)
    assert len(reading.accepted) <= len(rows)


@pytest.mark.skipif(not SAMPLE_DATA.is_dir(), reason="the sample spreadsheets are not beside the checkout")
def test_sample_list_gives_the_expected_counts() -> None:
    expected = json.loads((SAMPLE_DATA / "expected.json").read_text())["merchants.xlsx"]
    with (SAMPLE_DATA / "merchants.xlsx").open("rb") as file:
        reading = sheets.SHEET.read(read_rows(file))
    assert reading.rows_with_data == expected["rows with data"]
    assert len(reading.accepted) == expected["accepted"]
    assert reading.refused_by_reason() == expected["refused"]

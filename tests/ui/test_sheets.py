"""Spreadsheets as people make them."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from ui import sheets


def book(rows: Any, title: Any = "名单", merge: Any = "") -> Any:
    made = Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    file = BytesIO()
    made.save(file)
    file.seek(0)
    return file


def test_rows_come_with_their_numbers_and_blank_ones_are_left_out() -> None:
    found = list(sheets.read_rows(book([["商户", "房号"], [], ["  锦绣女装　", "Ａ１１０５"], [None, "  "]])))
    assert [row.number for row in found] == [1, 3]
    assert found[1].cells == ["锦绣女装", "Ａ１１０５"]
    assert sheets.text(found[1].cells[1]) == "A1105"


def test_merged_cells_and_numbers_and_dates_survive() -> None:
    day = datetime(2026, 11, 26)  # spreadsheets know no zone  # noqa: DTZ001
    found = list(sheets.read_rows(book([["标题", None, None], [13800130013.0, day, 2.5]], merge="A1:C1")))
    assert found[0].cells == ["标题"]
    assert found[1].cells == [13800130013, day, 2.5]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2026, 11, 26, 9, tzinfo=UTC), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 26)),
        ("2026-11-26", date(2026, 11, 26)),
        ("2026/1/2", date(2026, 1, 2)),
        ("2026.1.2", date(2026, 1, 2)),
        ("２０２６年１１月２６日", date(2026, 11, 26)),
        ("20261126", date(2026, 11, 26)),
        ("2026-13-26", None),
        ("明天", None),
        (None, None),
    ],
)
def test_dates_are_read_in_all_the_ways_people_write_them(cell: Any, expected: Any) -> None:
    assert sheets.as_date(cell) == expected


def test_cells_as_text() -> None:
    assert sheets.text(None) == ""
    assert sheets.text(datetime(2026, 1, 2)) == "2026-01-02"  # noqa: DTZ001 - spreadsheets know no zone
    assert sheets.text(datetime(2026, 1, 2, 9, 5)) == "2026-01-02 09:05"  # noqa: DTZ001 - spreadsheets know no zone
    assert sheets.text(" ＡＢＣ　") == "ABC"


def test_a_sheet_is_found_by_name_or_said_to_be_missing() -> None:
    assert next(iter(sheets.read_rows(book([["a"]]), sheet="名单"))).cells == ["a"]
    with pytest.raises(sheets.UnreadableSheet, match="没有名为"):
        list(sheets.read_rows(book([["a"]]), sheet="别的"))


def test_what_is_no_spreadsheet_is_said_so() -> None:
    with pytest.raises(sheets.UnreadableSheet):
        list(sheets.read_rows(BytesIO(b"not a zip")))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(sheets.UnreadableSheet):
        list(sheets.read_rows(packed))


def test_a_damaged_sheet_is_said_so() -> None:
    source = book([["a"], ["b"]])
    broken = BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(broken, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item, content[: len(content) // 2] if "sheet1" in item.filename else content)
    with pytest.raises(sheets.UnreadableSheet):
        list(sheets.read_rows(broken))


def test_bombs_and_giants_are_not_opened(monkeypatch: Any) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (30 * sheets.MEGABYTE))
    with pytest.raises(sheets.UnreadableSheet, match="异常巨大"):
        list(sheets.read_rows(bomb))
    monkeypatch.setattr(sheets, "MAX_FILE", 10)
    with pytest.raises(sheets.UnreadableSheet, match="大于"):
        list(sheets.read_rows(book([["a"]])))


def test_more_rows_than_allowed_are_refused() -> None:
    with pytest.raises(sheets.UnreadableSheet, match="2 行"):
        list(sheets.read_rows(book([["a"], ["b"], ["c"]]), max_rows=2))


def test_no_written_cell_runs_as_a_formula() -> None:
    made = sheets.write_xlsx(
        ["名称", "电话"],
        [
            ["=HYPERLINK(1)", "+86 138"],
            ["@SUM(A1)\x00", -5],
            ["𠮷祥\n第二行", None],
            [datetime(2026, 11, 26, 1, 42, tzinfo=UTC), time(9, 30)],
            [date(2026, 11, 26), True],
        ],
        title="名单/2026",
    )
    page = load_workbook(BytesIO(made)).active
    assert page["A2"].value == "'=HYPERLINK(1)"
    assert page["A2"].data_type == "s"
    assert page["B2"].value == "'+86 138"
    assert page["A3"].value == "'@SUM(A1)"
    assert page["B3"].value == -5
    assert page["A5"].value == datetime(2026, 11, 26, 9, 42)  # noqa: DTZ001 - spreadsheets know no zone
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width >= 8
    assert page.title == "名单 2026"


def test_a_workbook_is_downloaded_under_its_name() -> None:
    response = sheets.xlsx_response("投诉", ["编号"], [["TS1"]])
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8A%95%E8%AF%89.xlsx")
    assert response["Content-Type"] == sheets.XLSX
    assert list(sheets.read_rows(BytesIO(response.content)))[1].cells == ["TS1"]

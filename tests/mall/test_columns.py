"""Recognising the columns of a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mall.columns import Column, ColumnsNotFoundError, cell_text, recognise

COLUMNS = (
    Column("unit", ("房号", "商铺号"), required=True),
    Column("name", ("商户名称", "商户"), required=True),
    Column("class", ("商户等级", "等级")),
)


@dataclass
class SheetLine:
    """One line of a sheet."""

    number: int
    cells: list[object] = field(default_factory=list)


def lines(*rows: list[object]) -> list[SheetLine]:
    """Lines numbered from one."""
    return [SheetLine(n, row) for n, row in enumerate(rows, 1)]


def test_columns_are_found_in_any_order_under_a_title() -> None:
    table = recognise(
        lines(["商户台账 2026"], [], ["商户等级 *", None, "商户", "房 号（新）"], ["A", None, "恒源", "A1101"]),
        COLUMNS,
    )
    assert table.header_number == 3
    assert table.places == {"class": 0, "name": 2, "unit": 3}
    [line] = table.lines
    assert [table.cell(line, k) for k in ("unit", "name", "class")] == ["A1101", "恒源", "A"]


def test_longer_headers_that_hold_the_word_are_taken_too() -> None:
    table = recognise(lines(["所在房号", "现商户名称"]), COLUMNS)
    assert table.places == {"unit": 0, "name": 1}
    assert table.cell(SheetLine(2, ["A1101"]), "name") is None
    assert table.cell(SheetLine(2, ["A1101"]), "class") is None


def test_missing_columns_are_named() -> None:
    with pytest.raises(ColumnsNotFoundError) as refusal:
        recognise(lines(["房号", "电话"], ["A1101", "1"]), COLUMNS)
    assert refusal.value.missing == ["商户名称"]
    with pytest.raises(ColumnsNotFoundError):
        recognise([], COLUMNS)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, ""), (12, "12"), (12.0, "12"), (12.5, "12.5"), (" a\u3000b\nc ", "a b c"), ("a\x00b", "ab")],
)
def test_cells_are_tidied(value: object, text: str) -> None:
    assert cell_text(value) == text

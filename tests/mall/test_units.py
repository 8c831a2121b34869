"""Unit numbers and floors in every spelling people use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.units import FLOOR_CODES, UnitNumber, normalise_unit, parse_floor, parse_unit, split_units


@pytest.mark.parametrize(
    "text",
    ["A1105", "a1105", " A1105 ", "Ａ１１０５", "A１１０５", "A-1105", "A 1105", "A区1105", "A1105号", "A—1105"],
)
def test_spellings_of_one_unit_become_one(text: str) -> None:
    assert normalise_unit(text) == "A1105"


@pytest.mark.parametrize(
    "text",
    ["", "1105", "A9105", "A110", "A11055", "AA105", "合计", "A1105B", "١", "A١105", None, 1105],
)
def test_what_is_no_unit_is_none(text: object) -> None:
    assert normalise_unit(text) is None


def test_unit_is_taken_apart() -> None:
    assert parse_unit("c0630") == UnitNumber("C", 0, "630")
    assert parse_unit("C0630").floor_code == "B1"
    assert parse_unit("A1105").floor_code == "1F"
    with pytest.raises(ValueError, match="not a unit number"):
        parse_unit("C9630")


@given(st.sampled_from("ABCDXYZ"), st.integers(0, 8), st.integers(0, 999))
def test_any_unit_survives_width_and_case(zone: str, floor: int, serial: int) -> None:
    text = f"{zone}{floor}{serial:03}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in text.lower())
    assert normalise_unit(f" {wide} ") == text
    assert parse_unit(wide).floor_code == FLOOR_CODES[floor]


@given(st.text())
def test_any_text_is_a_unit_or_none(text: str) -> None:
    found = normalise_unit(text)
    assert found is None or normalise_unit(found) == found


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("A1105", ["A1105"]),
        ("A1105、a1106", ["A1105", "A1106"]),
        ("A1105/06", ["A1105", "A1106"]),
        ("A1105 B2201", ["A1105", "B2201"]),
        ("A1105，A1105", ["A1105"]),
        ("A 1105", ["A1105"]),
    ],
)
def test_several_units_in_one_cell(text: str, units: list[str]) -> None:
    assert [str(u) for u in split_units(text)] == units


@pytest.mark.parametrize("text", ["", "、", "A1105、无", "06、A1105"])
def test_cell_with_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a unit number"):
        split_units(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((t, "B1") for t in ("负一楼", "负1楼", "地下一层", "-1F", "B1", "b1", "－１Ｆ", "负一层")),
        *((t, "3F") for t in ("三楼", "3楼", "３楼", "3F", "三层", "3层", "F3", "L3", "3", "3f")),
        ("八楼", "8F"),
        ("九楼", None),
        ("9F", None),
        ("B2", None),
        ("", None),
        ("楼", None),
    ],
)
def test_spellings_of_a_floor(text: str, code: str | None) -> None:
    assert parse_floor(text) == code

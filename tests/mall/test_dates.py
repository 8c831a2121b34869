"""Dates and times as they stand in people's spreadsheets."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.dates import parse_date, parse_time

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2024, 3, 5, 10, 30),  # noqa: DTZ001 - spreadsheets know no zone
        45356,
        45356.0,
        45356.4,
        "45356",
        "2024-03-05",
        "2024-3-5",
        "2024/3/5",
        "2024.3.5",
        "２０２４．３．５",
        "2024年3月5日",
        "2024年03月05号",
        "2024 年 3 月 5 日",
        "20240305",
        20240305,
        "2024-03-05 10:30:00",
        "2024-03-05T10:30",
    ],
)
def test_spellings_of_one_day(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "待定",
        "2024-02-30",
        "20241301",
        "2023-02-29",
        "5/3/2024",
        "24.3.5",
        "2024-3/5",
        "2024年3月",
        "0001-01-01",
        "1900-01-01",
        "9999-01-01",
        True,
        1.5,
        float("nan"),
        float("inf"),
        "١٢٣٤٥",
    ],
)
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not a date"):
        parse_date(value)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_from_every_spelling(day: date) -> None:
    for spelling in ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"):
        assert parse_date(day.strftime(spelling)) == day


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("13:05", time(13, 5)),
        ("１３：０５", time(13, 5)),
        ("13:05:09", time(13, 5, 9)),
        ("9点30分", time(9, 30)),
        ("9点", time(9)),
        ("9时5分", time(9, 5)),
        (0.5, time(12)),
        (time(8, 30), time(8, 30)),
        (datetime(2024, 3, 5, 8, 30), time(8, 30)),  # noqa: DTZ001 - spreadsheets know no zone
    ],
)
def test_spellings_of_a_time(value: object, at: time) -> None:
    assert parse_time(value) == at


@pytest.mark.parametrize("value", [None, "", "上午", "25:00", "9:75", 3.5, "930"])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"not a time|must be in"):
        parse_time(value)

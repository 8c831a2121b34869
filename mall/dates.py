"""Dates and times of day as people write them in spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_EARLIEST: Final = date(1949, 10, 1)
_LATEST: Final = date(2099, 12, 31)
_EXCEL_RANGE: Final = range(20_000, 80_000)  # 1954 to 2119
_SPELLINGS: Final = (
    re.compile(r"(\d{4})\s*([-./])\s*(\d{1,2})\s*\2\s*(\d{1,2})"),
    re.compile(r"(\d{4})\s*(年)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"),
    re.compile(r"(\d{4})()(\d{2})(\d{2})"),
)
_TIME_AFTER: Final = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_TIME: Final = re.compile(r"(\d{1,2})\s*[:点时]\s*(\d{1,2})?\s*(?:分|:\s*(\d{1,2}))?")


def parse_date(value: object, *, earliest: date = _EARLIEST, latest: date = _LATEST) -> date:
    """The calendar day meant by a cell: a date, an Excel serial, 2024.3.5, 2024年3月5日, 20240305.

    Raises ValueError for a day that does not exist or lies outside ``earliest`` … ``latest``, a year
    of two digits, and everything that is not surely year, month, day in this order.
    """
    found = _read(value)
    if found is None or not earliest <= found <= latest:
        msg = f"not a date: {value!r}"
        raise ValueError(msg)
    return found


def _read(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float) and not value.is_integer():
        # A serial with a time of day in it
        return _serial(int(value)) if abs(value) < _EXCEL_RANGE.stop else None
    return _spelled(str(int(value) if isinstance(value, float) else value))


def _spelled(written: str) -> date | None:
    text = _TIME_AFTER.sub("", unicodedata.normalize("NFKC", written).strip())
    if not text.replace("年", "").replace("月", "").replace("日", "").replace("号", "").isascii():
        return None
    if re.fullmatch(r"\d{5}", text):
        return _serial(int(text))
    found = next(filter(None, (spelling.fullmatch(text) for spelling in _SPELLINGS)), None)
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


def _serial(days: int) -> date | None:
    return _EXCEL_DAY_ZERO + timedelta(days=days) if days in _EXCEL_RANGE else None


def parse_time(value: object) -> time:
    """The time of day meant by a cell: a time, 13:05, １３：05, 9点30分, 9点, or a part of a day.

    Raises ValueError for anything else.
    """
    if isinstance(value, datetime):
        return value.time().replace(tzinfo=None)
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 24 * 60)
        return (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).time()
    text = unicodedata.normalize("NFKC", str(value)).strip()
    found = _TIME.fullmatch(text)
    if found is None:
        msg = f"not a time of day: {value!r}"
        raise ValueError(msg)
    return time(int(found[1]), int(found[2] or 0), int(found[3] or 0))

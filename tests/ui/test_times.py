"""How times are said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from ui import times

NOW = datetime(2026, 11, 26, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (NOW, "今天 09:42", "today 09:42"),
        (NOW - timedelta(days=1), "昨天 09:42", "yesterday 09:42"),
        (NOW + timedelta(days=1), "明天 09:42", "tomorrow 09:42"),
        (NOW + timedelta(days=4), "11月30日 周一 09:42", "Mon 30 Nov 09:42"),
        (date(2025, 1, 2), "2025年1月2日", "2 Jan 2025"),
        (None, "", ""),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment: Any, zh: Any, en: Any) -> None:
    assert times.when(moment, NOW) == zh
    with translation.override("en"):
        assert times.when(moment, NOW) == en


def test_a_day_turns_at_the_malls_midnight() -> None:
    utc = ZoneInfo("UTC")
    before, after = datetime(2026, 11, 25, 15, 59, tzinfo=utc), datetime(2026, 11, 25, 16, 0, tzinfo=utc)
    assert times.when(before, NOW) == "昨天 23:59"
    assert times.when(after, NOW) == "今天 00:00"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=1, hours=2, minutes=5), "1 天 2 小时"),
        (timedelta(hours=4, minutes=10, seconds=9), "4 小时 10 分"),
        (timedelta(hours=4), "4 小时"),
        (timedelta(minutes=23, seconds=9), "23 分"),
        (timedelta(minutes=1, seconds=20), "1 分 20 秒"),
        (timedelta(minutes=-1, seconds=-20), "1 分 20 秒"),
        (timedelta(0), "0 秒"),
        (None, ""),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(span: Any, words: Any) -> None:
    assert times.duration(span) == words


def test_a_deadline_is_ok_then_soon_then_late() -> None:
    assert times.time_left(NOW + timedelta(hours=4), NOW).state == "ok"
    assert times.time_left(NOW + timedelta(minutes=29), NOW).state == "soon"
    assert times.time_left(NOW + timedelta(hours=4), NOW, warn_at=NOW - timedelta(minutes=1)).state == "soon"
    late = times.time_left(NOW - timedelta(seconds=80), NOW)
    assert (late.state, late.left, late.due) == ("late", "超 1 分 20 秒", "今天 09:40")


def test_the_hour_is_said_in_the_malls_time() -> None:
    assert times.hm(NOW) == "09:42"
    assert times.hm(None) == ""
    assert times.hm(datetime(2026, 1, 1, 8, 5)) == "08:05"  # a wall-clock time of a schedule  # noqa: DTZ001 - a schedule's, without a day

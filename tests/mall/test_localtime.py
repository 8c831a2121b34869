"""The edges of days and months, where figures go wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.localtime import ZONE, day_bounds, days_bounds, local, local_day, month_bounds

LAST_SECOND = datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
MIDNIGHT = datetime(2026, 10, 31, 16, 0, 0, tzinfo=UTC)  # 00:00:00 on 1 November


def test_the_last_second_of_october_is_october() -> None:
    begins, ends = month_bounds(2026, 10)
    assert begins <= LAST_SECOND < ends
    assert not begins <= MIDNIGHT < ends
    assert local_day(LAST_SECOND) == date(2026, 10, 31)


def test_the_first_second_of_november_is_november() -> None:
    begins, ends = month_bounds(2026, 11)
    assert begins == MIDNIGHT
    assert not begins <= LAST_SECOND < ends
    assert local_day(MIDNIGHT) == date(2026, 11, 1)


def test_the_small_hours_belong_to_the_day_that_has_begun() -> None:
    before_eight = datetime(2026, 11, 1, 7, 59, 59, tzinfo=ZONE)  # still 31 October in UTC
    begins, ends = day_bounds(date(2026, 11, 1))
    assert begins <= before_eight.astimezone(UTC) < ends


def test_december_ends_with_the_year() -> None:
    assert month_bounds(2026, 12).ends == month_bounds(2027, 1).begins


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        month_bounds(2026, 13)


def test_local_answers_the_mall_s_clock() -> None:
    assert local(MIDNIGHT).isoformat() == "2026-11-01T00:00:00+08:00"
    with pytest.raises(ValueError, match="no zone"):
        local(datetime(2026, 11, 1))  # noqa: DTZ001 - that is the point


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_days_and_months_leave_no_gap(day: date) -> None:
    begins, ends = day_bounds(day)
    assert local_day(begins) == day == local_day(ends - timedelta(microseconds=1))
    assert day_bounds(day + timedelta(days=1)).begins == ends
    month = month_bounds(day.year, day.month)
    assert month.begins <= begins < ends <= month.ends
    assert days_bounds(day, day + timedelta(days=2)).ends == day_bounds(day + timedelta(days=2)).ends

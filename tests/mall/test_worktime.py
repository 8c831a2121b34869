"""Working time against an oracle that looks at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.worktime import (
    Pause,
    add_working_days,
    add_working_time,
    deadline,
    is_working,
    next_opening,
    working_time_between,
)
from tests.mall.worktime_oracle import (
    CALENDAR_2026,
    LATE,
    MINUTE,
    NIGHT_TOO,
    OFF,
    OFFICE,
    SECOND,
    SHANGHAI,
    SHORT,
    SUMMER,
    WITH_LUNCH,
    YEAR_2026,
    Plan,
    at,
    slow_add,
    slow_add_days,
    slow_back,
    slow_between,
    slow_next_opening,
)

hours = st.sampled_from([OFFICE, SUMMER, WITH_LUNCH, SHORT, LATE, NIGHT_TOO])
# Around the turns of the seasons (1 May, 1 October) and of the year, where tables go wrong.
starts = st.builds(
    lambda day, minute: at(1, 1) + timedelta(days=day, minutes=minute),
    st.one_of(st.integers(110, 130), st.integers(263, 283), st.integers(355, 375)),
    st.integers(0, 24 * 60 - 1),
)
moments = st.builds(
    lambda start, seconds, micro: start + timedelta(seconds=seconds, microseconds=micro),
    starts,
    st.integers(0, 59),
    st.integers(0, 999_999),
)
in_2026 = st.builds(lambda minute: at(1, 1) + timedelta(minutes=minute), st.integers(0, 330 * 24 * 60))
minutes = st.integers(1, 60 * 60)
differing_days = st.dictionaries(
    st.builds(lambda n: date(2026, 1, 1) + timedelta(days=n), st.one_of(st.integers(110, 140), st.integers(263, 293))),
    st.sampled_from([OFF, OFF, SHORT, WITH_LUNCH, LATE, OFFICE]),
    max_size=8,
)
plans = st.builds(Plan, st.integers(1, 127), hours, hours, differing_days)


# --- against the oracle ------------------------------------------------------------------------


@pytest.mark.parametrize("weekdays", range(1, 128))
def test_every_set_of_weekdays_counts_as_the_oracle_does(weekdays: int) -> None:
    plan = Plan(weekdays, SUMMER, WITH_LUNCH, {date(2026, 5, 4): OFF, date(2026, 5, 9): OFFICE})
    calendar = plan.calendar()
    for start in (at(4, 29, 17, 59), at(5, 1), at(5, 3, 12, 30), at(9, 30, 18, 20)):
        assert add_working_time(start, 700 * MINUTE, calendar) == slow_add(start, 700, plan)
        assert add_working_days(start, 2, calendar) == slow_add_days(start, 2, plan)
        assert next_opening(start, calendar) == slow_next_opening(start, plan)
        end = start + timedelta(days=9, hours=3)
        assert working_time_between(start, end, calendar) == slow_between(start, end, plan) * MINUTE


@given(plans, starts, minutes)
def test_adding_agrees_with_the_oracle(plan: Plan, start: datetime, amount: int) -> None:
    assert add_working_time(start, amount * MINUTE, plan.calendar()) == slow_add(start, amount, plan)


@given(plans, starts, minutes)
def test_counting_back_agrees_with_the_oracle(plan: Plan, end: datetime, amount: int) -> None:
    assert add_working_time(end, -amount * MINUTE, plan.calendar()) == slow_back(end, amount, plan)


@given(plans, starts, st.integers(0, 20 * 24 * 60))
def test_counting_between_agrees_with_the_oracle(plan: Plan, start: datetime, apart: int) -> None:
    end = start + apart * MINUTE
    expected = slow_between(start, end, plan) * MINUTE
    assert working_time_between(start, end, plan.calendar()) == expected
    assert working_time_between(end, start, plan.calendar()) == -expected


@given(plans, starts, st.integers(0, 12))
def test_working_days_agree_with_the_oracle(plan: Plan, start: datetime, number: int) -> None:
    assert add_working_days(start, number, plan.calendar()) == slow_add_days(start, number, plan)


@given(plans, starts)
def test_working_now_agrees_with_the_oracle(plan: Plan, start: datetime) -> None:
    assert is_working(start, plan.calendar()) is plan.open_at(start)


@given(in_2026, st.integers(1, 40 * 60), st.integers(0, 12))
def test_the_official_year_agrees_with_the_oracle(start: datetime, amount: int, number: int) -> None:
    assert add_working_time(start, amount * MINUTE, CALENDAR_2026) == slow_add(start, amount, YEAR_2026)
    assert add_working_days(start, number, CALENDAR_2026) == slow_add_days(start, number, YEAR_2026)


# --- what must hold whatever the hours ---------------------------------------------------------


@given(plans, moments, st.timedeltas(timedelta(0), timedelta(hours=200)))
def test_between_gives_back_what_was_added(plan: Plan, start: datetime, amount: timedelta) -> None:
    calendar = plan.calendar()
    end = add_working_time(start, amount, calendar)
    assert working_time_between(start, end, calendar) == amount
    earlier = add_working_time(start, -amount, calendar)
    assert working_time_between(earlier, start, calendar) == amount


@given(plans, moments, st.timedeltas(SECOND, timedelta(hours=200)))
def test_back_undoes_forth_within_hours(plan: Plan, start: datetime, amount: timedelta) -> None:
    calendar = plan.calendar()
    begin = next_opening(start, calendar)
    assert add_working_time(add_working_time(begin, amount, calendar), -amount, calendar) == begin


@given(plans, moments, moments, st.timedeltas(timedelta(0), timedelta(hours=60)), st.integers(0, 9))
def test_a_later_start_never_ends_earlier(
    plan: Plan, one: datetime, other: datetime, amount: timedelta, number: int
) -> None:
    calendar = plan.calendar()
    first, last = min(one, other), max(one, other)
    assert add_working_time(first, amount, calendar) <= add_working_time(last, amount, calendar)
    assert add_working_days(first, number, calendar) <= add_working_days(last, number, calendar)
    assert next_opening(first, calendar) <= next_opening(last, calendar)


@given(plans, moments, st.lists(st.timedeltas(timedelta(0), timedelta(hours=60)), min_size=2, max_size=2))
def test_more_time_never_ends_earlier(plan: Plan, start: datetime, amounts: list[timedelta]) -> None:
    calendar = plan.calendar()
    less, more = sorted(amounts)
    assert add_working_time(start, less, calendar) <= add_working_time(start, more, calendar)
    in_two_steps = add_working_time(add_working_time(start, less, calendar), more - less, calendar)
    assert in_two_steps == add_working_time(start, more, calendar)


@given(plans, moments, st.integers(0, 25), st.timedeltas(timedelta(0), timedelta(hours=60)), st.integers(0, 9))
def test_a_holiday_never_makes_anything_earlier(
    plan: Plan, start: datetime, ahead: int, amount: timedelta, number: int
) -> None:
    before, after = plan.calendar(), plan.with_holiday(start.date() + timedelta(days=ahead)).calendar()
    assert add_working_time(start, amount, after) >= add_working_time(start, amount, before)
    assert add_working_days(start, number, after) >= add_working_days(start, number, before)
    assert next_opening(start, after) >= next_opening(start, before)


@given(plans, moments, st.timedeltas(timedelta(0), timedelta(hours=200)), st.integers(0, 9))
def test_results_lie_within_hours_or_at_a_close(plan: Plan, start: datetime, amount: timedelta, number: int) -> None:
    calendar = plan.calendar()
    end = add_working_time(start, amount, calendar)
    assert is_working(end, calendar) or is_working(end - timedelta(microseconds=1), calendar)
    assert is_working(add_working_days(start, number, calendar), calendar)
    assert end.tzinfo is SHANGHAI


@given(plans, moments, st.timedeltas(timedelta(0), timedelta(hours=60)))
def test_the_zone_in_which_an_instant_is_written_does_not_matter(
    plan: Plan, start: datetime, amount: timedelta
) -> None:
    calendar = plan.calendar()
    assert add_working_time(start.astimezone(UTC), amount, calendar) == add_working_time(start, amount, calendar)
    assert add_working_days(start.astimezone(UTC), 2, calendar) == add_working_days(start, 2, calendar)
    assert is_working(start.astimezone(UTC), calendar) is is_working(start, calendar)


# --- pauses ------------------------------------------------------------------------------------

pauses_ahead = st.lists(st.tuples(st.integers(-600, 6000), st.integers(0, 3000)), max_size=4)


@given(plans, starts, st.integers(1, 3000), pauses_ahead)
def test_a_deadline_gives_the_whole_amount_outside_the_pauses(
    plan: Plan, start: datetime, amount: int, ahead: list[tuple[int, int]]
) -> None:
    pauses = [Pause(start + begin * MINUTE, start + (begin + length) * MINUTE) for begin, length in ahead]
    due = deadline(start, amount * MINUTE, plan.calendar(), pauses)
    expected, worked = start, 0
    while worked < amount:
        worked += plan.open_at(expected) and not any(p.begins <= expected < p.ends for p in pauses if p.ends)
        expected += MINUTE
    assert due == expected
    assert due >= add_working_time(start, amount * MINUTE, plan.calendar())

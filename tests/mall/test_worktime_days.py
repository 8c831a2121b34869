"""Working time on days everyone can check on a calendar, and the calendar value itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mall.worktime import (
    Calendar,
    NoWorkingTime,
    Pause,
    Period,
    Timetable,
    Window,
    add_working_days,
    add_working_time,
    always,
    deadline,
    every_day,
    is_working,
    monday_to_friday,
    next_opening,
    shift_for_pauses,
    working_time_between,
)
from tests.mall.worktime_oracle import (
    CALENDAR_2026,
    LATE,
    MINUTE,
    OFFICE,
    SHANGHAI,
    SHORT,
    SUMMER,
    YEAR_2026,
    Plan,
    at,
    windows,
)

# --- pauses ------------------------------------------------------------


def test_a_pause_of_a_weekend_costs_nothing() -> None:
    friday, monday = at(11, 27, 18), at(11, 30, 8, 30)
    due = add_working_days(at(11, 26, 10), 2, CALENDAR_2026)
    assert shift_for_pauses(due, [Pause(friday, monday)], CALENDAR_2026) == due == at(11, 30, 10)


def test_a_pause_after_the_deadline_moves_nothing() -> None:
    due = at(11, 26, 10)
    assert shift_for_pauses(due, [Pause(at(11, 26, 10), at(11, 27, 10))], CALENDAR_2026) == due


def test_a_pause_still_running_counts_up_to_now() -> None:
    due = at(11, 26, 10)
    running = [Pause(at(11, 26, 9), None)]
    assert shift_for_pauses(due, running, CALENDAR_2026, now=at(11, 26, 9, 45)) == at(11, 26, 10, 45)
    with pytest.raises(ValueError, match="still runs"):
        shift_for_pauses(due, running, CALENDAR_2026)


def test_pauses_that_overlap_count_once() -> None:
    overlapping = [Pause(at(11, 26, 9), at(11, 26, 11)), Pause(at(11, 26, 10), at(11, 26, 10, 30))]
    assert deadline(at(11, 26, 8, 30), timedelta(hours=4), CALENDAR_2026, overlapping) == at(11, 26, 14, 30)


# --- days everyone can check on a calendar -----------------------------------------------------


def test_the_close_is_answered_when_the_amount_ends_there() -> None:
    assert add_working_time(at(11, 26, 16), timedelta(hours=2), CALENDAR_2026) == at(11, 26, 18)
    assert add_working_time(at(11, 26, 18), timedelta(0), CALENDAR_2026) == at(11, 26, 18)
    assert add_working_time(at(11, 26, 18), MINUTE, CALENDAR_2026) == at(11, 27, 8, 31)


def test_nothing_added_outside_hours_moves_to_the_opening() -> None:
    assert add_working_time(at(11, 26, 19), timedelta(0), CALENDAR_2026) == at(11, 27, 8, 30)
    assert add_working_time(at(11, 26, 10, 0, 7), timedelta(0), CALENDAR_2026) == at(11, 26, 10, 0, 7)


def test_counting_back_answers_the_opening_when_the_amount_ends_there() -> None:
    assert add_working_time(at(11, 26, 9), -timedelta(minutes=30), CALENDAR_2026) == at(11, 26, 8, 30)
    assert add_working_time(at(11, 27, 8, 40), -timedelta(minutes=30), CALENDAR_2026) == at(11, 26, 17, 40)


def test_opening_counts_as_inside_and_close_as_outside() -> None:
    assert is_working(at(11, 26, 8, 30), CALENDAR_2026)
    assert is_working(at(11, 26, 17, 59, 59), CALENDAR_2026)
    assert not is_working(at(11, 26, 18), CALENDAR_2026)
    assert not is_working(at(11, 26, 8, 29, 59), CALENDAR_2026)


def test_one_working_day_over_a_weekend() -> None:
    assert add_working_days(at(11, 27, 16, 40), 1, CALENDAR_2026) == at(11, 30, 16, 40)


def test_a_start_after_hours_counts_from_the_next_opening() -> None:
    assert add_working_days(at(11, 26, 18), 1, CALENDAR_2026) == at(11, 30, 8, 30)
    assert add_working_days(at(11, 28, 11), 0, CALENDAR_2026) == at(11, 30, 8, 30)


def test_spring_festival_is_jumped_and_its_make_up_days_count() -> None:
    # Saturday 14 and Saturday 28 February are worked; the 15th to the 23rd are off.
    assert add_working_days(at(2, 13, 15), 1, CALENDAR_2026) == at(2, 14, 15)
    assert add_working_days(at(2, 13, 15), 2, CALENDAR_2026) == at(2, 24, 15)
    assert add_working_days(at(2, 27, 9), 1, CALENDAR_2026) == at(2, 28, 9)
    assert add_working_time(at(2, 14, 17), timedelta(hours=2), CALENDAR_2026) == at(2, 24, 9, 30)
    assert working_time_between(at(2, 14, 18), at(2, 24, 8, 30), CALENDAR_2026) == timedelta(0)


def test_national_day_with_the_sunday_worked_before() -> None:
    assert add_working_days(at(9, 30, 17, 59, 59), 1, CALENDAR_2026) == at(10, 8, 17, 59, 59)
    assert is_working(at(9, 20, 10), CALENDAR_2026)
    assert add_working_days(at(10, 9, 10), 2, CALENDAR_2026) == at(10, 12, 10)


def test_the_last_minute_of_a_month_belongs_to_it() -> None:
    calendar = always(SHANGHAI)
    assert add_working_time(at(11, 30, 23, 59), MINUTE, calendar) == at(12, 1)
    assert is_working(at(11, 30, 23, 59, 59), calendar)
    assert working_time_between(at(11, 1), at(12, 1), calendar) == timedelta(days=30)
    assert add_working_time(at(11, 30, 17, 59), MINUTE, CALENDAR_2026) == at(11, 30, 18)
    assert add_working_time(at(11, 30, 17, 59, 59), MINUTE, CALENDAR_2026) == at(12, 1, 8, 30, 59)


def test_summer_hours_end_with_september() -> None:
    plan = Plan(0b1111111, summer=SUMMER, winter=OFFICE)
    assert is_working(at(9, 30, 18, 15), plan.calendar())
    assert not is_working(at(10, 1, 18, 15), plan.calendar())
    assert not is_working(at(4, 30, 18, 15), plan.calendar())
    assert add_working_days(at(9, 30, 18, 15), 1, plan.calendar()) == at(10, 2, 8, 30)


def test_an_early_closing_gives_time_and_takes_none() -> None:
    plan = Plan(0b0011111, OFFICE, OFFICE, {date(2026, 11, 27): SHORT})
    assert add_working_days(at(11, 26, 16), 1, plan.calendar()) == at(11, 30, 8, 30)
    assert add_working_days(at(11, 26, 14), 1, plan.calendar()) == at(11, 27, 14)
    assert add_working_time(at(11, 27, 14), timedelta(hours=2), plan.calendar()) == at(11, 30, 9, 30)


# --- the calendar value ------------------------------------------------------------------------


def test_periods_beat_timetables_and_overrides_beat_both() -> None:
    calendar = Calendar(
        zone=SHANGHAI,
        timetables=(Timetable(1, 1, every_day(*windows(OFFICE))),),
        periods=(
            Period(date(2026, 11, 1), date(2026, 11, 30), every_day(*windows(SHORT))),
            Period(date(2026, 11, 10), date(2026, 11, 10), every_day(*windows(LATE))),
        ),
        overrides={date(2026, 11, 11): ()},
    )
    assert calendar.windows_on(date(2026, 10, 31)) == windows(OFFICE)
    assert calendar.windows_on(date(2026, 11, 1)) == windows(SHORT)
    assert calendar.windows_on(date(2026, 11, 10)) == windows(LATE)
    assert calendar.windows_on(date(2026, 11, 11)) == ()
    assert calendar.windows_on(date(2026, 12, 1)) == windows(OFFICE)


def test_a_calendar_without_work_says_so_and_ends() -> None:
    empty = Calendar(zone=SHANGHAI, timetables=())
    closed = Calendar(zone=SHANGHAI, timetables=(Timetable(1, 1, every_day()),))
    for calendar in (empty, closed):
        with pytest.raises(NoWorkingTime, match="400 days"):
            add_working_time(at(1, 1), MINUTE, calendar)
        with pytest.raises(NoWorkingTime, match="400 days"):
            add_working_time(at(1, 1), -MINUTE, calendar)
        with pytest.raises(NoWorkingTime, match="400 days"):
            next_opening(at(1, 1), calendar)
        assert working_time_between(at(1, 1), at(12, 31), calendar) == timedelta(0)
    only_one_day = Calendar(zone=SHANGHAI, timetables=(), overrides={date(2026, 11, 27): windows(OFFICE)})
    with pytest.raises(NoWorkingTime, match="400 days"):
        add_working_days(at(11, 27, 10), 1, only_one_day)


def test_a_year_of_closing_is_no_standstill() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): () for n in range(399)}
    calendar = Calendar(SHANGHAI, (Timetable(1, 1, every_day(*windows(OFFICE))),), overrides=closed)
    assert next_opening(at(1, 1), calendar) == datetime(2027, 2, 4, 8, 30, tzinfo=SHANGHAI)


def test_an_amount_beyond_all_dates_is_refused() -> None:
    with pytest.raises(NoWorkingTime, match="beyond"):
        add_working_time(datetime(9998, 12, 1, tzinfo=SHANGHAI), timedelta(days=900), always(SHANGHAI))


def test_instants_without_zone_are_refused() -> None:
    naive = datetime(2026, 11, 26, 10)  # noqa: DTZ001 - that is the point
    for call in (
        lambda: add_working_time(naive, MINUTE, CALENDAR_2026),
        lambda: add_working_days(naive, 1, CALENDAR_2026),
        lambda: working_time_between(naive, at(11, 27), CALENDAR_2026),
        lambda: working_time_between(at(11, 27), naive, CALENDAR_2026),
        lambda: is_working(naive, CALENDAR_2026),
        lambda: next_opening(naive, CALENDAR_2026),
        lambda: shift_for_pauses(naive, [], CALENDAR_2026),
    ):
        with pytest.raises(ValueError, match="no zone"):
            call()


def test_negative_working_days_are_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(at(11, 26, 10), -1, CALENDAR_2026)


@pytest.mark.parametrize(
    "broken",
    [
        (Window(time(9), time(9)),),
        (Window(time(10), time(9)),),
        (Window(time(9), time(12)), Window(time(11), time(13))),
        (Window(time(13), time(18)), Window(time(9), time(12))),
        (Window(time(9), time(0)), Window(time(10), time(11))),
    ],
)
def test_windows_that_cannot_be_are_refused(broken: tuple[Window, ...]) -> None:
    with pytest.raises(ValueError, match="window"):
        Calendar(SHANGHAI, (Timetable(1, 1, every_day(*broken)),))
    with pytest.raises(ValueError, match="window"):
        Calendar(SHANGHAI, (), overrides={date(2026, 1, 1): broken})


def test_a_week_of_six_days_is_refused() -> None:
    with pytest.raises(ValueError, match="seven"):
        Calendar(SHANGHAI, (Timetable(1, 1, every_day()[:6]),))  # type: ignore[arg-type]  # six days, which the types forbid


def test_summer_time_is_counted_as_it_passes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar(berlin, (Timetable(1, 1, every_day(Window(time(0), time(0)))),))
    before = datetime(2026, 3, 28, 12, tzinfo=berlin)
    assert add_working_time(before, timedelta(hours=24), calendar) == datetime(2026, 3, 29, 13, tzinfo=berlin)
    assert working_time_between(before, datetime(2026, 3, 29, 12, tzinfo=berlin), calendar) == timedelta(hours=23)
    swallowed = Calendar(berlin, (Timetable(1, 1, every_day(Window(time(2), time(3)))),))
    assert next_opening(datetime(2026, 3, 29, tzinfo=berlin), swallowed) == datetime(2026, 3, 30, 2, tzinfo=berlin)


def test_equal_hours_are_equal_calendars() -> None:
    again = YEAR_2026.calendar()
    again.spans_on(date(2026, 1, 1))
    assert again == CALENDAR_2026
    assert hash(again) == hash(CALENDAR_2026)
    assert monday_to_friday(*windows(OFFICE))[5:] == ((), ())

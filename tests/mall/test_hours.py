"""When the desk is open and the office works, and who may change it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mall import reference
from mall.actions.hours import clear_day, seed_calendar, set_day, set_season
from mall.actions.limits import set_limit
from mall.localtime import ZONE
from mall.models import SEASON_FIELDS, CalendarDay, Season, SeasonVersion
from mall.queries import calendar
from mall.queries.days import day_view, today_line, uncertain_years, year_at_a_glance, year_state
from mall.queries.hours import HELD
from mall.roles import Role
from mall.rules.hours import (
    obstacles_to_changing_a_day,
    obstacles_to_editing_the_calendar,
    obstacles_to_setting_a_day,
)
from mall.statutory import statutory_year
from mall.worktime import add_working_days, add_working_time, is_working
from tests import make
from tests.mall.worktime_oracle import MAKE_UP_2026, OFF_2026, days
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User

NOW = datetime(2026, 11, 26, 10, tzinfo=ZONE)
TODAY = NOW.date()
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
Kind = CalendarDay.Kind


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def manager(db: None) -> User:
    return make.person(Role.MANAGER)


# --- the statutory year ------------------------------------------------------------------------


def test_the_official_year_2026_is_the_state_council_s_notice() -> None:
    known = statutory_year(2026)
    assert known.official
    assert sorted(known.off) == OFF_2026
    assert sorted(known.worked) == MAKE_UP_2026
    assert known.off[date(2026, 2, 15)] == "春节"
    assert known.worked[date(2026, 9, 20)] == "国庆节调休上班"


def test_the_official_years_2024_and_2025_are_the_notices() -> None:
    known = statutory_year(2025)
    assert sorted(known.off) == [
        date(2025, 1, 1),
        *days(date(2025, 1, 28), date(2025, 2, 4)),
        *days(date(2025, 4, 4), date(2025, 4, 6)),
        *days(date(2025, 5, 1), date(2025, 5, 5)),
        *days(date(2025, 5, 31), date(2025, 6, 2)),
        *days(date(2025, 10, 1), date(2025, 10, 8)),
    ]
    assert [f"{day:%m-%d}" for day in known.worked] == ["01-26", "02-08", "04-27", "09-28", "10-11"]
    worked = ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]
    assert [f"{day:%m-%d}" for day in statutory_year(2024).worked] == worked


def test_a_year_without_notice_is_provisional() -> None:
    known = statutory_year(2027)
    assert not known.official
    assert known.worked == {}
    assert date(2027, 10, 1) in known.off


def test_seeding_twice_changes_nothing(db: None) -> None:
    first = seed_calendar(2026, by=None, now=NOW)
    assert (first.official, first.added) == (True, len(OFF_2026) + len(MAKE_UP_2026))
    again = seed_calendar(2026, by=None, now=NOW)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)


def test_the_notice_corrects_a_provisional_year_and_spares_the_mall_s_own_days(manager: User) -> None:
    CalendarDay.objects.create(on=date(2026, 2, 14), kind=Kind.HOLIDAY, source="provisional", name="春节")
    CalendarDay.objects.create(on=date(2026, 3, 3), kind=Kind.HOLIDAY, source="provisional", name="传闻")
    CalendarDay.objects.create(on=date(2026, 10, 1), kind=Kind.HOLIDAY, source="own", name="店庆")
    CalendarDay.objects.create(on=date(2026, 12, 25), kind=Kind.HOLIDAY, source="own", name="盘点")
    seeded = seed_calendar(2026, by=manager, now=NOW)
    assert (seeded.changed, seeded.removed) == (1, 1)
    names = dict(CalendarDay.objects.values_list("on", "name"))
    assert names[date(2026, 2, 14)] == "春节调休上班"
    assert names[date(2026, 10, 1)] == "店庆"
    assert names[date(2026, 12, 25)] == "盘点"
    assert date(2026, 3, 3) not in names


def test_set_up_enters_seasons_and_years(db: None) -> None:
    made = reference.load()
    assert made["mall.reference.seasons"] == 2
    assert made["mall.actions.hours.statutory_days"] > 100
    assert year_state(2026).state == "official"
    assert reference.load()["mall.actions.hours.statutory_days"] == 0


# --- the two calendars -------------------------------------------------------------------------


def test_the_desk_keeps_the_season_s_hours_every_day(db: None) -> None:
    reference.seasons()
    seed_calendar(2026, by=None, now=NOW)
    desk = calendar("desk")
    assert is_working(at(9, 30, 18, 15), desk)
    assert not is_working(at(10, 1, 18, 15), desk)
    assert is_working(at(10, 1, 17, 59), desk)  # National Day: the mall is open
    assert is_working(at(11, 29, 10), desk)  # a Sunday


def test_the_office_keeps_the_statutory_days(db: None) -> None:
    seed_calendar(2026, by=None, now=NOW)
    office = calendar("office")
    assert is_working(at(9, 20, 10), office)
    assert not is_working(at(10, 1, 10), office)
    assert not is_working(at(11, 26, 18), office)
    assert add_working_days(at(2, 13, 15), 2, office) == at(2, 24, 15)


def test_without_any_rows_the_handbook_s_hours_hold(db: None) -> None:
    assert not Season.objects.exists()
    assert is_working(at(7, 1, 18, 29), calendar("desk"))
    assert not is_working(at(1, 1, 18, 0), calendar("desk"))


def test_closing_early_or_altogether_touches_the_desk_only(manager: User) -> None:
    before = calendar("office").version
    set_day(FRIDAY, Kind.EARLY_CLOSING, closes_at=time(15), name="停电检修", by=manager, now=NOW)
    set_day(SATURDAY, Kind.CLOSED, name="停电检修", by=manager, now=NOW)
    assert not is_working(at(11, 27, 15), calendar("desk"))
    assert is_working(at(11, 27, 14, 59), calendar("desk"))
    assert not calendar("desk").works_on(SATURDAY)
    assert is_working(at(11, 27, 15), calendar("office"))
    assert calendar("office").version == before


def test_a_change_is_seen_at_once_and_changes_the_version(manager: User) -> None:
    before = calendar("office")
    HELD.drop()
    assert calendar("office") is before
    set_day(FRIDAY, Kind.HOLIDAY, name="店庆", by=manager, now=NOW)
    after = calendar("office")
    assert after.version != before.version
    assert not after.works_on(FRIDAY)
    clear_day(FRIDAY, by=manager, now=NOW)
    assert calendar("office").version == before.version


def test_a_summer_change_of_season_hours_is_seen(db: None) -> None:
    reference.seasons()
    before = calendar("desk").version
    summer = Season.objects.get(code="summer")
    summer.closes_at = time(19)
    summer.save()
    assert is_working(at(7, 1, 18, 45), calendar("desk"))
    assert calendar("desk").version != before


@rule.both("DESK-02")
@rule("ROST-05")
def test_new_hours_of_a_season_hold_from_their_day_on(manager: User) -> None:
    reference.seasons()
    winter = Season.objects.get(code="winter")
    desk = calendar("desk")
    before, due = desk.version, add_working_time(at(11, 30, 17), timedelta(hours=2), desk)
    fields = {name: getattr(winter, name) for name in SEASON_FIELDS}
    new = SeasonVersion(season=winter, **{**fields, "closes_at": time(17)}, valid_from=date(2026, 12, 1), reason="限电")
    set_season(new, by=manager, now=NOW)
    desk = calendar("desk")
    assert is_working(at(11, 30, 17, 30), desk)
    assert not is_working(at(12, 1, 17), desk)
    assert is_working(at(12, 1, 16, 59), desk)
    assert day_view(date(2026, 12, 1)).closes_at == time(17)
    assert day_view(date(2027, 7, 1)).closes_at == time(18, 30)
    assert desk.windows_on(date(2028, 1, 5))[0].closes == time(17)
    assert desk.version != before
    assert add_working_time(at(11, 30, 17), timedelta(hours=2), desk) == due  # a morning is a morning


@rule.both("DESK-02")
@rule("ROST-05")
def test_a_season_that_begins_earlier_does_so_from_its_day_on_and_every_year(manager: User) -> None:
    reference.seasons()
    summer = Season.objects.get(code="summer")
    fields = {name: getattr(summer, name) for name in SEASON_FIELDS}
    new = SeasonVersion(
        season=summer, **{**fields, "starts_month": 4, "starts_day": 1}, valid_from=date(2027, 1, 1), reason="早开市"
    )
    set_season(new, by=manager, now=NOW)
    desk = calendar("desk")
    assert [desk.windows_on(date(year, 4, 10))[0].closes for year in (2025, 2026, 2027, 2028)] == [
        time(18),
        time(18),
        time(18, 30),
        time(18, 30),
    ]
    held = HELD.get()
    day = date(2025, 1, 1)
    while day < date(2029, 1, 1):
        assert desk.windows_on(day)[0].closes == held.season_on(day).closes_at, day
        day += timedelta(days=1)


def test_new_office_hours_hold_from_their_day_on(manager: User) -> None:
    seed_calendar(2026, by=None, now=NOW)
    hours = [["09:00", "12:00"], ["13:00", "17:30"]]
    set_limit("office_hours", hours, date(2026, 12, 1), "冬季作息", by=manager, now=NOW)
    office = calendar("office")
    assert is_working(at(11, 30, 8, 45), office)
    assert not is_working(at(12, 1, 8, 45), office)
    assert not is_working(at(12, 1, 12, 30), office)
    assert is_working(at(12, 1, 17, 29), office)
    assert not is_working(at(12, 5, 10), office)


def test_the_hours_cost_one_query_a_request(db: None, django_assert_num_queries: Any) -> None:
    calendar("office")
    HELD._on_request()
    with django_assert_num_queries(1):
        calendar("office")
        calendar("desk")
        year_at_a_glance(2026)


# --- who may change what -----------------------------------------------------------------------


@rule.both("DESK-02")
def test_only_the_manager_changes_the_calendar(manager: User) -> None:
    assert obstacles_to_editing_the_calendar(by=manager) == []
    agent = make.person(Role.AGENT)
    assert [o.code for o in obstacles_to_editing_the_calendar(by=agent)] == ["calendar.role"]


@rule.both("DESK-02")
def test_days_that_are_over_stay_as_they_were(manager: User) -> None:
    assert obstacles_to_changing_a_day(TODAY, today=TODAY, by=manager) == []
    yesterday = TODAY - timedelta(days=1)
    assert [o.code for o in obstacles_to_changing_a_day(yesterday, today=TODAY, by=manager)] == ["calendar.past"]


def codes(day: date, kind: str, by: User, *, closes_at: time | None = None, name: str = "店庆") -> list[str]:
    obstacles = obstacles_to_setting_a_day(
        day, kind, closes_at=closes_at, name=name, season=(time(8, 30), time(18)), today=TODAY, by=by
    )
    return [obstacle.code for obstacle in obstacles]


@rule.both("DESK-02")
def test_a_day_is_set_only_to_what_makes_sense(manager: User) -> None:
    assert codes(FRIDAY, Kind.HOLIDAY, manager) == []
    assert codes(SATURDAY, Kind.MAKE_UP, manager) == []
    assert codes(FRIDAY, Kind.EARLY_CLOSING, manager, closes_at=time(15)) == []
    assert codes(FRIDAY, Kind.CLOSED, manager) == []
    assert codes(FRIDAY, Kind.MAKE_UP, manager) == ["calendar.workday"]
    assert codes(FRIDAY, Kind.EARLY_CLOSING, manager) == ["calendar.hour"]
    assert codes(FRIDAY, Kind.EARLY_CLOSING, manager, closes_at=time(18)) == ["calendar.hour"]
    assert codes(FRIDAY, Kind.HOLIDAY, manager, name="") == ["calendar.name"]


def test_a_refused_day_leaves_nothing(db: None) -> None:
    with pytest.raises(Refused):
        set_day(FRIDAY, Kind.HOLIDAY, name="店庆", by=make.person(Role.AGENT), now=NOW)
    assert not CalendarDay.objects.exists()


def test_one_side_replaces_itself_and_leaves_the_other(manager: User) -> None:
    set_day(FRIDAY, Kind.HOLIDAY, name="店庆", by=manager, now=NOW)
    set_day(FRIDAY, Kind.CLOSED, name="停电", by=manager, now=NOW)
    set_day(FRIDAY, Kind.EARLY_CLOSING, closes_at=time(12), name="提前送电", by=manager, now=NOW)
    assert list(CalendarDay.objects.values_list("kind", "closes_at")) == [("early", time(12)), ("holiday", None)]
    assert clear_day(FRIDAY, by=manager, now=NOW) == 2
    history = CalendarDay.pgh_event_model.objects.values_list("pgh_label", flat=True)  # type: ignore[attr-defined]  # the history gives it to the model
    assert sorted(history) == ["delete", "delete", "insert", "insert", "update"]


# --- what is shown -----------------------------------------------------------------------------


def test_a_day_shows_what_it_is(manager: User) -> None:
    seed_calendar(2026, by=None, now=NOW)
    assert day_view(TODAY).mark == "workday"
    assert day_view(SATURDAY).mark == "weekend"
    assert day_view(date(2026, 10, 1)).mark == "holiday"
    assert day_view(date(2026, 10, 10)).mark == "make_up"
    set_day(FRIDAY, Kind.EARLY_CLOSING, closes_at=time(15), name="检修", by=manager, now=NOW)
    set_day(SATURDAY, Kind.CLOSED, name="检修", by=manager, now=NOW)
    assert (day_view(FRIDAY).mark, day_view(FRIDAY).closes_at) == ("early", time(15))
    assert (day_view(SATURDAY).mark, day_view(SATURDAY).opens_at) == ("closed", None)


def test_the_year_has_every_day_once(db: None) -> None:
    shown = [day.on for month in year_at_a_glance(2026) for week in month for day in week if day]
    assert shown == days(date(2026, 1, 1), date(2026, 12, 31))


def test_the_foot_of_the_navigation_says_what_today_is(db: None) -> None:
    seed_calendar(2026, by=None, now=NOW)
    line = today_line(NOW)
    assert (line.season, line.open_now, line.walking_now) == ("冬季", True, True)
    assert today_line(at(11, 26, 11)).walking_now is False
    assert today_line(at(11, 26, 18)).open_now is False
    assert today_line(at(7, 1, 10)).season == "夏季"
    assert today_line(at(1, 1, 10)).day.office_works is False


def test_a_banner_is_due_while_the_next_year_is_provisional(db: None) -> None:
    seed_calendar(2026, by=None, now=NOW)
    assert [state.state for state in uncertain_years(TODAY)] == ["missing"]
    seed_calendar(2027, by=None, now=NOW)
    assert [(state.year, state.state) for state in uncertain_years(TODAY)] == [(2027, "provisional")]
    assert uncertain_years(date(2026, 6, 1)) == []
    CalendarDay.objects.filter(on__year=2027).update(source="official")
    HELD.drop()
    assert uncertain_years(TODAY) == []

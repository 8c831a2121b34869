"""The pages of the calendar: a year, a day, a season."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mall import reference
from mall.actions.hours import seed_calendar, set_season
from mall.localtime import ZONE, local_day
from mall.models import SEASON_FIELDS, CalendarDay, Season, SeasonVersion
from mall.queries.days import calendar_banners, foot_lines
from mall.queries.seasons import beside
from mall.roles import Role
from mall.rules.hours import obstacles_to_repeating_a_season, obstacles_to_setting_a_season
from tests import make
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 10, tzinfo=ZONE)
HOURS = {
    "starts_month": "5",
    "starts_day": "15",
    "opens_at": "08:30",
    "closes_at": "19:00",
    "noon_from": "11:00",
    "noon_handover": "13:00",
    "noon_to": "15:00",
}


def soon(days: int = 7) -> date:
    return local_day(timezone.now()) + timedelta(days=days)


def test_everybody_sees_the_year(client: Client) -> None:
    seed_calendar(2026, by=None, now=NOW)
    client.force_login(make.person(Role.LIFT_ATTENDANT))
    page = client.get(reverse("mall:calendar-year", args=[2026])).content.decode()
    assert page.count('class="month"') == 12
    assert "春节调休上班" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert client.get(reverse("mall:calendar")).status_code == 200
    assert client.get(reverse("mall:calendar-year", args=[1999])).status_code == 404
    assert client.get("/settings/calendar/2026-02-30/").status_code == 404


def test_only_the_manager_changes_a_day(client: Client) -> None:
    day = soon()
    client.force_login(make.person(Role.SUPERVISOR))
    page = client.get(reverse("mall:calendar-day", args=[day])).content.decode()
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    refused = client.post(reverse("mall:calendar-day", args=[day]), {"kind": "closed", "name": "停电"})
    assert refused.status_code == 403


def test_the_manager_closes_a_day_and_takes_it_back(client: Client) -> None:
    day = soon()
    client.force_login(make.person(Role.MANAGER, name="王经理"))
    done = client.post(reverse("mall:calendar-day", args=[day]), {"kind": "closed", "name": "停电检修"})
    assert done.status_code == 302
    page = client.get(reverse("mall:calendar-day", args=[day]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "停电检修" in page
    assert "王经理" in page
    back = client.post(reverse("mall:calendar-day-clear", args=[day]))
    assert back.status_code == 302
    assert not CalendarDay.objects.exists()
    assert "停电检修" in client.get(reverse("mall:calendar-day", args=[day])).content.decode()


def test_a_mistake_in_a_day_is_said_beside_the_field(client: Client) -> None:
    day = soon()
    client.force_login(make.person(Role.MANAGER))
    for fields in ({}, {"kind": "early", "name": "检修"}, {"kind": "early", "name": "检修", "closes_at": "23:00"}):
        response = client.post(reverse("mall:calendar-day", args=[day]), fields)
        assert response.status_code == 422
        assert "aria-invalid" in response.content.decode() or "bad" in response.content.decode()
    assert client.post(reverse("mall:calendar-day", args=[date(2026, 1, 5)]), {}).status_code == 422


def test_days_that_are_over_cannot_be_changed(client: Client) -> None:
    past = soon(-1)
    client.force_login(make.person(Role.MANAGER))
    page = client.get(reverse("mall:calendar-day", args=[past])).content.decode()
    assert "这一天已经过去" in page
    assert 'name="kind"' not in page
    assert client.post(reverse("mall:calendar-day-clear", args=[past])).status_code == 409


def test_the_manager_enters_the_public_holidays(client: Client) -> None:
    client.force_login(make.person(Role.MANAGER))
    assert client.post(reverse("mall:calendar-year", args=[2026])).status_code == 302
    assert CalendarDay.objects.filter(on__year=2026, source="official").count() > 30
    assert client.post(reverse("mall:calendar-year", args=[1999])).status_code == 404


def test_the_manager_changes_a_season_from_a_day_on_with_a_reason(client: Client) -> None:
    reference.seasons()
    client.force_login(make.person(Role.MANAGER, name="王经理"))
    url = reverse("mall:season", args=["summer"])
    day = soon()
    posted = {**HOURS, "valid_from": day.isoformat(), "reason": "试行夜市"}
    assert client.post(url, posted).status_code == 302
    assert Season.objects.get(code="summer").closes_at == time(18, 30)
    version = SeasonVersion.objects.get()
    assert (version.valid_from, version.closes_at, version.reason, version.set_by.name) == (
        day,
        time(19),
        "试行夜市",
        "王经理",
    )
    page = client.get(url).content.decode()
    assert "08:30–18:30" in page.partition("现行")[2]
    assert all(words in page for words in ("05-15", "王经理", "试行夜市", day.isoformat(), "08:30–19:00"))
    assert day.isoformat() in client.get(reverse("mall:calendar")).content.decode()
    assert day.isoformat() in client.get(reverse("mall:limits")).content.decode()
    wrongs: tuple[dict[str, str], ...] = (
        {"starts_month": "13"},
        {"starts_month": "2", "starts_day": "30"},
        {"closes_at": "08:00"},
        {"reason": ""},
        {"valid_from": ""},
        {"valid_from": soon(-1).isoformat()},
        {"valid_from": soon(9).isoformat()},  # the very hours that hold by then
    )
    for wrong in wrongs:
        assert client.post(url, {**posted, **wrong}).status_code == 422, wrong
    assert client.post(url, {**posted, "closes_at": "19:30"}).status_code == 302
    assert SeasonVersion.objects.get().closes_at == time(19, 30)
    assert "08:30–19:00" in client.get(url).content.decode()
    assert client.get(reverse("mall:season", args=["monsoon"])).status_code == 404
    client.force_login(make.person(Role.SUPERVISOR))
    assert client.post(url, posted).status_code == 403


def version(season: str, **fields: Any) -> SeasonVersion:
    """A version of a season that is filled in but not saved."""
    base = Season.objects.get(code=season)
    values = {name: getattr(base, name) for name in SEASON_FIELDS}
    return SeasonVersion(season=base, **{**values, "valid_from": NOW.date(), "reason": "试行", **fields})


@rule.both("DESK-02")
@rule("ROST-05", "ROST-06", "ROST-08")
def test_a_season_makes_sense_or_is_refused() -> None:
    reference.seasons()
    manager, agent = make.person(Role.MANAGER), make.person(Role.AGENT)

    def codes(asked: SeasonVersion, by: User = manager, others: set[tuple[int, int]] | None = None) -> list[str]:
        beside = {(10, 1)} if others is None else others
        found = obstacles_to_setting_a_season(asked, others=beside, by=by, today=NOW.date())
        return [obstacle.code for obstacle in found]

    assert codes(version("summer")) == []
    assert codes(version("summer"), by=agent) == ["calendar.role"]
    assert codes(version("summer", valid_from=NOW.date() - timedelta(days=1))) == ["season.past"]
    assert codes(version("summer", reason=" ")) == ["season.reason"]
    wrong = {"starts_month": 10, "starts_day": 1, "closes_at": time(8), "noon_handover": time(16)}
    assert codes(version("summer", **wrong)) == ["season.twice", "season.hours", "season.noon"]
    assert codes(version("summer", starts_month=2, starts_day=30), others=set()) == ["season.day"]


@rule.both("DESK-02")
def test_hours_that_hold_already_are_not_entered_again() -> None:
    reference.seasons()
    summer, manager = Season.objects.get(code="summer"), make.person(Role.MANAGER)
    assert [o.code for o in obstacles_to_repeating_a_season(version("summer"), summer)] == ["season.same"]
    assert obstacles_to_repeating_a_season(version("summer", closes_at=time(19)), summer) == []
    with pytest.raises(Refused):
        set_season(version("summer"), by=manager, now=NOW)
    entered = set_season(version("summer", closes_at=time(19)), by=manager, now=NOW)
    assert obstacles_to_repeating_a_season(version("summer", closes_at=time(19), reason="更正"), entered) == []
    back = set_season(version("summer"), by=manager, now=NOW)  # the same day entered anew, back to what was
    assert (back.pk, back.closes_at) == (entered.pk, time(18, 30))


@rule.both("DESK-02")
@rule("ROST-05")
def test_no_two_seasons_begin_on_the_same_day_while_both_are_in_force() -> None:
    reference.seasons()
    manager = make.person(Role.MANAGER)
    winter, summer = Season.objects.get(code="winter"), Season.objects.get(code="summer")
    later = NOW.date() + timedelta(days=30)
    set_season(version("winter", starts_day=15, valid_from=later), by=manager, now=NOW)
    assert beside(summer, NOW.date()) == {(10, 1), (10, 15)}
    assert beside(summer, later) == {(10, 15)}
    with pytest.raises(Refused):
        set_season(version("summer", starts_month=10, starts_day=15), by=manager, now=NOW)
    set_season(version("summer", starts_month=10, starts_day=1, valid_from=later), by=manager, now=NOW)
    assert beside(winter, NOW.date()) == {(5, 1)}


def test_the_foot_speaks_both_languages() -> None:
    seed_calendar(2026, by=None, now=NOW)
    assert foot_lines(NOW) == ["11月26日 周四 · 工作日", "冬季时间 08:30–18:00", "走动时段 09:00–11:00 15:00–17:00"]
    assert foot_lines(datetime(2026, 10, 1, 9, tzinfo=ZONE))[0].endswith("国庆节")
    CalendarDay.objects.create(on=date(2026, 11, 28), kind="closed", name="检修")
    assert foot_lines(datetime(2026, 11, 28, 9, tzinfo=ZONE))[1] == "今日闭店"
    with translation.override("en"):
        assert foot_lines(NOW)[0].endswith("Workday")


def test_the_banner_is_for_who_keeps_the_calendar() -> None:
    seed_calendar(2026, by=None, now=NOW)
    seed_calendar(2027, by=None, now=NOW)
    banners = calendar_banners(make.person(Role.MANAGER), NOW)
    assert [banner.url for banner in banners] == [reverse("mall:calendar-year", args=[2027])]
    assert calendar_banners(make.person(Role.AGENT), NOW) == []


class AnyInput(TestCase):
    """No input whatever gives a 500."""

    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(
        st.dates(date(2019, 1, 1), date(2101, 12, 31)),
        st.fixed_dictionaries(
            {},
            optional={
                "kind": st.one_of(st.sampled_from(["holiday", "make_up", "early", "closed"]), st.text(max_size=9)),
                "closes_at": st.one_of(st.times().map(str), st.text(max_size=9)),
                "name": st.text(max_size=70),
            },
        ),
    )
    def test_no_input_breaks_the_day(self, day: date, fields: dict[str, str]) -> None:
        self.client.force_login(make.person(Role.MANAGER))
        status = self.client.post(reverse("mall:calendar-day", args=[day]), fields).status_code
        assert status in {302, 400, 404, 422}

    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                (*HOURS, "valid_from", "reason"), st.one_of(st.integers().map(str), st.text(max_size=9))
            ),
        )
    )
    def test_no_input_breaks_a_season(self, fields: dict[str, str]) -> None:
        reference.seasons()
        self.client.force_login(make.person(Role.MANAGER))
        url = reverse("mall:season", args=["summer"])
        posted = {**HOURS, "valid_from": soon().isoformat(), "reason": "试行", **fields}
        assert self.client.post(url, posted).status_code in {302, 400, 422}

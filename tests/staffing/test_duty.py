"""Who is on duty: on every page, on the page of all desks, on the board, on paper."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from config.wiring import _on_duty
from mall.held import drop_everything
from mall.localtime import ZONE, day_bounds, local_day
from mall.models import CalendarDay
from mall.roles import Role
from staffing.actions import rosters
from staffing.actions.blocks import block
from staffing.halves import half_of
from staffing.models import Duty, Roster
from staffing.plan import Cell, Kind
from staffing.queries.duty import cleaning_turn, duty_day, standing, stands_between
from tests import make, make_staffing
from tests.counting import questions
from tests.make_staffing import at
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client, RequestFactory

    from mall.models import User

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 2)
CENTRE, FOURTH, EIGHTH = "centre", "floor-4", "floor-8"


def lay(on: date, cells: dict[str, Cell | None], *, now: datetime) -> Roster:
    """Publish a half month in which these people work like this on a day, and nobody else on any."""
    from mall.models import User

    roster = rosters.open_roster(half_of(on))
    people = {person.name: person for person in User.objects.filter(name__in=cells)}
    draft: dict[tuple[int, date], Cell | None] = {(people[name].pk, on): cell for name, cell in cells.items()}
    rosters._keep(roster, draft, frozenset())
    roster.refresh_from_db()
    rosters.publish(roster, "演练", edition=roster.edition, by=make.person(Role.SUPERVISOR), now=now)
    return roster


def desk(code: str) -> int:
    """The key of a desk."""
    return make.desk(code).pk


def pair_at(code: str, one: str, other: str) -> dict[str, Cell | None]:
    """Two people who keep a desk staffed from opening to closing."""
    return {one: Cell(Kind.A, desk(code)), other: Cell(Kind.B, desk(code))}


def covered(on: date, *, now: datetime) -> list[User]:
    """All three desks of the centre staffed on a day."""
    crew = make_staffing.centre(8)
    cells = {**pair_at(CENTRE, "员1", "员2"), **pair_at(FOURTH, "员3", "员4"), **pair_at(EIGHTH, "员5", "员6")}
    lay(on, cells, now=now)
    return make_staffing.members(crew)


@rule.both("DESK-02", "ROST-05", "ROST-07")
def test_who_stands_where_follows_the_shifts_through_the_day() -> None:
    first, second, *_rest = covered(DAY, now=at(DAY, 8))
    hours = ((9, 0, {1, 2}), (11, 30, {1}), (12, 29, {1}), (12, 30, {2}), (15, 0, {1, 2}), (18, 0, set()))
    for hour, minute, who in hours:
        found = {one.name for one in duty_day(DAY, at(DAY, hour, minute)).desks[0].now}
        assert found == {f"员{n}" for n in who}, (hour, minute)
    stand = standing(first.pk, at(DAY, 9))
    assert stand is not None
    assert (stand.desk_name, stand.shift, stand.ends) == ("中厅前台", "A班", at(DAY, 12, 30))
    assert standing(second.pk, at(DAY, 11, 30)) is None, "at lunch"


@rule.both("DESK-02", "DESK-06")
def test_a_desk_without_anybody_is_told_with_its_reason_and_a_staffed_one_is_not() -> None:
    crew = make_staffing.centre(8)
    away = make_staffing.members(crew)[2]
    chief = make.person(Role.SUPERVISOR)
    block(away, day_bounds(DAY), "leave", by=chief, now=at(DAY, 7))
    cells = {**pair_at(CENTRE, "员1", "员2"), **pair_at(EIGHTH, "员5", "员6"), "员4": Cell(Kind.B, desk(FOURTH))}
    lay(DAY, cells, now=at(DAY, 8))
    found = duty_day(DAY, at(DAY, 11, 30))
    assert [(one.name, one.state) for one in found.empty] == [("四楼客服", "empty")]
    (gap,) = found.desks[1].gaps
    assert (gap.begins, gap.ends) == (at(DAY, 11), at(DAY, 12, 30))
    assert "四楼客服" in gap.words
    assert "11:00–12:30" in gap.words
    assert "请假" in gap.words
    assert duty_day(DAY, at(DAY, 15)).empty == []
    assert [one.state for one in duty_day(DAY, at(DAY, 7)).desks] == ["before"] * 3
    assert [one.state for one in duty_day(DAY, at(DAY, 20)).desks] == ["after"] * 3


@rule.both("DESK-06")
def test_who_is_at_a_training_leaves_the_desk_empty_for_these_hours() -> None:
    people = covered(DAY, now=at(DAY, 8))
    hours = (at(DAY, 11), at(DAY, 12))
    from mall.localtime import Bounds

    block(people[0], Bounds(*hours), "training", by=make.person(Role.SUPERVISOR), now=at(DAY, 9))
    assert [(gap.begins, gap.ends) for gap in duty_day(DAY).desks[0].gaps] == [hours]
    centre = duty_day(DAY, at(DAY, 11, 30)).desks[0]
    assert (centre.state, centre.now) == ("empty", []), "who is at the training does not stand there"
    assert duty_day(DAY).desks[1].gaps == []


def test_who_comes_next_is_named() -> None:
    covered(DAY, now=at(DAY, 8))
    centre = duty_day(DAY, at(DAY, 11, 30)).desks[0]
    assert [one.name for one in centre.next] == ["员2"]
    assert centre.until == at(DAY, 12, 30)
    assert duty_day(DAY, at(DAY, 15)).desks[0].next == []


def test_the_shell_says_where_a_person_stands_and_till_when(rf: RequestFactory, monkeypatch: Any) -> None:
    first, second, *_rest = covered(DAY, now=at(DAY, 8))
    moment = at(DAY, 9)
    from config import wiring

    monkeypatch.setattr(wiring.timezone, "now", lambda: moment)
    request = rf.get("/")
    request.user = first
    line = _on_duty(request)
    assert line is not None
    assert (line.name, line.desk, line.shift, line.until) == ("员1", "中厅前台", "A班", "到 12:30")
    moment = at(DAY, 12)
    request.user = second
    line = _on_duty(request)
    assert line is not None
    assert (line.shift, line.until) == ("", ""), "at lunch: the usual desk, as before"


def test_the_line_follows_the_version_in_force() -> None:
    people = covered(DAY, now=at(DAY, 8))
    roster = Roster.objects.get()
    assert standing(people[0].pk, at(DAY, 9)) is not None
    swapped = {(people[0].pk, DAY): None, (people[6].pk, DAY): Cell(Kind.A, desk(CENTRE))}
    rosters.amend(roster, swapped, "换班", by=make.person(Role.SUPERVISOR), now=at(DAY, 8, 30))
    assert standing(people[0].pk, at(DAY, 9)) is None, "seen at once where it was published"
    assert standing(people[6].pk, at(DAY, 9)) is not None


def now_open() -> tuple[date, datetime]:
    """Today, and an hour before it opens: pages ask the clock themselves."""
    today = local_day(timezone.now())
    return today, day_bounds(today).begins


@rule.both("DESK-01", "DESK-02")
def test_the_page_shows_today_and_any_day(client: Client) -> None:
    today, now = now_open()
    people = covered(today, now=now)
    make.signed_in(client, people[0])
    page = client.get(reverse("staffing:duty")).content.decode()
    assert all(name in page for name in ("中厅前台", "四楼客服", "八楼前台", "员1", "员6"))
    tomorrow = client.get(reverse("staffing:duty"), {"on": str(today + timedelta(days=1))}).content.decode()
    assert "无人" in tomorrow or "尚未发布" in tomorrow
    assert client.get(reverse("staffing:duty"), {"on": "2026-02-30"}).status_code == 404
    assert questions(client, reverse("staffing:duty")) <= 16, "what is held for seconds is read anew in a test"


def test_the_board_asks_for_its_part_by_itself(client: Client) -> None:
    today, now = now_open()
    people = covered(today, now=now)
    make.signed_in(client, people[0])
    board = client.get("/").content.decode()
    assert reverse("staffing:duty-now") in board
    part = client.get(reverse("staffing:duty-now"), headers={"HX-Request": "true"}).content.decode()
    assert "中厅前台" in part
    assert "<html" not in part
    assert questions(client, "/") <= 22
    assert questions(client, reverse("staffing:duty-now")) <= 16


def test_a_department_has_no_part_of_it(client: Client) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert reverse("staffing:duty-now") not in client.get("/").content.decode()
    assert client.get(reverse("staffing:duty")).status_code == 403


@rule.both("ROST-17")
def test_the_duty_rota_names_everybody_day_by_day_and_who_cleans_in_turn(client: Client) -> None:
    people = covered(DAY, now=at(DAY, 8))
    make.signed_in(client, people[0])
    paper = client.get(reverse("staffing:duty-print"), {"half": "2026-12-H1"})
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "F-102" in text
    assert "值班表" in text.replace("\n", "")
    assert all(person.name in text for person in people[:6])
    assert people[7].name not in text, "who has no shift stands on no rota"
    days = {DAY + timedelta(days=n): stands_between(DAY, DAY)[:2] for n in range(4)}
    turns = list(cleaning_turn(days).values())
    assert turns[0] != turns[1]
    assert turns[:2] == turns[2:]
    assert cleaning_turn({DAY: []}) == {}


@rule.both("ROST-17")
def test_holidays_and_irregular_days_have_a_rota_of_their_own(client: Client) -> None:
    people = covered(DAY, now=at(DAY, 8))
    make.signed_in(client, people[0])
    address, asked = reverse("staffing:duty-print"), {"half": "2026-12-H1", "days": "special"}

    def text() -> str:
        paper = client.get(address, asked)
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages).replace("\n", "")

    assert "本半月没有节假日" in text()
    CalendarDay.objects.create(on=DAY, kind="early", closes_at=time(16), name="盘点")
    drop_everything()
    said = text()
    assert "非正常值班表" in said
    assert "盘点" in said
    assert "12-02" in said
    assert "12-03" not in said


def test_a_half_month_without_a_roster_prints_so(client: Client) -> None:
    make.signed_in(client, make.person())
    paper = client.get(reverse("staffing:duty-print"), {"half": "2030-01-H1"})
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "尚未发布" in text


@rule.both("ROST-08")
def test_the_noon_of_summer_begins_on_the_day_the_season_changes() -> None:
    crew = make_staffing.centre(8)
    assert crew.members.count() == 8
    winter, summer = date(2027, 4, 30), date(2027, 5, 1)
    lay(winter, pair_at(CENTRE, "员1", "员2"), now=at(winter, 7))
    lay(summer, pair_at(CENTRE, "员1", "员2"), now=at(summer, 7))
    rows = Duty.objects.filter(person__name="员1").order_by("-period")
    ends = {one.on: one.period.upper.astimezone(ZONE) for one in rows}
    assert ends == {winter: at(winter, 12, 30), summer: at(summer, 13)}
    drop_everything()
    assert duty_day(winter).day.closes == at(winter, 18)
    assert duty_day(summer).day.closes == at(summer, 18, 30)

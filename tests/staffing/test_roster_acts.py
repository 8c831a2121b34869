"""What forbids beginning, laying and publishing a roster, and what its pages read off it (ROST-04…12, ROST-20)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from mall.localtime import day_bounds
from mall.models import CalendarDay
from staffing.actions import rosters as acts
from staffing.actions.blocks import block
from staffing.halves import read_half
from staffing.models import CrewMember, Roster
from staffing.plan import Cell, Kind
from staffing.queries import roster_pages as pages
from staffing.queries import rosters as reads
from staffing.queries.fairness import as_published, live_of
from staffing.queries.grid import draft_sheet, shifts_of, version_sheet
from tests import make
from tests import make_staffing as crews
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User
    from staffing.models import Crew
    from staffing.queries.grid import Sheet

pytestmark = pytest.mark.django_db

HALF = read_half("2026-12-H1")
ON = crews.FIRST
DAY = timedelta(days=1)
BEFORE = crews.at(date(2026, 11, 29), 9)


@pytest.fixture
def roster(crew: Crew) -> Roster:
    """The first half of December, as the pattern lays it."""
    assert HALF is not None
    assert crew
    return acts.begin(HALF, now=BEFORE)


def refused(do: object, *arguments: object, **more: object) -> list[str]:
    """The codes of what stood in the way."""
    with pytest.raises(Refused) as met:
        do(*arguments, **more)  # type: ignore[operator]  # any act
    return [one.code for one in met.value.obstacles]


def laid(roster: Roster, cells: dict[tuple[int, date], Cell | None], now: datetime = BEFORE) -> Roster:
    """Some squares laid over the roster as it is."""
    roster.refresh_from_db()
    return acts.lay(roster, cells, edition=roster.edition, now=now)


def sheet(roster: Roster, today: date = ON - DAY, me: int = 0) -> Sheet:
    """The draft as a page shows it."""
    roster.refresh_from_db()
    return draft_sheet(roster, today=today, me=me)


def desk_of(crew: Crew, code: str) -> int:
    """The key of a desk of the crew."""
    return crew.desks.get(desk__code=code).desk_id


@rule.both("ROST-04")
def test_a_half_month_is_begun_with_the_pattern_once_and_never_when_it_is_over(crew: Crew) -> None:
    assert HALF is not None
    first = acts.begin(HALF, now=BEFORE)
    again = acts.begin(HALF, now=BEFORE)
    assert (first.pk, first.edition) == (again.pk, again.edition)
    assert reads.draft_of(first).plan[crews.members(crew)[0].pk, ON + 2 * DAY]
    assert refused(acts.begin, HALF.before.before, now=BEFORE) == ["past"]


@rule.both("ROST-12")
def test_days_that_are_over_are_locked_and_a_colleague_is_not_laid_over(roster: Roster, crew: Crew) -> None:
    person = crews.members(crew)[0].pk
    noon = crews.at(ON + 3 * DAY, 12)
    cell = {(person, ON + 3 * DAY): None}
    stale = roster.edition
    roster = acts.lay(roster, cell, edition=stale, now=noon)
    assert refused(acts.lay, roster, cell, edition=stale, now=noon) == ["meanwhile"]
    assert refused(acts.let_go, roster, [(person, ON)], edition=roster.edition, now=noon) == ["past"]
    assert refused(acts.lay, roster, {(person, ON - DAY): None}, edition=roster.edition, now=BEFORE) == ["outside"]
    assert refused(acts.lay_pattern, roster, edition=roster.edition, now=crews.at(ON + 30 * DAY, 9)) == ["over"]
    roster = acts.let_go(roster, cell, edition=roster.edition, now=noon)
    assert reads.draft_of(roster).pinned == frozenset()
    locked = {one.on for one in sheet(roster, ON + 3 * DAY).squares() if one.is_locked and one.usual}
    assert locked == {ON, ON + DAY, ON + 2 * DAY}


@rule.both("ROST-20")
def test_the_law_holds_publishing_up_only_for_days_to_come(roster: Roster, crew: Crew, chief: User) -> None:
    person, desk = crews.members(crew)[0].pk, desk_of(crew, "centre")
    monday = ON + 6 * DAY
    week = {(person, monday + n * DAY): Cell(Kind.A, desk) for n in range(7)}
    roster = laid(roster, week)
    codes = refused(acts.publish, roster, "人手不够", edition=roster.edition, by=chief, now=BEFORE)
    assert set(codes) == {"law"}
    assert live_of(sheet(roster)).law
    # The week is over: nobody can put it right any more, and the days to come may be published.
    after = crews.at(monday + 7 * DAY, 9)
    assert live_of(sheet(roster, monday + 7 * DAY)).law == []
    assert acts.publish(roster, "人手不够", edition=roster.edition, by=chief, now=after).number == 1


def test_what_publishing_changes_is_told_before(roster: Roster, crew: Crew, chief: User) -> None:
    preview = pages.publishing(roster, ON - DAY)
    assert (preview.is_first, preview.number, preview.many, preview.obstacles) == (True, 1, 8, [])
    assert preview.gaps
    assert "cover" in refused(acts.publish, roster, " ", edition=roster.edition, by=chief, now=BEFORE)
    acts.publish(roster, "两人未到岗", edition=roster.edition, by=chief, now=BEFORE)
    same = pages.publishing(roster, ON - DAY)
    assert [one.code for one in same.obstacles] == ["same"]
    person = crews.members(crew)[0]
    roster = laid(roster, {(person.pk, ON + 2 * DAY): None})
    preview = pages.publishing(roster, ON - DAY)
    (name, (change,)), *rest = preview.changes
    assert (name, change.was, change.now, rest) == (person.name, "A · 中厅前台", "休息", [])
    assert change.day == "12月3日 周四"


@rule.both("ROST-09")
def test_each_half_month_says_how_far_it_is_and_when_it_is_due(roster: Roster, chief: User) -> None:
    today = ON - DAY
    running, first, second = pages.ahead(today)
    assert [(one.code, one.state.words) for one in (running, first, second)] == [
        ("2026-11-H2", "未开始"),
        ("2026-12-H1", "排班中"),
        ("2026-12-H2", "未开始"),
    ]
    assert (running.is_late, first.is_late, first.is_soon, second.is_soon) == (True, False, True, False)
    assert second.due == date(2026, 12, 15)
    assert pages.first_to_begin([first, second]) == second
    acts.publish(roster, "缺人", edition=roster.edition, by=chief, now=BEFORE)
    first = pages.ahead(today)[1]
    assert (first.state.words, first.published_by, first.is_submitted, first.has_changes) == (
        "已发布，第 1 版",
        "赵磊",
        True,
        False,
    )
    assert pages.ahead(ON)[0].state.words == "执行中，第 1 版"
    _page, (over,) = pages.past({}, date(2026, 12, 20))
    assert (over.code, over.state.words, over.version) == ("2026-12-H1", "已过", 1)


def test_a_version_shows_what_it_changed_and_that_nobody_touched_it(roster: Roster, crew: Crew, chief: User) -> None:
    person = crews.members(crew)[0]
    acts.publish(roster, "缺人", edition=roster.edition, by=chief, now=BEFORE)
    roster = laid(roster, {(person.pk, ON + 2 * DAY): None})
    second = acts.publish(roster, "缺人", edition=roster.edition, by=chief, now=BEFORE)
    shown = pages.version_shown(second)
    assert (shown.people, shown.shifts, shown.is_whole) == (1, 1, True)
    assert [(name, one.was, one.now) for name, rows in shown.changes for one in rows] == [
        (person.name, "A · 中厅前台", "休息")
    ]
    _page, rows = pages.versions(roster, {})
    assert [(one.version.number, one.people, one.is_newest) for one in rows] == [(2, 1, True), (1, 8, False)]
    forged = roster.versions.model(roster=roster, number=2, cells={}, sha256=second.sha256)
    assert not pages.version_shown(forged).is_whole


@rule.both("ROST-07", "ROST-10")
def test_a_square_tells_what_is_unusual_about_it(roster: Roster, crew: Crew, chief: User) -> None:
    me, colleague = crews.members(crew)[:2]
    eighth = desk_of(crew, "floor-8")
    fourth = desk_of(crew, "floor-4")
    block(colleague, day_bounds(ON + DAY), "leave", by=chief, now=BEFORE)
    roster = laid(roster, {(me.pk, ON): Cell(Kind.B, eighth), (colleague.pk, ON): Cell(Kind.A, fourth, eighth)})
    shown = sheet(roster, me=me.pk)
    by_slot = {(one.person, one.on): one for one in shown.squares()}
    mine = by_slot[me.pk, ON]
    assert (mine.desk, mine.noon, mine.is_pinned, mine.stands) == (3, 0, True, "B · 八楼前台")
    usual = by_slot[me.pk, ON + 2 * DAY]
    assert (usual.desk, usual.noon, usual.is_pinned, usual.text) == (0, 0, False, usual.usual_text)
    assert (by_slot[colleague.pk, ON].desk, by_slot[colleague.pk, ON].noon) == (0, 3)
    away = by_slot[colleague.pk, ON + DAY]
    assert (away.away, away.cell) == ("leave", None)
    assert "请假" in away.words
    assert shown.mine is not None
    assert shown.mine.name == me.name
    assert next(hours for _head, _one, hours in shown.my_days()) == [
        ("08:30–11:00", "八楼前台"),
        ("12:30–18:00", "八楼前台"),
    ]


@rule("ROST-05", "ROST-06")
def test_the_legend_tells_the_hours_of_the_season(roster: Roster) -> None:
    assert [(one["letter"], one["hours"]) for one in shifts_of(sheet(roster).days)] == [
        ("A", "08:30–12:30 14:00–18:00"),
        ("B", "08:30–11:00 12:30–18:00"),
        ("M", "08:30–12:30"),
        ("P", "12:30–18:00"),
    ]


@rule.both("DESK-06")
def test_counts_and_gaps_follow_the_squares_and_the_ledger_shows_what_was_had(roster: Roster, crew: Crew) -> None:
    shown = sheet(roster)
    on = ON + 3 * DAY
    everybody = {(line.pk, on): None for line in shown.lines()}
    live = live_of(shown)
    empty = live_of(sheet(laid(roster, everybody)))
    place = [head.on for head in shown.heads].index(on)
    before, after = (one.counts[0][1][0].counts[place] for one in (live, empty))
    assert before.people > 0 == after.people
    assert any("无人" in words for words in after.said)
    assert len(empty.empty) > len(live.empty)
    (_team, lines), *_rest = live.ledger
    assert [line.noons.before for line in lines] == [0] * 8
    assert sum(line.noons.now for line in lines) > 0
    assert len(lines[0].weeks) == len(live.mondays) == 3
    assert crew.code == live.counts[0][0].code


def test_closed_days_and_holidays_are_marked_and_nobody_is_laid_on_a_closed_one(crew: Crew) -> None:
    assert HALF is not None
    assert crew
    CalendarDay.objects.create(on=ON, kind="closed", name="盘点", source="own")
    CalendarDay.objects.create(on=ON + DAY, kind="holiday", name="店庆", source="own")
    shown = sheet(acts.begin(HALF, now=BEFORE))
    assert [(head.tone, head.mark, head.title) for head in shown.heads[:3]] == [
        ("closed", "闭", "盘点"),
        ("holiday", "节", "店庆"),
        ("", "", ""),
    ]
    assert all(one.is_locked and one.cell is None for one in shown.squares() if one.on == ON)


def test_who_left_the_crew_is_shown_apart_and_taken_off(roster: Roster, crew: Crew) -> None:
    gone = crews.members(crew)[0]
    CrewMember.objects.filter(person=gone).delete()
    shown = sheet(roster)
    assert [(team.name, len(team.lines)) for team in shown.teams] == [("客服中心", 7), ("已不在班组", 1)]
    slots = {(one.person, one.on): None for one in shown.squares() if one.person == gone.pk and one.cell}
    assert slots
    assert len(sheet(laid(roster, slots)).teams) == 1


def test_who_moves_to_another_crew_stands_in_each_only_while_there(roster: Roster, crew: Crew) -> None:
    moved = CrewMember.objects.get(crew=crew, order=0)
    CrewMember.objects.filter(pk=moved.pk).update(period=(crews.LONG_AGO, ON + 4 * DAY))
    other = type(crew).objects.create(code="gates", name="四门前台", order=200)
    desk = make.desk("east")
    other.desks.create(desk=desk, period=(crews.LONG_AGO, None))
    CrewMember.objects.create(crew=other, person=moved.person, squad="A", period=(ON + 4 * DAY, None))
    shown = sheet(roster)
    lines = [line for line in shown.lines() if line.pk == moved.person_id]
    assert [sum(one.is_elsewhere for one in line.squares) for line in lines] == [11, 4]
    assert len([one for one in shown.squares() if one.person == moved.person_id]) == 15


def test_readers_see_the_gaps_and_not_what_colleagues_wish(roster: Roster, chief: User) -> None:
    version = acts.publish(roster, "缺人", edition=roster.edition, by=chief, now=BEFORE)
    shown = version_sheet(roster, version, today=ON, me=0)
    live = as_published(live_of(shown), version)
    assert [one.words for one in live.empty] == reads.gaps_of(version) != []
    assert (live.law, live.wishes) == ([], [])
    assert all(one.is_locked for one in shown.squares())

"""One set of rules read three ways: warnings, the gate at publishing, the search (DESK-06, ROST-02…07, ROST-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.plan import Cell, Kind, Need, Weights
from staffing.rules.bounds import bounds
from staffing.rules.findings import findings, new_shortfalls, shortfalls
from staffing.rules.laying import lay as first_plan
from staffing.solving import solve
from tests import make_staffing as lay
from tests.rules import rule

if TYPE_CHECKING:
    from staffing.plan import Frame, Plan

ON = lay.FIRST
DAY = timedelta(days=1)
SECONDS = 10


def codes(frame: Frame, plan: Plan) -> list[str]:
    return [one.code for one in findings(frame, plan)]


def everybody(frame: Frame, on: object = None) -> dict[tuple[int, object], Cell | None]:
    """Everybody at the usual place every day, or on one."""
    return {
        (person.pk, day.on): person.usual[day.on]
        for person in frame.people
        for day in frame.days
        if on in (None, day.on)
    }


@rule.both("DESK-02", "ROST-20", "DESK-06")
def test_a_desk_is_covered_while_it_is_open_or_the_hours_are_named() -> None:
    frame = lay.frame(6, 1)
    assert codes(frame, everybody(frame)) == []
    missing = {**everybody(frame), (2, ON): None}  # squad A of the fourth floor
    assert [one.words for one in findings(frame, missing)] == [
        "12月1日 周二，四楼客服，11:00–12:30：无人；1 人休息、4 人在其他服务台"
    ]
    assert not findings(frame, missing)[0].is_law


@rule.both("ROST-20")
def test_neighbouring_hours_are_told_once_and_where_everybody_is() -> None:
    frame = lay.with_person(lay.frame(6, 1), 2, away=(lay.away(ON),))
    frame = lay.with_person(frame, 5, away=(lay.away(ON, 15, 16, "training"),))
    plan = {**everybody(frame), (2, ON): None}
    said = shortfalls(findings(frame, plan))
    assert said == [
        "12月1日 周二，四楼客服，11:00–12:30：无人；1 人请假、1 人培训、4 人在其他服务台",
        "12月1日 周二，四楼客服，15:00–16:00：无人；1 人请假、1 人培训、4 人在其他服务台",
    ]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("away", {"away": (lay.away(ON),)}),
        ("week_hours", {"around": {ON - DAY: 40 * 60}}),
        ("day_off", {"around": {ON - DAY: 1}}),
        ("wish", {"wishes": frozenset({ON})}),
    ],
)
def test_what_stands_against_a_person_is_told_and_only_the_law_forbids(code: str, change: dict[str, object]) -> None:
    frame = lay.frame(6, 6)  # Tuesday to Sunday
    plan = everybody(frame)
    if code != "day_off":
        plan = {slot: cell for slot, cell in plan.items() if slot[1] == ON}
    assert code not in codes(frame, plan)
    broken = [one for one in findings(lay.with_person(frame, 1, **change), plan) if one.code == code]
    assert [one.person for one in broken] == [1]
    assert broken[0].is_law == (code != "wish")
    assert "员1" in broken[0].words


def test_a_shift_longer_than_the_law_allows_is_told() -> None:
    frame = lay.frame(6, 1)
    assert "day_hours" not in codes(frame, everybody(frame))
    strict = replace(frame, law=replace(frame.law, day=7 * 60))
    assert codes(strict, everybody(strict)).count("day_hours") == 6


@rule.both("ROST-02", "ROST-03")
@pytest.mark.parametrize(("many", "noon"), [(8, "all"), (7, "in_turn"), (5, "in_turn"), (4, "few")])
def test_with_8_7_5_and_4_people_there_is_a_roster_within_the_law_and_what_is_missing_is_named(
    many: int, noon: str
) -> None:
    days = [ON + DAY * n for n in range(15)]
    desks = {
        "all": None,
        "in_turn": {on: (lay.CENTRE, (lay.FOURTH, lay.EIGHTH)[on.toordinal() % 2]) for on in days},
        "few": dict.fromkeys(days, (lay.CENTRE, lay.FOURTH)),
    }
    frame = lay.frame(many, noon=desks[noon], shared=frozenset(lay.DESKS) - {lay.CENTRE})
    found = solve(frame, frame.pattern(), seconds=SECONDS)
    assert found is not None
    assert [one for one in findings(frame, found.plan) if one.is_law] == []
    empty = shortfalls(findings(frame, found.plan))
    assert bool(empty) == (many == 4), "four people cannot stand at three desks on seven days"
    assert all("，四楼客服，" in words or "，八楼前台，" in words or "，中心，" in words for words in empty)


def test_what_is_pinned_stays_and_what_breaks_the_law_by_itself_has_no_roster() -> None:
    frame = lay.frame(6, 3)
    slot = (1, ON)
    pinned = replace(frame, pinned=frozenset({slot}))
    for cell in (None, Cell(Kind.MORNING, lay.EIGHTH)):
        found = solve(pinned, {**frame.pattern(), slot: cell}, seconds=SECONDS)
        assert found is not None
        assert found.plan[slot] == cell
    away = lay.with_person(pinned, 1, away=(lay.away(ON),))
    assert solve(away, {**frame.pattern(), slot: Cell(Kind.A, lay.CENTRE)}, seconds=SECONDS) is None


def test_a_plan_that_stood_is_changed_as_little_as_may_be() -> None:
    frame = lay.frame(8, 7)
    stood = solve(frame, frame.pattern(), seconds=SECONDS)
    assert stood is not None
    ill = lay.with_person(replace(frame, stood=stood.plan), 1, away=(lay.away(ON + DAY),))
    again = solve(ill, stood.plan, seconds=SECONDS)
    assert again is not None
    assert again.plan[1, ON + DAY] is None
    changed = [slot for slot in stood.plan if stood.plan[slot] != again.plan[slot]]
    assert len(changed) <= 6, "one is ill; nobody is laid out anew"
    assert shortfalls(findings(ill, again.plan)) == []


def test_duties_are_shared_with_what_was_had_before() -> None:
    frame = lay.frame(8, 14)
    for pk in (1, 2):
        frame = lay.with_person(frame, pk, ledger=lay.ledger(free_days=8))
    found = solve(frame, frame.pattern(), seconds=SECONDS)
    assert found is not None

    def free(pk: int) -> int:
        return sum(found.plan[pk, day.on] is not None for day in frame.days if day.is_free)

    assert max(free(1), free(2)) < min(free(pk) for pk in range(3, 9)), "who had many free days gets them off"


cells = st.sampled_from(
    [None, *(Cell(kind, desk) for kind in Kind for desk in lay.DESKS), Cell(Kind.B, lay.EIGHTH, lay.FOURTH)]
)


@given(st.data())
def test_warnings_gate_and_search_agree(data: st.DataObject) -> None:
    """A plan the warnings find lawful is one the search takes when all of it is pinned, at the very same price."""
    days = 7
    frame = lay.frame(4, days, shared=frozenset(lay.DESKS))
    if data.draw(st.booleans()):
        frame = lay.with_person(frame, 1, away=(lay.away(ON + DAY * data.draw(st.integers(0, days - 1))),))
    if data.draw(st.booleans()):
        frame = lay.with_person(frame, 2, around={ON - DAY: data.draw(st.sampled_from([0, 240, 480]))})
    if data.draw(st.booleans()):
        frame = lay.with_person(frame, 3, wishes=frozenset({ON + DAY * data.draw(st.integers(0, days - 1))}))
    weights = data.draw(st.tuples(*[st.integers(0, 50)] * 5))
    frame = replace(frame, weights=Weights(*weights))
    plan = {(person.pk, day.on): data.draw(cells) for person in frame.people for day in frame.days}
    pinned = replace(frame, pinned=frozenset(plan))
    found = solve(pinned, plan, seconds=SECONDS)
    broken = [one for one in findings(frame, plan) if one.is_law]
    assert (found is None) == bool(broken)
    if found is not None:
        assert found.plan == plan
        assert found.is_best
        assert found.price == sum((bound.weight or 0) * bound.gap(plan) for bound in bounds(pinned))


def test_law_that_days_behind_us_have_broken_holds_the_search_up_only_where_it_would_be_broken_further() -> None:
    frame = lay.frame(8, 6)
    worked = {(1, ON + DAY * n): Cell(Kind.A, lay.CENTRE) for n in range(5)}
    # Monday was worked too: with five days of this frame the week has no day off any more but Sunday.
    frame = lay.with_person(frame, 1, around={ON - DAY: 8 * 60})
    over = frozenset((person.pk, ON + DAY * n) for person in frame.people for n in range(5))
    plan = {slot: worked.get(slot) for slot in over}
    assert [one.code for one in findings(frame, plan) if one.is_law and one.person == 1]
    found = solve(replace(frame, over=over), plan, seconds=SECONDS)
    assert found is not None, "what is over cannot be put right"
    assert {slot: found.plan[slot] for slot in over} == plan
    assert found.plan[1, ON + DAY * 5] is None, "and is not made worse"


def test_what_costs_nothing_is_no_law() -> None:
    frame = replace(lay.frame(1, 1), weights=Weights(cover=0))
    found = solve(frame, {}, seconds=SECONDS)
    assert found is not None, "one person cannot stand at three desks, and need not"
    assert {one.is_law for one in findings(frame, found.plan)} == {False}


def test_hours_with_more_or_fewer_people_missing_are_told_apart() -> None:
    day = lay.winter_day(ON)
    needs = {ON: (Need(lay.CENTRE, day.opens, day.closes, 2),)}
    frame = replace(lay.frame(2, 1), desks={lay.CENTRE: "中心"}, needs=needs)
    plan = {(1, ON): Cell(Kind.MORNING, lay.CENTRE)}
    gaps = [(f"{one.begins:%H:%M}", f"{one.ends:%H:%M}", one.there) for one in findings(frame, plan) if one.begins]
    assert gaps == [("08:30", "12:30", 1), ("12:30", "18:00", 0)]


def test_only_what_more_absences_bring_about_is_new() -> None:
    frame = lay.frame(2, 1)
    plan = {(1, ON): Cell(Kind.A, lay.CENTRE), (2, ON): Cell(Kind.A, lay.FOURTH)}
    assert new_shortfalls(frame, frame, plan) == [], "two desks lack people anyhow"
    gone = lay.with_person(frame, 1, away=(lay.away(ON, 9, 10),))
    (words,) = new_shortfalls(frame, gone, plan)
    assert "中心" in words
    assert "09:00–10:00" in words


def test_a_week_that_goes_on_in_the_next_half_month_leaves_its_people_something_to_give() -> None:
    monday = date(2026, 12, 28)
    days = tuple(lay.winter_day(monday + DAY * n) for n in range(5))
    frame = lay.frame(8, days=days, people=lay.people(8, days))
    found = solve(frame, frame.pattern(), seconds=SECONDS)
    assert found is not None
    assert shortfalls(findings(frame, found.plan)) == []
    worked = {
        person.pk: [on for (pk, on), cell in found.plan.items() if cell and pk == person.pk] for person in frame.people
    }
    minutes = {pk: sum(frame.day_of[on].minutes(found.plan[pk, on]) for on in own) for pk, own in worked.items()}
    assert max(minutes.values()) <= 4 * 8 * 60, "at least twelve hours are left for Saturday and Sunday"


@rule.both("ROST-20", "ROST-03")
@pytest.mark.parametrize(("many", "season"), [(8, lay.winter_day), (9, lay.winter_day), (8, lay.summer_day)])
def test_the_first_plan_is_lawful_and_leaves_no_desk_empty_that_could_be_staffed(many: int, season: Any) -> None:
    frame = lay.frame(many, days=tuple(season(ON + DAY * n) for n in range(15)))
    frame = lay.with_person(frame, 1, around={ON - DAY: 8 * 60})
    assert findings(frame, first_plan(frame, {})) == []


@rule.refuses("ROST-12", "ROST-20")
def test_the_first_plan_keeps_what_is_fixed_and_calls_nobody_who_is_away() -> None:
    frame = lay.with_person(lay.frame(8, 7), 2, away=(lay.away(ON),))
    fixed = {(1, ON): None, (3, ON): Cell(Kind.MORNING, lay.EIGHTH)}
    plan = first_plan(replace(frame, pinned=frozenset(fixed)), fixed)
    assert {slot: plan[slot] for slot in fixed} == fixed
    assert plan[2, ON] is None
    assert [one for one in findings(frame, plan) if one.is_law] == []


@rule.both("ROST-20")
def test_a_search_without_time_gives_what_it_began_from_and_never_blames_the_law() -> None:
    frame = lay.frame(8, 15)
    found = solve(frame, {}, seconds=0)
    assert found is not None
    assert found.is_best is False
    assert findings(frame, found.plan) == []
    assert found.price == sum((bound.weight or 0) * bound.gap(found.plan) for bound in bounds(frame))

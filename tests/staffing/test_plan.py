"""Days, shifts and half months as values (ROST-01, ROST-04…07, ROST-09)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from staffing.cells import changes, keep, read, read_cell, write
from staffing.halves import due_on, half_of, read_half, shift_of
from staffing.plan import Cell, Kind
from tests import make_staffing as lay
from tests.rules import rule

ON = lay.FIRST


@rule.both("ROST-05", "ROST-07")
def test_in_winter_each_half_of_the_noon_duty_takes_an_hour_and_a_half_and_the_other_half_is_lunch() -> None:
    day = lay.winter_day(ON)
    first, second = (day.stretches(Cell(kind, 1)) for kind in (Kind.A, Kind.B))
    assert [(f"{one.begins:%H:%M}", f"{one.ends:%H:%M}") for one in first] == [("08:30", "12:30"), ("14:00", "18:00")]
    assert [(f"{one.begins:%H:%M}", f"{one.ends:%H:%M}") for one in second] == [
        ("08:30", "11:00"),
        ("12:30", "18:00"),
    ]
    assert {day.minutes(Cell(kind, 1)) for kind in (Kind.A, Kind.B)} == {8 * 60}


@rule.both("ROST-06", "ROST-07")
def test_in_summer_each_half_takes_two_hours() -> None:
    day = lay.summer_day(ON)
    assert [one.minutes for one in day.stretches(Cell(Kind.A, 1))] == [4 * 60 + 30, 3 * 60 + 30]
    assert [one.minutes for one in day.stretches(Cell(Kind.B, 1))] == [2 * 60 + 30, 5 * 60 + 30]
    assert day.minutes(Cell(Kind.MORNING, 1)) == 4 * 60 + 30


def test_at_noon_somebody_may_stand_elsewhere_and_never_at_two_desks_at_once() -> None:
    day = lay.winter_day(ON)
    shift = day.stretches(Cell(Kind.B, 3, 2))
    assert [one.desk for one in shift] == [3, 2, 3]
    assert all(before.ends <= after.begins for before, after in pairwise(shift))


def test_early_closing_cuts_a_shift_and_a_closed_day_has_none() -> None:
    early = lay.winter_day(ON)
    early = type(early)(ON, early.opens, early.noon_from, early.handover, early.noon_to, lay.at(ON, 12))
    assert [one.minutes for one in early.stretches(Cell(Kind.A, 1))] == [3 * 60 + 30]
    assert lay.winter_day(ON, is_closed=True).stretches(Cell(Kind.A, 1)) == ()


@rule.both("ROST-04")
def test_squads_change_their_shift_every_half_month() -> None:
    halves = [date(2026, 12, 1), date(2026, 12, 16), date(2027, 1, 1), date(2027, 1, 31)]
    assert [shift_of("A", on) for on in halves] == ["A", "B", "A", "B"]
    assert [shift_of("B", on) for on in halves] == ["B", "A", "B", "A"]
    assert shift_of("A", date(2026, 12, 15)) == "A", "within a half month it stays"


@rule.both("ROST-09")
@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("2026-12-H2", date(2026, 12, 15)),
        ("2027-01-H1", date(2026, 12, 30)),
        ("2027-03-H1", date(2027, 2, 28)),
        ("2028-03-H1", date(2028, 2, 29)),
    ],
)
def test_a_roster_is_due_on_the_15th_or_the_30th_before_and_in_february_on_its_last_day(code: str, due: date) -> None:
    half = read_half(code)
    assert half is not None
    assert due_on(half, [15, 30]) == due
    assert due_on(half, [10, 20]) != due


def test_half_months_follow_one_another_without_a_gap() -> None:
    half = half_of(date(2026, 2, 20))
    assert (half.code, half.first, half.last) == ("2026-02-H2", date(2026, 2, 16), date(2026, 2, 28))
    assert (half.after.code, half.before.code, half.after.before) == ("2026-03-H1", "2026-02-H1", half)
    assert len(half.days) == 13
    assert [read_half(text) for text in ("2026-13-H1", "2026-12-H3", "x", "")] == [None] * 4


def test_a_plan_is_kept_and_read_as_it_was_and_its_changes_are_told() -> None:
    plan = {(7, ON): Cell(Kind.A, 1), (7, date(2026, 12, 2)): None, (8, ON): Cell(Kind.B, 3, 2)}
    assert read(keep(plan)) == {slot: cell for slot, cell in plan.items() if cell}
    assert [read_cell(write(cell)) for cell in plan.values()] == list(plan.values())
    with pytest.raises(ValueError, match=r"A\.1\.2\.3"):
        read_cell("A.1.2.3")
    after = {**plan, (7, ON): None, (9, ON): Cell(Kind.MORNING, 1)}
    assert [(person, write(was), write(now)) for person, _on, was, now in changes(plan, after)] == [
        (7, "A.1", ""),
        (9, "", "M.1"),
    ]

"""Somebody taken off the roster: whole days of it are opened, hours are not, and all is kept in Chinese."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils.translation import override

from mall.localtime import ZONE, Bounds, days_bounds
from staffing.actions import swaps
from staffing.actions.blocks import block
from staffing.actions.rosters import open_roster
from staffing.halves import half_of
from staffing.models import RosterVersion
from staffing.queries import rosters
from staffing.rules.swaps import Exchange
from tests import make, make_staffing
from tests.at_once import at_once
from tests.make_staffing import DAY, codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User
    from staffing.models import Roster

pytestmark = pytest.mark.django_db

#: A Friday morning; the week after is laid out and published.
NOW = datetime(2026, 12, 18, 9, 0, tzinfo=ZONE)
MONDAY = date(2026, 12, 21)
ROWS = ["AAAA...", "BBBB...", "......."]


def laid(boss: User) -> list[User]:
    crew = make_staffing.centre(6)
    make_staffing.published(crew, MONDAY, ROWS, by=boss, now=NOW)
    return make_staffing.members(crew)


def roster() -> Roster:
    return open_roster(half_of(MONDAY))


def newest() -> RosterVersion:
    found = rosters.newest(roster())
    assert found is not None
    return found


@rule.both("DESK-06", "ROST-12")
def test_whole_days_are_taken_off_the_draft_and_the_published_roster_and_hours_are_not(boss: User) -> None:
    person = laid(boss)[0]
    nine = datetime(2026, 12, 23, 9, tzinfo=ZONE)
    block(person, Bounds(nine, nine + timedelta(hours=2)), "training", by=boss, now=NOW)
    assert newest().number == 1
    block(person, days_bounds(MONDAY, MONDAY + DAY), "leave", by=boss, now=NOW)
    assert newest().number == 2
    for plan in (rosters.plan_of(newest()), rosters.draft_of(roster()).plan):
        assert [plan.get((person.pk, MONDAY + n * DAY)) is None for n in range(4)] == [True, True, False, False]


@rule.allows("DESK-06")
def test_a_day_the_draft_alone_lays_is_opened_too(boss: User) -> None:
    person = make_staffing.members(make_staffing.centre(6))[0]
    on = next(
        on for (pk, on), cell in rosters.draft_of(roster()).plan.items() if pk == person.pk and cell and on > NOW.date()
    )
    block(person, days_bounds(on, on), "leave", by=boss, now=NOW)
    assert rosters.draft_of(roster()).plan.get((person.pk, on)) is None
    assert rosters.newest(roster()) is None


@rule.both("DESK-06", "ROST-15")
def test_a_day_taken_off_is_not_given_to_the_person_by_a_swap(boss: User) -> None:
    first, second, third = laid(boss)[:3]
    swap, other = (
        swaps.accept(swaps.ask(Exchange(first.pk, on, third.pk), "孩子家长会", by=first, now=NOW), by=third, now=NOW)
        for on in (MONDAY, MONDAY + DAY)
    )
    block(third, days_bounds(MONDAY, MONDAY), "leave", by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        swaps.approve(swap, "可以", by=boss, now=NOW)
    assert codes(refused) == {"law"}
    swaps.approve(other, "可以", by=boss, now=NOW)
    assert rosters.plan_of(newest()).get((third.pk, MONDAY + DAY)) is not None
    assert rosters.plan_of(newest()).get((second.pk, MONDAY)) is not None


def test_who_is_laid_out_nowhere_changes_no_roster(boss: User) -> None:
    laid(boss)
    edition = roster().edition
    block(make.person(), days_bounds(MONDAY, MONDAY + DAY), "leave", by=boss, now=NOW)
    assert (roster().edition, newest().number) == (edition, 1)


def test_the_reason_is_kept_in_the_language_of_the_house(boss: User) -> None:
    person = laid(boss)[0]
    with override("en"):
        block(person, days_bounds(MONDAY, MONDAY), "leave", by=boss, now=NOW)
    assert newest().reason == "请假"


@pytest.mark.django_db(transaction=True)
@rule.both("DESK-06", "ROST-15")
def test_nobody_is_laid_on_a_day_taken_off_meanwhile() -> None:
    with transaction.atomic():
        boss = make_staffing.supervisor()
        first, _second, third = laid(boss)[:3]
        swap = swaps.accept(
            swaps.ask(Exchange(first.pk, MONDAY, third.pk), "孩子家长会", by=first, now=NOW), by=third, now=NOW
        )

    def approve() -> str:
        try:
            return swaps.approve(swap, "可以", by=boss, now=NOW).state
        except Refused as refused:
            return refused.obstacles[0].code

    def away() -> str:
        return block(third, days_bounds(MONDAY, MONDAY), "leave", by=boss, now=NOW).why

    at_once([approve, away])
    assert rosters.plan_of(newest()).get((third.pk, MONDAY)) is None

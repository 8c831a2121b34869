"""Leaving the post: relieved or permitted, never empty; and wishes for days off."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from mall.localtime import ZONE
from staffing.actions import posts as acts
from staffing.actions.wishes import wish
from staffing.halves import half_of
from staffing.models import PostLeave, Wish
from staffing.queries import posts as reads
from staffing.queries import wishes as wished
from tests import make_staffing
from tests.at_once import at_once
from tests.make_staffing import DAY, MINUTE, codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User

pytestmark = pytest.mark.django_db

#: A Monday on which two stand at the first desk and one at the second.
MONDAY = date(2026, 12, 21)
BEFORE = datetime(2026, 12, 18, 9, 0, tzinfo=ZONE)
NOW = datetime(2026, 12, 21, 9, 30, tzinfo=ZONE)


@pytest.fixture
def people(boss: User) -> list[User]:
    """The first and the fourth stand at the same desk, the second alone at another, the third is off."""
    crew = make_staffing.centre(4)
    make_staffing.published(crew, MONDAY, ["A", "A", ".", "B"], by=boss, now=BEFORE)
    return make_staffing.members(crew)


def told(person: User) -> list[str]:
    return make_staffing.told(person, "post.")


@rule.both("ROST-16")
def test_relieved_by_who_stands_there_too_one_leaves_at_once_and_comes_back(boss: User, people: list[User]) -> None:
    first, second, third, fourth = people
    for relief in (second, third, boss):
        with pytest.raises(Refused) as refused:
            acts.ask("去仓库取伞", relief, by=first, now=NOW)
        assert codes(refused) == {"relief"}
    post = acts.ask("去仓库取伞", fourth, by=first, now=NOW)
    assert (post.left_at, post.relieved_by, told(boss)) == (NOW, fourth, [])
    with pytest.raises(Refused):
        acts.come_back(post, by=fourth, now=NOW)
    back = acts.come_back(post, by=first, now=NOW + 10 * MINUTE)
    assert back.back_at == NOW + 10 * MINUTE
    with pytest.raises(Refused):
        acts.come_back(post, by=boss, now=NOW + 11 * MINUTE)


@rule.refuses("ROST-16")
def test_who_is_away_relieves_nobody(people: list[User]) -> None:
    first, fourth = people[0], people[3]
    acts.ask("去仓库取伞", fourth, by=first, now=NOW)
    assert reads.there_too(fourth, reads.post_of(fourth, NOW), NOW) == []  # type: ignore[arg-type]  # on duty
    with pytest.raises(Refused) as refused:
        acts.ask("接电话", first, by=fourth, now=NOW)
    assert codes(refused) == {"relief"}


@rule.both("ROST-16")
def test_with_nobody_there_the_post_must_not_become_empty_and_the_supervisors_are_told(
    boss: User, people: list[User]
) -> None:
    second = people[1]
    post = acts.ask("送顾客到电梯", by=second, now=NOW)
    assert (post.left_at, told(boss)) == (None, ["post.asked"])
    with pytest.raises(Refused) as refused:
        acts.leave(post, by=second, now=NOW)
    assert codes(refused) == {"empty"}
    assert "不得空岗" in str(refused.value.obstacles[0])
    with pytest.raises(Refused) as refused:
        acts.ask("再问一次", by=second, now=NOW)
    assert codes(refused) == {"open"}
    for wrong in (second, people[0]):
        with pytest.raises(Refused):
            acts.permit(post, by=wrong, now=NOW)
    acts.permit(post, by=boss, now=NOW + MINUTE)
    assert told(second) == ["post.permitted"]
    with pytest.raises(Refused):
        acts.leave(post, by=boss, now=NOW + MINUTE)
    left = acts.leave(post, by=second, now=NOW + 2 * MINUTE)
    assert left.left_at == NOW + 2 * MINUTE
    assert acts.come_back(left, by=boss, now=NOW + 9 * MINUTE).back_at is not None


@rule.both("ROST-16")
def test_the_supervisor_decides_once_and_the_person_may_stay(boss: User, people: list[User]) -> None:
    second = people[1]
    post = acts.ask("取快递", by=second, now=NOW)
    acts.refuse(post, by=boss, now=NOW)
    assert told(second) == ["post.refused"]
    other = make_staffing.supervisor("钱主管")
    with pytest.raises(Refused) as refused:
        acts.permit(post, by=other, now=NOW)
    assert codes(refused) == {"decided"}
    with pytest.raises(Refused):
        acts.leave(post, by=second, now=NOW)
    with pytest.raises(Refused):
        acts.stay(post, by=second, now=NOW)
    again = acts.ask("取快递", by=second, now=NOW)
    with pytest.raises(Refused):
        acts.stay(again, by=boss, now=NOW)
    assert acts.stay(again, by=second, now=NOW).refused_by == second


@rule.both("ROST-16")
def test_a_colleague_who_comes_relieves_who_waits(boss: User, people: list[User]) -> None:
    first, fourth = people[0], people[3]
    acts.ask("去仓库取伞", fourth, by=first, now=NOW)
    waits = acts.ask("接孩子电话", by=fourth, now=NOW)
    with pytest.raises(Refused):
        acts.relieve(waits, first, by=fourth, now=NOW)
    acts.come_back(PostLeave.objects.get(person=first), by=first, now=NOW + MINUTE)
    with pytest.raises(Refused):
        acts.relieve(waits, first, by=boss, now=NOW + MINUTE)
    assert acts.relieve(waits, first, by=fourth, now=NOW + MINUTE).left_at == NOW + MINUTE


@rule.both("ROST-16")
def test_who_stands_in_for_somebody_stays_until_that_one_is_back(boss: User, people: list[User]) -> None:
    first, fourth = people[0], people[3]
    away = acts.ask("去仓库取伞", fourth, by=first, now=NOW)
    post = acts.permit(acts.ask("接孩子电话", by=fourth, now=NOW), by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.leave(post, by=fourth, now=NOW + MINUTE)
    assert codes(refused) == {"stands_in"}
    assert "员1" in str(refused.value.obstacles[0])
    acts.come_back(away, by=first, now=NOW + 2 * MINUTE)
    assert acts.leave(post, by=fourth, now=NOW + 3 * MINUTE).left_at == NOW + 3 * MINUTE


@rule.both("ROST-16")
def test_what_was_asked_holds_for_its_day(boss: User, people: list[User]) -> None:
    second = people[1]
    post = acts.ask("取快递", by=second, now=NOW)
    assert [reads.waiting(boss, at) for at in (NOW, NOW + DAY)] == [[post], []]
    with pytest.raises(Refused) as refused:
        acts.permit(post, by=boss, now=NOW + DAY)
    assert codes(refused) == {"day"}
    acts.permit(post, by=boss, now=NOW + MINUTE)
    with pytest.raises(Refused) as refused:
        acts.leave(post, by=second, now=NOW + DAY)
    assert codes(refused) == {"day"}
    assert acts.leave(post, by=second, now=NOW + 2 * MINUTE).left_at == NOW + 2 * MINUTE
    acts.come_back(post, by=second, now=NOW + 3 * MINUTE)
    left = acts.ask("取快递", by=second, now=NOW + 4 * MINUTE)
    assert acts.stay(left, by=second, now=NOW + DAY).refused_by == second


@pytest.mark.django_db(transaction=True)
@rule.both("ROST-16")
def test_of_two_who_relieve_each_other_at_once_one_stays() -> None:
    with transaction.atomic():
        crew = make_staffing.centre(4)
        make_staffing.published(crew, MONDAY, ["A", "A", ".", "B"], by=make_staffing.supervisor(), now=BEFORE)
        first, fourth = make_staffing.members(crew)[0], make_staffing.members(crew)[3]

    def go(person: User, relief: User) -> str:
        try:
            acts.ask("去仓库取伞", relief, by=person, now=NOW)
        except Refused as refused:
            return refused.obstacles[0].code
        return "left"

    assert sorted(at_once([lambda: go(first, fourth), lambda: go(fourth, first)])) == ["left", "relief"]


@rule.refuses("ROST-16")
def test_who_stands_at_no_desk_or_gives_no_reason_asks_nothing(people: list[User]) -> None:
    with pytest.raises(Refused) as refused:
        acts.ask("取伞", by=people[2], now=NOW)
    assert codes(refused) == {"no_post"}
    with pytest.raises(Refused) as refused:
        acts.ask(" ", by=people[0], now=NOW)
    assert codes(refused) == {"reason"}


@rule.both("ROST-12")
def test_wishes_are_for_days_to_come_of_what_is_not_published(boss: User, people: list[User]) -> None:
    person = people[0]
    coming, published = half_of(date(2027, 1, 1)), half_of(MONDAY)
    day = date(2027, 1, 7)
    wish(coming, [day, day + DAY], by=person, now=NOW)
    wish(coming, [day + DAY], by=person, now=NOW)
    assert wished.wishes_of(person, coming) == {day + DAY}
    assert wished.by_day(coming) == [(day + DAY, ["员1"])]
    for half, days in (
        (published, [MONDAY + DAY]),
        (coming, [MONDAY]),
        (half_of(date(2026, 12, 1)), [date(2026, 12, 2)]),
    ):
        with pytest.raises(Refused):
            wish(half, days, by=person, now=NOW)
    assert [half.code for half in wished.halves_ahead(NOW.date())] == ["2027-01-H1", "2027-01-H2"]
    assert [(one.person, one.on) for one in Wish.objects.all()] == [(person, day + DAY)]
    crew_frame = [one for one in wished.calendar_of(coming, {day}, NOW.date())[1] if one.wished]
    assert [one.on for one in crew_frame] == [day]

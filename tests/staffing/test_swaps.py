"""Swaps: asked, accepted by the colleague, approved by the supervisor; refused, lapsed, and what they would do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from mall.localtime import ZONE, Bounds
from staffing.actions import leave as leaving
from staffing.actions import rosters as laying
from staffing.actions import swaps as acts
from staffing.actions.blocks import block
from staffing.halves import half_of
from staffing.models import CrewMember, Duty, RosterVersion, Swap
from staffing.plan import Kind
from staffing.queries import rosters
from staffing.queries import swaps as reads
from staffing.rules.leave import Asked
from staffing.rules.swaps import Exchange
from tests import make, make_staffing
from tests.make_staffing import DAY, codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User
    from staffing.models import Crew

pytestmark = pytest.mark.django_db

#: A Friday morning; the week after is laid out and published.
NOW = datetime(2026, 12, 18, 9, 0, tzinfo=ZONE)
MONDAY = date(2026, 12, 21)
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY
#: Member by member, Monday to Sunday; the first four stand at the same three desks in turn.
ROWS = ["AAA....", "B..AB..", "AAAA...", ".BBBB..", "AAAAA..", "BBBB..."]
State = Swap.State


@pytest.fixture
def crew(boss: User) -> Crew:
    """Six people with a published week."""
    crew = make_staffing.centre(6)
    make_staffing.published(crew, MONDAY, ROWS, by=boss, now=NOW)
    return crew


@pytest.fixture
def people(crew: Crew) -> list[User]:
    """The people in the order of the rows."""
    return make_staffing.members(crew)


def ask(person: User, on: date, colleague: User, other_on: date | None = None, *, by: User | None = None) -> Swap:
    exchange = Exchange(person.pk, on, colleague.pk, other_on)
    return acts.ask(exchange, "孩子家长会", by=by or person, now=NOW)


def told(person: User) -> list[str]:
    return make_staffing.told(person, "swap.")


def stands() -> RosterVersion:
    roster = laying.open_roster(half_of(MONDAY))
    version = rosters.newest(roster)
    assert version is not None
    return version


@rule.both("ROST-15")
def test_asked_accepted_and_approved_the_shifts_change_hands_by_a_version_of_their_own(
    boss: User, people: list[User]
) -> None:
    first, second = people[:2]
    before = rosters.plan_of(stands())
    swap = ask(first, TUESDAY, second, MONDAY + 3 * DAY)
    assert (swap.state, told(second)) == (State.ASKED, ["swap.asked"])
    with pytest.raises(Refused) as refused:
        acts.approve(swap, "缺人可以接受", by=boss, now=NOW)
    assert codes(refused) == {"asked"}
    with pytest.raises(Refused):
        acts.accept(swap, by=people[2], now=NOW)
    swap = acts.accept(swap, by=second, now=NOW)
    assert (swap.state, told(boss)) == (State.ACCEPTED, ["swap.accepted"])
    assert rosters.plan_of(stands()) == before
    swap = acts.approve(swap, "缺人可以接受", by=boss, now=NOW)
    assert swap.version == stands()
    assert stands().number == 2
    plan = rosters.plan_of(stands())
    assert plan[second.pk, TUESDAY] == before[first.pk, TUESDAY]
    assert plan[first.pk, MONDAY + 3 * DAY] == before[second.pk, MONDAY + 3 * DAY]
    assert (plan.get((first.pk, TUESDAY)), plan.get((second.pk, MONDAY + 3 * DAY))) == (None, None)
    assert Duty.objects.filter(person=second, on=TUESDAY).exists()
    assert told(first)[-1] == told(second)[-1] == "swap.approved"
    with pytest.raises(Refused):
        acts.approve(swap, "缺人可以接受", by=boss, now=NOW)


@rule.allows("ROST-15")
def test_a_colleague_may_take_a_shift_over_and_give_none(boss: User, people: list[User]) -> None:
    swap = acts.accept(ask(people[0], TUESDAY, people[1]), by=people[1], now=NOW)
    acts.approve(swap, "缺人可以接受", by=boss, now=NOW)
    plan = rosters.plan_of(stands())
    assert plan.get((people[0].pk, TUESDAY)) is None
    assert plan[people[1].pk, TUESDAY] is not None


@rule.allows("ROST-15")
def test_two_of_one_day_change_places(boss: User, people: list[User]) -> None:
    first, second = people[:2]
    swap = acts.accept(ask(first, MONDAY, second, MONDAY), by=second, now=NOW)
    acts.approve(swap, "缺人可以接受", by=boss, now=NOW)
    kinds = [rosters.plan_of(stands())[one.pk, MONDAY] for one in (first, second)]
    assert [cell.kind for cell in kinds if cell] == [Kind.B, Kind.A]


@rule.both("ROST-15")
def test_only_what_can_be_exchanged_is_asked_for(boss: User, people: list[User]) -> None:
    first, second, third = people[:3]
    stranger = make.person()
    wrong = [
        (first, MONDAY + 4 * DAY, second, None, "no_shift"),
        (first, MONDAY, second, None, "works"),
        (first, TUESDAY, second, TUESDAY, "no_other"),
        (first, TUESDAY, second, MONDAY, "works"),
        (first, TUESDAY, first, None, "one"),
        (first, TUESDAY, stranger, None, "crew"),
        (third, MONDAY, second, MONDAY, ""),
    ]
    for person, on, colleague, other_on, code in wrong:
        if not code:
            assert ask(person, on, colleague, other_on).state == State.ASKED
            continue
        with pytest.raises(Refused) as refused:
            ask(person, on, colleague, other_on)
        assert code in codes(refused)
    with pytest.raises(Refused) as refused:
        ask(first, TUESDAY, second, by=third)
    assert codes(refused) == {"other"}
    with pytest.raises(Refused) as refused:
        acts.ask(Exchange(first.pk, TUESDAY, second.pk), " ", by=first, now=NOW)
    assert codes(refused) == {"reason"}


@rule.both("ROST-15")
def test_the_supervisor_starts_one_for_who_cannot_and_approves_none_of_his_own(boss: User, crew: Crew) -> None:
    first, second = make_staffing.members(crew)[:2]
    other = make_staffing.supervisor("钱主管")
    swap = ask(first, TUESDAY, second, by=boss)
    assert (told(first), told(second)) == (["swap.for_me"], ["swap.asked"])
    swap = acts.accept(swap, by=second, now=NOW)
    assert (told(boss), told(other)) == ([], ["swap.accepted"])
    assert (set(reads.to_decide(boss, NOW)), set(reads.to_decide(other, NOW))) == (set(), {swap})
    for decide in (acts.approve, acts.refuse):
        with pytest.raises(Refused) as refused:
            decide(swap, "缺人可以接受", by=boss, now=NOW)
        assert codes(refused) == {"own"}
    assert acts.approve(swap, "缺人可以接受", by=other, now=NOW).state == State.APPROVED
    CrewMember.objects.create(crew=crew, person=boss, squad="A", order=9, period=(date(2020, 1, 1), None))
    own = acts.accept(ask(second, MONDAY, boss), by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.approve(own, "缺人可以接受", by=boss, now=NOW)
    assert codes(refused) == {"own"}
    with pytest.raises(Refused):
        acts.approve(own, "缺人可以接受", by=first, now=NOW)
    assert acts.approve(own, "缺人可以接受", by=other, now=NOW).state == State.APPROVED


@rule.both("ROST-15", "ROST-20")
def test_a_sixth_day_is_against_the_law(boss: User) -> None:
    crew = make_staffing.centre(6)
    make_staffing.published(crew, MONDAY, ["A....A.", "BBBBB..", "B......"], by=boss, now=NOW)
    first, second, third = make_staffing.members(crew)[:3]
    saturday = MONDAY + 5 * DAY
    with pytest.raises(Refused) as refused:
        ask(first, saturday, second)
    assert codes(refused) == {"law"}
    assert "48" in str(refused.value.obstacles[0])
    assert ask(first, saturday, third).state == State.ASKED


@rule.both("ROST-15", "ROST-20")
def test_a_week_is_weighed_whole_where_a_half_month_ends_within_it(boss: User) -> None:
    crew = make_staffing.centre(6)
    # Monday the 28th to Sunday the 3rd: four of the five days are of the half month before.
    make_staffing.published(crew, date(2026, 12, 28), ["A....A.", "BBBBB..", "B......"], by=boss, now=NOW)
    first, second, third = make_staffing.members(crew)[:3]
    saturday = date(2027, 1, 2)
    with pytest.raises(Refused) as refused:
        ask(first, saturday, second)
    assert codes(refused) == {"law"}
    assert "48" in str(refused.value.obstacles[0])
    found = reads.weigh(Exchange(first.pk, saturday, second.pk))
    assert found is not None
    (week,) = found.sides(Exchange(first.pk, saturday, second.pk))[1].weeks
    assert (week.minutes, week.minutes_then, week.off, week.off_then) == (40 * 60, 48 * 60, 2, 1)
    swap = acts.accept(ask(first, saturday, third), by=third, now=NOW)
    with override("en"):
        version = acts.approve(swap, "可以", by=boss, now=NOW).version
    assert version is not None
    assert version.reason == f"换班 {swap.pk}: 可以", "kept in the language of the house, whoever signs"


@rule.both("ROST-15", "ROST-20")
def test_a_desk_it_leaves_short_needs_the_supervisors_reason(boss: User) -> None:
    crew = make_staffing.centre(6)
    make_staffing.published(crew, MONDAY, ["A", ".", ".", "."], by=boss, now=NOW)
    first, second, third = make_staffing.members(crew)[:3]
    nine = datetime(2026, 12, 21, 9, tzinfo=ZONE)
    block(second, Bounds(nine, nine + timedelta(hours=2)), "training", by=boss, now=NOW)
    trained = acts.accept(ask(first, MONDAY, second), by=second, now=NOW)
    harm = reads.harm_of(Exchange(first.pk, MONDAY, second.pk))
    assert ["09:00–11:00" in one.words for one in harm.short] == [True]
    assert harm.law == ()
    with pytest.raises(Refused) as refused:
        acts.approve(trained, " ", by=boss, now=NOW)
    assert codes(refused) == {"cover"}
    assert acts.approve(trained, "培训后补岗", by=boss, now=NOW).decision == "培训后补岗"
    # Who was trained hands on to somebody who is there all day: nothing is worse, no reason is asked.
    back = acts.accept(ask(second, MONDAY, third), by=third, now=NOW)
    assert acts.approve(back, by=boss, now=NOW).state == State.APPROVED


@rule.both("ROST-15")
def test_two_swaps_for_the_same_shift_are_impossible(people: list[User]) -> None:
    first, second = people[:2]
    swap = ask(first, TUESDAY, second, MONDAY + 3 * DAY)
    with pytest.raises(Refused) as refused:
        ask(first, TUESDAY, second)
    assert codes(refused) == {"taken"}
    with pytest.raises(Refused) as refused:
        ask(second, MONDAY + 3 * DAY, first)
    assert codes(refused) == {"taken"}
    acts.withdraw(swap, by=first, now=NOW)
    assert told(second)[-1] == "swap.withdrawn"
    assert ask(first, TUESDAY, second).state == State.ASKED


@rule.both("ROST-15")
def test_it_expires_when_the_first_shift_begins_even_before_the_sweep_has_run(boss: User, people: list[User]) -> None:
    first, second = people[:2]
    swap = ask(first, MONDAY, people[3])
    begins = datetime(2026, 12, 21, 8, 30, tzinfo=ZONE)
    assert swap.expires_at == begins
    assert acts.expire(begins - DAY) == 0
    lapsed = acts.accept(swap, by=people[3], now=begins)
    assert (lapsed.state, told(first)[-1]) == (State.EXPIRED, "swap.lapsed")
    other = acts.accept(ask(first, WEDNESDAY, second), by=second, now=NOW)
    assert acts.approve(other, "可以", by=boss, now=begins + 3 * DAY).state == State.EXPIRED
    third = ask(people[2], TUESDAY, second)
    assert [acts.expire(begins + 3 * DAY), acts.expire(begins + 3 * DAY)] == [1, 0]
    third.refresh_from_db()
    assert third.state == State.EXPIRED
    with pytest.raises(Refused):
        acts.accept(third, by=second, now=NOW)


@rule.both("ROST-15")
def test_shifts_changed_meanwhile_make_it_lapse(boss: User, people: list[User]) -> None:
    first, second = people[:2]
    swap = acts.accept(ask(first, TUESDAY, second, MONDAY + 3 * DAY), by=second, now=NOW)
    later = NOW + timedelta(hours=1)
    wanted = Asked(second, "personal", MONDAY + 3 * DAY, MONDAY + 3 * DAY, "看病")
    leaving.approve(leaving.ask(wanted, by=second, now=later), by=boss, now=later)
    number = stands().number
    lapsed = acts.approve(swap, "可以", by=boss, now=later + timedelta(hours=1))
    assert (lapsed.state, lapsed.decision, stands().number) == (State.EXPIRED, "changed", number)
    assert told(second)[-1] == "swap.lapsed"
    again = ask(first, TUESDAY, second)
    assert acts.expire(later + timedelta(hours=2)) == 0
    again.refresh_from_db()
    assert again.state == State.ASKED


@rule.both("ROST-15")
def test_declined_refused_and_withdrawn_change_nothing(boss: User, people: list[User]) -> None:
    first, second = people[:2]
    declined = acts.decline(ask(first, TUESDAY, second), by=second, now=NOW)
    assert (declined.state, told(first)) == (State.DECLINED, ["swap.declined"])
    with pytest.raises(Refused):
        acts.withdraw(declined, by=first, now=NOW)
    accepted = acts.accept(ask(first, TUESDAY, second), by=second, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.refuse(accepted, "", by=boss, now=NOW)
    assert codes(refused) == {"reason"}
    stale = Swap.objects.get(pk=accepted.pk)
    acts.refuse(accepted, "当天有活动", by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.approve(stale, "可以", by=make_staffing.supervisor("钱主管"), now=NOW)
    assert codes(refused) == {"decided"}
    with pytest.raises(Refused):
        acts.withdraw(ask(first, TUESDAY, second), by=second, now=NOW)
    assert stands().number == 1


@rule.allows("ROST-15", "ROST-07")
def test_what_it_does_to_both_is_shown_before_it_is_done(people: list[User]) -> None:
    first, second = people[:2]
    exchange = Exchange(first.pk, TUESDAY, second.pk)
    weighing = reads.weigh(exchange)
    assert weighing is not None
    mine, theirs = weighing.sides(exchange)
    (week,), (their_week,) = mine.weeks, theirs.weeks
    assert (week.minutes, week.minutes_then, week.off_then - week.off) == (24 * 60, 16 * 60, 1)
    assert (their_week.minutes, their_week.minutes_then) == (24 * 60, 32 * 60)
    assert mine.ledger.noons - mine.ledger_then.noons == theirs.ledger_then.noons - theirs.ledger.noons == 1


def test_across_two_half_months_both_rosters_get_a_version(boss: User) -> None:
    crew = make_staffing.centre(6)
    make_staffing.published(crew, date(2026, 12, 30), ["AA....", "...BB.", "AAAA"], by=boss, now=NOW)
    first, second = make_staffing.members(crew)[:2]
    swap = acts.accept(ask(first, date(2026, 12, 31), second, date(2027, 1, 2)), by=second, now=NOW)
    acts.approve(swap, "缺人可以接受", by=boss, now=NOW)
    for on in (date(2026, 12, 31), date(2027, 1, 2)):
        version = rosters.newest(laying.open_roster(half_of(on)))
        assert version is not None
        assert version.number == 2


def test_who_is_no_part_of_a_swap_does_not_see_it(boss: User, people: list[User]) -> None:
    first, second, third = people[:3]
    swap = ask(first, TUESDAY, second)
    assert [set(reads.swaps_of(one)) for one in (first, second, boss)] == [{swap}] * 3
    assert set(reads.swaps_of(third)) == set()
    assert [set(reads.to_decide(one, NOW)) for one in (first, second, boss)] == [set(), {swap}, set()]
    acts.accept(swap, by=second, now=NOW)
    assert set(reads.to_decide(boss, NOW)) == {swap}


def test_one_swap_that_cannot_be_read_does_not_hold_up_the_others(boss: User) -> None:
    crew = make_staffing.centre(6)
    make_staffing.published(crew, date(2026, 12, 30), ["AA.AA.", "......", "AAAA"], by=boss, now=NOW)
    first, second = make_staffing.members(crew)[:2]
    early, late = ask(first, date(2026, 12, 30), second), ask(first, date(2027, 1, 2), second)
    version = stands()
    RosterVersion.objects.create(
        roster=version.roster,
        number=version.number + 1,
        cells={str(first.pk): {"2026-12-30": "?"}},
        sha256="0" * 64,
        published_at=NOW,
        published_by=boss,
    )
    assert acts.expire(datetime(2027, 1, 2, 9, tzinfo=ZONE)) == 1
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == (State.ASKED, State.EXPIRED)

"""Leave: asked ahead, decided by the level above, taken off the roster, or counted as absent."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from mall.actions.limits import set_limit
from mall.localtime import ZONE
from mall.roles import Role
from staffing.actions import leave as acts
from staffing.actions.rosters import open_roster
from staffing.halves import half_of
from staffing.models import Block, Leave
from staffing.queries import leave as reads
from staffing.queries import rosters
from staffing.rules.leave import Asked
from tests import make, make_staffing
from tests.make_staffing import DAY, told
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User

pytestmark = pytest.mark.django_db

#: A Friday morning; the week after is laid out and published.
NOW = datetime(2026, 12, 18, 9, 0, tzinfo=ZONE)
TODAY = NOW.date()
MONDAY = date(2026, 12, 21)
State, Kind = Leave.State, Leave.Kind


def asked(person: User, days: int = 1, *, first: date = MONDAY, kind: str = Kind.PERSONAL, **more: Any) -> Asked:
    return Asked(person, kind, first, first + (days - 1) * DAY, more.pop("reason", "家中有事"), **more)


def leave(person: User, days: int = 1, *, by: User | None = None, now: datetime = NOW, **more: Any) -> Leave:
    return acts.ask(asked(person, days, **more), by=by or person, now=now)


def fields(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str | None]]:
    return {(one.code, one.field) for one in refused.value.obstacles}


@rule.both("LEAVE-01")
def test_leave_is_asked_a_day_ahead_and_late_asking_is_refused_with_the_reason() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    with pytest.raises(Refused) as refused:
        leave(person, first=TODAY)
    assert fields(refused) == {("late", "from_on")}
    assert "旷工" in str(refused.value.obstacles[0])
    made = leave(person, first=TODAY + DAY)
    assert (made.state, made.asked_by) == (State.REQUESTED, person)
    assert told(boss) == ["leave.asked"]


@rule.both("LEAVE-01")
def test_an_emergency_is_told_by_phone_at_once_and_its_paper_filed_afterwards() -> None:
    person = make.person()
    make_staffing.supervisor()
    wanted = {"first": TODAY - DAY, "is_emergency": True}
    for told_at in (None, NOW + DAY, NOW):
        with pytest.raises(Refused) as refused:
            leave(person, told_at=told_at, **wanted)
        assert fields(refused) == {("told", "told_at")}
    with pytest.raises(Refused) as refused:
        leave(person, told_at=NOW.replace(year=2006), **wanted)
    assert fields(refused) == {("told", "told_at")}
    assert "核对日期" in str(refused.value.obstacles[0])
    made = leave(person, told_at=NOW - DAY, **wanted)
    assert made.told_at == NOW - DAY
    assert leave(make.person(), told_at=NOW - 300 * DAY, **wanted).told_at == NOW - 300 * DAY


@rule.both("LEAVE-01")
def test_the_hour_of_the_notice_is_a_limit() -> None:
    person, head = make.person(), make_staffing.manager()
    set_limit("leave_notice", 3, TODAY, "试行", by=head, now=NOW)
    with pytest.raises(Refused):
        leave(person, first=TODAY + 2 * DAY)
    leave(person, first=TODAY + 3 * DAY)


@rule.both("LEAVE-03")
def test_only_the_sick_are_asked_for_by_others() -> None:
    person, colleague, boss = make.person(), make.person(), make_staffing.supervisor()
    with pytest.raises(Refused) as refused:
        leave(person, by=colleague)
    assert fields(refused) == {("in_person", "person")}
    made = leave(person, by=colleague, kind=Kind.SICK)
    assert (made.person, made.asked_by) == (person, colleague)
    acts.approve(made, by=boss, now=NOW)
    assert told(person) == told(colleague) == ["leave.approved"]


@rule.both("LEAVE-02", "LEAVE-06")
def test_three_days_are_the_supervisors_and_four_the_general_managers() -> None:
    boss, chief = make_staffing.supervisor(), make_staffing.general_manager()
    short, long = leave(make.person(), 3), leave(make.person(), 4)
    with pytest.raises(Refused):
        acts.pass_on(short, by=boss, now=NOW)
    assert acts.approve(short, by=boss, now=NOW).state == State.APPROVED
    with pytest.raises(Refused) as refused:
        acts.approve(long, by=boss, now=NOW)
    assert fields(refused) == {("long", None)}
    with pytest.raises(Refused):
        acts.approve(long, by=chief, now=NOW)
    passed = acts.pass_on(long, "已核实", by=boss, now=NOW)
    assert (passed.state, passed.checked_by, told(chief)) == (State.PASSED_ON, boss, ["leave.passed_on"])
    with pytest.raises(Refused):
        acts.approve(long, by=boss, now=NOW)
    done = acts.approve(long, "同意", by=chief, now=NOW)
    assert (done.state, done.decided_by, done.decision) == (State.APPROVED, chief, "已核实\n同意")


@rule.refuses("LEAVE-02")
def test_long_leave_in_short_slips_is_long_leave_all_the_same() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    first = leave(person, 3)
    second = leave(person, 2, first=MONDAY + 3 * DAY)
    later = leave(person, 2, first=MONDAY + 9 * DAY)
    acts.approve(later, by=boss, now=NOW)
    for one in (first, second):
        with pytest.raises(Refused) as refused:
            acts.approve(one, by=boss, now=NOW)
        assert fields(refused) == {("long", None)}
    acts.refuse(second, "人手不足", by=boss, now=NOW)
    assert acts.approve(first, by=boss, now=NOW).state == State.APPROVED


@rule.both("LEAVE-03", "LEAVE-04")
def test_nobody_grants_his_own_and_a_supervisors_goes_up() -> None:
    boss, other, head = make_staffing.supervisor(), make_staffing.supervisor("钱主管"), make_staffing.manager()
    chief = make_staffing.general_manager()
    own = leave(boss)
    assert told(head) == ["leave.asked"]
    assert told(other) == []
    for by, code in ((boss, "own"), (other, "level"), (chief, "level"), (make.person(), "level")):
        with pytest.raises(Refused) as refused:
            acts.approve(own, by=by, now=NOW)
        assert fields(refused) == {(code, None)}
    assert acts.approve(own, by=head, now=NOW).decided_by == head
    of_the_head = leave(head)
    assert (of_the_head.state, told(chief)) == (State.PASSED_ON, ["leave.passed_on"])
    with pytest.raises(Refused):
        acts.approve(of_the_head, by=boss, now=NOW)
    assert acts.approve(of_the_head, by=chief, now=NOW).state == State.APPROVED
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.filter(pk=own.pk).update(decided_by=boss)


@rule.both("LEAVE-03")
def test_what_waits_for_whom() -> None:
    boss, head, chief = make_staffing.supervisor(), make_staffing.manager(), make_staffing.general_manager()
    agent, own = leave(make.person(), 4), leave(boss, first=MONDAY + 7 * DAY)
    assert [set(reads.to_decide(one)) for one in (boss, head, chief)] == [{agent}, {agent, own}, set()]
    acts.pass_on(agent, by=boss, now=NOW)
    assert [set(reads.to_decide(one)) for one in (boss, head, chief)] == [set(), {own}, {agent}]
    assert set(reads.to_decide(make.person())) == set()


@rule.both("LEAVE-05")
def test_a_trip_says_where_is_checked_decided_above_and_told_to_the_desk() -> None:
    person, boss, chief = make.person(), make_staffing.supervisor(), make_staffing.general_manager()
    with pytest.raises(Refused) as refused:
        leave(person, kind=Kind.TRIP)
    assert fields(refused) == {("place", "place")}
    trip = leave(person, kind=Kind.TRIP, place="杭州")
    with pytest.raises(Refused):
        acts.approve(trip, by=boss, now=NOW)
    acts.pass_on(trip, by=boss, now=NOW)
    acts.approve(trip, by=chief, now=NOW)
    assert told(boss) == ["leave.asked", "leave.attendance"]
    assert Block.objects.get().why == Block.Why.TRIP


@rule.both("LEAVE-05")
def test_an_extension_is_filed_after_return_and_joins_on() -> None:
    person, boss, chief = make.person(), make_staffing.supervisor(), make_staffing.general_manager()
    trip = leave(person, 2, kind=Kind.TRIP, place="杭州")
    after = datetime(2026, 12, 24, 9, 0, tzinfo=ZONE)
    wanted = {"kind": Kind.TRIP, "place": "杭州", "first": MONDAY + 2 * DAY, "now": after}
    with pytest.raises(Refused):
        leave(person, extends=trip, **wanted)
    acts.pass_on(trip, by=boss, now=NOW)
    trip = acts.approve(trip, by=chief, now=NOW)
    with pytest.raises(Refused) as refused:
        leave(person, **wanted)
    assert fields(refused) == {("late", "from_on")}
    with pytest.raises(Refused) as refused:
        leave(person, extends=trip, **{**wanted, "first": MONDAY + 3 * DAY})
    assert fields(refused) == {("extends", "from_on")}
    with pytest.raises(Refused):
        leave(make.person(), extends=trip, **wanted)
    assert leave(person, extends=trip, **wanted).extends == trip


@rule.both("LEAVE-04")
def test_a_refusal_says_why_and_the_roster_stands() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    made = leave(person)
    with pytest.raises(Refused) as refused:
        acts.refuse(made, "  ", by=boss, now=NOW)
    assert fields(refused) == {("reason", "decision")}
    with pytest.raises(Refused):
        acts.refuse(made, "不行", by=make.person(), now=NOW)
    done = acts.refuse(made, "当天已有两人请假", by=boss, now=NOW)
    assert (done.state, done.decision, told(person)) == (State.REFUSED, "当天已有两人请假", ["leave.refused"])
    assert not Block.objects.exists()


@rule.both("LEAVE-04", "ROST-14")
def test_granted_leave_takes_the_person_off_the_published_roster_and_the_draft() -> None:
    boss = make_staffing.supervisor()
    crew = make_staffing.centre(6)
    make_staffing.published(crew, MONDAY, ["AAAAA..", "BBBBB..", "AAAAA.."], by=boss, now=NOW)
    person, other = make_staffing.members(crew)[:2]
    made = leave(person, 2)
    words = reads.desks_left_by(made, NOW)
    assert words
    assert all("请假" in one for one in words)
    roster = open_roster(half_of(MONDAY))
    assert rosters.newest(roster).number == 1  # type: ignore[union-attr]  # it is published
    acts.approve(made, by=boss, now=NOW)
    version = rosters.newest(roster)
    roster.refresh_from_db()
    for plan in (rosters.plan_of(version), rosters.draft_of(roster).plan):
        assert [plan.get((person.pk, MONDAY + n * DAY)) is None for n in range(3)] == [True, True, False]
        assert plan.get((other.pk, MONDAY)) is not None
    assert version is not None
    assert version.number == 2
    assert not [duty for duty in rosters.on_duty(datetime(2026, 12, 21, 9, tzinfo=ZONE)) if duty.person == person]
    refused = leave(other)
    acts.refuse(refused, "人手不足", by=boss, now=NOW)
    assert rosters.newest(roster) == version


@rule.both("LEAVE-01")
def test_who_asked_withdraws_before_it_begins_and_can_be_had_again() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    made = leave(person)
    acts.approve(made, by=boss, now=NOW)
    with pytest.raises(Refused):
        acts.withdraw(made, by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.withdraw(made, by=person, now=datetime(2026, 12, 21, 8, tzinfo=ZONE))
    assert fields(refused) == {("begun", None)}
    acts.withdraw(made, by=person, now=NOW)
    assert Block.objects.get().lifted_by == person
    assert told(boss)[-1] == "leave.withdrawn"
    with pytest.raises(Refused):
        acts.withdraw(made, by=person, now=NOW)


@rule.both("LEAVE-01", "LEAVE-04")
def test_undecided_leave_that_has_begun_is_counted_as_absent() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    made = leave(person)
    on_the_day = datetime(2026, 12, 21, 10, tzinfo=ZONE)
    with pytest.raises(Refused) as refused:
        acts.count_absent(made, by=boss, now=NOW)
    assert fields(refused) == {("to_come", None)}
    with pytest.raises(Refused):
        acts.count_absent(made, by=make.person(), now=on_the_day)
    assert acts.count_absent(made, by=boss, now=on_the_day).state == State.ABSENT
    assert told(person) == ["leave.absent"]
    with pytest.raises(Refused):
        acts.approve(made, by=boss, now=on_the_day)


@rule.both("LEAVE-01", "ROST-14")
def test_who_was_not_there_and_had_not_asked_is_counted_as_absent() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    granted = leave(make.person(), first=TODAY + DAY)
    acts.approve(granted, by=boss, now=NOW)
    for who, first, by, code in (
        (person, TODAY + DAY, boss, "to_come"),
        (person, TODAY, make.person(), "level"),
        (boss, TODAY, boss, "own"),
        (person, TODAY, make_staffing.supervisor("钱主管"), ""),
    ):
        if not code:
            made = acts.note_absence(asked(who, first=first), by=by, now=NOW)
            continue
        with pytest.raises(Refused) as refused:
            acts.note_absence(asked(who, first=first), by=by, now=NOW)
        assert code in {one.code for one in refused.value.obstacles}
    assert (made.state, told(person)) == (State.ABSENT, ["leave.absent"])
    with pytest.raises(Refused) as refused:
        acts.note_absence(asked(person, first=TODAY), by=boss, now=NOW)
    assert fields(refused) == {("overlap", "from_on")}
    with pytest.raises(Refused):
        acts.note_absence(asked(granted.person, first=TODAY + DAY), by=boss, now=NOW + DAY)


@rule.refuses("LEAVE-04")
def test_two_supervisors_decide_once() -> None:
    person, boss, other = make.person(), make_staffing.supervisor(), make_staffing.supervisor("钱主管")
    made = leave(person)
    stale = Leave.objects.get(pk=made.pk)
    acts.approve(made, by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.refuse(stale, "不同意", by=other, now=NOW)
    assert fields(refused) == {("decided", None)}
    assert "已批准" in str(refused.value.obstacles[0])
    assert told(person) == ["leave.approved"]
    assert Block.objects.count() == 1


@rule.refuses("LEAVE-01")
def test_dates_that_make_no_sense_are_refused_beside_their_field() -> None:
    person = make.person()
    with pytest.raises(Refused) as refused:
        leave(person, 0)
    assert ("days", "to_on") in fields(refused)
    with pytest.raises(Refused):
        leave(person, first=date(2036, 12, 21))
    with pytest.raises(Refused) as refused:
        leave(person, reason=" ")
    assert fields(refused) == {("reason", "reason")}
    leave(person, 2)
    with pytest.raises(Refused) as refused:
        leave(person, 3, first=MONDAY + DAY)
    assert fields(refused) == {("overlap", "from_on")}


@rule.allows("LEAVE-03")
def test_without_a_manager_a_supervisors_leave_goes_straight_to_the_general_manager() -> None:
    boss, chief = make_staffing.supervisor(), make_staffing.general_manager()
    made = leave(boss)
    assert made.state == State.PASSED_ON
    assert acts.approve(made, by=chief, now=NOW).state == State.APPROVED


def test_people_of_other_roles_see_their_own_leave_only() -> None:
    person, boss = make.person(), make_staffing.supervisor()
    made = leave(person)
    assert set(reads.leaves_of(boss)) == {made}
    assert set(reads.leaves_of(person)) == {made}
    assert set(reads.leaves_of(make.person())) == set()
    assert set(reads.leaves_of(make.person(Role.HR_VIEWER, "hr"))) == set()

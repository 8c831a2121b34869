"""A desk handed to the night: countersigned or not, and taken over in the morning, with a record or without one."""

from __future__ import annotations

import pytest

from casework.models import Reminder
from mall.models import Desk, User
from mall.roles import Role
from staffing.actions import handovers as acts
from staffing.models import Handover
from staffing.queries import handovers as reads
from staffing.rules import handovers as rules
from tests import make
from tests.make_staffing import DAY, FIRST, MINUTE, SIGNATURE, accepted, at, begun, codes, fields, prepared
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db

CLOSES, NEXT = at(FIRST, 18), FIRST + DAY
SIGNED = acts.Signed(SIGNATURE)
S = Handover.State


@rule.both("HAND-01", "HAND-07")
def test_a_night_is_countersigned_and_accepted_next_morning(desk: Desk, goes: User, comes: User) -> None:
    boss = make.person(Role.SUPERVISOR)
    row = prepared(desk, goes, None, CLOSES, turn="night", begun_at=at(FIRST, 17))
    assert rules.obstacles_to_leaving(row)
    with pytest.raises(Refused) as refused:
        acts.countersign(row, SIGNED, by=goes, now=CLOSES)
    assert codes(refused) == {"own"}
    with pytest.raises(Refused) as refused:
        acts.countersign(row, acts.Signed(), by=boss, now=CLOSES)
    assert fields(refused) == {"signature"}
    row = acts.countersign(row, SIGNED, by=boss, now=CLOSES)
    assert (row.state, row.by_supervisor, rules.obstacles_to_leaving(row)) == (S.NIGHT, True, [])
    assert reads.night_to_accept(desk, CLOSES) is None
    with pytest.raises(Refused) as refused:
        acts.arrive(row, by=comes, now=CLOSES)
    assert codes(refused) == {"night"}
    with pytest.raises(Refused) as refused:
        accepted(row, comes, CLOSES + MINUTE)
    assert codes(refused) == {"night"}
    morning = at(NEXT, 8, 12)
    assert reads.night_to_accept(desk, morning) == row
    with pytest.raises(Refused) as refused:
        begun(desk, comes, goes, morning, turn="noon")
    assert codes(refused) == {"unfinished"}
    row = acts.arrive(row, by=comes, now=morning)
    row = accepted(row, comes, at(NEXT, 8, 33))
    hours = reads.punctual(row, morning)
    assert hours.due_at == at(NEXT, 8, 30)
    assert hours.came is not None
    assert hours.came.tone == "ok"
    assert "3" in hours.accepted_late, "three minutes after opening"
    assert reads.night_to_accept(desk, morning) is None


@rule.both("HAND-01")
def test_where_nobody_countersigns_the_reason_is_kept(desk: Desk, goes: User, comes: User) -> None:
    boss = make.person(Role.SUPERVISOR)
    row = prepared(desk, goes, None, CLOSES, turn="night")
    with pytest.raises(Refused) as refused:
        acts.leave_alone(row, " ", by=goes, now=CLOSES)
    assert fields(refused) == {"why_alone"}
    with pytest.raises(Refused) as refused:
        acts.leave_alone(row, "无人在场", by=comes, now=CLOSES)
    assert codes(refused) == {"who"}
    row = acts.leave_alone(row, "其他台均已闭台", by=goes, now=CLOSES)
    assert (row.state, row.why_alone) == (S.NIGHT, "其他台均已闭台")
    assert Reminder.objects.filter(receiver=boss, kind="handover.alone").exists()
    with pytest.raises(Refused):
        acts.countersign(row, SIGNED, by=boss, now=CLOSES)


@rule.both("HAND-07")
def test_a_night_left_without_a_word_is_accepted_with_the_reason(desk: Desk, goes: User, comes: User) -> None:
    row = prepared(desk, goes, None, CLOSES, turn="night")
    with pytest.raises(Refused) as refused:
        accepted(row, comes, at(NEXT, 8, 20))
    assert fields(refused) == {"why_alone"}
    row = accepted(row, comes, at(NEXT, 8, 20), why_alone="昨晚主管外出")
    assert (row.state, row.why_alone) == (S.ACCEPTED, "昨晚主管外出")


@rule.both("HAND-01")
def test_a_missing_night_is_a_record_of_its_own(desk: Desk, goes: User, comes: User) -> None:
    boss = make.person(Role.SUPERVISOR)
    forgotten = begun(desk, goes, None, at(FIRST, 17), turn="night")
    morning = at(NEXT, 8, 20)
    with pytest.raises(Refused) as refused:
        acts.begin(desk, "morning", outgoing=None, incoming=None, by=comes, now=morning)
    assert fields(refused) == {"why_alone"}
    why = "昨晚未填写"
    row = acts.begin(desk, "morning", outgoing=None, incoming=None, why_alone=why, by=comes, now=morning)
    forgotten.refresh_from_db()
    assert (row.state, forgotten.state, forgotten.why_given_up) == (S.PREPARED, S.GIVEN_UP, why)
    assert Reminder.objects.filter(receiver=boss, kind="handover.night_missing").exists()
    row = accepted(row, comes, morning)
    assert (row.outgoing, row.incoming) == (None, comes)
    with pytest.raises(Refused) as refused:
        acts.begin(desk, "morning", outgoing=None, incoming=None, why_alone=why, by=comes, now=morning)
    assert "taken" in codes(refused)

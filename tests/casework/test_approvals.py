"""Approvals and follow-ups: every act allows and refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework.actions import approvals, folders, follow_ups
from casework.events import follow_up_answered
from casework.models import Approval, FollowUp, FollowUpAttempt, Reminder
from casework.rules.follow_ups import is_drawn
from mall.roles import Permission, Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db

O = FollowUp.Outcome  # noqa: E741 - the word is long and stands often
C = FollowUpAttempt.Code


@rule.allows("CMP-37")
def test_who_has_the_authority_approves_and_the_proposer_hears_of_it() -> None:
    agent, manager = make.person(), make.person(Role.MANAGER)
    approval = make_casework.approval(by=agent, amount=Decimal("800.00"))
    assert Reminder.objects.filter(receiver=manager, kind="approval.asked").exists()
    approval = approvals.approve(approval, by=manager, now=at(26, 13))
    assert (approval.verdict, approval.decided_by) == (Approval.Verdict.APPROVED, manager)
    assert Reminder.objects.filter(receiver=agent, kind="approval.approved").exists()
    with pytest.raises(Refused, match="decided"):
        approvals.approve(approval, by=make.person(Role.MANAGER), now=at(26, 14))


@rule.both("CMP-37")
def test_nobody_approves_above_his_authority() -> None:
    approval = make_casework.approval(permission=Permission.APPROVE_BAND_2)
    with pytest.raises(Refused, match="authority"):
        approvals.approve(approval, by=make.person(Role.MANAGER), now=at(26, 13))
    deputy = make.person(Role.DEPUTY_GM, make.department("gm-office"))
    assert approvals.approve(approval, by=deputy, now=at(26, 13)).verdict == "approved"


@rule.refuses("CMP-37")
def test_nobody_approves_his_own_proposal() -> None:
    manager = make.person(Role.MANAGER)
    approval = make_casework.approval(by=manager)
    with pytest.raises(Refused, match="own"):
        approvals.approve(approval, by=manager, now=at(26, 13))
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(verdict="approved", decided_at=NOON, decided_by=manager)


@rule.both("CMP-37")
def test_a_refusal_needs_a_reason_and_the_authority() -> None:
    agent, manager = make.person(), make.person(Role.MANAGER)
    approval = make_casework.approval(by=agent)
    with pytest.raises(Refused, match="authority"):
        approvals.refuse(approval, "太多", by=make.person(), now=at(26, 13))
    with pytest.raises(Refused, match="reason"):
        approvals.refuse(approval, " ", by=manager, now=at(26, 13))
    assert approvals.refuse(approval, "先核实", by=manager, now=at(26, 13)).verdict == "refused"
    assert Reminder.objects.filter(receiver=agent, kind="approval.refused").exists()


@rule("CMP-31")
def test_one_proposal_waits_at_a_time_and_its_author_takes_it_back() -> None:
    agent = make.person()
    approval = make_casework.approval(by=agent)
    with pytest.raises(Refused, match="waiting"):
        make_casework.approval(approval.folder, by=agent)
    with pytest.raises(Refused, match="not_yours"):
        approvals.withdraw(approval, by=make.person(), now=at(26, 13))
    assert approvals.withdraw(approval, by=agent, now=at(26, 13)).verdict == "withdrawn"
    with pytest.raises(Refused, match="decided"):
        approvals.withdraw(approval, by=agent, now=at(26, 13))
    assert make_casework.approval(approval.folder, by=agent).verdict == ""


@rule.refuses("CMP-46")
def test_nobody_decides_what_is_about_himself() -> None:
    manager = make.person(Role.MANAGER)
    approval = make_casework.approval()
    folders.shut_out(approval.folder, manager, by=make.person(), now=NOON)
    with pytest.raises(Refused, match="about_you"):
        approvals.approve(approval, by=manager, now=at(26, 13))


@rule.allows("FUP-01")
def test_one_follow_up_is_planned_at_a_time() -> None:
    asker = make.person()
    follow_up = make_casework.follow_up(assigned_to=asker)
    assert Reminder.objects.filter(receiver=asker, kind="follow_up.planned").exists()
    with pytest.raises(Refused, match="planned"):
        make_casework.follow_up(follow_up.folder)


@rule.both("FUP-S06")
def test_the_handler_does_not_ask_about_his_own_work() -> None:
    handler = make.person()
    follow_up = make_casework.follow_up(handled_by=handler)
    with pytest.raises(Refused, match="handler"):
        follow_ups.attempt(follow_up, code=C.NO_ANSWER, by=handler, now=at(26, 13))
    with pytest.raises(Refused, match="may"):
        follow_ups.attempt(follow_up, code=C.NO_ANSWER, by=make_casework.department_user(), now=at(26, 13))
    assert follow_ups.attempt(follow_up, code=C.NO_ANSWER, by=make.person(), now=at(26, 13)).pk


@rule.both("SURV-04")
def test_who_was_reached_answers_four_items_by_four_grades() -> None:
    follow_up, asker = make_casework.follow_up(), make.person()
    with pytest.raises(Refused, match="grades"):
        follow_ups.attempt(follow_up, code=C.REACHED, by=asker, now=at(26, 13))
    with pytest.raises(Refused, match="not_reached"):
        follow_ups.attempt(follow_up, code=C.BUSY, grades=make_casework.grades(), by=asker, now=at(26, 13))
    with pytest.raises(Refused, match="future"):
        follow_ups.attempt(follow_up, code=C.BUSY, by=asker, now=at(26, 13), at=at(26, 14))
    follow_ups.attempt(follow_up, code=C.REACHED, grades=make_casework.grades(opinion="很快"), by=asker, now=at(26, 13))
    follow_up.refresh_from_db()
    assert (follow_up.outcome, follow_up.asked_by, follow_up.evaluation.opinion) == (O.SATISFIED, asker, "很快")
    with pytest.raises(Refused, match="done"):
        follow_ups.attempt(follow_up, code=C.BUSY, by=asker, now=at(26, 14))


@pytest.mark.parametrize(
    ("grade", "solved", "outcome"),
    [(4, True, "satisfied"), (2, True, "satisfied"), (1, True, "unsatisfied"), (4, False, "unsatisfied")],
)
@rule.both("FUP-13")
def test_the_desk_hears_whether_the_person_is_content(grade: int, *, solved: bool, outcome: str) -> None:
    heard: list[Any] = []

    def hear(**told: Any) -> None:
        heard.append(told["satisfied"])

    follow_up_answered.connect(hear)
    try:
        follow_up = make_casework.follow_up()
        given = make_casework.grades(grade, solved=solved)
        follow_ups.attempt(follow_up, code=C.REACHED, grades=given, by=make.person(), now=at(26, 13))
    finally:
        follow_up_answered.disconnect(hear)
    follow_up.refresh_from_db()
    assert follow_up.outcome == outcome
    assert heard == [outcome == "satisfied"]


@rule.both("FUP-S11")
def test_a_call_back_is_promised_for_an_hour_ahead() -> None:
    follow_up, asker = make_casework.follow_up(), make.person()
    with pytest.raises(Refused, match="past"):
        follow_ups.promise(follow_up, NOON, by=asker, now=NOON)
    follow_up = follow_ups.promise(follow_up, at(27, 10), by=asker, now=NOON)
    assert (follow_up.due_at, follow_up.promised_by) == (at(27, 10), asker)


@rule.both("FUP-S03")
def test_nobody_is_unreachable_before_three_tries() -> None:
    follow_up, asker = make_casework.follow_up(), make.person()
    for n in range(3):
        with pytest.raises(Refused, match="too_few"):
            follow_ups.give_up(follow_up, by=asker, now=at(26, 13, n))
        follow_ups.attempt(follow_up, code=C.NO_ANSWER, by=asker, now=at(26, 13, n))
    follow_up = follow_ups.give_up(follow_up, by=asker, now=at(26, 14))
    assert (follow_up.outcome, follow_up.attempts_made) == (O.UNREACHED, 3)


def test_a_try_that_failed_is_tried_again_hours_later() -> None:
    follow_up = make_casework.follow_up(due_at=at(26, 11))
    follow_ups.attempt(follow_up, code=C.BUSY, by=make.person(), now=at(26, 16))
    follow_up.refresh_from_db()
    # Four desk hours after 16:00: two until 18:00, two from 08:30.
    assert follow_up.due_at == at(27, 10, 30)


def test_who_declines_is_not_asked_again() -> None:
    follow_up = make_casework.follow_up()
    follow_ups.attempt(follow_up, code=C.DECLINED, by=make.person(), now=at(26, 13))
    follow_up.refresh_from_db()
    assert follow_up.outcome == O.DECLINED


def test_a_follow_up_no_longer_needed_is_cancelled_by_anyone() -> None:
    handler = make.person()
    follow_up = follow_ups.cancel(make_casework.follow_up(handled_by=handler), by=handler, now=at(26, 13))
    assert follow_up.outcome == O.CANCELLED
    assert follow_ups.cancel(follow_up, by=make.person(), now=at(26, 14)).asked_by == handler


@rule.both("FUP-S12")
def test_a_supervisor_rechecks_what_another_has_asked() -> None:
    asker, supervisor = make.person(), make.person(Role.SUPERVISOR)
    follow_up = make_casework.follow_up()
    with pytest.raises(Refused, match="state"):
        follow_ups.recheck(follow_up, due_at=at(30, 12), by=supervisor, now=at(26, 13))
    follow_ups.attempt(follow_up, code=C.REACHED, grades=make_casework.grades(), by=asker, now=at(26, 13))
    with pytest.raises(Refused, match="may"):
        follow_ups.recheck(follow_up, due_at=at(30, 12), by=make.person(), now=at(26, 14))
    again = follow_ups.recheck(follow_up, due_at=at(30, 12), by=supervisor, now=at(26, 14))
    assert (again.recheck_of, again.handled_by) == (follow_up, asker)
    with pytest.raises(Refused, match="again"):
        follow_ups.recheck(follow_up, due_at=at(30, 12), by=supervisor, now=at(26, 15))
    with pytest.raises(Refused, match="may"):
        follow_ups.attempt(again, code=C.REACHED, grades=make_casework.grades(), by=make.person(), now=at(26, 15))
    follow_ups.attempt(again, code=C.REACHED, grades=make_casework.grades(), by=supervisor, now=at(26, 15))


@rule.refuses("FUP-S12")
def test_nobody_rechecks_his_own_follow_up() -> None:
    supervisor = make.person(Role.SUPERVISOR)
    follow_up = make_casework.follow_up()
    follow_ups.attempt(follow_up, code=C.REACHED, grades=make_casework.grades(), by=supervisor, now=at(26, 13))
    with pytest.raises(Refused, match="own"):
        follow_ups.recheck(follow_up, due_at=at(30, 12), by=supervisor, now=at(26, 14))


@rule.both("FUP-S12")
def test_about_thirty_in_a_hundred_are_drawn_and_always_the_same() -> None:
    drawn = [number for number in range(10_000) if is_drawn(number, 30)]
    assert 2_800 < len(drawn) < 3_200
    assert drawn == [number for number in range(10_000) if is_drawn(number, 30)]
    assert not any(is_drawn(number, 0) for number in range(100))
    assert all(is_drawn(number, 100) for number in range(100))

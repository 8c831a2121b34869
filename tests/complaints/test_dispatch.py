"""Handing over: to whom, by when, and what comes back."""

from __future__ import annotations

from typing import Any

import pytest

from casework.models import Clock, Folder, Handoff, Reminder
from complaints.actions import dispatch
from complaints.rules import dispatch as rules
from complaints.states import Against, Severity, State
from mall.models import Department
from mall.roles import Role
from tests import make
from tests import make_complaints as desk
from tests.make_complaints import DAY, HOUR, MINUTE, NOW
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db
S = Handoff.State


def _codes(obstacles: Any) -> set[str]:
    return {obstacle.code for obstacle in obstacles}


def _refused(act: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return _codes(refused.value.obstacles)


@rule.both("CMP-03", "CMP-04")
@rule.allows("JOINT-02")
@rule("JOINT-01")
def test_a_case_is_handed_over_once_and_its_clock_is_met() -> None:
    lin = desk.agent()
    case = desk.handed_over(lin)
    assert case.state == State.DISPATCHED
    assert case.dispatched_at == NOW + MINUTE
    assert Clock.objects.get(folder=case.folder, kind="dispatch").met_at == NOW + MINUTE
    assert _codes(rules.obstacles_to_dispatching(case, lin, NOW)) == {"state"}
    assert rules.obstacles_to_dispatching(desk.complaint(lin), lin, NOW) == []


@rule.refuses("CMP-06", "CMP-46")
@rule("CMP-03")
def test_nobody_hands_over_what_is_about_himself() -> None:
    about = desk.agent()
    desk.supervisor()
    case = desk.complaint(against=Against.STAFF, staff_person=about)
    assert _codes(rules.obstacles_to_dispatching(case, about, NOW)) == {"own"}


@rule.both("CMP-14")
def test_the_severity_is_known_at_the_hand_over() -> None:
    assert _codes(rules.obstacles_to_severity_at_hand_over(None)) == {"severity"}
    assert rules.obstacles_to_severity_at_hand_over(Severity.GENERAL) == []
    lin = desk.agent()
    case = desk.complaint(lin, severity=None)
    lead = make.department("onsite")
    later = NOW + MINUTE
    assert _refused(lambda: dispatch.hand_over(case, lead, answer_due_at=NOW + DAY, by=lin, now=later)) == {"severity"}
    dispatch.hand_over(case, lead, severity=Severity.SERIOUS, answer_due_at=NOW + DAY, by=lin, now=later)
    assert desk.fresh(case).folder.rank == Severity.SERIOUS


@rule.both("CMP-18", "JOINT-03")
def test_one_department_leads_and_others_help_each_once() -> None:
    onsite, market = make.department("onsite"), make.department("market")
    assert rules.obstacles_to_departments(onsite, [market]) == []
    assert _codes(rules.obstacles_to_departments(onsite, [onsite])) == {"twice"}
    office = make.department("gm-office")
    assert _codes(rules.obstacles_to_departments(office, [])) == {"department"}
    case = desk.handed_over(assisting=("market", "engineering"))
    assert [one.role for one in rules.handoffs_of(case)] == ["lead", "assist", "assist"]


@rule.both("CMP-26", "JOINT-S13")
def test_the_time_limit_lies_ahead_and_before_the_authoritys() -> None:
    case = desk.complaint()
    assert _codes(rules.obstacles_to_time_limit(case, NOW, NOW)) == {"due"}
    assert rules.obstacles_to_time_limit(case, NOW + DAY, NOW) == []
    case.authority_due_at = NOW + HOUR
    assert _codes(rules.obstacles_to_time_limit(case, NOW + DAY, NOW)) == {"authority"}


@rule.allows("CMP-19", "JOINT-S02")
@rule("CMP-26")
def test_the_department_sees_accepts_names_a_person_and_answers() -> None:
    head, worker = desk.onsite(Role.DEPARTMENT_HEAD), desk.onsite()
    case = desk.complaint()
    assert not Folder.objects.visible_to(worker).filter(pk=case.folder_id).exists()
    case = desk.handed_over()
    assert Folder.objects.visible_to(worker).filter(pk=case.folder_id).exists()
    dispatch.accept(case, by=head, now=NOW + 5 * MINUTE)
    case = desk.fresh(case)
    assert case.state == State.IN_HANDLING
    dispatch.give(case, worker, by=head, now=NOW + 6 * MINUTE)
    assert Reminder.objects.filter(receiver=worker, kind="handoff.assigned").exists()
    dispatch.answer(case, "双方已协商，商户同意退货。", by=worker, now=NOW + HOUR)
    case = desk.fresh(case)
    assert case.state == State.ANSWERED
    assert case.investigated_at == NOW + HOUR


@rule.both("CMP-19")
def test_only_the_department_that_is_asked_takes_it_in() -> None:
    case = desk.handed_over()
    other = make.person(Role.DEPARTMENT_USER, "fire")
    worker = desk.onsite()
    assert _codes(rules.obstacles_to_accepting(case, other, NOW)) == {"not_yours"}
    assert rules.obstacles_to_accepting(case, worker, NOW) == []
    dispatch.accept(case, by=worker, now=NOW + HOUR)
    assert _codes(rules.obstacles_to_accepting(desk.fresh(case), worker, NOW)) == {"taken"}


@rule.both("CMP-06", "CMP-19")
def test_a_case_is_given_to_the_departments_own_and_never_to_whom_it_is_about() -> None:
    about, colleague = desk.onsite(), desk.onsite()
    desk.supervisor()
    case = desk.complaint(against=Against.STAFF, staff_person=about)
    onsite = make.department("onsite")
    assert _codes(rules.obstacles_to_giving(case, about, onsite)) == {"own"}
    assert _codes(rules.obstacles_to_giving(case, desk.agent(), onsite)) == {"department"}
    assert rules.obstacles_to_giving(case, colleague, onsite) == []


@rule.both("CMP-19", "JOINT-S02")
def test_nobody_is_named_after_the_answer() -> None:
    worker = desk.onsite()
    case = desk.answered()
    assert _codes(rules.obstacles_to_giving_to_a_person(case, worker, NOW)) == {"state"}
    assert rules.obstacles_to_giving_to_a_person(desk.handed_over(), worker, NOW) == []
    assert _codes(rules.obstacles_to_giving_to_a_person(case, desk.agent(), NOW)) == {"not_yours"}


@rule.both("CMP-06")
def test_the_person_complained_about_is_not_told_when_his_department_is_asked() -> None:
    boss, about, colleague = desk.supervisor(), desk.onsite(), desk.onsite()
    case = desk.complaint(boss, against=Against.STAFF, staff_person=about)
    dispatch.hand_over(case, make.department("onsite"), answer_due_at=NOW + DAY, by=boss, now=NOW + MINUTE)
    told = set(Reminder.objects.filter(folder=case.folder).values_list("receiver", flat=True))
    assert colleague.pk in told
    assert about.pk not in told
    assert not Folder.objects.visible_to(about).filter(pk=case.folder_id).exists()


@rule.both("JOINT-02", "JOINT-03")
@rule.allows("CMP-21")
def test_answered_when_the_lead_has_and_no_helper_owes() -> None:
    case = desk.handed_over(assisting=("market",))
    market = make.person(Role.DEPARTMENT_USER, "market")
    dispatch.answer(case, "主办意见。", by=desk.onsite(), now=NOW + HOUR)
    case = desk.fresh(case)
    assert case.state == State.IN_HANDLING
    assert not rules.all_answered(case)
    dispatch.answer(case, "协办意见。", by=market, now=NOW + 2 * HOUR)
    case = desk.fresh(case)
    assert case.state == State.ANSWERED
    assert rules.all_answered(case)


@rule.both("CMP-19", "CMP-21")
def test_a_department_answers_in_writing_and_once() -> None:
    worker = desk.onsite()
    case = desk.handed_over()
    assert rules.obstacles_to_answering(case, worker, NOW) == []
    assert _refused(lambda: dispatch.answer(case, "  ", by=worker, now=NOW + HOUR)) == {"text"}
    dispatch.answer(case, "同意退货。", by=worker, now=NOW + HOUR)
    assert _codes(rules.obstacles_to_answering(desk.fresh(case), worker, NOW)) == {"answered"}


@rule.both("JOINT-S09")
def test_not_ours_is_decided_by_the_supervisor_and_sends_a_leaderless_case_back() -> None:
    boss, worker = desk.supervisor(), desk.onsite()
    case = desk.handed_over()
    assert _codes(rules.obstacles_to_deciding(case, boss, NOW)) == {"none"}
    said = dispatch.bounce(case, "属工程部设施问题。", by=worker, now=NOW + HOUR)
    case = desk.fresh(case)
    assert said.bounces == 1
    assert _codes(rules.obstacles_to_answering(case, worker, NOW)) == {"disputed"}
    assert rules.obstacles_to_deciding(case, boss, NOW) == []
    dispatch.decide(case, said, agreed=True, by=boss, now=NOW + 2 * HOUR)
    case = desk.fresh(case)
    assert case.state == State.REGISTERED
    assert Clock.objects.filter(folder=case.folder, kind="dispatch", met_at=None, stopped_at=None).exists()
    assert not Folder.objects.visible_to(worker).filter(pk=case.folder_id).exists()
    engineering = make.department("engineering")
    dispatch.hand_over(case, engineering, answer_due_at=NOW + DAY, by=boss, now=NOW + 3 * HOUR)
    assert desk.fresh(case).state == State.DISPATCHED


@rule.refuses("JOINT-S09")
def test_not_ours_refused_stays_with_the_department() -> None:
    boss, worker = desk.supervisor(), desk.onsite()
    case = desk.handed_over()
    said = dispatch.bounce(case, "不归我们。", by=worker, now=NOW + HOUR)
    dispatch.decide(desk.fresh(case), said, agreed=False, by=boss, now=NOW + 2 * HOUR)
    said.refresh_from_db()
    assert said.state == S.ASKED
    assert Folder.objects.visible_to(worker).filter(pk=case.folder_id).exists()


@rule.both("JOINT-S09")
def test_not_ours_comes_before_the_answer() -> None:
    worker = desk.onsite()
    assert rules.obstacles_to_bouncing(desk.handed_over(), worker, NOW) == []
    assert _codes(rules.obstacles_to_bouncing(desk.answered(), worker, NOW)) == {"state"}


@rule("CMP-22")
def test_an_answer_that_does_not_suffice_goes_back() -> None:
    lin, worker = desk.agent(), desk.onsite()
    case = desk.handed_over(lin)
    assert _codes(rules.obstacles_to_sending_back(case, lin, NOW)) == {"none"}
    handoff = dispatch.answer(case, "已处理。", by=worker, now=NOW + HOUR)
    case = desk.fresh(case)
    assert rules.obstacles_to_sending_back(case, lin, NOW) == []
    later = NOW + 2 * HOUR
    dispatch.send_back(case, handoff, "请写明双方意见。", answer_due_at=later + DAY, by=lin, now=later)
    case = desk.fresh(case)
    assert case.state == State.IN_HANDLING
    assert Clock.objects.filter(handoff=handoff, kind="answer", met_at=None, stopped_at=None).exists()
    dispatch.answer(case, "双方意见如下。", by=worker, now=later + HOUR)
    assert desk.fresh(case).state == State.ANSWERED


@rule("CMP-22")
def test_nothing_goes_back_once_the_result_is_told() -> None:
    case = desk.answered()
    case.state = State.REPLIED
    assert _codes(rules.obstacles_to_sending_back(case, desk.agent(), NOW)) == {"state"}


@rule.both("CMP-18")
def test_one_more_department_reopens_an_answered_case() -> None:
    lin = desk.agent()
    assert _codes(rules.obstacles_to_asking_more(desk.complaint(lin), lin, NOW)) == {"state"}
    case = desk.answered(lin)
    assert rules.obstacles_to_asking_more(case, lin, NOW) == []
    later = NOW + 2 * HOUR
    fire = make.department("fire")
    made = dispatch.ask_more(case, fire, answer_due_at=later + DAY, by=lin, now=later)
    assert desk.fresh(case).state == State.IN_HANDLING
    dispatch.let_go(desk.fresh(case), made, by=lin, now=later + HOUR)
    assert desk.fresh(case).state == State.ANSWERED


@rule.both("JOINT-03")
def test_a_helper_may_be_let_go_but_not_the_lead() -> None:
    lin = desk.agent()
    alone = desk.handed_over(lin)
    assert _codes(rules.obstacles_to_withdrawing(alone, lin, NOW)) == {"none"}
    case = desk.handed_over(lin, assisting=("market",))
    assert rules.obstacles_to_withdrawing(case, lin, NOW) == []
    lead = rules.handoffs_of(case)[0]
    assert _refused(lambda: dispatch.let_go(case, lead, by=lin, now=NOW + HOUR)) == {"lead"}


@rule.both("CMP-36")
def test_chasing_counts_and_only_who_owes_is_chased() -> None:
    lin = desk.agent()
    desk.onsite()
    case = desk.handed_over(lin)
    assert rules.obstacles_to_chasing(case, lin, NOW) == []
    dispatch.chase(case, by=lin, now=NOW + HOUR)
    (chased,) = dispatch.chase(case, by=lin, now=NOW + 2 * HOUR)
    assert chased.chased == 2
    assert Reminder.objects.filter(kind="handoff.chased").count() >= 2
    assert _codes(rules.obstacles_to_chasing(desk.answered(lin), lin, NOW)) == {"none"}


def test_a_hand_off_of_another_case_is_refused() -> None:
    lin = desk.agent()
    case, other = desk.answered(lin), desk.answered(lin)
    strange = rules.handoffs_of(other)[0]
    send = lambda: dispatch.send_back(case, strange, "?", answer_due_at=NOW + DAY, by=lin, now=NOW + 2 * HOUR)  # noqa: E731 - tried twice
    assert _refused(send) == {"not_yours"}


def test_a_handed_over_case_can_only_go_to_departments_there_are() -> None:
    assert Department.objects.filter(code="onsite").exists() is False
    desk.handed_over()
    assert Department.objects.get(code="onsite").handoffs.count() == 1

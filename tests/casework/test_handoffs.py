"""Hand-offs: every act allows and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.actions import folders, handoffs
from casework.models import Audience, Entry, Folder, Handoff, Reminder
from mall.roles import Role
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from mall.models import User

pytestmark = pytest.mark.django_db

S = Handoff.State


@pytest.fixture
def answerer() -> User:
    return make_casework.department_user(name="现场员")


@rule.allows("CMP-03")
@rule("CMP-26")
def test_asking_lets_the_department_see_and_tells_it(answerer: User) -> None:
    folder = make_casework.folder()
    assert folder not in Folder.objects.visible_to(answerer)
    handoff = make_casework.handoff(folder)
    assert handoff.state == S.ASKED
    assert folder in Folder.objects.visible_to(answerer)
    assert Audience.objects.get(folder=folder).may == Audience.May.HANDLE
    assert Reminder.objects.get(receiver=answerer).kind == "handoff.asked"
    assert Entry.objects.filter(folder=folder).last().facts["handoff"] == handoff.pk  # type: ignore[union-attr]  # there, or the test fails here


@rule.refuses("CMP-26")
def test_asking_needs_a_time_limit_that_lies_ahead() -> None:
    with pytest.raises(Refused, match="time_limit"):
        make_casework.handoff(answer_due_at=NOON)


@rule.both("CMP-18")
@rule("CMP-26")
def test_one_department_is_asked_once_and_one_leads() -> None:
    folder = make_casework.handoff().folder
    with pytest.raises(Refused, match="asked_already"):
        make_casework.handoff(folder, role=Handoff.Role.ASSIST)
    with pytest.raises(Refused, match="lead_already"):
        make_casework.handoff(folder, "fire")
    assert make_casework.handoff(folder, "fire", Handoff.Role.ASSIST).role == Handoff.Role.ASSIST


@rule("CMP-26")
def test_a_department_that_takes_no_complaints_is_not_asked() -> None:
    with pytest.raises(Refused, match="department"):
        make_casework.handoff(to=make.department("hr-test", takes_complaints=False))


@rule.both("CMP-03")
@rule.refuses("CMP-40")
def test_an_open_folder_is_handed_over_and_a_closed_one_is_not() -> None:
    assert make_casework.handoff().state == S.ASKED
    folder = make_casework.folder()
    folders.close_folder(folder, by=make.person(), now=NOON)
    with pytest.raises(Refused, match="closed"):
        make_casework.handoff(folder)


@rule.both("CMP-19")
def test_the_department_accepts_and_nobody_else(answerer: User) -> None:
    handoff = make_casework.handoff()
    with pytest.raises(Refused, match="not_yours"):
        handoffs.accept(handoff, by=make_casework.department_user("fire"), now=at(26, 13))
    with pytest.raises(Refused, match="not_yours"):
        handoffs.accept(handoff, by=make.person(), now=at(26, 13))
    assert handoffs.accept(handoff, by=answerer, now=at(26, 13)).state == S.ACCEPTED
    with pytest.raises(Refused, match="state"):
        handoffs.accept(handoff, by=answerer, now=at(26, 13))


@rule.refuses("CMP-46")
def test_the_person_it_is_about_handles_nothing(answerer: User) -> None:
    handoff = make_casework.handoff()
    folders.shut_out(handoff.folder, answerer, by=make.person(), now=NOON)
    with pytest.raises(Refused, match="about_you"):
        handoffs.accept(handoff, by=answerer, now=at(26, 13))
    with pytest.raises(Refused, match="about_you"):
        handoffs.answer(handoff, "没有问题", by=answerer, now=at(26, 13))


@rule.allows("CMP-46")
def test_others_of_the_department_handle_what_is_about_one_of_them(answerer: User) -> None:
    handoff = make_casework.handoff()
    folders.shut_out(handoff.folder, make_casework.department_user(), by=make.person(), now=NOON)
    assert handoffs.accept(handoff, by=answerer, now=at(26, 13)).state == S.ACCEPTED


@rule.both("CMP-19")
def test_it_is_given_to_one_of_the_department(answerer: User) -> None:
    handoff = make_casework.handoff()
    colleague = make_casework.department_user()
    handoff = handoffs.assign(handoff, colleague, by=answerer, now=at(26, 13))
    assert (handoff.assigned_to, handoff.state) == (colleague, S.ACCEPTED)
    assert Reminder.objects.filter(receiver=colleague, kind="handoff.assigned").exists()
    with pytest.raises(Refused, match="person"):
        handoffs.assign(handoff, make.person(), by=answerer, now=at(26, 13))
    folders.shut_out(handoff.folder, colleague, by=make.person(), now=NOON)
    with pytest.raises(Refused, match="about_person"):
        handoffs.assign(handoff, colleague, by=answerer, now=at(26, 13))


@rule("CMP-03")
def test_not_ours_needs_a_reason_and_the_supervisor_decides(answerer: User) -> None:
    supervisor = make.person(Role.SUPERVISOR)
    handoff = make_casework.handoff()
    with pytest.raises(Refused, match="reason"):
        handoffs.bounce(handoff, "  ", by=answerer, now=at(26, 13))
    handoff = handoffs.bounce(handoff, "该铺位属市场部", by=answerer, now=at(26, 13))
    assert (handoff.state, handoff.bounces) == (S.DISPUTED, 1)
    assert Reminder.objects.filter(receiver=supervisor, kind="handoff.bounced").exists()
    with pytest.raises(Refused, match="may"):
        handoffs.decide_bounce(handoff, agreed=True, by=make.person(), now=at(26, 14))
    handoff = handoffs.decide_bounce(handoff, agreed=False, by=supervisor, now=at(26, 14))
    assert handoff.state == S.ASKED
    with pytest.raises(Refused, match="state"):
        handoffs.decide_bounce(handoff, agreed=True, by=supervisor, now=at(26, 14))
    handoffs.bounce(handoff, "确实不是", by=answerer, now=at(26, 15))
    handoff = handoffs.decide_bounce(handoff, agreed=True, by=supervisor, now=at(26, 16))
    assert (handoff.state, handoff.bounces) == (S.BOUNCED, 2)
    assert handoff.folder not in Folder.objects.visible_to(answerer)
    assert make_casework.handoff(handoff.folder, "market", now=at(26, 16)).state == S.ASKED


@rule.both("CMP-21")
def test_the_answer_is_in_writing_with_files(answerer: User, media: Path) -> None:
    agent = make.person()
    handoff = make_casework.handoff(by=agent)
    with pytest.raises(Refused, match="text"):
        handoffs.answer(handoff, " ", by=answerer, now=at(26, 13))
    files = [SimpleUploadedFile("检测报告.pdf", b"%PDF-1.4\n%%EOF")]
    handoff = handoffs.answer(handoff, "已到店核实", files=files, by=answerer, now=at(26, 13))
    assert (handoff.state, handoff.answered_by, handoff.accepted_by) == (S.ANSWERED, answerer, answerer)
    assert handoff.attachments.get().name == "检测报告.pdf"
    assert Reminder.objects.filter(receiver=agent, kind="handoff.answered").exists()
    with pytest.raises(Refused, match="state"):
        handoffs.answer(handoff, "再答一次", by=answerer, now=at(26, 14))


@rule("CMP-22")
def test_an_answer_goes_back_with_a_reason_and_is_given_again(answerer: User) -> None:
    agent = make.person()
    handoff = make_casework.handoff()
    with pytest.raises(Refused, match="state"):
        handoffs.send_back(handoff, "没有结论", by=agent, now=at(26, 14))
    handoffs.answer(handoff, "已核实", by=answerer, now=at(26, 13))
    with pytest.raises(Refused, match="may"):
        handoffs.send_back(handoff, "没有结论", by=answerer, now=at(26, 14))
    with pytest.raises(Refused, match="reason"):
        handoffs.send_back(handoff, "", by=agent, now=at(26, 14))
    handoff = handoffs.send_back(handoff, "没有结论", by=agent, now=at(26, 14), answer_due_at=at(27, 14))
    assert (handoff.state, handoff.answer, handoff.answer_due_at) == (S.SENT_BACK, "已核实", at(27, 14))
    assert handoffs.answer(handoff, "同意退货", by=answerer, now=at(26, 15)).state == S.ANSWERED


@rule("CMP-03")
def test_what_was_asked_can_be_taken_back_until_it_is_answered(answerer: User) -> None:
    handoff = make_casework.handoff()
    with pytest.raises(Refused, match="may"):
        handoffs.withdraw(handoff, by=answerer, now=at(26, 13))
    handoff = handoffs.withdraw(handoff, by=make.person(), now=at(26, 13))
    assert handoff.state == S.WITHDRAWN
    assert handoff.folder not in Folder.objects.visible_to(answerer)
    other = make_casework.handoff()
    handoffs.answer(other, "已核实", by=answerer, now=at(26, 13))
    with pytest.raises(Refused, match="state"):
        handoffs.withdraw(other, by=make.person(), now=at(26, 14))


@rule.both("CMP-36")
def test_chasing_is_counted_and_told_each_time(answerer: User) -> None:
    handoff = make_casework.handoff()
    for times in (1, 2):
        handoff = handoffs.chase(handoff, by=make.person(), now=at(26, 13, times))
    assert handoff.chased == 2
    assert Reminder.objects.filter(receiver=answerer, kind="handoff.chased").count() == 2
    with pytest.raises(Refused, match="may"):
        handoffs.chase(handoff, by=answerer, now=at(26, 14))
    handoffs.answer(handoff, "已核实", by=answerer, now=at(26, 15))
    with pytest.raises(Refused, match="state"):
        handoffs.chase(handoff, by=make.person(), now=at(26, 16))


def test_only_the_one_it_was_given_to_is_chased(answerer: User) -> None:
    colleague = make_casework.department_user()
    handoff = make_casework.handoff()
    handoffs.assign(handoff, colleague, by=answerer, now=at(26, 13))
    handoffs.chase(handoff, by=make.person(), now=at(26, 14))
    assert [row.receiver for row in Reminder.objects.filter(kind="handoff.chased")] == [colleague]


def test_a_group_chat_hears_what_its_department_is_asked() -> None:
    department = make.department("fire", notice_url="json://localhost")
    make_casework.handoff(to=department)
    assert Reminder.objects.get(channel="group").department == department


@rule.allows("CMP-36")
def test_a_group_chat_hears_that_its_department_is_chased() -> None:
    department = make.department("fire", notice_url="json://localhost", email="fire@mall.example")
    handoff = make_casework.handoff(to=department)
    handoffs.chase(handoff, by=make.person(), now=at(26, 14))
    told = Reminder.objects.filter(kind="handoff.chased", department=department)
    assert set(told.values_list("channel", flat=True)) == {"group", "mail"}

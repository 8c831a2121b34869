"""What a meeting leaves behind: attendance and fines, actions, reports upward, minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.roles import Role
from staffing.actions import minutes as kept
from staffing.models import Meeting, MeetingAction, Participant
from staffing.rules.minutes import Seen, fine_of
from tests import make
from tests.make_meetings import FAR, NOW, THURSDAY, held, seat, supervisor, told
from tests.make_staffing import meeting
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client


pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINES = (10, 20, 20)
A = Participant.Attendance


@rule.both("MEET-07", "MEET-10")
@pytest.mark.parametrize(
    ("seen", "fine"),
    [
        (Seen(A.PRESENT), 0),
        (Seen(A.LATE), 10),
        (Seen(A.LATE, "堵车"), 0),
        (Seen(A.LEFT_EARLY), 10),
        (Seen(A.LEFT_EARLY, "主持人同意"), 0),
        (Seen(A.ABSENT), 20),
        (Seen(A.ABSENT, "忘了"), 20),
        (Seen(A.EXCUSED), 0),
        (Seen(A.PRESENT, disturbed=True), 20),
        (Seen(A.LATE, disturbed=True), 30),
    ],
)
def test_what_is_fined(seen: Seen, fine: int) -> None:
    assert fine_of(seen, FINES) == fine


@rule.both("MEET-07")
def test_attendance_is_recorded_by_who_leads_once_it_has_begun() -> None:
    by, one, two = supervisor(), make.person(), make.person()
    found = held(one, two, by=by)
    seen = {seat(found, one).pk: Seen(A.LATE), seat(found, two).pk: Seen(A.PRESENT)}
    with pytest.raises(Refused):
        kept.record_attendance(found, seen, by=by, now=NOW)
    with pytest.raises(Refused):
        kept.record_attendance(found, seen, by=one, now=THURSDAY + HOUR)
    assert kept.record_attendance(found, seen, by=by, now=THURSDAY + HOUR) == 10
    assert (seat(found, one).fine, seat(found, one).recorded_by) == (10, by)
    assert told("fined") == {one.pk}


@rule.both("MEET-10")
def test_only_who_takes_part_keeps_a_record_of_his_own() -> None:
    by, one = supervisor(), make.person()
    found = held(one, by=by)
    kept.keep_own_record(found, "本周重点：导视", by=one)
    assert seat(found, one).own_record == "本周重点：导视"
    with pytest.raises(Refused):
        kept.keep_own_record(found, "看看", by=by)


# -- actions


@rule.both("MEET-08")
def test_an_action_has_a_name_and_a_deadline_and_is_reported_by_that_person() -> None:
    by, one, two = supervisor(), make.person(), make.person()
    found = held(one, by=by)
    for what, due, who in ((" ", FAR, by), ("更新答案本", NOW, by), ("更新答案本", FAR, one)):
        with pytest.raises(Refused):
            kept.assign(found, what, two, due, by=who, now=NOW)
    action = kept.assign(found, "更新答案本", two, FAR, by=by, now=NOW)
    assert told("action") == {two.pk}
    for who, words in ((one, "好了"), (two, " ")):
        with pytest.raises(Refused):
            kept.report(action, words, done=True, by=who, now=NOW)
    action = kept.report(action, "已更新", done=True, by=two, now=FAR)
    assert (action.is_done, action.warned_at, told("action_reported")) == (True, None, {by.pk})
    with pytest.raises(Refused):
        kept.report(action, "已更新", done=True, by=two, now=FAR)


@rule.both("MEET-08")
@pytest.mark.parametrize(("late", "done"), [(True, True), (False, False), (True, False)])
def test_late_or_not_done_is_one_warning(late: bool, done: bool) -> None:  # noqa: FBT001 - the cases of a test
    by, one = supervisor(), make.person()
    action = kept.assign(held(one, by=by), "更新答案本", one, FAR, by=by, now=NOW)
    when = FAR + HOUR if late else FAR
    assert kept.report(action, "说明", done=done, by=one, now=when).warned_at == when


@rule.both("MEET-08")
def test_it_is_reminded_of_once_before_and_once_when_late_with_its_one_warning() -> None:
    by, one = supervisor(), make.person()
    action = kept.assign(held(one, by=by), "更新答案本", one, FAR, by=by, now=NOW)
    assert kept.remind_of_actions(FAR - 2 * DAY) == 0
    assert kept.remind_of_actions(FAR - DAY) == 1
    assert kept.remind_of_actions(FAR - HOUR) == 0
    assert (told("action_soon"), told("action_late")) == ({one.pk}, set())
    assert kept.remind_of_actions(FAR + HOUR) == 2
    assert kept.remind_of_actions(FAR + 2 * HOUR) == 0
    assert told("action_late") == {one.pk, by.pk}
    action.refresh_from_db()
    assert action.warned_at == FAR + HOUR
    assert kept.report(action, "做完了", done=True, by=one, now=FAR + DAY).warned_at == FAR + HOUR


# -- upward


@rule.both("MEET-09")
def test_minutes_are_filed_once_what_is_not_solved_went_upward_in_writing() -> None:
    by, one, manager = supervisor(), make.person(), make.person(Role.MANAGER)
    found, during = held(one, by=by), THURSDAY + HOUR
    kept.write_minutes(found, "昨日工作：完成", "增加巡查", by=by, now=during)
    with pytest.raises(Refused):
        kept.file_minutes(found, by=by, now=during)  # attendance is missing
    kept.record_attendance(found, {seat(found, one).pk: Seen(A.PRESENT)}, by=by, now=during)
    kept.note_problem(found, "投影仪坏了", solved=True, by=by, now=during)
    open_one = kept.note_problem(found, "东门人手不足", by=by, now=during)
    with pytest.raises(Refused):
        kept.file_minutes(found, by=by, now=during)
    for who, words in ((one, "请增员"), (by, " ")):
        with pytest.raises(Refused):
            kept.report_upward(open_one, words, by=who, now=during)
    open_one = kept.report_upward(open_one, "请增派一人", by=by, now=during)
    assert told("upward") == {manager.pk}
    filed = kept.file_minutes(found, by=by, now=during)
    assert (filed.state, filed.filed_by) == (Meeting.State.FILED, by)
    with pytest.raises(Refused):
        kept.write_minutes(found, "改一下", "", by=by, now=during)
    with pytest.raises(Refused):
        kept.answer(open_one, "同意", by=by, now=during)
    assert kept.answer(open_one, "下月增派", by=manager, now=during).answer == "下月增派"
    assert told("answered") == {by.pk}
    with pytest.raises(Refused):
        kept.answer(open_one, "再答", by=manager, now=during)


def test_what_a_meeting_leaves_behind_is_kept_on_its_page(client: Client) -> None:
    by, one = supervisor(), make.person(name="陈晨")
    now = timezone.now()
    found = meeting("weekly", by=by, people=[one], begins_at=now + timedelta(seconds=30), now=now)
    Meeting.objects.filter(pk=found.pk).update(begins_at=now - HOUR)
    own, make_one = seat(found, one), lambda name: reverse(f"staffing:meeting-{name}", args=[found.pk])
    make.signed_in(client, by)
    client.post(make_one("attendance"), {f"attendance_{own.pk}": "late"})
    assert seat(found, one).fine == 10
    assert client.post(make_one("attendance"), {f"attendance_{own.pk}": "excused"}).status_code == 422
    assert client.post(make_one("minutes"), {"minutes": "", "decisions": "x"}).status_code == 422
    client.post(make_one("minutes"), {"minutes": "完成", "decisions": "增加巡查"})
    due = f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}"
    assert client.post(make_one("assign"), {"what": "更新答案本", "due_at": due}).status_code == 422
    client.post(make_one("assign"), {"what": "更新答案本", "person": one.pk, "due_at": due})
    action = MeetingAction.objects.get()
    client.post(make_one("problem"), {"problem": "人手不足"})
    assert client.post(make_one("file")).status_code == 409
    problem = found.problems.get()
    assert client.post(reverse("staffing:meeting-problem-upward", args=[problem.pk]), {"letter": ""}).status_code == 422
    client.post(reverse("staffing:meeting-problem-upward", args=[problem.pk]), {"letter": "请增派一人"})
    client.post(make_one("file"))
    found.refresh_from_db()
    assert found.state == Meeting.State.FILED
    for query in ("", "?as=minutes"):
        assert client.get(f"{make_one('print')}{query}")["Content-Type"] == "application/pdf"
    make.signed_in(client, make.person(Role.MANAGER))
    answer = reverse("staffing:meeting-problem-answer", args=[problem.pk])
    assert client.post(answer, {"answer": ""}).status_code == 422
    client.post(answer, {"answer": "下月增派"})
    make.signed_in(client, one)
    report = reverse("staffing:meeting-action-report", args=[action.pk])
    assert client.post(report, {"done": "done", "report": ""}).status_code == 422
    client.post(report, {"done": "done", "report": "已更新"})
    client.post(make_one("record"), {"own_record": "我的记录"})
    action.refresh_from_db()
    assert (action.is_done, seat(found, one).own_record) == (True, "我的记录")
    assert "我的记录" in client.get(found.get_absolute_url()).content.decode()
    make.signed_in(client, by)
    assert "我的记录" not in client.get(found.get_absolute_url()).content.decode()

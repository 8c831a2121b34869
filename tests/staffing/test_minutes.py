"""What a meeting leaves behind: attendance and fines, actions, reports upward, minutes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.roles import Role
from staffing.actions import minutes as kept
from staffing.actions.meetings import cancel
from staffing.models import Meeting, MeetingAction, Participant
from staffing.rules.minutes import Seen, fine_of
from tests import make
from tests.make_meetings import FAR, NOW, THURSDAY, held, poisoned, seat, supervisor, told
from tests.make_staffing import meeting
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINES = (10, 20, 20)
A = Participant.Attendance


def begun(*people: User, by: User) -> Meeting:
    """A weekly meeting that has begun an hour ago."""
    now = timezone.now()
    found = meeting("weekly", by=by, people=people, begins_at=now + timedelta(seconds=30), now=now)
    Meeting.objects.filter(pk=found.pk).update(begins_at=now - HOUR)
    found.refresh_from_db()
    return found  # type: ignore[no-any-return]  # the maker says no more


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
    kept.keep_own_record(found, "本周重点：导视", by=one, now=THURSDAY)
    assert (seat(found, one).own_record, seat(found, one).own_record_at) == ("本周重点：导视", THURSDAY)
    with pytest.raises(Refused):
        kept.keep_own_record(found, "看看", by=by, now=THURSDAY)


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
        kept.file_minutes(found, "昨日工作：完成", "", by=by, now=during)  # attendance is missing
    kept.record_attendance(found, {seat(found, one).pk: Seen(A.PRESENT)}, by=by, now=during)
    kept.note_problem(found, "投影仪坏了", solved=True, by=by, now=during)
    open_one = kept.note_problem(found, "东门人手不足", by=by, now=during)
    with pytest.raises(Refused):
        kept.file_minutes(found, "昨日工作：完成", "", by=by, now=during)
    for who, words in ((one, "请增员"), (by, " ")):
        with pytest.raises(Refused):
            kept.report_upward(open_one, words, by=who, now=during)
    open_one = kept.report_upward(open_one, "请增派一人", by=by, now=during)
    assert told("upward") == {manager.pk}
    filed = kept.file_minutes(found, "昨日工作：完成", "增加巡查", by=by, now=during)
    assert (filed.state, filed.filed_by, filed.decisions) == (Meeting.State.FILED, by, "增加巡查")
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
    found = begun(one, by=by)
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
    said = {"minutes": "完成，无遗留", "decisions": "增加巡查"}
    assert client.post(make_one("file"), said).status_code == 409
    problem = found.problems.get()
    assert client.post(reverse("staffing:meeting-problem-upward", args=[problem.pk]), {"letter": ""}).status_code == 422
    client.post(reverse("staffing:meeting-problem-upward", args=[problem.pk]), {"letter": "请增派一人"})
    client.post(make_one("file"), said)
    found.refresh_from_db()
    assert (found.state, found.minutes) == (Meeting.State.FILED, "完成，无遗留")
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


@rule.both("MEET-07")
def test_minutes_that_are_not_filed_are_read_by_who_keeps_them_alone(client: Client) -> None:
    by, one = supervisor(), make.person(name="陈晨")
    found = begun(one, by=by)
    page, paper = found.get_absolute_url(), reverse("staffing:meeting-print", args=[found.pk])
    kept.write_minutes(found, "昨日工作：尚未核实", "先不公布", by=by, now=timezone.now())
    kept.record_attendance(found, {seat(found, one).pk: Seen(A.LATE)}, by=by, now=timezone.now())
    make.signed_in(client, one)
    assert "尚未核实" not in client.get(page).content.decode()
    assert client.get(paper).status_code == 200
    assert client.get(f"{paper}?as=minutes").status_code == 404
    make.signed_in(client, by)
    assert "尚未核实" in client.get(page).content.decode()
    assert client.get(f"{paper}?as=minutes").status_code == 200
    kept.file_minutes(found, "昨日工作：已核实", "", by=by, now=timezone.now())
    make.signed_in(client, one)
    assert "已核实" in client.get(page).content.decode()
    assert client.get(f"{paper}?as=minutes").status_code == 200


@rule.both("MEET-07")
def test_a_fine_and_its_reason_are_read_by_the_person_and_who_leads_the_meeting(client: Client) -> None:
    by, one, two = supervisor(), make.person(name="陈晨"), make.person()
    found = begun(one, two, by=by)
    seen = {seat(found, one).pk: Seen(A.ABSENT, "未请假"), seat(found, two).pk: Seen(A.PRESENT)}
    kept.record_attendance(found, seen, by=by, now=timezone.now())
    kept.file_minutes(found, "昨日工作：完成", "", by=by, now=timezone.now())
    for who, reads_it in ((one, True), (by, True), (two, False)):
        make.signed_in(client, who)
        page = client.get(found.get_absolute_url()).content.decode()
        assert ("20 元" in page, "未请假" in page) == (reads_it, reads_it)


@rule.both("MEET-01")
def test_the_minutes_begin_with_the_headings_and_these_alone_are_no_minutes(client: Client) -> None:
    by, one = supervisor(), make.person()
    found = begun(one, by=by)
    kept.record_attendance(found, {seat(found, one).pk: Seen(A.PRESENT)}, by=by, now=timezone.now())
    make.signed_in(client, by)
    assert "存在问题：\n下周安排：" in client.get(found.get_absolute_url()).content.decode()
    filing = reverse("staffing:meeting-file", args=[found.pk])
    empty = client.post(filing, {"minutes": "周规划点评：\n存在问题：\n下周安排：", "decisions": "照旧"})
    assert (empty.status_code, "照旧" in empty.content.decode()) == (422, True)
    client.post(filing, {"minutes": "周规划点评：均已完成", "decisions": "照旧"})
    found.refresh_from_db()
    assert (found.state, found.minutes, found.decisions) == (Meeting.State.FILED, "周规划点评：均已完成", "照旧")


@pytest.mark.parametrize("door", ["minutes", "file"])
def test_what_another_wrote_meanwhile_stands_beside_what_was_typed(client: Client, door: str) -> None:
    by, one, two = supervisor(), make.person(), supervisor()
    found = begun(one, by=by)
    kept.record_attendance(found, {seat(found, one).pk: Seen(A.PRESENT)}, by=by, now=timezone.now())
    make.signed_in(client, by)
    shown = client.get(found.get_absolute_url()).content.decode()
    assert 'name="version" value="1"' in shown
    kept.write_minutes(found, "同事的记录", "", by=two, now=timezone.now())
    address = reverse(f"staffing:meeting-{door}", args=[found.pk])
    both = client.post(address, {"minutes": "我的记录", "decisions": "", "version": "1"})
    words = both.content.decode()
    assert (both.status_code, "同事的记录" in words, "我的记录" in words) == (409, True, True)
    found.refresh_from_db()
    assert found.minutes == "同事的记录"
    client.post(address, {"minutes": "同事的记录，我的记录", "decisions": "", "version": "2"})
    found.refresh_from_db()
    assert found.minutes == "同事的记录，我的记录"


def test_the_attendance_another_recorded_meanwhile_is_shown_before_it_is_overwritten(client: Client) -> None:
    by, one = supervisor(), make.person()
    found = begun(one, by=by)
    own = seat(found, one)
    make.signed_in(client, by)
    before = found.seen_version
    assert f'name="version" value="{before}"' in client.get(found.get_absolute_url()).content.decode()
    kept.record_attendance(found, {own.pk: Seen(A.LATE, "堵车")}, by=supervisor(), now=timezone.now())
    address = reverse("staffing:meeting-attendance", args=[found.pk])
    mine = {f"attendance_{own.pk}": "absent", f"reason_{own.pk}": "未到"}
    again = client.post(address, {**mine, "version": before})
    words = again.content.decode()
    assert (again.status_code, "迟到 · 堵车" in words, "未到" in words) == (422, True, True)
    assert f'name="version" value="{before + 1}"' in words
    assert seat(found, one).attendance == A.LATE
    client.post(address, {**mine, "version": before + 1})
    assert (seat(found, one).attendance, seat(found, one).fine) == (A.ABSENT, 20)


@rule.both("MEET-09")
def test_a_problem_of_another_department_is_answered_by_the_level_above_it(client: Client) -> None:
    head = make.person(Role.DEPARTMENT_HEAD, "fire")
    manager, deputy = make.person(Role.MANAGER), make.person(Role.DEPUTY_GM, "gm-office")
    found = begun(make.person(Role.DEPARTMENT_USER, "fire"), by=head)
    noted = kept.note_problem(found, "喷淋头老化", by=head, now=timezone.now())
    noted = kept.report_upward(noted, "请安排更换", by=head, now=timezone.now())
    assert told("upward") == {deputy.pk}
    make.signed_in(client, manager)
    assert client.get(found.get_absolute_url()).status_code == 404
    with pytest.raises(Refused):
        kept.answer(noted, "同意", by=manager, now=timezone.now())
    make.signed_in(client, deputy)
    assert "请安排更换" in client.get(found.get_absolute_url()).content.decode()
    assert kept.answer(noted, "下周更换", by=deputy, now=timezone.now()).answered_by == deputy


@rule.both("MEET-08")
def test_what_a_cancelled_meeting_gave_to_do_brings_no_warning() -> None:
    by, one = supervisor(), make.person()
    found, kept_on = held(one, by=by, begins_at=FAR), held(one, by=by, begins_at=FAR + 2 * HOUR)
    gone = kept.assign(found, "更新答案本", one, FAR, by=by, now=NOW)
    stays = kept.assign(kept_on, "更新答案本", one, FAR, by=by, now=NOW)
    cancel(found, by=by, now=NOW)
    assert kept.remind_of_actions(FAR + HOUR) == 2
    assert kept.report(gone, "不用做了", done=False, by=one, now=FAR + DAY).warned_at is None
    assert kept.report(stays, "没做", done=False, by=one, now=FAR + DAY).warned_at == FAR + HOUR


@rule.both("MEET-08")
def test_one_reminder_that_fails_does_not_keep_the_others_waiting() -> None:
    by, one, two = supervisor(), make.person(), make.person()
    found = held(one, two, by=by)
    for person in (one, two):
        kept.assign(found, "更新答案本", person, FAR, by=by, now=NOW)
    with poisoned(one):
        assert kept.remind_of_actions(FAR - HOUR) == 1
    assert told("action_soon") == {two.pk}
    assert kept.remind_of_actions(FAR - HOUR) == 1
    assert told("action_soon") == {one.pk, two.pk}


def test_forms_in_rows_do_not_share_their_names(client: Client) -> None:
    by = supervisor()
    found = begun(make.person(), by=by)
    now = timezone.now()
    for _row in range(2):
        kept.assign(found, "更新答案本", by, now + DAY, by=by, now=now)
        kept.note_problem(found, "人手不足", by=by, now=now)
    first, second = found.actions.order_by("pk")
    make.signed_in(client, by)
    words = client.get(found.get_absolute_url()).content.decode()
    names = re.findall(r' id="([^"]+)"', words)
    assert len(names) == len(set(names))
    again = client.post(reverse("staffing:meeting-action-report", args=[second.pk]), {"report": "只写了这些"})
    words = again.content.decode()
    assert (again.status_code, words.count("只写了这些")) == (422, 1)
    assert words.index(f"row_{first.pk}_report") < words.index("只写了这些")

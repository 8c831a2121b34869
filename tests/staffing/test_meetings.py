"""Meetings: when they come round, notices in time, changes, excuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.localtime import Bounds
from mall.models import User
from mall.roles import Role
from staffing.actions import meetings as acts
from staffing.actions import minutes as kept
from staffing.models import Block, CrewMember, Meeting, Participant
from staffing.queries import meetings as reads
from staffing.rules import meetings as rules
from staffing.rules.meetings import Change
from staffing.rules.minutes import Seen
from staffing.views.meetings import VIEWS
from tests import make
from tests.counting import questions
from tests.make_meetings import FAR, NOW, THURSDAY, at, held, seat, supervisor, told
from tests.make_staffing import centre, meeting, meeting_kind, members
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from staffing.models import MeetingKind

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A = Participant.Attendance


def opened(_on: date) -> bool:
    return False


# -- when they come round


@rule.both("MEET-01")
def test_the_morning_meeting_comes_every_open_day_at_its_hour() -> None:
    kind = meeting_kind("morning")
    first = at(date(2026, 12, 2), 8, 5)
    assert rules.next_time(kind, NOW, opened) == Bounds(first, first + timedelta(minutes=25))
    assert rules.next_time(kind, at(date(2026, 12, 1), 8), opened) == Bounds(
        first - DAY, first - DAY + timedelta(minutes=25)
    )
    closed = rules.next_time(kind, NOW, lambda on: on == first.date())
    assert closed is not None
    assert closed.begins == first + DAY
    assert rules.next_time(meeting_kind("topic"), NOW, opened) is None


@rule.both("MEET-02")
def test_the_weekly_meeting_comes_on_thursday() -> None:
    kind = meeting_kind("weekly")
    found = rules.next_time(kind, NOW, opened)
    assert found is not None
    assert found.begins == THURSDAY
    assert not rules.comes_round_on(kind, date(2026, 12, 4))


@rule.both("MEET-03")
def test_the_monthly_meeting_comes_on_the_last_thursday() -> None:
    kind = meeting_kind("monthly")
    found = rules.next_time(kind, NOW, opened)
    assert found is not None
    assert found.begins == at(date(2026, 12, 31), 14)
    assert not rules.comes_round_on(kind, date(2026, 12, 24))


def test_a_notice_begins_with_the_place_and_people_of_the_last_of_its_kind() -> None:
    by, agent = supervisor(), make.person()
    held(agent, by=by)
    found = reads.proposed(meeting_kind("weekly"), by, THURSDAY)
    assert (found["place"], found["people"], found["begins_at"]) == ("三楼会议室", [agent.pk], THURSDAY + 7 * DAY)


# -- announcing


@rule.both("MEET-01", "MEET-04")
def test_a_notice_says_topic_time_place_and_tells_all_who_are_called() -> None:
    by, one, two = supervisor(), make.person(), make.person(Role.DEPARTMENT_USER, "fire")
    for wrong in ({"topic": " "}, {"place": ""}, {"begins_at": NOW - HOUR}):
        with pytest.raises(Refused):
            held(one, by=by, **wrong)
    with pytest.raises(Refused):
        held(by=by)  # nobody is called
    with pytest.raises(Refused):
        held(one, by=make.person())  # an agent announces none
    found = held(one, two, by=by)
    assert (found.department.code, found.chair) == ("customer-service", by)
    assert told("announced") == {one.pk, two.pk}


@rule.both("MEET-04")
@pytest.mark.parametrize("kind", ["topic", "training"])
def test_topic_and_training_are_announced_a_week_before_or_with_a_reason(kind: str) -> None:
    by, one = supervisor(), make.person()
    with pytest.raises(Refused) as refused:
        held(one, by=by, kind=kind, begins_at=NOW + 6 * DAY)
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["late_reason"]
    with pytest.raises(Refused) as refused:
        held(one, by=by, kind=kind, begins_at=FAR, papers="", notes="")
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["papers", "notes"]
    assert held(one, by=by, kind=kind, begins_at=NOW + 7 * DAY).late_reason == ""
    late = held(one, by=by, kind=kind, begins_at=NOW + 6 * DAY, late_reason="总办临时通知")
    assert late.late_reason == "总办临时通知"


@rule.both("MEET-05")
def test_the_place_of_an_analysis_and_its_changes_are_told_a_day_before() -> None:
    by, one = supervisor(), make.person()
    with pytest.raises(Refused):
        held(one, by=by, kind="analysis", begins_at=NOW + HOUR)
    found = held(one, by=by, kind="analysis", begins_at=at(date(2026, 12, 3), 10))
    change = Change("五楼会议室", found.begins_at, found.ends_at, "", "")
    on_the_day = at(date(2026, 12, 3), 9)
    with pytest.raises(Refused):
        acts.change(found, change, by=by, now=on_the_day)
    with pytest.raises(Refused):
        acts.change(found, change, by=one, now=NOW)
    assert acts.change(found, change, by=by, now=NOW + DAY).place == "五楼会议室"
    again = acts.change(found, change._replace(place="七楼", reason="停电"), by=by, now=on_the_day)
    assert (again.place, again.change_reason, told("changed")) == ("七楼", "停电", {one.pk})
    with pytest.raises(Refused):
        acts.change(found, change, by=by, now=found.begins_at)


@rule.both("DESK-06")
def test_desks_that_would_lack_people_are_named_and_all_are_taken_off_meanwhile() -> None:
    from staffing.actions.rosters import begin, lay
    from staffing.halves import half_of
    from staffing.plan import Cell, Kind

    crew, by = centre(3), supervisor()
    people = members(crew)
    desks = [one.desk_id for one in crew.desks.order_by("order")]
    begins = at(date(2026, 12, 10), 10)
    roster = begin(half_of(begins.date()), now=NOW)
    cells = {(one.pk, begins.date()): Cell(Kind.A, desk) for one, desk in zip(people, desks, strict=True)}
    lay(roster, cells, edition=roster.edition, now=NOW)
    with pytest.raises(Refused) as refused:
        held(people[0], by=by, begins_at=begins)
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["knowing"]
    assert not Block.objects.exists()
    outsider = make.person(Role.DEPARTMENT_USER, "fire")
    found = held(people[0], outsider, by=by, begins_at=begins, knowing=True)
    blocked = Block.objects.get(lifted_at=None)
    assert (blocked.person, blocked.why, blocked.origin) == (people[0], "meeting", f"meeting:{found.pk}")
    assert (blocked.period.lower, blocked.period.upper) == (found.begins_at, found.ends_at)


@rule.both("DESK-06")
def test_the_chair_is_away_too_and_who_is_called_besides_only_once() -> None:
    by, one = supervisor(), make.person()
    crew = centre(0)
    for order, person in enumerate((by, one), start=1):
        seated = {"crew": crew, "person": person, "squad": "A", "order": order}
        CrewMember.objects.create(**seated, period=(date(2020, 1, 1), None))
    found = held(one, by, by=by, begins_at=FAR)
    blocked = Block.objects.filter(origin=found.origin, lifted_at=None).values_list("person", flat=True)
    assert sorted(blocked) == sorted([by.pk, one.pk])
    other = held(one, by=by, begins_at=FAR + 3 * HOUR)
    assert Block.objects.filter(origin=other.origin, person=by).count() == 1
    acts.excuse(seat(found, one), "复诊", by=one, now=NOW)
    acts.change(found, Change("三楼", FAR + HOUR, FAR + 2 * HOUR, "", ""), by=by, now=NOW)
    assert [blocked.person for blocked in Block.objects.filter(origin=found.origin, lifted_at=None)] == [by]


@rule.both("MEET-04")
def test_meetings_are_announced_of_the_departments_one_holds_them_in(client: Client) -> None:
    by, one, fire = supervisor(), make.person(), make.department("fire")
    make.member(by, Role.DEPARTMENT_USER, fire)
    with pytest.raises(Refused) as refused:
        held(one, by=by, department=fire)
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["department"]
    theirs = held(one, by=make.person(Role.DEPARTMENT_HEAD, fire))
    make.signed_in(client, by)
    assert client.get(theirs.get_absolute_url()).status_code == 404
    address = f"{reverse('staffing:meeting-new')}?kind=weekly"
    assert 'name="department"' not in client.get(address).content.decode()
    make.member(by, Role.DEPARTMENT_HEAD, fire)
    both = User.objects.get(pk=by.pk)
    make.signed_in(client, both)
    assert 'name="department"' in client.get(address).content.decode()
    assert held(one, by=both, department=fire).department == fire


def test_a_move_moves_the_blocks_and_a_cancelled_meeting_lifts_them() -> None:
    by = supervisor()
    one = make.person()
    CrewMember.objects.create(crew=centre(0), person=one, squad="A", order=1, period=(date(2020, 1, 1), None))
    found = held(one, by=by, begins_at=FAR)
    change = Change("三楼", FAR + 3 * HOUR, FAR + 4 * HOUR, "", "")
    found = acts.change(found, change, by=by, now=NOW)
    assert Block.objects.get(lifted_at=None).period.lower == FAR + 3 * HOUR
    with pytest.raises(Refused):
        acts.cancel(found, by=one, now=NOW)
    acts.cancel(found, by=by, now=NOW)
    assert not Block.objects.filter(lifted_at=None).exists()
    assert told("cancelled") == {one.pk}
    with pytest.raises(Refused):
        acts.cancel(found, by=by, now=NOW)


# -- excuses, attendance, fines


@rule.both("MEET-06")
def test_an_excuse_is_made_one_day_before_with_its_reason() -> None:
    by, one, two = supervisor(), make.person(), make.person()
    found = held(one, two, by=by)
    with pytest.raises(Refused):
        acts.excuse(seat(found, one), " ", by=one, now=NOW)
    with pytest.raises(Refused):
        acts.excuse(seat(found, one), "复诊", by=two, now=NOW)
    with pytest.raises(Refused):
        acts.excuse(seat(found, two), "复诊", by=two, now=at(date(2026, 12, 3), 8))
    acts.excuse(seat(found, one), "复诊", by=one, now=at(date(2026, 12, 2), 20))
    assert (seat(found, one).excuse, told("excused")) == ("复诊", {by.pk})
    during = THURSDAY + HOUR
    with pytest.raises(Refused):
        kept.record_attendance(found, {seat(found, two).pk: Seen(A.EXCUSED)}, by=by, now=during)
    assert kept.record_attendance(found, {seat(found, one).pk: Seen(A.EXCUSED)}, by=by, now=during) == 0


# -- pages


def notice(kind: MeetingKind, by: User, *people: User, **more: str) -> dict[str, Any]:
    begins = timezone.localtime() + 10 * DAY
    begins = begins.replace(hour=10, minute=0)
    return {
        "topic": "安全服务", "place": "三楼会议室", "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + HOUR:%Y-%m-%dT%H:%M}", "chair": by.pk, "papers": "服务记录", "notes": "手机静音",
        "people": [one.pk for one in people], **more,
    }  # fmt: skip


def test_the_supervisor_announces_on_the_page_and_the_called_excuse_themselves(client: Client) -> None:
    by, one = supervisor(), make.person(name="陈晨")
    kind = meeting_kind("topic")
    make.signed_in(client, by)
    address = f"{reverse('staffing:meeting-new')}?kind=topic"
    assert "陈晨" in client.get(address).content.decode()
    refused = client.post(address, notice(kind, by, one, place=""))
    assert (refused.status_code, "安全服务" in refused.content.decode()) == (422, True)
    client.post(address, notice(kind, by, one))
    found = Meeting.objects.get()
    assert client.get(reverse("staffing:meetings")).content.decode().count("row-link") == 1
    make.signed_in(client, one)
    assert client.get(found.get_absolute_url()).status_code == 200
    excuse = reverse("staffing:meeting-excuse", args=[found.pk])
    assert client.post(excuse, {"excuse": ""}).status_code == 422
    client.post(excuse, {"excuse": "复诊"})
    assert seat(found, one).excuse == "复诊"
    assert client.get(reverse("staffing:meeting-new")).status_code == 403
    assert client.post(reverse("staffing:meeting-cancel", args=[found.pk])).status_code == 409
    make.signed_in(client, make.person())
    assert client.get(found.get_absolute_url()).status_code == 404
    make.signed_in(client, make.person(Role.DEPARTMENT_HEAD, "fire"))
    assert client.get(found.get_absolute_url()).status_code == 404
    make.signed_in(client, make.person(Role.HR_VIEWER))
    assert client.get(reverse("staffing:meetings")).status_code == 403


def test_a_list_costs_the_same_whatever_its_length(client: Client) -> None:
    by = supervisor()
    make.signed_in(client, by)
    now = timezone.now()
    costs = []
    for many in (1, 4):
        for n in range(many):
            one = make.person()
            found = meeting("weekly", by=by, people=[one], begins_at=now + (n + 1) * DAY, now=now)
            kept.assign(found, "更新答案本", one, now + DAY, by=by, now=now)
            past = meeting("weekly", by=by, people=[one], begins_at=now + HOUR, now=now)
            Meeting.objects.filter(pk=past.pk).update(begins_at=now - (n + 2) * DAY, ends_at=now - (n + 1) * DAY)
        costs.append([questions(client, f"{reverse('staffing:meetings')}?view={view}") for view in VIEWS])
    assert costs[0] == costs[1]


def test_the_page_of_a_meeting_costs_the_same_whatever_came_of_it(client: Client) -> None:
    by, now = supervisor(), timezone.now()
    make.signed_in(client, by)
    costs = []
    for many in (1, 4):
        people = [make.person() for _one in range(many)]
        found = meeting("weekly", by=by, people=people, begins_at=now + HOUR, now=now)
        Meeting.objects.filter(pk=found.pk).update(begins_at=now - HOUR)
        for person in people:
            kept.assign(found, "更新答案本", person, now + DAY, by=by, now=now)
            noted = kept.note_problem(found, "人手不足", by=by, now=now)
            kept.report_upward(noted, "请增派一人", by=by, now=now)
        costs.append(questions(client, found.get_absolute_url()))
    assert costs[0] == costs[1]

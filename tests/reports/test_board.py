"""The board: each person sees what is theirs, each number leads to exactly its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from complaints.actions import dispatch, money
from mall.roles import Role
from reports.queries.board import board
from reports.rules import Seat
from tests import make, make_complaints
from tests.counting import questions

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'class="figure [^"]*" href="([^"]+)"><b>(\d+)</b>')


@pytest.fixture
def desk() -> User:
    return make_complaints.agent()


def _numbers(user: User, **more: bool) -> list[str]:
    return [row.number for row in board(user, now=timezone.now(), **more).due]


def _registered(by: User, ago: timedelta = timedelta(minutes=2), **fields: object) -> Complaint:
    return make_complaints.complaint(by, timezone.now() - ago, **fields)


def test_the_desk_sees_what_is_due_by_the_time_left(desk: User) -> None:
    young = _registered(desk, timedelta(minutes=1))
    old = _registered(desk, timedelta(hours=2))
    assert _numbers(desk) == [old.folder.number, young.folder.number]


def test_safety_stands_above_everything_that_is_later(desk: User) -> None:
    _registered(desk, timedelta(hours=3))
    hurt = _registered(desk, timedelta(minutes=1), injury=True, severity=3)
    assert _numbers(desk)[0] == hurt.folder.number


def test_only_mine_leaves_out_what_a_colleague_handles(desk: User) -> None:
    mine = _registered(desk)
    _registered(make_complaints.agent())
    assert _numbers(desk, mine=True) == [mine.folder.number]


def test_a_department_sees_what_it_is_asked_and_nothing_else(desk: User) -> None:
    asked = make_complaints.handed_over(desk, timezone.now() - timedelta(minutes=5))
    make_complaints.handed_over(desk, timezone.now() - timedelta(minutes=5), lead="fire")
    onsite = make_complaints.onsite()
    shown = board(onsite, now=timezone.now())
    assert shown.seat == Seat.DEPARTMENT
    assert [row.number for row in shown.due] == [asked.folder.number]
    assert [f.number for f in shown.figures] == ["0", "0", "1", "1", "0", "0"]


def test_a_leader_sees_what_waits_for_his_word_and_not_his_own_proposal(desk: User) -> None:
    case = make_complaints.answered(desk, timezone.now() - timedelta(hours=3))
    money.propose(case, kind="compensation", amount=Decimal(3000), reason="x", by=desk, now=timezone.now())
    deputy = make.person(Role.DEPUTY_GM, "gm-office")
    manager = make_complaints.manager()
    waiting = {f.label: f.number for f in board(deputy, now=timezone.now()).figures}
    assert waiting["待我办"] == "1"
    assert {f.label: f.number for f in board(manager, now=timezone.now()).figures}["待我办"] == "0"


def test_a_supervisor_sees_which_department_owes_answers_and_what_is_disputed(desk: User) -> None:
    case = make_complaints.handed_over(desk, timezone.now() - timedelta(minutes=5))
    dispatch.bounce(case, "不是我们管的", by=make_complaints.onsite(), now=timezone.now())
    shown = board(make_complaints.supervisor(), now=timezone.now() + timedelta(days=9))
    assert [(row.department, row.owed, row.late) for row in shown.owed] == [("现场部", 1, 1)]
    assert {f.label: f.number for f in shown.figures}["退单待裁定"] == "1"


def test_the_person_complained_about_sees_nothing_of_it_on_the_board() -> None:
    supervisor = make_complaints.supervisor()
    colleague = make_complaints.agent()
    _registered(supervisor, against="staff", staff_person=colleague, unit=None, place="八楼前台")
    assert _numbers(colleague) == []
    assert all(f.number == "0" for f in board(colleague, now=timezone.now()).figures)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DEPUTY_GM])
def test_each_number_leads_to_a_list_of_as_many_rows(client: Client, desk: User, role: Role) -> None:
    for hours in (1, 30, 200):
        _registered(desk, timedelta(hours=hours))
    make_complaints.answered(desk, timezone.now() - timedelta(hours=5))
    user = make.person(role, "customer-service" if role != Role.DEPUTY_GM else "gm-office")
    make.signed_in(client, user)
    figures = FIGURE.findall(client.get("/").content.decode())
    assert figures
    for url, number in figures:
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        pattern = r"/mail/(XJ\d{8}-\d{4})/\"" if "/mail/?" in url else r"/complaints/(TS\d{8}-\d{4})/\""
        assert len(set(re.findall(pattern, listed))) == int(number), url


def test_who_may_not_open_the_queue_is_given_no_number_that_leads_there(desk: User) -> None:
    _registered(desk)
    administrator = make.person(Role.SYSTEM_ADMIN, "customer-service")
    assert board(administrator, now=timezone.now()).figures == []


def test_a_poll_of_an_unchanged_board_sends_nothing(client: Client, desk: User) -> None:
    make.signed_in(client, desk)
    first = client.get("/")
    stamp = re.search(r'data-etag="([^"]+)"', first.content.decode())
    assert stamp
    asked = {"HX-Request": "true", "If-None-Match": stamp[1]}
    assert client.get("/", headers=asked).status_code == 304
    _registered(desk)
    changed = client.get("/", headers=asked)
    assert changed.status_code == 200
    assert "<html" not in changed.content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DEPUTY_GM, Role.DEPARTMENT_USER])
def test_the_board_asks_as_often_for_one_matter_as_for_many(client: Client, desk: User, role: Role) -> None:
    user = make.person(role, "onsite" if role == Role.DEPARTMENT_USER else "customer-service")
    make.signed_in(client, user)
    make_complaints.handed_over(desk, timezone.now() - timedelta(minutes=5))
    one = questions(client, "/")
    assert one <= 25, "two ask for the papers of a month, once their day has come; three are held for seconds elsewhere"
    for _ in range(20):
        make_complaints.handed_over(desk, timezone.now() - timedelta(minutes=5))
    assert questions(client, "/") == one

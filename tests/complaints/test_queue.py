"""The queue: who sees what, how it is narrowed, that it stays cheap."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from casework.models import Folder, Handoff
from complaints.actions import dispatch
from complaints.queries.lists import VIEWS, Wanted, counters, folders_wanted, queue, tabs_of, total
from complaints.states import State
from mall.models import ExportLog, Job
from mall.roles import Role
from tests import make
from tests import make_complaints as desk
from tests.counting import questions
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/complaints/"


def _numbers(user: Any, view: str, **wanted: Any) -> set[str]:
    now = wanted.pop("now", timezone.now())
    return {row.number for row in queue(user, Wanted(view=view, **wanted), {}, now).rows}


def test_queue_hides_other_departments() -> None:
    worker, other = desk.onsite(), make.person(Role.DEPARTMENT_USER, "fire")
    case = desk.handed_over()
    desk.complaint()
    assert _numbers(worker, "department") == {case.folder.number}
    assert _numbers(worker, "all") == {case.folder.number}
    assert _numbers(other, "all") == set()


def test_each_role_begins_with_its_own_views() -> None:
    assert tabs_of(desk.agent())[0] == "desk"
    assert tabs_of(desk.onsite())[0] == "department"
    assert "disputed" in tabs_of(desk.supervisor())
    assert "mine" in tabs_of(desk.supervisor())
    assert "mine" in tabs_of(desk.manager())
    assert "department" in tabs_of(desk.agent())
    assert tabs_of(make.person(Role.GENERAL_MANAGER, "gm-office"))[0] == "approve"


def test_my_department_is_all_that_is_open_there_and_mine_is_what_i_handle() -> None:
    lin, boss = desk.agent(), desk.supervisor()
    there, own = desk.complaint(lin), desk.complaint(boss)
    elsewhere = desk.complaint(lin)
    Folder.objects.filter(pk=elsewhere.folder_id).update(department=make.department("fire"))
    numbers = {there.folder.number, own.folder.number}
    assert _numbers(desk.agent(), "department") == numbers
    assert _numbers(boss, "mine") == {own.folder.number}
    assert counters(lin, timezone.now())["department"] == "2"


def test_views_divide_the_work() -> None:
    lin, now = desk.agent(), timezone.now()
    late = desk.complaint(lin, now=now - timedelta(hours=1))
    with_them = desk.handed_over(lin, now=now - timedelta(minutes=20))
    told = desk.answered(lin, now=now - timedelta(hours=3))
    assert late.folder.number in _numbers(lin, "overdue")
    assert with_them.folder.number in _numbers(lin, "with_departments")
    assert told.folder.number in _numbers(lin, "answered")
    everything = {case.folder.number for case in (late, with_them, told)}
    assert _numbers(lin, "mine") == _numbers(lin, "all") == everything
    assert _numbers(lin, "approval") == set()


def test_a_departments_overdue_and_today_are_its_own_answers() -> None:
    worker, now = desk.onsite(), timezone.now()
    case = desk.handed_over(now=now - timedelta(hours=1))
    Handoff.objects.update(answer_due_at=now - timedelta(minutes=1))
    assert _numbers(worker, "overdue", now=now) == {case.folder.number}
    Handoff.objects.update(answer_due_at=now + timedelta(minutes=1))
    assert _numbers(worker, "overdue", now=now) == set()


def test_mine_at_a_department_is_what_was_given_to_me() -> None:
    head, worker = desk.onsite(Role.DEPARTMENT_HEAD), desk.onsite()
    case = desk.handed_over()
    assert _numbers(worker, "mine") == set()
    dispatch.give(case, worker, by=head, now=desk.NOW + desk.HOUR)
    assert _numbers(worker, "mine") == {case.folder.number}


def test_filters_narrow_and_unknown_values_are_passed_over(client: Client) -> None:
    lin = desk.agent()
    kind = desk.category("exchange-return")
    one = desk.complaint(lin, category=kind, severity=2)
    other = desk.complaint(lin, place="别处")
    assert _numbers(lin, "all", severity=2) == {one.folder.number}
    assert _numbers(lin, "all", category=kind.pk) == {one.folder.number}
    assert _numbers(lin, "all", category=kind.parent_id) == {one.folder.number}
    assert _numbers(lin, "all", floor=one.floor_id) == {one.folder.number, other.folder.number}
    assert _numbers(lin, "all", channel="phone") == set()
    assert _numbers(lin, "all", state=State.CLOSED) == set()
    make.signed_in(client, lin)
    bad = "view=folder__secret&sort=-password&severity=9&category=x&floor=-1&since=nonsense&page=forged&state[]=1"
    assert client.get(f"{LIST}?{bad}").status_code == 200


def test_the_confidential_stands_in_no_list_counter_or_export(client: Client) -> None:
    from complaints.states import Against

    boss, lin = desk.supervisor(), desk.agent()
    hidden = desk.complaint(boss, against=Against.STAFF, staff_person=lin, unit=None)
    assert hidden.folder.number not in _numbers(lin, "all")
    assert counters(lin, timezone.now())["overdue"] == "0"
    make.signed_in(client, lin)
    assert hidden.folder.number not in client.get(f"{LIST}?view=all").content.decode()
    assert client.get(hidden.get_absolute_url()).status_code == 404


def _many(count: int) -> None:
    lin = desk.agent()
    for n in range(count):
        desk.complaint(lin, now=desk.NOW + n * desk.MINUTE)


@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_costs_at_most_twelve_questions_whatever_its_rows(client: Client, rows: int) -> None:
    boss = desk.supervisor()
    _many(rows)
    make.signed_in(client, boss)
    asked = questions(client, f"{LIST}?view=overdue")
    assert asked <= 16, "twelve, and the four that begin and end the transaction of a test"


def test_the_filter_is_loaded_when_it_is_opened(client: Client) -> None:
    make.signed_in(client, desk.supervisor())
    desk.lists()
    shown = client.get(f"{LIST}filters/?view=all").content.decode()
    assert "退货纠纷" in shown
    assert "员工" in client.get(f"{LIST}people/").content.decode()


def test_a_narrowed_view_says_its_exact_number() -> None:
    lin, now = desk.agent(), desk.NOW + desk.DAY
    _many(3)
    counted = counters(lin, now)
    assert total(lin, Wanted(view="overdue"), counted, now) == counted["overdue"] == "3"
    assert total(lin, Wanted(view="all", severity=1), counted, now) == "3"
    assert total(lin, Wanted(view="all"), counted, now) == ""


def test_paging_walks_all_rows_once() -> None:
    lin = desk.agent()
    _many(7)
    from complaints.queries.lists import NEWEST

    folders = folders_wanted(lin, Wanted(view="all"), timezone.now())
    first = NEWEST.page(folders, {}, size=4)
    from django.http import QueryDict

    second = NEWEST.page(folders, QueryDict(first.next_query.lstrip("?")), size=4)
    assert len({row.pk for row in [*first.rows, *second.rows]}) == 7


def test_an_export_is_logged_and_holds_only_what_one_sees(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    make.signed_in(client, lin)
    answer = client.post(f"{LIST}export/?view=all")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][0] == case.folder.number
    assert len(rows) == 2
    log = ExportLog.objects.get()
    assert (log.what, log.rows, log.by) == ("complaints", 1, lin)


def test_a_long_export_is_the_workers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from complaints import export

    lin = desk.agent()
    desk.complaint(lin)
    monkeypatch.setattr(export, "AT_MOST", 0)
    make.signed_in(client, lin)
    client.post(f"{LIST}export/?view=all")
    job = Job.objects.get()
    outcome = export.write_export(job, lambda _done, _total=None: None)
    assert outcome.result == {"rows": 1}
    assert ExportLog.objects.get().rows == 1


@rule.both("CMP-36")
def test_supervisors_chase_and_give_several_at_once(client: Client) -> None:
    boss, lin = desk.supervisor(), desk.agent()
    owing, done = desk.handed_over(lin), desk.complaint(lin)
    make.signed_in(client, boss)
    ids = [owing.folder_id, done.folder_id]
    client.post(f"{LIST}bulk/", {"ids": ids, "what": "chase"})
    assert Handoff.objects.get().chased == 1
    client.post(f"{LIST}bulk/", {"ids": ids, "what": "assign", "person": boss.pk})
    assert desk.fresh(owing).folder.handler == boss == desk.fresh(done).folder.handler
    assert client.post(f"{LIST}bulk/", {"ids": ["x"], "what": "assign"}).status_code == 409
    make.signed_in(client, lin)
    assert client.post(f"{LIST}bulk/", {"ids": ids, "what": "chase"}).status_code == 403


def test_every_view_of_every_role_opens(client: Client) -> None:
    desk.answered()
    for role, where in (
        (Role.SUPERVISOR, "customer-service"),
        (Role.DEPARTMENT_HEAD, "onsite"),
        (Role.DEPUTY_GM, "gm-office"),
    ):
        make.signed_in(client, make.person(role, where))
        for view in VIEWS:
            assert client.get(f"{LIST}?view={view}").status_code == 200


def test_a_swapped_list_is_the_pages_own(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    make.signed_in(client, lin)
    part = client.get(f"{LIST}?view=all", headers={"HX-Request": "true"}).content.decode()
    assert case.folder.number in part
    assert "<html" not in part

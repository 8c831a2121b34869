"""Work letters on their pages: written, answered, listed, printed; who is turned away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.models import Department
from mall.roles import Role
from staffing.actions import letters as acts
from staffing.models import WorkLetter
from staffing.queries.letters import SHOWS
from staffing.rules import letters as rules
from tests import make
from tests.counting import questions
from tests.make_letters import Cast
from tests.make_staffing import letter

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
State = WorkLetter.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PATH = "M10 20" + "L20 30" * 9


def test_a_head_of_another_department_writes_on_the_page_and_the_desk_answers(client: Client) -> None:
    cast = Cast()
    make.signed_in(client, cast.head)
    page = client.get(reverse("staffing:letter-new"))
    assert "陈晨" in page.content.decode()
    assert "郑火" not in page.content.decode()
    desk = Department.objects.get(code="customer-service")
    form = {
        "from_department": cast.head.department_ids[0],
        "to_department": desk.pk,
        "content": "请协助布置导视牌",
        "executor": cast.agent.pk,
        "final_at": f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}",
    }
    refused = client.post(reverse("staffing:letter-new"), {**form, "executor": ""})
    assert (refused.status_code, "请协助布置导视牌" in refused.content.decode()) == (422, True)
    oral = client.post(reverse("staffing:letter-new"), {**form, "is_oral": "on", "hours": "9"})
    assert oral.status_code == 422
    client.post(reverse("staffing:letter-new"), form)
    found = WorkLetter.objects.get()
    client.post(reverse("staffing:letter-approve", args=[found.folder.number]), {"on_paper": "on"})
    make.signed_in(client, cast.supervisor)
    shown = client.get(found.get_absolute_url()).content.decode()
    assert "写明实际完成时间" in shown
    at = f"{timezone.localtime() + 2 * DAY:%Y-%m-%dT%H:%M}"
    commit = reverse("staffing:letter-commit", args=[found.folder.number])
    again = client.post(commit, {"at": at, "commitment": "加班完成", "on_paper": "on"})
    assert (again.status_code, "加班完成" in again.content.decode()) == (422, True)
    client.post(commit, {"at": at, "commitment": "加班完成", "later_reason": "等材料", "on_paper": "on"})
    found.refresh_from_db()
    assert (found.state, found.later_reason) == (State.COMMITTED, "等材料")
    report = reverse("staffing:letter-report", args=[found.folder.number])
    client.post(report, {"done": "done", "result": "已布置"})
    found.refresh_from_db()
    assert found.state == State.DONE


def test_the_wrong_roles_and_departments_are_turned_away(client: Client) -> None:
    cast = Cast()
    found = cast.letter()
    number = found.folder.number
    make.signed_in(client, cast.fire)
    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.post(reverse("staffing:letter-approve", args=[number]), {"on_paper": "on"}).status_code == 404
    make.signed_in(client, cast.writer)
    assert client.post(reverse("staffing:letter-approve", args=[number]), {"on_paper": "on"}).status_code == 403
    make.signed_in(client, cast.manager)
    assert client.post(reverse("staffing:letter-approve", args=[number]), {"on_paper": "on"}).status_code == 409
    for role in (Role.LIFT_ATTENDANT, Role.HR_VIEWER, Role.ARCHIVIST):
        make.signed_in(client, make.person(role))
        assert client.get(reverse("staffing:letters")).status_code == 403
    make.signed_in(client, make.person(Role.AUDITOR))
    assert client.get(found.get_absolute_url()).status_code == 200
    assert client.get(reverse("staffing:letter-new")).status_code == 403


def test_a_list_costs_the_same_whatever_its_length(client: Client) -> None:
    cast = Cast()
    make.signed_in(client, cast.agent)
    address, costs = reverse("staffing:letters"), []
    for many in (1, 4):
        for _n in range(many):
            cast.sent(final_at=cast.now + timedelta(minutes=1))
            acts.withdraw(cast.sent(), "不需要了", by=cast.writer, now=cast.now)
        costs.append([questions(client, f"{address}?way=to&show={show}") for show in SHOWS])
    assert costs[0] == costs[1]
    assert client.get(f"{address}?way=to").content.decode().count("row-link") == 5


def test_who_answers_for_a_department_is_one_question(django_assert_num_queries: Any) -> None:
    cast = Cast()
    make.member(cast.supervisor, Role.AGENT)
    desk = make.department()
    with django_assert_num_queries(1):
        assert set(rules.answering(desk)) == {cast.supervisor, cast.manager}


@pytest.mark.parametrize(("to", "code"), [("customer-service", "F-80"), ("fire", "F-81")])
def test_both_papers_print(client: Client, to: str, code: str) -> None:
    cast = Cast()
    by = cast.agent if to == "fire" else cast.writer
    found = letter(by=by, to=to, executor=cast.fire if to == "fire" else cast.agent, now=cast.now)
    make.signed_in(client, cast.manager)
    paper = client.get(reverse("staffing:letter-print", args=[found.folder.number]))
    assert paper["Content-Type"] == "application/pdf"
    assert code in paper["Content-Disposition"]

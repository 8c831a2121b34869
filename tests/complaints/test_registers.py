"""The lists beside the queue: what waits for whose word, measures, flagged customers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.actions import aftermath, papers
from complaints.models import FlaggedCustomer, Improvement, Paper
from complaints.queries.waiting import waiting_for
from complaints.states import Severity
from mall.roles import Role
from reports.queries.board import board
from tests import make
from tests import make_cases as cases
from tests.counting import questions
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db

TODAY = cases.NOON.date()
DAY = timedelta(days=1)


@rule.both("CMP-22", "CMP-32", "CMP-45")
def test_everybody_finds_what_waits_for_his_word_and_not_his_own() -> None:
    agent, supervisor, manager, deputy = cases.agent(), cases.supervisor(), cases.manager(), cases.deputy()
    cases.petition(agent)
    cases.petition(deputy)
    serious = cases.answered(by=agent, severity=Severity.SERIOUS)
    papers.write(serious, Paper.Form.HANDLING_REPORT, facts="事实", decision="同意", by=agent, now=cases.NOON)
    aftermath.flag(cases.registered(by=agent, phone="13900001111"), "多次无理", by=agent, now=cases.NOON)
    aftermath.flag(cases.registered(by=agent, phone="13900002222"), "多次无理", by=supervisor, now=cases.NOON)

    def kinds(user: User) -> list[int]:
        found = waiting_for(user)
        return [each.count() for each in (found.settlements, found.petitions, found.reports, found.flags)]

    head, stranger = make.person(Role.DEPARTMENT_HEAD, "onsite"), make.person(Role.DEPARTMENT_HEAD, "fire")
    assert kinds(agent) == kinds(stranger) == [0, 0, 0, 0]
    assert kinds(head) == [0, 0, 1, 0]
    assert kinds(supervisor) == [0, 0, 0, 1]
    # Who approves waits until the head of the department that was asked has signed.
    assert (kinds(manager), kinds(deputy)) == ([0, 0, 0, 2], [0, 1, 0, 0])
    papers.sign(serious, by=head, now=cases.NOON)
    assert (kinds(head)[2], kinds(manager)[2], kinds(deputy)[2]) == (0, 1, 1)
    papers.sign(serious, by=manager, now=cases.NOON)
    assert (kinds(manager)[2], kinds(deputy)[2]) == (0, 0)


@rule.both("CMP-22")
def test_only_the_newest_report_of_the_present_round_is_signed() -> None:
    agent, manager = cases.agent(), cases.manager()
    serious = cases.answered(by=agent, severity=Severity.SERIOUS)
    for _ in range(2):
        papers.write(serious, Paper.Form.HANDLING_REPORT, facts="事实", decision="同意", by=agent, now=cases.NOON)
    assert list(waiting_for(manager).reports) == [serious.papers.latest("id")]
    serious.folder.reopened = 1
    serious.folder.save(update_fields=["reopened"])
    assert list(waiting_for(manager).reports) == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MANAGER, Role.DEPUTY_GM, Role.DEPARTMENT_HEAD])
def test_the_board_and_the_page_agree_on_what_waits(client: Client, role: Role) -> None:
    agent = cases.agent()
    cases.petition(agent)
    serious = cases.answered(by=agent, severity=Severity.SERIOUS)
    papers.write(serious, Paper.Form.HANDLING_REPORT, facts="事实", decision="同意", by=agent, now=cases.NOON)
    aftermath.flag(cases.registered(by=agent, phone="13900001111"), "多次无理", by=agent, now=cases.NOON)
    cases.proposed("500", by=agent)
    homes = {Role.DEPUTY_GM: "gm-office", Role.DEPARTMENT_HEAD: "onsite"}
    user = make.person(role, homes.get(role, "customer-service"))
    figure = next(f for f in board(user, now=timezone.now()).figures if f.url == reverse("complaints:approvals"))
    make.signed_in(client, user)
    page = client.get(figure.url).content.decode()
    assert len(re.findall(r'<td class="mono"><a class="row-link"', page)) == int(figure.number) > 0


def test_who_has_nothing_to_decide_reads_so_and_is_shown_no_figure(client: Client) -> None:
    onsite = make.person(Role.DEPARTMENT_USER, "onsite")
    assert reverse("complaints:approvals") not in [f.url for f in board(onsite, now=timezone.now()).figures]
    make.signed_in(client, onsite)
    assert "没有" in client.get(reverse("complaints:approvals")).content.decode()
    make.signed_in(client, cases.agent())
    assert client.get(reverse("complaints:approvals")).status_code == 403


@rule.both("CMP-45")
def test_supervisors_list_the_flagged_with_their_phones_masked(client: Client) -> None:
    agent, supervisor = cases.agent(), cases.supervisor()
    proposed, standing, lifted = (cases.registered(by=agent, phone=f"1390000{n}111") for n in (1, 2, 3))
    for complaint in (proposed, standing, lifted):
        aftermath.flag(complaint, "多次无理", by=agent, now=cases.NOON)
    for complaint in (standing, lifted):
        aftermath.confirm_flag(complaint, by=supervisor, now=cases.NOON)
    aftermath.lift_flag(lifted, by=supervisor, now=cases.NOON)
    make.signed_in(client, supervisor)
    for show, complaint in (("proposed", proposed), ("standing", standing), ("lifted", lifted)):
        page = client.get(reverse("complaints:flagged"), {"show": show}).content.decode()
        assert set(re.findall(r"TS\d{8}-\d{4}", page)) == {complaint.folder.number}
        assert "1390000" not in page
        assert "139****" in page
    flag = FlaggedCustomer.objects.get(origin=standing)
    number = reverse("casework:number", args=["complaints.FlaggedCustomer.phone", flag.pk])
    assert "13900002111" in client.post(number, {"purpose": "核实是否同一位顾客"}).content.decode()
    make.signed_in(client, agent)
    assert client.get(reverse("complaints:flagged")).status_code == 403
    assert client.post(number, {"purpose": "核实是否同一位顾客"}).status_code == 404


def test_the_tabs_of_the_measures_show_each_its_own(client: Client) -> None:
    today = timezone.localdate()
    head, agent = make.person(Role.DEPARTMENT_HEAD, "onsite"), cases.agent()
    late, due, ahead, fire, checked = (cases.measure(cases.answered(by=agent)) for _ in range(5))
    for one, on in ((late, today - DAY), (due, today), (ahead, today + DAY), (fire, today), (checked, today - DAY)):
        Improvement.objects.filter(pk=one.pk).update(check_on=on, remind_on=on)
    Improvement.objects.filter(pk=fire.pk).update(owner=make.department("fire"))
    aftermath.check(checked, works=True, finding="有效", by=cases.supervisor(), now=timezone.now())

    def numbers(user: User, show: str) -> set[str]:
        make.signed_in(client, user)
        page = client.get(reverse("complaints:measures"), {"show": show}).content.decode()
        return set(re.findall(r"/complaints/(TS\d{8}-\d{4})/\"", page))

    def of(*measures: Improvement) -> set[str]:
        return {one.complaint.folder.number for one in measures}

    assert numbers(agent, "due") == of(late, due, fire)
    assert numbers(agent, "overdue") == of(late)
    assert numbers(agent, "mine") == set()
    assert numbers(agent, "all") == of(late, due, ahead, fire, checked)
    assert numbers(head, "mine") == of(late, due, ahead)
    assert numbers(head, "all") == of(late, due, ahead, checked)
    assert numbers(head, "nonsense") == of(late, due)


def test_only_who_may_check_is_offered_it_and_at_the_next_measure_alone(client: Client) -> None:
    agent = cases.agent()
    complaint = cases.answered(by=agent)
    cases.measure(complaint, days=6)
    cases.measure(complaint, days=7)
    for user, buttons in ((agent, 0), (cases.agent(), 1), (cases.deputy(), 0)):
        make.signed_in(client, user)
        page = client.get(reverse("complaints:measures"), {"show": "all"}).content.decode()
        assert page.count("/improvement-check/") == buttons


def test_the_lists_take_as_many_questions_for_many_rows_as_for_one(client: Client) -> None:
    agent = cases.agent()
    make.signed_in(client, cases.supervisor())

    def more(n: int) -> None:
        complaint = cases.registered(by=agent, phone=f"139{n:08d}")
        cases.measure(complaint)
        aftermath.flag(complaint, "多次无理", by=agent, now=cases.NOON)

    addresses = [
        reverse("complaints:measures") + "?show=all",
        reverse("complaints:flagged") + "?show=proposed",
        reverse("complaints:approvals"),
    ]
    more(1)
    few = [questions(client, address) for address in addresses]
    for n in range(2, 8):
        more(n)
    assert [questions(client, address) for address in addresses] == few
    assert max(few) <= 16, "twelve, and the four that begin and end the transaction of a test"


def test_a_measure_due_stands_on_the_board_of_those_concerned(client: Client) -> None:
    handler, colleague = cases.agent(), cases.agent()
    head, supervisor = make.person(Role.DEPARTMENT_HEAD, "onsite"), cases.supervisor()
    made = cases.measure(cases.answered(by=handler))
    Improvement.objects.filter(pk=made.pk).update(check_on=timezone.localdate() - 3 * DAY)
    for user, seen in ((handler, True), (head, True), (supervisor, True), (colleague, False)):
        titles = [row.title for row in board(user, now=timezone.now()).today]
        assert ("检查：收货抽检" in titles) is seen, user

"""What cases have for persons is read by few, published by HR, printed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from casework.actions.folders import shut_out
from casework.models import Folder, Reminder
from casework.queries.timeline import timeline
from complaints.actions import consequences
from complaints.models import Complaint, Consequence
from complaints.queries.consequences import by_case, to_publish
from complaints.rules import consequences as rules
from reports.queries.board import board
from tests import make
from tests import make_cases as cases
from tests.make_consequences import LAST_YEAR, LATER, TODAY, act, fresh, hr, office, proposed
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


@rule("CMP-42")
def test_the_desk_learns_from_the_case_neither_whom_nor_how_much_nor_why(client: Client) -> None:
    by, boss, person, agent = office(), cases.general_manager(), make.person(name="当事人"), cases.agent()
    case = cases.closed()
    for n, (kind, reason) in enumerate((("money", "当班离岗"), ("money", "无故缺席"), ("warning", "言语冲突"))):
        amount = Decimal("234.56") if kind == "money" else None
        one = consequences.propose(case, person, kind, reason, amount=amount, by=by, now=LATER + timedelta(hours=n))
        if n == 0:
            consequences.refuse(one, "情节轻微", by=boss, now=LATER)
        elif n == 1:
            consequences.approve(one, by=boss, now=LATER, reason="从轻处理")
    secrets = ("当事人", "234.56", "当班离岗", "无故缺席", "言语冲突", "情节轻微", "从轻处理")
    make.signed_in(client, cases.manager())
    page = client.get(case.get_absolute_url()).content.decode()
    assert [word for word in secrets if word not in page] == []
    make.signed_in(client, agent)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "罚款" in page, "that there was one stands in the line of time"
    assert [word for word in secrets if word in page] == []
    lines = [line for line in timeline(case.folder, agent) if line.at >= LATER]
    codes = [line.verb.code for line in lines]
    assert codes.count("approval_asked") == codes.count("consequence_decided") == 2
    assert [line for line in lines if line.rows or {"person", "approval", "amount"} & set(line.facts)] == []


@rule("CMP-42")
def test_nothing_is_published_while_its_case_is_heard_again() -> None:
    reader, one = hr(), proposed()
    Complaint.objects.filter(pk=one.complaint_id).update(state="reopened")  # as an earlier version left it
    assert [o.code for o in rules.obstacles_to_publishing(fresh(one), reader)] == ["open"]
    assert to_be_published(reader) == ["0"]
    with pytest.raises(Refused, match="open"):
        consequences.publish(one, TODAY, by=reader, now=LATER)


def to_be_published(user: User) -> list[str]:
    """What the board says waits for its publishing."""
    address = reverse("complaints:consequences")
    return [figure.number for figure in board(user, now=LATER).figures if figure.url == address]


@rule("CMP-42")
def test_hr_publishes_a_disciplinary_action_once_on_a_day_that_has_come() -> None:
    reader = hr()
    one, money = proposed(), proposed("money")
    tried = ((TODAY, []), (TODAY + timedelta(days=1), ["ahead"]), (TODAY - timedelta(days=1), ["before"]))
    for day, expected in tried:
        assert [o.code for o in rules.obstacles_to_day_published(one, day, LATER)] == expected
    about_hr = proposed(person=hr())
    for what, who, expected in (
        (one, reader, []),
        (money, reader, ["kind"]),
        (about_hr, about_hr.person, ["own"]),
        (one, cases.manager(), ["may"]),
    ):
        assert [o.code for o in rules.obstacles_to_publishing(what, who)] == expected
    consequences.publish(about_hr, TODAY, by=reader, now=LATER)
    assert to_be_published(reader) == ["1"]
    assert to_be_published(cases.manager()) == [], "who only reads them has nothing to do"
    with pytest.raises(Refused, match="ahead"):
        consequences.publish(one, TODAY + timedelta(days=1), by=reader, now=LATER)
    published = consequences.publish(one, TODAY, by=reader, now=LATER)
    assert to_be_published(reader) == ["0"]
    assert [o.code for o in rules.obstacles_to_publishing(published, reader)] == ["published"]
    assert (published.published_on, published.published_by) == (TODAY, reader)
    with pytest.raises(Refused):
        consequences.publish(one, TODAY, by=reader, now=LATER)


@rule("CMP-42")
def test_hr_reads_the_list_publishes_and_prints_and_the_desk_does_not(client: Client) -> None:
    reader, person = hr(), make.person(name="当事人")
    one, money = proposed(person=person), proposed("money", person=person)
    waiting = reverse("complaints:consequence_print", args=[money.pk])
    Consequence.objects.filter(pk=one.pk).update(decided_at=LAST_YEAR)  # the doors have the real hour
    make.signed_in(client, reader)
    listed = client.get(reverse("complaints:consequences")).content.decode()
    assert "当事人" in listed
    assert "罚款" not in listed.partition('id="consequences"')[2], "what is not decided is nobody's to read here"
    assert client.get(waiting).status_code == 404
    publish = reverse("complaints:consequence_publish", args=[one.pk])
    assert client.post(publish, {"published_on": "昨天"}).status_code == 422
    assert client.post(publish, {"published_on": "2025-12-06"}).status_code == 302
    assert "当事人" not in client.get(reverse("complaints:consequences")).content.decode()
    assert "2025-12-06" in client.get(reverse("complaints:consequences"), {"show": "all"}).content.decode()
    notice = reverse("complaints:consequence_print", args=[one.pk])
    for user, status in ((reader, 200), (person, 200), (cases.agent(), 404), (cases.supervisor(), 404)):
        make.signed_in(client, user)
        assert client.get(notice).status_code == status
    assert client.get(reverse("complaints:consequences")).status_code == 403
    make.signed_in(client, person)
    assert client.get(waiting).status_code == 404


@rule("CMP-42", "CMP-46")
def test_who_is_kept_out_of_a_case_reads_nothing_of_what_it_has_for_others(client: Client) -> None:
    person, manager, reader, colleague = make.person(name="当事人"), cases.manager(), hr(), hr()
    case = cases.closed()
    for out in (manager, colleague):
        shut_out(case.folder, out, by=cases.supervisor(), now=LATER)
    one = proposed(person=person, case=case)
    assert not Reminder.objects.filter(receiver=colleague, kind="complaint.consequence_hr").exists()
    for who, there in ((reader, True), (colleague, False), (cases.manager(), True), (manager, False)):
        make.signed_in(client, who)
        page = client.get(reverse("complaints:consequences"), {"show": "all"}).content.decode()
        assert ("当事人" in page) is there
        paper = client.get(reverse("complaints:consequence_print", args=[one.pk]))
        assert (paper.status_code == 200) is there
    assert (to_be_published(reader), to_be_published(colleague)) == (["1"], ["0"])
    make.signed_in(client, colleague)
    publish = reverse("complaints:consequence_publish", args=[one.pk])
    assert client.post(publish, {"published_on": TODAY.isoformat()}).status_code == 404


@rule("CMP-42")
def test_hr_reads_what_it_publishes_also_of_a_confidential_case_and_no_money(client: Client) -> None:
    reader, boss, case = hr(), cases.general_manager(), cases.closed()
    case.folder.confidential = True
    case.folder.save()
    warned, fined = make.person(name="受警告者"), make.person(name="受罚款者")
    proposed(person=warned, case=case)
    fine = proposed("money", person=fined, case=case)
    own = proposed("money", person=reader)
    for penalty in (fine, own):
        consequences.approve(penalty, by=boss, now=LATER)
    make.signed_in(client, reader)
    page = client.get(reverse("complaints:consequences"), {"show": "all"}).content.decode()
    assert "受警告者" in page
    assert "受罚款者" not in page
    assert client.get(case.get_absolute_url()).status_code in (403, 404)
    notices = [client.get(reverse("complaints:consequence_print", args=[each.pk])).status_code for each in (fine, own)]
    assert notices == [404, 200]
    make.signed_in(client, cases.manager())
    assert "受罚款者" in client.get(reverse("complaints:consequences"), {"show": "all"}).content.decode()


@rule("CMP-42")
def test_the_handling_form_names_penalties_only_for_who_may_read_them(client: Client) -> None:
    manager, case = cases.manager(name="经理"), cases.closed(personal_penalty="扣 2 分")
    for person in (make.person(name="当事人"), manager):
        fine = proposed("money", person=person, case=case)
        consequences.approve(fine, by=cases.general_manager(), now=LATER)
    refused = proposed("money", person=make.person(name="未罚者"), case=case)
    consequences.refuse(refused, "情节轻微", by=cases.general_manager(), now=LATER)

    def named(who: User) -> list[str]:
        """Whom the paper names to this reader."""
        make.signed_in(client, who)
        printed: Any = client.get(reverse("complaints:print", args=[case.folder.number, "F-45"]))
        assert printed.content[:5] == b"%PDF-"
        context = {key: printed.context[key] for key in printed.context.keys()}  # noqa: SIM118 - no mapping
        paper = render_to_string("complaints/print/handling_full.html", context)
        return [name for name in ("当事人", "经理：", "未罚者", "罚款 200 元", "扣 2 分") if name in paper]

    assert named(office()) == ["当事人", "经理：", "罚款 200 元"]
    assert named(cases.agent()) == named(cases.supervisor()) == ["扣 2 分"]


@rule("CMP-42")
def test_the_months_review_names_nobody_to_who_may_not_read_it(client: Client) -> None:
    supervisor, case = cases.supervisor(), cases.closed()
    proposed(person=make.person(name="当事人"), case=case)
    assert list(by_case(office(), [case.pk])) == [case.pk]
    assert by_case(supervisor, [case.pk]) == {}
    for who, there in ((office(), True), (supervisor, False)):
        make.signed_in(client, who)
        page = client.get(reverse("complaints:review"), {"month": "2026-11"}).content.decode()
        assert case.folder.number in page
        assert ("当事人" in page) is there


@rule("CMP-42")
def test_what_keeps_it_from_being_published_stands_beside_the_date_of_its_row(client: Client) -> None:
    reader, first, second = hr(), proposed(), proposed()
    Consequence.objects.update(decided_at=LAST_YEAR)  # the doors have the real hour
    make.signed_in(client, reader)
    publish = reverse("complaints:consequence_publish", args=[first.pk])

    def beside(typed: str) -> str:
        """What stands beside the date that was typed."""
        refused = client.post(f"{publish}?show=all", {"published_on": typed})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert 'class="late" role="alert"' not in page
        assert f'id="id_published_on_{second.pk}_error"' not in page
        assert f'value="{typed}"' in page
        assert f"{first.person}" in page, "the same tab is shown again"
        (found,) = re.findall(rf'id="id_published_on_{first.pk}_error">.*?<span>(.*?)</span>', page, re.DOTALL)
        return str(found)

    assert beside("2025-11-30") == "该日尚未决定。"
    assert beside("2099-01-01") == "该日还没到。"
    assert client.post(publish, {"published_on": "2025-12-06"}).status_code == 302
    late = client.post(publish, {"published_on": "2025-12-07"})
    assert late.status_code == 409
    assert "已经公布。" in late.content.decode().partition('class="late" role="alert"')[2]
    assert fresh(first).published_on == date(2025, 12, 6)
    for one in (first, second, proposed("money"), proposed(person=reader)):
        waits = to_publish(reader).filter(pk=one.pk).exists()
        assert waits is (rules.obstacles_to_publishing(fresh(one), reader) == []), "list and act ask the same"


@rule("CMP-42")
def test_the_office_proposes_from_the_months_review_and_the_notice_says_what_and_why(client: Client) -> None:
    by, person, boss, agent = office(), make.person(name="当事人"), cases.general_manager(), cases.agent()
    case = cases.closed(personal_penalty="扣 2 分")
    Folder.objects.filter(pk=case.folder_id).update(opened_at=LAST_YEAR, closed_at=LAST_YEAR)
    number, address = case.folder.number, reverse("complaints:consequence", args=[case.folder.number])
    asked = {"person": person.pk, "kind": "money", "amount": "200", "reason": "当班离岗"}
    make.signed_in(client, agent)
    assert client.get(address).status_code == 403
    make.signed_in(client, by)
    assert address in client.get(reverse("complaints:review"), {"month": "2025-12"}).content.decode()
    assert client.post(address, {**asked, "amount": ""}).status_code == 422
    assert client.post(address, asked).status_code == 302
    assert "当事人" in client.get(reverse("complaints:review"), {"month": "2025-12"}).content.decode()
    assert "当事人" in client.get(case.get_absolute_url()).content.decode()
    make.signed_in(client, boss)
    assert number in client.get(reverse("complaints:approvals")).content.decode()
    one = case.consequences.get()
    assert client.post(act(one, "approve"), {"reason": ""}).status_code == 302
    one.refresh_from_db()
    paper = render_to_string("complaints/print/consequence.html", {"one": one, "folder_number": number})
    for word in ("罚款通知单", "当事人", "200", "当班离岗", number):
        assert word in paper
    make.signed_in(client, agent)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "当班离岗" not in page, "the desk learns neither whom nor why"

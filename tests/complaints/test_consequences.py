"""What closed cases have for persons: proposed, decided, told, published, printed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from casework.models import Approval, Folder, Reminder
from casework.queries.notices import said
from casework.queries.timeline import timeline
from complaints.actions import consequences, reopening
from complaints.models import Consequence
from complaints.queries.waiting import waiting_for
from complaints.rules import consequences as rules
from mall.localtime import ZONE
from mall.roles import Role
from reports.queries.board import board
from tests import make
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db

LATER = cases.later(days=10)
TODAY = LATER.date()
LAST_YEAR = datetime(2025, 12, 1, 10, 0, tzinfo=ZONE)


def office(**fields: str) -> User:
    """Somebody of the general manager's office."""
    return make.person(Role.GM_OFFICE, "gm-office", **fields)  # type: ignore[arg-type]


def hr() -> User:
    """Somebody of HR."""
    return make.person(Role.HR_VIEWER, "hr")


def proposed(
    kind: str = "warning", *, by: User | None = None, person: User | None = None, case: Complaint | None = None
) -> Consequence:
    """A consequence after a closed case; a money penalty of 200 yuan."""
    amount = Decimal(200) if kind == "money" else None
    person, by = person or make.person(name="当事人"), by or office()
    return consequences.propose(case or cases.closed(), person, kind, "当班离岗", amount=amount, by=by, now=LATER)


def codes(one: Consequence, by: User) -> list[str]:
    """What keeps this person from deciding on it."""
    return [o.code for o in rules.obstacles_to_deciding_penalty(one.complaint, by, LATER)]


@rule("CMP-42", "CMP-46")
def test_a_consequence_follows_a_closed_case_says_how_much_and_is_about_somebody_else() -> None:
    by, person = office(), make.person()
    case = cases.closed()
    assert [o.code for o in rules.obstacles_to_proposing(cases.answered(), by, LATER)] == ["open"]
    assert rules.obstacles_to_proposing(case, by, LATER) == []
    tried = (
        (person, "warning", None, []),
        (person, "money", Decimal(200), []),
        (person, "money", None, ["amount"]),
        (person, "warning", Decimal(200), ["amount"]),
        (by, "warning", None, ["own"]),
    )
    for whom, kind, amount, expected in tried:
        assert [o.code for o in rules.obstacles_to_consequence(case, whom, kind, amount, by)] == expected
    proposed(case=case, person=person)
    assert [o.code for o in rules.obstacles_to_consequence(case, person, "warning", None, by)] == ["twice"]
    proposed("money", case=case, person=person)
    other = rules.obstacles_to_consequence(case, make.person(), "money", Decimal(50), by)
    assert [o.code for o in other] == ["waiting"]
    with pytest.raises(Refused):
        proposed(case=cases.answered())
    with pytest.raises(IntegrityError), transaction.atomic():
        Consequence.objects.filter(kind="warning").update(amount=1)


@rule("CMP-42")
def test_a_disciplinary_action_stands_at_once_and_hr_and_the_person_are_told() -> None:
    person, reader, manager = make.person(name="当事人"), hr(), cases.manager()
    case = cases.closed()
    one = proposed(case=case, person=person)
    assert (one.state, one.approval) == ("decided", None)
    bells = Reminder.objects.filter(channel="bell", given_up_at=None)
    mine = bells.get(receiver=person, kind="complaint.consequence_mine")
    assert said([mine])[0].url == reverse("complaints:consequence_print", args=[one.pk])
    sentence = said([bells.get(receiver=reader)])[0].sentence
    assert "当事人" in sentence
    assert case.folder.number in sentence
    assert not bells.filter(receiver=manager, kind__startswith="complaint.consequence").exists()
    assert not Folder.objects.visible_to(person).filter(pk=case.folder_id).exists(), "kept out of the case"


@rule("CMP-42", "CMP-31")
def test_a_money_penalty_waits_for_the_general_manager_and_nobody_else() -> None:
    by, boss, person, reader = office(), cases.general_manager(), make.person(), hr()
    one = proposed("money", by=by, person=person)
    assert (one.state, Approval.objects.get().verdict) == ("proposed", "")
    assert Reminder.objects.filter(receiver=boss, kind="approval.asked").exists()
    assert not Reminder.objects.filter(receiver=person, given_up_at=None).exists(), "not before it is decided"
    for other in (cases.manager(), cases.deputy(), by):
        assert "authority" in codes(one, other)
        with pytest.raises(Refused):
            consequences.approve(one.complaint, by=other, now=LATER)
    assert codes(one, boss) == []
    assert waiting_for(boss).count() == "1"
    assert waiting_for(cases.deputy()).count() == "0"
    consequences.approve(one.complaint, by=boss, now=LATER)
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("decided", boss)
    assert Reminder.objects.filter(receiver=person, kind="complaint.consequence_mine").exists()
    assert not Reminder.objects.filter(receiver=reader).exists(), "money is told by notice, not published"
    assert codes(one, boss) == ["none"]
    assert waiting_for(boss).count() == "0"


@rule("CMP-42", "CMP-46")
def test_whom_it_is_about_neither_sees_nor_decides_it_and_nobody_his_own(client: Client) -> None:
    boss, other = cases.general_manager(), cases.general_manager()
    one = proposed("money", person=boss)
    assert codes(one, boss) == ["self"]
    assert codes(one, other) == []
    assert waiting_for(boss).count() == "0"
    make.signed_in(client, boss)
    assert client.get(one.complaint.get_absolute_url()).status_code == 404
    approve = reverse("complaints:penalty-approve", args=[one.complaint.folder.number])
    assert client.post(approve, {"reason": ""}).status_code == 404
    Consequence.objects.update(proposed_by=other)
    assert codes(one, other) == ["own"]
    with pytest.raises(Refused):
        consequences.approve(one.complaint, by=other, now=LATER)


@rule("CMP-42")
def test_a_penalty_is_refused_with_a_reason_taken_back_or_falls_away_when_the_case_is_heard_again() -> None:
    by, boss, person = office(), cases.general_manager(), make.person()
    refused, taken, again = (proposed("money", by=by, person=person) for _ in range(3))
    with pytest.raises(Refused):
        consequences.refuse(refused.complaint, " ", by=boss, now=LATER)
    consequences.refuse(refused.complaint, "情节轻微", by=boss, now=LATER)
    assert [o.code for o in rules.obstacles_to_withdrawing_penalty(taken.complaint, boss, LATER)] == ["own"]
    assert rules.obstacles_to_withdrawing_penalty(taken.complaint, by, LATER) == []
    consequences.take_back(taken.complaint, by=by, now=LATER)
    assert [o.code for o in rules.obstacles_to_withdrawing_penalty(taken.complaint, by, LATER)] == ["none"]
    reopening.reopen(again.complaint, by=cases.supervisor(), now=LATER + timedelta(hours=1))
    states = [Consequence.objects.get(pk=one.pk).state for one in (refused, taken, again)]
    assert states == ["refused", "withdrawn", "withdrawn"]
    assert not Approval.objects.filter(verdict="").exists()
    assert not Reminder.objects.filter(receiver=person, kind="complaint.consequence_mine").exists()


@rule("CMP-42")
def test_the_desk_learns_from_the_case_neither_whom_nor_how_much_nor_why(client: Client) -> None:
    by, boss, person, agent = office(), cases.general_manager(), make.person(name="当事人"), cases.agent()
    case = cases.closed()
    for n, (kind, reason) in enumerate((("money", "当班离岗"), ("money", "无故缺席"), ("warning", "言语冲突"))):
        amount = Decimal("234.56") if kind == "money" else None
        consequences.propose(case, person, kind, reason, amount=amount, by=by, now=LATER + timedelta(hours=n))
        if n == 0:
            consequences.refuse(case, "情节轻微", by=boss, now=LATER)
        elif n == 1:
            consequences.approve(case, by=boss, now=LATER, reason="从轻处理")
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
        assert [o.code for o in rules.obstacles_to_publishing(one, day, reader, LATER)] == expected
    assert [o.code for o in rules.obstacles_to_publishing(money, TODAY, reader, LATER)] == ["kind"]
    assert [o.code for o in rules.obstacles_to_publishing(one, TODAY, one.person, LATER)] == ["own"]
    assert to_be_published(reader) == ["1"]
    assert to_be_published(cases.manager()) == [], "who only reads them has nothing to do"
    published = consequences.publish(one, TODAY, by=reader, now=LATER)
    assert to_be_published(reader) == ["0"]
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
    assert client.post(reverse("complaints:penalty-approve", args=[number]), {"reason": ""}).status_code == 302
    one = case.consequences.get()
    paper = render_to_string("complaints/print/consequence.html", {"one": one, "folder_number": number})
    for word in ("罚款通知单", "当事人", "200", "当班离岗", number):
        assert word in paper
    make.signed_in(client, agent)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "当班离岗" not in page, "the desk learns neither whom nor why"

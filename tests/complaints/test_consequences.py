"""What closed cases have for persons: proposed, decided, told, published, printed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from casework.actions.folders import shut_out
from casework.models import Approval, Folder, Reminder
from casework.queries.notices import said
from casework.queries.timeline import timeline
from complaints.actions import consequences, reopening
from complaints.models import Complaint, Consequence
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


def fresh(one: Consequence) -> Consequence:
    """The row as it is now."""
    return Consequence.objects.get(pk=one.pk)


def codes(one: Consequence, by: User) -> list[str]:
    """What keeps this person from deciding on it."""
    return [o.code for o in rules.obstacles_to_deciding_penalty(fresh(one), by)]


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
            consequences.approve(one, by=other, now=LATER)
    assert codes(one, boss) == []
    assert waiting_for(boss).count() == "1"
    assert waiting_for(cases.deputy()).count() == "0"
    consequences.approve(one, by=boss, now=LATER)
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
    approve = act(one, "approve")
    assert client.post(approve, {"reason": ""}).status_code == 404
    Consequence.objects.update(proposed_by=other)
    assert codes(one, other) == ["own"]
    with pytest.raises(Refused):
        consequences.approve(one, by=other, now=LATER)


@rule("CMP-42")
def test_a_penalty_is_refused_with_a_reason_taken_back_or_falls_away_when_the_case_is_heard_again() -> None:
    by, boss, person = office(), cases.general_manager(), make.person()
    refused, taken, again = (proposed("money", by=by, person=person) for _ in range(3))
    with pytest.raises(Refused):
        consequences.refuse(refused, " ", by=boss, now=LATER)
    consequences.refuse(refused, "情节轻微", by=boss, now=LATER)
    assert [o.code for o in rules.obstacles_to_withdrawing_penalty(taken, boss)] == ["own"]
    assert rules.obstacles_to_withdrawing_penalty(taken, by) == []
    consequences.take_back(taken, by=by, now=LATER)
    assert [o.code for o in rules.obstacles_to_withdrawing_penalty(fresh(taken), by)] == ["none"]
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


def act(one: Consequence, what: str) -> str:
    """The address of an act on one money penalty."""
    return reverse(f"complaints:penalty-{what}-row", args=[one.complaint.folder.number, one.pk])


@rule("CMP-42")
def test_a_form_decides_on_the_penalty_it_showed_and_no_other(client: Client) -> None:
    by, boss, case = office(), cases.general_manager(), cases.closed()
    first = proposed("money", by=by, person=make.person(name="第一人"), case=case)
    bare = reverse("complaints:penalty-approve", args=[case.folder.number])
    make.signed_in(client, boss)
    shown = client.get(bare).content.decode()
    assert "第一人" in shown
    assert f'action="{act(first, "approve")}"' in shown
    assert act(first, "refuse") in client.get(case.get_absolute_url()).content.decode()
    assert act(first, "refuse") in client.get(reverse("complaints:approvals")).content.decode()
    consequences.take_back(first, by=by, now=LATER)
    second = proposed("money", by=by, person=make.person(name="第二人"), case=case)
    other = proposed("money", by=by)
    elsewhere = reverse("complaints:penalty-approve-row", args=[case.folder.number, other.pk])
    for stale in (bare, act(first, "approve"), act(first, "refuse"), elsewhere):
        refused = client.post(stale, {"reason": "按规定"})
        assert refused.status_code == 409
        assert "没有待批准的罚款" in refused.content.decode()
    assert "第二人" not in client.get(act(first, "approve")).content.decode()
    make.signed_in(client, by)
    assert client.post(act(first, "take-back")).status_code == 409
    assert {fresh(one).state for one in (second, other)} == {"proposed"}
    make.signed_in(client, boss)
    assert client.post(act(second, "approve"), {"reason": ""}).status_code == 302
    assert [fresh(one).state for one in (first, second, other)] == ["withdrawn", "decided", "proposed"]


@rule("CMP-42")
def test_two_penalties_never_wait_on_one_case() -> None:
    by = office()
    one = proposed("money", by=by)
    with pytest.raises(Refused):
        proposed("money", by=by, case=one.complaint)
    asked = Approval.objects.get()
    asked.pk = None
    with pytest.raises(IntegrityError, match="approval_one_at_a_time"), transaction.atomic():
        asked.save(force_insert=True)


def sees(person: User, case: Complaint) -> bool:
    """Whether a person sees the case."""
    return Folder.objects.visible_to(person).filter(pk=case.folder_id).exists()


@rule("CMP-42", "CMP-46")
def test_who_is_not_fined_after_all_sees_the_case_again_and_who_is_kept_out_otherwise_does_not() -> None:
    by, boss = office(), cases.general_manager()

    def after(person: User, case: Complaint, how: str) -> bool:
        """Whether the person sees the case again once his penalty has ended so."""
        assert sees(person, case)
        penalty = proposed("money", by=by, person=person, case=case)
        assert not sees(person, case)
        if how == "refused":
            consequences.refuse(penalty, "情节轻微", by=boss, now=LATER)
        elif how == "taken back":
            consequences.take_back(penalty, by=by, now=LATER)
        elif how == "heard again":
            reopening.reopen(case, by=cases.supervisor(), now=LATER)
        else:
            consequences.approve(penalty, by=boss, now=LATER)
        return sees(person, case)

    for how in ("refused", "taken back", "heard again"):
        assert after(cases.agent(), cases.closed(), how), how
    assert not after(cases.agent(), cases.closed(), "approved")
    case, person = cases.closed(), cases.agent()
    fine = proposed("money", by=by, person=person, case=case)
    warning = proposed(by=by, person=person, case=case)
    consequences.take_back(fine, by=by, now=LATER)
    assert not sees(person, case), "the warning stands"
    reopening.reopen(case, by=cases.supervisor(), now=LATER)
    assert fresh(warning).state == "withdrawn"
    assert sees(person, case)
    complained_of, about = cases.agent(), cases.closed()
    shut_out(about.folder, complained_of, by=by, now=LATER)
    fine = proposed("money", by=by, person=complained_of, case=about)
    consequences.take_back(fine, by=by, now=LATER)
    assert not sees(complained_of, about)
    named, about = cases.agent(), cases.closed()
    fine = proposed("money", by=by, person=named, case=about)
    about.against, about.staff_person = "staff", named
    about.save()
    consequences.take_back(fine, by=by, now=LATER)
    assert not sees(named, about)


@rule("CMP-42", "CMP-29")
def test_what_was_not_published_when_the_case_is_heard_again_is_taken_back_and_said_so(client: Client) -> None:
    by, reader, boss, person = office(), hr(), cases.general_manager(), make.person(name="当事人")
    case = cases.closed()
    warning = proposed(by=by, person=person, case=case)
    criticised = proposed("criticism", by=by, person=person, case=case)
    consequences.publish(criticised, TODAY, by=reader, now=LATER)
    fine = proposed("money", by=by, person=person, case=case)
    consequences.approve(fine, by=boss, now=LATER)
    heard = LATER + timedelta(days=3)
    reopening.reopen(case, by=cases.supervisor(), now=heard)
    states = [fresh(one).state for one in (warning, criticised, fine)]
    assert states == ["withdrawn", "decided", "decided"], "what was carried out stands"
    bells = Reminder.objects.filter(channel="bell", given_up_at=None)
    for who, words in ((person, "对您的处理已撤销"), (reader, "当事人"), (by, "当事人")):
        (told,) = said(list(bells.filter(receiver=who, made_at=heard)))
        assert words in told.sentence
        assert case.folder.number in told.sentence
    notice = reverse("complaints:consequence_print", args=[warning.pk])
    assert not bells.filter(receiver=person, facts__path=notice).exists(), "its notice is not there any more"
    make.signed_in(client, person)
    assert client.get(notice).status_code == 404
    make.signed_in(client, cases.manager())
    assert "对人员的处分已撤销" in client.get(case.get_absolute_url()).content.decode()
    assert to_be_published(reader) == ["0"]
    with pytest.raises(Refused, match="kind"):
        consequences.publish(warning, heard.date(), by=reader, now=heard)


@rule("CMP-42")
def test_who_has_not_heard_of_it_yet_is_told_nothing_when_it_is_taken_back() -> None:
    person, case, night = make.person(), cases.closed(), LATER + timedelta(hours=13)
    consequences.propose(case, person, "warning", "当班离岗", by=office(), now=night)
    assert Reminder.objects.filter(receiver=person, send_at__gt=night, given_up_at=None).exists()
    reopening.reopen(case, by=cases.supervisor(), now=night)
    assert not Reminder.objects.filter(receiver=person, given_up_at=None).exists()


@rule("CMP-42")
def test_nothing_is_published_while_its_case_is_heard_again() -> None:
    reader, one = hr(), proposed()
    Complaint.objects.filter(pk=one.complaint_id).update(state="reopened")  # as an earlier version left it
    assert [o.code for o in rules.obstacles_to_publishing(fresh(one), reader)] == ["open"]
    assert to_be_published(reader) == ["0"]
    with pytest.raises(Refused, match="open"):
        consequences.publish(one, TODAY, by=reader, now=LATER)


@rule("CMP-42")
def test_of_a_kind_one_stands_for_a_person_and_another_may_follow_what_ended(client: Client) -> None:
    by, boss, person, case = office(), cases.general_manager(), cases.agent(), cases.closed()
    consequences.refuse(proposed("money", by=by, person=person, case=case), "情节轻微", by=boss, now=LATER)
    consequences.take_back(proposed("money", by=by, person=person, case=case), by=by, now=LATER)
    consequences.approve(proposed("money", by=by, person=person, case=case), by=boss, now=LATER)
    address = reverse("complaints:consequence", args=[case.folder.number])
    make.signed_in(client, by)
    again = {"person": person.pk, "kind": "money", "amount": "50", "reason": "再次离岗"}
    refused = client.post(address, again)
    assert refused.status_code == 422
    assert "该人员已有这项处理" in refused.content.decode()
    assert client.post(address, {**again, "person": cases.agent().pk}).status_code == 302


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

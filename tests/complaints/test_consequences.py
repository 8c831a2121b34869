"""What closed cases have for persons: proposed, decided, ended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from casework.actions.folders import shut_out
from casework.models import Approval, Folder, Reminder
from casework.queries.notices import said
from complaints.actions import consequences, reopening
from complaints.models import Complaint, Consequence
from complaints.queries.waiting import waiting_for
from complaints.rules import consequences as rules
from tests import make
from tests import make_cases as cases
from tests.make_consequences import LATER, TODAY, act, fresh, hr, office, proposed
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


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

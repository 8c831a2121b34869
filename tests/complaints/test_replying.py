"""Telling the complainant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from complaints.actions import closing, papers, reopening, replying
from complaints.actions.money import approve
from complaints.models import Paper
from complaints.offers import offers
from complaints.reveals import EMAIL
from complaints.rules import replying as rules
from complaints.states import Ending, Severity, State
from mall.models import Reveal
from mall.roles import Role
from tests import make, make_merchants
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("FUP-S02")
@rule("CMP-30")
def test_a_word_is_possible_until_the_case_is_closed_and_changes_no_state() -> None:
    complaint, by = cases.dispatched(), cases.agent()
    replying.reply(complaint, "phone", "已在处理", final=False, by=by, now=cases.later(hours=1))
    assert (complaint.state, complaint.result_told_at) == (State.DISPATCHED, None)
    closed = cases.closed()
    with pytest.raises(Refused):
        replying.reply(closed, "phone", "补充", final=False, by=by, now=cases.later(days=3))


@rule.both("CMP-22", "CMP-31", "CMP-04")
def test_there_is_no_result_to_tell_before_the_department_has_answered() -> None:
    by = cases.agent()
    for complaint in (cases.registered(), cases.dispatched()):
        assert rules.obstacles_to_telling_result(complaint, "phone")
        with pytest.raises(Refused):
            replying.reply(complaint, "phone", "结果", final=True, by=by, now=cases.later(hours=1))
    assert rules.obstacles_to_telling_result(cases.answered(), "phone") == []


@rule.both("CMP-31")
def test_nothing_is_promised_while_a_proposal_waits() -> None:
    complaint = cases.proposed("100")
    assert [o.code for o in rules.obstacles_to_telling_result(complaint, "phone")] == ["undecided"]
    approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    assert rules.obstacles_to_telling_result(complaint, "phone") == []
    replying.reply(complaint, "phone", "赔偿 100 元", final=True, by=cases.agent(), now=cases.later(hours=4))
    assert (complaint.state, complaint.ending) == (State.REPLIED, Ending.COMPENSATED)


@rule.both("CMP-22")
@rule("CMP-13")
def test_a_serious_case_is_answered_with_a_signed_report_and_an_approval() -> None:
    by = cases.agent()
    complaint = cases.answered(by=by, severity=Severity.SERIOUS)
    codes = {o.code for o in rules.obstacles_to_telling_result(complaint, "phone")}
    assert codes == {"approval", "report"}
    cases.signed_report(complaint, by=by, now=cases.later(hours=2))
    assert {o.code for o in rules.obstacles_to_telling_result(complaint, "phone")} == {"approval"}
    from complaints.actions import money

    money.propose(complaint, kind="apology", amount=0, reason="道歉", by=by, now=cases.later(hours=3))  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    approve(complaint, by=cases.manager(), now=cases.later(hours=4))
    assert rules.obstacles_to_telling_result(complaint, "phone") == []


@rule.both("CMP-34")
def test_the_especially_serious_is_told_by_letter() -> None:
    special = cases.answered(severity=Severity.SPECIAL)
    assert "letter" in {o.code for o in rules.obstacles_to_telling_result(special, "phone")}
    assert "letter" not in {o.code for o in rules.obstacles_to_telling_result(special, "letter")}
    serious = cases.answered(severity=Severity.SERIOUS)
    assert "letter" not in {o.code for o in rules.obstacles_to_telling_result(serious, "phone")}


@rule.allows("FUP-01", "FUP-S01", "FUP-S03", "CMP-39")
def test_the_result_plans_a_follow_up_three_days_later_by_somebody_else() -> None:
    by = cases.agent()
    complaint = cases.replied(by=by)
    follow_up = cases.open_follow_up(complaint)
    assert follow_up is not None
    assert follow_up.due_at == cases.later(hours=2) + timedelta(days=3)
    assert follow_up.handled_by == by


@rule.both("FUP-01", "FUP-S03")
def test_who_left_no_phone_or_wants_no_call_is_not_asked() -> None:
    assert rules.can_be_called(cases.answered())
    assert not rules.can_be_called(cases.answered(phone=""))
    assert not rules.can_be_called(cases.answered(wants_call=False))
    assert cases.open_follow_up(cases.replied(phone="")) is None
    assert cases.open_follow_up(cases.replied(wants_call=False)) is None
    assert cases.open_follow_up(cases.replied()) is not None


@rule.both("FUP-01")
def test_a_complaining_merchant_is_called_at_its_own_number() -> None:
    reached = make_merchants.merchant("恒源制衣", phone="13812345678")
    unknown = make_merchants.merchant("蝶恋女装", ("A1106",))
    unknown.contacts.update(phone="")
    for shop, called in ((reached, True), (unknown, False)):
        complaint = cases.replied(phone="", complaining_merchant=shop, complainant_kind="merchant")
        assert rules.can_be_called(complaint) is called
        assert (cases.open_follow_up(complaint) is not None) is called


@rule.both("CMP-20")
@rule.allows("CMP-09", "JOINT-S05")
def test_letters_of_serious_cases_are_numbered_after_the_folder() -> None:
    by = cases.agent()
    serious, general = cases.answered(severity=Severity.SERIOUS), cases.answered()
    letter = papers.write(serious, Paper.Form.COMPLAINANT_LETTER, facts="事实", by=by, now=cases.NOON)
    assert letter.number == f"{serious.folder.number}-F82-1"
    second = papers.write(serious, Paper.Form.COMPLAINANT_LETTER, facts="补充", by=by, now=cases.NOON)
    assert second.number.endswith("-F82-2")
    for form in (Paper.Form.COMPLAINANT_LETTER, Paper.Form.INTERNAL_LETTER):
        with pytest.raises(Refused):
            papers.write(general, form, facts="x", by=by, now=cases.NOON)
    assert papers.write(general, Paper.Form.REPLY_LETTER, words="您好", by=by, now=cases.NOON).edition == 1


@rule.both("CMP-29")
@pytest.mark.parametrize(("accepted", "primary"), [(False, "reopen"), (True, "follow-up"), (None, "follow-up")])
def test_a_result_not_accepted_is_offered_to_be_heard_again_at_once(accepted: bool | None, primary: str) -> None:  # noqa: FBT001 - a case of the test
    complaint, by, other = cases.answered(), cases.agent(), cases.agent()
    replying.reply(complaint, "phone", "同意退货", final=True, accepted=accepted, by=by, now=cases.later(hours=2))
    assert rules.is_not_accepted(complaint) is (accepted is False)
    found = [one for one in offers(complaint, other, cases.later(hours=3)) if one.primary]
    assert [one.code for one in found] == [primary]


@rule.refuses("CMP-29")
def test_once_heard_again_the_old_answer_presses_no_more() -> None:
    complaint, by = cases.answered(), cases.agent()
    replying.reply(complaint, "phone", "同意退货", final=True, accepted=False, by=by, now=cases.later(hours=2))
    reopening.reopen(complaint, "不接受", by=by, now=cases.later(hours=3))
    assert not rules.is_not_accepted(complaint)
    replying.reply(complaint, "phone", "退货并致歉", final=True, accepted=True, by=by, now=cases.later(hours=4))
    assert not rules.is_not_accepted(complaint)


@rule.both("CMP-32")
def test_unfounded_and_not_accepted_goes_up_as_a_petition() -> None:
    complaint, by = cases.answered(), cases.agent()
    closing.reject(complaint, "无质量问题", by=by, now=cases.later(hours=2))
    assert [one.code for one in offers(complaint, by, cases.later(hours=3)) if one.primary] == ["reply"]
    replying.reply(complaint, "phone", "不成立", final=True, accepted=False, by=by, now=cases.later(hours=4))
    assert [one.code for one in offers(complaint, by, cases.later(hours=5)) if one.primary] == ["object"]


@rule("DATA-01")
def test_an_e_mail_address_stands_masked_on_the_case_and_the_reply_and_is_shown_for_a_reason(client: Client) -> None:
    by, other = cases.agent(), make.person(Role.DEPARTMENT_USER, "fire")
    complaint = cases.answered(by=by)
    party = complaint.parties.get()
    reply = reverse("complaints:reply", args=[complaint.folder.number])
    make.signed_in(client, by)
    assert "***@" not in client.get(reply).content.decode(), "none was left"
    party.email = "zhou@example.com"
    party.save()
    address = reverse("casework:number", args=[EMAIL, party.pk])
    for page in (complaint.get_absolute_url(), reply):
        shown = client.get(page).content.decode()
        assert "z***@example.com" in shown
        assert "zhou@" not in shown
        assert address in shown
    assert "mailto:zhou@example.com" in client.post(address).content.decode(), "who handles it needs no words"
    assert Reveal.objects.get().what == EMAIL
    make.signed_in(client, other)
    assert client.post(address, {"purpose": "看看"}).status_code == 404

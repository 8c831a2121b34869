"""What the supervisor reviews, how high a case goes, and the forms that are handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from complaints.actions import closing, follow_ups
from complaints.models import Complaint
from complaints.prints import PRINTS
from complaints.queries.lists import Wanted, folders_wanted, tabs_of
from complaints.rules import follow_ups as rules
from complaints.sla import levels_up
from complaints.states import Channel, ComplainantKind, Severity, State
from tests import make, make_complaints, make_merchants
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def text(complaint: Complaint, code: str) -> str:
    """The paper as text; "" while the case has nothing for it."""
    found = PRINTS[code].gather(complaint, None, cases.agent())
    return "" if found is None else render_to_string(PRINTS[code].template, found)


@rule.both("FUP-S09")
def test_the_record_is_reviewed_by_a_supervisor_who_did_not_ask_with_name_and_hour() -> None:
    asker, boss = cases.supervisor(), cases.supervisor(name="复核人")
    complaint = cases.replied()
    assert [o.code for o in rules.obstacles_to_reviewing(complaint, boss, cases.NOON)] == ["none"]
    cases.ask(complaint, by=asker)
    assert [o.code for o in rules.obstacles_to_reviewing(complaint, asker, cases.NOON)] == ["own"]
    assert rules.obstacles_to_reviewing(complaint, boss, cases.NOON) == []
    with pytest.raises(Refused):
        follow_ups.review(complaint, passed=True, by=cases.agent(), now=cases.later(days=1))
    assert "复核人" not in text(complaint, "F-28")
    reviewed = follow_ups.review(complaint, passed=True, by=boss, now=cases.later(days=1, hours=2))
    assert (reviewed.reviewed_by, reviewed.reviewed_at) == (boss, cases.later(days=1, hours=2))
    assert "复核人" in text(complaint, "F-28")
    assert "2026-11-27 12:00" in text(complaint, "F-28")
    complaint.refresh_from_db()
    assert complaint.state == State.FOLLOWED_UP
    with pytest.raises(Refused):
        follow_ups.review(complaint, passed=True, by=boss, now=cases.later(days=2))


@rule.both("FUP-S09")
@rule.allows("FUP-13")
def test_a_record_that_does_not_pass_says_why_and_goes_back_to_the_complaint_procedure() -> None:
    boss, complaint = cases.supervisor(), cases.followed_up()
    with pytest.raises(Refused):
        follow_ups.review(complaint, passed=False, by=boss, now=cases.later(days=1))
    follow_ups.review(complaint, passed=False, words="未问是否收到退款", by=boss, now=cases.later(days=1))
    complaint.refresh_from_db()
    assert (complaint.state, complaint.level) == (State.REOPENED, 1)


@rule.both("FUP-S09")
def test_the_review_has_a_door_for_supervisors_only(client: Client) -> None:
    complaint = cases.followed_up()
    address = reverse("complaints:follow-up-review", args=[complaint.folder.number])
    make.signed_in(client, cases.agent())
    assert client.get(address).status_code == 403
    make.signed_in(client, cases.supervisor())
    assert client.post(address, {"passed": "no", "words": ""}).status_code == 422
    assert client.post(address, {"passed": "yes", "words": ""}).status_code == 302
    assert complaint.folder.follow_ups.get(reason="complaint").passed is True
    assert "审核回访记录：通过" in client.get(complaint.get_absolute_url()).content.decode()


@rule.both("JOINT-S03")
@rule("CMP-29")
def test_not_satisfied_a_large_problem_goes_up_two_levels_and_others_one() -> None:
    assert [levels_up(one) for one in (None, *Severity.values)] == [1, 1, 1, 2]
    rungs = {}
    for severity in (Severity.GENERAL, Severity.SPECIAL):
        complaint = cases.registered(severity=severity)
        complaint.state = State.WITHDRAWN
        complaint.save()
        closing.reopen(complaint, "不满意", by=cases.supervisor(), now=cases.later(days=1))
        rungs[severity] = complaint.level, complaint.folder.clocks.running().get(kind="dispatch").first_rung
    assert rungs == {Severity.GENERAL: (1, 1), Severity.SPECIAL: (2, 3)}


@rule.both("JOINT-S04")
def test_the_blank_feedback_form_goes_with_the_notice_to_a_merchant_a_customer_complains_about() -> None:
    shop = make_merchants.merchant(name="锦绣阁女装")
    waiting = cases.registered(merchant=shop)
    handed = cases.dispatched(merchant=shop)
    by_a_shop = cases.dispatched(complainant_kind=ComplainantKind.MERCHANT, complaining_merchant=shop)
    assert text(waiting, "feedback") == text(by_a_shop, "feedback") == ""
    form = text(handed, "feedback")
    assert "锦绣阁女装" in form
    assert handed.folder.number in form
    assert form.count("<span>非常满意</span>") == 4
    assert "☑" not in form
    assert 'class="on"' not in form


@rule.both("JOINT-S04")
@rule.allows("FUP-S09")
def test_a_follow_up_record_prints_with_blank_lines_before_anybody_was_called() -> None:
    complaint = cases.replied()
    assert text(complaint, "F-28").count("<span>非常满意</span>") == 4
    cases.ask(complaint, by=cases.agent())
    recheck = complaint.folder.follow_ups.filter(done_at=None).count()
    assert text(complaint, "F-28").count("<span>非常满意</span>") == 4 * recheck


@rule.both("JOINT-S01", "JOINT-S02")
def test_a_merchants_complaint_has_a_form_of_its_own_and_a_customers_has_none() -> None:
    shop, other = (
        make_merchants.merchant(name="凤凰坊鞋业"),
        make_merchants.merchant(name="云裳轩男装", units=["A3119"]),
    )
    customer = cases.dispatched(merchant=shop)
    assert text(customer, "merchant") == ""
    theirs = cases.dispatched(
        complainant_kind=ComplainantKind.MERCHANT, complaining_merchant=shop, merchant=other, against="merchant"
    )
    form = text(theirs, "merchant")
    assert "凤凰坊鞋业" in form
    assert '<span class="on">另一商户</span>' in form
    about_staff = cases.dispatched(
        complainant_kind=ComplainantKind.MERCHANT,
        complaining_merchant=shop,
        against="staff",
        staff_person=make.person(),
    )
    assert '<span class="on">本商场员工</span>' in text(about_staff, "merchant")


@rule.both("CMP-33")
def test_the_manager_has_a_list_of_customers_nobody_met() -> None:
    boss = cases.manager()
    waiting, met = cases.registered(), cases.registered()
    met.met_by, met.met_at = boss, cases.NOON
    met.save()
    shop = make_merchants.merchant()
    cases.registered(complainant_kind=ComplainantKind.MERCHANT, complaining_merchant=shop)
    assert "not_met" in tabs_of(boss)
    assert "not_met" not in tabs_of(cases.agent())
    listed = folders_wanted(boss, Wanted(view="not_met"), cases.NOON)
    assert [folder.pk for folder in listed] == [waiting.folder_id]
    closing.withdraw(waiting, "已和解", by=boss, now=cases.later(hours=1))
    assert not folders_wanted(boss, Wanted(view="not_met"), cases.NOON).exists()


@rule.allows("CMP-05")
def test_what_is_heard_on_a_visit_has_a_channel_of_its_own(client: Client) -> None:
    by = make_complaints.agent()
    case = make_complaints.complaint(by, channel=Channel.VISIT)
    assert case.get_channel_display() == "走访"
    make.signed_in(client, by)
    assert 'value="visit"' in client.get(reverse("complaints:new")).content.decode()

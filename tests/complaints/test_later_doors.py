"""The doors of the later chapters: each act from its form, by role, and what a refusal leaves standing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from casework.models import PauseReason
from complaints.models import Complaint, Settlement
from complaints.paper_urls import ACTS
from complaints.states import Ending, Severity, State
from mall.models import StagedUpload
from mall.roles import Role
from tests import make
from tests import make_cases as cases
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def at(complaint: Complaint, code: str, row: int | None = None) -> str:
    """The address of an act on a case, or on one of its rows."""
    named = [complaint.folder.number] if row is None else [complaint.folder.number, row]
    return reverse(f"complaints:{code}" if row is None else f"complaints:{code}-row", args=named)


def send(client: Client, user: User, complaint: Complaint, act: str, row: int | None = None, /, **data: Any) -> Any:
    """Post the form of an act as a person, and read the case again."""
    make.signed_in(client, user)
    response = client.post(at(complaint, act, row), data)
    complaint.refresh_from_db()
    complaint.folder.refresh_from_db()
    return response


def staged(by: User) -> str:
    """A scan dropped on a form."""
    row = StagedUpload(
        key="k" * 20, person=by, name="协议.pdf", content_type="application/pdf", size=20, staged_at=timezone.now()
    )
    row.file.save("a.pdf", ContentFile(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"), save=False)
    row.save()
    return row.key


def hours_ago(hours: float) -> Any:
    """An hour before the clock of the machine, which the doors read."""
    return timezone.now() - timedelta(hours=hours)


@pytest.mark.parametrize("code", [spec.code for spec, _view in ACTS])
def test_every_act_shows_its_form_or_its_reasons_to_who_may(client: Client, code: str) -> None:
    complaint = cases.answered(now=hours_ago(5), severity=Severity.SERIOUS)
    for user in (cases.manager(), cases.deputy(), cases.agent()):
        make.signed_in(client, user)
        response = client.get(at(complaint, code))
        assert response.status_code in (200, 403)
        fragment = client.get(at(complaint, code), headers={"HX-Request": "true"})
        assert fragment.status_code == response.status_code
        if response.status_code == 200:
            assert b"<html" in response.content
            assert b"<html" not in fragment.content


@pytest.mark.parametrize("code", [spec.code for spec, _view in ACTS])
def test_no_act_is_open_to_the_archivist(client: Client, code: str) -> None:
    complaint = cases.answered(now=hours_ago(5))
    make.signed_in(client, make.person(Role.ARCHIVIST, "archive"))
    assert client.get(at(complaint, code)).status_code == 403
    assert client.post(at(complaint, code)).status_code == 403


@pytest.mark.parametrize(
    ("amount", "decides"), [("1000.00", "manager"), ("1000.01", "deputy"), ("5000.00", "deputy"), ("5000.01", "gm")]
)
def test_the_journey_of_a_compensation_at_each_band(client: Client, amount: str, decides: str) -> None:
    agent, other = cases.agent(), cases.agent()
    people = {"manager": cases.manager(), "deputy": cases.deputy(), "gm": cases.general_manager()}
    complaint = cases.answered(by=agent, now=hours_ago(5))
    data = {"kind": "compensation", "amount": amount, "reason": "质量问题"}
    assert send(client, agent, complaint, "settle", **data).status_code == 302
    assert complaint.state == State.AWAITING_APPROVAL
    below = {"manager": None, "deputy": "manager", "gm": "deputy"}[decides]
    if below is not None:
        assert send(client, people[below], complaint, "approve", reason="").status_code == 409
        assert complaint.settlements.get().state == Settlement.State.PROPOSED
        assert complaint.folder.number not in client.get(reverse("complaints:approvals")).content.decode()
    make.signed_in(client, people[decides])
    assert complaint.folder.number in client.get(reverse("complaints:approvals")).content.decode()
    assert send(client, people[decides], complaint, "approve", reason="同意").status_code == 302
    told = {"way": "phone", "words": f"赔偿 {amount} 元", "final": "on", "accepted": "yes"}
    assert send(client, agent, complaint, "reply", **told).status_code == 302
    assert (complaint.state, complaint.ending) == (State.REPLIED, Ending.COMPENSATED)
    assert send(client, agent, complaint, "carry-out").status_code == 302
    graded = dict.fromkeys(("attitude", "skill", "timeliness", "promises"), "4")
    asked = {"way": "phone", "code": "reached", "solved": "yes", **graded}
    assert send(client, agent, complaint, "follow-up", **asked).status_code == 409
    assert send(client, other, complaint, "follow-up", **asked).status_code == 302
    assert complaint.state == State.FOLLOWED_UP
    assert send(client, agent, complaint, "close").status_code == 302
    assert complaint.state == State.CLOSED


def test_the_journey_of_a_mediation(client: Client) -> None:
    agent, supervisor, deputy = cases.agent(), cases.supervisor(), cases.deputy()
    manager, head = cases.manager(), make.person(Role.DEPARTMENT_HEAD, "onsite")
    complaint = cases.answered(by=agent, now=hours_ago(5), severity=Severity.SPECIAL)
    report = {"form": "F-84", "facts": "事实", "cause": "质量", "decision": "赔偿", "words": ""}
    assert send(client, agent, complaint, "paper", **report).status_code == 302
    assert send(client, agent, complaint, "paper-sign").status_code == 403
    assert send(client, supervisor, complaint, "paper-sign").status_code == 403
    assert send(client, head, complaint, "paper-sign").status_code == 302
    assert send(client, manager, complaint, "paper-sign").status_code == 302
    assert send(client, agent, complaint, "report-up").status_code == 302
    data = {"kind": "compensation", "amount": "3000", "reason": "受伤赔偿"}
    assert send(client, agent, complaint, "settle", **data).status_code == 302
    assert send(client, deputy, complaint, "approve", reason="").status_code == 302
    draft = {"a_name": "周女士", "b_name": "锦绣女装", "facts": "f", "a_duties": "a", "b_duties": "b", "amount": "3000"}
    assert send(client, agent, complaint, "agreement", **draft).status_code == 302
    assert complaint.agreements.get().a_phone == cases.PHONE
    today = timezone.localdate().isoformat()
    assert send(client, agent, complaint, "agreement-signed", signed_on=today).status_code == 409
    assert client.post(reverse("complaints:print", args=[complaint.folder.number, "F-85"])).status_code == 200
    assert send(client, agent, complaint, "agreement-signed", signed_on=today).status_code == 302
    assert send(client, agent, complaint, "agreement-sealed", signed_on=today).status_code == 422
    sealed = send(client, agent, complaint, "agreement-sealed", signed_on=today, scan=staged(agent))
    assert sealed.status_code == 302
    by_phone = {"way": "phone", "words": "赔偿 3000 元", "final": "on"}
    refused = send(client, agent, complaint, "reply", **by_phone)
    assert refused.status_code == 422
    assert "赔偿 3000 元" in refused.content.decode()
    assert send(client, agent, complaint, "reply", **{**by_phone, "way": "letter"}).status_code == 302
    judged = {
        "category": complaint.category_id,
        "cause": complaint.cause_id,
        "responsible": make.department("onsite").pk,
        "judgement": "商户责任",
        "lesson": "抽检",
    }
    assert send(client, agent, complaint, "judgement", **judged).status_code == 302
    assert send(client, agent, complaint, "carry-out").status_code == 302
    graded = dict.fromkeys(("attitude", "skill", "timeliness", "promises"), "3")
    asked = {"way": "visit", "code": "reached", "solved": "yes", **graded}
    assert send(client, agent, complaint, "follow-up", **asked).status_code == 409
    assert send(client, manager, complaint, "follow-up", **asked).status_code == 302
    assert send(client, agent, complaint, "close").status_code == 302
    assert (complaint.state, complaint.ending) == (State.CLOSED, Ending.MEDIATED)


def test_the_journey_of_an_unfounded_complaint_with_its_petition(client: Client) -> None:
    agent, deputy = cases.agent(), cases.deputy()
    complaint = cases.answered(by=agent, now=hours_ago(5))
    assert send(client, agent, complaint, "reject", reason="").status_code == 422
    assert send(client, agent, complaint, "reject", reason="无质量问题").status_code == 302
    petition = {"objection": "不服", "facts": "f", "proposal": "p"}
    assert send(client, agent, complaint, "object", **petition).status_code == 302
    assert send(client, agent, complaint, "petition", upholds="yes", decision="同意").status_code == 403
    assert send(client, deputy, complaint, "petition", upholds="no", decision="重新处理").status_code == 302
    assert complaint.state == State.REOPENED


def test_withdrawn_told_and_closed_by_the_doors(client: Client) -> None:
    agent = cases.agent()
    complaint = cases.dispatched(by=agent, now=hours_ago(5))
    assert send(client, agent, complaint, "withdraw", reason="自行解决").status_code == 302
    assert send(client, agent, complaint, "close").status_code == 409
    told = {"way": "phone", "words": "已撤诉", "final": "on"}
    assert send(client, agent, complaint, "reply", **told).status_code == 302
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert f'data-main href="{at(complaint, "close")}"' in page
    assert "不经回访结案" not in client.get(at(complaint, "close")).content.decode()
    assert send(client, agent, complaint, "close").status_code == 302
    assert complaint.state == State.CLOSED
    assert send(client, agent, complaint, "reopen", reason="又来").status_code == 302
    assert complaint.state == State.REOPENED


@rule.both("FUP-S11")
def test_a_call_back_is_promised_from_the_form_and_stands_in_the_list(client: Client) -> None:
    other = cases.agent()
    complaint = cases.replied(now=hours_ago(30))
    hour = timezone.localtime(timezone.now() + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    assert send(client, other, complaint, "follow-up", way="phone", code="busy").status_code == 422
    data = {"way": "phone", "code": "busy", "promised_at": hour}
    assert send(client, other, complaint, "follow-up", **data).status_code == 302
    listed = client.get(reverse("complaints:follow_ups"), {"show": "mine"}).content.decode()
    assert complaint.folder.number in listed
    for show in ("all", "due", "recheck", "nonsense"):
        assert client.get(reverse("complaints:follow_ups"), {"show": show}).status_code == 200


def test_pause_resume_and_a_date_by_hand_through_the_doors(client: Client) -> None:
    agent, supervisor = cases.agent(), cases.supervisor()
    complaint = cases.registered(by=agent, now=hours_ago(1))
    reason = PauseReason.objects.get_or_create(code="test", defaults={"name": "送检"})[0]
    assert send(client, agent, complaint, "pause", reason=reason.pk).status_code == 302
    assert complaint.folder.paused_at is not None
    assert send(client, agent, complaint, "pause", reason=reason.pk).status_code == 409
    assert send(client, agent, complaint, "resume").status_code == 302
    clock = complaint.folder.clocks.running().get(kind="solve")
    wanted = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    data = {"clock": clock.pk, "due_at": wanted, "reason": "送检一周"}
    assert send(client, agent, complaint, "deadline", **data).status_code == 403
    assert send(client, supervisor, complaint, "deadline", **data).status_code == 302
    clock.refresh_from_db()
    assert clock.by_hand
    special = cases.registered(by=agent, now=hours_ago(1), severity=Severity.SPECIAL)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert send(client, supervisor, special, "review-day", finding="仍在协商", day=day).status_code == 302


@pytest.mark.parametrize("year", ["9999", "0001", "1999", "2101"])
def test_a_year_typed_wrong_is_said_beside_the_field(client: Client, year: str) -> None:
    supervisor = cases.supervisor()
    special = cases.registered(now=hours_ago(1), severity=Severity.SPECIAL)
    assert send(client, supervisor, special, "review-day", finding="x", day=f"{year}-12-31").status_code == 422
    clock = special.folder.clocks.running().get(kind="review")
    data = {"clock": clock.pk, "due_at": f"{year}-12-31T23:59", "reason": "x"}
    assert send(client, supervisor, special, "deadline", **data).status_code == 422


def test_refused_taken_back_recovered_improved_and_flagged_through_the_doors(client: Client) -> None:
    agent, supervisor, manager = cases.agent(), cases.supervisor(), cases.manager()
    from tests import make_merchants

    complaint = cases.answered(by=agent, now=hours_ago(5), merchant=make_merchants.merchant())
    data = {"kind": "compensation", "amount": "300", "reason": "质量", "paid_by_mall": "on"}
    assert send(client, agent, complaint, "settle", **{**data, "amount": ""}).status_code == 422
    assert send(client, agent, complaint, "settle", **data).status_code == 302
    assert send(client, agent, complaint, "take-back", reason="").status_code == 302
    assert send(client, agent, complaint, "settle", **data).status_code == 302
    assert send(client, manager, complaint, "refuse", reason="").status_code == 422
    assert send(client, manager, complaint, "refuse", reason="证据不足").status_code == 302
    assert complaint.state == State.ANSWERED
    assert send(client, agent, complaint, "settle", **data).status_code == 302
    assert send(client, manager, complaint, "approve", reason="").status_code == 302
    assert send(client, agent, complaint, "carry-out").status_code == 302
    assert send(client, agent, complaint, "recover", amount="300.01").status_code == 422
    assert send(client, agent, complaint, "recover", amount="120.5", receipt="S1").status_code == 302
    assert sum(r.amount for s in complaint.settlements.all() for r in s.recoveries.all()) == Decimal("120.50")
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    improve = {"measure": "抽检", "owner": make.department("onsite").pk, "check_on": day}
    assert send(client, agent, complaint, "improve", **{**improve, "owner_person": agent.pk}).status_code == 422
    assert send(client, agent, complaint, "improve", **improve).status_code == 302
    row, found = complaint.improvements.get().pk, {"works": "yes", "finding": "有效"}
    assert send(client, agent, complaint, "improvement-check", row, **found).status_code == 409
    assert send(client, supervisor, complaint, "improvement-check", row, **found).status_code == 409
    assert send(client, manager, complaint, "improvement-agree", row, check_on=day).status_code == 302
    assert send(client, supervisor, complaint, "improvement-check", row, **found).status_code == 302
    assert send(client, agent, complaint, "flag", reason="多次无理").status_code == 302
    assert send(client, agent, complaint, "flag-confirm").status_code == 403
    assert send(client, supervisor, complaint, "flag-confirm").status_code == 302
    assert "标注" in client.get(reverse("complaints:case", args=[complaint.folder.number])).content.decode()
    assert send(client, supervisor, complaint, "flag-lift").status_code == 302


@rule.both("CMP-42")
def test_the_office_looks_through_the_month_and_freezes_it(client: Client) -> None:
    office = make.person(Role.GM_OFFICE, "gm-office")
    make.signed_in(client, office)
    assert client.get(reverse("complaints:review")).status_code == 200
    assert client.get(reverse("complaints:review"), {"month": "2026-13"}).status_code == 404
    future = client.post(reverse("complaints:review_close"), {"month": f"{timezone.localdate():%Y-%m}"})
    assert future.status_code == 409
    assert client.post(reverse("complaints:review_close")).status_code == 422
    assert client.post(reverse("complaints:review_close"), {"analysis": "与上月持平。"}).status_code == 302
    page = client.get(reverse("complaints:review")).content.decode()
    assert "已审阅" in page
    make.signed_in(client, cases.agent())
    assert client.get(reverse("complaints:review")).status_code == 403


def test_a_case_page_shows_money_papers_and_what_follows_in_both_languages(client: Client) -> None:
    agent = cases.agent()
    complaint = cases.proposed("700", by=agent)
    make.signed_in(client, agent)
    chinese = client.get(reverse("complaints:case", args=[complaint.folder.number])).content.decode()
    assert "和解与协议" in chinese
    client.cookies["django_language"] = "en"
    english = client.get(reverse("complaints:case", args=[complaint.folder.number])).content.decode()
    assert "Settlement and agreement" in english


def test_a_signed_agreement_is_voided_through_the_door_by_a_supervisor(client: Client) -> None:
    agent, supervisor = cases.agent(), cases.supervisor()
    complaint = cases.answered(by=agent, now=hours_ago(5))
    draft = {"a_name": "周女士", "b_name": "锦绣女装", "facts": "f", "a_duties": "a", "b_duties": "b"}
    assert send(client, agent, complaint, "agreement", **draft, a_phone="12").status_code == 422
    assert send(client, agent, complaint, "agreement", **draft, a_phone="13900001111").status_code == 302
    assert complaint.agreements.get().a_phone == "13900001111"
    assert send(client, supervisor, complaint, "agreement-void", reason="").status_code == 422
    assert send(client, supervisor, complaint, "agreement-void", reason="写错").status_code == 302
    assert complaint.agreements.get().state == "voided"


def test_each_paper_asks_for_what_it_needs(client: Client) -> None:
    agent = cases.agent()
    complaint = cases.answered(by=agent, now=hours_ago(5), severity=Severity.SERIOUS)
    for form in ("F-83", "F-51", "F-84"):
        bare = {"form": form, "facts": "事实", "to_department": "", "words": "", "decision": ""}
        assert send(client, agent, complaint, "paper", **bare).status_code == 422
    letter = {"form": "F-83", "facts": "事实", "to_department": make.department("onsite").pk}
    assert send(client, agent, complaint, "paper", **letter).status_code == 302


@rule.both("FUP-S03")
def test_a_person_who_cannot_be_reached_is_given_up_through_the_door(client: Client) -> None:
    other = cases.agent()
    complaint = cases.replied(now=hours_ago(30))
    assert send(client, other, complaint, "follow-up", way="phone", code="give_up").status_code == 409
    for _try in range(3):
        assert send(client, other, complaint, "follow-up", way="phone", code="no_answer").status_code == 302
    assert send(client, other, complaint, "follow-up", way="phone", code="give_up").status_code == 302
    assert send(client, other, complaint, "close").status_code == 302
    assert complaint.state == State.CLOSED


def test_the_review_names_the_cases_of_its_month(client: Client) -> None:
    closed = cases.closed()
    make.signed_in(client, make.person(Role.GM_OFFICE, "gm-office"))
    page = client.get(reverse("complaints:review"), {"month": "2026-11"}).content.decode()
    assert closed.folder.number in page

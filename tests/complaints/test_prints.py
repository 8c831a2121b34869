"""Paper: every form of the chapter comes out of the case, and nothing internal reaches the complainant."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from casework.actions.papers import write_note
from complaints.actions import aftermath, agreements, closing, handling, money, papers, replying
from complaints.models import Paper, Statement
from complaints.prints import FOR_THE_COMPLAINANT, PRINTS
from complaints.states import Severity
from mall.roles import Role
from tests import make, make_merchants
from tests import make_cases as cases
from tests.complaints.test_agreements import TODAY, words
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Complaint
    from mall.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

RARE = "𠮷田喆㙦・欧阳上官诸葛东方夏侯"
INTERNAL = "内部备注不得外传"
HANDLER = "经办人内部姓名"


def whole(by: User) -> Complaint:
    """A serious complaint with everything on paper, long names and rare characters."""
    complaint = cases.dispatched(
        by=by,
        severity=Severity.SERIOUS,
        name=RARE,
        merchant=make_merchants.merchant(name="𠮷祥喆品㙦记国际精品羽绒服饰旗舰专营店（东方商城总店）"),
        unit=make.unit("A3118"),
        goods="羽绒服",
        goods_model="加厚长款 XXL 黑色",
        goods_quantity=2,
        defect_quantity=1,
        goods_price=Decimal("1680.00"),
        order_number="XS-2026-1125-000918",
        bought_on=TODAY,
        demand="compensation",
        demand_amount=Decimal("2680.00"),
        demand_words="退货并赔偿交通费",
        happened="昨日购买羽绒服两件，穿一天袖口开线。" * 6,
        rules_explained=True,
        important=True,
    )
    Statement.objects.create(complaint=complaint, said_by="店长王芳", text="出售时完好。", at=cases.NOON, by=by)
    write_note(complaint.folder, INTERNAL, by=by, now=cases.NOON)
    papers.write(
        complaint, Paper.Form.COMPLAINANT_LETTER, facts=complaint.happened, decision="退货", by=by, now=cases.NOON
    )
    papers.write(
        complaint,
        Paper.Form.INTERNAL_LETTER,
        facts=complaint.happened,
        to_department=make.department("onsite"),
        by=by,
        now=cases.NOON,
    )
    cases.answer(complaint, now=cases.later(hours=1), text="已与商户核实，质量问题属实，同意退货并赔偿。")
    cases.signed_report(complaint, by=by, now=cases.later(hours=2))
    closing.judge(
        complaint,
        category=complaint.category,
        cause=complaint.cause,
        responsible=make.department("onsite"),
        responsible_loss=Decimal("200.00"),
        personal_penalty="扣 2 分",
        judgement="商户进货把关不严。",
        lesson="收货抽检。",
        by=by,
        now=cases.later(hours=2),
    )
    aftermath.improve(
        complaint,
        "每批抽检 5 件",
        owner=make.department("onsite"),
        check_on=TODAY.replace(month=12),
        by=by,
        now=cases.NOON,
    )
    money.propose(
        complaint,
        kind="compensation",
        amount=Decimal(2680),
        reason="质量问题",
        paid_by_mall=True,
        by=by,
        now=cases.later(hours=3),
    )
    money.approve(complaint, by=cases.deputy(), now=cases.later(hours=4), reason="同意")
    agreement = agreements.draft(complaint, words(a_name=RARE, amount=Decimal(2680)), by=by, now=cases.later(hours=5))
    agreements.print_draft(agreement, by=by, now=cases.later(hours=5))
    papers.write(
        complaint,
        Paper.Form.REPLY_LETTER,
        words="经核实，商户同意退货并赔偿 2680 元。\n请携带小票到八楼前台办理。",
        by=by,
        now=cases.later(hours=6),
    )
    money.carry_out(complaint, by=by, now=cases.later(hours=7))
    replying.reply(complaint, "letter", "已寄出答复函。", final=True, by=by, now=cases.later(hours=7))
    cases.ask(complaint, by=cases.supervisor())
    return complaint


@pytest.fixture
def agent() -> User:
    """Who handles it."""
    return make.person(Role.AGENT, name=HANDLER)


def met(by: User) -> Complaint:
    """A case with a joint meeting held, to which one department did not come."""
    case = cases.dispatched(by=by)
    asked = [make.department("onsite"), make.department("market")]
    later, boss = cases.later(hours=1), cases.supervisor()
    meeting = handling.call_meeting(
        case, asked, takes_place_at=later, place="八楼", agenda="定责", by=boss, now=cases.NOON
    )
    handling.hold_meeting(meeting, minutes="现场部主办。", decision="", attended=asked[:1], by=boss, now=later)
    return case


def petitioned(by: User) -> Complaint:
    """An unfounded complaint with a petition."""
    complaint = cases.answered(by=by, name=RARE)
    closing.reject(complaint, "商品无质量问题，系外力损坏。", by=by, now=cases.later(hours=2))
    closing.object_to(
        complaint, objection="不认可检测结论", facts="袖口开线", proposal="维持原结论", by=by, now=cases.later(hours=3)
    )
    return complaint


def keep(code: str, pdf: bytes) -> None:
    """Put the paper where somebody can look at it, when asked to by PAPERS_TO."""
    if os.environ.get("PAPERS_TO"):
        Path(os.environ["PAPERS_TO"], f"{code}.pdf").write_bytes(pdf)


@rule.allows("CMP-09", "CMP-40", "ORG-09", "JOINT-S04")
def test_every_form_prints_from_a_whole_case(client: Client, agent: User) -> None:
    complaint = whole(agent)
    petition = petitioned(agent)
    theirs = cases.dispatched(
        by=agent,
        complainant_kind="merchant",
        complaining_merchant=make_merchants.merchant(name="㙦记", units=["A3119"]),
    )
    others = {"F-50": petition, "merchant": theirs, "minutes": met(agent)}
    make.signed_in(client, agent)
    for code, form in PRINTS.items():
        case = others.get(code, complaint)
        address = reverse("complaints:print", args=[case.folder.number, code])
        response = client.post(address) if form.logged else client.get(address)
        assert response.status_code == 200, code
        assert response.content[:5] == b"%PDF-", code
        keep(code, response.content)
    logged = complaint.folder.entries.filter(verb="paper_printed").count()
    assert logged == 4
    assert complaint.folder.entries.filter(verb="agreement_printed").count() == 2


def html(complaint: Complaint, code: str) -> str:
    """The paper as text."""
    form = PRINTS[code]
    found = form.gather(complaint, None, cases.agent())
    assert found is not None
    return render_to_string(form.template, found)


@rule.both("CMP-30")
def test_nothing_internal_stands_on_what_the_complainant_gets(agent: User) -> None:
    complaint = whole(agent)
    for code in FOR_THE_COMPLAINANT:
        text = html(complaint, code)
        for secret in (INTERNAL, HANDLER, "扣 2 分", "商户进货把关不严", "店长王芳", "出售时完好"):
            assert secret not in text, (code, secret)
    assert "扣 2 分" in html(complaint, "F-45")


@rule.both("CMP-25")
def test_the_agreement_says_that_all_claims_are_settled_and_a_void_one_says_void(agent: User) -> None:
    complaint = whole(agent)
    text = html(complaint, "F-85")
    assert "一切主张即告了结" in text
    assert "作 废" not in text
    agreement = complaint.agreements.get()
    agreements.void(complaint, "写错", by=cases.supervisor(), now=cases.later(hours=8))
    found = PRINTS["F-85"].gather(complaint, agreement.pk, cases.agent())
    assert "作 废" in render_to_string(PRINTS["F-85"].template, found)
    assert PRINTS["F-85"].gather(complaint, None, cases.agent()) is None


@rule.allows("CMP-29")
def test_the_handling_form_of_a_reopened_case_names_its_edition_and_the_old_papers(agent: User) -> None:
    complaint = whole(agent)
    from complaints.actions.reopening import reopen

    reopen(complaint, "再次来访", by=agent, now=cases.later(days=2))
    cases.hand_over(complaint, by=agent, now=cases.later(days=2))
    text = html(complaint, "F-45")
    assert "第 2 版" in text
    assert f"{complaint.folder.number}-F84-1" in text
    assert "同意退货并赔偿" in text


def test_what_a_case_has_not_is_not_printed(client: Client, agent: User) -> None:
    complaint = cases.registered(by=agent)
    make.signed_in(client, agent)
    offered = {form.code for form in PRINTS.values() if form.gather(complaint, None, cases.agent()) is not None}
    assert offered == {"receipt", "F-31", "F-45"}
    for code in ("F-01", "F-28", "F-99"):
        assert client.get(reverse("complaints:print", args=[complaint.folder.number, code])).status_code == 404
    assert client.post(reverse("complaints:print", args=[complaint.folder.number, "F-85"])).status_code == 404


def test_whole_phones_and_id_numbers_are_the_desks(client: Client, agent: User) -> None:
    complaint = whole(agent)
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    number = complaint.folder.number
    assert client.post(reverse("complaints:print", args=[number, "F-85"])).status_code == 403
    assert client.get(reverse("complaints:print", args=[number, "F-31"])).status_code == 200
    assert cases.PHONE not in html(complaint, "F-31")
    assert "138****1234" in html(complaint, "F-31")


def test_a_numbered_paper_is_not_printed_by_looking(client: Client, agent: User) -> None:
    complaint = whole(agent)
    make.signed_in(client, agent)
    before = complaint.folder.entries.count()
    response: Any = client.get(reverse("complaints:print", args=[complaint.folder.number, "F-84"]))
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert complaint.folder.entries.count() == before


def test_a_scan_of_a_paper_is_kept_with_the_agreement(agent: User) -> None:
    complaint = cases.answered(by=agent)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    money.propose(complaint, kind="refund", amount=Decimal(10), reason="r", by=agent, now=cases.NOON)
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    agreement = agreements.draft(complaint, words(amount=Decimal(10)), by=agent, now=cases.NOON)
    agreements.print_draft(agreement, by=agent, now=cases.NOON)
    agreements.sign_a(complaint, TODAY, by=agent, now=cases.NOON)
    assert agreements.seal_b(complaint, TODAY, file, by=agent, now=cases.NOON).scan is not None

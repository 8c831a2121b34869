"""The counter's form as the browser posts it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Folder, Handoff
from complaints.actions import intake
from complaints.forms.intake import IntakeForm, opened_at, opened_mark
from complaints.models import Complaint, ComplaintCategory, DisputeRule, FlaggedCustomer, Party
from complaints.queries.alike import alike
from complaints.queries.hints import hints
from complaints.queries.places import Place, place, places
from complaints.states import State
from mall.models import FormToken, Lift
from mall.roles import Role
from tests import make, make_merchants
from tests import make_complaints as desk
from tests.at_once import at_once
from tests.rules import rule
from ui import plugs

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"


def _form(**fields: Any) -> dict[str, Any]:
    make.department()
    onsite = make.department("onsite")
    return {
        "channel": "in_person",
        "complainant_kind": "customer",
        "against": "merchant",
        "name": "周女士",
        "phone": "138 0013 0013",
        "where": "",
        "where_text": "二楼扶梯口",
        "severity": "1",
        "happened": desk.WORDS,
        "lead": str(onsite.pk),
        "opened": opened_mark(timezone.now() - timedelta(minutes=2)),
        "form_token": plugs.tokens().issue(None),
        "then": "hand_over",
        **fields,
    }


def test_register_and_hand_over_in_one_step(client: Client) -> None:
    lin = desk.agent()
    answer = make.signed_in(client, lin).post(NEW, _form())
    case = Complaint.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("complaints:registered", args=[case.folder.number])
    assert case.state == State.DISPATCHED
    assert case.parties.get().phone == "13800130013"
    assert Handoff.objects.get().to_department.code == "onsite"
    assert timedelta(minutes=1) < case.registered_at - case.arrived_at < timedelta(minutes=3)
    shown = client.get(answer["Location"]).content.decode()
    assert case.folder.number in shown
    assert "受理回执" in shown


@rule.both("CMP-05", "CMP-08")
@rule.allows("CMP-07")
def test_what_is_taken_down_stands_on_the_page_and_what_cannot_be_is_sent_back(client: Client) -> None:
    make.signed_in(client, desk.agent())
    goods = {"goods": "羽绒服", "goods_model": "XXL 黑色", "goods_quantity": "3", "defect_quantity": "2"}
    bought = {"goods_price": "899.00", "order_number": "XS-918", "bought_on": "2026-01-05", "has_receipt": "1"}
    whole = {"channel": "fax", "address": "东方路 8 号", "demand": "return", "demand_amount": "1798", **goods, **bought}
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for field, wrong in {"channel": "pigeon", "defect_quantity": "4", "bought_on": tomorrow}.items():
        refused = client.post(NEW, _form(**{**whole, field: wrong}))
        assert refused.status_code in {409, 422}
        page = refused.content.decode()
        assert re.findall(r'id="id_(\w+)_error"', page) == [field]
        assert "东方路 8 号" in page
        assert not Complaint.objects.exists()
    assert client.post(NEW, _form(**whole)).status_code == 302
    page = client.get(Complaint.objects.get().get_absolute_url()).content.decode()
    person, matter = ["周女士", "东方路 8 号", "二楼扶梯口", "传真"], ["羽绒服 XXL 黑色 × 3", "瑕疵 2", "899"]
    for word in (*person, *matter, "XS-918", "2026-01-05", "退货", "1,798"):
        assert word in page
    assert "13800130013" not in page


@pytest.mark.parametrize("then", ["hand_over", "only", "settle", "add"])
def test_a_double_click_makes_one_record(client: Client, then: str) -> None:
    lin = desk.agent()
    make.signed_in(client, lin)
    settled = {"words": "已解释，顾客理解。", "content": "on", "category": str(desk.category().pk)}
    there = desk.complaint(lin).folder.number if then == "add" else ""
    form = _form(then=then, to_case=there, **(settled if then == "settle" else {}))
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    case = Complaint.objects.get()
    assert case.statements.count() == (then == "add")
    assert case.folder.entries.filter(verb="complaint_registered").count() == 1
    assert FormToken.objects.get().led_to == first["Location"]


def test_a_form_that_somebody_else_has_sent_registers_nothing(client: Client) -> None:
    form = _form(then="only")
    make.signed_in(client, desk.agent()).post(NEW, form)
    answer = make.signed_in(client, desk.agent(name="吴二")).post(NEW, form)
    assert answer.status_code == 409
    assert "这张表单已由别人提交过了" in answer.content.decode()
    assert Complaint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_clicks_at_once_register_one_complaint_and_all_lead_to_it() -> None:
    form = _form(then="only")
    browser = make.signed_in(Client(), desk.agent())
    answers = at_once([lambda: browser.post(NEW, form)] * 5)
    number = Complaint.objects.get().folder.number
    assert {answer["Location"] for answer in answers} == {reverse("complaints:registered", args=[number])}


def test_register_only_and_settle_on_the_spot(client: Client) -> None:
    make.signed_in(client, desk.agent())
    client.post(NEW, _form(then="only"))
    assert Complaint.objects.get().state == State.REGISTERED
    settled = {"then": "settle", "words": "已解释，顾客理解。", "content": "on"}
    refused = client.post(NEW, _form(**settled))
    assert refused.status_code == 422
    assert "请选择类别" in refused.content.decode()
    assert Complaint.objects.count() == 1
    answer = client.post(NEW, _form(**settled, category=str(desk.category().pk)))
    newest = Complaint.objects.latest("pk")
    assert (newest.ending, newest.state) == ("settled_at_once", State.CLOSED)
    assert "已结案归档" in client.get(answer["Location"]).content.decode()


def test_a_refused_form_keeps_all_that_was_typed_and_its_token(client: Client) -> None:
    make.signed_in(client, desk.agent())
    form = _form(happened="", name="", phone="12", goods="羽绒服")
    answer = client.post(NEW, form)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert not Folder.objects.filter(kind="complaint").exists()
    assert not FormToken.objects.exists()
    assert all(text in shown for text in ("羽绒服", "二楼扶梯口", form["form_token"], "data-bound"))


def test_all_that_is_missing_is_said_at_once(client: Client) -> None:
    make.signed_in(client, desk.agent())
    shown = client.post(NEW, _form(happened="", name="", where_text="")).content.decode()
    assert all(text in shown for text in ("请写投诉人，或勾选", "请写明地点或商户", "请至少用一句话写清经过"))


def test_settling_without_words_asks_for_them_and_writes_nothing(client: Client) -> None:
    make.signed_in(client, desk.agent())
    answer = client.post(NEW, _form(then="settle"))
    assert answer.status_code == 422
    assert not Complaint.objects.exists()
    assert "请写对投诉人说了什么" in answer.content.decode()


def test_uploads_survive_a_refusal_and_arrive_with_the_case(client: Client, media: Any) -> None:
    from django.core.files.base import ContentFile

    from mall.actions.doors import stage

    lin = desk.agent()
    file = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", name="a.pdf")
    kept = stage(file, name="小票.pdf", content_type="application/pdf", by=lin, now=timezone.now())
    make.signed_in(client, lin)
    refused = client.post(NEW, _form(happened="", files=kept.key))
    assert "小票.pdf" in refused.content.decode()
    client.post(NEW, _form(files=kept.key))
    assert Complaint.objects.get().folder.attachments.get().name == "小票.pdf"


def test_add_to_that_case_registers_nothing_new(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    answer = make.signed_in(client, lin).post(NEW, _form(then="add", to_case=case.folder.number))
    assert answer["Location"] == case.get_absolute_url()
    assert Complaint.objects.count() == 1
    assert case.statements.get().said_by == "周女士"


def test_adding_to_a_case_one_may_not_see_is_not_found(client: Client) -> None:
    from complaints.states import Against

    boss = desk.supervisor()
    hidden = desk.complaint(boss, against=Against.STAFF, staff_person=desk.agent(), unit=None)
    answer = make.signed_in(client, desk.agent()).post(NEW, _form(then="add", to_case=hidden.folder.number))
    assert answer.status_code == 404


def test_the_forms_own_hour_cannot_be_touched() -> None:
    now = timezone.now()
    early = now - timedelta(minutes=4)
    assert abs(opened_at(opened_mark(early), now) - early) < timedelta(seconds=1)
    assert opened_at("9999999999:forged", now) == now
    assert opened_at("", now) == now
    assert opened_at(opened_mark(now + timedelta(hours=1)), now) == now


def test_a_department_user_cannot_register(client: Client) -> None:
    make.signed_in(client, desk.onsite())
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, _form()).status_code == 403


def test_hints_find_same_phone_place_and_words_and_count_visits() -> None:
    lin = desk.agent()
    shop = make_merchants.merchant("锦绣女装", ["A3118"])
    now = timezone.now()
    by_phone = desk.complaint(lin, now=now - timedelta(days=1), unit=None, place="别处", happened="完全无关的一件事情")
    by_words = desk.complaint(lin, now=now - timedelta(days=2), phone="", unit=make.unit("B2001"))
    by_place = desk.complaint(
        lin, now=now - timedelta(days=3), phone="", merchant=shop, happened="店员态度恶劣大声吵闹"
    )
    desk.complaint(lin, now=now - timedelta(days=40))
    found = hints(lin, place=Place(merchant=shop), phone="13800130013", happened=desk.WORDS, now=now)
    numbers = {row.number for row in found.alike}
    assert numbers == {case.folder.number for case in (by_phone, by_words, by_place)}
    assert found.visits == 2
    assert found.card is not None
    assert found.card.complaints == 1
    assert "****" in found.card.phone
    assert not found.flagged


def test_a_flagged_customer_is_a_hint_and_never_a_refusal(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    FlaggedCustomer.objects.create(
        phone_blind=Party.objects.get().phone_blind,
        name="周女士",
        reason="多次无理要求",
        origin=case,
        proposed_at=desk.NOW,
        proposed_by=lin,
        confirmed_at=desk.NOW,
        confirmed_by=desk.supervisor(),
    )
    make.signed_in(client, lin)
    shown = client.post("/complaints/new/look/", {"phone": "13800130013"}).content.decode()
    assert "重点关注" in shown
    client.post(NEW, _form())
    assert Complaint.objects.count() == 2


def test_alike_needs_more_than_a_few_shared_signs() -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    since = desk.NOW - timedelta(days=30)
    assert alike("买的羽绒服穿一天袖口就开线，要求退货", kind="complaint", since=since, user=lin) == [case.folder_id]
    assert alike("电梯里灯坏了很久没有人来修理", kind="complaint", since=since, user=lin) == []


def test_places_offer_merchants_units_and_floors() -> None:
    lin = desk.agent()
    shop = make_merchants.merchant("锦绣女装", ["A3118"])
    make.unit("A3119")
    assert places("jxnz", lin)[0].value == f"m{shop.pk}"
    assert {option.code for option in places("A311", lin)} == {"A3118", "A3119"}
    make.floor("3F")
    assert places("三楼", lin)[-1].code == "3F"
    picked = place(f"m{shop.pk}", "", lin)
    assert str(picked) == "锦绣女装 A3118"
    assert place("m999999", "", lin) is None
    assert place("x1", "", lin) is None
    assert place("", " 门口 ", lin) == Place(words="门口")


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_numbers() -> None:
    lin = desk.agent()
    make.department()
    make.unit("A3118")
    problems: list[BaseException] = []
    numbers: list[str] = []

    def one() -> None:
        try:
            numbers.append(intake.register(desk.sheet(), by=lin, now=desk.NOW).folder.number)
        except BaseException as problem:  # noqa: BLE001 - told below
            problems.append(problem)
        finally:
            connections.close_all()

    for start in range(0, 50, 10):  # ten at a time: the test server gives few connections
        threads = [threading.Thread(target=one) for _n in range(start, start + 10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    assert len(set(numbers)) == 50


@rule.both("MER-08", "CMP-02")
def test_the_dispute_rules_are_shown_and_that_they_were_explained_is_kept(client: Client) -> None:
    lin = desk.agent()
    DisputeRule.objects.create(code="returns", title="退换货", text="凭小票七日内退换。")
    DisputeRule.objects.create(code="old", title="旧规定", text="已经废止。", is_active=False)
    make.signed_in(client, lin)
    page = client.get(NEW).content.decode()
    assert "凭小票七日内退换。" in page
    assert "已经废止。" not in page
    client.post(NEW, _form(rules_explained="on"))
    assert Complaint.objects.get().rules_explained


@rule.both("MER-08", "CMP-02")
def test_the_rules_of_the_chosen_category_are_shown_with_those_for_all(client: Client) -> None:
    goods = ComplaintCategory.objects.create(code="goods", name="商品质量")
    fake = ComplaintCategory.objects.create(code="fake", name="假冒", parent=goods)
    safety = ComplaintCategory.objects.create(code="safety", name="人身安全")
    DisputeRule.objects.create(code="all", title="先登记", text="凡投诉一律登记。")
    DisputeRule.objects.create(code="goods", title="退换货", text="凭小票退换。").categories.set([goods, safety])
    DisputeRule.objects.create(code="safe", title="先救人", text="有人受伤先就医。").categories.set([safety])
    DisputeRule.objects.create(code="old", title="旧规定", text="已经废止。", is_active=False)
    make.signed_in(client, desk.agent())

    def shown(category: object) -> list[str]:
        page = client.get(reverse("complaints:rules"), {"category": category}).content.decode()
        assert "<html" not in page
        return [title for title in ("先登记", "退换货", "先救人", "旧规定") for _n in range(page.count(f">{title}<"))]

    assert shown(goods.pk) == shown(fake.pk) == ["先登记", "退换货"]
    assert shown(safety.pk) == ["先登记", "退换货", "先救人"]
    assert shown("") == shown("nonsense") == shown(10**25) == ["先登记", "退换货", "先救人"]
    refused = client.post(NEW, _form(category=str(goods.pk), happened="", rules_explained="on"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert ">退换货<" in page
    assert ">先救人<" not in page
    assert re.search(r'name="rules_explained"[^>]*checked', page)


def test_what_one_person_typed_and_sees_is_in_nobody_elses_form(client: Client) -> None:
    """Forms share their fields, and a process serves everybody."""
    shop = make_merchants.merchant("恒源制衣", ("A4107",))
    now = timezone.now()
    opened = {"opened": opened_mark(now), "form_token": "x" * 43}

    def drawn() -> str:
        form = IntakeForm(user=desk.agent(), now=now, initial=opened)
        return form.as_p() + str(form["files"].value())

    words = {
        "complainant_kind": "merchant",
        "complaining_merchant": shop.pk,
        "where": Place(merchant=shop).key,
        "where_text": "",
        "files": ["y" * 43],
    }
    wrong = _form(**words, phone="12", happened="", severity="9", category="x", other_part_0="y", lead="z", vip="on")
    before = drawn()
    make.signed_in(client, desk.supervisor())
    page = client.post(NEW, wrong)
    assert page.status_code == 422
    assert page.content.decode().count("恒源制衣") >= 2
    assert drawn() == before
    assert "恒源制衣" not in before


def test_the_rules_are_for_who_registers(client: Client) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse("complaints:rules")).status_code == 403


def test_a_lift_is_a_place_to_be_picked() -> None:
    agent = make.person(Role.AGENT)
    running = Lift.objects.create(code="KT-1", kind="passenger", position="东门大厅")
    Lift.objects.create(code="KT-2", kind="passenger", position="东门大厅", is_active=False)
    assert [(one.code, one.label) for one in places("kt", agent)] == [("KT-1", "东门大厅")]
    assert [one.code for one in places("东门", agent)] == ["KT-1"]
    found = place(f"l{running.pk}", "", agent)
    assert found is not None
    assert str(found).endswith("KT-1 东门大厅")
    assert place("l999999", "", agent) is None

"""The page of a case and the forms of its acts, as the browser asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Handoff, Note
from complaints.offers import cures, offers
from complaints.queries.case import case_page
from complaints.states import State
from complaints.urls import ACTS
from mall.roles import Role
from tests import make, make_merchants
from tests import make_complaints as desk

if TYPE_CHECKING:
    from complaints.models import Complaint

pytestmark = pytest.mark.django_db


def _address(case: Complaint, code: str = "") -> str:
    return f"/complaints/{case.folder.number}/{code}/" if code else f"/complaints/{case.folder.number}/"


def _primary(case: Complaint, user: Any) -> str:
    found = [offer.code for offer in offers(desk.fresh(case), user, desk.NOW) if offer.primary]
    assert len(found) <= 1
    return found[0] if found else ""


def test_the_page_shows_what_happened_what_is_due_and_what_was_done(client: Client) -> None:
    lin = desk.agent()
    case = desk.answered(lin)
    shown = make.signed_in(client, lin).get(_address(case)).content.decode()
    for words in ("羽绒服", "138****0013", "现场部", "已核实，同意退货。", "时限", "登记，已解释纠纷处理规定"):
        assert words in shown
    assert "13800130013" not in shown
    assert "结案" in shown  # forbidden as yet, with its reason


def test_one_primary_button_chosen_by_the_state() -> None:
    lin, worker = desk.agent(), desk.onsite()
    case = desk.complaint(lin)
    assert _primary(case, lin) == "dispatch"
    handed = desk.handed_over(lin)
    assert _primary(handed, worker) == "accept"
    assert _primary(handed, lin) != "dispatch"
    assert _primary(desk.answered(lin), lin) == "reply"


def test_the_menu_repeats_no_button_of_a_card_and_is_in_the_order_of_the_cards() -> None:
    boss = desk.manager()
    case = desk.fresh(desk.answered(boss))
    found = offers(case, boss, desk.NOW)
    on_cards = {offer.code for offer in found if offer.on_card}
    assert {"add", "change", "note", "link", "statement"} <= on_cards
    page = case_page(case.folder.number, boss, desk.NOW)
    shown = [offer.code for _label, shelf in page["more"] for offer in shelf]
    assert not on_cards & {*shown, *(offer.code for offer in page["bar"])}
    assert len(shown) == len(set(shown)) > 3
    groups = [offer.group for _label, shelf in page["more"] for offer in shelf]
    assert groups == sorted(groups)


def test_what_keeps_a_case_from_closing_leads_to_the_act_that_fills_it(client: Client) -> None:
    lin = desk.agent()
    case = desk.answered(lin)
    page = case_page(case.folder.number, lin, desk.NOW)
    reasons = {r.code: cure.code if cure else None for one, found in page["blocked"] for r, cure in found}
    assert reasons == {"told": "reply", "category": "judgement", "cause": "judgement", "state": None}
    shown = make.signed_in(client, lin).get(_address(case)).content.decode()
    assert f'hx-get="{_address(case, "judgement")}"' in shown
    # An onlooker who may not fill it reads the reason alone.
    assert all(cure is None for _reason, cure in cures(offers(case, lin, desk.NOW)[-1], []))


def test_a_person_sees_the_case_exactly_when_it_is_listed(client: Client) -> None:
    case = desk.handed_over()
    for role, where, seen in (
        (Role.AGENT, "customer-service", True),
        (Role.DEPARTMENT_USER, "onsite", True),
        (Role.DEPARTMENT_USER, "fire", False),
        (Role.GENERAL_MANAGER, "gm-office", True),
    ):
        make.signed_in(client, make.person(role, where))
        assert (client.get(_address(case)).status_code == 200) is seen
        assert (case.folder.number in client.get("/complaints/?view=all").content.decode()) is seen
    make.signed_in(client, make.person(Role.HR_VIEWER, "hr"))
    assert client.get(_address(case)).status_code == 403


def test_the_drawer_is_a_part_and_without_scripts_a_page(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    make.signed_in(client, lin)
    part = client.get(_address(case, "dispatch"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "form_token" in part
    assert "<html" in client.get(_address(case, "dispatch")).content.decode()


def test_the_whole_way_over_the_doors(client: Client) -> None:
    lin, worker = desk.agent(), desk.onsite()
    case = desk.complaint(lin, now=timezone.now() - desk.HOUR)
    make.signed_in(client, lin)
    form = {
        "lead": make.department("onsite").pk,
        "assisting": [make.department("market").pk],
        "answer_due_at": "2030-01-02T10:00",
        "request": "请到店核实",
    }
    assert client.post(_address(case, "dispatch"), form).status_code == 302
    assert desk.fresh(case).state == State.DISPATCHED
    make.signed_in(client, worker)
    assert client.post(_address(case, "accept")).status_code == 302
    assert client.post(_address(case, "give"), {"person": worker.pk}).status_code == 302
    assert client.post(_address(case, "answer"), {"text": "双方同意退货。"}).status_code == 302
    assert client.post(_address(case, "answer"), {"text": "再答一次"}).status_code == 409
    assert client.post(_address(case, "note"), {"text": "该店第三起"}).status_code == 302
    assert Note.objects.get().by == worker
    make.signed_in(client, lin)
    helper = Handoff.objects.get(role="assist").pk
    assert client.post(_address(case, "chase"), {"handoffs": [helper]}).status_code == 302
    assert client.post(_address(case, "let-go"), {"handoff": helper}).status_code == 302
    assert desk.fresh(case).state == State.ANSWERED


def test_a_refused_act_says_why_beside_its_field_and_keeps_the_words(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    make.signed_in(client, lin)
    onsite = make.department("onsite").pk
    form = {"lead": onsite, "assisting": [onsite], "answer_due_at": "2030-01-02T10:00", "request": "请核实原委"}
    answer = client.post(_address(case, "dispatch"), form, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "同一部门写了两次" in answer.content.decode()
    assert "请核实原委" in answer.content.decode()
    assert desk.fresh(case).state == State.REGISTERED


def test_an_act_of_another_role_is_forbidden(client: Client) -> None:
    case = desk.handed_over()
    make.signed_in(client, desk.onsite())
    assert client.post(_address(case, "dispatch"), {}).status_code == 403
    make.signed_in(client, desk.agent())
    assert client.post(_address(case, "answer"), {"text": "x"}).status_code == 403
    assert client.post(_address(case, "decide"), {}).status_code == 403


def test_a_stale_form_shows_both_texts_and_loses_nothing(client: Client) -> None:
    lin = desk.agent()
    case = desk.complaint(lin)
    make.signed_in(client, lin)
    form = {"title": "羽绒服开线", "severity": "1", "goods": "羽绒服", "version": "1"}
    assert client.post(_address(case, "change"), form).status_code == 302
    answer = client.post(_address(case, "change"), {**form, "goods": "男款羽绒服"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "男款羽绒服" in shown
    assert 'class="theirs"' in shown
    assert desk.fresh(case).goods == "羽绒服"


def test_a_merchants_page_lists_its_complaints_one_may_see(client: Client) -> None:
    shop = make_merchants.merchant("锦绣女装", ["A3118"])
    lin, worker = desk.agent(), desk.onsite()
    case = desk.complaint(lin, merchant=shop)
    address = f"/complaints/of-merchant/{shop.pk}/"
    assert case.folder.number in make.signed_in(client, lin).get(address).content.decode()
    assert case.folder.number not in make.signed_in(client, worker).get(address).content.decode()


def test_an_unknown_number_is_not_found(client: Client) -> None:
    make.signed_in(client, desk.agent())
    for number in ("TS20000101-0001", "x", "%00", "..", "new2"):
        assert client.get(f"/complaints/{number}/").status_code in (400, 404)


@pytest.mark.parametrize(("spec", "_view"), ACTS, ids=[spec.code for spec, _view in ACTS])
def test_every_form_opens_or_says_why_not(client: Client, spec: Any, _view: Any) -> None:
    boss, head = desk.manager(), desk.onsite(Role.DEPARTMENT_HEAD)
    cases = [desk.complaint(boss), desk.handed_over(boss), desk.answered(boss)]
    for person in (boss, head):
        make.signed_in(client, person)
        for case in cases:
            assert client.get(_address(case, spec.code)).status_code in (200, 403, 404)


WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "1", "2", "on", "yes", "NaN", "1e999", "-1", "2026-02-30", "2030-01-01T10:00", "9" * 20]),
    st.sampled_from(["\x00", "m1", "f1", "u99", "x", "A" * 5000, "﷽" * 60, "lead", "witness", "repeat"]),
)
FIELDS = [
    "lead",
    "assisting",
    "severity",
    "answer_due_at",
    "request",
    "person",
    "text",
    "files",
    "reason",
    "agreed",
    "handoff",
    "handoffs",
    "department",
    "said_by",
    "words",
    "content",
    "met_by",
    "at",
    "sent_by",
    "departments",
    "takes_place_at",
    "place",
    "agenda",
    "meeting",
    "attended",
    "minutes",
    "decision",
    "part",
    "name",
    "phone",
    "email",
    "address",
    "number",
    "kind",
    "title",
    "injury",
    "important",
    "vip",
    "category",
    "cause",
    "where",
    "where_text",
    "demand",
    "demand_amount",
    "goods",
    "goods_quantity",
    "goods_price",
    "bought_on",
    "has_receipt",
    "version",
]
COUNTER = [
    "channel",
    "authority",
    "authority_number",
    "authority_due_at",
    "name",
    "complainant_kind",
    "will_not_say",
    "vip",
    "complaining_merchant",
    "phone",
    "wants_call",
    "email",
    "address",
    "against",
    "staff_person",
    "where",
    "where_text",
    "severity",
    "injury",
    "happened",
    "category",
    "demand",
    "demand_words",
    "demand_amount",
    "files",
    "rules_explained",
    "goods",
    "goods_quantity",
    "defect_quantity",
    "goods_price",
    "bought_on",
    "has_receipt",
    "arrived_at",
    "arrival_corrected",
    "lead",
    "words",
    "content",
    "opened",
    "repeats",
    "to_case",
    "then",
    "other_part_0",
    "other_name_0",
    "other_phone_0",
]
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
FINE = {302, 400, 403, 404, 409, 413, 422}


def _plain(typed: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}


@FUZZ
@given(typed=st.dictionaries(st.sampled_from(COUNTER), WORDS, max_size=20))
def test_no_input_breaks_the_counter(client: Client, typed: dict[str, str]) -> None:
    make.department("onsite")
    make.department()
    client.force_login(desk.agent(), backend="mall.backends.PasswordBackend")
    start = {"channel": "in_person", "complainant_kind": "customer", "against": "merchant", "happened": desk.WORDS}
    form = {**start, "name": "周", "where_text": "门口", **_plain(typed)}
    assert client.post("/complaints/new/", form).status_code in FINE
    assert client.post("/complaints/new/look/", _plain(typed)).status_code in {200, 400}


@pytest.mark.parametrize(("spec", "_view"), ACTS, ids=[spec.code for spec, _view in ACTS])
@settings(FUZZ, max_examples=max(4, settings().max_examples // 8))
@given(typed=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=12), stage=st.integers(0, 2))
def test_no_input_breaks_an_act(spec: Any, _view: Any, typed: dict[str, str], stage: int) -> None:
    client, boss = Client(), desk.manager()
    make.member(boss, Role.DEPARTMENT_HEAD, "onsite")
    case = (desk.complaint, desk.handed_over, desk.answered)[stage](boss)
    make.signed_in(client, boss)
    assert client.post(_address(case, spec.code), _plain(typed)).status_code in FINE


@FUZZ
@given(query=st.binary(max_size=50))
def test_no_address_breaks_the_queue(client: Client, query: bytes) -> None:
    client.force_login(desk.supervisor(), backend="mall.backends.PasswordBackend")
    escaped = "".join(f"%{byte:02x}" for byte in query)
    for key in ("view", "category", "since", "page", "severity", "sort", "handoff"):
        assert client.get(f"/complaints/?{key}={escaped}").status_code in {200, 400}
    assert client.get(f"/complaints/new/places/?q={escaped}").status_code in {200, 400}
    assert client.get(f"/complaints/new/staff/?q={escaped}").status_code in {200, 400}

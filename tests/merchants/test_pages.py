"""The pages of the register."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mall.models import ExportLog, Job, Reveal
from mall.roles import Role
from merchants import actions, export, rules
from merchants.models import Merchant
from merchants.views import register as views
from tests import make, make_merchants
from tests.counting import questions
from tests.make_merchants import NOW, TODAY
from tests.rules import rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Client:
    """A desk agent's browser."""
    return make.signed_in(client, make.person())


def text(answer: Any) -> str:
    """The page as text."""
    assert answer.status_code == 200, answer.status_code
    page: str = answer.content.decode()
    return page


def form(**fields: str) -> dict[str, str]:
    """What the form of a new merchant posts."""
    return {"name": "恒源制衣", "units": "a1105、Ａ1106", "phone": "138 1234 5678", "contact": "雷静雪"} | fields


def test_list_shows_units_masked_phone_and_file(agent: Client) -> None:
    make_merchants.merchant("恒源制衣", ("A1105", "A1106"), phone="13812345678")
    page = text(agent.get(reverse("merchants:list")))
    assert "A1105 A1106" in page
    assert "138****5678" in page
    assert "13812345678" not in page


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({}, {"甲", "乙"}),
        ({"status": "left"}, {"丙"}),
        ({"status": "all"}, {"甲", "乙", "丙"}),
        ({"floor": "2F"}, {"乙"}),
        ({"zone": "A"}, {"甲"}),
        ({"category": "鞋帽"}, {"乙"}),
        ({"merchant_class": "B"}, {"甲"}),
        ({"q": "b22"}, {"乙"}),
        ({"floor": "nonsense", "status": "nonsense"}, {"甲", "乙"}),
        ({"zone": "A", "floor": "2F"}, set()),
    ],
)
def test_list_answers_what_it_is_asked(agent: Client, question: dict[str, str], names: set[str]) -> None:
    make_merchants.merchant("甲", ("A1105",), merchant_class=make_merchants.merchant_class("B"))
    make_merchants.merchant("乙", ("B2201",), category=make_merchants.category("鞋帽"))
    gone = make_merchants.merchant("丙", ("C3101",))
    actions.move_out(gone.tenancies.get(), on=TODAY, by=make.person(), now=NOW)
    page = text(agent.get(reverse("merchants:list"), question))
    assert {name for name in ("甲", "乙", "丙") if f">{name}<" in page} == names


def test_empty_list_says_what_to_do_next(agent: Client) -> None:
    assert "还没有商户" in text(agent.get(reverse("merchants:list")))
    assert "没有符合条件的商户" in text(agent.get(reverse("merchants:list"), {"q": "甲"}))


def test_list_turns_its_pages(agent: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    by = make.person()
    for n in range(55):
        make_merchants.merchant(f"店{n:02}", (f"A1{n:03}",), by=by)
    first = agent.get(reverse("merchants:list"))
    assert len(first.context["rows"]) == 50
    second = agent.get(reverse("merchants:list") + first.context["page"].next_query)
    assert len(second.context["rows"]) == 5


def test_list_and_file_ask_the_database_as_often_for_one_as_for_many(agent: Client) -> None:
    by = make.person()
    merchant = make_merchants.merchant("甲", ("A1105",), by=by)
    before = questions(agent, reverse("merchants:list"))
    for n in range(200, 240):
        make_merchants.merchant(f"店{n}", (f"A1{n:03}",), by=by)
    assert questions(agent, reverse("merchants:list")) == before
    assert before <= 16, "twelve, and the four that begin and end the transaction of a test"
    before = questions(agent, merchant.get_absolute_url())
    for n in range(5):
        actions.add_contact(merchant, name=f"人{n}", phone=f"1380000000{n}", by=by, now=NOW)
    assert questions(agent, merchant.get_absolute_url()) == before


def test_picker_answers_options(agent: Client) -> None:
    make_merchants.merchant("恒源制衣", ("A1105",))
    page = text(agent.get(reverse("merchants:pick"), {"q": "hyzy"}))
    assert "恒源制衣" in page
    assert "A1105" in page
    assert "恒源" not in text(agent.get(reverse("merchants:pick")))


@rule.allows("MER-01")
def test_merchant_is_registered_once_from_the_form(agent: Client) -> None:
    assert "登记商户" in text(agent.get(reverse("merchants:new")))
    make.unit("A1105")
    make.unit("A1106")
    token = {"form_token": "t" * 43}
    first = agent.post(reverse("merchants:new"), form(entered_on="2024-03-05") | token)
    second = agent.post(reverse("merchants:new"), form(entered_on="2024-03-05") | token)
    merchant = Merchant.objects.get()
    assert first.url == second.url == merchant.get_absolute_url()
    assert "恒源制衣" in text(agent.get(first.url))


@rule.both("MER-03")
def test_the_class_is_one_of_the_malls_own_list_and_a_is_not_chosen(agent: Client) -> None:
    for code in "ABS":
        make_merchants.merchant_class(code)
    for number in ("A1105", "A1106"):
        make.unit(number)
    page = text(agent.get(reverse("merchants:new")))
    offered = re.search(r'<select[^>]*name="merchant_class".*?</select>', page, re.DOTALL)
    assert offered is not None
    assert re.findall(r'value="(\w*)"', offered[0]) == ["", "B", "S"]
    for wrong in "AZ":
        assert agent.post(reverse("merchants:new"), form(merchant_class=wrong)).status_code == 422
    assert not Merchant.objects.exists()
    assert agent.post(reverse("merchants:new"), form(merchant_class="S")).status_code == 302
    merchant = Merchant.objects.get()
    assert (str(merchant.merchant_class), rules.is_class_a(merchant)) == ("S", False)


@rule.refuses("MER-01")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "id_name_error"),
        ({"phone": "123"}, "电话号码不对"),
        ({"units": "1105"}, "房号是一个字母加四位数字"),
        ({"units": "Z1105"}, "商场没有房号 Z1105"),
        ({"units": "B1105"}, "请先登记其退租"),
        ({"entered_on": "2024-02-30"}, "日期"),
        ({"area": "-1"}, "0"),
    ],
)
def test_refused_registration_keeps_what_was_typed(agent: Client, fields: dict[str, str], words: str) -> None:
    make.unit("A1105")
    make.unit("A1106")
    make_merchants.merchant("老店", ("B1105",))
    answer = agent.post(reverse("merchants:new"), form(**fields))
    assert answer.status_code in {409, 422}
    assert words in answer.content.decode()
    assert "雷静雪" in answer.content.decode()
    assert Merchant.objects.count() == 1


def test_details_are_changed_and_a_conflict_shows_both_texts(agent: Client) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    address = reverse("merchants:change", args=[merchant.folder.number])
    assert "甲" in text(agent.get(address))
    posted = {"name": "乙", "version": "1", "entered_on": "2024-03-05"}
    assert agent.post(address, posted).url == merchant.get_absolute_url()
    assert agent.post(address, posted | {"version": "2"}).status_code == 302
    answer = agent.post(address, posted | {"name": "丙"})
    assert answer.status_code == 409
    assert "丙" in answer.content.decode()
    assert "乙" in answer.content.decode()
    make_merchants.merchant_class("A")
    answer = agent.post(address, posted | {"version": "2", "merchant_class": "A"})
    assert answer.status_code == 422
    assert "A类由楼层提报" in answer.content.decode()
    assert agent.post(address, posted | {"name": ""}).status_code == 422


def test_contacts_units_and_notes_are_kept_from_the_file(agent: Client) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    number = merchant.folder.number
    make.unit("A1106")

    def do(name: str, data: dict[str, str], *row: int) -> int:
        address = reverse(f"merchants:{name}", args=[number, *row])
        text(agent.get(address))
        return agent.post(address, data).status_code

    assert do("contact-new", {"name": "魏文", "phone": "13900000002"}) == 302
    contact = merchant.contacts.get(name="魏文")
    assert do("contact", {"name": "魏文文", "phone": ""}, contact.pk) == 302
    assert do("contact-new", {"name": "", "phone": "1"}) == 422
    assert do("contact-remove", {}, contact.pk) == 302
    assert agent.get(reverse("merchants:contact", args=[number, contact.pk])).status_code == 404
    assert do("move-in", {"units": "A1106", "on": "2026-11-20"}) == 302
    assert do("move-in", {"units": "A1106", "on": "2026-11-20"}) == 422
    assert do("move-in", {"units": "A1105 A1106", "on": "2026-11-20"}) == 422
    tenancy = merchant.tenancies.get(unit__number="A1106")
    assert do("move-out", {"on": "2026-11-21"}, tenancy.pk) == 302
    assert do("move-out", {"on": "2026-11-22"}, tenancy.pk) == 409
    assert do("note", {"text": "常忘关灯"}) == 302
    page = text(agent.get(merchant.get_absolute_url()))
    assert "常忘关灯" in page
    assert "魏文文" not in page


@rule.both("MER-02")
def test_head_of_a_floor_names_class_a(client: Client, agent: Client) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    address = reverse("merchants:class-a", args=[merchant.folder.number])
    assert agent.get(address).status_code == 403
    head = make.signed_in(Client(), make.person(Role.DEPARTMENT_HEAD, "onsite"))
    stranger = make.signed_in(Client(), make.person(Role.DEPARTMENT_HEAD, "fire"))
    assert address in text(head.get(merchant.get_absolute_url()))
    assert address not in text(stranger.get(merchant.get_absolute_url()))
    refused = stranger.post(address, {"floor": "1F", "reason": "销量大"})
    assert refused.status_code == 422
    assert "只有管理一楼的部门的负责人" in refused.content.decode()
    assert "一楼" in text(head.get(address))
    assert head.post(address, {"floor": "1F", "reason": "销量大"}).status_code == 302
    assert "销量大" in text(head.get(merchant.get_absolute_url()))
    assert head.post(address, {"floor": "1F", "reason": "销量大"}).status_code == 409
    back = reverse("merchants:class-a-back", args=[merchant.folder.number])
    assert head.post(back, {"floor": "1F", "reason": "已转店"}).status_code == 302
    assert head.post(back, {"floor": "1F", "reason": "已转店"}).status_code == 409


def test_phone_is_shown_for_a_purpose_and_written_down(agent: Client) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",), phone="13812345678")
    contact = merchant.contacts.get()
    address = reverse("casework:number", args=["merchants.Contact.phone", contact.pk])
    refused = agent.post(address, {"purpose": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "13812345678" not in refused.content.decode()
    shown = agent.post(address, {"purpose": "联系领取信件"}, headers={"HX-Request": "true"})
    assert "13812345678" in text(shown)
    assert Reveal.objects.get().purpose == "联系领取信件"
    viewer = make.signed_in(Client(), make.person(Role.AUDITOR))
    assert viewer.post(address, {"purpose": "联系领取信件"}).status_code == 409
    stranger = make.signed_in(Client(), make.person(Role.HR_VIEWER, "hr"))
    assert stranger.post(address, {"purpose": "联系领取信件"}).status_code == 404


def test_card_is_printed_with_rare_characters_and_masked_phone(agent: Client) -> None:
    merchant = make_merchants.merchant("𠮷祥喆㙦家纺", ("A1105",), contact="钟𠮷玉", phone="13812345678")
    answer = agent.get(reverse("merchants:card", args=[merchant.folder.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_export_is_logged_and_masks_phones(agent: Client) -> None:
    make_merchants.merchant("甲", ("A1105",), phone="13812345678")
    make_merchants.merchant("乙", ("B2201",))
    answer = agent.post(reverse("merchants:export") + "?floor=1F")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[1:3] == ("房号", "名称")
    assert [row[2] for row in rows] == ["甲"]
    assert rows[0][6] == "138****5678"
    assert (ExportLog.objects.get().rows, ExportLog.objects.get().filters["floor"]) == (1, "1F")


def test_long_export_is_made_by_the_worker(agent: Client, monkeypatch: pytest.MonkeyPatch, media: Any) -> None:
    make_merchants.merchant("甲", ("A1105",))
    monkeypatch.setattr(views, "AT_MOST", 0)
    answer = agent.post(reverse("merchants:export"))
    job = make_merchants.run(Job.objects.get(kind=export.EXPORT))
    assert answer.url == reverse("mall:job", args=[job.pk])
    assert (job.state, job.result["rows"]) == ("done", 1)
    assert ExportLog.objects.get().rows == 1
    assert "1 户" in text(agent.get(answer.url))


def test_who_may_not_read_files_is_kept_out() -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    stranger = make.signed_in(Client(), make.person(Role.HR_VIEWER, "hr"))
    assert stranger.get(reverse("merchants:list")).status_code == 403
    assert stranger.get(merchant.get_absolute_url()).status_code == 403
    assert Client().get(reverse("merchants:list")).status_code == 302


def test_unknown_file_is_not_found(agent: Client) -> None:
    assert agent.get(reverse("merchants:file", args=["SH20260101-0001"])).status_code == 404


def test_pages_speak_english_too(agent: Client) -> None:
    merchant = make_merchants.merchant("甲", ("A1105",))
    agent.cookies["django_language"] = "en"
    assert "New merchant" in text(agent.get(reverse("merchants:list")))
    assert "Contacts" in text(agent.get(merchant.get_absolute_url()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["name", "units", "phone", "contact", "area", "entered_on", "note"]), st.text()))
def test_no_input_breaks_the_form(agent: Client, fields: dict[str, str]) -> None:
    assert agent.post(reverse("merchants:new"), fields).status_code in {302, 400, 409, 422}

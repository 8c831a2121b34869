"""What people do to a screen: press twice, keep an old tab, leave half-way, go back, work by keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from complaints.models import Complaint
from tests import make, make_complaints
from tests.browser.desk import at, number_shown, take_down

if TYPE_CHECKING:
    from mall.models import User
    from tests.browser.conftest import Open

NEW = "/complaints/new/"


@pytest.fixture
def agent(transactional_db: None) -> User:
    """Somebody at the desk, with the lists and departments every installation has."""
    make_complaints.lists()
    make.department("onsite")
    return make_complaints.agent(name="陈静", staff_number="chenjing")


@pytest.fixture
def case(agent: User) -> Complaint:
    """A registered case."""
    with transaction.atomic():
        return make_complaints.complaint(agent)


def test_pressing_twice_registers_once(open_as: Open, agent: User) -> None:
    page = open_as(agent, NEW)
    take_down(page)
    page.get_by_role("button", name="只登记").dblclick()
    number = number_shown(page)
    assert [one.folder.number for one in Complaint.objects.all()] == [number]


def test_going_back_after_registering_finds_an_empty_form(open_as: Open, agent: User) -> None:
    page = open_as(agent, NEW)
    take_down(page)
    page.get_by_role("button", name="只登记").click()
    number_shown(page)
    page.go_back()
    expect(page.locator("#intake #id_name")).to_have_value("")
    expect(page.locator("#id_happened")).to_have_value("")
    page.get_by_role("button", name="只登记").click()
    expect(page.locator("[data-errors]")).to_be_visible()
    assert Complaint.objects.count() == 1


def test_a_stale_tab_is_shown_both_texts(open_as: Open, agent: User, case: Complaint) -> None:
    old, new = at(open_as, agent, case), at(open_as, make_complaints.supervisor(name="周敏"), case)
    for desk, title in ((new, "羽绒服袖口开线"), (old, "羽绒服要求退货")):
        desk.page.locator("#case").get_by_role("link", name="更正").click()
        expect(desk.drawer.locator("[name=title]")).to_be_visible()
        desk.write("title", title)
    new.send("修改定级与要素", "已保存")
    old.drawer.get_by_role("button", name="修改定级与要素", exact=True).click()
    expect(old.page.get_by_role("heading", name="您填写期间")).to_be_visible()
    expect(old.page.locator("input[name=title]")).to_have_value("羽绒服要求退货")
    expect(old.page.locator(".both.differs .theirs").first).to_contain_text("羽绒服袖口开线")
    old.page.get_by_role("button", name=re.compile("保存")).click()
    expect(old.page.get_by_role("heading", level=1)).to_have_text("羽绒服要求退货")


def test_a_draft_survives_a_reload_and_signing_out(open_as: Open, agent: User) -> None:
    page = open_as(agent, NEW)
    take_down(page, where="三楼中庭")
    expect(page.locator("[data-draft-line]")).to_contain_text("已存")
    page.reload()
    expect(page.locator("#id_happened")).to_have_value(make_complaints.WORDS)
    expect(page.locator("#id_where")).to_have_value("三楼中庭")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_label("工号").fill("chenjing")
    page.get_by_label("密码").first.fill(make.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".person")).to_contain_text("陈静")
    page.goto(NEW)
    expect(page.locator("[data-draft-line]")).to_contain_text("已恢复")
    expect(page.locator("#id_happened")).to_have_value(make_complaints.WORDS)
    page.get_by_role("button", name="只登记").click()
    number_shown(page)
    page.goto(NEW)
    expect(page.locator("#id_happened")).to_have_value("")


def test_keys_lead_to_the_search_and_to_the_form(open_as: Open, agent: User) -> None:
    page = open_as(agent, reverse("complaints:list"))
    search = page.locator("#search")
    for key in ("/", "Control+k"):
        page.locator("h1").click()
        expect(search).not_to_be_focused()
        page.keyboard.press(key)
        expect(search).to_be_focused()
        expect(search).to_have_value("")
        search.blur()
    page.keyboard.press("n")
    page.keyboard.press("c")
    expect(page.locator("#intake")).to_be_visible()
    expect(page.locator("input[name=channel]").first).to_be_focused()

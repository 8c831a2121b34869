"""The shell and the components in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mall.roles import Role
from tests import make
from tests.browser.axe import violations
from tests.browser.conftest import Open
from ui import plugs
from ui.gallery import HTTP_REFUSALS

GALLERY = "/ui/gallery/"


@pytest.fixture
def agent(transactional_db: None) -> Any:
    """A person at the counter."""
    return make.person(Role.AGENT, name="陈静")


@pytest.fixture(autouse=True)
def _plugs_put_back() -> Iterator[None]:
    before = plugs.plugged()
    yield
    plugs.plug(**before)


def settled(page: Page) -> Page:
    expect(page.get_by_text("由另一个区域填写")).to_be_visible()
    return page


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_in_the_gallery(open_as: Open, agent: Any, phone: Any, language: str) -> None:
    page = settled(open_as(agent, GALLERY, phone=phone, language=language))
    assert violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "nothing is wider than the screen"


@pytest.mark.parametrize("status", HTTP_REFUSALS)
def test_axe_finds_nothing_on_the_pages_of_refusal(open_as: Open, agent: Any, status: int) -> None:
    page = open_as(agent, f"{GALLERY}status/{status}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []


def test_keys_lead_to_the_search_and_the_list_of_keys(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_role("checkbox", name="启用单字母快捷键").uncheck()
    page.keyboard.press("Escape")
    page.locator("h1").first.click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_number_key_chooses_a_chip(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.locator("#sample input[name=channel]").first.focus()
    page.keyboard.press("3")
    expect(page.locator("#sample input[name=channel][value=letter]")).to_be_checked()


def test_the_picker_is_worked_by_keys_alone(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    box = page.locator("#sample [role=combobox]")
    box.press_sequentially("jx")
    options = page.locator("#id_shop_list [role=option]")
    expect(options).to_have_count(3)
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("锦绣内衣（东方）")
    expect(page.locator("#sample input[name=shop]")).to_have_value("2")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_what_matches_nothing_is_kept_as_text(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    box = page.locator("#sample [role=combobox]")
    box.press_sequentially("二楼中庭")
    expect(page.get_by_text("没有找到")).to_be_visible()
    expect(page.locator("#sample input[name=shop_text]")).to_have_value("二楼中庭")
    expect(page.locator("#sample input[name=shop]")).to_have_value("")


def test_a_draft_survives_a_reload_and_can_be_discarded(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.locator("#sample #id_happened").fill("羽绒服开线要求退货")
    expect(page.locator("[data-draft-line]")).to_contain_text(re.compile(r"草稿 \d\d:\d\d 已存"))
    page.reload()
    expect(page.locator("#sample #id_happened")).to_have_value("羽绒服开线要求退货")
    expect(page.locator("[data-draft-line]")).to_contain_text("已恢复")
    page.get_by_role("button", name="丢弃").click()
    expect(page.locator("[data-draft-line]")).to_be_empty()
    expect(page.locator("#sample #id_happened")).to_have_value("")


def test_what_is_typed_while_the_draft_is_on_its_way_is_kept_and_wins(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.locator("#sample #id_phone").fill("13800130013")
    page.locator("#sample #id_happened").fill("羽绒服开线要求退货")
    expect(page.locator("[data-draft-line]")).to_contain_text("已存")
    held: list[Any] = []
    page.route(re.compile(r"/ui/drafts/[^/]+/$"), lambda route: held.append(route))  # noqa: PLW0108 - playwright looks into it
    with page.expect_request(re.compile(r"/ui/drafts/[^/]+/$")):
        page.reload()
    page.locator("#sample #id_happened").fill("改为要求调换")
    held[0].continue_()
    page.unroute_all()
    expect(page.locator("#sample #id_phone")).to_have_value("13800130013")
    expect(page.locator("#sample #id_happened")).to_have_value("改为要求调换")
    expect(page.locator("[data-draft-line]")).to_contain_text("已存")
    page.reload()
    expect(page.locator("#sample #id_happened")).to_have_value("改为要求调换")


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_field(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.locator("#sample #id_phone").fill("13800130013")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="处要改")).to_be_focused()
    expect(page.locator("#id_phone")).to_have_value("13800130013")
    page.get_by_role("alert").get_by_role("link", name="投诉人").click()
    expect(page.locator("#id_who")).to_be_focused()
    assert violations(page) == []


def test_files_are_stored_at_once_and_stay_when_the_form_is_refused(open_as: Open, agent: Any, media: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.locator("#sample input[type=file]").set_input_files(
        {"name": "小票.txt", "mimeType": "text/plain", "buffer": "680 元".encode()}
    )
    expect(page.locator("#sample .staged li.done")).to_have_count(1)
    key = page.locator("#sample .staged input[name=proof]").input_value()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-errors]")).to_be_visible()
    expect(page.locator(".staged input[name=proof]")).to_have_value(key)
    page.get_by_role("button", name="移除").click()
    expect(page.locator(".staged li")).to_have_count(0)


def test_a_destructive_button_asks_once_in_words(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.evaluate(
        """() => { const form = document.getElementById('sample');
        form.querySelector('[name=csrfmiddlewaretoken]').form.dataset.confirm = '作废协议 F-85-0012？'; }"""
    )
    page.get_by_role("button", name="只登记").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("作废协议 F-85-0012？")
    assert violations(page) == []
    dialog.get_by_role("button", name="不，返回").click()
    expect(dialog).to_be_hidden()
    assert page.url.endswith(GALLERY)
    page.get_by_role("button", name="只登记").click()
    dialog.get_by_role("button", name="只登记").click()
    expect(page.locator("[data-errors]")).to_be_visible()


def test_a_clock_ticks_and_turns_late(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    chip = page.locator("main .list-s time").nth(3)
    expect(chip).to_have_class(re.compile("soon"))
    page.evaluate("chip => { chip.dataset.due = new Date(Date.now() - 60000).toISOString(); }", chip.element_handle())
    expect(chip).to_have_class(re.compile("late"))
    expect(chip).to_contain_text("超 1 分")


def test_both_texts_of_a_conflict_are_shown_and_can_be_put_together(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.get_by_role("button", name="冲突").click()
    expect(page.get_by_role("heading", name="您填写期间")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="用这一份").click()
    expect(page.locator("#mine-1")).to_have_value("羽绒服开线，要求退货并赔礼")


def test_the_drawer_of_the_phone_opens_and_closes(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY, phone=True))
    more = page.get_by_role("button", name="更多")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".nav-person")).to_contain_text("陈静")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(more).to_have_attribute("aria-expanded", "false")


def test_the_language_switch_keeps_the_page(open_as: Open, agent: Any) -> None:
    page = settled(open_as(agent, GALLERY))
    page.get_by_role("button", name="EN").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(GALLERY)


def test_an_idle_screen_is_locked_and_keeps_the_page(open_as: Open, agent: Any) -> None:
    plugs.plug(idle_minutes=lambda: 0.02)
    page = settled(open_as(agent, GALLERY))
    page.locator("#sample #id_who").fill("周女士")
    lock = page.locator("#lock")
    expect(lock).to_be_visible()
    assert violations(page) == []
    lock.get_by_label("PIN 码或密码").fill("not this")
    lock.get_by_role("button", name="解锁").click()
    expect(lock).to_contain_text("不正确")
    lock.get_by_label("PIN 码或密码").fill(make.PASSWORD)
    lock.get_by_role("button", name="解锁").click()
    expect(lock).to_be_hidden()
    expect(page.locator("#sample #id_who")).to_have_value("周女士")

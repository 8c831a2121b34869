"""The counter by keyboard alone, and how few keys the common case takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from complaints.states import State
from tests import make, make_merchants
from tests import make_complaints as desk
from tests.browser.axe import violations
from tests.browser.conftest import Open

NEW = "/complaints/new/"
NUMBER = r"TS\d{8}-\d{4,}"


@pytest.fixture
def open_as(open_as: Open) -> Iterator[Open]:
    """Open pages, and wait at the end until none of them asks the server for anything."""
    pages: list[Page] = []

    def opened(*args: Any, **options: Any) -> Page:
        page = open_as(*args, **options)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.goto("about:blank")
        page.wait_for_load_state("networkidle")


@pytest.fixture
def agent(transactional_db: None) -> Any:
    """Somebody at the counter, in a mall with a shop and its departments."""
    make.department()
    make.department("onsite")
    desk.lists()
    lin = desk.agent(name="陈静")
    make_merchants.merchant("锦绣女装", ["A3118"])
    return lin


class Keyboard:
    """Types as a person does, and counts every key that is not part of the text itself."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, *keys: str) -> None:
        """Press keys that count."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def text(self, words: str) -> None:
        """Type what has to be written down anyway."""
        self.page.keyboard.type(words)


def test_the_common_case_takes_at_most_twenty_five_keys_beside_its_text(open_as: Open, agent: Any) -> None:
    page = open_as(agent, NEW)
    typed = Keyboard(page)
    expect(page.locator('input[name="channel"]:checked')).to_be_focused()
    typed.press("2")  # by phone
    typed.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()
    typed.text("周女士")
    typed.press("Enter")
    typed.text("13800130013")
    typed.press("Enter", "Enter", "Enter")  # a customer, about a merchant
    typed.text("jxnz")
    expect(page.locator(".options .option").first).to_contain_text("锦绣女装")
    typed.press("Enter", "Enter")  # take it, and on
    typed.press("Enter")  # a general case
    typed.text("昨日购买羽绒服，穿一天袖口开线，商户不予退货。")
    typed.press("Tab", "1")  # wants to return it
    typed.press("Control+Enter")
    expect(page.locator(".number-l")).to_be_visible()
    assert typed.keys <= 25
    case = Complaint.objects.get()
    assert (case.channel, case.demand, case.severity) == ("phone", "return", 1)
    assert case.merchant is not None
    assert case.merchant.name == "锦绣女装"
    assert case.unit is not None
    assert case.state == State.DISPATCHED
    assert case.parties.get().phone == "13800130013"


def test_the_same_matter_is_noticed_while_typing_and_added_to(open_as: Open, agent: Any) -> None:
    from django.utils import timezone

    earlier = desk.complaint(agent, now=timezone.now() - desk.DAY)
    page = open_as(agent, NEW)
    page.locator("#id_phone").fill("13800130013")
    page.locator("#id_happened").fill("羽绒服拉链也坏了，再来反映。")
    card = page.locator(".same-x")
    expect(card).to_contain_text(earlier.folder.number)
    card.get_by_role("button", name="补充到该件").click()
    page.wait_for_url(f"**/complaints/{earlier.folder.number}/")
    assert Complaint.objects.count() == 1
    assert "拉链" in earlier.statements.get().text


def test_a_draft_survives_a_reload_and_a_new_sign_in(open_as: Open, agent: Any) -> None:
    page = open_as(agent, NEW)
    page.locator("#id_happened").fill("鞋跟断了，店家不换。")
    page.locator('input[name=severity][value="2"]').check(force=True)
    expect(page.locator("[data-draft-line]")).to_contain_text("已存")
    page.reload()
    expect(page.locator("#id_happened")).to_have_value("鞋跟断了，店家不换。")
    expect(page.locator('input[name=severity][value="2"]')).to_be_checked()
    elsewhere = open_as(agent, NEW)
    expect(elsewhere.locator("#id_happened")).to_have_value("鞋跟断了，店家不换。")


def test_a_refused_form_keeps_everything_and_leads_to_the_fault(open_as: Open, agent: Any) -> None:
    page = open_as(agent, NEW)
    page.locator("#id_happened").fill("鞋跟断了，店家不换。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".errors")).to_be_visible()
    expect(page.locator("#id_happened")).to_have_value("鞋跟断了，店家不换。")
    assert not Complaint.objects.exists()


def test_settling_on_the_spot_is_one_step_more(open_as: Open, agent: Any) -> None:
    page = open_as(agent, NEW)
    page.locator("#id_name").fill("周女士")
    page.get_by_role("combobox", name="哪里、哪家").fill("A3118")
    page.locator(".options .option").first.click()
    page.locator("#id_happened").fill("对尺码规则有疑问。")
    page.locator("#acts").get_by_role("button", name="当场解决").click()
    expect(page.locator(".main .btn-x.first:visible")).to_have_count(1)
    expect(page.locator("#id_words")).to_be_focused()
    page.keyboard.type("已说明七日内可换。")
    page.keyboard.press("Control+Enter")
    # Refused: nothing typed is lost, and the main button is still the same.
    expect(page.locator("#settle .err")).to_contain_text("类别")
    expect(page.locator("#id_words")).to_have_value("已说明七日内可换。")
    expect(page.locator(".main .btn-x.first:visible")).to_contain_text("登记为当场解决")
    page.locator("#settle #id_category").select_option(label="质量瑕疵")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".number-l")).to_be_visible()
    case = Complaint.objects.get()
    assert (case.ending, case.state) == ("settled_at_once", State.CLOSED)
    assert case.replies.get().words == "已说明七日内可换。"
    assert not case.folder.handoffs.exists()


def test_who_changes_his_mind_about_settling_hands_over_as_ever(open_as: Open, agent: Any) -> None:
    page = open_as(agent, NEW)
    page.locator("#id_name").fill("周女士")
    page.get_by_role("combobox", name="哪里、哪家").fill("A3118")
    page.locator(".options .option").first.click()
    page.locator("#id_happened").fill("对尺码规则有疑问。")
    page.locator("#acts").get_by_role("button", name="当场解决").click()
    page.get_by_role("button", name="未能当场解决").click()
    expect(page.locator("#settle")).to_be_hidden()
    expect(page.locator(".main .btn-x.first:visible")).to_contain_text("登记并传递")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".number-l")).to_be_visible()
    assert Complaint.objects.get().state == State.DISPATCHED


def test_an_act_opens_in_the_drawer_and_escape_leads_back(open_as: Open, agent: Any) -> None:
    case = desk.complaint(agent)
    page = open_as(agent, case.get_absolute_url())
    page.keyboard.press("Control+Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="传递")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_empty()


@pytest.mark.parametrize("phone", [False, True])
def test_nothing_keeps_anybody_out(open_as: Open, agent: Any, phone: bool) -> None:  # noqa: FBT001 - a case of the test
    case = desk.answered(agent)
    page = open_as(agent, NEW, phone=phone)
    assert violations(page) == []
    for address in ("/complaints/?view=all", case.get_absolute_url(), f"/complaints/{case.folder.number}/registered/"):
        page.goto(address)
        assert violations(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, address


def test_the_rules_follow_the_category_and_the_tick_stays(agent: Any, open_as: Open) -> None:
    page = open_as(agent, NEW)
    shown = page.locator("#rules summary")
    expect(shown).to_have_count(6)
    page.get_by_label("已向投诉人解释商场纠纷处理规定").check()
    page.get_by_label("类别").select_option(label="人身与安全")
    expect(shown).to_have_count(3)
    expect(shown.filter(has_text="人身安全")).to_be_visible()
    expect(shown.filter(has_text="退换货")).to_have_count(0)
    expect(page.get_by_label("已向投诉人解释商场纠纷处理规定")).to_be_checked()


def test_enter_where_the_list_found_nothing_sends_nothing(open_as: Open, agent: Any) -> None:
    case = desk.complaint(agent, now=timezone.now())
    page = open_as(agent, NEW)
    page.locator("#id_phone").fill("13800130013")
    page.locator("#id_happened").fill(desk.WORDS)
    expect(page.get_by_role("button", name="补充到该件")).to_be_visible()
    where = page.locator("#id_where")
    where.press_sequentially("没有这家店")
    expect(page.locator(".options .option.none")).to_be_visible()
    where.press("Enter")
    expect(page.locator('input[name="severity"]:checked')).to_be_focused()
    expect(page).to_have_url(re.compile(f"{NEW}$"))
    assert not case.statements.exists()


def test_on_the_phone_a_picked_merchant_leaves_the_form_within_the_screen(agent: Any, open_as: Open) -> None:
    make_merchants.merchant("巴黎春天国际时装有限责任公司华东总店", ["A3119"])
    page = open_as(agent, NEW, phone=True)
    page.locator("#id_where").fill("a311")
    page.locator("[role=option]").first.wait_for()
    page.locator("#id_where").press("ArrowDown")
    page.locator("#id_where").press("Enter")
    expect(page.locator(".picker.chosen")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_on_the_phone_what_is_offered_is_seen_above_the_bars(agent: Any, open_as: Open) -> None:
    for number in range(8):
        make_merchants.merchant(f"春晓堂{number}", (f"A32{number:02}",))
    page = open_as(agent, NEW, phone=True)
    page.locator("#id_where").press_sequentially("A32")
    expect(page.locator("[role=option]")).to_have_count(8)
    page.wait_for_function(
        "() => document.querySelector('.options:not([hidden])').getBoundingClientRect().bottom"
        " <= document.querySelector('#acts').getBoundingClientRect().top + 1"
    )
    expect(page.locator("#id_where")).to_be_in_viewport(ratio=1)

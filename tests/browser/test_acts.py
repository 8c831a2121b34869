"""Acts done from their own address: from the lists, from the page of the number, in a tab of its own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from complaints.actions import money
from complaints.states import State
from tests import make, make_complaints
from tests import make_cases as cases
from tests.browser.desk import at, take_down

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Complaint
    from mall.models import User
    from tests.browser.conftest import Open


@pytest.fixture
def agent(transactional_db: None) -> User:
    """Somebody at the desk, with the lists and departments every installation has."""
    make_complaints.lists()
    make.department("onsite")
    return make_complaints.agent(name="陈静")


def walked(lead: Callable[..., Complaint], by: User) -> Complaint:
    """A case led to a stage in the morning."""
    with transaction.atomic():
        return lead(by=by, now=timezone.now() - timedelta(hours=5))


def proposed(by: User) -> Complaint:
    """A case whose compensation waits for the manager."""
    now = timezone.now()
    with transaction.atomic():
        case = cases.answered(by=by, now=now - timedelta(hours=5))
        money.propose(case, kind="compensation", amount=Decimal(500), reason="质量问题", by=by, now=now)
        return case


def test_an_approver_says_yes_from_the_list(open_as: Open, agent: User) -> None:
    case = proposed(agent)
    page = open_as(cases.manager(), "/complaints/approvals/")
    page.get_by_role("link", name="批准", exact=True).click()
    page.wait_for_url("**/approve/")
    page.locator("[name=reason]").fill("同意")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{case.get_absolute_url()}")
    expect(page.locator("#toasts")).to_contain_text("批准")
    assert make_complaints.fresh(case).settlements.get().state == "approved"


def test_a_call_is_noted_from_the_list_and_a_refused_form_comes_back_in_its_place(open_as: Open, agent: User) -> None:
    case = walked(cases.replied, agent)
    page = open_as(make_complaints.agent(name="王敏"), "/complaints/follow-ups/")
    page.locator(f"a[href*='{case.folder.number}/follow-up/']").click()
    page.wait_for_url("**/follow-up/")
    page.locator("[name=remark]").fill("上午来电。")
    page.get_by_role("button", name="回访", exact=True).click()
    expect(page.locator(".act-page .errors")).to_be_visible()
    expect(page.locator("#drawer-title")).to_have_count(1)
    expect(page.locator("[name=remark]")).to_have_value("上午来电。")
    for item in ("attitude", "skill", "timeliness", "promises"):
        page.locator(f"[name={item}][value='4']").check()
    page.locator("[name=solved][value=yes]").check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{case.get_absolute_url()}")
    assert make_complaints.fresh(case).state == State.FOLLOWED_UP


def test_what_was_only_registered_is_handed_over_from_the_page_of_its_number(open_as: Open, agent: User) -> None:
    page = open_as(agent, "/complaints/new/")
    take_down(page)
    page.get_by_role("button", name="只登记").click()
    expect(page.locator(".number-l")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/dispatch/")
    page.locator("[name=request]").fill("请到店核实。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已传递")
    expect(page.locator(".case-head")).to_contain_text("已传递")


def test_what_is_typed_in_an_act_survives_a_reload_and_is_gone_once_it_is_done(open_as: Open, agent: User) -> None:
    case = walked(cases.answered, agent)
    desk = at(open_as, agent, case)
    desk.open("答复投诉人")
    desk.write("words", "商户同意退货。")
    expect(desk.drawer.locator("[data-draft-line]")).to_contain_text("已存")
    desk.page.goto(f"{case.get_absolute_url()}reply/")
    expect(desk.page.locator("[name=words]")).to_have_value("商户同意退货。")
    desk.page.get_by_role("button", name="答复投诉人").click()
    desk.page.wait_for_url(f"**{case.get_absolute_url()}")
    desk.page.goto(f"{case.get_absolute_url()}reply/")
    expect(desk.page.locator("[name=words]")).to_have_value("")


def test_the_open_act_has_the_keys_wherever_the_eye_is(open_as: Open, agent: User) -> None:
    case = walked(cases.answered, agent)
    desk = at(open_as, agent, case)
    desk.open("答复投诉人")
    desk.write("words", "商户同意退货。")
    desk.page.locator(".case-head h1").click()
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("#toasts")).to_contain_text("答复已记录")


def test_a_result_not_accepted_is_heard_again_with_one_key(open_as: Open, agent: User) -> None:
    case = walked(cases.answered, agent)
    desk = at(open_as, agent, case)
    desk.open("答复投诉人")
    desk.write("words", "商户只同意换货。")
    desk.choose("投诉人接受", "否")
    desk.send("答复投诉人", "答复已记录")
    expect(desk.page.locator("#acts [data-main]")).to_contain_text("重新处理")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.drawer.locator("[name=reason]")).to_have_value("投诉人不接受处理结果。")
    desk.page.keyboard.press("Control+Enter")
    desk.sees_state("重新处理 第 1 级")


def test_the_call_asks_only_for_what_came_of_it(open_as: Open, agent: User) -> None:
    case = walked(cases.replied, agent)
    desk = at(open_as, make_complaints.agent(name="王敏"), case)
    drawer = desk.open("回访")
    expect(drawer.locator("[name=opinion]")).to_be_visible()
    expect(drawer.locator("[name=promised_at]")).to_be_hidden()
    drawer.locator("[name=code][value=busy]").check()
    expect(drawer.locator("[name=promised_at]")).to_be_visible()
    expect(drawer.locator("[name=opinion]")).to_be_hidden()
    drawer.locator("[name=code][value=no_answer]").check()
    expect(drawer.locator("[name=promised_at]")).to_be_hidden()
    expect(drawer.locator("[name=remark]")).to_be_visible()
    desk.send("回访", "回访已记录")


def test_the_menu_stays_on_the_screen_and_a_reason_leads_to_what_it_asks_for(open_as: Open, agent: User) -> None:
    case = walked(lambda **given: cases.answered(category=None, **given), agent)
    for phone in (False, True):
        page = open_as(cases.manager(), case.get_absolute_url(), phone=phone)
        page.locator("#acts details.menu:not(.why-x) > summary").click()
        listed = page.locator("#acts details[open] .menu-list")
        expect(listed.get_by_text("经办人")).to_be_visible()
        box, height = listed.bounding_box(), page.viewport_size["height"] if page.viewport_size else 0
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        listed.locator("a:visible").last.scroll_into_view_if_needed()
        page.keyboard.press("Escape")
        page.locator("#acts .why-x > summary").first.click()
        page.locator("#acts .why-x[open]").get_by_text("缺类别").click()
        expect(page.locator("#drawer [name=category]")).to_be_visible()

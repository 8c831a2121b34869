"""A report of the department on the screen: written at the counter, read and corrected on a phone (MEET-12)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mall.localtime import local_day
from mall.roles import Role
from staffing.models import WorkReport
from staffing.rules.plans import monday_of
from tests import make, make_performance, make_staffing
from tests.browser.axe import violations

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_a_weekly_report_is_written_beside_its_figures_sent_and_read(open_as: Open, transactional_db: None) -> None:
    boss, agent, now = make_staffing.supervisor("周兰"), make.person(), timezone.now()
    make_staffing.centre(1)
    make.department("market", email="market@mall.example")
    head = make.person(Role.DEPARTMENT_HEAD, "market", name="林思远")
    make_performance.announced(agent, 3, by=boss, now=now - timedelta(days=7))

    page = open_as(boss, "/staffing/reports/")
    expect(page.locator(".notice").first).to_contain_text("周工作报表")
    assert violations(page) == []
    page.locator(".notice a").first.click()
    page.wait_for_url("**/reports/new/**")
    page.locator("#id_period").select_option(f"{monday_of(local_day(now)) - timedelta(days=14)}")
    expect(page.locator("#figures dd").nth(14)).to_have_text("0")
    page.locator("#id_period").select_option(f"{monday_of(local_day(now)) - timedelta(days=7)}")
    expect(page.locator("#figures dd").nth(14)).to_have_text("3")
    page.locator("#id_done").fill("接待咨询 312 人次")
    page.locator("#id_ahead").fill("增加推车 20 辆")
    assert violations(page) == []
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".line-x .chip")).to_contain_text("草稿")
    expect(page.locator("#send input:checked")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="寄送").click()
    expect(page.locator(".list-s")).to_contain_text("市场部")

    phone = open_as(head, "/staffing/reports/", phone=True)
    phone.locator(".row-link").first.click()
    expect(phone.locator("main")).to_contain_text("接待咨询 312 人次")
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    writing = open_as(boss, f"/staffing/reports/new/?corrects={WorkReport.objects.get().pk}", phone=True)
    expect(writing.locator(".line-x")).to_contain_text("更正")
    assert violations(writing) == []
    assert writing.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

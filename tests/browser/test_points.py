"""Brand points on the screen: applied for, decided, objected to, confirmed again (PERF-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from staffing.models import BrandPoint, PointAppeal
from tests import make_performance as perf
from tests.browser.axe import violations

if TYPE_CHECKING:
    from mall.models import User
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.fixture
def lin(transactional_db: None) -> User:
    """Somebody at a desk; the list of reasons is laid down."""
    perf.reason(3, "顾客书面表扬")
    return perf.agent(name="林芳")


def test_points_are_applied_for_decided_appealed_and_confirmed_again(open_as: Open, lin: User) -> None:
    chen, chief, boss = perf.agent(name="陈静"), perf.supervisor(name="赵磊"), perf.manager(name="王丽华")

    page = open_as(lin, "/staffing/points/")
    page.get_by_role("link", name="申请加分").click()
    page.get_by_label("事由").select_option(index=1)
    page.get_by_role("button", name="申请").click()
    expect(page.locator(".errors")).to_contain_text("事实")
    page.locator("#id_facts").fill("顾客来信表扬陪同寻物")
    assert violations(page) == []
    page.get_by_role("button", name="申请").click()
    expect(page.locator(".line-x .chip")).to_contain_text("待主管批准")

    chiefs = open_as(chief, "/staffing/points/?view=decide")
    chiefs.get_by_role("link", name="林芳").click()
    chiefs.get_by_label("意见").fill("情况属实")
    chiefs.get_by_role("button", name="通过并公布").click()
    expect(chiefs.locator(".line-x .chip")).to_contain_text("已公布")

    others = open_as(chen, "/staffing/points/", phone=True)
    expect(others.locator(".rank-x")).to_contain_text("+3")
    others.locator(".row-link", has_text="林芳").click()
    others.get_by_text("提出异议", exact=True).click()
    others.locator("#id_text").fill("当天是两人一起陪同的")
    assert violations(others) == []
    others.get_by_role("button", name="提交异议").click()
    expect(others.locator("#objections-title ~ *, .list-s").last).to_contain_text("待经理裁定")

    bosses = open_as(boss, "/staffing/points/")
    bosses.get_by_role("link", name="当天是两人一起陪同的").click()
    bosses.get_by_label("意见").fill("已核实，维持")
    bosses.get_by_role("button", name="重新确认").click()
    expect(bosses.locator(".list-s .chip")).to_contain_text("已重新确认")
    assert BrandPoint.objects.get().points == 3
    assert PointAppeal.objects.get().state == PointAppeal.State.CONFIRMED
    page.reload()
    expect(page.locator(".list-s")).to_contain_text("已核实，维持")

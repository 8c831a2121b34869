"""The supervisor lays the rotation out, an agent looks who is on duty and takes the shifts into the own calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from mall.localtime import day_bounds, local_day
from mall.roles import Role
from staffing.models import Rotation
from tests import make, make_staffing
from tests.browser.axe import violations
from tests.rules import rule
from tests.staffing.test_duty import covered

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)


@rule.both("ROST-10", "ROST-11")
def test_a_month_is_laid_out_changed_and_submitted(open_as: Open) -> None:
    with transaction.atomic():
        make_staffing.centre(8)
        chief = make.person(Role.SUPERVISOR, name="赵磊")
    page = open_as(chief, "/staffing/rotation/")
    assert violations(page) == []
    page.get_by_role("button", name="开始轮换").first.click()
    expect(page.locator(".seat-x")).to_have_count(3)
    assert violations(page) == []
    page.get_by_role("link", name="调整 员1 的服务台").click()
    expect(page.locator("#id_desk")).to_be_hidden()
    page.locator("#id_other").select_option(label="员2 · 四楼客服")
    assert violations(page) == []
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".seat-x").first).to_contain_text("员2")
    page.get_by_role("button", name="提交轮岗表").click()
    page.locator("dialog").get_by_role("button").last.click()
    expect(page.locator(".line-x .chip")).to_contain_text("提交于")
    expect(page.get_by_role("link", name="调整")).to_have_count(0)
    assert Rotation.objects.get().submitted_by == chief


@rule.both("DESK-02")
def test_an_agent_sees_all_desks_and_subscribes_to_the_own_shifts(open_as: Open) -> None:
    today = local_day(timezone.now())
    with transaction.atomic():
        people = covered(today, now=day_bounds(today).begins)
    page = open_as(people[0], "/staffing/duty/")
    expect(page.locator(".duty-card")).to_have_count(3)
    assert violations(page) == []
    page.goto("/")
    expect(page.locator("#duty-now")).to_contain_text("中厅前台")
    assert violations(page) == []
    page.goto("/staffing/feed/")
    page.get_by_role("button", name="生成订阅地址").click()
    address = page.get_by_label("订阅地址").input_value()
    assert address.endswith(".ics")
    assert violations(page) == []
    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")
    page.reload()
    expect(page.get_by_label("订阅地址")).to_have_count(0)
    page.get_by_role("button", name="作废").click()
    page.locator("dialog").get_by_role("button").last.click()
    expect(page.locator("#feed .chip")).to_contain_text("未设置")
    assert page.request.get(address).status == 404


@rule.allows("DESK-02")
def test_on_the_phone_each_desk_is_a_card(open_as: Open) -> None:
    today = local_day(timezone.now())
    with transaction.atomic():
        people = covered(today, now=day_bounds(today).begins)
    page = open_as(people[0], "/staffing/duty/", phone=True)
    expect(page.locator(".duty-card")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []

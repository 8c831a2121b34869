"""A letter of another department goes through all hands to its result."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mall.roles import Role
from staffing.models import WorkLetter
from tests import make
from tests.browser.pens import sign
from tests.rules import rule

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)


@rule.allows("TASK-01", "TASK-04", "TASK-05")
def test_a_letter_of_the_on_site_department_is_signed_promised_and_done(open_as: Open) -> None:
    writer = make.person(Role.DEPARTMENT_USER, "on-site", name="刘强")
    head = make.person(Role.DEPARTMENT_HEAD, "on-site", name="赵敏")
    agent = make.person(Role.AGENT, desk="east", name="陈晨")
    supervisor = make.person(Role.SUPERVISOR, name="周兰")
    final = timezone.localtime() + timedelta(days=3)

    page = open_as(writer, "/staffing/letters/")
    page.locator("main").get_by_role("link", name="写函").first.click()
    page.get_by_label("工作内容").fill("请协助布置一楼东门的导视牌")
    page.get_by_label("执行人").select_option(label="陈晨")
    page.get_by_label("最终完成期限").fill(f"{final:%Y-%m-%dT%H:%M}")
    expect(page.get_by_label("所需小时数")).to_be_hidden()
    page.locator("#acts [data-main]").click()
    expect(page.locator(".case-head")).to_contain_text("待本部门负责人签字")
    number = WorkLetter.objects.get().folder.number
    expect(page.locator(".case-head")).to_contain_text(number)

    page = open_as(head, f"/staffing/letters/{number}/")
    sign(page.locator(".card-x", has_text="负责人签字").locator("[data-signature]").first)
    page.locator("#acts").get_by_role("button", name="签字发出").click()
    expect(page.locator(".case-head")).to_contain_text("已发出")

    page = open_as(supervisor, "/staffing/letters/?way=to", phone=True)
    page.get_by_role("link", name=number).click()
    page.get_by_role("textbox", name="实际完成时间").fill(f"{final - timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_role("textbox", name="未完成承诺").fill("主管加班完成")
    page.locator("#acts").get_by_role("button", name="签字承诺").click()
    expect(page.locator("main")).to_contain_text("请在此签字")
    expect(page.get_by_role("textbox", name="未完成承诺")).to_have_value("主管加班完成")
    page.get_by_label("已在纸上签字").check()
    page.locator("#acts").get_by_role("button", name="签字承诺").click()
    expect(page.locator(".case-head")).to_contain_text("已承诺时间")

    page = open_as(agent, f"/staffing/letters/{number}/")
    page.locator("label", has_text="已完成").first.click()
    page.get_by_role("textbox", name="结果").fill("三块导视牌已装好")
    page.locator("#acts").get_by_role("button", name="汇报结果").click()
    expect(page.locator(".case-head")).to_contain_text("已完成")

    page = open_as(writer, f"/staffing/letters/{number}/")
    expect(page.locator(".hist")).to_contain_text("三块导视牌已装好")
    assert page.request.get(f"/staffing/letters/{number}/print/").body().startswith(b"%PDF")

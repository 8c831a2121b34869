"""Leave that opens a hole, from the slip to the desk that is staffed again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from mall.localtime import local_day
from staffing.halves import half_of
from tests import make_staffing
from tests.browser.axe import violations
from tests.rules import rule

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@rule.both("LEAVE-01", "DESK-06", "ROST-09")
def test_leave_opens_a_hole_that_is_filled_by_a_colleague_who_was_free(open_as: Open) -> None:
    now = timezone.now()
    on = local_day(now) + 2 * DAY
    with transaction.atomic():
        boss, crew = make_staffing.supervisor(), make_staffing.centre(7)
        make_staffing.published(crew, on, ["A", "A", "A", "B", "B", "B", "."], by=boss, now=now)
        person, *_others, free = make_staffing.members(crew)
    slip = open_as(person, "/staffing/leave/")
    slip.locator("#acts").get_by_role("link", name="请假").click()
    form = slip.locator("form#leave-new")
    form.locator("input[name=kind][value=personal]").check()
    form.locator("#id_from_on").fill(on.isoformat())
    form.locator("#id_to_on").fill(on.isoformat())
    slip.keyboard.press("Control+Enter")
    expect(slip.locator(".errors")).to_contain_text("原因")
    form.locator("[name=reason]").fill("送父亲住院")
    slip.keyboard.press("Control+Enter")
    expect(slip.locator(".line-x .chip").first).to_contain_text("待审批")

    desk = open_as(boss, slip.url)
    expect(desk.locator("main")).to_contain_text("中厅前台，11:00–12:30：无人")
    assert violations(desk) == []
    desk.get_by_role("button", name="批准", exact=True).click()
    expect(desk.locator(".line-x .chip").first).to_contain_text("已批准")
    duty = f"/staffing/duty/?on={on}"
    desk.goto(duty)
    centre = desk.locator(".duty-card", has_text="中厅前台")
    expect(centre).to_contain_text("11:00–12:30")
    expect(centre).to_contain_text("无人")

    desk.goto(f"/staffing/rosters/{half_of(on).code}/")
    expect(desk.locator(f"#sq-{person.pk}-{on}")).to_contain_text("请假")
    desk.locator(f"#sq-{free.pk}-{on}").focus()
    desk.keyboard.press("a")
    desk.keyboard.press("1")
    expect(desk.locator("#roster-said")).to_have_text("已保存")
    desk.locator(".acts").get_by_role("link", name="发布").click()
    desk.locator("#drawer #id_reason").fill("年底人手不足")
    desk.locator("#drawer").get_by_role("button", name="发布").click()
    expect(desk.locator(".line-x .chip").first).to_contain_text("第 3 版")
    desk.goto(duty)
    expect(centre).to_contain_text(free.name)
    expect(centre).not_to_contain_text("无人")

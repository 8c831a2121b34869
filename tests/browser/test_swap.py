"""A swap on three screens: asked, accepted, approved, with what it does shown before each step."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from mall.localtime import local_day
from staffing.halves import half_of
from staffing.models import Swap
from staffing.queries import rosters
from tests import make_staffing
from tests.browser.axe import violations
from tests.rules import rule

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("LOOK_AT", "")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@rule.both("ROST-15")
def test_a_swap_is_asked_accepted_and_approved_with_its_effect_shown(open_as: Open) -> None:
    now = timezone.now()
    first = local_day(now) + 2 * DAY
    with transaction.atomic():
        boss, crew = make_staffing.supervisor(), make_staffing.centre(6)
        make_staffing.published(crew, first, ["A..", "..B", "BBB", "AAA"], by=boss, now=now)
        person, colleague = make_staffing.members(crew)[:2]
    page = open_as(person, "/staffing/swaps/")
    page.locator("#acts").get_by_role("link", name="申请换班").click()
    page.locator("#id_on").select_option(first.isoformat())
    page.locator("#id_colleague").select_option(str(colleague.pk))
    form = page.locator("form#swap-new")
    expect(form).to_contain_text("符合工时规定")
    keep(page, "swap-new-1366")
    form.locator(f"input[value='{(first + 2 * DAY).isoformat()}']").check()
    assert violations(page) == []
    page.locator("#acts").get_by_role("button", name="征求同事同意").click()
    # Refused for want of a reason; what was chosen is still chosen.
    expect(page.locator(".errors")).to_contain_text("原因")
    expect(form.locator(f"input[value='{(first + 2 * DAY).isoformat()}']")).to_be_checked()
    form.locator("[name=reason]").fill("孩子家长会")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.name)
    expect(page.locator(".line-x .chip").first).to_contain_text("同事")
    address = page.url

    theirs = open_as(colleague, address, phone=True)
    expect(theirs.locator("main")).to_contain_text("换班后")
    expect(theirs.locator("main")).to_contain_text("中午值班")
    keep(theirs, "swap-one-390")
    assert violations(theirs) == []
    theirs.get_by_role("button", name="同意", exact=True).click()
    expect(theirs.locator(".line-x .chip").first).to_contain_text("主管")

    desk = open_as(boss, "/staffing/swaps/")
    keep(desk, "swaps-1366")
    assert violations(desk) == []
    desk.get_by_role("link", name=person.name).click()
    expect(desk.locator("main")).to_contain_text("换班影响")
    keep(desk, "swap-one-1366")
    desk.get_by_role("button", name="批准", exact=True).click()
    expect(desk.locator(".line-x .chip").first).to_contain_text("已批准")
    swap = Swap.objects.get()
    roster = rosters.roster_of(half_of(first))
    assert roster is not None
    assert rosters.newest(roster) == swap.version
    paper = desk.request.get(desk.get_by_role("link", name="打印 F-100").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")

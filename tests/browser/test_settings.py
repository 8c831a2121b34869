"""The settings in a real browser: a limit is changed, a day is closed, nothing offends axe."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mall import reference
from mall.limits import limit
from mall.localtime import local_day
from mall.models import CalendarDay
from mall.roles import Role
from tests import make
from tests.browser.axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from mall.models import User
    from tests.browser.conftest import Open


@pytest.fixture
def manager(transactional_db: None) -> User:
    reference.load()
    return make.person(Role.MANAGER, name="王丽华")


def look(page: Page, name: str) -> None:
    """Keep a picture when somebody asks for it."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


@pytest.mark.parametrize(
    "phone", [pytest.param(False, id="counter"), pytest.param(True, id="phone", marks=pytest.mark.long)]
)
def test_no_page_of_the_settings_offends_axe(open_as: Open, manager: User, *, phone: bool) -> None:
    page = open_as(manager, reverse("mall:settings"), phone=phone)
    addresses = {
        "settings": reverse("mall:settings"),
        "limits": reverse("mall:limits"),
        "limit": reverse("mall:limit", args=["compensation_bands"]),
        "limit-flag": reverse("mall:limit", args=["follow_up_when_settled"]),
        "calendar": reverse("mall:calendar-year", args=[2026]),
        "calendar-next": reverse("mall:calendar-year", args=[2027]),
        "day": reverse("mall:calendar-day", args=[local_day(timezone.now()) + timedelta(days=5)]),
        "season": reverse("mall:season", args=["summer"]),
    }
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"{name}-{'phone' if phone else 'counter'}")
        assert violations(page) == [], address


def test_a_limit_is_refused_and_then_entered(open_as: Open, manager: User) -> None:
    page = open_as(manager, reverse("mall:limit", args=["follow_up_days"]))
    page.get_by_label("新值").fill("许多")
    page.get_by_label("原因").fill("试行")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#limit .errors")).to_be_visible()
    expect(page.get_by_label("新值")).to_have_value("许多")
    look(page, "limit-refused")
    page.get_by_label("新值").fill("2")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("cell", name="试行")).to_be_visible()
    assert limit("follow_up_days") == 2


def test_a_day_is_closed_from_the_year(open_as: Open, manager: User) -> None:
    day = local_day(timezone.now()) + timedelta(days=5)
    page = open_as(manager, reverse("mall:calendar-year", args=[day.year]))
    page.locator(f'.year a[href="{reverse("mall:calendar-day", args=[day])}"]').click()
    expect(page.get_by_role("heading", name=day.isoformat())).to_be_visible()
    page.locator("#day").get_by_label("全天闭店").check()
    page.get_by_label("原因").fill("停电检修")
    look(page, "day-closing")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#day .kv")).to_contain_text("停电检修")
    assert CalendarDay.objects.get(on=day, kind="closed").name == "停电检修"

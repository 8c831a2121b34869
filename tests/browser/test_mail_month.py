"""A month of mail is closed on the screen: what stands is frozen, what was wrong is put beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import ClosedPeriod
from mail_desk.actions import receiving
from mall.localtime import local
from tests import make_mail
from tests import make_mail_days as days
from tests.browser.axe import violations

if TYPE_CHECKING:
    from mall.models import User
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.fixture
def chief(transactional_db: None) -> User:
    """A supervisor; last month forty letters came, and one item was scanned without its particulars."""
    make_mail.lists()
    return make_mail.supervisor(name="赵磊")


def test_a_month_is_completed_closed_and_corrected(open_as: Open, chief: User) -> None:
    came = timezone.now() - timedelta(days=40)
    month = local(came).strftime("%Y-%m")
    to = make_mail.delivery(by=chief, now=came)
    days.letters(40, to=to, by=chief, now=came)
    scanned = receiving.scan(to, "RA0001CN", by=chief, now=came).item
    page = open_as(chief, "/mail/")
    page.get_by_role("link", name="月报").click()
    page.goto(f"/mail/month/?month={month}")
    expect(page.locator(".acts")).to_contain_text("本月有 1 件仅扫码")
    with transaction.atomic():
        receiving.complete(scanned, make_mail.sheet(number="RA0001CN"), by=chief, now=came)
        receiving.finish(to, by=chief, now=came)
    page.reload()
    expect(page.get_by_role("row", name="合计").first).to_contain_text("41")
    page.get_by_role("button", name="月结").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"确认 {month} 月结")
    dialog.get_by_role("button", name="月结").click()
    expect(page.locator("h1 ~ .chip").first).to_contain_text("赵磊 月结")
    assert ClosedPeriod.objects.get(kind="mail_desk").period == month
    make_mail.item(to=make_mail.delivery(by=chief, now=came), by=chief, now=came, number="RA0002CN")
    page.reload()
    expect(page.get_by_role("row", name="合计").first).to_contain_text("41")
    page.get_by_text("更正数据").click()
    page.get_by_label("数据项").select_option(label="平信 · 收件")
    page.get_by_label("更正值").fill("40")
    page.get_by_label("原因").fill("漏记一件")
    page.get_by_role("button", name="附上更正").click()
    expect(page.locator("#id_value_error")).to_be_visible()
    page.get_by_label("更正值").fill("41")
    page.get_by_role("button", name="附上更正").click()
    expect(page.get_by_text("40 → 41")).to_be_visible()
    paper = page.request.get(page.get_by_role("link", name="月报 R-02").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")


@pytest.mark.parametrize("phone", [pytest.param(False, marks=pytest.mark.long), True])
def test_lists_and_days_and_months_offend_nobody(open_as: Open, chief: User, *, phone: bool) -> None:
    now = timezone.now()
    to = make_mail.delivery(by=chief, now=now)
    days.letters(40, to=to, by=chief, now=now)
    item = make_mail.item(to=to, by=chief, now=now, large=True)
    make_mail.item(to=to, by=chief, now=now, number="RA0004CN", unit_number="", words="A1601")
    page = open_as(chief, "/mail/", phone=phone)
    for address in (
        "/mail/",
        "/mail/?view=refused",
        "/mail/?q=RA123456789CN",
        "/mail/filters/",
        "/mail/day/",
        "/mail/open/",
        "/mail/month/",
        f"/mail/month/?month={local(now):%Y-%m}",
        item.merchant.get_absolute_url() if item.merchant else "/",
        "/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address

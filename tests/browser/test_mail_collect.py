"""At the mail desk: who may fetch what, and the post signing for what goes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from mail_desk.actions import notice
from mail_desk.models import Collection, MailItem, ReturnBatch
from mail_desk.states import Collector, State
from tests import make_mail
from tests.browser.axe import violations
from tests.browser.pens import sign
from tests.make_mail import HOUR, ID_NUMBER
from tests.rules import rule

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from mall.models import User
    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(by: User, code: str, number: str) -> MailItem:
    """An item whose addressee was told."""
    now = timezone.now()
    with transaction.atomic():
        item = make_mail.item(code, by=by, now=now, number=number, large=True)
        notice.call(item, "reached", collect_by=now + 5 * HOUR, stays=by, by=by, now=now)
    item.refresh_from_db()
    return item


def choose(page: Page, label: str) -> None:
    """Choose who collects."""
    page.get_by_role("group", name="领取人", exact=False).get_by_role("radio", name=label).check()


@rule.both("MAIL-04", "MAIL-13")
def test_a_proxy_gets_the_parcel_and_not_the_registered_letter(open_as: Open) -> None:
    by = make_mail.agent()
    letter, parcel = waiting(by, "registered", "RA123456789CN"), waiting(by, "parcel", "SF1234567890123")
    page = open_as(by, "/mail/collect/")
    page.get_by_role("searchbox", name=re.compile("取件码")).fill(parcel.pickup_code)
    page.keyboard.press("Enter")
    expect(page.locator("#collect")).to_contain_text("云裳服饰")
    expect(page.get_by_role("checkbox", name=letter.folder.number)).to_be_checked()
    choose(page, "代领人")
    page.locator("#id_name").fill("小陈")
    page.locator("#id_relationship").fill("店员")
    page.locator("#id_id_number").fill(ID_NUMBER)
    sign(page.locator("[data-signature]"))
    page.get_by_role("button", name="擦除重签").click()
    expect(page.locator("[data-signature] input")).to_have_value("")
    sign(page.locator("[data-signature]"))
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    # Refused with the class named; what was typed and drawn is still there.
    expect(page.locator(".errors")).to_contain_text("挂号信")
    expect(page.locator("#id_name")).to_have_value("小陈")
    expect(page.locator("[data-signature]")).to_have_class(re.compile("drawn"))
    page.get_by_role("checkbox", name=letter.folder.number).uncheck()
    page.get_by_role("button", name="确认领取").click()
    expect(page.get_by_role("heading", name="领取登记")).to_be_visible()
    expect(page.locator(".kv")).to_contain_text("110***********002X")
    expect(page.locator(".kv svg.signature")).to_be_visible()
    assert violations(page) == []
    row = Collection.objects.get()
    assert (row.collector, row.name, row.id_number) == (Collector.PROXY, "小陈", ID_NUMBER)
    assert [item.pk for item in row.items.all()] == [parcel.pk]
    paper = page.request.get(page.get_by_role("link", name="打印 F-05").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")
    assert MailItem.objects.get(pk=letter.pk).state == State.AWAITING


@rule.both("MAIL-06")
def test_the_post_signs_for_a_slip_with_a_finger_on_the_phone(open_as: Open) -> None:
    by, now = make_mail.agent(), timezone.now()
    for number in ("RA111111111CN", "RA222222222CN"):
        make_mail.item("returned", by=by, now=now, number=number)
    page = open_as(by, "/mail/returns/", phone=True)
    page.get_by_role("checkbox", name="全选").check()
    assert violations(page) == []
    page.get_by_role("button", name="生成退件单").click()
    expect(page.get_by_role("heading", name="退件单")).to_be_visible()
    batch = ReturnBatch.objects.get()
    paper = page.request.get(page.get_by_role("link", name="打印 F-04").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")
    page.get_by_role("button", name="交还邮局").last.click()
    expect(page.locator(".errors")).to_contain_text("邮局人员姓名")
    page.locator("#id_taken_by").fill("邮递员小马")
    sign(page.locator("[data-signature]"))
    assert violations(page) == []
    page.get_by_role("button", name="交还邮局").last.click()
    expect(page.locator(".line-x .chip")).to_contain_text("已交还")
    batch.refresh_from_db()
    assert batch.taken_by == "邮递员小马"
    assert batch.signature
    assert set(batch.items.values_list("state", flat=True)) == {State.RETURNED}

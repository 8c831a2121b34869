"""The burst entry as the desk works it: a scanner, a keyboard, a Chinese input method; a round on the phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mail_desk.actions import receiving
from mail_desk.models import Delivery, HandOut, MailItem
from mail_desk.states import State
from tests import make_mail
from tests.browser.axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

    from tests.browser.conftest import Open

SLOWLY = 70  # milliseconds a key, as a hand types


@pytest.fixture
def agent(transactional_db: None) -> Any:
    """Somebody at the 8F desk, in a mall with two shops."""
    make_mail.lists()
    lin = make_mail.agent(name="陈静")
    make_mail.merchant_in("A3118", "锦绣女装")
    make_mail.merchant_in("B2210", "云裳服饰")
    return lin


def scan(page: Page, number: str) -> None:
    """What a hand scanner does: a number at once, then Enter."""
    page.keyboard.type(number)
    page.keyboard.press("Enter")


def said(page: Page) -> Any:
    """The coloured line that says what became of the last item."""
    return page.locator("#burst-status")


@pytest.fixture
def burst(open_as: Open, agent: Any) -> Page:
    """A delivery signed for over the form, the cursor in the right place."""
    page = open_as(agent, reverse("mail_desk:delivery-new"))
    page.locator("#id_brought_by").fill("小马")
    page.locator("#acts .first").click()
    expect(page.locator("#id_number")).to_be_focused()
    return page


def test_items_are_entered_without_the_mouse_each_with_its_colour(burst: Page) -> None:
    page = burst
    scan(page, "RA123456789CN")
    page.keyboard.type("A3118", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(said(page)).to_have_attribute("data-tone", "good")
    expect(said(page)).to_contain_text("锦绣女装 · 挂号信")
    scan(page, "EA111111111CN")
    page.keyboard.type("A1601", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(said(page)).to_have_attribute("data-tone", "bad")
    expect(said(page)).to_contain_text("A16")
    scan(page, "SF1234567890123")
    page.keyboard.press("Alt+6")
    page.keyboard.type("ysfs", delay=SLOWLY)
    expect(page.locator("[role=option]")).to_contain_text("云裳服饰")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("取件码")
    scan(page, "RA123456789CN")
    page.keyboard.type("A3118", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(said(page)).to_have_attribute("data-tone", "again")
    found = {item.number: (item.state, str(item.mail_class)) for item in MailItem.objects.all()}
    assert found == {
        "RA123456789CN": (State.REGISTERED, "挂号信"),
        "EA111111111CN": (State.REFUSED, "EMS"),
        "SF1234567890123": (State.NOTIFIED, "包裹"),
    }
    assert not violations(page)


def test_a_scan_before_the_address_keeps_the_number_to_be_completed(burst: Page) -> None:
    page = burst
    scan(page, "RA100000001CN")
    scan(page, "RA100000002CN")
    expect(page.locator("#id_number")).to_have_value("RA100000002CN")
    expect(page.get_by_role("button", name="补录")).to_be_visible()
    page.keyboard.type("A3118", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(page.locator("#entered tbody tr")).to_have_count(2)
    page.get_by_role("button", name="补录").click()
    expect(page.locator("#id_number")).to_have_value("RA100000001CN")
    page.keyboard.type("B2210", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="补录")).to_have_count(0)
    assert set(MailItem.objects.values_list("state", flat=True)) == {State.REGISTERED}


def press_through_input_method(keys: CDPSession, number: str) -> None:
    """The keys of a scanner as a Chinese input method passes them on: letters are composed, not typed."""
    composed = ""
    for sign in number:
        code = f"Digit{sign}" if sign.isdigit() else f"Key{sign}"
        keys.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "key": "Process", "code": code, "windowsVirtualKeyCode": 229},
        )
        composed += sign.lower()
        place = {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)}
        keys.send("Input.imeSetComposition", place)
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": sign, "code": code})
    keys.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )


def test_a_scan_through_a_chinese_input_method_is_the_number_on_the_item(burst: Page) -> None:
    page = burst
    keys = page.context.new_cdp_session(page)
    press_through_input_method(keys, "RB222222222CN")
    expect(page.locator("#id_number")).to_have_value("RB222222222CN")
    expect(page.locator("#id_where")).to_be_focused()
    expect(page.locator("#id_where")).to_have_value("")
    press_through_input_method(keys, "RB333333333CN")
    expect(page.locator("#id_number")).to_have_value("RB333333333CN")
    expect(page.locator("#id_where")).to_have_value("")
    expect(page.get_by_role("button", name="补录")).to_be_visible()
    assert list(MailItem.objects.values_list("number", "state")) == [("RB222222222CN", State.RECEIVED)]


def test_what_cannot_be_stored_stays_in_sight_and_the_rest_goes_on(burst: Page) -> None:
    page = burst
    scan(page, "RA100000001CN")
    page.keyboard.type("qqqq", delay=SLOWLY)
    page.keyboard.press("Enter")
    line = page.locator(".waiting-line")
    expect(line).to_contain_text("没有符合")
    scan(page, "RA100000002CN")
    page.keyboard.type("A3118", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(said(page)).to_have_attribute("data-tone", "good")
    line.get_by_role("button", name="放回表单修改").click()
    expect(page.locator("#id_number")).to_have_value("RA100000001CN")
    page.locator("#id_where").fill("B2210")
    page.keyboard.press("Enter")
    expect(page.locator("#entered tbody tr")).to_have_count(2)


def test_without_a_network_items_are_kept_and_sent_once_later(burst: Page) -> None:
    page = burst
    page.context.set_offline(True)
    scan(page, "RA100000001CN")
    page.keyboard.type("A3118", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("网络断开")
    assert not MailItem.objects.exists()
    page.context.set_offline(False)
    expect(said(page)).to_have_attribute("data-tone", "good")
    assert MailItem.objects.count() == 1


def test_letters_are_counted_by_floor_and_the_registration_is_finished(burst: Page) -> None:
    page = burst
    page.keyboard.press("Alt+l")
    page.locator("#id_floor_3F").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#entered tbody tr")).to_contain_text("平信 ×12")
    page.get_by_role("button", name="登记完成").click()
    expect(page.get_by_text("按时登记")).to_be_visible()
    assert Delivery.objects.get().finished_at is not None


def test_a_round_on_the_phone_is_ticked_scanned_and_signed(open_as: Open, agent: Any) -> None:
    now = timezone.now()
    delivery = make_mail.delivery(by=agent, now=now)
    for number, unit in (("RA100000001CN", "A3118"), ("RA100000002CN", "A3118")):
        receiving.enter(delivery, make_mail.sheet(number=number, unit_number=unit), by=agent, now=now)
    page = open_as(agent, reverse("mail_desk:round-floor", args=["3F"]), phone=True)
    scan(page, "RA100000001CN")
    page.locator(".round label").nth(1).click()
    button = page.locator("#to-sign")
    expect(button).to_have_text(re.compile("移交 2"))
    button.click()
    page.locator("#id_receiver").fill("方琳")
    page.evaluate(
        "(path) => { const input = document.querySelector('[data-signature] input'); input.value = path; }",
        make_mail.SIGNATURE,
    )
    assert not violations(page)
    button.click()
    expect(page.locator(".round li.done")).to_have_count(2)
    row = HandOut.objects.get()
    assert (row.receiver, row.count, row.signature) == ("方琳", 2, make_mail.SIGNATURE)

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
from tests.browser.pens import sign

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


def test_of_several_matches_the_arrows_choose_and_enter_alone_asks(burst: Page) -> None:
    page = burst
    make_mail.merchant_in("A3119", "锦绣童装")
    scan(page, "RA100000001CN")
    page.keyboard.type("jx", delay=SLOWLY)
    options = page.locator("[role=option]")
    expect(options).to_have_count(2)
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    wanted = page.locator("[role=option][aria-selected=true] .code").inner_text()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_attribute("data-tone", "good")
    assert str(MailItem.objects.get().unit) == wanted
    scan(page, "RA100000002CN")
    page.keyboard.type("jx", delay=SLOWLY)
    expect(options).to_have_count(2)
    page.keyboard.press("Enter")
    line = page.locator(".waiting-line")
    expect(line).to_contain_text("请选择")
    line.get_by_role("button", name="A3119 锦绣童装").click()
    expect(page.locator("#entered tbody tr")).to_have_count(2)
    assert str(MailItem.objects.get(number="RA100000002CN").unit) == "A3119"


def test_a_class_is_kept_for_the_pile_until_it_is_pressed_again(burst: Page) -> None:
    page = burst
    rows = page.locator("#entered tbody tr")
    for many, number in enumerate(("RA100000001CN", "RA100000002CN", "RA100000003CN"), 1):
        if number.endswith(("1CN", "3CN")):
            page.keyboard.press("Alt+3")
        scan(page, number)
        page.keyboard.type("A3118", delay=SLOWLY)
        page.keyboard.press("Enter")
        expect(rows).to_have_count(many)
    found = dict(MailItem.objects.values_list("number", "mail_class__code"))
    assert found == {"RA100000001CN": "ems", "RA100000002CN": "ems", "RA100000003CN": "registered"}


def test_the_class_kept_for_the_pile_comes_back_after_an_item_of_another_was_put_right(burst: Page) -> None:
    page = burst
    scan(page, "RA100000001CN")  # a registered letter, by its number
    page.keyboard.type("nowhere", delay=SLOWLY)
    page.keyboard.press("Enter")
    line = page.locator(".waiting-line")
    expect(line).to_be_visible()
    page.keyboard.press("Alt+3")  # EMS for the pile
    line.get_by_role("button", name="放回表单修改").click()
    expect(page.get_by_role("radio", name="挂号信")).to_be_checked()
    page.locator("#id_where").fill("A3118")
    page.keyboard.press("Enter")
    rows = page.locator("#entered tbody tr")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("radio", name="EMS")).to_be_checked()
    page.keyboard.press("Alt+3")  # pressed again, it is let go
    expect(page.get_by_role("radio", name="EMS")).not_to_be_checked()
    page.keyboard.press("Alt+3")
    scan(page, "RA100000002CN")
    page.keyboard.type("A3118", delay=SLOWLY)
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    found = dict(MailItem.objects.values_list("number", "mail_class__code"))
    assert found == {"RA100000001CN": "registered", "RA100000002CN": "ems"}


def test_what_was_picked_is_taken_back_into_the_form_with_its_address(burst: Page) -> None:
    page = burst
    scan(page, "RA100000001CN")
    page.keyboard.press("Alt+9")
    page.locator("#id_where").click()
    page.keyboard.type("A3118", delay=SLOWLY)
    page.locator("[role=option]").click()
    line = page.locator(".waiting-line")
    expect(line).to_contain_text("锦绣女装")
    line.get_by_role("button", name="放回表单修改").click()
    expect(page.locator("#id_where")).to_have_value("锦绣女装")
    page.locator("#id_condition").fill("邮递员已签注外包装破损")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_attribute("data-tone", "good")
    item = MailItem.objects.get()
    assert (str(item.unit), str(item.merchant), item.damaged) == ("A3118", "锦绣女装", True)


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
    for letter in number:
        code = f"Digit{letter}" if letter.isdigit() else f"Key{letter}"
        keys.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "key": "Process", "code": code, "windowsVirtualKeyCode": 229},
        )
        composed += letter.lower()
        place = {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)}
        keys.send("Input.imeSetComposition", place)
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter, "code": code})
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
    sign(page.locator("[data-signature]"))
    assert not violations(page)
    page.locator("#id_receiver").press("Enter")
    expect(page.locator(".round li.done")).to_have_count(2)
    row = HandOut.objects.get()
    assert (row.receiver, row.count, row.signature[:1]) == ("方琳", 2, "M")
    assert not MailItem.objects.exclude(not_home=0).exists()


def test_who_was_not_there_is_noted_on_the_phone_and_visited_again(open_as: Open, agent: Any) -> None:
    now = timezone.now()
    delivery = make_mail.delivery(by=agent, now=now)
    for number, unit in (("RA100000001CN", "A3118"), ("RA100000002CN", "A3009")):
        receiving.enter(delivery, make_mail.sheet(number=number, unit_number=unit), by=agent, now=now)
    page = open_as(agent, reverse("mail_desk:round-floor", args=["3F"]), phone=True)
    expect(page.locator(".round .unit")).to_have_text(["A3009", "A3118"])
    page.locator(".round label").first.click()
    page.get_by_role("button", name="无人在店").click()
    expect(page.locator(".round li").first).to_contain_text("无人在店 1 次")
    assert list(MailItem.objects.order_by("number").values_list("not_home", flat=True)) == [0, 1]

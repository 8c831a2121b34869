"""A morning's delivery of fifty items, entered with the keyboard alone and heard while the eyes are on the pile."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mail_desk.models import Delivery, MailItem
from mail_desk.states import State
from tests import make_mail
from tests.rules import rule

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from mall.models import User
    from tests.browser.conftest import Open

KEY, SCANNER = 20, 8  # milliseconds from key to key: a quick hand, a scanner
SHOPS = {"A3118": "锦绣女装", "B2210": "云裳服饰", "C1105": "恒源祥", "D4120": "老凤祥"}
#: What is typed for an address that is no room: the name of a shop, or the first letters of its sounds.
ROOMS = {**{name: room for room, name in SHOPS.items()}, "ysfs": "B2210", "jxnz": "A3118"}
#: Letters by floor, as they are counted: B1 has none.
LETTERS = {"1F": 12, "2F": 30, "3F": 7, "5F": 21, "6F": 4}

#: Every tone is kept with what the status line says at that moment.
EAR = """
    window.heard = [];
    window.AudioContext = class {
        currentTime = 0;
        destination = {};
        createGain() {
            return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} };
        }
        createOscillator() {
            const tone = { frequency: { value: 0 }, type: "", stop() {}, connect: (next) => next };
            tone.start = () => {
                const said = document.getElementById("burst-status").dataset.outcome;
                window.heard.push([said, `${tone.frequency.value} ${tone.type}`]);
            };
            return tone;
        }
    };
"""


class Item(NamedTuple):
    """One item of the pile: what is scanned, what is typed for its address, the keys pressed before that."""

    number: str
    where: str
    keys: tuple[str, ...] = ()


def pile() -> list[Item]:
    """Forty-five items that are scanned and one of them twice; every kind in turn, as they lie."""
    rooms, names = list(SHOPS), list(ROOMS)
    letters = [Item(f"RA1000000{n:02}CN", [*rooms, *names][n % 10]) for n in range(20)]
    express = [Item(f"EA2000000{n:02}CN", rooms[n % 4]) for n in range(8)]
    parcels = [Item(f"SF30000000{n:05}", names[n % 6], ("Alt+7",) if n % 2 else ()) for n in range(10)]
    # The class is kept for the pile of returned letters, and let go with the same key after it.
    back = [Item(f"RA4000000{n:02}CN", rooms[n % 4], ("Alt+5",) if n == 0 else ()) for n in range(6)]
    refused = Item("RA500000001CN", "A1601", ("Alt+5",))
    return [*letters[:10], *express, letters[9], *parcels, *back, refused, *letters[10:]]


def enter(page: Page, item: Item) -> None:
    """Scan the number, type the address: all of it keys."""
    page.keyboard.type(item.number, delay=SCANNER)
    page.keyboard.press("Enter")
    for keys in item.keys:
        page.keyboard.press(keys)
    page.keyboard.type(item.where, delay=KEY)
    page.keyboard.press("Enter")


def count_letters(page: Page) -> None:
    """Go to the floors, and from one to the next with Tab."""
    page.keyboard.press("Alt+l")
    for floor in ("B1", "1F", "2F", "3F", "4F", "5F", "6F"):
        expect(page.locator(f"#id_floor_{floor}")).to_be_focused()
        if floor in LETTERS:
            page.keyboard.type(str(LETTERS[floor]), delay=KEY)
        page.keyboard.press("Enter" if floor == "6F" else "Tab")


@pytest.fixture
def agent(transactional_db: None) -> User:
    """Somebody at the 8F desk, in a mall with four shops."""
    make_mail.lists()
    chen = make_mail.agent(name="陈静")
    for room, name in SHOPS.items():
        make_mail.merchant_in(room, name)
    return chen


@pytest.fixture
def burst(open_as: Open, agent: User) -> Page:
    """A delivery signed for, the cursor in the right place, an ear at the loudspeaker."""
    page = open_as(agent, reverse("mail_desk:delivery-new"))
    page.add_init_script(EAR)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_number")).to_be_focused()
    return page


@rule.both("MAIL-05", "MAIL-07")
def test_fifty_mixed_items_are_entered_with_the_keyboard_alone_each_with_its_tone(burst: Page) -> None:
    page = burst
    for item in pile():
        enter(page, item)
    expect(page.locator("#entered .n")).to_have_text("45 件")
    heard = heard_on(page)
    assert Counter(outcome for outcome, _tone in heard) == {"taken": 44, "again": 2, "refused": 1}
    tones = {said: {tone for outcome, tone in heard if outcome == said} for said in ("taken", "again", "refused")}
    assert [len(each) for each in tones.values()] == [1, 1, 1]
    assert len(set.union(*tones.values())) == 3, "good, known already and refused sound alike"
    expect(page.locator(".waiting-line")).to_have_count(0)
    count_letters(page)
    expect(page.locator("#entered .n")).to_have_text(f"{45 + sum(LETTERS.values())} 件")
    assert_all_is_stored()
    page.goto(f"{reverse('mail_desk:list')}?view=today")
    shown = page.locator("table.q tbody tr .row-link").all_inner_texts()
    assert sorted(shown) == sorted(item.folder.number for item in MailItem.objects.select_related("folder"))
    assert len(shown) == 50


def heard_on(page: Page) -> list[list[str]]:
    """The tones so far, each with what the status line said."""
    heard: list[list[str]] = page.evaluate("window.heard")
    return heard


def assert_all_is_stored() -> None:
    """Fifty items, each once, of its class, where its address has it."""
    stored = Delivery.objects.get().items.values_list("number", "mail_class__code", "unit__number", "state", "quantity")
    found: dict[str, Any] = {number: rest for number, *rest in stored if number}
    assert len(stored) == 50
    assert set(found) == {item.number for item in pile()}
    kinds = Counter(mail_class for _number, mail_class, *_rest in stored)
    assert kinds == {"registered": 21, "ems": 8, "parcel": 10, "returned": 6, "ordinary": 5}
    expected = {item.number: ROOMS.get(item.where, item.where) for item in pile()}
    assert {number: unit for number, (_class, unit, *_rest) in found.items()} == {**expected, "RA500000001CN": None}
    assert found["RA100000004CN"] == ["registered", "A3118", State.REGISTERED, 1]
    assert found["SF3000000000001"] == ["parcel", "B2210", State.NOTIFIED, 1]
    assert found["RA400000000CN"] == ["returned", "A3118", State.TO_RETURN, 1]
    assert found["RA500000001CN"] == ["registered", None, State.REFUSED, 1]
    floors = MailItem.objects.filter(mail_class__code="ordinary").values_list("floor__code", "quantity")
    assert dict(floors) == LETTERS

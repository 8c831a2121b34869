"""Two people at one desk: one writes and signs, the other counts, reads and signs; then it is locked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from mall.localtime import local_day
from mall.roles import Role
from staffing.actions import handovers as acts
from staffing.models import Handover
from staffing.queries.frames import day_of
from tests import make, make_complaints
from tests.browser.axe import violations
from tests.browser.pens import sign
from tests.make_staffing import SIGNATURE, prepared
from tests.rules import rule

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
#: On how many lines a text stands.
LINES = "words => { const all = new Range(); all.selectNodeContents(words); return all.getClientRects().length }"


def takes_over(theirs: Page) -> None:
    """Somebody comes, counts, reads and signs, on the phone; a difference is explained first."""
    assert theirs.locator("#today-title").evaluate(LINES) == 1, "the title of the card stays on one line"
    theirs.locator("#acts").get_by_role("link", name="去接班").click()
    theirs.get_by_role("button", name="我已到岗").click()
    expect(theirs.locator("#toasts")).to_contain_text("到岗时间已记录")
    for kind in theirs.locator("#accept .kind-x").all():
        kind.get_by_role("radio", name="相符").check()
    complaints = theirs.locator(".kind-x", has_text="未结投诉")
    complaints.get_by_role("radio", name="数目不同").check()
    complaints.get_by_label("接班清点").fill("2")
    theirs.get_by_label("雨伞剩 3 把").check()
    sign(theirs.locator("[data-signature]"))
    assert violations(theirs) == []
    theirs.get_by_role("button", name="接班", exact=True).click()
    expect(theirs.locator(".errors")).to_contain_text("请说明为何是 2 而不是 1")
    expect(theirs.locator(".errors")).to_contain_text("请阅读后勾选")
    theirs.locator(".kind-x", has_text="未结投诉").get_by_label("说明").fill("另有一件刚到，未登记")
    theirs.get_by_label("中庭有人摔倒，已报警").check()
    theirs.get_by_role("button", name="接班", exact=True).click()
    expect(theirs.locator(".line-x .chip")).to_contain_text("已接班")
    expect(theirs.locator("svg.signature")).to_have_count(2)
    assert violations(theirs) == []


@rule.both("HAND-01", "HAND-07", "HAND-08")
def test_two_people_at_one_desk_sign(open_as: Open) -> None:
    desk = make.desk("centre")
    goes, comes = (make.person(desk=desk, name=name) for name in ("陈静", "李敏"))
    with transaction.atomic():
        case = make_complaints.complaint(by=goes, now=timezone.now())
    mine = open_as(goes, "/staffing/handovers/")
    assert violations(mine) == []
    mine.locator("#acts").get_by_role("link", name="填写交班").click()
    mine.get_by_role("radio", name="换人交接").check()
    mine.get_by_label("接班人").select_option(label="李敏")
    assert violations(mine) == []
    mine.get_by_role("button", name="开始").click()
    expect(mine.locator(".kind-x", has_text="未结投诉")).to_contain_text(case.folder.number)
    mine.get_by_label("当日工作").fill("接待咨询 12 人次，播音 3 次")
    mine.get_by_label("顾客反馈").fill("无")
    mine.get_by_label("接班必读").fill("雨伞剩 3 把")
    mine.get_by_label("重要事项").fill("中庭有人摔倒，已报警")
    sign(mine.locator("[data-signature]"))
    mine.get_by_role("button", name="签字交班").click()
    # Refused: the progress of complaints is not written; what was typed and drawn is still there.
    expect(mine.locator(".errors")).to_contain_text("投诉进展")
    expect(mine.locator("[data-signature]")).to_have_class(re.compile("drawn"))
    assert violations(mine) == []
    mine.get_by_label("投诉进展").fill("羽绒服一件待部门答复")
    mine.get_by_role("button", name="签字交班").click()
    expect(mine.locator(".notice")).to_contain_text("请等李敏接班签字")
    assert violations(mine) == []

    takes_over(open_as(comes, "/staffing/handovers/", phone=True))
    mine.reload()
    expect(mine.locator(".notice")).to_have_count(0)
    mine.locator(".more-x > summary").click()
    mine.get_by_label("补记内容").fill("雨伞又还回 1 把")
    mine.get_by_role("button", name="补记").click()
    expect(mine.locator(".list-s")).to_contain_text("雨伞又还回 1 把")
    paper = mine.request.get(mine.get_by_role("link", name="打印 F-32").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")
    row = Handover.objects.get()
    assert (row.state, row.outgoing, row.incoming) == (Handover.State.ACCEPTED, goes, comes)


@rule.both("HAND-01")
def test_the_night_is_countersigned_and_waits_in_the_morning(open_as: Open) -> None:
    desk = make.desk("centre")
    goes, comes = (make.person(desk=desk, name=name) for name in ("陈静", "李敏"))
    boss = make.person(Role.SUPERVISOR, name="周主管")
    closed_at = day_of(local_day(timezone.now()) - timedelta(days=1)).closes
    with transaction.atomic():
        row = prepared(desk, goes, None, closed_at, turn="night")
        acts.countersign(row, acts.Signed(SIGNATURE), by=boss, now=closed_at)
    page = open_as(comes, "/staffing/handovers/")
    page.locator(".banner a", has_text="夜间交班待接班").click()
    expect(page.locator(".notice")).to_contain_text("第一件事之前接班")
    for kind in page.locator("#accept .kind-x").all():
        kind.get_by_role("radio", name="相符").check()
    sign(page.locator("[data-signature]"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".line-x .chip")).to_contain_text("已接班")
    expect(page.locator(".banner")).to_have_count(0)
    assert violations(page) == []

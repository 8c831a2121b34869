"""What stands on the papers of the mail desk: numbers, names, rooms, totals; and what a scanner reads from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mail_desk import held
from mail_desk.actions import collecting, handing, notice, receiving, returning
from mail_desk.actions.months import close_month, correct_month
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import MailItem
from mail_desk.states import CallOutcome, Collector, IdKind
from mall.localtime import local
from tests import make, make_mail, reading
from tests import make_mail_days as days
from tests.make_mail import DAY, HOUR, ID_NUMBER, MINUTE, NOW, SIGNATURE, TODAY
from tests.rules import rule

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> User:
    """Somebody at the 8F desk who is signed in."""
    make_mail.lists()
    person = make_mail.agent(name="陈静")
    make.signed_in(client, person)
    return person


def printed(client: Client, name: str, *args: object, **asked: Any) -> str:
    """The words of a paper."""
    answer: HttpResponse = client.get(reverse(f"mail_desk:{name}", args=args), asked)
    return reading.words_on(answer)


def in_order(paper: str, *parts: str) -> bool:
    """Whether these parts stand on the paper one after the other."""
    at = 0
    for part in parts:
        at = paper.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


@rule.both("MAIL-07", "MAIL-08")
def test_the_slip_of_refused_mail_names_each_piece_and_its_rule_and_nothing_that_was_taken(
    client: Client, desk: User
) -> None:
    to = make_mail.delivery(by=desk, brought_by="邮递员小马")
    make_mail.item(to=to, by=desk, number="RA111111111CN", addressee="方琳")
    make_mail.item(to=to, by=desk, number="RA222222222CN", unit_number="", words="A1601", addressee="欧阳雪")
    make_mail.item(
        "ordinary", "", to=to, by=desk, number="", words="B1-A", addressee="", quantity=5, floor=held.floor("B1")
    )
    paper = printed(client, "refusal-slip", to.folder.number)
    assert in_order(paper, "中国邮政·邮递员小马", "2026-11-2609:10", "八楼前台")
    assert in_order(paper, "1挂号信RA222222222CNA1601欧阳雪A16", "回迁区信件不予代收，请邮政直接投递")
    assert in_order(paper, "2平信×5", "B1-A", "合计6件", "陈静")
    assert "RA111111111CN" not in paper
    assert reading.codes_on(client.get(reverse("mail_desk:refusal-slip", args=[to.folder.number]))) == [
        to.folder.number
    ]


@rule.both("MAIL-03", "MAIL-13")
def test_the_notice_says_what_waits_for_whom_why_and_until_when_and_neither_phone_nor_code(
    client: Client, desk: User
) -> None:
    to = make_mail.delivery(by=desk)
    large = make_mail.item(to=to, by=desk, large=True, heavy=True)
    unclear = make_mail.item("ems", "", to=to, by=desk, number="EA123456789CN", words="二楼卖鞋的", addressee="赵六")
    notice.call(large, CallOutcome.REACHED, collect_by=NOW + 5 * HOUR, stays=desk, by=desk, now=NOW + HOUR)
    gone = make_mail.item(to=to, by=desk, number="RA999999999CN", large=True)
    days.collected(gone, by=desk)
    paper = printed(client, "notice-print")
    assert in_order(paper, "F-02", "前台信件通知表", "领取地点八楼前台", "请携带身份证")
    assert in_order(paper, "RA123456789CN", "挂号信", "A1105", "云裳服饰", "方琳")
    for words in (
        "超大",
        "超重",
        "11-2610:10",
        "陈静",
        "11-2614:10",
        "EA123456789CN",
        "二楼卖鞋的",
        "赵六",
        "地址不详",
    ):
        assert words in paper, words
    contact = large.merchant.contacts.get() if large.merchant else None
    assert contact is not None
    for hidden in ("RA999999999CN", large.pickup_code, unclear.pickup_code, contact.phone, contact.phone[-4:]):
        assert hidden not in paper, hidden


@rule.both("MAIL-05", "MAIL-S01")
def test_the_register_of_a_day_names_each_item_in_its_order_below_the_totals(client: Client, desk: User) -> None:
    to = make_mail.delivery(by=desk)
    make_mail.item(to=to, by=desk, number="RA111111111CN", sender="工商局", now=NOW + MINUTE)
    days.letters(40, to=to, by=desk, now=NOW + 2 * MINUTE)
    make_mail.item(to=to, by=desk, number="RA222222222CN", unit_number="", words="A1601", addressee="欧阳雪")
    days.struck_out(make_mail.item(to=to, by=desk, number="RA333333333CN"), by=desk)
    paper = printed(client, "day-print", on=TODAY.isoformat())
    assert in_order(paper, "F-03", "2026年11月26日")
    assert in_order(paper, "挂号信11000", "平信400000", "合计411000")
    assert in_order(paper, "109:1009:11挂号信RA111111111CNA1105云裳服饰方琳工商局已登记")
    assert in_order(paper, "209:1009:12平信×40", "309:1009:10挂号信RA222222222CNA1601", "欧阳雪谢绝")
    assert "RA333333333CN" not in paper


@rule.both("MAIL-06")
def test_the_return_slip_names_each_item_its_reason_and_the_pieces_of_each_class(client: Client, desk: User) -> None:
    letters = make_mail.item("ordinary", "", by=desk, number="", addressee="", quantity=12, floor=held.floor("3F"))
    returning.send_back(letters, held.return_reason("unknown"), by=desk, now=NOW)
    back = make_mail.item("returned", by=desk, number="RA111111111CN", addressee="方琳")
    batch = returning.begin([letters, back], held.carriers()[0], by=desk, now=NOW)
    stays = make_mail.item("returned", by=desk, number="RA222222222CN")
    number = batch.folder.number
    paper = printed(client, "return-print", number)
    assert in_order(paper, "F-04", number, "中国邮政")
    for words in ("平信", letters.folder.number, "查无此人", "RA111111111CN", back.folder.number, "A1105", "方琳"):
        assert words in paper, words
    assert in_order(paper, "平信12·退信1·合计13")
    assert stays.folder.number not in paper
    assert "邮递员小马" not in paper
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=desk, now=NOW + HOUR)
    paper = printed(client, "return-print", number)
    assert in_order(paper, "中国邮政·邮递员小马", "2026-11-2610:10", "合计13", "陈静")
    assert reading.codes_on(client.get(reverse("mail_desk:return-print", args=[number]))) == [number]


@rule.both("MAIL-04", "MAIL-13")
def test_the_record_of_a_collection_names_what_was_fetched_by_whom_against_what(client: Client, desk: User) -> None:
    to = make_mail.delivery(by=desk)
    items = [
        make_mail.item(to=to, by=desk, large=True),
        make_mail.item("parcel", "A1105", to=to, by=desk, number="SF1234567890123"),
    ]
    left = make_mail.item("ems", to=to, by=desk, number="EA123456789CN")
    sheet = CollectSheet(
        "方小妹", Collector.FAMILY, "女儿", id_kind=IdKind.CARD, id_number=ID_NUMBER, signature=SIGNATURE
    )
    row = collecting.collect(items, sheet, by=desk, now=NOW + HOUR)
    paper = printed(client, "proof", row.pk)
    assert in_order(paper, "F-05", "2026-11-2610:10", "八楼前台", "方小妹", "女儿", "110***********002X")
    assert in_order(paper, "1挂号信RA123456789CN", "A1105", "2包裹SF1234567890123", "A1105", "陈静")
    for hidden in (ID_NUMBER, left.number, items[0].pickup_code):
        assert hidden not in paper, hidden


@rule.both("MAIL-05", "MAIL-09")
def test_the_totals_of_a_day_are_by_class_desk_and_person_with_each_delivery(client: Client, desk: User) -> None:
    to = make_mail.delivery(by=desk, announced=42)
    letters = days.letters(40, to=to, by=desk)
    handing.hand_to_staff([letters], "刘飞", 40, on_paper=True, by=desk, now=NOW)
    days.collected(make_mail.item(to=to, by=desk, large=True), by=desk, now=NOW + HOUR)
    receiving.finish(to, by=desk, now=NOW + 2 * HOUR, late_reason="停电", differs_reason="清单多写一件")
    paper = printed(client, "totals-print", on=TODAY.isoformat())
    assert in_order(paper, "R-01", "2026年11月26日", "挂号信10010", "平信4004000", "EMS00000", "合计4104010")
    assert in_order(paper, "八楼前台4104010", "陈静4104010")
    assert in_order(paper, to.folder.number, "中国邮政09:1041", "停电清单多写一件")


@rule.both("MAIL-12", "PERF-05")
def test_the_totals_of_a_month_stay_as_they_were_closed_with_the_correction_beside_them(client: Client) -> None:
    boss = make_mail.supervisor(name="赵磊")
    to = make_mail.delivery(by=boss)
    days.letters(12, to=to, by=boss)
    fetched = make_mail.item(to=to, by=boss, large=True)
    days.collected(fetched, by=boss, without_proof="商户已当面核对")
    make_mail.item(to=to, by=boss, number="RA222222222CN", unit_number="", words="A1601")
    receiving.finish(to, by=boss, now=NOW + 2 * HOUR, late_reason="停电")
    make.signed_in(client, boss)
    december = NOW + 10 * DAY
    closed = close_month(2026, 11, by=boss, now=december)
    correct_month(closed, "ordinary.came", 13, "漏记一件", by=boss, now=december)
    paper = printed(client, "month-print", month="2026-11")
    assert in_order(paper, "R-02", "2026年11月", "挂号信11010", "平信120000", "合计131010")
    assert in_order(paper, to.folder.number, "停电", fetched.folder.number, "赵磊商户已当面核对")
    assert in_order(paper, "平信·收件1213漏记一件赵磊", "赵磊")


@rule.both("MAIL-15", "MAIL-S05", "HAND-05")
def test_the_hand_over_list_has_each_item_that_stays_by_state_and_age_and_room_for_both_names(
    client: Client, desk: User
) -> None:
    now = timezone.now()
    old, new = (make_mail.delivery(by=desk, now=at) for at in (now - 5 * DAY, now))
    days.letters(7, to=old, by=desk, now=now - 5 * DAY)
    waits = make_mail.item(to=new, by=desk, now=now, large=True, number="RA222222222CN", addressee="欧阳雪")
    gone = make_mail.item(to=new, by=desk, now=now, number="RA333333333CN")
    handing.deliver([gone], "方琳", on_paper=True, by=desk, now=now)
    paper = printed(client, "open-print")
    assert in_order(paper, "2条，共8件", "已登记07007", "通知表10001", "全部17008")
    assert in_order(paper, "平信×7", "RA222222222CN", "挂号信", "A1105云裳服饰", "欧阳雪", f"{local(now):%m-%d%H:%M}")
    assert in_order(paper, "移交人", "接班人")
    assert waits.pickup_code not in paper
    assert gone.number not in paper


# --- what a scanner reads


@rule.both("MAIL-03", "MAIL-04")
def test_a_label_names_the_item_and_its_code_leads_a_scanner_to_it(client: Client, desk: User) -> None:
    to = make_mail.delivery(by=desk)
    waits = make_mail.item(to=to, by=desk, large=True)
    brought = make_mail.item("parcel", "B2210", to=to, by=desk, number="SF1234567890123", addressee="欧阳雪")
    labels = client.post(reverse("mail_desk:labels"), {"items": [waits.pk, brought.pk]})
    assert reading.pages_of(labels) == 2
    paper = reading.words_on(labels)
    for words in ("A1105", "云裳服饰", "挂号信RA123456789CN", f"{waits.folder.number}·11-26", waits.pickup_code):
        assert words in paper, words
    for words in ("B2210", "包裹SF1234567890123", brought.folder.number):
        assert words in paper, words
    assert reading.codes_on(labels) == [waits.folder.number, brought.folder.number]
    for item, code in zip((waits, brought), reading.codes_on(labels), strict=True):
        assert leads_to(client, code) == item


@rule.both("MAIL-03", "MAIL-04", "MAIL-14")
def test_a_pick_up_slip_says_all_its_bearer_must_know_and_its_code_leads_to_the_item(
    client: Client, desk: User
) -> None:
    item = make_mail.item(by=desk, large=True)
    notice.call(item, CallOutcome.REACHED, collect_by=NOW + 5 * HOUR, stays=desk, by=desk, now=NOW)
    slip = client.post(reverse("mail_desk:pick-up", args=[item.folder.number]))
    paper = reading.words_on(slip)
    for words in ("云裳服饰A1105", "挂号信RA123456789CN", "八楼前台", "2026-11-2614:10", "身份证", "2026-12-26"):
        assert words in paper, words
    item.refresh_from_db()
    assert item.pickup_code in paper
    (code,) = reading.codes_on(slip)
    assert leads_to(client, code) == item
    ordinary = make_mail.item("ordinary", by=desk, number="", large=True, to=item.delivery)
    other = client.post(reverse("mail_desk:pick-up", args=[ordinary.folder.number]))
    assert "身份证" not in reading.words_on(other), "no paper is asked for it"
    assert leads_to(client, *reading.codes_on(other)) == ordinary


def leads_to(client: Client, code: str) -> MailItem:
    """The item that is ticked when a code is read at the counter."""
    answer = client.post(reverse("mail_desk:look-up"), {"q": code})
    page = client.get(answer["Location"]).content.decode()
    return next(item for item in MailItem.objects.select_related("folder") if f'value="{item.pk}" checked' in page)

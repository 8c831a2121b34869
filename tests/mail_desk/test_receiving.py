"""From the post's hands into the register."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Folder
from mail_desk import held
from mail_desk.actions import receiving
from mail_desk.actions.receiving import Outcome
from mail_desk.models import MailItem
from mail_desk.queries.addresses import address
from mail_desk.states import State
from mall.models import Floor
from tests import make, make_mail, make_merchants
from tests.make_mail import HOUR, MINUTE, NOW, TODAY
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("MAIL-01", "MAIL-09")
def test_a_delivery_is_signed_for_and_its_hour_runs() -> None:
    delivery = make_mail.delivery(announced=3)
    assert delivery.folder.number.startswith("SJ20261126-")
    assert delivery.folder.due_at == NOW + HOUR
    with pytest.raises(Refused):
        make_mail.delivery(received_at=NOW + HOUR)


@rule.both("MAIL-05", "MAIL-S01")
def test_a_registered_letter_is_entered_with_class_number_and_address() -> None:
    item = make_mail.item()
    assert item.state == State.REGISTERED
    assert item.folder.number.startswith("XJ20261126-")
    assert item.folder.title == "挂号信 A1105 云裳服饰"
    assert str(item.carrier) == "中国邮政"
    assert not item.pickup_code
    with pytest.raises(Refused) as refused:
        make_mail.item(number="")
    assert refused.value.obstacles[0].field == "number"


@rule.both("MAIL-07", "MAIL-08")
@pytest.mark.parametrize(
    ("words", "area"),
    [("A1601", "A16"), ("A2699", "A26"), ("A3600", "A36"), ("负一楼A08", "B1-A"), ("A0608", "B1-A"), ("B1-A", "B1-A"),
     ("A1501", ""), ("B0608", ""), ("负一楼B08", ""), ("A16", "")],
)  # fmt: skip
def test_mail_of_the_resettlement_zones_is_refused_with_its_rule(words: str, area: str) -> None:
    item = make_mail.item(unit_number="", words=words)
    if area:
        assert item.state == State.REFUSED
        assert item.refusal.startswith(area)
        assert item.folder.closed_at is not None
    else:
        assert item.state != State.REFUSED


@rule.both("MAIL-03")
def test_unclear_or_large_goes_to_the_notice_with_a_code() -> None:
    by, delivery = make_mail.agent(), make_mail.delivery()
    unclear = receiving.enter(delivery, make_mail.sheet(unit_number="", words="那个卖鞋的"), by=by, now=NOW).item
    large = receiving.enter(delivery, make_mail.sheet(number="RA1CN8888", large=True), by=by, now=NOW).item
    plain = receiving.enter(delivery, make_mail.sheet(number="RA1CN9999"), by=by, now=NOW).item
    assert (unclear.state, large.state, plain.state) == (State.NOTIFIED, State.NOTIFIED, State.REGISTERED)
    assert unclear.unclear
    assert len({unclear.pickup_code, large.pickup_code}) == 2
    assert unclear.pickup_code.isdigit()


def test_the_same_number_is_passed_over_within_a_minute_and_asked_about_later() -> None:
    by, delivery = make_mail.agent(), make_mail.delivery()
    first = receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW)
    again = receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW + MINUTE)
    later = receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW + 2 * MINUTE)
    assert (again.outcome, again.item) == (Outcome.AGAIN, first.item)
    assert (later.outcome, later.item) == (Outcome.ASKS, first.item)
    anyway = receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW + 2 * MINUTE, again=True)
    assert anyway.outcome == Outcome.TAKEN
    assert MailItem.objects.count() == 2


def test_a_scanned_number_is_completed_later() -> None:
    by, delivery = make_mail.agent(), make_mail.delivery()
    scanned = receiving.scan(delivery, "RA123456789CN", by=by, now=NOW)
    assert scanned.outcome == Outcome.SCANNED
    assert scanned.item.mail_class == held.mail_class("registered")
    with pytest.raises(Refused):
        receiving.finish(delivery, by=by, now=NOW)
    done = receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW + MINUTE)
    assert done.item.pk == scanned.item.pk
    assert done.item.state == State.REGISTERED
    assert Folder.objects.get(pk=done.item.folder_id).title == "挂号信 A1105 云裳服饰"


@rule.both("MAIL-02")
def test_ordinary_letters_are_counted_by_floor() -> None:
    by, delivery = make_mail.agent(), make_mail.delivery()
    sheet = replace(make_mail.sheet("ordinary", "", number="", addressee=""))
    floors = list(Floor.objects.all())
    entered = receiving.enter_counts(delivery, sheet, [(floors[1], 30), (floors[2], 0), (floors[3], 5)], by=by, now=NOW)
    assert [(one.item.floor.code, one.item.quantity, one.item.state) for one in entered] == [
        ("1F", 30, State.REGISTERED),
        ("3F", 5, State.REGISTERED),
    ]
    with pytest.raises(Refused):
        receiving.enter_counts(delivery, make_mail.sheet("registered", ""), [(floors[1], 2)], by=by, now=NOW)


@rule.both("MAIL-09")
def test_after_the_hour_the_reason_is_written() -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by)
    receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW)
    late = NOW + HOUR + MINUTE
    with pytest.raises(Refused) as refused:
        receiving.finish(delivery, by=by, now=late)
    assert refused.value.obstacles[0].field == "late_reason"
    receiving.finish(delivery, late_reason="系统停电半小时", by=by, now=late)
    delivery.folder.refresh_from_db()
    assert delivery.folder.closed_at == late
    assert delivery.folder.due_at is None


@rule.both("MAIL-S02")
def test_damaged_needs_the_carriers_proof_and_cash_goes_to_the_addressee() -> None:
    with pytest.raises(Refused):
        make_mail.item(damaged=True)
    assert make_mail.item(damaged=True, condition="邮递员签字确认外包装破损").state == State.NOTIFIED
    cash = make_mail.item("parcel", number="SF1234567890123", cash=True)
    assert cash.state == State.REFUSED
    assert str(cash.carrier) == "顺丰速运"


@rule.both("MAIL-07", "MAIL-08")
def test_a_scanned_number_for_a_refused_area_is_refused_on_record() -> None:
    by, delivery = make_mail.agent(), make_mail.delivery()
    scanned = receiving.scan(delivery, "RA123456789CN", by=by, now=NOW).item
    done = receiving.enter(delivery, make_mail.sheet(unit_number="", words="A1601"), by=by, now=NOW)
    assert (done.outcome, done.item.pk, done.item.state) == (Outcome.REFUSED, scanned.pk, State.REFUSED)
    assert list(scanned.folder.entries.values_list("verb", flat=True)) == ["mail_scanned", "mail_refused"]
    other = receiving.scan(delivery, "RA999999999CN", by=by, now=NOW).item
    receiving.enter(delivery, make_mail.sheet(number="RA999999999CN"), by=by, now=NOW)
    assert other.folder.entries.last().verb == "mail_registered"


@rule.both("MAIL-10")
def test_mail_for_the_company_is_on_the_round_of_its_floor_and_other_mail_is_not() -> None:
    inside = make_mail.item(unit_number="", words="", internal=True)
    assert inside.floor.code == "8F"
    outside = make_mail.item(number="RA222222222CN")
    assert outside.floor.code == "1F"


@rule.both("MAIL-07", "MAIL-08")
def test_a_merchant_of_several_rooms_is_asked_for_the_room() -> None:
    make_mail.lists()
    make_merchants.merchant("锦程男装", ("A1601", "B2105"))
    make_merchants.merchant("云裳服饰", ("A1105",))
    by = make_mail.agent()
    several = address("", "锦程男装", by, TODAY)
    assert set(map(str, several.several)) == {"A1601 锦程男装", "B2105 锦程男装"}
    one = address("", "云裳服饰", by, TODAY)
    assert str(one.unit) == "A1105"
    assert not one.several


@rule.both("MAIL-02", "MAIL-03")
def test_the_name_of_a_floor_is_the_address_of_letters_and_of_nothing_else(client: Client) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, now=timezone.now())
    make.signed_in(client, by)
    posted = {"mail_class": "ordinary", "quantity": "12", "where_text": "3F"}
    client.post(reverse("mail_desk:enter", args=[delivery.folder.number]), posted)
    letters = MailItem.objects.get()
    assert (letters.state, letters.unclear, str(letters.floor.code)) == (State.REGISTERED, False, "3F")
    parcel = {"mail_class": "parcel", "number": "SF1234567890123", "where_text": "3F"}
    client.post(reverse("mail_desk:enter", args=[delivery.folder.number]), parcel)
    assert MailItem.objects.get(number="SF1234567890123").state == State.NOTIFIED


def test_a_lost_question_is_asked_again_and_a_lost_answer_stores_nothing_twice(client: Client) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, now=timezone.now())
    make_mail.merchant_in("A1105")
    make.signed_in(client, by)
    address_ = reverse("mail_desk:enter", args=[delivery.folder.number])
    posted = {"number": "RA123456789CN", "mail_class": "registered", "where_text": "A1105", "form_token": "a" * 30}

    def post(**more: str) -> str:
        answer = client.post(address_, {**posted, **more}, headers={"HX-Request": "true"})
        return answer.content.decode().split('data-outcome="')[1].split('"')[0]

    assert [post(), post()] == ["taken", "again"]
    MailItem.objects.get().folder.__class__.objects.filter(kind="mail").update(opened_at=timezone.now() - HOUR)
    assert [post(form_token="b" * 30), post(form_token="b" * 30)] == ["asks", "asks"]
    assert post(form_token="b" * 30, again="yes") == "taken"
    assert MailItem.objects.count() == 2


def test_a_letter_without_number_that_is_sent_twice_is_stored_once(client: Client) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, now=timezone.now())
    make.signed_in(client, by)
    url = reverse("mail_desk:enter", args=[delivery.folder.number])
    posted = {"mail_class": "ordinary", "quantity": "3", "where_text": "3F", "form_token": "c" * 30}

    def post(**more: str) -> str:
        answer = client.post(url, {**posted, **more}, headers={"HX-Request": "true"})
        return answer.content.decode().split('data-outcome="')[1].split('"')[0]

    # The second one fails at the used token, and nothing of it stays: no folder, no number taken.
    assert [post(), post()] == ["taken", "again"]
    plain = client.post(url, posted)
    assert (plain.status_code, plain["Location"]) == (302, delivery.get_absolute_url())
    assert (MailItem.objects.count(), Folder.objects.filter(kind="mail").count()) == (1, 1)
    assert post(form_token="d" * 30) == "taken"
    assert sorted(MailItem.objects.values_list("folder__number", flat=True))[1].endswith("-0002")


def test_an_answer_that_got_lost_is_given_again_when_the_delivery_is_finished(client: Client) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, now=timezone.now())
    make.signed_in(client, by)
    url = reverse("mail_desk:enter", args=[delivery.folder.number])
    posted = {"number": "RA123456789CN", "scan": "1", "form_token": "e" * 30}
    assert client.post(url, posted, headers={"HX-Request": "true"}).status_code == 200
    completed = {"number": "RA123456789CN", "mail_class": "registered", "where_text": "3F", "form_token": "f" * 30}
    assert client.post(url, completed, headers={"HX-Request": "true"}).status_code == 200
    receiving.finish(delivery, by=by, now=timezone.now())
    for sent, status in ((posted, 200), (completed, 200), ({**posted, "form_token": "g" * 30}, 422)):
        assert client.post(url, sent, headers={"HX-Request": "true"}).status_code == status
    assert MailItem.objects.count() == 1


@rule.both("MAIL-05")
def test_the_lines_of_a_deliverys_totals_add_up_to_what_was_entered(client: Client) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by)
    make_mail.item(to=delivery, by=by)
    make_mail.item("ordinary", to=delivery, by=by, number="", quantity=12)
    make_mail.item(to=delivery, by=by, number="RA222222222CN", unit_number="", words="A1601")
    wrong = make_mail.item(to=delivery, by=by, number="RA333333333CN")
    MailItem.objects.filter(pk=wrong.pk).update(state=State.VOID)
    make.signed_in(client, by)

    def lines() -> tuple[dict[str, int], int]:
        page = client.get(delivery.get_absolute_url()).content.decode()
        told = page.split('class="kv totals"')[1].split("</dl>")[0]
        cells = re.findall(r'<dt[^>]*>([^<]+)</dt><dd class="num[^"]*">(\d+)</dd>', told)
        *parts, (_word, together) = cells
        return {word: int(many) for word, many in parts if many != "0"}, int(together)

    assert lines() == ({"挂号信": 1, "平信": 12, "谢绝": 1}, 14)
    receiving.scan(delivery, "7700112233", by=by, now=NOW)
    shown, together = lines()
    assert shown == {"挂号信": 1, "平信": 12, "谢绝": 1, "未分类": 1}
    assert sum(shown.values()) == together == 15


def test_entering_one_item_asks_no_more_the_more_there_are(client: Client) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, now=timezone.now())
    where = f"m{make_mail.merchant_in('A1105').pk}u{make_mail.unit('A1105').pk}"
    make.signed_in(client, by)
    url = reverse("mail_desk:enter", args=[delivery.folder.number])

    def asked(number: str) -> int:
        sent = {"number": number, "mail_class": "registered", "where": where, "form_token": f"{number:-<30}"}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url, sent, headers={"HX-Request": "true"}).status_code == 200
        return len(queries)

    asked("RA000000000CN")
    few = asked("RA000000001CN")
    for n in range(2, 20):
        make_mail.item(to=delivery, by=by, number=f"RA{n:09}CN")
    receiving.scan(delivery, "RA000000098CN", by=by, now=NOW)
    assert asked("RA000000099CN") == few <= 26, (
        "eleven, the frame of the transaction, and the lists that tests read anew"
    )

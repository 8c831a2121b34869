"""From the post's hands into the register."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.models import Folder
from mail_desk import held
from mail_desk.actions import receiving
from mail_desk.actions.receiving import Outcome
from mail_desk.models import MailItem
from mail_desk.states import State
from mall.models import Floor
from tests import make_mail
from tests.make_mail import HOUR, MINUTE, NOW
from tests.rules import rule
from ui.obstacles import Refused

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

"""The mail notice: what waits, calls, who stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from mail_desk.actions import notice
from mail_desk.models import Call, MailItem
from mail_desk.queries.notices import waiting_items
from mail_desk.states import CallOutcome, State
from tests import make, make_mail
from tests.make_mail import DAY, HOUR, NOW
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("MAIL-03")
def test_what_is_registered_goes_on_the_notice_with_its_reason() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    with pytest.raises(Refused):
        notice.put_on_notice(item, [], by=by, now=NOW)
    notice.put_on_notice(item, ["heavy"], by=by, now=NOW)
    item.refresh_from_db()
    assert (item.state, item.heavy, item.notified_at) == (State.NOTIFIED, True, NOW)
    assert len(item.pickup_code) == 6
    with pytest.raises(Refused):
        notice.put_on_notice(item, ["heavy"], by=by, now=NOW)


@rule.both("MAIL-03", "MAIL-S04")
def test_a_call_says_until_when_and_who_stays_and_the_reminder_runs() -> None:
    by = make_mail.agent()
    item = make_mail.item(large=True, by=by)
    with pytest.raises(Refused) as refused:
        notice.call(item, CallOutcome.REACHED, collect_by=None, stays=None, by=by, now=NOW)
    assert {one.field for one in refused.value.obstacles} == {"collect_by", "stays"}
    with pytest.raises(Refused):
        notice.call(item, CallOutcome.REACHED, collect_by=NOW - HOUR, stays=by, by=by, now=NOW)
    notice.call(item, CallOutcome.NO_ANSWER, collect_by=None, stays=None, by=by, now=NOW)
    item.refresh_from_db()
    assert item.state == State.NOTIFIED
    notice.call(item, CallOutcome.REACHED, collect_by=NOW + DAY, stays=by, by=by, now=NOW)
    item.refresh_from_db()
    assert (item.state, item.stays, item.collect_by) == (State.AWAITING, by, NOW + DAY)
    assert item.remind_at == NOW + 7 * DAY
    assert item.folder.due_kind == "mail_remind"
    assert [row.to_call for row in waiting_items(by, NOW)] == [False]
    assert [row.to_call for row in waiting_items(by, NOW + 7 * DAY)] == [True]
    assert Call.objects.count() == 2


def test_a_second_call_moves_the_reminder() -> None:
    by = make_mail.agent()
    item = make_mail.item(large=True, by=by)
    notice.call(item, CallOutcome.REACHED, collect_by=NOW + DAY, stays=by, by=by, now=NOW)
    later = NOW + 7 * DAY
    notice.call(item, CallOutcome.TOLD_OTHER, collect_by=later + DAY, stays=by, by=by, now=later)
    item.refresh_from_db()
    assert item.remind_at == later + 7 * DAY
    assert item.folder.due_at == item.remind_at


@rule.refuses("MAIL-03")
def test_nobody_is_called_about_what_does_not_wait() -> None:
    by = make_mail.agent()
    with pytest.raises(Refused):
        notice.call(make_mail.item(by=by), CallOutcome.NO_ANSWER, collect_by=None, stays=None, by=by, now=NOW)


def test_the_notice_lists_who_is_to_be_called_masked_and_prints(client: Client) -> None:
    by = make_mail.agent()
    make_mail.item(large=True, by=by)
    make.signed_in(client, by)
    page = client.get(reverse("mail_desk:notices")).content.decode()
    assert "云裳服饰" in page
    assert "****" in page
    assert client.get(reverse("mail_desk:notice-print"))["Content-Type"] == "application/pdf"


@rule.both("MAIL-03")
def test_the_call_form_says_the_words_and_keeps_what_was_typed(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(large=True, by=by)
    make.signed_in(client, by)
    address = reverse("mail_desk:call", args=[item.folder.number])
    page = client.get(address).content.decode()
    assert "携带身份证" in page
    own = page.split('class="form one"')[1].split("</form>")[0]
    assert "<form" not in own, "the form that shows the phone would end this one"
    assert 'name="outcome"' in own
    wrong = client.post(address, {"outcome": "reached", "note": "下午来"})
    assert wrong.status_code == 422
    assert "下午来" in wrong.content.decode()
    right = client.post(address, {"outcome": "no_answer", "note": "下午来"})
    assert right.status_code == 302
    assert MailItem.objects.get().state == State.NOTIFIED


def test_an_item_is_put_on_the_notice_over_the_door(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    make.signed_in(client, by)
    address = reverse("mail_desk:notify", args=[item.folder.number])
    assert client.post(address, {"marks": ["large"]}).status_code == 302
    page = client.get(item.get_absolute_url()).content.decode()
    assert "登记电话" in page


@rule.both("MAIL-03", "MAIL-S02")
def test_the_form_of_the_notice_begins_with_what_was_said_of_the_item(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, condition="外包装有折痕")
    plain = make_mail.item(by=by, number="RA222222222CN")
    make.signed_in(client, by)
    address = reverse("mail_desk:notify", args=[item.folder.number])
    assert 'name="note" value="外包装有折痕"' in client.get(address).content.decode()
    without = client.get(reverse("mail_desk:notify", args=[plain.folder.number])).content.decode()
    assert "外包装有折痕" not in without
    client.post(address, {"marks": ["large"], "note": "外包装有折痕，须两人搬"})
    item.refresh_from_db()
    assert (item.state, item.large, item.condition) == (State.NOTIFIED, True, "外包装有折痕，须两人搬")


@rule.both("MAIL-03")
def test_who_was_not_reached_stands_first_however_soon_the_others_are_due() -> None:
    by = make_mail.agent()
    told = make_mail.item(large=True, by=by, number="RA0001CN")
    notice.call(told, CallOutcome.REACHED, collect_by=NOW + HOUR, stays=by, by=by, now=NOW)
    make_mail.item(large=True, by=by, number="RA0002CN", now=NOW + 8 * DAY)
    waiting = waiting_items(by, NOW + 8 * DAY)
    assert [(one.row.item_number, one.to_call) for one in waiting] == [("RA0002CN", True), ("RA0001CN", True)]

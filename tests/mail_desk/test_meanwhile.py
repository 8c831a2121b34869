"""Two people at the same record: the slower one is told what the faster one wrote, and loses nothing of his own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from mail_desk.actions import mending, receiving
from mail_desk.actions.months import close_month
from mail_desk.models import MailItem
from mail_desk.queries import months
from mall.localtime import local
from tests import make, make_mail
from tests import make_mail_days as days
from tests.make_mail import DAY
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("HAND-08")
def test_who_puts_an_item_right_second_sees_what_was_stored_and_keeps_what_was_typed(client: Client) -> None:
    first, second = make_mail.agent(name="陈静"), make_mail.agent(name="王敏")
    item = make_mail.item(by=first)
    make.signed_in(client, second)
    address = f"{item.get_absolute_url()}put-right/"
    version = client.get(address).context["form"]["version"].value()
    fields = {"mail_class": "registered", "number": item.number, "quantity": "1", "where": "A1105"}
    typed = {**fields, "merchant": item.merchant_id, "addressee": "方林林", "sender": "税务局", "marks": ["heavy"]}
    sent = {**typed, "reason": "看错一字", "version": version}
    mending.put_right(item, make_mail.sheet(addressee="方林", large=True), "登记有误", by=first, now=timezone.now())

    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "陈静" in page
    assert "现存：方林" in page
    assert "现存：超大" in page, "marks are told by their words"
    assert page.count("现存：") == 2 * 3, "above and beside: the sender too; what is the same is not told"
    assert 'value="方林林"' in page
    assert MailItem.objects.get(pk=item.pk).addressee == "方林"

    again = answer.context["form"]["version"].value()
    assert client.post(address, {**sent, "version": again}).status_code == 302
    stored = MailItem.objects.get(pk=item.pk)
    assert (stored.addressee, stored.sender, stored.large, stored.heavy) == ("方林林", "税务局", False, True)


@rule.both("MAIL-12")
def test_a_month_that_was_corrected_meanwhile_is_looked_at_again_before_it_is_corrected_once_more(
    client: Client,
) -> None:
    chief = make_mail.supervisor()
    came = timezone.now() - 40 * DAY
    month = f"{local(came):%Y-%m}"
    to = make_mail.delivery(by=chief, now=came)
    days.letters(13, to=to, by=chief, now=came)
    receiving.finish(to, by=chief, now=came)
    close_month(local(came).year, local(came).month, by=chief, now=timezone.now())
    make.signed_in(client, chief)
    address = reverse("mail_desk:month-correct")
    sent = {"month": month, "figure": "total.came", "value": "14", "reason": "漏记一件", "seen": "0"}
    assert client.post(address, sent).status_code == 302

    late = client.post(address, {**sent, "value": "15", "reason": "漏记两件"})
    assert late.status_code == 422
    assert "13 → 14" in late.content.decode(), "what came between stands above the form"
    seen = late.context["correction"]["seen"].value()
    assert client.post(address, {**sent, "value": "15", "reason": "漏记两件", "seen": seen}).status_code == 302
    assert "14 → 15" in client.get(f"{reverse('mail_desk:month')}?month={month}").content.decode()


@rule.both("MAIL-12")
def test_why_an_item_stands_beside_a_closed_month_is_read_in_the_language_of_who_reads() -> None:
    chief = make_mail.supervisor()
    came = timezone.now() - 40 * DAY
    to = make_mail.delivery(by=chief, now=came)
    item = make_mail.item(to=to, by=chief, now=came)
    receiving.finish(to, by=chief, now=came)
    asked = local(came).year, local(came).month
    close_month(*asked, by=chief, now=timezone.now())
    with translation.override("en"):
        mending.strike_out(item, "记重了", by=chief, now=timezone.now())

    def why() -> str:
        (one,) = months.month_shown(*asked, timezone.now())["corrections"]
        return str(one["reason"])

    assert why() == "见该件的更正记录。"
    with translation.override("en"):
        assert why() == "See the correction of the item."


@rule.both("HAND-08")
def test_the_same_correction_sent_twice_is_done_once_and_nobody_else_is_blamed(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    make.signed_in(client, by)
    address = f"{item.get_absolute_url()}put-right/"
    page = client.get(address).content.decode()
    token = re.search(r'name="form_token"[^>]*value="([^"]+)"', page)
    assert token
    fields = {"mail_class": "registered", "number": item.number, "quantity": "1", "where": "A1105"}
    sent = {**fields, "merchant": item.merchant_id, "addressee": "方林", "reason": "看错一字", "version": "1"}
    sent |= {"form_token": token[1], "version": item.folder.version}
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert item.mends.count() == 1


def test_what_was_typed_for_older_particulars_is_not_laid_over_newer_ones(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    make.signed_in(client, by)
    address = f"{item.get_absolute_url()}put-right/"

    def draft() -> str:
        found = re.search(r'data-draft="([^"]+)"', client.get(address).content.decode())
        assert found
        return found[1]

    before = draft()
    assert draft() == before
    mending.put_right(item, make_mail.sheet(addressee="方林"), "登记有误", by=by, now=timezone.now())
    assert draft() != before


@rule.both("MAIL-12")
def test_only_what_corrects_a_month_waits_for_who_is_closing_one(client: Client) -> None:
    by = make_mail.agent()
    came = timezone.now() - 40 * DAY
    item = make_mail.item(by=by, now=came, large=True)
    make.signed_in(client, by)
    page = item.get_absolute_url()

    def locks(act: str, **typed: object) -> bool:
        with CaptureQueriesContext(connection) as asked:
            assert client.post(f"{page}{act}/", typed).status_code == 302
        return any("LOCK TABLE casework_closedperiod" in one["sql"] for one in asked)

    assert not locks("call", outcome="no_answer")
    assert locks("strike-out", reason="记重了")

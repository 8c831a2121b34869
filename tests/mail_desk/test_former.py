"""Mail for who has moved out, and mail that is kept longer because its addressee has agreed (MAIL-S03)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from mail_desk.actions import keeping, mending, notice
from mail_desk.models import MailItem
from mail_desk.queries.addresses import address, address_options
from mail_desk.states import State
from mall.limits import limit
from mall.localtime import local_day
from merchants.actions import tenancies
from merchants.models import Tenancy
from tests import make, make_mail
from tests.make_mail import DAY, HOUR, NOW, TODAY
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from merchants.models import Merchant

pytestmark = pytest.mark.django_db


def former(unit_number: str = "A1105", name: str = "云裳服饰") -> Merchant:
    """A merchant who moved out yesterday."""
    merchant = make_mail.merchant_in(unit_number, name)
    tenancy = Tenancy.objects.get(merchant=merchant)
    tenancies.move_out(tenancy, on=TODAY - timedelta(days=1), by=make_mail.supervisor(), now=NOW - DAY)
    merchant.refresh_from_db()
    assert merchant.left_on is not None
    return merchant


@rule.both("MAIL-S03")
def test_a_letter_for_who_has_moved_out_is_phoned_for_and_kept_two_weeks() -> None:
    by, gone = make_mail.agent(), former()
    letter = make_mail.item("ordinary", "", by=by, number="", merchant=gone)
    other = make_mail.item("ordinary", "A1106", by=by, number="", to=letter.delivery)
    assert (letter.state, other.state) == (State.NOTIFIED, State.REGISTERED)
    assert letter.pickup_code
    assert letter.keep_until is not None
    assert local_day(letter.keep_until) == TODAY + timedelta(days=14)
    registered = make_mail.item("registered", "", by=by, merchant=gone, to=letter.delivery)
    assert registered.keep_until is not None
    assert local_day(registered.keep_until) == TODAY + timedelta(days=30), "only ordinary letters go sooner"
    keeping.sweep_items(NOW + 13 * DAY)
    assert MailItem.objects.get(pk=letter.pk).state == State.NOTIFIED
    keeping.sweep_items(NOW + 15 * DAY)
    assert MailItem.objects.get(pk=letter.pk).state == State.UNCLAIMED
    assert MailItem.objects.get(pk=registered.pk).state == State.NOTIFIED


@rule.both("MAIL-S03")
def test_who_has_moved_out_is_found_after_all_who_are_there(client: Client) -> None:
    by = make_mail.agent()
    gone = former("A1105", "云裳服饰")
    here = make_mail.merchant_in("A1106", "云裳女装")
    options = address_options("云裳", by, TODAY)
    assert [(option.label, option.note) for option in options] == [("云裳女装", ""), ("云裳服饰", "已撤场")]
    typed = address("", "云裳", by, TODAY)
    assert typed is not None
    assert typed.merchant == here, "whoever is there is meant first"
    whole = address("", "云裳服饰", by, TODAY)
    assert whole is not None
    assert whole.merchant == gone
    make_mail.item("ordinary", "", by=by, number="", merchant=gone)
    make.signed_in(client, by)
    assert "已撤场" in client.get(reverse("mail_desk:notices")).content.decode()


@rule.both("MAIL-S03")
def test_an_addressee_who_agrees_may_come_within_thirty_days_and_later_only_for_a_last_call() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, large=True)
    days = int(limit("mail_keep_days", NOW))
    with pytest.raises(Refused) as refused:
        notice.call(item, "reached", collect_by=NOW + (days + 1) * DAY, stays=by, by=by, now=NOW + HOUR)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["collect_by_past"]
    assert "12月26日" in str(refused.value.obstacles[0].message), "till when it may be kept is said"
    notice.call(item, "reached", collect_by=NOW + days * DAY, stays=by, by=by, now=NOW + HOUR)
    late = NOW + (days + 2) * DAY
    keeping.sweep_items(NOW + days * DAY + HOUR)
    notice.call(MailItem.objects.get(pk=item.pk), "reached", collect_by=late + HOUR, stays=by, by=by, now=late)


@rule.both("MAIL-S03")
def test_words_that_fit_only_who_has_moved_out_are_asked_about_unless_they_are_his_name() -> None:
    by = make_mail.agent()
    gone = former("A1105", "锦绣女装")
    some = address("", "锦绣", by, TODAY)
    assert some is not None
    assert (some.merchant, [str(one) for one in some.several]) == (None, ["锦绣女装"])
    whole = address("", "锦绣女装", by, TODAY)
    assert whole is not None
    assert whole.merchant == gone


@rule.both("MAIL-S03", "HAND-08")
def test_what_was_refused_for_who_has_moved_out_goes_on_the_notice_when_it_is_taken_in_after_all() -> None:
    by, gone = make_mail.agent(), former()
    parcel = make_mail.item("parcel", "", by=by, number="SF1234567890123", merchant=gone, cash=True)
    assert parcel.state == State.REFUSED
    mending.take_back(parcel, "商户已付款", by=by, now=NOW + HOUR)
    back = MailItem.objects.get(pk=parcel.pk)
    assert back.state == State.NOTIFIED
    assert back.pickup_code

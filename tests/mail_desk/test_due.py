"""When the next step of an item is due: by its state, its class, the desk's hours and what the addressee said."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mail_desk import held
from mail_desk.actions import handing, notice
from mail_desk.actions.keeping import sweep_items
from mail_desk.models import MailClass, MailItem
from mail_desk.rules.moving import closes_in_days
from mail_desk.states import CallOutcome, State
from mall import reference
from mall.actions.hours import set_day
from mall.localtime import ZONE
from mall.models import CalendarDay
from mall.roles import Role
from tests import make, make_mail
from tests.make_mail import DAY, HOUR, NOW, SIGNATURE
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of November 2026 in the mall."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def told(item: MailItem, collect_by: datetime, *, by: User, now: datetime = NOW) -> MailItem:
    """The item, its addressee told until when to come."""
    notice.call(item, CallOutcome.REACHED, collect_by=collect_by, stays=by, by=by, now=now)
    return again(item)


def again(item: MailItem) -> MailItem:
    """The item as it stands now."""
    return MailItem.objects.select_related("folder").get(pk=item.pk)


def keep_for(code: str, days: int) -> None:
    """Let items of a class go back after so many days."""
    make_mail.lists()
    row = MailClass.objects.get(code=code)
    row.return_days = days
    row.save()


def states(items: dict[str, MailItem]) -> dict[str, str]:
    """Where each stands now."""
    return {name: again(item).state for name, item in items.items()}


# --- what is to be passed on


@rule.both("MAIL-S03")
def test_two_hours_of_the_desk_are_counted_while_it_is_open() -> None:
    reference.seasons()
    by = make_mail.agent()
    for came, due in ((at(26, 9, 10), at(26, 11, 10)), (at(26, 17), at(27, 9, 30)), (at(26, 20), at(27, 10, 30))):
        to = make_mail.delivery(by=by, now=came)
        item = make_mail.item(by=by, to=to, now=came, number=f"RA{came:%d%H%M}00CN")
        assert (item.folder.due_kind, item.folder.due_at) == ("mail_pass_on", due)


@rule.both("MAIL-S03")
def test_what_nobody_has_passed_on_in_its_time_is_shown_late_and_what_was_is_not(client: Client) -> None:
    by, now = make_mail.agent(), timezone.now()
    before = now - 3 * DAY
    old = make_mail.delivery(by=by, now=before)
    late = make_mail.item(by=by, to=old, now=before)
    gone = make_mail.item(by=by, to=old, now=before, number="RA222222222CN")
    fresh = make_mail.item(by=by, to=make_mail.delivery(by=by, now=now), now=now, number="RA333333333CN")
    handing.deliver([gone], "方琳", signature=SIGNATURE, by=by, now=now)
    make.signed_in(client, by)
    page = client.get(reverse("mail_desk:list"), {"view": "registered"}).content.decode()
    rows = dict(re.findall(r'class="row-link" href="[^"]+">(XJ[\d-]+)</a>.*?class="clock-c">(.*?)</td>', page))
    assert set(rows) == {late.folder.number, fresh.folder.number}
    assert 'class="chip late"' in rows[late.folder.number]
    assert "超 " in rows[late.folder.number]
    assert 'class="chip late"' not in rows[fresh.folder.number]
    assert gone.folder.number not in page


# --- what waits


@rule.both("MAIL-14", "MAIL-S03")
def test_each_class_is_kept_for_its_own_days() -> None:
    by = make_mail.agent()
    keep_for("ems", 5)
    to = make_mail.delivery(by=by)
    items = {
        "ems": make_mail.item("ems", by=by, to=to, number="EA123456789CN", large=True),
        "parcel": make_mail.item("parcel", by=by, to=to, number="SF1234567890123", large=True),
    }
    kept = {name: item.keep_until for name, item in items.items()}
    assert kept["ems"] == datetime(2026, 12, 1, 23, 59, tzinfo=ZONE)
    assert kept["parcel"] == datetime(2026, 12, 26, 23, 59, tzinfo=ZONE)
    sweep_items(NOW + 5 * DAY)
    assert states(items) == {"ems": State.NOTIFIED, "parcel": State.NOTIFIED}
    sweep_items(NOW + 6 * DAY)
    assert states(items) == {"ems": State.UNCLAIMED, "parcel": State.NOTIFIED}
    assert again(items["ems"]).folder.due_at == datetime(2026, 12, 2, 23, 59, tzinfo=ZONE)
    assert again(items["ems"]).folder.due_kind == "mail_last_call"
    sweep_items(NOW + 7 * DAY)
    assert states(items) == {"ems": State.TO_RETURN, "parcel": State.NOTIFIED}
    sweep_items(NOW + 31 * DAY)
    assert states(items)["parcel"] == State.UNCLAIMED


@rule.both("MAIL-S04")
def test_each_class_is_called_about_again_after_its_own_days() -> None:
    by = make_mail.agent()
    make_mail.lists()
    changed = MailClass.objects.get(code="parcel")
    changed.remind_days = 5
    changed.save()
    to = make_mail.delivery(by=by)
    ems = told(make_mail.item("ems", by=by, to=to, number="EA123456789CN", large=True), NOW + HOUR, by=by)
    parcel = told(make_mail.item("parcel", by=by, to=to, number="SF1234567890123", large=True), NOW + HOUR, by=by)
    assert (ems.folder.due_at, parcel.folder.due_at) == (NOW + 3 * DAY, NOW + 5 * DAY)


@rule.both("MAIL-S04", "MAIL-14")
def test_who_has_said_he_comes_later_than_the_reminder_is_called_after_that_hour_only() -> None:
    by = make_mail.agent()
    comes = NOW + 6 * DAY
    item = told(make_mail.item("ems", by=by, number="EA123456789CN", large=True), comes, by=by)
    assert (item.remind_at, item.folder.due_at, item.folder.due_kind) == (comes, comes, "mail_remind")
    assert sweep_items(NOW + 4 * DAY).steps["reminded"] == 0
    assert sweep_items(comes + HOUR).steps["reminded"] == 1


@rule.both("MAIL-14", "MAIL-S03")
def test_who_has_said_he_comes_after_the_days_of_his_class_is_due_when_he_said() -> None:
    by = make_mail.agent()
    keep_for("ems", 5)
    comes = NOW + 20 * DAY
    item = told(make_mail.item("ems", by=by, number="EA123456789CN", large=True), comes, by=by)
    assert item.keep_until == datetime(2026, 12, 1, 23, 59, tzinfo=ZONE)
    assert (item.remind_at, item.folder.due_at) == (comes, comes)
    sweep_items(NOW + 19 * DAY)
    assert again(item).state == State.AWAITING
    sweep_items(comes + HOUR)
    assert again(item).state == State.UNCLAIMED


@rule.both("MAIL-14")
def test_unclaimed_mail_that_somebody_will_fetch_after_all_waits_for_him() -> None:
    by = make_mail.agent()
    keep_for("ems", 5)
    item = make_mail.item("ems", by=by, number="EA123456789CN", large=True)
    sweep_items(NOW + 6 * DAY)
    item = again(item)
    assert item.state == State.UNCLAIMED
    comes = NOW + 12 * DAY
    item = told(item, comes, by=by, now=NOW + 6 * DAY + HOUR)
    assert (item.state, item.folder.due_kind, item.folder.due_at) == (State.UNCLAIMED, "mail_last_call", comes)
    sweep_items(NOW + 11 * DAY)
    assert again(item).state == State.UNCLAIMED
    sweep_items(comes + HOUR)
    assert again(item).state == State.TO_RETURN


# --- the stated time that is proposed


@pytest.fixture
def winter() -> User:
    """A mall that opens every day from 8:30 to 18:00, and who keeps its calendar."""
    reference.seasons()
    return make.person(Role.MANAGER)


@rule.both("MAIL-03")
@pytest.mark.parametrize("now", [at(26, 9), at(26, 12), at(26, 23, 59)])
def test_the_stated_time_is_when_the_desk_closes_on_the_day(winter: User, now: datetime) -> None:
    assert closes_in_days(now, 1) == at(27, 18)
    assert closes_in_days(now, 3) == at(29, 18)


@rule.both("MAIL-03")
def test_the_stated_time_goes_on_to_the_next_open_day_over_closed_ones(winter: User) -> None:
    for day in (27, 28):
        set_day(at(day, 0).date(), CalendarDay.Kind.CLOSED, name="停电", by=winter, now=NOW)
    assert closes_in_days(at(26, 9), 1) == at(29, 18)
    assert closes_in_days(at(26, 9), 2) == at(29, 18)
    assert closes_in_days(at(26, 9), 3) == at(29, 18)
    assert closes_in_days(at(26, 9), 4) == at(30, 18)


@rule.both("MAIL-03")
def test_on_a_day_that_ends_early_the_stated_time_is_its_early_end(winter: User) -> None:
    closes = at(27, 15)
    set_day(closes.date(), CalendarDay.Kind.EARLY_CLOSING, closes_at=closes.time(), name="盘点", by=winter, now=NOW)
    assert closes_in_days(at(26, 9), 1) == closes
    assert closes_in_days(at(26, 9), 2) == at(28, 18)


@rule.both("MAIL-03")
def test_the_form_of_a_call_proposes_the_stated_time(client: Client, winter: User) -> None:
    by, now = make_mail.agent(), timezone.now()
    item = make_mail.item(by=by, to=make_mail.delivery(by=by, now=now), now=now, large=True)
    make.signed_in(client, by)
    proposed = closes_in_days(now, 1)
    assert proposed - now < 2 * DAY + timedelta(hours=1)
    page = client.get(reverse("mail_desk:call", args=[item.folder.number])).content.decode()
    (shown,) = re.findall(r'name="collect_by"[^>]*value="([^"]*)"', page) or [""]
    assert shown.replace("T", " ")[:16] == f"{proposed.astimezone(ZONE):%Y-%m-%d %H:%M}"


# --- who brought it


@rule.both("MAIL-01")
def test_the_carrier_the_clerk_has_chosen_beats_the_one_its_number_speaks_for(client: Client) -> None:
    by, now = make_mail.agent(), timezone.now()
    to = make_mail.delivery(by=by, now=now)
    make_mail.merchant_in("A1105")
    make.signed_in(client, by)
    posted = {"mail_class": "parcel", "where_text": "A1105"}
    for number, carrier in (("SF1234567890123", ""), ("SF1234567890124", "jd"), ("9876543210", "")):
        answer = client.post(
            reverse("mail_desk:enter", args=[to.folder.number]), {**posted, "number": number, "carrier": carrier}
        )
        assert answer.status_code == 302
    found = MailItem.objects.values_list("number", "carrier__code", "carrier_chosen")
    assert set(found) == {
        ("SF1234567890123", "sf", False),
        ("SF1234567890124", "jd", True),
        ("9876543210", "post", False),
    }


@rule.both("MAIL-01", "HAND-08")
def test_a_number_put_right_speaks_for_its_carrier_anew_unless_the_clerk_has_chosen_one(client: Client) -> None:
    by = make_mail.agent()
    make_mail.lists()
    jd = held.carriers()[3]
    guessed = make_mail.item("parcel", by=by, number="SF1234567890123")
    chosen = make_mail.item("parcel", by=by, number="SF1234567890124", carrier=jd)
    make.signed_in(client, by)
    for item, number in ((guessed, "JD1234567890123"), (chosen, "YT1234567890124")):
        posted = {"mail_class": "parcel", "number": number, "quantity": "1", "where": "A1105", "reason": "看错一位"}
        posted |= {"merchant": str(item.merchant_id), "addressee": "方琳"}
        assert client.post(f"{item.get_absolute_url()}put-right/", posted).status_code == 302
    assert [(again(one).number[:2], again(one).carrier, again(one).carrier_chosen) for one in (guessed, chosen)] == [
        ("JD", jd, False),
        ("YT", jd, True),
    ]

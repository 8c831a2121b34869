"""The calendar feed: a secret address that shows the published shifts, until it is revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from config.logs import masked
from mall.localtime import local_day
from mall.roles import Role
from staffing.actions import feeds, rosters
from staffing.halves import half_of
from staffing.ics import calendar_file
from staffing.models import CalendarFeed, Duty
from staffing.queries.feeds import Shift, shifts_of
from tests import make, make_staffing
from tests.make_staffing import at

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


def published(on: date, now: datetime) -> User:
    """A crew whose half month is published; somebody of it."""
    crew = make_staffing.centre(8)
    roster = rosters.open_roster(half_of(on))
    rosters.publish(roster, "演练", edition=roster.edition, by=make.person(Role.SUPERVISOR), now=now)
    return make_staffing.members(crew)[0]


def read(body: bytes) -> list[dict[str, object]]:
    """What a calendar program makes of the file."""
    found = Calendar.from_ical(body.decode())
    return [
        {"uid": str(one["uid"]), "title": str(one["summary"]), "begins": one["dtstart"].dt, "ends": one["dtend"].dt}
        for one in found.walk("VEVENT")
    ]


def test_the_feed_holds_each_stretch_of_the_published_shifts_in_utc(client: Client) -> None:
    now = timezone.now()
    person = published(local_day(now), now)
    secret = feeds.make_feed(by=person, now=now)
    answer = client.get(reverse("staffing:feed-calendar", args=[secret]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = read(answer.content)
    duties = list(Duty.objects.filter(person=person).order_by("period"))
    assert duties
    assert [(one["begins"], one["ends"]) for one in events] == [(one.period.lower, one.period.upper) for one in duties]
    assert len({one["uid"] for one in events}) == len(events)
    assert all(isinstance(one["begins"], datetime) and one["begins"].utcoffset() == timedelta(0) for one in events)
    assert all("班 · " in str(one["title"]) for one in events)
    assert b"DTSTART:20" in answer.content
    assert b"TZID" not in answer.content


def test_lines_end_in_crlf_and_are_folded_at_75_octets() -> None:
    title = "A班 · " + "很长的名字，带逗号;和分号" * 8
    long = Shift("1@x", title, "换行\n与反斜杠\\", *(at(date(2026, 12, 1), 8),) * 3)
    body = calendar_file([long])
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\n") == body.count(b"\r\n")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no sign is cut in two
    (event,) = Calendar.from_ical(body.decode()).walk("VEVENT")
    assert (str(event["summary"]), str(event["location"])) == (long.title, long.place)
    unfolded = body.replace(b"\r\n ", b"").decode()
    assert "\\n与反斜杠\\\\" in unfolded
    assert "带逗号\\;和" not in unfolded or "\\;" in unfolded


def test_a_stretch_keeps_its_name_when_the_roster_is_published_again(client: Client) -> None:
    now = at(date(2026, 12, 2), 9)
    person = published(date(2026, 12, 2), at(date(2026, 11, 30), 9))
    before = shifts_of(person, now)
    roster = Duty.objects.filter(person=person).first().version.roster  # type: ignore[union-attr]  # just published
    day = before[-1].begins.astimezone(now.tzinfo).date()
    rosters.amend(roster, {(person.pk, day): None}, "调休", by=make.person(Role.SUPERVISOR), now=now)
    after = shifts_of(person, now)
    kept = {one.uid for one in before} & {one.uid for one in after}
    assert kept == {one.uid for one in after}
    assert 0 < len(after) < len(before)


def test_it_goes_sixty_days_back_and_is_of_nobody_else() -> None:
    crew_day = date(2026, 10, 2)
    person = published(crew_day, at(date(2026, 9, 30), 9))
    assert shifts_of(person, at(date(2026, 11, 20), 9))
    assert not shifts_of(person, at(date(2026, 12, 20), 9))
    assert not shifts_of(make.person(), at(crew_day, 9))


def test_an_unknown_or_revoked_address_opens_nothing(client: Client) -> None:
    now = timezone.now()
    person = make.person()
    secret = feeds.make_feed(by=person, now=now)
    address = reverse("staffing:feed-calendar", args=[secret])
    assert client.get(address).status_code == 200
    assert client.get(reverse("staffing:feed-calendar", args=["x" * 43])).status_code == 404
    second = feeds.make_feed(by=person, now=now)
    assert client.get(address).status_code == 404, "replaced"
    address = reverse("staffing:feed-calendar", args=[second])
    assert client.get(address).status_code == 200
    person.is_active = False
    person.save()
    assert client.get(address).status_code == 404, "has left"
    person.is_active = True
    person.save()
    assert feeds.revoke_feed(by=person, now=now) == 1
    assert client.get(address).status_code == 404
    assert feeds.revoke_feed(by=person, now=now) == 0


def test_the_secret_is_long_kept_as_a_hash_and_out_of_the_logs() -> None:
    secret = feeds.make_feed(by=make.person(), now=timezone.now())
    assert len(secret) >= 43
    row = CalendarFeed.objects.get()
    assert secret not in row.key_hash
    assert len(row.key_hash) == 64
    assert secret not in masked(f"GET {reverse('staffing:feed-calendar', args=[secret])}")


def test_a_program_that_holds_the_file_is_not_sent_it_again(client: Client) -> None:
    secret = feeds.make_feed(by=make.person(), now=timezone.now())
    address = reverse("staffing:feed-calendar", args=[secret])
    stamp = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": stamp}).status_code == 304


def test_the_address_is_made_shown_once_replaced_and_revoked(client: Client) -> None:
    person = make.person()
    make.signed_in(client, person)
    profile = client.get(reverse("staffing:feed-of", args=[person.pk])).content.decode()
    assert reverse("staffing:feed") in profile
    page = client.get(reverse("staffing:feed")).content.decode()
    assert "生成订阅地址" in page
    made = client.post(reverse("staffing:feed-make"))
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    shown = made.content.decode().split('id="feed-address"')[1].split('value="')[1].split('"')[0]
    assert client.get(shown.removeprefix("http://testserver")).status_code == 200
    assert shown not in client.get(reverse("staffing:feed")).content.decode()
    assert "使用中" in client.get(reverse("staffing:feed")).content.decode()
    assert client.post(reverse("staffing:feed-revoke")).status_code == 302
    assert client.get(shown.removeprefix("http://testserver")).status_code == 404


def test_who_stands_on_no_roster_is_offered_none(client: Client) -> None:
    person = make.person(Role.DEPARTMENT_USER, "onsite")
    make.signed_in(client, person)
    assert client.get(reverse("staffing:feed")).status_code == 403
    assert client.post(reverse("staffing:feed-make")).status_code == 403
    assert client.get(reverse("staffing:feed-of", args=[person.pk])).content == b""

"""The demo's rosters: today is covered, the short half month says what could not be met."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from config.demo.people import load_people
from config.demo.staffing import load_staffing
from mall.localtime import ZONE
from mall.models import User
from staffing.halves import half_of
from staffing.models import CrewMember, Roster, Rotation
from staffing.months import following, preceding
from staffing.queries.duty import duty_day
from staffing.queries.rosters import gaps_of, newest

pytestmark = pytest.mark.django_db


SOME_DAYS = [
    date(2027, 5, 1),  # a Saturday: its week began in the half month before
    *(pytest.param(day, marks=pytest.mark.long) for day in (date(2026, 12, 1), date(2027, 2, 20), date(2027, 7, 21))),
]


@pytest.mark.parametrize("today", SOME_DAYS)
def test_todays_desks_are_covered_and_the_short_half_month_names_its_gaps(today: date) -> None:
    now = datetime(today.year, today.month, today.day, 9, 30, tzinfo=ZONE)
    call_command("load_reference")
    load_people(password="demo", since=date(2026, 1, 1), dice=random.Random(1))
    load_staffing(now=now)
    half = half_of(today)
    for hour in range(9, 18):
        found = duty_day(today, now.replace(hour=hour))
        assert len(found.desks) == 7
        assert [one.name for one in found.empty] == [], hour
    everybody_stands_on_it()
    this = today.replace(day=1)
    assert set(Rotation.objects.exclude(submitted_at=None).values_list("month", flat=True)) == {
        preceding(this),
        this,
        following(this),
    }
    short = newest(Roster.objects.get(starts_on=half.before.first))
    assert short is not None
    assert any("请假" in words for words in gaps_of(short))
    assert short.reason
    running = newest(Roster.objects.get(starts_on=half.first))
    assert running is not None
    assert running.gaps == []
    draft = Roster.objects.get(starts_on=half.after.first)
    assert newest(draft) is None
    assert draft.submitted_at is None
    assert not Rotation.objects.filter(submitted_at__gt=now + timedelta(seconds=1)).exists()


def everybody_stands_on_it() -> None:
    """Sixteen people in two crews; the accounts of the desk are among the eight of the centre."""
    members = CrewMember.objects.values_list("crew__code", "person__staff_number")
    crews = {code: {number for crew, number in members if crew == code} for code in ("centre", "gates")}
    assert {code: len(own) for code, own in crews.items()} == {"centre": 8, "gates": 8}
    assert {"agent", "agent2", "announcer"} <= crews["centre"]
    assert User.objects.get(staff_number="agent").duties.exists()

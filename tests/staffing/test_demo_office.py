"""The demo's department: on any date each page of the supervisor shows something, and something waits for the agent."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from casework.models import Reminder
from config.demo.office import load_office
from config.demo.people import load_people
from config.demo.staffing import load_crews
from mall.localtime import ZONE, day_bounds, local_day
from mall.models import CalendarDay, User
from staffing.actions import rosters
from staffing.halves import Half, half_of
from staffing.models import (
    BrandPoint,
    ConductCheck,
    Crew,
    Handover,
    Leave,
    Meeting,
    Reward,
    StaffTraining,
    WeekPlan,
    WorkLetter,
)
from staffing.months import month_of, preceding
from staffing.plan import Cell, Kind
from staffing.queries import leave, letters, meetings, plans, points, rewards, swaps, trainings
from staffing.rules.plans import monday_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SPRING_FESTIVAL = [date(2027, 2, 5) + n * DAY for n in range(9)]
AWKWARD = {
    "the last minutes of a year": datetime(2026, 12, 31, 23, 50, tzinfo=ZONE),
    "the first minutes of a year, a holiday": datetime(2027, 1, 1, 0, 5, tzinfo=ZONE),
    "closed for the Spring Festival": datetime(2027, 2, 8, 9, 30, tzinfo=ZONE),
    "a Sunday that ends a month": datetime(2027, 2, 28, 12, 0, tzinfo=ZONE),
}


@pytest.mark.parametrize("now", AWKWARD.values(), ids=AWKWARD.keys())
def test_on_any_date_the_department_has_lived_for_a_month(now: datetime) -> None:
    the_house(now)
    load_office(now=now)
    every_list_of_the_supervisor_shows_something(now)
    something_waits_for_the_agent(now)
    letters_and_plans_are_in_all_states(now)
    the_last_meeting_left_what_it_should()
    merits_are_given_and_wait(now)
    absences_wait_and_the_night_is_over(now)
    assert not Reminder.objects.filter(made_at__gt=now).exists()


def every_list_of_the_supervisor_shows_something(now: datetime) -> None:
    """What her pages read."""
    boss, week = person("supervisor"), monday_of(local_day(now))
    for way, show in (("to", "open"), ("to", "today"), ("to", "ended"), ("from", "open")):
        assert list(letters.letters_page(boss, way, show, {}, now)), (way, show)
    assert [row for row in plans.week_rows(week, now) if row.plan]
    for view in ("", "past", "actions"):
        found = meetings.actions_page(boss, {}) if view == "actions" else meetings.meetings_page(boss, view, {}, now)
        assert list(found), view
    for view in ("", "decide"):
        assert list(points.list_page(boss, view, {})), view
    assert list(rewards.list_page(boss, "", {}))
    assert list(trainings.list_page({}))
    assert list(swaps.swap_page(boss, "all", {}, now))
    for view in ("", "decide"):
        assert list(leave.leave_page(boss, view, {})), view


def something_waits_for_the_agent(now: datetime) -> None:
    """A letter that is due today, what a meeting gave her to do by tomorrow."""
    agent = person("agent")
    due = letters.letters_page(agent, "to", "today", {}, now)
    assert [row.executor for row in due] == [agent]
    todo = meetings.unreported().get(person=agent)
    assert (todo.warned_at, local_day(todo.due_at)) == (None, local_day(now) + DAY)


def letters_and_plans_are_in_all_states(now: datetime) -> None:
    """A letter in each state one meets; last week's plans but one, this week's of two."""
    states = WorkLetter.objects.values_list("state", flat=True)
    assert sorted(states) == ["agreed", "committed", "done", "drafted", "not_done", "sent"]
    week = monday_of(local_day(now))
    assert len(plans.missing(week - 7 * DAY)) == 1
    written = WeekPlan.objects.filter(week=week - 7 * DAY)
    assert 0 < written.filter(commented_at=None).count() < written.exclude(commented_at=None).count()
    assert WeekPlan.objects.filter(week=week, commented_at=None).count() == 2


def the_last_meeting_left_what_it_should() -> None:
    """Minutes, one who was late and is fined, an action done, one late with its warning, a problem reported upward."""
    held = Meeting.objects.get(state=Meeting.State.FILED)
    assert held.minutes
    assert held.decisions
    assert list(held.participants.filter(fine__gt=0).values_list("attendance", flat=True)) == ["late"]
    assert held.actions.filter(is_done=True).count() == 1
    assert held.actions.filter(reported_at=None).exclude(warned_at=None).count() == 1
    assert held.problems.exclude(reported_at=None).count() == 1
    kinds = Meeting.objects.filter(state=Meeting.State.ANNOUNCED).values_list("kind__code", flat=True)
    assert sorted(kinds) == ["training", "weekly"]


def merits_are_given_and_wait(now: datetime) -> None:
    """Last month's points are closed, this month's wait; a reward in effect and one to decide; trainings; a check."""
    month = preceding(month_of(now))
    assert points.closed_month(month)
    assert points.rows_of_month(month).count() == 4
    assert BrandPoint.objects.filter(state=BrandPoint.State.PROPOSED).count() == 2
    assert points.open_appeals().count() == 1
    assert sorted(Reward.objects.values_list("state", flat=True)) == ["approved", "proposed"]
    assert sorted(StaffTraining.objects.values_list("state", flat=True)) == ["announced", "held"]
    assert ConductCheck.objects.filter(seen_at=None).count() == 1


def absences_wait_and_the_night_is_over(now: datetime) -> None:
    """Leave asked for and leave granted; a swap that waits while shifts lie ahead; last night's handover accepted."""
    assert sorted(Leave.objects.values_list("state", flat=True)) == ["approved", "requested"]
    waiting = swaps.to_decide(person("supervisor"), now).exists()
    assert waiting == (local_day(now) < half_of(local_day(now)).last)
    night = Handover.objects.get()
    assert (night.turn, night.state) == (Handover.Turn.NIGHT, Handover.State.ACCEPTED)
    assert night.on < local_day(now)


def person(number: str) -> User:
    """An account of the demo."""
    return User.objects.get(staff_number=number)


def the_house(now: datetime) -> None:
    """People, crews and rosters, laid by hand: five days of work and two off for each, in turn."""
    call_command("load_reference")
    CalendarDay.objects.bulk_create(CalendarDay(on=on, kind=CalendarDay.Kind.CLOSED) for on in SPRING_FESTIVAL)
    load_people(password="demo", since=date(2026, 1, 1), dice=random.Random(1))
    load_crews(since=date(2026, 1, 1))
    half = half_of(local_day(now))
    for one in (half.before, half):
        lay(one)


def lay(half: Half) -> None:
    """Publish a half month some days before it begins."""
    cells = {}
    for crew in Crew.objects.prefetch_related("desks", "members"):
        desks = [one.desk_id for one in crew.desks.all()]
        for nth, member in enumerate(crew.members.all()):
            for on in half.days:
                works = (on.weekday() - nth) % 7 > 1 and on not in SPRING_FESTIVAL
                cells[member.person_id, on] = Cell(Kind("AB"[nth % 2]), desks[nth % len(desks)]) if works else None
    asked = day_bounds(half.first - 2 * DAY).begins
    roster = rosters.open_roster(half)
    roster = rosters.lay(roster, cells, edition=roster.edition, now=asked)
    rosters.publish(roster, "人手不足，先按此排班", edition=roster.edition, by=person("supervisor"), now=asked)

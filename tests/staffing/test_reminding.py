"""Rosters and rotations that are due: who is told, once; what the board shows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.models import Reminder
from config.schedule import ENTRIES
from mall.roles import Role
from reports.queries.today import today
from staffing import tasks
from staffing.actions import rosters, rotation
from staffing.actions.reminding import remind_of_rosters
from staffing.halves import half_of
from staffing.models import Rotation
from staffing.queries.owed import owed, rotation_due
from tests import make, make_staffing
from tests.make_staffing import at
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

pytestmark = pytest.mark.django_db


def chiefs() -> tuple[User, User]:
    """A supervisor and a manager, with people in a crew so that something is owed."""
    make_staffing.centre(8)
    return make.person(Role.SUPERVISOR), make.person(Role.MANAGER)


def told(kind: str) -> list[tuple[str, int]]:
    """Who was told of what, by the bell."""
    rows = Reminder.objects.filter(kind=kind, channel=Reminder.Channel.BELL)
    return sorted((row.facts["period"], row.receiver_id) for row in rows)


def everything_submitted(by: User, now: datetime) -> None:
    """All that holds today is submitted; only what comes next is still owed."""
    day = now.date()
    half = half_of(day)
    from staffing.models import Roster

    Roster.objects.create(starts_on=half.first, ends_on=half.last, submitted_at=now, submitted_by=by)
    Rotation.objects.create(month=day.replace(day=1), submitted_at=now, submitted_by=by)


@rule.both("ROST-09")
def test_who_lays_rosters_is_told_two_days_before_and_once() -> None:
    chief, manager = chiefs()
    everything_submitted(chief, at(date(2026, 12, 2), 9))
    assert remind_of_rosters(at(date(2026, 12, 12), 9)) == 0
    assert remind_of_rosters(at(date(2026, 12, 13), 9)) > 0
    assert remind_of_rosters(at(date(2026, 12, 13), 9)) == 0
    assert remind_of_rosters(at(date(2026, 12, 15), 23)) == 0
    assert told("roster.soon") == [("2026-12-H2", chief.pk), ("2026-12-H2", manager.pk)]
    assert told("roster.late") == []


@rule.both("ROST-09")
def test_the_day_after_the_manager_is_told_once() -> None:
    chief, manager = chiefs()
    everything_submitted(chief, at(date(2026, 12, 2), 9))
    remind_of_rosters(at(date(2026, 12, 16), 9))
    assert told("roster.late") == [("2026-12-H2", manager.pk)]
    assert remind_of_rosters(at(date(2026, 12, 16), 9)) == 0
    assert remind_of_rosters(at(date(2026, 12, 20), 9)) == 0
    late = Reminder.objects.filter(kind="roster.late").first()
    assert late is not None
    assert not late.urgent
    assert late.facts["due"] == "2026-12-15"


@rule.refuses("ROST-09")
def test_a_roster_that_is_submitted_is_owed_no_more() -> None:
    chief, _manager = chiefs()
    now = at(date(2026, 12, 14), 9)
    everything_submitted(chief, at(date(2026, 12, 2), 9))
    assert [one.code for one in owed(now, within=2)] == ["2026-12-H2"]
    roster = rosters.open_roster(half_of(date(2026, 12, 16)))
    rosters.publish(roster, "演练", edition=roster.edition, by=chief, now=now)
    assert owed(now, within=2) == []
    assert remind_of_rosters(now) == 0


@rule.both("ROST-09", "ROST-11")
def test_in_february_both_are_due_on_its_last_day() -> None:
    chief, manager = chiefs()
    everything_submitted(chief, at(date(2027, 2, 17), 9))
    assert rotation_due(date(2027, 3, 1), 30) == date(2027, 2, 28)
    assert rotation_due(date(2028, 3, 1), 30) == date(2028, 2, 29)
    assert remind_of_rosters(at(date(2027, 2, 25), 9)) == 0
    remind_of_rosters(at(date(2027, 2, 26), 9))
    assert told("roster.soon") == [("2027-03-H1", chief.pk), ("2027-03-H1", manager.pk)]
    assert told("rotation.soon") == [("2027-03", chief.pk), ("2027-03", manager.pk)]
    remind_of_rosters(at(date(2027, 3, 1), 9))
    assert told("roster.late") == [("2027-03-H1", manager.pk)]
    assert told("rotation.late") == [("2027-03", manager.pk)]


@rule.both("ROST-11")
def test_a_rotation_that_is_submitted_is_not_reminded_of() -> None:
    chief, manager = chiefs()
    everything_submitted(chief, at(date(2026, 12, 17), 9))
    now = at(date(2026, 12, 29), 9)
    found = rotation.draft_rotation(date(2027, 1, 1), now=now)
    rotation.submit(found, edition=found.edition, by=chief, now=now)
    remind_of_rosters(now)
    remind_of_rosters(at(date(2027, 1, 1), 9))
    assert told("rotation.soon") == told("rotation.late") == []
    assert told("roster.late") == [("2027-01-H1", manager.pk)]


@rule.refuses("ROST-09", "ROST-11")
def test_a_mall_without_crews_owes_nothing() -> None:
    make.person(Role.SUPERVISOR)
    make.person(Role.MANAGER)
    assert remind_of_rosters(at(date(2026, 12, 31), 9)) == 0


def test_the_sweep_rings_every_ten_minutes() -> None:
    assert tasks.sweep() == {"rosters": 0, "plans": 0, "actions": 0, "expired": 0, "renewed": 0, "reports": 0}
    (entry,) = [one for one in ENTRIES if one.task == tasks.sweep.name]
    assert entry.every.total_seconds() == 600


@rule.both("ROST-09", "ROST-11")
def test_the_board_shows_what_is_due_to_who_lays_it_and_to_nobody_else() -> None:
    chief, _manager = chiefs()
    everything_submitted(chief, at(date(2026, 12, 17), 9))
    day_before, due = at(date(2026, 12, 29), 9), at(date(2026, 12, 30), 9)
    agent = make.person(Role.AGENT)

    def rows(user: User, now: datetime) -> list[tuple[str, str]]:
        return [(row.title, row.url) for row in today(user, now) if "2027-01" in row.title]

    assert rows(chief, day_before) == []
    assert rows(chief, due) == [
        ("提交班表 2027-01-H1", "/staffing/rosters/2027-01-H1/"),
        ("提交 2027-01 轮岗表", "/staffing/rotation/2027-01/"),
    ]
    assert rows(chief, at(date(2027, 1, 1), 9)) == rows(chief, due), "late ones stay"
    assert rows(agent, due) == []

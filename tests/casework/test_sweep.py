"""The sweep and its ladder: who is told, when, and once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from casework.actions import clocks, folders
from casework.actions.sweep import sweep
from casework.models import Clock, Entry, Folder, Reminder
from mall.models import User
from mall.queries import calendar
from mall.roles import Role
from mall.worktime import add_working_time
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def a_staffed_mall() -> dict[str, User]:
    return {
        "user": make_casework.department_user(name="现场员"),
        "head": make.person(Role.DEPARTMENT_HEAD, make.department("onsite"), name="现场长"),
        "supervisor": make.person(Role.SUPERVISOR, name="主管"),
        "manager": make.person(Role.MANAGER, name="经理"),
        "deputy": make.person(Role.DEPUTY_GM, make.department("gm-office"), name="副总"),
    }


def told_whom(kind: str) -> list[str]:
    rows = Reminder.objects.filter(kind=kind, channel="bell").order_by("id")
    return [row.receiver.name for row in rows.select_related("receiver") if row.receiver]


def owed_by_onsite(**terms: object) -> Clock:
    handoff = make_casework.handoff()
    return make_casework.clock(handoff.folder, "answer", handoff=handoff, **terms)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do


@rule.both("CMP-35")
def test_the_ladder_climbs_one_rung_each_four_working_hours() -> None:
    a_staffed_mall()
    clock = owed_by_onsite(amount=2 * HOUR)
    assert sweep(at(26, 13)).steps == 0
    assert sweep(at(26, 13, 30)).steps == 1
    assert told_whom("clock.warned") == ["现场员", "现场长"]
    sweep(at(26, 14))
    assert told_whom("clock.overdue") == ["现场员", "现场长"]
    # Four working hours after 14:00 is 18:00, then 12:30 and 16:30 the next day.
    sweep(at(26, 17, 59))
    assert told_whom("clock.climbed") == []
    sweep(at(26, 18))
    assert told_whom("clock.climbed") == ["主管"]
    sweep(at(27, 12, 30))
    assert told_whom("clock.climbed") == ["主管", "经理"]
    sweep(at(27, 16, 30))
    assert told_whom("clock.climbed") == ["主管", "经理", "副总"]
    clock.refresh_from_db()
    assert clock.next_step_at is None
    verbs = Entry.objects.filter(folder=clock.folder, verb__startswith="clock_").values_list("verb", flat=True)
    assert list(verbs) == ["clock_warned", "clock_overdue", *["clock_climbed"] * 3]


@rule.allows("CMP-35")
def test_a_special_case_starts_one_rung_higher() -> None:
    a_staffed_mall()
    owed_by_onsite(amount=2 * HOUR, first_rung=1)
    sweep(at(26, 13, 30))
    assert told_whom("clock.warned") == ["现场员", "现场长"]
    sweep(at(26, 14))
    assert told_whom("clock.overdue") == ["现场员", "现场长", "主管"]


@rule.allows("CMP-35")
def test_a_rung_without_people_is_stepped_over() -> None:
    make.person(Role.MANAGER, name="经理")
    handler = make.person(name="坐席")
    clock = make_casework.clock(make_casework.folder(handler=handler))
    sweep(at(26, 14))
    assert told_whom("clock.overdue") == ["坐席", "经理"]
    clock.refresh_from_db()
    deputy = make.person(Role.DEPUTY_GM, make.department("gm-office"), name="副总")
    sweep(at(27, 18))
    assert told_whom("clock.climbed") == [deputy.name]


@rule.both("CMP-46")
@rule("CMP-35")
def test_the_person_it_is_about_is_never_told() -> None:
    people = a_staffed_mall()
    clock = owed_by_onsite()
    folders.shut_out(clock.folder, people["head"], by=make.person(), now=NOON)
    sweep(at(26, 14))
    # Nobody else heads the department: the next rung hears of it.
    assert told_whom("clock.overdue") == ["现场员", "主管"]
    assert not Reminder.objects.filter(receiver=people["head"], given_up_at=None).exists()


@rule.both("CMP-35")
def test_night_and_holiday_hold_messages_back_and_safety_goes_through() -> None:
    a_staffed_mall()
    friday_evening = at(27, 17)
    calm = owed_by_onsite(amount=HOUR, calendar="wall", starts_at=at(27, 20), now=friday_evening)
    grave = owed_by_onsite(amount=HOUR, calendar="wall", starts_at=at(27, 20), now=friday_evening)
    Folder.objects.filter(pk=grave.folder_id).update(safety=True)
    sweep(at(27, 22))
    for clock, heard_at in ((calm, at(30, 8, 30)), (grave, at(27, 22))):
        rows = Reminder.objects.filter(folder=clock.folder, kind="clock.overdue")
        assert {row.send_at for row in rows} == {heard_at}


@rule.allows("CMP-35")
def test_the_desk_hears_on_its_own_hours_of_the_weekend() -> None:
    make.person(Role.SUPERVISOR, name="主管")
    handler = make.person(name="坐席")
    make_casework.clock(make_casework.folder(handler=handler), calendar="wall", amount=HOUR, starts_at=at(27, 22))
    sweep(at(28, 2))
    assert {row.send_at for row in Reminder.objects.filter(kind="clock.overdue")} == {at(28, 8, 30)}


def test_what_is_met_in_the_night_is_not_said_in_the_morning() -> None:
    handler = make.person()
    clock = make_casework.clock(
        make_casework.folder(handler=handler), calendar="wall", amount=HOUR, starts_at=at(26, 22)
    )
    sweep(at(26, 23, 30))
    clocks.met(clock.folder, "solve", now=at(26, 23, 45))
    assert not Reminder.objects.filter(kind="clock.overdue", given_up_at=None).exists()


def test_a_paused_clock_rings_nobody_and_goes_on_after() -> None:
    handler = make.person(name="坐席")
    clock = make_casework.clock(make_casework.folder(handler=handler), amount=HOUR)
    clocks.pause(clock.folder, make_casework.pause_reason(), by=handler, now=at(26, 12, 20))
    assert sweep(at(26, 17)).steps == 0
    clocks.resume(clock.folder, by=handler, now=at(26, 17))
    assert sweep(at(26, 17, 40)).steps == 1


def test_an_overdue_clock_climbs_on_after_a_pause() -> None:
    people = a_staffed_mall()
    clock = owed_by_onsite(amount=HOUR)
    sweep(at(26, 13))
    clocks.pause(clock.folder, make_casework.pause_reason(), by=make.person(), now=at(26, 14))
    clocks.resume(clock.folder, by=make.person(), now=at(26, 15))
    clock.refresh_from_db()
    assert clock.next_step_at == at(27, 9, 30)
    del people


def test_a_new_deadline_is_told_anew() -> None:
    handler = make.person(name="坐席")
    folder = make_casework.folder(handler=handler)
    make_casework.clock(folder, amount=HOUR)
    sweep(at(26, 13))
    clocks.start(folder, "solve", starts_at=at(26, 13), amount=HOUR, now=at(26, 13))
    sweep(at(26, 14))
    assert told_whom("clock.overdue") == ["坐席", "坐席"]


def test_sweeping_twice_says_it_once() -> None:
    handler = make.person(name="坐席")
    make_casework.clock(make_casework.folder(handler=handler))
    assert sweep(at(26, 14)).steps == 1
    assert sweep(at(26, 14)).steps == 0
    assert told_whom("clock.overdue") == ["坐席"]


def test_a_poisoned_row_is_pushed_ahead_and_the_others_are_told(caplog: pytest.LogCaptureFixture) -> None:
    handler = make.person(name="坐席")
    bad = make_casework.clock(make_casework.folder(handler=handler), starts_at=at(26, 11, 30))
    good = make_casework.clock(make_casework.folder(handler=handler))
    # A step number no table holds makes the row's own arithmetic fail.
    Clock.objects.filter(pk=bad.pk).update(rung=32767)
    done = sweep(at(26, 14))
    assert (done.steps, done.troubled) == (1, 1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.troubles == 1
    assert bad.next_step_at == at(26, 14, 10)
    assert good.rung == 2


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_say_each_step_once() -> None:
    handler = make.person(name="坐席")
    boss = make.person(Role.SUPERVISOR, name="主管")
    for _ in range(12):
        make_casework.clock(make_casework.folder(handler=handler))
    start = threading.Barrier(8)
    steps: list[int] = []

    def run() -> None:
        try:
            start.wait(timeout=30)
            steps.append(sweep(at(26, 14)).steps)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(steps) == 12
    for person in (handler, boss):
        assert Reminder.objects.filter(receiver=person, kind="clock.overdue").count() == 12
    assert Entry.objects.filter(verb="clock_overdue").count() == 12


def test_the_next_rung_counts_in_working_hours() -> None:
    clock = make_casework.clock()
    assert clocks.next_rung_at(clock, at(27, 16), at(27, 16)) == add_working_time(
        at(27, 16), 4 * HOUR, calendar("office")
    )


@rule.both("CMP-35")
def test_the_group_chat_of_who_owes_it_hears_that_it_is_late_and_climbs(settings: Any) -> None:
    settings.NOTICE_URLS = {"onsite": "json://localhost"}
    a_staffed_mall()
    owed_by_onsite(amount=2 * HOUR)
    sweep(at(26, 13, 30))
    assert not Reminder.objects.filter(channel="group", kind__startswith="clock.").exists()
    sweep(at(26, 14))
    sweep(at(26, 18))
    rows = Reminder.objects.filter(channel="group", kind__startswith="clock.").order_by("id")
    assert [(row.kind, str(row.department)) for row in rows] == [
        ("clock.overdue", "现场部"),
        ("clock.climbed", "现场部"),
    ]

"""Deadlines: counted once, paused, set by hand, warned; the folder's head; the sweep and its ladder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.actions import clocks
from casework.models import Clock, Entry, Folder
from casework.rules.deadlines import Terms, Warning_, deadline
from mall.queries import calendar
from mall.roles import Role
from mall.worktime import Pause, is_working, working_time_between
from tests import make, make_casework
from tests.make_casework import NOON, at
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
USUAL = Warning_(75, timedelta(minutes=30))


def test_minutes_run_on_the_wall_clock() -> None:
    clock = make_casework.clock(
        amount=timedelta(minutes=3), calendar="wall", starts_at=at(26, 23, 58), now=at(26, 23, 58)
    )
    assert clock.due_at == at(27, 0, 1)


def test_a_working_day_is_counted_along_the_office() -> None:
    # The 27th is a Friday: one working day later is Monday.
    clock = make_casework.clock(days=1, starts_at=at(27, 9, 45), now=at(27, 9, 45))
    assert clock.due_at == at(30, 9, 45)


def test_calendar_days_count_weekends() -> None:
    clock = make_casework.clock(days=3, calendar="calendar", starts_at=at(27, 9, 45), now=at(27, 9, 45))
    assert clock.due_at == at(30, 9, 45)


def test_the_calendar_of_a_deadline_is_kept_with_it() -> None:
    assert make_casework.clock().calendar_version == calendar("office").version


@rule("CMP-35")
def test_warned_at_three_quarters_or_half_an_hour_before_whichever_is_later() -> None:
    # Two hours: 75 % is 13:30, half an hour before is 13:30 too.
    assert make_casework.clock(amount=2 * HOUR).warn_at == at(26, 13, 30)
    # One hour: half an hour before is 12:30, 75 % is 12:45.
    assert make_casework.clock(amount=HOUR).warn_at == at(26, 12, 45)
    # Six hours to 18:00: 75 % is 16:30, half an hour before is later.
    assert make_casework.clock(amount=6 * HOUR).warn_at == at(26, 17, 30)


def test_the_warning_can_have_a_moment_of_its_own() -> None:
    clock = make_casework.clock(amount=timedelta(minutes=5), calendar="wall", warn_after=timedelta(minutes=3))
    assert clock.warn_at == at(26, 12, 3)


def test_the_folder_shows_its_nearest_deadline() -> None:
    folder = make_casework.folder()
    make_casework.clock(folder, "solve", amount=5 * HOUR)
    make_casework.clock(folder, "answer", amount=HOUR, department=make.department("onsite"))
    folder.refresh_from_db()
    assert (folder.due_at, folder.due_kind) == (at(26, 13), "answer")
    assert folder.due_department == make.department("onsite")
    clocks.met(folder, "answer", now=at(26, 12, 30))
    folder = Folder.objects.get(pk=folder.pk)
    assert (folder.due_at, folder.due_kind) == (at(26, 17), "solve")
    assert folder.due_department_id is None
    clocks.stop_all(folder, now=at(26, 12, 40))
    folder.refresh_from_db()
    assert (folder.due_at, folder.due_kind) == (None, "")


def test_meeting_what_does_not_run_is_harmless() -> None:
    assert clocks.met(make_casework.folder(), "solve", now=NOON) is None


def test_a_kept_file_is_never_due() -> None:
    folder = make_casework.folder(is_file=True)
    make_casework.clock(folder)
    folder.refresh_from_db()
    assert folder.due_at is None


def test_starting_again_gives_new_terms_under_a_new_version() -> None:
    first = make_casework.clock(amount=2 * HOUR)
    again = clocks.start(first.folder, "solve", starts_at=NOON, amount=4 * HOUR, now=at(26, 12, 5))
    assert again.pk == first.pk
    assert (again.due_at, again.version) == (at(26, 16), 2)
    same = clocks.start(first.folder, "solve", starts_at=NOON, amount=4 * HOUR, now=at(26, 12, 6))
    assert same.version == 2


def test_stopping_keeps_what_is_to_be_kept() -> None:
    folder = make_casework.folder()
    make_casework.clock(folder, "solve")
    make_casework.clock(folder, "report_up")
    assert clocks.stop_all(folder, now=NOON, keep=("report_up",)) == 1
    assert Clock.objects.filter(folder=folder).running().get().kind == "report_up"


@rule("CMP-35")
def test_a_pause_moves_the_deadline_by_the_working_time_lost() -> None:
    clock = make_casework.clock(amount=2 * HOUR)
    person = make.person()
    clocks.pause(clock.folder, make_casework.pause_reason(), by=person, now=at(26, 13))
    clock.folder.refresh_from_db()
    clock.refresh_from_db()
    assert clock.folder.due_at is None
    assert clock.next_step_at is None
    # From 13:00 to the next morning 09:30: five hours of today and one of tomorrow.
    clocks.resume(clock.folder, by=person, now=at(27, 9, 30))
    clock.refresh_from_db()
    assert clock.due_at == at(27, 10, 30)
    assert clock.version == 2
    assert clock.folder.pauses.get().ended_by == person
    verbs = list(Entry.objects.filter(folder=clock.folder).values_list("verb", flat=True))
    assert verbs[-2:] == ["paused", "resumed"]


@rule.both("CMP-35")
def test_a_pause_is_refused_twice_and_to_who_may_not() -> None:
    folder = make_casework.folder()
    reason = make_casework.pause_reason()
    with pytest.raises(Refused, match="may"):
        clocks.pause(folder, reason, by=make_casework.department_user(), now=NOON)
    clocks.pause(folder, reason, by=make.person(), now=NOON)
    with pytest.raises(Refused, match="paused"):
        clocks.pause(folder, reason, by=make.person(), now=NOON)
    with pytest.raises(Refused, match="may"):
        clocks.resume(folder, by=make_casework.department_user(), now=NOON)
    clocks.resume(folder, by=make.person(), now=at(26, 13))
    with pytest.raises(Refused, match="running"):
        clocks.resume(folder, by=make.person(), now=at(26, 14))


def test_what_began_while_paused_stands_still_too() -> None:
    folder = make_casework.folder()
    clocks.pause(folder, make_casework.pause_reason(), by=make.person(), now=NOON)
    folder.refresh_from_db()
    clock = make_casework.clock(folder, starts_at=at(26, 13), now=at(26, 13), amount=HOUR)
    assert clock.next_step_at is None
    clocks.resume(folder, by=make.person(), now=at(26, 14))
    clock.refresh_from_db()
    assert clock.due_at == at(26, 15)


@rule("CMP-35")
def test_a_deadline_set_by_hand_never_moves_by_itself() -> None:
    clock = make_casework.clock(amount=2 * HOUR)
    boss = make.person(Role.SUPERVISOR)
    clocks.set_by_hand(clock, at(27, 11), by=boss, now=at(26, 12, 10))
    folder = Folder.objects.get(pk=clock.folder_id)
    clocks.pause(folder, make_casework.pause_reason(), by=boss, now=at(26, 13))
    folder.refresh_from_db()
    assert folder.due_at == at(27, 11)
    clocks.resume(folder, by=boss, now=at(26, 16))
    clocks.recalculate(folder, by=boss, now=at(26, 16))
    clocks.start(folder, "solve", starts_at=NOON, amount=HOUR, now=at(26, 16))
    clock.refresh_from_db()
    assert clock.due_at == at(27, 11)


@rule.refuses("CMP-35")
def test_setting_by_hand_is_the_supervisors_and_lies_ahead() -> None:
    clock = make_casework.clock()
    with pytest.raises(Refused, match="may"):
        clocks.set_by_hand(clock, at(27, 11), by=make.person(), now=NOON)
    boss = make.person(Role.SUPERVISOR)
    with pytest.raises(Refused, match="past"):
        clocks.set_by_hand(clock, at(26, 11), by=boss, now=NOON)
    clocks.met(clock.folder, "solve", now=NOON)
    with pytest.raises(Refused, match="ended"):
        clocks.set_by_hand(clock, at(27, 11), by=boss, now=NOON)


def test_recalculating_moves_what_the_corrected_calendar_moves() -> None:
    from mall.models import CalendarDay

    clock = make_casework.clock(days=1)
    boss = make.person(Role.SUPERVISOR)
    assert clocks.recalculate(clock.folder, by=boss, now=at(26, 13)) == 0
    CalendarDay.objects.create(on=at(27, 0).date(), kind="holiday", source="own", name="店庆")
    assert clocks.recalculate(clock.folder, by=boss, now=at(26, 14)) == 1
    clock.refresh_from_db()
    assert clock.due_at == at(30, 12)
    assert clock.version == 2


@given(
    start=st.integers(0, 20 * 24 * 60),
    minutes=st.integers(1, 40 * 60),
    pauses=st.lists(st.tuples(st.integers(0, 20 * 24 * 60), st.integers(1, 3 * 24 * 60)), max_size=4),
)
def test_between_start_and_deadline_lies_the_time_allowed_and_the_pauses(
    start: int, minutes: int, pauses: list[tuple[int, int]]
) -> None:
    office = calendar("office")
    base = at(2, 0)
    begins = base + timedelta(minutes=start)
    stretches = [Pause(base + timedelta(minutes=a), base + timedelta(minutes=a + length)) for a, length in pauses]
    found = deadline(begins, Terms("office", amount=timedelta(minutes=minutes)), USUAL, stretches)
    # The oracle: walk the office minutes that no pause covers.
    left, moment = minutes, begins
    while left:
        paused = any(p.begins <= moment < p.ends for p in stretches if p.ends)
        if is_working(moment, office) and not paused:
            left -= 1
        moment += timedelta(minutes=1)
        if not left:
            break
    assert found.due_at == moment
    assert begins <= found.warn_at <= found.due_at
    assert deadline(begins, Terms("office", amount=timedelta(minutes=minutes)), USUAL).due_at <= found.due_at
    assert working_time_between(begins, found.due_at, office) >= timedelta(minutes=minutes)

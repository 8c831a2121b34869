"""Deadlines counted anew after the calendar was corrected: one case by its drawer, all open ones by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.actions.clocks import recalculate
from casework.actions.recounting import RECOUNT, ask_for_recount, recount_all
from casework.models import Clock, Entry, Folder
from casework.queries.hours import matters_to_recount
from casework.rules.clocks import obstacles_to_recounting_all
from complaints.actions import clocks
from complaints.models import Complaint
from complaints.rules import clocks as rules
from complaints.sla import Kind
from mall.actions.jobs import run
from mall.models import CalendarDay, Job
from mall.roles import Role
from tests import make
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def closed_day(days: int = 1) -> None:
    """A working day turns out to be a holiday."""
    CalendarDay.objects.create(on=cases.later(days=days).date(), kind="holiday", source="own", name="店庆")


def fresh(case: Complaint) -> Complaint:
    """The complaint past every cache."""
    return Complaint.objects.select_related("folder").get(pk=case.pk)


def nothing(_done: int, _total: int | None = None) -> None:
    """Nobody watches."""


def waiting() -> list[int]:
    """The folders whose deadlines are counted by an older calendar."""
    return [folder.pk for folder in matters_to_recount()]


def moves() -> int:
    """How many lines of timelines say that a deadline moved."""
    return Entry.objects.filter(verb="deadline_recalculated").count()


@rule("CMP-35")
def test_a_supervisor_has_the_deadlines_of_a_case_counted_anew_once_the_calendar_was_corrected(client: Client) -> None:
    case, boss = cases.dispatched(), cases.supervisor()
    address = reverse("complaints:recount", args=[case.folder.number])
    page = reverse("complaints:case", args=[case.folder.number])
    handoff = case.folder.handoffs.get()
    due, owed = case.folder.clocks.get(kind=Kind.SOLVE).due_at, handoff.answer_due_at
    make.signed_in(client, boss)
    assert client.post(address).status_code == 409, "nothing was corrected"
    assert address not in client.get(page).content.decode()
    closed_day()
    assert address in client.get(page).content.decode()
    assert client.post(address).status_code == 302
    assert case.folder.clocks.get(kind=Kind.SOLVE).due_at == due + timedelta(days=1)
    handoff.refresh_from_db()
    assert handoff.answer_due_at > owed
    assert handoff.answer_due_at == case.folder.clocks.get(kind=Kind.ANSWER).due_at
    assert moves() >= 2
    assert "时限重新计算" in client.get(page).content.decode()
    assert client.post(address).status_code == 409, "a repeat finds nothing"
    make.signed_in(client, cases.agent())
    assert client.post(address).status_code == 403


@rule("CMP-35")
def test_only_what_runs_by_an_older_calendar_is_counted_anew_and_by_whom() -> None:
    case, boss = cases.dispatched(), cases.supervisor()
    assert [one.code for one in rules.obstacles_to_recounting(case, boss, cases.NOON)] == ["same"]
    with pytest.raises(Refused, match="same"):
        clocks.recount(case, by=boss, now=cases.NOON)
    closed_day()
    assert rules.obstacles_to_recounting(fresh(case), boss, cases.NOON) == []
    with pytest.raises(Refused, match="may"):
        recalculate(case.folder, by=cases.agent(), now=cases.NOON)
    over = cases.closed()
    assert [one.code for one in rules.obstacles_to_recounting(over, boss, cases.NOON)] == ["closed"]
    with pytest.raises(Refused, match="closed"):
        recalculate(Folder.objects.get(pk=over.folder_id), by=boss, now=cases.NOON)


@rule("CMP-35")
def test_a_deadline_set_by_hand_is_no_matter_of_the_calendar() -> None:
    case, boss = cases.registered(), cases.supervisor()
    for clock in case.folder.clocks.running():
        clocks.set_deadline(fresh(case), clock, cases.later(days=9), "约定", by=boss, now=cases.NOON)
    closed_day()
    assert waiting() == []
    assert [one.code for one in rules.obstacles_to_recounting(fresh(case), boss, cases.NOON)] == ["same"]


@rule("CMP-35")
def test_who_keeps_the_calendar_has_all_open_cases_counted_anew_by_the_worker(client: Client) -> None:
    one, other, over = cases.dispatched(), cases.registered(), cases.closed()
    keeper = make.person(Role.SYSTEM_ADMIN)
    address = reverse("casework:older-hours")
    make.signed_in(client, keeper)
    assert address in client.get(reverse("mall:calendar")).content.decode()
    assert "<form" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert client.post(address).status_code == 409, "nothing to count"
    closed_day()
    assert waiting() == [one.folder_id, other.folder_id]
    assert over.folder_id not in waiting()
    assert "2" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409, "one run at a time"
    job = Job.objects.get(kind=RECOUNT)
    assert run(job.pk, now=cases.NOON)
    job.refresh_from_db()
    assert (job.state, job.result["matters"], job.result["left"], job.done, job.total) == ("done", 2, 0, 2, 2)
    assert job.result["moved"] == moves() > 0
    assert waiting() == []
    assert client.get(reverse("mall:job", args=[job.pk])).status_code == 200
    make.signed_in(client, cases.supervisor())
    assert address not in client.get(reverse("mall:calendar")).content.decode()
    assert client.get(address).status_code == client.post(address).status_code == 403


@rule("CMP-35")
def test_a_recount_repeats_safely_and_one_bad_case_does_not_keep_the_others() -> None:
    good, bad = cases.registered(), cases.registered()
    keeper = cases.manager()
    closed_day()
    broken = bad.folder.clocks.running().filter(measure="office").first()
    assert broken is not None
    Clock.objects.filter(pk=broken.pk).update(minutes=None, days=None)
    done = recount_all(by=keeper, now=cases.NOON, report=nothing)
    assert (done.matters, done.left) == (1, 1)
    assert waiting() == [bad.folder_id]
    Clock.objects.filter(pk=broken.pk).update(days=broken.days, minutes=broken.minutes)
    before = moves()
    assert recount_all(by=keeper, now=cases.NOON, report=nothing).matters == 1
    assert moves() > before
    again = moves()
    assert recount_all(by=keeper, now=cases.NOON, report=nothing).matters == 0
    assert moves() == again
    assert good.folder.clocks.running().exists()


@rule("CMP-35")
def test_a_day_that_moves_no_deadline_still_leaves_nothing_to_count(django_assert_max_num_queries: Any) -> None:
    case, keeper = cases.registered(), cases.manager()
    due = fresh(case).folder.due_at
    closed_day(days=200)
    assert waiting() == [case.folder_id]
    with django_assert_max_num_queries(20):
        done = recount_all(by=keeper, now=cases.NOON, report=nothing)
    assert (done.matters, done.moved, moves()) == (1, 0, 0)
    assert waiting() == []
    assert fresh(case).folder.due_at == due


def test_ten_cases_cost_at_most_ten_times_the_questions_of_one() -> None:
    keeper, counts = cases.manager(), []
    for day, more in ((1, 1), (4, 9)):
        for _one in range(more):
            cases.registered()
        closed_day(days=day)
        with CaptureQueriesContext(connection) as asked:
            done = recount_all(by=keeper, now=cases.NOON, report=nothing)
        counts.append((done.matters, len(asked)))
    (one, few), (ten, many) = counts
    assert (one, ten) == (1, 10)
    assert many <= 10 * few


@rule("CMP-35")
def test_all_deadlines_are_counted_anew_when_there_are_older_ones_and_by_who_keeps_the_calendar() -> None:
    keeper, job = cases.manager(), Job(kind=RECOUNT)
    assert obstacles_to_recounting_all(3, None, keeper) == []
    for given, code in (((0, None, keeper), "same"), ((3, job, keeper), "running"), ((3, None, cases.agent()), "may")):
        assert [one.code for one in obstacles_to_recounting_all(*given)] == [code]
    with pytest.raises(Refused, match="may"):
        ask_for_recount(by=cases.supervisor(), now=cases.NOON)


def test_open_cases_among_many_closed_ones_are_found_by_the_index_of_what_is_open_and_counted_there() -> None:
    case = cases.registered()
    head = Folder.objects.filter(pk=case.folder_id).values("kind", "title", "department_id", "opened_at").get()
    end = {"closed_at": cases.NOON, "closed_by": cases.agent(), "opened_by_id": case.folder.opened_by_id}
    closed = Folder.objects.bulk_create(Folder(number=f"ZZ{n:05}", **head, **end) for n in range(3000))
    at = {"kind": "solve", "measure": "office", "starts_at": cases.NOON, "due_at": cases.NOON, "warn_at": cases.NOON}
    Clock.objects.bulk_create(Clock(folder=folder, met_at=cases.NOON, **at) for folder in closed)
    closed_day()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_folder, casework_clock")
    assert "folder_open" in matters_to_recount().explain()
    with CaptureQueriesContext(connection) as asked:
        assert matters_to_recount().count() == 1
    assert "COUNT(*)" in asked[-1]["sql"]

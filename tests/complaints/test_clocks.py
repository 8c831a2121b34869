"""Clocks of a complaint: what begins and ends with which act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casework.models import Clock, PauseReason, Reminder
from casework.rules.ladder import LADDER
from complaints import sla
from complaints.actions import clocks
from complaints.queries.panels import line_of_time
from complaints.rules import clocks as rules
from complaints.sla import OBLIGATIONS, Kind
from complaints.states import Severity
from mall.limits import LIMITS
from mall.models import Limit
from mall.roles import Role
from tests import make
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db


def clock(complaint: Any, kind: str) -> Clock:
    """The last clock of a kind."""
    found: Clock | None = complaint.folder.clocks.filter(kind=kind).order_by("-id").first()
    assert found is not None, kind
    return found


def reason() -> PauseReason:
    """A reason of the list."""
    return PauseReason.objects.get_or_create(code="test", defaults={"name": "送检"})[0]


def test_every_limit_of_the_table_is_declared() -> None:
    named = {line.limit for line in OBLIGATIONS.values() if line.limit}
    named |= {*sla.SOLVE_LIMIT.values(), sla.CAP_DAYS, sla.WARN_REGISTER, sla.FOLLOW_UP_WHEN_SETTLED}
    named |= {sla.RECHECK_PERCENT, sla.BANDS}
    assert named <= set(LIMITS)


def test_registering_meets_its_clock_and_starts_the_next() -> None:
    complaint = cases.registered()
    register = clock(complaint, Kind.REGISTER)
    assert register.met_at == complaint.registered_at
    assert register.due_at == complaint.arrived_at + timedelta(minutes=5)
    assert register.warn_at == complaint.arrived_at + timedelta(minutes=3)
    assert clock(complaint, Kind.DISPATCH).due_at == cases.NOON + timedelta(minutes=3)
    assert clock(complaint, Kind.FIRST_REPLY).due_at == cases.NOON + timedelta(days=1)


@rule.allows("CMP-14", "JOINT-S11")
@pytest.mark.parametrize(("severity", "days"), [(Severity.GENERAL, 4), (Severity.SERIOUS, 11)])
def test_settling_takes_the_time_of_the_severity(severity: Severity, days: int) -> None:
    """Thursday 26 November: two working days are Monday the 30th, seven are Monday the 7th."""
    complaint = cases.registered(severity=severity)
    assert clock(complaint, Kind.SOLVE).due_at == cases.NOON + timedelta(days=days)


@rule.both("CMP-14")
def test_the_especially_serious_has_a_review_day_instead_of_a_date() -> None:
    complaint = cases.registered(severity=Severity.SPECIAL)
    assert not complaint.folder.clocks.filter(kind=Kind.SOLVE).exists()
    assert clock(complaint, Kind.REVIEW).due_at == cases.NOON + timedelta(days=11)
    supervisor = cases.supervisor()
    assert rules.obstacles_to_reviewing(complaint, supervisor, cases.NOON) == []
    clocks.set_review_day(complaint, date(2026, 12, 4), "仍在协商", by=supervisor, now=cases.later(days=1))
    assert clock(complaint, Kind.REVIEW).by_hand
    ordinary = cases.registered()
    with pytest.raises(Refused):
        clocks.set_review_day(ordinary, date(2026, 12, 4), "x", by=supervisor, now=cases.NOON)


def test_a_company_cap_cuts_the_time_off() -> None:
    Limit.objects.create(
        name=sla.CAP_DAYS,
        value=3,
        valid_from=date(2026, 1, 1),
        reason="test",
        set_by=cases.manager(),
        set_at=cases.NOON,
    )
    serious = cases.registered(severity=Severity.SERIOUS)
    assert clock(serious, Kind.SOLVE).due_at == cases.NOON + timedelta(days=3)


@rule.allows("CMP-03", "CMP-21")
def test_hand_over_meets_its_clock_and_the_department_owes_an_answer() -> None:
    complaint = cases.dispatched()
    assert clock(complaint, Kind.DISPATCH).met_at == cases.NOON
    answer = clock(complaint, Kind.ANSWER)
    assert answer.handoff is not None
    assert (answer.due_at, answer.by_hand) == (cases.NOON + timedelta(days=1), False)


@rule.both("CMP-27")
def test_a_serious_case_is_reported_upward_within_three_days_of_the_investigation() -> None:
    general = cases.answered()
    assert not general.folder.clocks.filter(kind=Kind.REPORT_UP).exists()
    serious = cases.answered(severity=Severity.SERIOUS)
    assert serious.investigated_at == cases.later(hours=1)
    assert clock(serious, Kind.REPORT_UP).due_at == cases.later(hours=1, days=3)


@rule.allows("FUP-S02")
def test_the_first_word_meets_the_first_reply_and_the_result_ends_all() -> None:
    complaint = cases.answered()
    clocks.replied(complaint, final=False, by=cases.agent(), now=cases.later(hours=2))
    assert clock(complaint, Kind.FIRST_REPLY).met_at == cases.later(hours=2)
    assert clock(complaint, Kind.SOLVE).met_at is None
    clocks.replied(complaint, final=True, by=cases.agent(), now=cases.later(hours=3))
    assert clock(complaint, Kind.SOLVE).met_at == cases.later(hours=3)
    assert not complaint.folder.clocks.running().exists()


@rule.both("CMP-35")
def test_pausing_moves_a_deadline_by_the_working_time_lost() -> None:
    complaint = cases.registered()
    agent = cases.agent()
    before = clock(complaint, Kind.SOLVE).due_at
    clocks.pause(complaint, reason(), by=agent, now=cases.later(minutes=30))
    assert complaint.folder.due_at is None
    with pytest.raises(Refused):
        clocks.pause(complaint, reason(), by=agent, now=cases.later(minutes=31))
    clocks.resume(complaint, by=agent, now=cases.later(minutes=90))
    assert clock(complaint, Kind.SOLVE).due_at == before + timedelta(hours=1)
    with pytest.raises(Refused):
        clocks.resume(complaint, by=agent, now=cases.later(minutes=91))


@rule.both("CMP-35")
def test_a_closed_case_has_no_clock_to_pause_or_set() -> None:
    closed = cases.closed()
    someone = cases.supervisor()
    assert rules.obstacles_to_pausing(closed, someone, cases.NOON)
    assert rules.obstacles_to_setting(closed, someone, cases.NOON)
    opened = cases.registered()
    assert rules.obstacles_to_pausing(opened, someone, cases.NOON) == []
    assert rules.obstacles_to_setting(opened, someone, cases.NOON) == []
    assert rules.obstacles_to_resuming(opened, someone, cases.NOON)
    opened.folder.paused_at = cases.NOON
    assert rules.obstacles_to_resuming(opened, someone, cases.NOON) == []


@rule.both("CMP-35")
def test_a_deadline_set_by_hand_lies_ahead_and_keeps_its_reason_inside() -> None:
    complaint = cases.registered()
    supervisor = cases.supervisor()
    running = clock(complaint, Kind.SOLVE)
    assert [one.code for one in rules.obstacles_to_deadline(cases.NOON, cases.NOON)] == ["past"]
    with pytest.raises(Refused):
        clocks.set_deadline(complaint, running, cases.NOON, "理由", by=supervisor, now=cases.NOON)
    wanted = cases.later(days=9)
    clocks.set_deadline(complaint, running, wanted, "厂家送检需一周", by=supervisor, now=cases.NOON)
    assert clock(complaint, Kind.SOLVE).due_at == wanted
    assert complaint.folder.notes.get().text == "厂家送检需一周"


@rule.both("CMP-11", "JOINT-S03")
def test_vip_and_special_cases_start_a_rung_higher_and_so_does_each_reopening() -> None:
    assert sla.first_rung(vip=False, severity=Severity.SERIOUS, level=0) == 0
    assert sla.first_rung(vip=True, severity=Severity.GENERAL, level=0) == 1
    assert sla.first_rung(vip=False, severity=Severity.SPECIAL, level=0) == 1
    assert sla.first_rung(vip=True, severity=Severity.SPECIAL, level=2) == 3
    assert sla.first_rung(vip=True, severity=Severity.SPECIAL, level=9) == len(LADDER) - 1
    assert clock(cases.registered(vip=True), Kind.SOLVE).first_rung == 1
    assert clock(cases.registered(), Kind.SOLVE).first_rung == 0


@rule.both("CMP-11")
def test_a_case_found_grave_later_lets_every_running_ladder_start_higher() -> None:
    complaint, plain = cases.dispatched(), cases.dispatched()
    complaint.severity = Severity.SPECIAL
    for one in (complaint, plain):
        clocks.severity_changed(one, by=cases.agent(), now=cases.later(hours=1))
    rungs = complaint.folder.clocks.running().values_list("kind", "first_rung")
    assert {Kind.FIRST_REPLY, Kind.ANSWER, Kind.REVIEW} <= {kind for kind, _rung in rungs}
    assert {rung for _kind, rung in rungs} == {1}
    assert set(plain.folder.clocks.running().values_list("first_rung", flat=True)) == {0}


@rule.both("CMP-27")
def test_a_case_found_serious_after_the_investigation_is_owed_a_report_upward() -> None:
    complaint = cases.answered()
    running = complaint.folder.clocks.running().filter(kind=Kind.REPORT_UP)
    assert not running.exists()
    for severity, owed in ((Severity.SERIOUS, True), (Severity.GENERAL, False)):
        complaint.severity = severity
        clocks.severity_changed(complaint, by=cases.agent(), now=cases.later(hours=4))
        assert running.exists() is owed
    early = cases.dispatched()
    early.severity = Severity.SERIOUS
    clocks.severity_changed(early, by=cases.agent(), now=cases.later(hours=1))
    assert not early.folder.clocks.running().filter(kind=Kind.REPORT_UP).exists()


@rule.both("CMP-13", "CMP-34", "JOINT-S07")
def test_grave_cases_are_told_at_once_to_whom_they_concern_and_others_are_not() -> None:
    manager, deputy, gm = cases.manager(), cases.deputy(), cases.general_manager()
    cases.registered()
    assert not Reminder.objects.filter(receiver__in=(manager, deputy, gm)).exists()
    cases.registered(severity=Severity.SERIOUS)
    assert Reminder.objects.filter(receiver=manager).exists()
    assert not Reminder.objects.filter(receiver=deputy).exists()
    cases.registered(severity=Severity.SPECIAL)
    assert Reminder.objects.filter(receiver=deputy).exists()
    assert not Reminder.objects.filter(receiver=gm).exists()
    cases.registered(important=True)
    assert Reminder.objects.filter(receiver=gm).exists()


@rule.both("JOINT-S13")
def test_a_forwarded_complaint_keeps_the_authoritys_own_deadline() -> None:
    due = cases.later(days=5)
    complaint = cases.registered(authority_due_at=due)
    assert clock(complaint, Kind.AUTHORITY).due_at == due
    assert clock(complaint, Kind.AUTHORITY).by_hand
    assert not cases.registered().folder.clocks.filter(kind=Kind.AUTHORITY).exists()


def test_severity_changed_counts_anew_from_the_registration() -> None:
    complaint = cases.registered()
    complaint.severity = Severity.SERIOUS
    clocks.severity_changed(complaint, by=cases.agent(), now=cases.later(hours=1))
    assert clock(complaint, Kind.SOLVE).due_at == cases.NOON + timedelta(days=11)
    complaint.severity = Severity.SPECIAL
    clocks.severity_changed(complaint, by=cases.agent(), now=cases.later(hours=1))
    assert complaint.folder.clocks.running().filter(kind=Kind.REVIEW).exists()
    assert not complaint.folder.clocks.running().filter(kind=Kind.SOLVE).exists()


@rule.both("CMP-35")
@rule.refuses("CMP-03")
def test_the_line_of_time_counts_what_was_late_and_shows_what_is_next() -> None:
    complaint = cases.registered()
    now = cases.later(minutes=10)
    steps = {step.kind: step for step in line_of_time(complaint, now)}
    assert steps[Kind.REGISTER].state == "done"
    assert (steps[Kind.DISPATCH].state, steps[Kind.DISPATCH].over) == ("now", timedelta(minutes=7))
    assert steps[Kind.SOLVE].state == "run"
    assert steps[Kind.ANSWER].state == "ahead"
    cases.hand_over(complaint, by=complaint.folder.opened_by, now=now)
    steps = {step.kind: step for step in line_of_time(complaint, now)}
    assert (steps[Kind.DISPATCH].state, steps[Kind.DISPATCH].over) == ("miss", timedelta(minutes=7))
    assert steps[Kind.ANSWER].who == str(make.department("onsite"))


def test_the_share_of_time_used_stays_between_nothing_and_all() -> None:
    start, due = cases.NOON, cases.later(hours=4)
    assert sla.share_used(start, due, start - timedelta(hours=1)) == 0
    assert sla.share_used(start, due, cases.later(hours=1)) == 25
    assert sla.share_used(start, due, cases.later(hours=9)) == 100
    assert sla.share_used(start, start, start) == 100


def test_an_answer_sent_back_is_owed_again() -> None:
    complaint = cases.answered()
    handoff = complaint.folder.handoffs.get()
    handoff.state, handoff.answer_due_at = "sent_back", cases.later(hours=6)
    clocks.sent_back(complaint, handoff, by=cases.agent(), now=cases.later(hours=3))
    assert clock(complaint, Kind.ANSWER).due_at == cases.later(hours=6)
    assert not complaint.folder.clocks.running().filter(kind=Kind.REPLY).exists()


def test_nobody_of_the_department_owes_after_it_is_let_go() -> None:
    complaint = cases.dispatched()
    clocks.let_go(complaint, complaint.folder.handoffs.get(), by=make.person(Role.SUPERVISOR), now=cases.later(hours=1))
    assert not complaint.folder.clocks.running().filter(kind=Kind.ANSWER).exists()

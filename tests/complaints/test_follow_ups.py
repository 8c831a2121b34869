"""Asking afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import FollowUp
from complaints.actions import follow_ups
from complaints.queries.follow_ups import counts_of_month, due_follow_ups
from complaints.rules import follow_ups as rules
from complaints.sla import Kind
from complaints.states import Severity, State
from tests import make_cases as cases
from tests import make_casework
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db


@rule.both("FUP-S06", "CMP-39")
def test_who_handled_the_case_does_not_ask_and_a_colleague_does() -> None:
    handler = cases.agent()
    complaint = cases.replied(by=handler)
    assert [o.code for o in rules.obstacles_to_asking(complaint, handler, cases.NOON)] == ["handler"]
    assert rules.obstacles_to_asking(complaint, cases.agent(), cases.NOON) == []
    assert [o.code for o in rules.obstacles_to_asking(cases.registered(), handler, cases.NOON)] == ["none"]


@rule.both("FUP-S06")
def test_after_a_serious_case_a_supervisor_or_the_manager_asks() -> None:
    complaint = cases.replied()
    complaint.severity = Severity.SERIOUS
    assert [o.code for o in rules.obstacles_to_asking(complaint, cases.agent(), cases.NOON)] == ["serious"]
    assert rules.obstacles_to_asking(complaint, cases.supervisor(), cases.NOON) == []
    assert rules.obstacles_to_asking(complaint, cases.manager(), cases.NOON) == []


@rule.allows("FUP-01", "FUP-S01")
def test_content_means_followed_up() -> None:
    complaint = cases.replied()
    cases.ask(complaint)
    assert complaint.state == State.FOLLOWED_UP
    assert complaint.folder.clocks.get(kind="follow_up").met_at is not None
    assert complaint.folder.follow_ups.filter(reason="complaint").get().evaluation.attitude == 4


@rule.both("FUP-13", "CMP-29", "JOINT-S03")
@rule("FUP-S09")
def test_not_content_is_heard_again_one_level_higher() -> None:
    complaint = cases.replied()
    cases.ask(complaint, content=False)
    assert (complaint.state, complaint.level, complaint.folder.reopened) == (State.REOPENED, 1, 1)
    assert complaint.result_told_at is None
    assert complaint.folder.clocks.running().get(kind="dispatch").first_rung == 1
    content = cases.replied()
    cases.ask(content)
    assert (content.state, content.level) == (State.FOLLOWED_UP, 0)


@rule.both("FUP-S11")
def test_who_has_no_time_is_promised_an_hour_ahead() -> None:
    now = cases.NOON
    assert rules.obstacles_to_attempt("busy", promised_at=None, now=now)
    assert rules.obstacles_to_attempt("busy", promised_at=now, now=now)
    assert rules.obstacles_to_attempt("busy", promised_at=now + timedelta(hours=1), now=now) == []
    assert rules.obstacles_to_attempt("no_answer", promised_at=None, now=now) == []
    complaint = cases.replied()
    hour = cases.later(days=1, hours=5)
    follow_ups.ask(complaint, way="phone", code="busy", promised_at=hour, by=cases.agent(), now=cases.later(days=1))
    follow_up = cases.open_follow_up(complaint)
    assert follow_up is not None
    assert (follow_up.promised_at, follow_up.due_at) == (hour, hour)
    assert complaint.folder.clocks.running().get(kind="follow_up").due_at == hour


@rule.both("FUP-S08", "SURV-04")
def test_who_was_reached_grades_all_four_and_a_bad_answer_needs_words() -> None:
    whole: dict[str, object] = {
        "attitude": 4,
        "skill": 3,
        "timeliness": 2,
        "promises": 4,
        "solved": True,
        "opinion": "",
    }
    assert rules.obstacles_to_evaluation("reached", whole) == []
    assert rules.obstacles_to_evaluation("no_answer", {}) == []
    for item in ("attitude", "skill", "timeliness", "promises", "solved"):
        assert [o.field for o in rules.obstacles_to_evaluation("reached", {**whole, item: None})] == [item]
    poor = {**whole, "attitude": 1}
    assert [o.field for o in rules.obstacles_to_evaluation("reached", poor)] == ["opinion"]
    assert rules.obstacles_to_evaluation("reached", {**poor, "opinion": "态度差"}) == []
    assert rules.obstacles_to_evaluation("reached", {**whole, "solved": False})


@rule.both("FUP-S07")
def test_three_ways_of_asking_and_no_other() -> None:
    from complaints.forms.follow_ups import FollowUpForm

    complaint = cases.replied()
    for way, fits in (("phone", True), ("visit", True), ("letter", True), ("email", False)):
        form = FollowUpForm({"way": way, "code": "no_answer"}, case=complaint, user=cases.agent(), now=cases.NOON)
        assert form.is_valid() is fits, form.errors


@rule.both("FUP-S03")
def test_nobody_is_given_up_before_enough_tries_and_then_the_case_may_close() -> None:
    complaint, by = cases.replied(), cases.agent()
    assert rules.owes_follow_up(complaint)
    with pytest.raises(Refused):
        follow_ups.give_up(complaint, by=by, now=cases.later(days=1))
    for hours in (1, 2, 3):
        follow_ups.ask(complaint, way="phone", code="no_answer", by=by, now=cases.later(days=1, hours=hours))
    follow_ups.give_up(complaint, by=by, now=cases.later(days=2))
    complaint.refresh_from_db()
    assert not rules.owes_follow_up(complaint)
    assert complaint.state == State.REPLIED


@rule.both("FUP-S12")
@given(percent=st.integers(0, 100), answers=st.integers(0, 200))
def test_the_share_of_rechecks_never_falls_below_the_limit(percent: int, answers: int) -> None:
    drawn = 0
    for done in range(1, answers + 1):
        drawn += rules.recheck_is_due(done=done, rechecked=drawn, percent=percent)
        assert drawn * 100 >= percent * done
        assert (drawn - 1) * 100 < percent * done  # and never more than is needed


@rule.both("FUP-S12")
def test_a_recheck_is_drawn_and_done_by_a_supervisor_who_did_not_ask() -> None:
    asker = cases.supervisor()
    complaint = cases.replied()
    cases.ask(complaint, by=asker)
    recheck = complaint.folder.follow_ups.get(reason=FollowUp.Reason.RECHECK)
    assert recheck.recheck_of is not None
    assert counts_of_month(cases.later(days=1)) == (1, 1)
    assert [o.code for o in rules.obstacles_to_asking(complaint, asker, cases.NOON)] == ["same"]
    assert [o.code for o in rules.obstacles_to_asking(complaint, cases.agent(), cases.NOON)] == ["recheck"]
    assert rules.obstacles_to_asking(complaint, cases.manager(), cases.NOON) == []
    for _second in range(2):
        other = cases.replied()
        cases.ask(other)
        assert not other.folder.follow_ups.filter(reason=FollowUp.Reason.RECHECK).exists()


@rule.allows("FUP-13", "FUP-S12")
def test_a_recheck_that_is_not_content_opens_the_closed_case_again() -> None:
    complaint = cases.closed()
    assert complaint.state == State.CLOSED
    cases.ask(complaint, content=False, by=cases.manager(), now=cases.later(days=3))
    assert (complaint.state, complaint.folder.closed_at) == (State.REOPENED, None)


@rule.both("FUP-12")
def test_the_list_shows_what_is_due_and_hides_what_one_may_not_ask() -> None:
    handler, asker, supervisor = cases.agent(), cases.agent(), cases.supervisor()
    complaint = cases.replied(by=handler)
    late = cases.later(days=4)
    assert list(due_follow_ups(handler, "all", late)) == []
    assert [f.folder_id for f in due_follow_ups(asker, "all", late)] == [complaint.folder_id]
    assert list(due_follow_ups(asker, "due", cases.later(hours=3))) == []
    assert len(due_follow_ups(asker, "due", late)) == 1
    assert list(due_follow_ups(asker, "mine", late)) == []
    cases.ask(complaint, by=asker)
    assert list(due_follow_ups(asker, "all", late)) == []
    assert [f.reason for f in due_follow_ups(supervisor, "recheck", late)] == ["recheck"]


def test_the_answer_of_another_desks_follow_up_is_none_of_ours() -> None:
    follow_up = make_casework.follow_up()
    follow_ups.take_answer(follow_up, satisfied=False, by=cases.agent(), now=cases.NOON)
    assert follow_up.folder.reopened == 0


@rule.both("FUP-S12")
def test_a_supervisor_chooses_an_answered_follow_up_for_a_recheck_once() -> None:
    boss = cases.supervisor()
    when, due = cases.later(days=2), cases.later(days=4)
    assert [o.code for o in rules.obstacles_to_choosing(cases.replied(), boss, when)] == ["none"]
    complaint = cases.followed_up()
    complaint.folder.follow_ups.filter(reason=FollowUp.Reason.RECHECK).delete()
    assert rules.obstacles_to_choosing(complaint, boss, when) == []
    assert [o.code for o in rules.obstacles_to_choosing(complaint, cases.agent(), when)] == ["may"]
    asked = rules.last_answered(complaint)
    assert asked is not None
    assert asked.asked_by is not None
    own = cases.supervisor()
    FollowUp.objects.filter(pk=asked.pk).update(asked_by=own)
    assert [o.code for o in rules.obstacles_to_choosing(complaint, own, when)] == ["own"]
    with pytest.raises(Refused):
        follow_ups.choose_for_recheck(complaint, due_at=when, by=boss, now=when)
    again = follow_ups.choose_for_recheck(complaint, due_at=due, by=boss, now=when)
    assert (again.recheck_of_id, again.assigned_to, again.due_at) == (asked.pk, boss, due)
    assert complaint.folder.clocks.running().get(kind=Kind.RECHECK).due_at == due
    assert [o.code for o in rules.obstacles_to_choosing(complaint, cases.supervisor(), when)] == ["waiting"]
    assert rules.obstacles_to_asking(complaint, boss, when) == []


@rule.both("FUP-S12")
def test_a_recheck_lies_ahead() -> None:
    assert rules.obstacles_to_recheck_day(cases.later(days=1), cases.NOON) == []
    assert [o.code for o in rules.obstacles_to_recheck_day(cases.NOON, cases.NOON)] == ["past"]

"""Who is reminded of what: calls, re-checks, measures, petitions, closing, forms left open."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone, translation

from casework.actions.sweep import sweep
from casework.models import Reminder
from casework.rules.ladder import handlers
from complaints.actions import aftermath, clocks, closing, follow_ups, money, replying
from complaints.actions.reminding import remind_of_measures, remind_of_open_forms
from complaints.models import Improvement
from complaints.queries.lists import Wanted, folders_wanted
from complaints.rules.closing import is_to_be_closed, may_decide_petition
from complaints.sla import Kind
from complaints.states import Severity, State
from complaints.tasks import sweep_forms, sweep_measures
from mall.actions.doors import Drafts
from mall.localtime import ZONE
from mall.models import Draft
from mall.roles import Role
from reports.queries.board import board
from tests import make
from tests import make_cases as cases
from tests.rules import rule

if TYPE_CHECKING:
    from casework.models import Clock
    from complaints.models import Complaint
    from mall.models import User

pytestmark = pytest.mark.django_db

TODAY = cases.NOON.date()
DAY = timedelta(days=1)


def clock(complaint: Complaint, kind: str) -> Clock:
    """The clock of that kind that runs."""
    found: Clock = complaint.folder.clocks.running().get(kind=kind)
    return found


def at(day: int, hour: int = 10, *, month: int = 11) -> datetime:
    """An hour of the autumn of 2026."""
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def told(kind: str, **which: Any) -> set[int]:
    """Who was told of that kind on the bell."""
    rows = Reminder.objects.filter(kind=kind, channel="bell", given_up_at=None, **which)
    return {pk for pk in rows.values_list("receiver", flat=True) if pk}


# --- follow-ups ---------------------------------------------------------------------------------


@rule.both("FUP-S06")
@rule.allows("FUP-S01")
def test_the_reminder_of_a_call_goes_to_who_may_make_it_and_never_to_the_handler() -> None:
    handler, colleague, supervisor = cases.agent(), cases.agent(), cases.supervisor()
    complaint = cases.replied(by=handler)
    assert handlers(clock(complaint, Kind.FOLLOW_UP)) == [colleague]
    sweep(cases.later(days=3, hours=3))
    late = told("clock.overdue", facts__what="follow_up")
    assert colleague.pk in late
    assert handler.pk not in late
    assert supervisor.pk in late  # the first manned rung of the ladder


@rule.allows("FUP-S11")
@rule("FUP-S01")
def test_who_was_given_the_call_or_promised_it_is_reminded_alone() -> None:
    handler, one, other = cases.agent(), cases.agent(), cases.agent()
    complaint = cases.replied(by=handler)
    hour = cases.later(days=1, hours=5)
    follow_ups.ask(complaint, way="phone", code="busy", promised_at=hour, by=one, now=cases.later(days=1))
    assert handlers(clock(complaint, Kind.FOLLOW_UP)) == [one]
    complaint.folder.follow_ups.update(assigned_to=other)
    assert handlers(clock(complaint, Kind.FOLLOW_UP)) == [other]
    complaint.folder.follow_ups.update(assigned_to=handler)  # he may not ask, whoever wrote him in
    assert handlers(clock(complaint, Kind.FOLLOW_UP)) != [handler]


@rule.both("FUP-S06")
@rule("CMP-39")
def test_after_a_serious_case_the_supervisors_are_reminded() -> None:
    handler, supervisor, manager = cases.agent(), cases.supervisor(), cases.manager()
    cases.agent()
    complaint = cases.replied(by=handler)
    type(complaint).objects.filter(pk=complaint.pk).update(severity=Severity.SERIOUS)
    assert set(handlers(clock(complaint, Kind.FOLLOW_UP))) == {supervisor, manager}


@rule("FUP-S01")
def test_the_desk_of_the_case_is_reminded_before_the_others() -> None:
    here, away = cases.agent(desk="east"), cases.agent(desk="west")
    complaint = cases.replied(by=cases.agent(desk="east"))
    complaint.folder.desk = make.desk("east")
    complaint.folder.save(update_fields=["desk"])
    assert handlers(clock(complaint, Kind.FOLLOW_UP)) == [here]
    assert away.pk not in {person.pk for person in handlers(clock(complaint, Kind.FOLLOW_UP))}


@rule.both("FUP-S12")
def test_a_recheck_has_its_days_and_outlives_the_case() -> None:
    asker, supervisor, agent = cases.supervisor(), cases.supervisor(), cases.agent()
    complaint = cases.replied(by=agent)
    cases.ask(complaint, by=asker)
    assert told("complaint.recheck") == {supervisor.pk}
    assert clock(complaint, Kind.RECHECK).due_at == cases.later(days=4)
    closing.close(complaint, by=agent, now=cases.later(days=2))
    assert complaint.folder.due_at is None
    sweep(cases.later(days=5))
    assert supervisor.pk in told("clock.overdue", facts__what="recheck")
    assert asker.pk not in told("clock.warned", facts__what="recheck")
    follow_ups.ask(
        complaint, way="phone", code="reached", grades=cases.grades(), by=supervisor, now=cases.later(days=5)
    )
    assert not complaint.folder.clocks.running().filter(kind=Kind.RECHECK).exists()


@rule.both("FUP-S11")
@rule.allows("FUP-S12")
def test_a_promise_moves_the_recheck_and_starts_no_other_call() -> None:
    supervisor = cases.supervisor()
    complaint = cases.replied()
    cases.ask(complaint)
    hour = cases.later(days=1, hours=6)
    follow_ups.ask(
        complaint, way="phone", code="busy", promised_at=hour, by=supervisor, now=cases.later(days=1, hours=1)
    )
    assert clock(complaint, Kind.RECHECK).due_at == hour
    assert not complaint.folder.clocks.running().filter(kind=Kind.FOLLOW_UP).exists()


# --- closing ------------------------------------------------------------------------------------


def in_view(view: str, user: User, now: datetime) -> set[str]:
    """The numbers of the cases a view shows."""
    return set(folders_wanted(user, Wanted(view=view), now).values_list("number", flat=True))


@rule.both("CMP-40")
def test_what_is_followed_up_waits_to_be_closed_with_a_clock() -> None:
    handler, now = cases.agent(), cases.later(days=1)
    waits, called = cases.replied(by=handler), cases.replied(by=handler)
    assert in_view("follow_up", handler, now) == {waits.folder.number, called.folder.number}
    assert in_view("closing", handler, now) == set()
    cases.ask(called)
    assert in_view("follow_up", handler, now) == {waits.folder.number}
    assert in_view("closing", handler, now) == {called.folder.number}
    running = clock(called, Kind.CLOSING)
    assert running.due_at == at(30)  # Friday 10:00, one working day on: Monday 10:00
    assert handlers(running) == [handler]
    assert (called.folder.due_kind, called.folder.due_at) == (Kind.CLOSING, running.due_at)
    closing.close(called, by=handler, now=cases.later(days=2))
    assert called.folder.clocks.get(kind=Kind.CLOSING).met_at == cases.later(days=2)
    assert in_view("closing", handler, now) == set()


@rule.both("CMP-40", "FUP-S03")
@pytest.mark.parametrize("phone", ["", cases.PHONE])
def test_without_a_call_telling_the_result_starts_the_closing(phone: str) -> None:
    complaint = cases.replied(phone=phone)
    assert is_to_be_closed(complaint) == (phone == "")
    assert complaint.folder.clocks.running().filter(kind=Kind.CLOSING).exists() == (phone == "")


@rule.both("CMP-40", "CMP-32")
def test_unfounded_and_withdrawn_are_closed_once_told_but_not_under_a_petition() -> None:
    agent = cases.agent()
    for end in (closing.reject, closing.withdraw):
        complaint = cases.answered(by=agent)
        end(complaint, "查无此事", by=agent, now=cases.later(hours=2))
        assert complaint.folder.number not in in_view("closing", agent, cases.later(hours=2))
        replying.reply(complaint, "phone", "已说明", final=True, by=agent, now=cases.later(hours=3))
        assert complaint.folder.number in in_view("closing", agent, cases.later(hours=3))
        assert clock(complaint, Kind.CLOSING).due_at == at(27, 13)
    rejected = cases.answered(by=agent)
    closing.reject(rejected, "查无此事", by=agent, now=cases.later(hours=2))
    replying.reply(rejected, "phone", "已说明", final=True, by=agent, now=cases.later(hours=3))
    cases.object_to(rejected, agent)
    assert rejected.folder.number not in in_view("closing", agent, cases.later(hours=4))
    assert not rejected.folder.clocks.running().filter(kind=Kind.CLOSING).exists()


@rule.both("CMP-40")
def test_a_declined_call_leads_to_closing_too_and_a_reopening_ends_it() -> None:
    complaint, other = cases.replied(), cases.agent()
    follow_ups.ask(complaint, way="phone", code="declined", by=other, now=cases.later(days=1))
    complaint.refresh_from_db()
    assert complaint.state == State.REPLIED
    assert clock(complaint, Kind.CLOSING)
    again = cases.replied()
    cases.ask(again, content=False)
    assert not again.folder.clocks.running().filter(kind=Kind.CLOSING).exists()


# --- telling the result -------------------------------------------------------------------------


@rule.both("CMP-30")
def test_the_result_is_owed_from_the_settlement_and_waits_for_its_approval() -> None:
    complaint = cases.proposed("500")  # answered at 11:00, proposed at 12:00
    assert not complaint.folder.clocks.running().filter(kind=Kind.REPLY).exists()
    money.approve(complaint, by=cases.manager(), now=cases.later(days=1))
    assert clock(complaint, Kind.REPLY).due_at == at(30)


@rule.allows("CMP-30")
def test_a_settlement_that_needs_no_yes_starts_the_time_anew_and_a_refusal_too() -> None:
    agent = cases.agent()
    complaint = cases.answered(by=agent)
    assert clock(complaint, Kind.REPLY).due_at == at(27, 11)
    money.propose(complaint, kind="exchange", amount=0, reason="换货", by=agent, now=cases.later(hours=4))  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    assert clock(complaint, Kind.REPLY).due_at == at(27, 14)
    refused, taken = cases.proposed("500", by=agent), cases.proposed("500", by=agent)
    money.refuse(refused, "证据不足", by=cases.manager(), now=cases.later(hours=5))
    money.take_back(taken, by=agent, now=cases.later(hours=6))
    assert clock(refused, Kind.REPLY).due_at == at(27, 15)
    assert clock(taken, Kind.REPLY).due_at == at(27, 16)


@rule("CMP-30", "CMP-35")
def test_an_hour_set_by_hand_is_not_moved_by_a_proposal() -> None:
    complaint = cases.answered()
    hour = cases.later(days=2)
    clocks.set_deadline(
        complaint, clock(complaint, Kind.REPLY), hour, "约好", by=cases.supervisor(), now=cases.later(hours=2)
    )
    money.propose(
        complaint,
        kind="compensation",
        amount=500,
        reason="x",
        by=cases.agent(),
        now=cases.later(hours=3),  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    )
    assert clock(complaint, Kind.REPLY).due_at == hour
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=5))
    assert clock(complaint, Kind.REPLY).due_at == hour


# --- petitions, flags, reports: what waits for whose word -----------------------------------------


@rule.both("CMP-32")
def test_a_petition_has_its_days_and_reminds_who_may_decide_it() -> None:
    agent, deputy, gm = cases.agent(), cases.deputy(), cases.general_manager()
    complaint = cases.petition(agent)
    running = clock(complaint, Kind.PETITION)
    assert running.due_at == at(1, 14, month=12)  # three working days from Thursday
    assert set(handlers(running)) == set(may_decide_petition(complaint)) == {deputy, gm}
    closing.decide_petition(complaint, "维持", upholds=True, by=deputy, now=cases.later(days=1))
    assert complaint.folder.clocks.get(kind=Kind.PETITION).met_at == cases.later(days=1)
    assert may_decide_petition(complaint) == []
    own = cases.petition(deputy)
    assert set(may_decide_petition(own)) == {gm}


# --- measures -------------------------------------------------------------------------------------


@rule.both("IMPR-03")
def test_the_clock_of_a_measure_reminds_its_owner_and_not_the_handler() -> None:
    head, named = make.person(Role.DEPARTMENT_HEAD, "onsite"), make.person(Role.DEPARTMENT_USER, "onsite")
    of_head, of_named = cases.answered(), cases.answered()
    cases.measure(of_head)
    cases.measure(of_named, owner_person=named)
    assert handlers(clock(of_head, Kind.IMPROVEMENT)) == [head]
    assert handlers(clock(of_named, Kind.IMPROVEMENT)) == [named]
    for person, complaint in ((head, of_head), (named, of_named)):
        assert type(complaint).objects.visible_to(person).filter(pk=complaint.pk).exists()


@rule.both("IMPR-03", "JOINT-S06")
@rule("CMP-28", "CMP-41")
def test_a_measure_of_a_closed_case_is_reminded_of_on_its_day_once() -> None:
    head, supervisor, agent = make.person(Role.DEPARTMENT_HEAD, "onsite"), cases.supervisor(), cases.agent()
    complaint = cases.followed_up(by=agent)
    made = cases.measure(complaint, days=6)  # Wednesday 2 December
    closing.close(complaint, by=agent, now=cases.later(days=2))
    assert remind_of_measures(at(1, month=12)).told == 0
    assert remind_of_measures(at(2, month=12)).told == 1
    assert remind_of_measures(at(2, 11, month=12)).told == 0
    assert told("complaint.measure_due") == {head.pk}
    assert remind_of_measures(at(3, month=12)).told == 1
    assert remind_of_measures(at(9, month=12)).told == 0
    assert told("complaint.measure_overdue") == {head.pk, supervisor.pk}
    made.refresh_from_db()
    assert (made.reminded, made.remind_on) == (2, None)


@rule.both("IMPR-03")
def test_what_was_checked_reminds_nobody_and_an_open_cases_clock_does_it_itself() -> None:
    make.person(Role.DEPARTMENT_HEAD, "onsite")
    complaint, supervisor = cases.answered(), cases.supervisor()
    first, second = cases.measure(complaint, days=6), cases.measure(complaint, days=7)
    remind_of_measures(at(3, month=12))
    # The clock rings for the first; nothing but the sweep minds the second.
    said = Reminder.objects.filter(kind__in=("complaint.measure_due", "complaint.measure_overdue"))
    assert list(said.values_list("facts__improvement", flat=True)) == [second.pk]
    aftermath.check(first, works=True, finding="有效", by=supervisor, now=at(3, 11, month=12))
    first.refresh_from_db()
    assert first.remind_on is None
    assert remind_of_measures(at(4, month=12)).told == 1  # now the clock is the second's: looked at again tomorrow
    assert not said.filter(facts__improvement=first.pk).exists()


def test_a_measure_that_makes_trouble_is_left_for_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = cases.measure(days=6)
    Improvement.objects.filter(pk=bad.pk).update(remind_on=date(2026, 12, 1))
    good = cases.measure(cases.closed(), days=6)
    from complaints.actions import reminding

    owners = reminding.owners_of_measure

    def break_down(one: Improvement) -> list[User]:
        if one.pk == bad.pk:
            raise ValueError
        return owners(one)

    monkeypatch.setattr(reminding, "owners_of_measure", break_down)
    bad.complaint.folder.clocks.filter(kind=Kind.IMPROVEMENT).update(stopped_at=cases.NOON, next_step_at=None)
    done = remind_of_measures(at(2, month=12))
    assert (done.told, done.troubled) == (1, 1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.remind_on, good.reminded) == (date(2026, 12, 3), 1)


# --- forms left open ------------------------------------------------------------------------------


@rule.both("CMP-02")
def test_a_form_left_open_tells_the_person_and_the_supervisor_once() -> None:
    agent, other, supervisor = cases.agent(), cases.agent(), cases.supervisor()
    Drafts().put(agent, "complaint-new", {"happened": ["鞋子开胶"]})
    Drafts().put(other, "merchant-new", {"name": ["x"]})
    begun = Draft.objects.get(person=agent).begun_at
    assert remind_of_open_forms(begun + timedelta(minutes=4)).told == 0
    assert remind_of_open_forms(begun + timedelta(minutes=5)).told == 1
    assert remind_of_open_forms(begun + timedelta(minutes=9)).told == 0
    assert told("complaint.form_open") == {agent.pk, supervisor.pk}
    later = begun + timedelta(minutes=9)
    for user, seen in ((agent, True), (other, False), (supervisor, True)):
        assert any(agent.name in row.title for row in board(user, now=later).today) is seen
    Drafts().put(agent, "complaint-new", {"happened": ["鞋子开胶，要求退货"]})
    assert remind_of_open_forms(begun + timedelta(minutes=30)).told == 0


@rule.refuses("CMP-02")
def test_a_form_that_was_sent_tells_nobody_and_the_next_one_begins_anew() -> None:
    agent = cases.agent()
    Drafts().put(agent, "complaint-new", {"happened": ["一"]})
    Drafts().drop(agent, "complaint-new")
    assert remind_of_open_forms(timezone.now() + timedelta(minutes=9)).told == 0
    Drafts().put(agent, "complaint-new", {"happened": ["二"]})
    yesterday = timezone.now() - DAY
    Draft.objects.update(begun_at=yesterday, saved_at=yesterday, told_at=yesterday)
    Drafts().put(agent, "complaint-new", {"happened": ["三"]})
    row = Draft.objects.get()
    assert (row.begun_at > yesterday, row.told_at) == (True, None)


def test_the_worker_rings_for_both() -> None:
    assert sweep_measures() == {"told": 0, "troubled": 0}
    assert sweep_forms() == {"told": 0}


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_states_share_a_name(language: str) -> None:
    with translation.override(language):
        labels = [str(state.label) for state in State]
    assert len(set(labels)) == len(labels)


@rule.both("CMP-34")
@rule("CMP-46")
def test_the_safety_alarm_reaches_the_group_chats_of_who_must_act() -> None:
    from tests import make_complaints

    for code in ("customer-service", "onsite", "security", "fire"):
        make.department(code, notice_url="json://localhost")
    make_complaints.complaint(injury=True, severity=2)
    rows = Reminder.objects.filter(kind="safety.alarm", channel="group")
    assert set(rows.values_list("department__code", flat=True)) == {"customer-service", "onsite", "security"}

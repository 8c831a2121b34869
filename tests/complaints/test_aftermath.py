"""Measures, flags, the month's review."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from casework.models import ClosedPeriod, Reminder
from complaints.actions import aftermath
from complaints.actions.months import close_month
from complaints.models import FlaggedCustomer, Improvement
from complaints.queries import months
from complaints.rules import aftermath as rules
from complaints.rules.months import obstacles_to_closing_month
from mall.localtime import ZONE, month_before
from tests import make
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Complaint

pytestmark = pytest.mark.django_db

TODAY = cases.NOON.date()
NONE_WAITS = "没有待经理审定的改进措施。"


@rule.both("CMP-28", "IMPR-01", "ORG-07")
@rule("IMPR-03")
def test_a_measure_needs_a_cause_that_can_be_improved() -> None:
    by = cases.agent()
    careless = cases.cause("careless", improvable=False)
    assert [o.code for o in rules.obstacles_to_improving(cases.registered(cause=None), by, cases.NOON)] == ["cause"]
    assert [o.code for o in rules.obstacles_to_improving(cases.registered(cause=careless), by, cases.NOON)] == [
        "carelessness"
    ]
    assert rules.obstacles_to_improving(cases.registered(), by, cases.NOON) == []


@rule.both("JOINT-S06")
@rule("IMPR-02")
def test_a_measure_is_looked_at_on_a_day_ahead() -> None:
    assert rules.obstacles_to_check_day(TODAY, TODAY)
    assert rules.obstacles_to_check_day(TODAY + timedelta(days=1), TODAY) == []


@rule.both("IMPR-03")
@rule.allows("JOINT-S06", "IMPR-01")
def test_the_effect_is_confirmed_by_another_and_the_clock_ends() -> None:
    by, supervisor = cases.agent(), cases.supervisor()
    head = make.person("department_head", "onsite")
    complaint = cases.answered()
    made = aftermath.improve(
        complaint,
        "收货抽检",
        owner=make.department("onsite"),
        check_on=TODAY + timedelta(days=30),
        by=by,
        now=cases.NOON,
    )
    assert not Reminder.objects.filter(receiver=head, kind="complaint.measure").exists(), "nobody has agreed yet"
    assert not complaint.folder.clocks.running().filter(kind="improvement").exists()
    aftermath.agree(made, by=cases.manager(), now=cases.NOON)
    made.refresh_from_db()
    assert Reminder.objects.filter(receiver=head, kind="complaint.measure").exists()
    assert complaint.folder.clocks.running().filter(kind="improvement").exists()
    assert [o.code for o in rules.obstacles_to_checking(made, by)] == ["own"]
    assert rules.obstacles_to_checking(made, supervisor) == []
    aftermath.check(made, works=True, finding="未再发生", by=supervisor, now=cases.later(days=30))
    made.refresh_from_db()
    assert (made.works, made.confirmed_by) == (True, supervisor)
    assert not complaint.folder.clocks.running().filter(kind="improvement").exists()
    assert [o.code for o in rules.obstacles_to_checking(made, supervisor)] == ["none"]


@rule.both("IMPR-01")
def test_the_manager_agrees_to_a_measure_or_sends_it_back_and_not_his_own() -> None:
    by, manager = cases.agent(), cases.manager()
    complaint = cases.answered(by=by)
    onsite = {"owner": make.department("onsite"), "check_on": TODAY + timedelta(days=9)}
    assert [o.code for o in rules.obstacles_to_answering_measure(None, manager)] == ["none"]
    first = aftermath.improve(complaint, "收货抽检", by=by, now=cases.NOON, **onsite)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    told = Reminder.objects.filter(kind="complaint.measure_proposed", channel="bell")
    assert list(told.values_list("receiver", flat=True)) == [manager.pk]
    assert [o.code for o in rules.obstacles_to_answering_measure(first, by)] == ["may"]
    assert rules.obstacles_to_answering_measure(first, manager) == []
    assert rules.obstacles_to_checking(first, manager), "nothing is looked at before his word"
    for refused in ({"by": by, "reason": "太笼统"}, {"by": manager, "reason": " "}):
        with pytest.raises(Refused):
            aftermath.decline(first, now=cases.NOON, **refused)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    aftermath.decline(first, "太笼统", by=manager, now=cases.NOON)
    first.refresh_from_db()
    assert (first.state, first.answer, first.remind_on) == ("declined", "太笼统", None)
    assert Reminder.objects.filter(kind="complaint.measure_declined", receiver=by).exists()
    own = aftermath.improve(complaint, "每批抽检五件", by=manager, now=cases.NOON, **onsite)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    assert (own.state, own.answered_by) == ("agreed", manager), "his own needs nobody's word"
    complaint = cases.answered(by=by)
    second = aftermath.improve(complaint, "每批抽检五件", by=by, now=cases.NOON, **onsite)  # type: ignore[arg-type]  # a dict of arguments, or a plain number, will do
    with pytest.raises(Refused):
        aftermath.agree(second, check_on=TODAY, by=manager, now=cases.NOON)
    aftermath.agree(second, check_on=TODAY + timedelta(days=20), by=manager, now=cases.NOON)
    second.refresh_from_db()
    assert second.remind_on == second.check_on == TODAY + timedelta(days=20)


@rule("IMPR-01")
def test_a_proposed_measure_waits_in_the_managers_list_and_is_answered_from_its_forms(client: Client) -> None:
    by, manager = cases.agent(), cases.manager()
    complaint = cases.answered(by=by)
    made = waits(complaint, "收货抽检")
    decline, agree = act(made, "decline"), act(made, "agree")
    make.signed_in(client, by)
    assert client.get(agree).status_code == 403
    make.signed_in(client, manager)
    assert agree in client.get(reverse("complaints:approvals")).content.decode()
    assert "收货抽检" in client.get(decline).content.decode()
    assert client.post(decline, {"reason": ""}).status_code == 422
    assert client.post(agree, {"check_on": "2099-02-01"}).status_code == 302
    assert complaint.improvements.get().check_on == date(2099, 2, 1)
    assert complaint.folder.number not in client.get(reverse("complaints:approvals")).content.decode()


def waits(complaint: Complaint, measure: str) -> Improvement:
    """A measure that waits for the manager's word."""
    handler = complaint.folder.handler or cases.agent()
    owner, day = make.department("onsite"), date(2099, 1, 1)
    return aftermath.improve(complaint, measure, owner=owner, check_on=day, by=handler, now=cases.NOON)


def act(measure: Improvement, what: str) -> str:
    """The address of an act on one measure."""
    return reverse(f"complaints:improvement-{what}-row", args=[measure.complaint.folder.number, measure.pk])


@rule("IMPR-01", "IMPR-03")
def test_a_form_answers_the_measure_it_showed_and_no_other(client: Client) -> None:
    complaint = cases.answered()
    first, second, third = (waits(complaint, words) for words in ("收货抽检", "每周巡店", "夜间加派"))
    bare = reverse("complaints:improvement-agree", args=[complaint.folder.number])
    make.signed_in(client, cases.manager())
    shown = client.get(bare).content.decode()
    assert "收货抽检" in shown
    assert f'action="{act(first, "agree")}"' in shown, "the button of the case means the first, and its form says so"
    assert client.post(bare, {"check_on": "2099-02-01"}).status_code == 409, "which one was meant is not guessed"
    assert "每周巡店" in client.get(act(second, "decline")).content.decode()
    assert client.post(act(second, "decline"), {"reason": "太笼统"}).status_code == 302
    for late in (act(second, "agree"), act(second, "decline")):
        assert "夜间加派" not in client.get(late).content.decode()
        refused = client.post(late, {"check_on": "2099-02-01", "reason": "再想想"})
        assert refused.status_code == 409
        assert NONE_WAITS in refused.content.decode()
    elsewhere = waits(cases.answered(), "别的案件")
    stray = reverse("complaints:improvement-agree-row", args=[complaint.folder.number, elsewhere.pk])
    assert client.post(stray, {"check_on": "2099-02-01"}).status_code == 409
    assert client.post(act(third, "agree"), {"check_on": "2099-02-01"}).status_code == 302
    assert client.post(act(first, "agree"), {"check_on": "2099-03-01"}).status_code == 302
    make.signed_in(client, cases.supervisor())
    found = {"works": "yes", "finding": "有效"}
    assert client.post(act(first, "check"), found).status_code == 409, "looked at one after the other"
    assert client.post(act(third, "check"), found).status_code == 302
    assert client.post(act(third, "check"), found).status_code == 409
    states = {one.measure: (one.state, one.works) for one in complaint.improvements.all()}
    assert states == {"收货抽检": ("agreed", None), "每周巡店": ("declined", None), "夜间加派": ("agreed", True)}


@rule.both("CMP-45")
def test_a_flag_is_confirmed_by_a_supervisor_and_stands_for_the_phone() -> None:
    by, supervisor = cases.agent(), cases.supervisor()
    complaint, again = cases.registered(), cases.registered()
    assert rules.obstacles_to_flagging(complaint, by, cases.NOON) == []
    assert rules.obstacles_to_flagging(cases.registered(phone=""), by, cases.NOON)
    aftermath.flag(complaint, "多次无理投诉", by=by, now=cases.NOON)
    assert Reminder.objects.filter(receiver=supervisor, kind="complaint.flag_proposed").exists()
    assert rules.standing_flag(again) is None
    assert rules.obstacles_to_flagging(complaint, by, cases.NOON)
    assert [o.code for o in rules.obstacles_to_confirming_flag(complaint, by, cases.NOON)] == ["own"]
    assert rules.obstacles_to_confirming_flag(complaint, supervisor, cases.NOON) == []
    aftermath.confirm_flag(complaint, by=supervisor, now=cases.later(hours=1))
    assert rules.standing_flag(again) == FlaggedCustomer.objects.get()
    assert rules.obstacles_to_confirming_flag(complaint, supervisor, cases.NOON)
    assert rules.obstacles_to_lifting_flag(again, supervisor, cases.NOON) == []
    aftermath.lift_flag(again, by=supervisor, now=cases.later(hours=2))
    assert rules.standing_flag(again) is None
    assert rules.obstacles_to_lifting_flag(again, supervisor, cases.NOON)


@rule.allows("CMP-45")
def test_a_flag_refuses_nobody_anything() -> None:
    by, supervisor = cases.agent(), cases.supervisor()
    aftermath.flag(cases.registered(), "x", by=by, now=cases.NOON)
    flagged = FlaggedCustomer.objects.get().origin
    aftermath.confirm_flag(flagged, by=supervisor, now=cases.NOON)
    assert cases.closed().state == "closed"


@rule.both("CMP-42", "CMP-44")
@rule("JOINT-S12")
def test_a_month_is_looked_through_once_it_is_over_and_prints_the_same_for_ever() -> None:
    office = make.person("gm_office", "gm-office")
    closed = cases.closed()
    cases.registered()
    december = datetime(2026, 12, 3, 9, 0, tzinfo=ZONE)
    assert month_before(december) == (2026, 11)
    assert months.review_due(2026, 11).isoformat() == "2026-12-10"
    assert [row["folder__number"] for row in months.review_list(office, 2026, 11)] == [closed.folder.number]
    assert obstacles_to_closing_month(2026, 11, None, cases.later(days=1))
    assert obstacles_to_closing_month(2026, 11, None, december) == []
    with pytest.raises(Refused):
        close_month(2026, 11, " ", by=office, now=december)
    period = close_month(2026, 11, "羽绒服质量投诉集中，已要求抽检。", by=office, now=december)
    assert (period.figures["registered"], period.figures["closed"]) == (2, 1)
    assert period.figures["by_ending"] == {"solved": 1}
    assert period.figures["analysis"] == "羽绒服质量投诉集中，已要求抽检。"
    assert obstacles_to_closing_month(2026, 11, period, december)
    with pytest.raises(Refused):
        close_month(2026, 11, "再来一次", by=office, now=december)
    assert ClosedPeriod.objects.get().figures == period.figures


def test_what_was_late_is_counted_with_its_month() -> None:
    late = cases.registered()
    cases.hand_over(late, by=late.folder.opened_by, now=cases.later(minutes=9))
    assert months.figures(2026, 11, cases.later(minutes=2))["overdue"] == 0
    assert months.figures(2026, 11, cases.later(minutes=9))["overdue"] == 1
    assert months.figures(2026, 10, cases.later(days=9))["overdue"] == 0

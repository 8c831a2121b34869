"""Weekly results and plans: in numbers, by Friday's end of work, read and commented on by the supervisor."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.localtime import ZONE, days_bounds, local_day
from mall.models import User
from mall.roles import Role
from reports.queries.today import today
from staffing.actions import plans as acts
from staffing.actions.blocks import block
from staffing.models import WeekPlan
from staffing.queries import plans as reads
from staffing.rules import plans as rules
from staffing.rules.plans import Row
from tests import make
from tests.counting import questions
from tests.make_meetings import poisoned
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
#: A Monday in winter, the week's Friday, and a morning of it.
WEEK = date(2026, 11, 30)
FRIDAY = WEEK + timedelta(days=4)
DAY = timedelta(days=1)
ROWS = [
    Row("result", "培训商户", Decimal(12), "户", Decimal(10), "result_0"),
    Row("plan", "回访新进商户", Decimal(15), "户", None, "plan_0"),
]


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)


NOW = at(WEEK + timedelta(days=3), 10)


def write(by: User, week: date = WEEK, rows: list[Row] | None = None, now: datetime = NOW, **more: Any) -> WeekPlan:
    return acts.write(week, ROWS if rows is None else rows, by=by, now=now, **more)


def told(kind: str) -> set[int]:
    return set(Reminder.objects.filter(kind=kind, channel="bell").values_list("receiver", flat=True))


@rule.both("PLAN-01")
def test_results_and_plan_are_written_each_line_with_a_number() -> None:
    by = make.person()
    for wrong in (
        [],
        ROWS[:1],
        ROWS[1:],
        [ROWS[0]._replace(amount=None), ROWS[1]],
        [ROWS[0]._replace(unit=" "), ROWS[1]],
        [ROWS[0]._replace(done=None), ROWS[1]],
        [ROWS[0]._replace(what=""), ROWS[1]],
        [ROWS[0], ROWS[1]._replace(amount=Decimal(0))],
    ):
        with pytest.raises(Refused):
            write(by, rows=wrong)
    plan = write(by)
    parts = reads.parts_of(plan)
    assert [(row.what, row.amount, row.done) for row in parts["result"]] == [("培训商户", Decimal(12), Decimal(10))]
    assert [(row.what, row.unit, row.done) for row in parts["plan"]] == [("回访新进商户", "户", None)]
    assert (plan.due_at, plan.is_late) == (at(FRIDAY, 18), False)


@rule.both("PLAN-01")
def test_a_plan_is_of_this_week_or_late_of_the_one_before_and_of_nobody_else() -> None:
    by = make.person()
    for week in (WEEK - timedelta(days=14), WEEK + timedelta(days=7)):
        with pytest.raises(Refused):
            write(by, week)
    before = write(by, WEEK - timedelta(days=7))
    assert before.is_late
    with pytest.raises(Refused):
        write(make.person(Role.DEPARTMENT_USER, "fire"))
    assert rules.obstacles_to_opening(before, before.week, by=make.person(), now=NOW)


@rule.both("PLAN-01")
def test_what_is_missing_shows_from_the_day_it_is_due_and_is_late_after_the_end_of_work() -> None:
    one, two, away = make.person(), make.person(), make.person()
    make.person(Role.SUPERVISOR)
    block(away, days_bounds(WEEK, FRIDAY), "leave", by=one, now=NOW)
    assert {due.week for due in reads.plans_due(NOW)} == {WEEK - timedelta(days=7)}
    morning, evening = at(FRIDAY, 9), at(FRIDAY, 18, 1)
    assert {(due.person, due.is_late) for due in reads.plans_due(morning)} == {(one, False), (two, False)}
    write(one, now=morning)
    assert [(due.person, due.is_late) for due in reads.plans_due(evening)] == [(two, True)]
    assert [(due.week, due.is_late) for due in reads.plans_due(at(WEEK + timedelta(days=8), 9))] != []


@rule.both("PLAN-01")
def test_each_is_reminded_once_before_and_once_after_and_the_supervisor_after() -> None:
    one, two = make.person(), make.person()
    supervisor = make.person(Role.SUPERVISOR)
    write(one)
    assert acts.remind_of_plans(at(FRIDAY, 9)) == 1
    assert acts.remind_of_plans(at(FRIDAY, 12)) == 0
    assert (told("plan.soon"), told("plan.late"), told("plans.late")) == ({two.pk}, set(), set())
    assert acts.remind_of_plans(at(FRIDAY, 18, 5)) == 2
    assert acts.remind_of_plans(at(FRIDAY, 19)) == 0
    assert (told("plan.late"), told("plans.late")) == ({two.pk}, {supervisor.pk})


@rule.both("PLAN-02")
def test_missing_plans_stand_on_the_board_of_who_reads_them_from_the_day_they_are_due() -> None:
    one, supervisor = make.person(), make.person(Role.SUPERVISOR)
    write(one, WEEK - timedelta(days=7))

    def shown(user: User, now: datetime) -> list[str]:
        return [row.title for row in today(user, now) if row.icon == "list-check"]

    assert shown(supervisor, at(FRIDAY - DAY, 9)) == []
    assert shown(one, at(FRIDAY, 9)) == []
    assert shown(supervisor, at(FRIDAY, 9)) == ["11-30 当周周计划缺 1 份"]
    write(one)
    assert shown(supervisor, at(FRIDAY, 9)) == []


def test_where_the_mall_is_closed_it_is_due_on_the_last_open_day_before() -> None:
    from mall.models import CalendarDay

    CalendarDay.objects.update_or_create(on=FRIDAY, kind="closed", defaults={"name": "停业"})
    assert reads.due_at(WEEK) == at(FRIDAY - timedelta(days=1), 18)


@rule.both("PLAN-02")
def test_the_supervisor_comments_once_and_then_it_stays_as_it_is() -> None:
    by, supervisor = make.person(), make.person(Role.SUPERVISOR)
    plan = write(by)
    for wrong, words in ((by, "好"), (make.person(Role.ANNOUNCER), "好"), (supervisor, " ")):
        with pytest.raises(Refused):
            acts.comment(plan, words, by=wrong, now=NOW)
    write(by, rows=[ROWS[0]._replace(done=Decimal(12)), ROWS[1]])
    acts.comment(plan, "回访要当天登记", by=supervisor, now=NOW)
    plan.refresh_from_db()
    assert (plan.comment, plan.commented_by) == ("回访要当天登记", supervisor)
    assert told("plan.commented") == {by.pk}
    with pytest.raises(Refused):
        acts.comment(plan, "再说一次", by=supervisor, now=NOW)
    with pytest.raises(Refused):
        write(by)
    own = write(supervisor, summary="本周人手紧")
    with pytest.raises(Refused):
        acts.comment(own, "好", by=supervisor, now=NOW)


@rule.both("PLAN-03")
def test_who_leads_writes_a_summary_as_well() -> None:
    supervisor, agent = make.person(Role.SUPERVISOR), make.person()
    with pytest.raises(Refused) as refused:
        write(supervisor)
    assert refused.value.obstacles[0].field == "summary"
    assert write(supervisor, summary="本周人手紧").summary == "本周人手紧"
    assert write(agent).summary == ""


def test_last_weeks_plan_stands_there_as_this_weeks_results() -> None:
    by = make.person()
    write(by, WEEK - timedelta(days=7))
    assert [row.what for row in reads.proposed(by, WEEK)["result"]] == ["回访新进商户"]


# -- pages


def sent_form(**more: str) -> dict[str, str]:
    return {
        "result_0_what": "培训商户", "result_0_amount": "12", "result_0_unit": "户", "result_0_done": "10",
        "plan_0_what": "回访新进商户", "plan_0_amount": "15", "plan_0_unit": "户", **more,
    }  # fmt: skip


def test_an_agent_writes_on_the_page_and_nothing_typed_is_lost(client: Client) -> None:
    by = make.person()
    make.signed_in(client, by)
    refused = client.post(reverse("staffing:plan-new"), sent_form(plan_0_amount="很多"))
    assert (refused.status_code, "回访新进商户" in refused.content.decode()) == (422, True)
    assert client.post(reverse("staffing:plan-new"), sent_form(plan_0_unit="")).status_code == 422
    client.post(reverse("staffing:plan-new"), sent_form())
    plan = WeekPlan.objects.get()
    assert plan.week == rules.monday_of(local_day(timezone.now()))
    assert "培训商户" in client.get(plan.get_absolute_url()).content.decode()
    assert client.get(reverse("staffing:plans")).status_code == 200
    paper = client.get(reverse("staffing:plan-print", args=[plan.pk]))
    assert paper["Content-Type"] == "application/pdf"


def test_everybody_reads_his_own_and_the_supervisor_all(client: Client) -> None:
    by, supervisor = make.person(name="陈晨"), make.person(Role.SUPERVISOR)
    week = rules.monday_of(local_day(timezone.now()))
    plan = write(by, week, now=timezone.now())
    make.signed_in(client, make.person())
    assert client.get(plan.get_absolute_url()).status_code == 404
    assert client.get(reverse("staffing:plans-print")).status_code == 403
    assert "陈晨" not in client.get(reverse("staffing:plans")).content.decode()
    comment = reverse("staffing:plan-comment", args=[plan.pk])
    assert client.post(comment, {"comment": "好"}).status_code == 403
    make.signed_in(client, make.person(Role.DEPARTMENT_HEAD, "fire"))
    assert client.get(reverse("staffing:plans")).status_code == 403
    make.signed_in(client, supervisor)
    assert "陈晨" in client.get(reverse("staffing:plans")).content.decode()
    assert client.post(comment, {"comment": ""}).status_code == 422
    client.post(comment, {"comment": "很好"})
    plan.refresh_from_db()
    assert plan.comment == "很好"
    assert client.get(reverse("staffing:plans-print"))["Content-Type"] == "application/pdf"


def test_the_lists_cost_the_same_whatever_their_length(client: Client) -> None:
    by, this, now = make.person(), rules.monday_of(local_day(timezone.now())), timezone.now()
    own, costs = write(by, this, now=now), []
    supervisor = make.person(Role.SUPERVISOR)
    for many in (1, 6):
        for n in range(many):
            write(make.person(), this, now=now)
            make.person()  # owes one
            WeekPlan.objects.create(person=by, week=this - (n + many) * 7 * DAY, due_at=now, written_at=now)
        cost = []
        for who, address in ((by, "plans"), (supervisor, "plans"), (supervisor, "plans-print")):
            make.signed_in(client, who)
            cost.append(questions(client, reverse(f"staffing:{address}")))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert WeekPlan.objects.filter(person=by).count() == 8
    assert own.person == by


@pytest.mark.parametrize("week", ["9999-W53", "9999-12-31", "0001-01-01", "2026-13-01", "x"])
def test_a_week_that_is_none_is_not_found(client: Client, week: str) -> None:
    make.signed_in(client, make.person(Role.SUPERVISOR))
    for name in ("plans", "plan-new", "plans-print"):
        assert client.get(reverse(f"staffing:{name}"), {"week": week}).status_code == 404
        assert client.get(reverse(f"staffing:{name}"), {"week": "2026-12-02"}).status_code == 200


@pytest.mark.parametrize("week", ["2000-01-01", "2100-12-31"])
def test_the_first_and_the_last_week_are_shown(client: Client, week: str) -> None:
    make.signed_in(client, make.person(Role.SUPERVISOR))
    assert client.get(reverse("staffing:plans"), {"week": week}).status_code == 200


@rule.both("PLAN-01")
def test_one_reminder_that_fails_does_not_keep_the_others_waiting() -> None:
    one, two = make.person(), make.person()
    with poisoned(one):
        assert acts.remind_of_plans(at(FRIDAY, 9)) == 1
    assert told("plan.soon") == {two.pk}
    assert acts.remind_of_plans(at(FRIDAY, 9)) == 1
    assert told("plan.soon") == {one.pk, two.pk}

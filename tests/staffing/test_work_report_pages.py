"""What the reports of a department count, what is owed, and their pages and paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.localtime import local_day
from mall.roles import Role
from staffing.actions import work_reports as acts
from staffing.models import MeetingAction, ReportReceiver, WorkReport
from staffing.queries import work_reports as reads
from staffing.queries.report_figures import figures_of, tasks_of
from staffing.rules import work_reports as rules
from staffing.rules.work_reports import Receivers
from tests import make, make_performance, make_staffing
from tests import make_work_reports as office
from tests.counting import questions
from tests.make_staffing import at
from tests.make_work_reports import DAY, MONDAY, NOVEMBER, NOW, TEXTS, WEEK, begun, draft, sent
from tests.reading import words_on
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> Department:
    """Where the uniform forms go."""
    return make.department("market", email="market@mall.example")


# -- the figures


def test_the_figures_are_exact_and_stay_as_they_were_when_it_was_sent(market: Department) -> None:
    """MEET-12."""
    boss, agent, other = make_staffing.supervisor(), make.person(name="陈静"), make.person(name="李敏")
    ours = make.department()
    office.letters(boss, agent)
    office.meetings(boss, agent)
    office.plan(agent)
    office.shift(agent, other)
    office.people(boss, agent)
    expected = [
        ["letters_sent", 1, None], ["letters_received", 4, None], ["letters_in_time", 1, 3], ["letters_late", 1, None],
        ["meetings", 1, 2], ["actions_done", 2, 3], ["actions_late", 2, None], ["problems_up", 0, None],
        ["plans", 1, 2], ["plans_late", 0, None], ["handovers", 1, None], ["handovers_differ", 1, None],
        ["trainings", 1, None], ["leave_days", 3, None], ["points_given", 2, None], ["points_taken", 1, None],
        ["checks", 2, None], ["checks_in_order", 1, 2],
    ]  # fmt: skip
    assert figures_of(ours, *WEEK, NOW) == expected
    nothing = [count for _code, count, _of in figures_of(ours, date(2026, 10, 5), date(2026, 10, 11), NOW)]
    assert set(nothing) == {0}
    assert [code for code, *_n in figures_of(make.department("fire"), *WEEK, NOW)] == [row[0] for row in expected[:8]]
    report = sent(boss, Receivers([market]))
    make_performance.announced(agent, by=boss, now=at(MONDAY + DAY, 12))
    assert figures_of(ours, *WEEK, NOW) != expected
    report.refresh_from_db()
    assert report.figures == expected
    assert [line.many for line in reads.counted_of(report, NOW)[0]] == [count for _code, count, _of in expected]


def test_the_sheet_of_tasks_names_what_was_due_and_what_came_of_it(client: Client, market: Department) -> None:
    """R-22."""
    boss, agent = make_staffing.supervisor(), make.person(name="陈静")
    office.letters(boss, agent)
    office.meetings(boss, agent)
    tasks = tasks_of(make.department(), *WEEK, NOW)
    assert [one["outcome"] for one in tasks] == ["done", "done_late", "not_done", "late", "done", "done_late", "late"]
    assert {one["who"] for one in tasks} == {"陈静"}
    report = sent(boss, Receivers([market]), "tasks", done="")
    MeetingAction.objects.filter(is_done=True).update(is_done=False)
    report.refresh_from_db()
    assert report.tasks == tasks
    make.signed_in(client, boss)
    paper = words_on(client.get(reverse("staffing:work-report-print", args=[report.pk])))
    for words in ("任务完成单", report.number, "逾期完成", "陈静", "2026-11-30", "部门负责人"):
        assert words in paper


# -- what is owed


@rule.both("MEET-12")
def test_what_was_not_sent_is_owed_after_the_end_and_due_within_its_days(market: Department) -> None:
    boss, agent, tuesday = make_staffing.supervisor(), make.person(), at(date(2026, 12, 1), 9)
    assert reads.owed_reports(boss, NOW) == []  # a mall without crews owes nothing
    make_staffing.centre(1)
    assert [(one.kind, one.first, one.due) for one in reads.owed_reports(boss, tuesday)] == [
        ("weekly", date(2026, 11, 23), date(2026, 11, 30)),
        ("monthly", date(2026, 11, 1), date(2026, 12, 3)),
    ]
    assert [one.kind for one in reads.owed_by_today(boss, tuesday)] == ["weekly"]
    assert [one.kind for one in reads.owed_by_today(boss, NOW)] == ["weekly", "monthly"]
    assert reads.owed_reports(agent, NOW) == reads.owed_reports(make.person(Role.DEPARTMENT_HEAD, "fire"), NOW) == []
    begun(boss)
    sent(boss, Receivers([market]), "monthly", NOVEMBER)
    assert [one.kind for one in reads.owed_reports(boss, NOW)] == ["weekly"]
    sent(boss, Receivers([market]))
    assert reads.owed_reports(boss, NOW) == []


def test_the_board_and_the_list_lead_to_what_is_owed(client: Client) -> None:
    boss = make_staffing.supervisor()
    make_staffing.centre(1)
    (weekly, _monthly) = reads.owed_reports(boss, timezone.now())
    make.signed_in(client, boss)
    listed = client.get(reverse("staffing:work-reports")).content.decode()
    assert weekly.url.replace("&", "&amp;") in listed
    # From the Monday on, when it is due.
    assert weekly.url.replace("&", "&amp;") in client.get(reverse("reports:board")).content.decode()
    form = client.get(weekly.url).context["form"]
    assert form["period"].value() == f"{weekly.first:%Y-%m-%d}"


# -- pages


def posted(**more: str) -> dict[str, str]:
    return {"department": str(make.department().pk), **TEXTS, **more}


def last_week() -> date:
    return rules.monday_of(local_day(timezone.now())) - 7 * DAY


def test_a_report_is_written_kept_and_sent_on_its_pages_once_on_a_double_click(
    client: Client, market: Department
) -> None:
    boss = make_staffing.supervisor()
    make.signed_in(client, boss)
    new = f"{reverse('staffing:work-report-new')}?kind=weekly"
    assert "data-draft" in client.get(new).content.decode()
    refused = client.post(new, posted(period="2001-01-01"))
    assert (refused.status_code, "雨天推车不足" in refused.content.decode()) == (422, True)
    client.post(new, posted(period=f"{last_week():%Y-%m-%d}", ahead=""))
    report = WorkReport.objects.get()
    page = client.get(report.get_absolute_url()).content.decode()
    assert ("尚未填写：下周计划。" in page, "草稿" in page) == (True, True)
    edit = reverse("staffing:work-report-edit", args=[report.pk])
    assert "雨天推车不足" in client.get(edit).content.decode()
    client.post(edit, posted(period=f"{last_week():%Y-%m-%d}"))
    send = reverse("staffing:work-report-send", args=[report.pk])
    assert client.post(send, {}).status_code == 422
    shown = client.get(report.get_absolute_url()).content.decode()
    token = shown.split('id="send"', 1)[1].split('name="form_token" value="', 1)[1].partition('"')[0]
    for _click in range(2):
        answer = client.post(send, {"departments": [market.pk], "form_token": token})
        assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    report.refresh_from_db()
    assert (report.sent_by, ReportReceiver.objects.count()) == (boss, 1)
    assert client.post(edit, posted(period=f"{last_week():%Y-%m-%d}")).status_code == 409
    corrected = client.get(f"{reverse('staffing:work-report-new')}?corrects={report.pk}").content.decode()
    assert report.number in corrected
    assert "雨天推车不足" in corrected


def test_an_agent_writes_to_the_supervisor_and_reaches_nothing_else(client: Client, market: Department) -> None:
    boss, agent = make_staffing.supervisor(), make.person()
    other = sent(boss, Receivers([market]))
    make.signed_in(client, agent)
    new = reverse("staffing:work-report-new")
    days = {"first_on": f"{MONDAY:%Y-%m-%d}", "last_on": f"{MONDAY:%Y-%m-%d}"}
    shown = client.get(f"{new}?kind=weekly").context["kind"]
    assert shown == "matter"
    client.post(f"{new}?kind=weekly", posted(**days))
    report = WorkReport.objects.get(written_by=agent)
    assert report.kind == "matter"
    send = reverse("staffing:work-report-send", args=[report.pk])
    assert client.post(send, {"departments": [market.pk]}).status_code == 422
    assert client.post(send, {"people": [boss.pk]}).status_code == 302
    assert client.get(other.get_absolute_url()).status_code == 404
    assert other.number not in client.get(reverse("staffing:work-reports")).content.decode()
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "fire"))
    assert client.get(new).status_code == 403
    assert client.post(send, {"people": [boss.pk]}).status_code == 403
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(reverse("staffing:work-reports")).status_code == 200
    make.signed_in(client, boss)
    assert report.number in client.get(reverse("staffing:work-reports")).content.decode()


def test_the_figures_follow_the_days_that_are_chosen(client: Client) -> None:
    boss, agent = make_staffing.supervisor(), make.person()
    make_performance.announced(agent, 2, by=boss, now=at(MONDAY + DAY, 12))
    make.signed_in(client, boss)
    address, days = reverse("staffing:work-report-figures"), {"kind": "check", "department": make.department().pk}
    shown = client.get(address, {**days, "first_on": "2026-11-30", "last_on": "2026-12-06"})
    assert ["points_given", 2] in [
        [code, line.many] for code, line in zip(_codes(), shown.context["figures"], strict=True)
    ]
    for first, last in (("2026-12-06", "2026-11-30"), ("2020-01-01", "2026-11-30"), ("x", "")):
        assert client.get(address, {**days, "first_on": first, "last_on": last}).context["figures"] == []


def _codes() -> list[str]:
    return [str(code) for code, *_n in figures_of(make.department(), *WEEK, NOW)]


def test_one_uniform_paper_shows_number_period_parts_figures_and_signatures(client: Client, market: Department) -> None:
    boss = make_staffing.supervisor("周兰")
    kept, gone = begun(boss, "check", WEEK), sent(boss, Receivers([market]), "monthly", NOVEMBER)
    make.signed_in(client, boss)
    paper = words_on(client.get(reverse("staffing:work-report-print", args=[gone.pk])))
    for words in (
        "F-71",
        "部门月度总结",
        gone.number,
        "2026-11-01–11-30",
        "主要成绩处理及时率提高",
        "下月计划增加推车20辆",
    ):
        assert words in paper
    for words in ("市场部", "周兰", "寄送时统计", "品牌分加分", "部门负责人", "签收"):
        assert words in paper
    other = words_on(client.get(reverse("staffing:work-report-print", args=[kept.pk])))
    assert ("抽检分析" in other, "草稿" in other, "目前统计" in other) == (True, True, True)
    make.signed_in(client, make.person())
    assert client.get(reverse("staffing:work-report-print", args=[gone.pk])).status_code == 404


def test_the_list_costs_the_same_whatever_its_length(client: Client, market: Department) -> None:
    boss, costs = make_staffing.supervisor(), []
    make_staffing.centre(1)
    make.signed_in(client, boss)
    for many in (1, 8):
        for n in range(many):
            report = sent(boss, Receivers([market, make.department("fire")]), "check", (MONDAY, MONDAY + n * DAY))
            acts.send(acts.begin(draft(), report, by=boss, now=NOW), Receivers([market]), by=boss, now=NOW)
        costs.append(
            [questions(client, address) for address in (reverse("staffing:work-reports"), report.get_absolute_url())]
        )
    assert costs[0] == costs[1]
    assert len(client.get(reverse("staffing:work-reports"), {"kind": "check"}).context["page"].rows) == 18

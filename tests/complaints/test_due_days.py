"""What a month, a quarter or a round owes by a day: statistics, shared measures, visits, the report."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from casework.actions import follow_ups as papers
from casework.models import FollowUp, Reminder
from casework.queries.notices import said
from complaints.actions import due_days, rounds
from complaints.models import PeriodPaper
from complaints.queries import due_days as reads
from complaints.queries.rounds import report
from complaints.rules.months import obstacles_to_publishing_measures
from complaints.tasks import remind_of_month
from mall.actions.limits import set_limit
from mall.localtime import ZONE
from mall.models import User
from reports.queries.today import today
from tests import make, make_merchants
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def at(day: int, month: int = 12, year: int = 2026) -> datetime:
    """A morning after the month of the cases."""
    return datetime(year, month, day, 9, 0, tzinfo=ZONE)


def kinds_of(user: User) -> list[str]:
    """What this person was told by the bell, in order."""
    rows = Reminder.objects.filter(receiver=user, channel="bell").order_by("id")
    return [row.kind.removeprefix("complaint.") for row in rows]


@rule.both("JOINT-S12")
def test_supervisors_are_reminded_of_the_third_once_before_and_once_after_until_it_is_exported() -> None:
    boss, manager = cases.supervisor(), cases.manager()
    assert due_days.remind_of_statistics(at(4)) == 0, "no case, no statistics"
    cases.registered()
    Reminder.objects.all().delete()
    assert due_days.remind_of_statistics(at(30, 11)) == 0
    assert due_days.remind_of_statistics(at(1)) > 0
    assert due_days.remind_of_statistics(at(3)) == 0
    assert kinds_of(boss) == ["statistics_soon"]
    assert "2026-12-03" in said(Reminder.objects.filter(receiver=boss, channel="bell"))[0].sentence
    assert due_days.remind_of_statistics(at(4)) > 0
    assert due_days.remind_of_statistics(at(9)) == 0
    assert kinds_of(boss) == ["statistics_soon", "statistics_late"]
    assert kinds_of(manager) == ["statistics_late"]


@rule.both("JOINT-S12")
def test_an_export_of_the_whole_month_once_it_is_over_ends_the_reminding(client: Client) -> None:
    boss = cases.supervisor()
    cases.closed()
    due_days.note_statistics(2026, 11, by=boss, now=at(30, 11))
    assert reads.statistics_owed(at(4)) is not None, "before the month was over it was no month's statistics"
    due_days.note_statistics(2026, 11, by=boss, now=at(2))
    due_days.note_statistics(2026, 11, by=boss, now=at(5))
    assert reads.statistics_owed(at(4)) is None
    assert PeriodPaper.objects.get().on == date(2026, 12, 2), "the first export counts"
    assert due_days.remind_of_statistics(at(4)) == 0
    make.signed_in(client, boss)
    assert client.post(reverse("complaints:review_export"), {"month": "2025-11"}).status_code == 200
    assert PeriodPaper.objects.filter(kind="statistics", period="2025-11", by=boss).exists()
    make.signed_in(client, cases.agent())
    assert client.post(reverse("complaints:review_export"), {"month": "2026-11"}).status_code == 403


@rule("JOINT-S12")
def test_the_two_days_are_limits_and_a_short_month_has_its_last_day() -> None:
    assert (reads.statistics_due(2026, 11), reads.measures_due(2026, 11)) == (date(2026, 12, 3), date(2026, 12, 30))
    assert reads.measures_due(2027, 1) == date(2027, 2, 28)
    set_limit("statistics_export_day", 5, date(2026, 11, 27), "晚两天", by=cases.manager(), now=cases.NOON)
    assert reads.statistics_due(2026, 11) == date(2026, 12, 5)


@rule.both("JOINT-S12")
def test_measures_on_shared_problems_are_published_once_after_the_month_and_by_its_day() -> None:
    boss, words = cases.supervisor(), "退换规定已张贴在各收银台。"

    def refused(on: date, text: str = words, now: datetime | None = None) -> list[str]:
        published = reads.papers_of(2026, 11).get("shared_measures")
        found = obstacles_to_publishing_measures(2026, 11, published, on, text, now or at(20))
        return [o.code for o in found]

    assert refused(date(2026, 12, 20)) == []
    assert refused(date(2026, 12, 21)) == ["ahead"]
    assert refused(date(2026, 11, 20)) == ["before"]
    assert refused(date(2026, 12, 20), " ") == ["words"]
    assert refused(date(2026, 11, 30), now=at(30, 11)) == ["running"]
    cases.registered()
    Reminder.objects.all().delete()
    assert due_days.remind_of_shared_measures(at(27)) == 0
    assert due_days.remind_of_shared_measures(at(28)) > 0
    assert due_days.remind_of_shared_measures(at(2, 1, 2027)) > 0, "the month after still owes it"
    assert due_days.remind_of_shared_measures(at(3, 1, 2027)) == 0
    assert kinds_of(boss) == ["shared_measures_soon", "shared_measures_late"]
    due_days.publish_measures(2026, 11, words, on=date(2026, 12, 20), by=boss, now=at(20))
    assert refused(date(2026, 12, 20)) == ["published"]
    with pytest.raises(Refused):
        due_days.publish_measures(2026, 11, words, on=date(2026, 12, 20), by=boss, now=at(20))
    assert reads.measures_owed(at(28)) == []


@rule("JOINT-S12")
def test_the_review_publishes_them_and_the_board_shows_what_is_late_to_who_minds_it(client: Client) -> None:
    boss, agent = cases.supervisor(), cases.agent()
    cases.registered()
    late = at(2, 1, 2027)
    assert any("2026-11" in row.title for row in today(boss, late))
    assert not any("2026-11" in row.title for row in today(agent, late))
    make.signed_in(client, boss)
    asked = {"month": "2025-11", "on": "2025-12-20", "words": "退换规定已张贴在各收银台。"}
    address = reverse("complaints:review_publish")
    assert client.post(address, {**asked, "words": ""}).status_code == 422
    assert client.post(address, {**asked, "on": "2025-11-20"}).status_code == 422
    assert client.post(address, asked).status_code == 302
    assert client.post(address, asked).status_code == 409
    page = client.get(reverse("complaints:review"), {"month": "2025-11"}).content.decode()
    assert "退换规定已张贴在各收银台" in page
    assert "2025-12-20" in page
    make.signed_in(client, agent)
    assert client.post(address, asked).status_code == 403


def round_of(person: User | None, boss: User) -> FollowUp:
    """A round of one merchant, due on 30 November."""
    make_merchants.merchant("恒源制衣", ["A1105"])
    (made,) = rounds.plan("merchants", count=1, due_on=date(2026, 11, 30), person=person, by=boss, now=cases.NOON)
    Reminder.objects.all().delete()
    return made


@rule("FUP-11", "FUP-12")
def test_who_was_to_ask_is_told_the_day_after_and_the_supervisors_some_days_later() -> None:
    boss, asker = cases.supervisor(), cases.agent(name="回访员")
    one = round_of(asker, boss)
    assert due_days.remind_of_visits(at(30, 11)) == 0
    assert due_days.remind_of_visits(at(1)) > 0
    assert due_days.remind_of_visits(at(3)) == 0
    assert (kinds_of(asker), kinds_of(boss)) == (["visits_overdue"], [])
    assert due_days.remind_of_visits(at(4)) > 0
    assert due_days.remind_of_visits(at(5)) == 0
    assert (kinds_of(asker), kinds_of(boss)) == (["visits_overdue"], ["visits_late"])
    assert "回访员" in said(Reminder.objects.filter(receiver=boss, channel="bell"))[0].sentence
    papers.attempt(one, code="reached", grades=cases.grades(), by=asker, now=at(5))
    assert reads.visits_overdue(at(6)) == []


@rule("FUP-12")
def test_what_was_given_to_nobody_is_the_supervisors_at_once() -> None:
    boss = cases.supervisor()
    round_of(None, boss)
    assert due_days.remind_of_visits(at(30, 11)) == 0
    assert due_days.remind_of_visits(at(1)) > 0
    assert kinds_of(boss) == ["visits_open"]


@rule("FUP-11")
def test_the_quarters_report_is_reminded_of_until_it_is_sent() -> None:
    boss, manager = cases.supervisor(), cases.manager()
    assert due_days.remind_of_report(at(12, 1, 2027)) == 0, "nobody was asked in the quarter"
    round_of(cases.agent(), boss)
    owed = reads.report_owed(at(9, 1, 2027))
    assert owed is not None
    assert (owed.what, owed.period, owed.due) == ("follow_up_report", "2026-Q4", date(2027, 1, 10))
    assert due_days.remind_of_report(at(5, 1, 2027)) == 0
    assert due_days.remind_of_report(at(8, 1, 2027)) > 0
    assert due_days.remind_of_report(at(11, 1, 2027)) > 0
    assert due_days.remind_of_report(at(12, 1, 2027)) == 0
    assert kinds_of(boss) == ["follow_up_report_soon", "follow_up_report_late"]
    assert kinds_of(manager) == ["follow_up_report_late"]
    rounds.send_report(2026, 4, by=boss, now=at(20))
    assert reads.report_owed(at(9, 1, 2027)) is not None, "a report of an unfinished quarter is a draft"
    rounds.send_report(2026, 4, by=boss, now=at(9, 1, 2027))
    rounds.send_report(2026, 4, by=boss, now=at(10, 1, 2027))
    assert PeriodPaper.objects.get().on == date(2027, 1, 9)
    assert reads.report_owed(at(12, 1, 2027)) is None


@rule("JOINT-S12", "FUP-11")
def test_the_hourly_sweep_reminds_of_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    boss = cases.supervisor()
    round_of(None, boss)
    cases.registered()
    Reminder.objects.all().delete()
    monkeypatch.setattr("complaints.tasks.timezone.now", lambda: at(4))
    assert remind_of_month()["told"] > 0
    assert set(kinds_of(boss)) == {"statistics_late", "visits_open"}
    assert remind_of_month() == {"told": 0}


@rule("JOINT-S11")
def test_the_target_of_satisfaction_is_a_limit_and_stands_beside_the_share(client: Client) -> None:
    boss, asker = cases.supervisor(), cases.agent()
    one = round_of(asker, boss)
    papers.attempt(one, code="reached", grades=cases.grades(), by=asker, now=cases.later(days=1))
    found = report(boss, 2026, 4)
    assert (found["share"], found["target"]) == (100, 98)
    make.signed_in(client, boss)
    page = client.get(reverse("complaints:follow_up_report"), {"quarter": "2026-Q4"}).content.decode()
    assert "98" in page
    assert 'class="chip late"' not in page
    FollowUp.objects.update(outcome="unsatisfied")
    assert report(boss, 2026, 4)["share"] < report(boss, 2026, 4)["target"]
    page = client.get(reverse("complaints:follow_up_report"), {"quarter": "2026-Q4"}).content.decode()
    assert 'class="chip late"' in page

"""The month: who is reminded, what is counted per person, the rate and its measures, the lessons."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from casework.actions.deliver import deliver
from casework.actions.periods import close_period
from casework.models import Reminder
from casework.queries.notices import said
from complaints.actions import aftermath
from complaints.actions.months import close_month, remind_of_review
from complaints.models import Complaint
from complaints.queries import frozen, months
from complaints.queries.lessons import lessons
from complaints.states import Ending
from complaints.tasks import remind_of_month
from mall.localtime import ZONE
from mall.models import ExportLog
from mall.roles import Role
from tests import make, make_merchants
from tests import make_cases as cases
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


def december(day: int, hour: int = 9) -> datetime:
    """A day of the month after the cases."""
    return datetime(2026, 12, day, hour, 0, tzinfo=ZONE)


def office(**fields: Any) -> User:
    """Somebody of the general manager's office."""
    return make.person(Role.GM_OFFICE, "gm-office", **fields)


def about(person: User, ending: str = Ending.SOLVED, closed_at: datetime = cases.NOON) -> Complaint:
    """A closed complaint about one of our people."""
    case = cases.closed()
    case.against, case.staff_person, case.ending = "staff", person, ending
    case.save()
    case.folder.opened_at, case.folder.closed_at = closed_at - timedelta(days=1), closed_at
    case.folder.save()
    return case


def counted(reader: User) -> dict[str, tuple[int, int, bool]]:
    """Per person: this month, twelve months, named for a penalty."""
    rows = months.people_verified(reader, 2026, 11)
    return {row["name"]: (row["month"], row["year"], row["penalty"]) for row in rows}


@rule.both("CMP-42")
def test_the_office_is_reminded_of_the_tenth_once_before_and_once_after_and_then_the_deputy_too() -> None:
    reader, deputy = office(), cases.deputy()
    assert remind_of_review(december(9)) == 0, "nothing was closed"
    cases.closed()
    assert remind_of_review(december(7)) == 0
    assert remind_of_review(december(8)) > 0
    assert remind_of_review(december(10)) == 0
    soon = Reminder.objects.filter(receiver=reader, channel="bell").get()
    assert "2026-12-10" in said([soon])[0].sentence
    assert said([soon])[0].url == f"{reverse('complaints:review')}?month=2026-11"
    assert not Reminder.objects.filter(receiver=deputy).exists()
    assert remind_of_review(december(11)) > 0
    assert remind_of_review(december(14)) == 0
    assert Reminder.objects.filter(receiver=deputy, kind="complaint.review_late").exists()


@rule.refuses("CMP-42")
def test_a_month_that_was_looked_through_reminds_nobody() -> None:
    reader = office()
    cases.closed()
    close_month(2026, 11, "无异常。", by=reader, now=december(2))
    assert remind_of_review(december(9)) == remind_of_review(december(12)) == 0


@rule.allows("CMP-42")
def test_the_reminder_is_a_line_of_the_schedule_and_goes_out_by_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    from config.schedule import ENTRIES

    office(email="office@mall.example")
    cases.closed()
    monkeypatch.setattr("complaints.tasks.timezone.now", lambda: december(9))
    assert "complaints.remind_of_review" in {entry.task for entry in ENTRIES}
    assert remind_of_month() == {"told": 2}
    deliver(december(9, 11))
    assert "2026-11" in mail.outbox[0].body


@rule.both("CMP-43")
def test_verified_complaints_are_counted_per_person_and_three_in_twelve_months_are_named() -> None:
    boss, often, once = cases.manager(), make.person(name="多次"), make.person(name="一次")
    about(often)
    about(often, closed_at=cases.NOON - timedelta(days=100))
    about(often, closed_at=cases.NOON - timedelta(days=400))
    about(often, Ending.UNFOUNDED)
    about(once)
    counted = {
        row["name"]: (row["month"], row["year"], row["penalty"]) for row in months.people_verified(boss, 2026, 11)
    }
    assert counted == {"多次": (1, 2, False), "一次": (1, 1, False)}
    about(often)
    counted = {
        row["name"]: (row["month"], row["year"], row["penalty"]) for row in months.people_verified(boss, 2026, 11)
    }
    assert counted["多次"] == (2, 3, True)
    assert months.people_verified(boss, 2026, 10) == []
    kept = frozen.to_freeze(2026, 11, cases.NOON)
    assert [(row["staff_person"], row["month"]) for row in kept["people"]] == [(often.pk, 2), (once.pk, 1)]
    assert "by_person" not in kept, "it is said once"


@rule.both("CMP-15")
def test_the_month_tells_matters_of_quality_from_all_others(client: Client) -> None:
    material, transport = cases.cause("material"), cases.cause("transport", name="运输", quality=False)
    for cause in (material, material, cases.cause("design", name="款式"), transport):
        cases.closed(cause=cause)
    Complaint.objects.filter(pk=cases.closed().pk).update(cause=None)
    assert months.figures(2026, 11, december(2))["by_quality"] == {"quality": 3, "other": 1, "-": 1}
    make.signed_in(client, office())
    asked = {"month": "2026-11"}
    page = client.get(reverse("complaints:review"), asked).content.decode()
    found = re.search(r"是否质量问题.*?</section>", page, re.DOTALL)
    assert found is not None
    assert re.findall(r">([^<>]+)</span><b>(\d+)<", found[0]) == [("质量问题", "3"), ("非质量问题", "1"), ("未填", "1")]
    whole = frozen.to_freeze(2026, 11, december(3))
    before_it_was_counted = {key: value for key, value in whole.items() if key != "by_quality"} | {"by_person": {}}
    close_period(months.KIND, "2026-11", before_it_was_counted, [], by=office(), now=december(3))
    assert "是否质量问题" not in client.get(reverse("complaints:review"), asked).content.decode()


@rule.allows("CMP-41", "IMPR-02")
def test_the_rate_is_counted_per_hundred_merchants_month_by_month() -> None:
    first = make_merchants.merchant(entered_on=date(2026, 9, 20))
    second = make_merchants.merchant(name="第二家", units=["A1106"], entered_on=date(2026, 11, 24))
    lets = {first: date(2026, 9, 20), second: date(2026, 11, 24)}
    for merchant, day in lets.items():
        merchant.tenancies.update(period=(day, None))
    cases.registered()
    trend = {one["period"]: one for one in months.trend(2026, 11)}
    assert list(trend)[-1] == "2026-11"
    assert len(trend) == 6
    assert (trend["2026-11"]["registered"], trend["2026-11"]["merchants"], trend["2026-11"]["rate"]) == (1, 2, "50.00")
    assert (trend["2026-10"]["registered"], trend["2026-10"]["rate"]) == (0, "0.00")
    assert trend["2026-06"]["rate"] == ""


@rule.both("IMPR-02")
def test_the_review_lists_the_months_measures_and_no_others(client: Client) -> None:
    reader, case = office(), cases.answered()
    ahead = {"owner": make.department("onsite"), "by": cases.agent(), "now": cases.NOON}
    aftermath.improve(case, "每批收货抽检五件", check_on=cases.later(days=40).date(), **ahead)
    assert [one.measure for one in months.measures_of(reader, 2026, 11)] == ["每批收货抽检五件"]
    assert months.measures_of(reader, 2026, 12) == []
    assert len(months.measures_of(reader, 2027, 1)) == 1
    make.signed_in(client, reader)
    page = client.get(reverse("complaints:review_beside"), {"month": "2026-11"}).content.decode()
    assert "每批收货抽检五件" in page


@rule.both("CMP-42")
@rule.allows("CMP-44")
def test_the_month_shows_its_lessons_prints_and_is_taken_out_as_a_sheet(client: Client) -> None:
    case = cases.closed(lesson="验收要开袖口内衬", personal_penalty="扣 2 分")
    make.signed_in(client, office())
    asked = {"month": "2026-11"}
    assert "验收要开袖口内衬" in client.get(reverse("complaints:review"), asked).content.decode()
    report = client.get(reverse("complaints:review_print"), asked)
    assert report.content[:5] == b"%PDF-"
    sheet: Any = client.post(reverse("complaints:review_export"), asked)
    lines = list(load_workbook(BytesIO(sheet.content)).active.values)  # type: ignore[union-attr]  # there, or the test fails here
    assert (lines[1][0], lines[1][-2:]) == (case.folder.number, ("扣 2 分", "验收要开袖口内衬"))
    assert len(lines) == 2
    assert ExportLog.objects.get().filters == {"closed": "2026-11"}
    make.signed_in(client, cases.agent())
    assert client.post(reverse("complaints:review_export"), asked).status_code == 403


@rule.both("CMP-41")
def test_lessons_of_closed_cases_are_there_for_everybody_who_may_see_them(client: Client) -> None:
    by = cases.agent()
    closed = cases.closed(lesson="退换规定贴在收银台")
    cases.answered(lesson="还在办，不算经验")
    cases.closed()
    outsider = make.person(Role.DEPARTMENT_USER, "market")
    none: Any = {}
    assert [row["folder__number"] for row in lessons(by, None, none).rows] == [closed.folder.number]
    assert [row["lesson"] for row in lessons(by, closed.category_id, none).rows] == ["退换规定贴在收银台"]
    assert lessons(by, cases.category("other", name="其他").pk, none).rows == []
    assert lessons(outsider, None, none).rows == []
    make.signed_in(client, by)
    assert "退换规定贴在收银台" in client.get(reverse("complaints:lessons")).content.decode()

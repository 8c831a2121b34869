"""Reports of a department: who writes which, once, whole, mailed with their paper, and locked afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from casework.models import Reminder
from mall.roles import Role
from staffing.actions import work_reports as acts
from staffing.actions.report_mail import mail_reports
from staffing.models import ReportReceiver, WorkReport
from staffing.queries import work_reports as reads
from staffing.rules import work_reports as rules
from staffing.rules.work_reports import Receivers
from tests import make, make_staffing
from tests.make_staffing import at, codes
from tests.make_work_reports import DAY, HOUR, MONDAY, NOVEMBER, NOW, WEEK, begun, draft, sent
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import Department, User

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


@pytest.fixture
def market() -> Department:
    """Where the uniform forms go."""
    return make.department("market", email="market@mall.example")


def refusal(act: Any, *args: Any, **more: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return codes(refused)


# -- who writes which, and of which days


@rule.both("MEET-12")
def test_who_leads_writes_every_report_of_the_own_department_and_the_desk_reports_important_matters() -> None:
    agent, boss, head = make.person(), make_staffing.supervisor(), make.person(Role.DEPARTMENT_HEAD, "fire")
    matter = ("matter", (NOW.date(), NOW.date()))
    assert begun(agent, *matter).written_by == agent
    assert refusal(begun, agent) == {"department"}
    for kind, days in (
        ("weekly", WEEK),
        ("monthly", NOVEMBER),
        ("analysis", NOVEMBER),
        ("tasks", WEEK),
        ("check", WEEK),
    ):
        assert begun(boss, kind, days).kind == kind
    assert begun(head, "weekly", WEEK, "fire").department.code == "fire"
    assert refusal(begun, head) == {"department"}
    assert refusal(begun, make.person(Role.DEPARTMENT_USER, "fire"), *matter, "fire") == {"department"}


@rule.both("MEET-12")
def test_a_report_is_of_a_whole_week_or_month_or_of_days_that_have_begun() -> None:
    boss = make_staffing.supervisor()
    assert refusal(begun, boss, "weekly", (MONDAY + DAY, MONDAY + 7 * DAY)) == {"whole"}
    assert refusal(begun, boss, "monthly", WEEK) == {"whole"}
    assert refusal(begun, boss, "check", (NOW.date() + DAY, NOW.date() + DAY)) == {"begun"}
    assert refusal(begun, boss, "check", (MONDAY, MONDAY - DAY)) == {"order"}
    assert refusal(begun, boss, "check", (date(2026, 1, 1), MONDAY)) == {"long"}
    assert begun(boss, "check", (MONDAY, MONDAY)).last_on == MONDAY
    assert begun(boss, "monthly", rules.period_of("monthly", date(2024, 2, 5))).last_on == date(2024, 2, 29)


@rule.both("MEET-12")
def test_who_has_begun_a_draft_alone_writes_it_on_and_throws_it_away() -> None:
    boss, other = make_staffing.supervisor(), make_staffing.manager()
    report = begun(boss)
    assert refusal(acts.rewrite, report, draft(), by=other, now=NOW) == {"own"}
    assert refusal(acts.discard, report, by=other) == {"own"}
    acts.rewrite(report, draft("monthly", done="换成"), by=boss, now=NOW)
    report.refresh_from_db()
    assert (report.kind, report.done, report.changed_at) == ("weekly", "换成", NOW)
    acts.discard(report, by=boss)
    assert not WorkReport.objects.exists()


# -- sending


@rule.both("MEET-12")
def test_it_goes_out_once_whole_and_when_its_time_has_come(market: Department) -> None:
    boss, other, to = make_staffing.supervisor(), make_staffing.manager(), Receivers([market])
    assert refusal(sent, boss, to, ahead=" ") == {"parts"}
    assert refusal(sent, boss, to, "monthly", NOVEMBER, findings="") == {"parts"}
    assert refusal(sent, boss, Receivers()) == {"nobody"}
    assert refusal(sent, boss, Receivers(people=[boss])) == {"self"}
    assert refusal(sent, boss, to, now=at(MONDAY + 3 * DAY, 17)) == {"early"}
    assert refusal(sent, boss, to, "monthly", NOVEMBER, now=at(date(2026, 11, 29), 10)) == {"early"}
    report, second = begun(boss), begun(other)
    assert refusal(acts.send, report, to, by=other, now=NOW) == {"own"}
    acts.send(report, to, by=boss, now=at(MONDAY + 4 * DAY, 17))
    assert refusal(acts.send, report, to, by=boss, now=NOW) == {"sent"}
    assert refusal(acts.rewrite, report, draft(), by=boss, now=NOW) == {"sent"}
    assert refusal(acts.send, second, to, by=other, now=NOW) == {"twice"}
    for _time in range(2):
        sent(boss, to, "check", (MONDAY, MONDAY))
    assert WorkReport.objects.sent().count() == 3


@rule.both("MEET-12")
def test_what_the_desk_reports_goes_to_who_leads_it_and_to_nobody_else(market: Department) -> None:
    agent, boss, matter = make.person(), make_staffing.supervisor(), ("matter", (MONDAY, MONDAY))
    for wrong in (Receivers([market]), Receivers(people=[make.person()]), Receivers([market], [boss])):
        assert refusal(sent, agent, wrong, *matter) == {"leaders"}
    report = begun(agent, *matter)
    assert reads.usual_receivers(report, agent).people == [boss]
    acts.send(report, Receivers(people=[boss]), by=agent, now=NOW)
    assert make_staffing.told(boss) == ["work_report.sent"]
    assert sent(boss, Receivers([market]), *matter).sent_by == boss


def test_the_first_goes_to_the_market_department_and_each_further_one_where_the_last_went(market: Department) -> None:
    boss, chief = make_staffing.supervisor(), make_staffing.general_manager()
    first = begun(boss)
    assert reads.usual_receivers(first, boss) == Receivers([market])
    acts.send(first, Receivers([make.department("fire")], [chief]), by=boss, now=NOW)
    later = begun(boss, "weekly", rules.period_of("weekly", NOW.date()))
    usual = reads.usual_receivers(later, boss)
    assert (list(usual.departments), list(usual.people)) == ([make.department("fire")], [chief])


def test_the_heads_of_a_department_and_the_people_named_hear_of_it_and_no_second_mail_goes_out(
    market: Department,
) -> None:
    boss, chief = make_staffing.supervisor(), make_staffing.general_manager()
    head, other = make.person(Role.DEPARTMENT_HEAD, "market"), make.person(Role.DEPARTMENT_HEAD, "fire")
    report = sent(boss, Receivers([market], [chief]))
    assert make_staffing.told(head) == make_staffing.told(chief) == ["work_report.sent"]
    assert make_staffing.told(other) == make_staffing.told(boss) == []
    assert not Reminder.objects.filter(kind="work_report.sent", channel="mail").exists()
    assert reads.report_of(head, report.pk) == report
    assert reads.report_of(make.person(Role.DEPARTMENT_USER, "market"), report.pk) == report
    assert reads.report_of(other, report.pk) is reads.report_of(make.person(), report.pk) is None


# -- the mail


@rule.both("MEET-12")
def test_it_is_mailed_by_the_worker_with_its_paper_and_only_once(market: Department) -> None:
    boss = make_staffing.supervisor()
    chief = make.person(Role.GENERAL_MANAGER, "gm-office", email="gm@mall.example")
    make.person(Role.DEPARTMENT_HEAD, "fire", email="fire@mall.example")
    report = sent(boss, Receivers([market, make.department("fire")], [chief]))
    assert mail.outbox == []
    assert mail_reports(NOW) == 3
    assert mail_reports(NOW + DAY) == 0
    assert sorted(one.to[0] for one in mail.outbox) == ["fire@mall.example", "gm@mall.example", "market@mall.example"]
    for one in mail.outbox:
        ((name, content, kind),) = one.attachments
        assert (name, kind) == (f"{report.number}.pdf", PDF)
        text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
        assert "接待咨询312人次" in text
        assert "周工作报表" in one.subject
    assert all(one.mailed_at == NOW for one in reads.receivers_of(report))


@rule.both("MEET-12")
def test_a_mail_that_fails_is_tried_again_given_up_shown_and_mailed_again_by_hand(
    client: Client, market: Department, settings: Any
) -> None:
    boss, agent = make_staffing.supervisor(), make.person()
    report = sent(boss, Receivers([market, make.department("fire")]))
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert refusal(acts.mail_again, report, by=boss, now=NOW) == {"arrived"}
    for minutes in (0, 2, 20, 100, 200):
        mail_reports(NOW + timedelta(minutes=minutes))
    to_market, to_fire = reads.receivers_of(report)
    assert (to_market.attempts, to_market.problem) == (4, "ConnectionRefusedError")
    assert (to_fire.attempts, to_fire.problem) == (1, "no_address")
    assert reads.failed_of(report) == [to_market, to_fire]
    make.signed_in(client, boss)
    page = client.get(report.get_absolute_url()).content.decode()
    assert ("邮件未送达" in page, "无邮箱地址" in page, "重新寄送" in page) == (True, True, True)
    settings.EMAIL_BACKEND = usual
    assert refusal(acts.mail_again, report, by=agent, now=NOW) == {"may"}
    again = reverse("staffing:work-report-mail-again", args=[report.pk])
    assert client.post(again).status_code == 302
    assert mail_reports(timezone.now() + HOUR) == 1
    assert [one.to for one in mail.outbox] == [["market@mall.example"]]
    assert client.post(again).status_code == 302  # the fire department has no address still
    assert refusal(acts.mail_again, begun(boss, "check"), by=boss, now=NOW) == {"draft"}


# -- afterwards


@rule.both("MEET-12")
def test_what_was_sent_is_corrected_by_an_additional_report_of_the_same_days(
    client: Client, market: Department
) -> None:
    boss, to = make_staffing.supervisor(), Receivers([market])
    make.person(Role.DEPARTMENT_HEAD, "market")
    old = begun(boss)
    assert refusal(acts.begin, draft(), old, by=boss, now=NOW) == {"draft"}
    old = acts.send(old, to, by=boss, now=NOW)
    assert refusal(acts.begin, draft(), old, by=make.person(), now=NOW) == {"may"}
    new = acts.begin(draft("monthly", NOVEMBER, done="接待咨询 321 人次"), old, by=boss, now=NOW)
    assert (new.kind, new.first_on, new.last_on) == ("weekly", *WEEK)
    acts.rewrite(new, draft("monthly", NOVEMBER, done="接待咨询 231 人次"), by=boss, now=NOW)
    acts.send(new, to, by=boss, now=NOW)
    assert reads.corrections_of(old) == [new]
    make.signed_in(client, boss)
    assert new.number in client.get(old.get_absolute_url()).content.decode()
    assert old.number in client.get(new.get_absolute_url()).content.decode()
    assert "已更正" in client.get(reverse("staffing:work-reports")).content.decode()


def test_what_was_sent_is_locked_in_the_database_itself(market: Department) -> None:
    boss = make_staffing.supervisor()
    report, receiver = sent(boss, Receivers([market])), ReportReceiver.objects.all()
    for change in (
        lambda: WorkReport.objects.filter(pk=report.pk).update(done="改过"),
        lambda: WorkReport.objects.filter(pk=report.pk).update(figures=[]),
        lambda: WorkReport.objects.filter(pk=report.pk).update(sent_at=None, sent_by=None),
        lambda: WorkReport.objects.filter(pk=report.pk).delete(),
        receiver.delete,
        lambda: receiver.update(department=make.department("fire")),
        lambda: WorkReport.objects.create(**draft()._asdict(), **_hours(boss)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def _hours(by: User) -> dict[str, Any]:
    return {"written_at": NOW, "written_by": by, "sent_at": NOW, "sent_by": by}

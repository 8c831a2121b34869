"""A day of mail: its totals, its deliveries with their hour, its register, its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from mail_desk.actions import handing, receiving
from mail_desk.long_papers import write_day
from mail_desk.queries import days as days_read
from mail_desk.queries import figures as counts
from mail_desk.queries.days import day_sheet, day_totals
from mall.localtime import day_bounds
from mall.models import Job
from tests import make, make_mail
from tests import make_mail_days as days
from tests.counting import questions
from tests.make_mail import DAY, HOUR, MINUTE, NOW, TODAY
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> User:
    return make_mail.agent(name="陈静")


@pytest.fixture
def day(desk: User) -> User:
    """A day: three registered letters, one struck out; forty ordinary ones handed out; a refused, a returned one."""
    to = make_mail.delivery(by=desk, announced=44)
    days.collected(make_mail.item(to=to, by=desk, number="RA0001CN", large=True), by=desk, now=NOW + HOUR)
    make_mail.item(to=to, by=desk, number="RA0002CN")
    days.struck_out(make_mail.item(to=to, by=desk, number="RA0003CN"), by=desk)
    bundle = days.letters(40, to=to, by=desk)
    handing.hand_to_staff([bundle], "刘飞", 40, on_paper=True, by=desk, now=NOW)
    make_mail.item(to=to, by=desk, number="RA0004CN", unit_number="", words="A1601")
    earlier = make_mail.delivery(by=desk, now=NOW - DAY)
    back = make_mail.item("returned", to=earlier, by=desk, now=NOW - DAY, number="RA0005CN")
    days.returned(back, days.batch(by=desk), by=desk)
    receiving.finish(to, by=desk, now=NOW + 2 * HOUR, late_reason="停电", differs_reason="一件误投")
    return desk


@rule.both("MAIL-05", "MAIL-12")
def test_a_day_counts_pieces_by_class_and_leaves_out_what_was_struck_out(day: User) -> None:
    shown = day_totals(TODAY)
    lines = {line.label: dict(zip(counts.COLUMNS, line.cells, strict=True)) for line in shown["classes"]}
    assert lines["挂号信"] == {"came": 2, "refused": 1, "handed_out": 0, "collected": 1, "returned": 0}
    assert lines["平信"] == {"came": 40, "refused": 0, "handed_out": 40, "collected": 0, "returned": 0}
    assert lines["退信"] == {"came": 0, "refused": 0, "handed_out": 0, "collected": 0, "returned": 1}
    assert list(lines) == ["挂号信", "平信", "EMS", "包裹", "退信"]
    assert shown["sum"] == [42, 1, 40, 1, 1]
    assert [(line.label, line.cells) for line in shown["people"]] == [("陈静", [42, 1, 40, 1, 1])]
    assert [(line.label, line.cells) for line in shown["desks"]] == [
        (str(day.home.desk) if day.home else "", [42, 1, 40, 1, 1])
    ]
    assert day_totals(TODAY - DAY)["sum"] == [1, 0, 0, 0, 0]


@rule.both("MAIL-09")
def test_a_delivery_of_the_day_says_whether_it_was_in_time_and_why_not(client: Client, day: User) -> None:
    quick = make_mail.delivery(by=day, now=NOW + 3 * HOUR)
    receiving.finish(quick, by=day, now=NOW + 3 * HOUR + 20 * MINUTE)
    running = make_mail.delivery(by=day, now=NOW + 4 * HOUR)
    found = {row["folder__number"]: row for row in counts.deliveries_of(day_bounds(TODAY))}
    assert not found[quick.folder.number]["late"]
    assert found[running.folder.number]["took"] is None
    late = [row for row in found.values() if row["late"]]
    assert [(row["late_reason"], row["pieces"], row["announced"]) for row in late] == [("停电", 43, 44)]
    make.signed_in(client, day)
    page = client.get(reverse("mail_desk:day"), {"on": TODAY.isoformat()}).content.decode()
    assert "超时，用时" in page
    assert "按时，用时" in page
    assert "停电" in page
    assert running.get_absolute_url() in page


def test_the_register_lists_the_day_as_it_came_without_what_was_struck_out(client: Client, day: User) -> None:
    assert [row.item_number for row in day_sheet(day, TODAY)] == ["RA0001CN", "RA0002CN", "", "RA0004CN"]
    make.signed_in(client, day)
    for name in ("day-print", "totals-print"):
        paper = client.get(reverse(f"mail_desk:{name}"), {"on": TODAY.isoformat()})
        assert paper["Content-Type"] == "application/pdf", name
    page = client.get(reverse("mail_desk:day"), {"on": "2020-01-01"}).content.decode()
    assert "当日没有邮件" in page
    assert client.get(reverse("mail_desk:day-print"), {"on": "2020-01-01"}).status_code == 200


def test_a_long_day_is_read_by_pages_at_the_price_of_a_short_one(client: Client, desk: User) -> None:
    to = make_mail.delivery(by=desk)
    make_mail.item(to=to, by=desk)
    make.signed_in(client, desk)
    address = f"{reverse('mail_desk:day')}?on={TODAY}"
    few = questions(client, address)
    for n in range(60):
        make_mail.item(to=to, by=desk, number=f"RB{n:09}CN")
    assert questions(client, address) == few
    page = client.get(address).content.decode()
    assert page.count('class="row-link" href="/mail/XJ') == 50
    assert 'rel="next"' in page


def test_the_sheet_of_a_long_day_is_written_by_the_worker(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days_read, "LONG", 5)
    to = make_mail.delivery(by=desk)
    for n in range(6):
        make_mail.item(to=to, by=desk, number=f"RB{n:09}CN")
    make.signed_in(client, desk)
    shown = f"{reverse('mail_desk:day')}?on={TODAY}"
    assert reverse("mail_desk:day-sheet") in client.get(shown).content.decode()
    assert client.get(reverse("mail_desk:day-print"), {"on": TODAY.isoformat()})["Location"] == shown
    asked = client.post(reverse("mail_desk:day-sheet"), {"on": TODAY.isoformat()})
    job = Job.objects.get()
    assert asked["Location"] == reverse("mall:job", args=[job.pk])
    outcome = write_day(job, lambda _done, _total=None: None)
    assert outcome.output is not None
    assert outcome.output.startswith(b"%PDF")
    assert outcome.output_name == "F-03-2026-11-26.pdf"
    assert outcome.result == {"rows": 6}


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", "2026-02-30", "1999-01-01"])
def test_what_is_no_day_is_not_found(client: Client, desk: User, on: str) -> None:
    make.signed_in(client, desk)
    assert client.get(reverse("mail_desk:day"), {"on": on}).status_code == 404
    assert client.get(reverse("mail_desk:month"), {"month": on}).status_code == 404

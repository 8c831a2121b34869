"""Mail on the board and in the search: told by the dozen, each number a link to exactly its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mail_desk.actions import receiving
from mall.roles import Role
from reports.queries.board import board
from tests import make, make_complaints, make_mail
from tests import make_mail_days as days
from tests.counting import questions
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mail_desk.models import Delivery
    from mall.models import User

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'class="figure [^"]*" href="([^"]+)"><b>(\d+)</b><span>([^<]+)')
MINUTES = timedelta(minutes=1)


@pytest.fixture
def desk() -> User:
    return make_mail.agent()


@pytest.fixture
def morning(desk: User) -> Delivery:
    """A delivery that came ten minutes ago: two letters to be handed out, a parcel that waits, one only scanned."""
    now = timezone.now()
    came = now - 10 * MINUTES
    to = make_mail.delivery(by=desk, now=came)
    make_mail.item(to=to, by=desk, now=came, number="RA0001CN")
    make_mail.item(to=to, by=desk, now=came + MINUTES, number="RA0002CN")
    make_mail.item(to=to, by=desk, now=came, number="RA0003CN", large=True)
    receiving.scan(to, "RA0004CN", by=desk, now=came)
    return to


@rule.both("MAIL-03", "MAIL-09")
def test_items_stand_in_one_row_for_each_thing_that_is_due_and_deliveries_one_by_one(
    desk: User, morning: Delivery
) -> None:
    now = timezone.now()
    rows = {(row.number, row.title): row for row in board(desk, now=now).due}
    assert set(rows) == {
        (morning.folder.number, "中国邮政"),
        ("", "待发放邮件 · 2 件"),
        ("", "待电话通知收件人 · 1 件"),
        ("", "待补登邮件 · 1 件"),
    }
    assert rows[morning.folder.number, "中国邮政"].url == morning.get_absolute_url()
    assert rows["", "待发放邮件 · 2 件"].url == f"{reverse('mail_desk:list')}?view=registered"
    assert [row.number for row in board(desk, now=now, mine=True).due] == [morning.folder.number]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_each_number_of_mail_leads_to_as_many_rows(client: Client, morning: Delivery, role: Role) -> None:
    make.signed_in(client, make.person(role))
    figures = {label: (url, number) for url, number, label in FIGURE.findall(client.get("/").content.decode())}
    assert figures["待登记到件"] == (reverse("mail_desk:deliveries"), "1")
    assert morning.folder.number in client.get(reverse("mail_desk:deliveries")).content.decode()
    for row in board(make.person(role), now=timezone.now()).due:
        if not row.number:  # a row for many: as many as its list shows
            listed = client.get(row.url).content.decode()
            assert len(re.findall(r'class="row-link" href="/mail/XJ', listed)) == int(
                row.title.split(" · ")[1].split()[0]
            )
    for label, many in (("待补登邮件", "1"), ("待发放邮件", "2"), ("待领邮件", "1"), ("逾期邮件", "0")):
        url, number = figures[label]
        assert number == many, label
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'class="row-link" href="/mail/XJ', listed)) == int(many), label


@rule.refuses("MAIL-11")
@pytest.mark.parametrize(
    ("role", "department"),
    [(Role.DEPUTY_GM, "gm-office"), (Role.DEPARTMENT_USER, "onsite"), (Role.ARCHIVIST, "customer-service")],
)
def test_leaders_and_departments_see_no_mail_on_their_board(
    client: Client, morning: Delivery, role: Role, department: str
) -> None:
    shown = board(make.person(role, department), now=timezone.now())
    assert shown.mail == []
    assert [row for row in shown.due if not row.number or row.number == morning.folder.number] == []


def test_the_board_asks_as_often_for_much_mail_as_for_little(client: Client, desk: User, morning: Delivery) -> None:
    make.signed_in(client, desk)
    few = questions(client, "/")
    for n in range(20):
        make_mail.item(to=morning, by=desk, now=timezone.now(), number=f"RB{n:09}CN")
    assert questions(client, "/") == few


def test_mail_is_found_and_opens_its_own_pages(client: Client, desk: User, morning: Delivery) -> None:
    case = make_complaints.complaint(desk)
    batch = days.batch(by=desk, now=timezone.now())
    item = morning.items.get(number="RA0003CN")
    make.signed_in(client, desk)
    for text, address, state in (
        ("RA0003CN", item.get_absolute_url(), "通知表"),
        (item.folder.number, item.get_absolute_url(), "通知表"),
        (morning.folder.number, morning.get_absolute_url(), "登记中"),
        (batch.folder.number, batch.get_absolute_url(), "归集中"),
        (case.folder.number, case.get_absolute_url(), ""),
    ):
        found = client.get(reverse("reports:search"), {"q": text}).content.decode()
        assert f'href="{address}"' in found, text
        assert state in found, text


@pytest.mark.parametrize(("role", "shown"), [(Role.AGENT, True), (Role.DEPUTY_GM, True), (Role.DEPARTMENT_USER, False)])
def test_mail_stands_in_the_menu_of_who_may_read_it(client: Client, role: Role, *, shown: bool) -> None:
    make_mail.lists()
    make.signed_in(client, make.person(role, "onsite" if role == Role.DEPARTMENT_USER else "customer-service"))
    page = client.get("/").content.decode()
    assert (f'href="{reverse("mail_desk:list")}"' in page) == shown
    assert (reverse("mail_desk:delivery-new") in page) == (role == Role.AGENT)

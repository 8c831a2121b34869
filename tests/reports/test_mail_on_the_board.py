"""Mail on the board and in the search: told by the dozen, each number a link to exactly its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mail_desk import held
from mail_desk.actions import months, notice, receiving, returning
from mail_desk.models import MailItem
from mail_desk.states import State
from mall.localtime import local_day, month_before
from mall.roles import Role
from reports.queries.board import board
from tests import make, make_complaints, make_mail
from tests import make_mail_days as days
from tests.counting import questions
from tests.make_mail import DAY, HOUR, SIGNATURE
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


@pytest.fixture
def overdue(desk: User) -> dict[str, MailItem]:
    """What waits longer than a morning: somebody to be called again, a last call, two that go back, one for 8F."""
    now = timezone.now()
    to = make_mail.delivery(by=desk, now=now - 4 * DAY)

    def item(code: str, number: str, **fields: Any) -> MailItem:
        return make_mail.item(code, to=to, by=desk, now=now - 4 * DAY, number=number, **fields)

    said, last, patient = (item("ems", f"EA00000000{n}CN", large=True) for n in range(3))
    for one, comes in ((said, now - 3 * DAY), (patient, now + 2 * DAY)):
        notice.call(one, "reached", collect_by=comes, stays=desk, by=desk, now=now - 4 * DAY)
    days.moved(last, State.UNCLAIMED, by=desk, now=now)
    back, other = item("returned", "RA0001CN"), item("returned", "RA0002CN")
    inside = item("registered", "RA0003CN", unit_number="", words="8F")
    receiving.finish(to, by=desk, now=now, late_reason="停电")
    return {"remind": said, "last": last, "patient": patient, "back": back, "other": other, "inside": inside}


@rule.both("MAIL-S04", "MAIL-14", "MAIL-06", "MAIL-10", "MAIL-11")
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_who_is_called_again_what_goes_back_and_what_is_for_8f_each_stand_on_the_board_and_in_their_list(
    client: Client, overdue: dict[str, MailItem], role: Role
) -> None:
    person = make.person(role)
    kinds = {name: MailItem.objects.get(pk=item.pk).folder.due_kind for name, item in overdue.items()}
    assert kinds == {
        "remind": "mail_remind",
        "last": "mail_last_call",
        "patient": "mail_remind",
        "back": "mail_return",
        "other": "mail_return",
        "inside": "mail_internal",
    }
    make.signed_in(client, person)
    listed = {}
    for row in board(person, now=timezone.now()).due:
        listed[row.title] = set(
            re.findall(r'class="row-link" href="/mail/(XJ[\d-]+)', client.get(row.url).content.decode())
        )
    numbers = {name: item.folder.number for name, item in overdue.items()}
    # Who was told to come the day after tomorrow is not called before.
    assert listed == {
        "待电话通知收件人 · 1 件": {numbers["remind"]},
        "逾期邮件 · 1 件": {numbers["last"]},
        "待退还邮局 · 2 件": {numbers["back"], numbers["other"]},
        "待发放邮件 · 1 件": {numbers["inside"]},
    }


@rule.both("MAIL-06", "MAIL-09")
def test_a_return_slip_stands_on_the_board_until_the_post_has_signed_it(
    client: Client, desk: User, overdue: dict[str, MailItem]
) -> None:
    now = timezone.now()
    slip = returning.begin([overdue["back"]], held.carriers()[0], by=desk, now=now)
    for role in (Role.AGENT, Role.SUPERVISOR):
        row = next(row for row in board(make.person(role), now=now).due if row.number == slip.folder.number)
        assert (row.url, row.act, row.due_at) == (slip.get_absolute_url(), "交还邮局", now + HOUR)
        assert row.what == "退件单待邮局签收"
    assert slip.folder.number not in {
        row.number for row in board(make.person(Role.DEPUTY_GM, "gm-office"), now=now).due
    }
    make.signed_in(client, desk)
    assert slip.folder.number in client.get("/").content.decode()
    returning.hand_back(slip, "邮递员小马", signature=SIGNATURE, by=desk, now=now)
    assert slip.folder.number not in {row.number for row in board(desk, now=now).due}


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


@rule.both("MAIL-12", "MAIL-15")
def test_the_board_leads_to_what_is_left_to_the_day_and_to_the_month_that_is_to_be_closed(client: Client) -> None:
    chief, desk = make_mail.supervisor(), make_mail.agent()
    came = timezone.now() - timedelta(days=local_day(timezone.now()).day + 2)  # in the month before this one
    to = make_mail.delivery(by=chief, now=came)
    make_mail.item(to=to, by=chief, now=came)
    receiving.finish(to, by=chief, now=came)
    year, month = month_before(timezone.now())
    closes = f"{reverse('mail_desk:month')}?month={year}-{month:02}"
    for person, asked in ((chief, True), (desk, False)):
        make.signed_in(client, person)
        board = client.get("/").content.decode()
        assert all(reverse(f"mail_desk:{name}") in board for name in ("open", "day", "month"))
        assert (closes in board) == asked, "only who may close a month is asked to"
    months.close_month(year, month, by=chief, now=timezone.now())
    make.signed_in(client, chief)
    assert closes not in client.get("/").content.decode()

"""The queue of the mail desk: its views, its filters, its counters, its export."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mail_desk import export
from mail_desk.actions import handing, notice, receiving
from mail_desk.models import MailItem
from mail_desk.queries import lists
from mail_desk.queries.lists import Wanted, count_open, counters, folders_wanted, total, words_in
from mail_desk.queries.open_matters import open_list, open_matters
from mail_desk.states import CallOutcome, State
from mall.models import ExportLog, Job
from mall.roles import Role
from tests import make, make_mail
from tests import make_mail_days as days
from tests.counting import questions
from tests.make_mail import DAY, HOUR, NOW
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
ROW = re.compile(r'class="row-link" href="/mail/(XJ\d{8}-\d{4})/"')


@pytest.fixture
def desk() -> User:
    return make_mail.agent()


@pytest.fixture
def one_of_each(desk: User) -> dict[str, MailItem]:
    """An item in every state that can be open, one refused, one handed out, one struck out."""
    to = make_mail.delivery(by=desk)

    def item(number: str, **fields: object) -> MailItem:
        return make_mail.item(to=to, by=desk, number=number, **fields)

    awaiting, unclaimed = item("RA0004CN", large=True), item("RA0005CN", large=True)
    notice.call(awaiting, CallOutcome.REACHED, collect_by=NOW + DAY, stays=desk, by=desk, now=NOW)
    given = item("RA0007CN")
    handing.deliver([given], "方琳", on_paper=True, by=desk, now=NOW)
    return {
        "received": receiving.scan(to, "RA0001CN", by=desk, now=NOW).item,
        "registered": item("RA0002CN"),
        "notified": item("RA0003CN", heavy=True),
        "awaiting": awaiting,
        "unclaimed": days.moved(unclaimed, State.UNCLAIMED, by=desk),
        "to_return": make_mail.item("returned", by=desk, to=to, number="RA0006CN"),
        "done": given,
        "refused": item("RA0008CN", unit_number="", words="A1601"),
        "void": days.struck_out(item("RA0009CN"), by=desk),
    }


def numbers(client: Client, user: User, query: str = "") -> set[str]:
    """Which items a page of the queue lists."""
    make.signed_in(client, user)
    return set(ROW.findall(client.get(f"{reverse('mail_desk:list')}{query}").content.decode()))


@pytest.mark.parametrize(
    ("view", "states"),
    [
        ("open", ["received", "registered", "notified", "awaiting", "unclaimed", "to_return"]),
        ("received", ["received"]),
        ("registered", ["registered"]),
        ("to_call", ["notified"]),
        ("waiting", ["notified", "awaiting"]),
        ("unclaimed", ["unclaimed"]),
        ("to_return", ["to_return"]),
    ],
)
def test_each_view_of_open_items_shows_its_items_and_says_how_many(
    client: Client, desk: User, one_of_each: dict[str, MailItem], view: str, states: list[str]
) -> None:
    wanted = {one_of_each[state].folder.number for state in states}
    assert numbers(client, desk, f"?view={view}") == wanted
    assert counters(desk, NOW)[view] == str(len(wanted))
    assert f"共 {len(wanted)} 件" in client.get(reverse("mail_desk:tabs"), {"view": view}).content.decode()


@pytest.mark.parametrize(
    ("view", "states"), [("done", ["done", "collected", "returned"]), ("refused", ["refused"]), ("all", [])]
)
def test_views_of_what_has_gone_show_exactly_theirs_the_latest_first_and_count_nothing(
    client: Client, desk: User, one_of_each: dict[str, MailItem], view: str, states: list[str]
) -> None:
    collected = make_mail.item(by=desk, number="RA0021CN", large=True)
    returned = make_mail.item("returned", by=desk, number="RA0022CN")
    found = {
        **one_of_each,
        "collected": days.collected(collected, by=desk, now=NOW + HOUR),
        "returned": days.returned(returned, days.batch(by=desk), by=desk, now=NOW + 2 * HOUR),
    }
    wanted = [found[state].folder.number for state in states or found]
    make.signed_in(client, desk)
    listed = ROW.findall(client.get(reverse("mail_desk:list"), {"view": view}).content.decode())
    assert sorted(listed) == sorted(wanted)
    if view == "done":
        assert listed == wanted[::-1]
    assert view not in counters(desk, NOW)
    assert "共" not in client.get(reverse("mail_desk:tabs"), {"view": view}).content.decode()


@rule.both("MAIL-S04")
def test_who_was_reached_is_to_be_called_again_once_the_days_are_over(
    desk: User, one_of_each: dict[str, MailItem]
) -> None:
    def to_call(now: object) -> set[str]:
        return set(folders_wanted(desk, Wanted(view="to_call"), now).values_list("stage", flat=True))  # type: ignore[arg-type]  # an hour

    assert to_call(NOW) == {State.NOTIFIED}
    assert to_call(NOW + 7 * DAY) == {State.NOTIFIED, State.AWAITING}


def test_all_holds_what_was_struck_out_too_and_today_only_what_came_today(
    desk: User, one_of_each: dict[str, MailItem]
) -> None:
    make_mail.item(number="RA0010CN", by=desk, now=NOW - 3 * DAY, to=make_mail.delivery(by=desk, now=NOW - 3 * DAY))
    assert folders_wanted(desk, Wanted(view="all"), NOW).count() == len(one_of_each) + 1
    assert folders_wanted(desk, Wanted(view="today"), NOW).count() == len(one_of_each)
    assert counters(desk, NOW)["today"] == str(len(one_of_each))


def test_filters_and_words_narrow_the_view(client: Client, desk: User) -> None:
    letter = make_mail.item(by=desk)
    parcel = make_mail.item("parcel", "B2105", by=desk, number="SF1234567890123", addressee="欧阳雪")
    first, second = letter.folder.number, parcel.folder.number
    assert numbers(client, desk, f"?mail_class={letter.mail_class_id}") == {first}
    assert numbers(client, desk, f"?floor={parcel.floor_id}") == {second}
    assert numbers(client, desk, f"?desk={desk.home.desk_id if desk.home else 0}") == {first, second}
    for text, found in (
        ("RA 123 456 789 CN", {first}),
        ("7890123", {second}),
        ("欧阳雪", {second}),
        ("B2105", {second}),
        (first, {first}),
        ("云裳", {first, second}),
        ("没有这个", set()),
    ):
        assert numbers(client, desk, f"?q={text}") == found, text
    assert numbers(client, desk, "?mail_class=999&floor=x&view=nowhere") == {first, second}
    assert words_in(" a ") == []


def test_fifty_rows_a_page_and_as_many_questions_for_many_as_for_few(client: Client, desk: User) -> None:
    to = make_mail.delivery(by=desk)
    make_mail.item(to=to, by=desk)
    make.signed_in(client, desk)
    address = reverse("mail_desk:list")
    few = questions(client, address)
    assert few <= 12
    for n in range(60):
        make_mail.item(to=to, by=desk, number=f"RB{n:09}CN")
    assert questions(client, address) == few
    assert questions(client, f"{address}?q=RB0&view=all&floor=1") <= 17, "the lists it is narrowed by are not held here"
    page = client.get(address).content.decode()
    assert len(ROW.findall(page)) == 50
    following = re.search(r'href="(\?[^"]*page=[^"]+)"', page)
    assert following
    rest = client.get(f"{address}{following[1].replace('&amp;', '&')}").content.decode()
    assert len(ROW.findall(rest)) == 11


def test_nothing_is_counted_of_what_has_gone_unless_words_narrow_it(desk: User) -> None:
    assert count_open(["open"], desk, NOW) == {"open": "0"}
    make_mail.item(by=desk)
    assert total(desk, Wanted(view="done"), {}, NOW) == ""
    assert total(desk, Wanted(view="all", words="RA123456789CN"), {}, NOW) == "1"


def test_counters_stop_at_their_end_and_say_that_there_are_more(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "CAP", 1)
    first = make_mail.item(by=desk)
    tabs = reverse("mail_desk:tabs")
    make.signed_in(client, desk)
    address = f'href="{reverse("mail_desk:list")}?view=registered"'
    assert f"{address}>待发放 <small>1</small>" in client.get(tabs).content.decode()
    for number in ("RA000000002CN", "RA000000003CN"):
        make_mail.item(by=desk, number=number)
    counted = counters(desk, NOW)
    assert (counted["registered"], counted["open"], counted["today"]) == ("1+", "1+", "1+")
    assert counted["received"] == "0"
    assert total(desk, Wanted(view="all", words="方琳"), counted, NOW) == "1+"
    assert total(desk, Wanted(view="all", words=first.number), counted, NOW) == "1"
    page = client.get(tabs, {"view": "registered"}).content.decode()
    assert f'{address} aria-current="page">待发放 <small>1+</small>' in page
    assert "共 1+ 件" in page


@pytest.mark.parametrize("text", ["方", "R", "1", " 方 "])
def test_one_character_finds_nothing_instead_of_everything(client: Client, desk: User, text: str) -> None:
    item = make_mail.item(by=desk)
    assert numbers(client, desk, "?q=方琳") == {item.folder.number}
    assert numbers(client, desk, f"?q={text}") == set()
    page = client.get(reverse("mail_desk:list"), {"q": text}).content.decode()
    assert "没有符合" in page
    assert total(desk, Wanted(view="all", words=text), {}, NOW) == "0"


@rule.both("MAIL-13")
def test_the_export_names_addressees_is_logged_and_holds_no_id_number(client: Client, desk: User) -> None:
    days.collected(make_mail.item(by=desk, large=True), by=desk)
    make.signed_in(client, desk)
    answer = client.post(f"{reverse('mail_desk:export')}?view=all&q=方琳")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))  # type: ignore[attr-defined]  # either is possible
    assert book.active is not None
    head, row = list(book.active.iter_rows(values_only=True))
    assert "方琳" in row
    assert not [cell for cell in head if "证件" in str(cell)]
    logged = ExportLog.objects.get()
    assert (logged.what, logged.rows) == ("mail", 1)
    assert "方琳" not in str(logged.filters)
    make.signed_in(client, make.person(Role.DEPUTY_GM, "gm-office"))
    assert client.post(reverse("mail_desk:export")).status_code == 403


def test_a_long_export_is_written_by_the_worker(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch, media: object
) -> None:
    monkeypatch.setattr(export, "AT_MOST", 0)
    make_mail.item(by=desk)
    make.signed_in(client, desk)
    answer = client.post(f"{reverse('mail_desk:export')}?view=open")
    job = Job.objects.get()
    assert answer["Location"] == reverse("mall:job", args=[job.pk])
    outcome = export.write_export(job, lambda _done, _total=None: None)
    assert outcome.result == {"rows": 1}
    assert outcome.output


@rule.refuses("DATA-03")
def test_no_job_of_a_long_export_holds_the_words_that_were_looked_for(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_MOST", 0)
    make_mail.item(by=desk)
    make.signed_in(client, desk)
    answer = client.post(f"{reverse('mail_desk:export')}?view=open&q=方琳")
    assert "搜索词" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_merchants_mail_stands_on_its_own_page(client: Client, desk: User) -> None:
    item = make_mail.item(by=desk)
    gone = days.collected(make_mail.item(by=desk, number="RA0002CN", large=True), by=desk)
    make.signed_in(client, desk)
    address = reverse("mail_desk:of-merchant", args=[item.merchant_id])
    shown = client.get(address).content.decode()
    assert item.folder.number in shown
    assert "1 件未结" in shown
    assert MailItem.objects.get(pk=gone.pk).state == State.COLLECTED
    assert address in client.get(item.merchant.get_absolute_url() if item.merchant else "").content.decode()


@rule.both("MAIL-15", "MAIL-S05", "HAND-05")
def test_what_was_not_handed_out_is_listed_by_state_and_age_and_what_has_gone_is_not(
    client: Client, desk: User, one_of_each: dict[str, MailItem]
) -> None:
    old = make_mail.delivery(by=desk, now=NOW - 5 * DAY)
    days.letters(7, by=desk, to=old, now=NOW - 5 * DAY)
    shown = open_list(desk, NOW + HOUR)
    assert [(str(group.label), len(group.rows)) for group in shown["groups"]] == [
        ("仅扫码", 1),
        ("已登记", 2),
        ("通知表", 1),
        ("待领", 1),
        ("逾期", 1),
        ("待退", 1),
    ]
    assert (shown["items"], shown["pieces"], shown["by_age"]) == (7, 13, [6, 7, 0, 0])
    matters = open_matters(desk)
    assert [matter.count for matter in matters] == [1, 2, 1, 1, 1, 1]
    assert one_of_each["refused"].folder_id not in {pk for matter in matters for pk in matter.ids}
    make.signed_in(client, desk)
    assert one_of_each["registered"].folder.number in client.get(reverse("mail_desk:open")).content.decode()
    paper = client.get(reverse("mail_desk:open-print"))
    assert paper["Content-Type"] == "application/pdf"


def test_empty_pages_say_what_to_do(client: Client, desk: User) -> None:
    make_mail.lists()
    make.signed_in(client, desk)
    assert reverse("mail_desk:delivery-new") in client.get(reverse("mail_desk:list")).content.decode()
    assert "没有遗留邮件" in client.get(reverse("mail_desk:open")).content.decode()
    assert "清除" in client.get(reverse("mail_desk:list"), {"q": "没有这个"}).content.decode()
    assert client.get(reverse("mail_desk:open-print")).status_code == 200

"""A month of mail: its totals, its closing, what is put beside it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Adjustment, ClosedPeriod
from casework.queries.periods import broken_links
from mail_desk.actions import receiving
from mail_desk.actions.months import close_month, correct_month, obstacles
from mail_desk.models import MailClass
from mail_desk.queries import months
from mall.localtime import ZONE, local
from mall.models import Desk, User
from mall.roles import Role
from tests import make, make_mail
from tests import make_mail_days as days
from tests.counting import questions
from tests.make_mail import DAY, HOUR, NOW
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client


pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 2, 9, 0, tzinfo=ZONE)
JANUARY = datetime(2027, 1, 4, 9, 0, tzinfo=ZONE)


@pytest.fixture
def chief() -> User:
    return make_mail.supervisor(name="赵磊")


@pytest.fixture
def november(chief: User) -> User:
    """A month: 12 letters still here, one collected without proof, one refused, a late delivery."""
    to = make_mail.delivery(by=chief)
    days.letters(12, to=to, by=chief)
    days.collected(make_mail.item(to=to, by=chief, large=True), by=chief, without_proof="商户已当面核对")
    make_mail.item(to=to, by=chief, number="RA0004CN", unit_number="", words="A1601")
    receiving.finish(to, by=chief, now=NOW + 2 * HOUR, late_reason="停电")
    return chief


def totals(now: datetime = DECEMBER) -> list[int]:
    """What the page of November says in its last line."""
    found: list[int] = months.month_shown(2026, 11, now)["sum"]
    return found


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.obstacles]


@rule.both("MAIL-12", "PERF-05")
def test_a_month_counts_what_came_went_and_stayed(november: User) -> None:
    shown = months.month_shown(2026, 11, DECEMBER)
    assert shown["sum"] == [13, 1, 0, 1, 0]
    assert [row["pieces"] for _label, row in shown["ages"]] == [0, 12, 0, 0]
    assert (shown["open_items"], shown["open_pieces"]) == (1, 12)
    assert [row.late_reason for row in shown["late"]] == ["停电"]
    assert [row.without_proof for row, _numbers in shown["without_proof"]] == ["商户已当面核对"]
    assert months.month_shown(2026, 10, DECEMBER)["sum"] == [0, 0, 0, 0, 0]


@rule.both("MAIL-12")
def test_a_month_is_closed_when_it_is_over_and_once_and_stays_as_it_was(november: User) -> None:
    with pytest.raises(Refused) as running:
        close_month(2026, 11, by=november, now=NOW)
    assert codes(running) == ["running"]
    closed = close_month(2026, 11, by=november, now=DECEMBER)
    assert len(closed.folder_ids) == 3
    with pytest.raises(Refused) as again:
        close_month(2026, 11, by=november, now=DECEMBER)
    assert codes(again) == ["closed"]
    late = make_mail.delivery(by=november, now=DECEMBER, received_at=DECEMBER - 3 * DAY)
    item = make_mail.item(to=late, by=november, now=DECEMBER, number="RA0099CN")
    assert Adjustment.objects.get(period=closed).figures == {
        "class": "registered",
        "column": "came",
        "quantity": 1,
        "item": item.folder.number,
        "why": "late",
    }
    assert (months.standing(closed, "registered.came"), months.standing(closed, "total.came")) == (2, 14)
    correct_month(closed, "total.came", 15, "漏记一件", by=november, now=DECEMBER)
    shown = months.month_shown(2026, 11, DECEMBER)["corrections"]
    assert [(one.get("was"), one["value"]) for one in shown] == [(None, "+1"), (14, 15)]
    before = [line.label for table in ("desks", "people") for line in months.month_shown(2026, 11, DECEMBER)[table]]
    MailClass.objects.filter(code="ordinary").update(name="平常函件")
    Desk.objects.update(name="别的前台")
    User.objects.update(name="别人")
    after = [line.label for table in ("desks", "people") for line in months.month_shown(2026, 11, DECEMBER)[table]]
    assert after == before, "a closed month keeps its names"
    assert totals() == [13, 1, 0, 1, 0]
    assert "平信" in [line.label for line in months.month_shown(2026, 11, DECEMBER)["classes"]]
    assert broken_links(months.KIND) == []


@rule.both("MAIL-12")
def test_months_are_closed_in_their_order_and_with_every_item_in_its_class(november: User) -> None:
    to = make_mail.delivery(by=november, now=DECEMBER)
    scanned = receiving.scan(to, "RB0001CN", by=november, now=DECEMBER).item
    with pytest.raises(Refused) as unsorted:
        close_month(2026, 12, by=november, now=JANUARY)
    assert codes(unsorted) == ["scanned_only", "unfinished"]
    close_month(2026, 11, by=november, now=DECEMBER)
    receiving.complete(scanned, make_mail.sheet(number="RB0001CN"), by=november, now=DECEMBER)
    receiving.finish(to, by=november, now=DECEMBER)
    later = make_mail.delivery(by=november, now=JANUARY)
    make_mail.item(to=later, by=november, now=JANUARY, number="RB0002CN")
    receiving.finish(later, by=november, now=JANUARY)
    february = JANUARY + timedelta(days=30)
    with pytest.raises(Refused) as order:
        close_month(2027, 1, by=november, now=february)
    assert codes(order) == ["order"]
    close_month(2026, 12, by=november, now=JANUARY)
    close_month(2027, 1, by=november, now=february)
    assert ClosedPeriod.objects.filter(kind=months.KIND).count() == 3


@rule.both("MAIL-12")
def test_a_closed_month_is_corrected_beside_it_and_counts_as_an_adjustment_of_the_month_it_was_made_in(
    november: User,
) -> None:
    with pytest.raises(Refused) as running:
        correct_month(None, "ordinary.came", 13, "漏记", by=november, now=DECEMBER)
    assert codes(running) == ["running"]
    closed = close_month(2026, 11, by=november, now=DECEMBER)
    for figure, value, reason, code in (
        ("ordinary.came", 12, "漏记", "same"),
        ("ordinary.came", None, "漏记", "value"),
        ("ordinary.came", 13, " ", "reason"),
        ("nothing.came", 13, "漏记", "figure"),
    ):
        with pytest.raises(Refused) as refused:
            correct_month(closed, figure, value, reason, by=november, now=DECEMBER)
        assert codes(refused) == [code]
    correct_month(closed, "ordinary.came", 13, "漏记一件", by=november, now=DECEMBER)
    correct_month(closed, "ordinary.came", 14, "又漏记一件", by=november, now=DECEMBER)
    shown = months.month_shown(2026, 11, DECEMBER)
    assert [(one["figure"], one["was"], one["value"]) for one in shown["corrections"]] == [
        ("平信 · 收件", 12, 13),
        ("平信 · 收件", 13, 14),
    ]
    assert shown["sum"] == [13, 1, 0, 1, 0]
    december = months.month_shown(2026, 12, DECEMBER)
    assert december["figures"]["adjustments"] == 2
    assert [one["period"] for one in december["made_now"]] == ["2026-11", "2026-11"]


def test_the_page_shows_closes_and_corrects(client: Client, chief: User) -> None:
    came = timezone.now() - 40 * DAY
    month = local(came).strftime("%Y-%m")
    to = make_mail.delivery(by=chief, now=came)
    days.letters(13, to=to, by=chief, now=came)
    receiving.finish(to, by=chief, now=came)
    make.signed_in(client, chief)
    address = f"{reverse('mail_desk:month')}?month={month}"
    page = client.get(address).content.decode()
    assert "未月结" in page
    assert "均按时登记" in page
    answer = client.post(reverse("mail_desk:month-close"), {"month": month})
    assert answer["Location"] == address
    assert "赵磊 月结" in client.get(address).content.decode()
    assert client.post(reverse("mail_desk:month-close"), {"month": month}).status_code == 409
    wrong = {"month": month, "figure": "total.came", "value": "13", "reason": "x"}
    refused = client.post(reverse("mail_desk:month-correct"), wrong)
    assert refused.status_code == 422
    assert 'id="id_value_error"' in refused.content.decode()
    assert client.post(reverse("mail_desk:month-correct"), {"month": month}).status_code == 422
    right = client.post(reverse("mail_desk:month-correct"), {**wrong, "value": "14", "reason": "漏记一件"})
    assert right["Location"] == address
    assert Adjustment.objects.get().figures == {"total.came": 14}
    assert "13 → 14" in client.get(address).content.decode()
    assert client.get(reverse("mail_desk:month-print"), {"month": month})["Content-Type"] == "application/pdf"
    running = client.post(reverse("mail_desk:month-correct"), {**wrong, "month": "2020-01"})
    assert running.status_code == 409


def test_only_who_closes_months_is_offered_it(client: Client, november: User) -> None:
    for person in (make_mail.agent(), make.person(Role.DEPUTY_GM, "gm-office")):
        make.signed_in(client, person)
        assert "month/close/" not in client.get(f"{reverse('mail_desk:month')}?month=2026-11").content.decode()
        assert client.post(reverse("mail_desk:month-close"), {"month": "2026-11"}).status_code == 403
        assert client.post(reverse("mail_desk:month-correct"), {"month": "2026-11"}).status_code == 403


@rule.both("MAIL-12")
def test_items_of_a_closed_month_that_are_put_right_later_are_told_in_the_month_they_were_put_right(
    november: User,
) -> None:
    from mail_desk.models import MailItem, Mend
    from mail_desk.states import Correction

    item = MailItem.objects.first()
    for at in (DECEMBER, DECEMBER + DAY):
        Mend.objects.create(item=item, kind=Correction.PARTICULARS, reason="地址写错", at=at, by=november)
    assert months.figures(2026, 12, DECEMBER + 2 * DAY)["mended"] == 1
    assert months.figures(2026, 11, DECEMBER)["mended"] == 0


def test_a_month_asks_as_often_for_many_items_as_for_few(client: Client, november: User) -> None:
    make.signed_in(client, november)
    address = f"{reverse('mail_desk:month')}?month=2026-11"
    few = questions(client, address)
    to = make_mail.delivery(by=november)
    for n in range(30):
        make_mail.item(to=to, by=november, number=f"RC{n:09}CN")
    assert questions(client, address) == few


@rule.both("MAIL-12")
def test_the_first_month_to_be_closed_begins_and_none_before_a_closed_one_is_closed_any_more(november: User) -> None:
    assert [one.code for one in obstacles(2026, 12, DECEMBER)] == ["running"]
    assert obstacles(2026, 12, JANUARY) == []
    assert obstacles(2026, 10, JANUARY) == []
    close_month(2026, 12, by=november, now=JANUARY)
    assert [one.code for one in obstacles(2026, 12, JANUARY)] == ["closed"]
    for month in (10, 11):  # the one without any mail too
        assert [one.code for one in obstacles(2026, month, JANUARY)] == ["later_closed"]
        with pytest.raises(Refused) as refused:
            close_month(2026, month, by=november, now=JANUARY)
        assert codes(refused) == ["later_closed"]
    assert [one.period for one in ClosedPeriod.objects.filter(kind=months.KIND)] == ["2026-12"]


def test_the_page_of_a_month_before_a_closed_one_says_why_it_is_not_closed(client: Client, chief: User) -> None:
    now = timezone.now()
    over = local(now - 40 * DAY).replace(day=1)
    close_month(over.year, over.month, by=chief, now=now)
    before = {"month": (over - DAY).strftime("%Y-%m")}
    make.signed_in(client, chief)
    assert "之后的月份已经结账" in client.get(reverse("mail_desk:month"), before).content.decode()
    refused = client.post(reverse("mail_desk:month-close"), before)
    assert refused.status_code == 409
    assert "之后的月份已经结账" in refused.content.decode()

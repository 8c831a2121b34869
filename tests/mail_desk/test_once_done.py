"""What is done at the mail desk is done: given out on paper, a code used up, a delivery finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mail_desk.actions import collecting, receiving
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import CodeTry, Collection, Delivery, MailItem
from mail_desk.states import IdKind, State
from tests import make, make_mail
from tests.make_mail import HOUR, ID_NUMBER, MINUTE, NOW, SIGNATURE
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
SHEET = CollectSheet("方琳", id_kind=IdKind.CARD, id_number=ID_NUMBER, signature=SIGNATURE)


@pytest.fixture
def desk(client: Client) -> User:
    """Somebody at the 8F desk who is signed in."""
    person = make_mail.agent()
    make.signed_in(client, person)
    return person


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    """What stood in the way, and beside which field."""
    return [(obstacle.code, obstacle.field) for obstacle in refused.value.obstacles]


# --- collected


@rule.both("MAIL-04")
def test_who_signs_on_paper_signs_nothing_on_the_screen_and_the_record_says_so(client: Client, desk: User) -> None:
    item = make_mail.item(by=desk, large=True)
    url = f"{reverse('mail_desk:collect')}?item={item.folder.number}"
    typed = {"items": [item.pk], "collector": "merchant", "name": "方琳", "id_kind": "card", "id_number": ID_NUMBER}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert 'id="id_signature_error"' in refused.content.decode()
    assert not Collection.objects.exists()
    done = client.post(url, {**typed, "on_paper": "on"})
    row = Collection.objects.get()
    assert done["Location"] == reverse("mail_desk:collection", args=[row.pk])
    assert (row.on_paper, row.signature) == (True, "")
    page = client.get(done["Location"]).content.decode()
    assert "见纸质登记 F-05" in page
    assert 'svg class="signature"' not in page
    # Whoever has signed on the screen has not signed on paper, whatever is ticked.
    other = make_mail.item(by=desk, number="RA222222222CN", large=True)
    both = {**typed, "items": [other.pk], "on_paper": "on", "signature": SIGNATURE}
    client.post(f"{reverse('mail_desk:collect')}?item={other.folder.number}", both)
    assert MailItem.objects.get(pk=other.pk).collection.on_paper is False


@rule.both("MAIL-04")
def test_the_code_of_what_was_collected_finds_nothing_any_more_and_is_a_wrong_one(client: Client, desk: User) -> None:
    item = make_mail.item(by=desk, large=True)
    assert collecting.try_code(item.pickup_code, by=desk, now=NOW + HOUR) == item
    collecting.collect([item], SHEET, by=desk, now=NOW + HOUR)
    assert collecting.try_code(item.pickup_code, by=desk, now=NOW + 2 * HOUR) is None
    answer = client.post(reverse("mail_desk:look-up"), {"q": item.pickup_code})
    assert answer.status_code == 422
    assert item.folder.number not in answer.content.decode()
    latest = CodeTry.objects.order_by("pk").last()
    assert latest is not None
    assert (latest.by, latest.right) == (desk, False)


# --- finished


@rule.both("MAIL-02", "MAIL-09")
def test_nothing_is_added_to_a_delivery_whose_registration_is_finished() -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by)
    receiving.enter(delivery, make_mail.sheet(), by=by, now=NOW)
    receiving.finish(delivery, by=by, now=NOW + MINUTE)
    for add in (
        lambda: receiving.enter(delivery, make_mail.sheet(number="RA222222222CN"), by=by, now=NOW + 2 * MINUTE),
        lambda: receiving.scan(delivery, "RA333333333CN", by=by, now=NOW + 2 * MINUTE),
        lambda: receiving.finish(delivery, by=by, now=NOW + 2 * MINUTE),
    ):
        with pytest.raises(Refused) as refused:
            add()
        assert codes(refused) == [("finished", None)]
    assert delivery.items.count() == 1
    assert Delivery.objects.get().finished_at == NOW + MINUTE
    other = make_mail.delivery(by=by)
    receiving.enter(other, make_mail.sheet(number="RA222222222CN"), by=by, now=NOW + 2 * MINUTE)


def test_a_tab_left_open_is_told_that_its_delivery_is_finished(client: Client, desk: User) -> None:
    now = timezone.now()
    delivery = make_mail.delivery(by=desk, now=now)
    make_mail.merchant_in("A1105")
    receiving.finish(delivery, by=make_mail.agent(), now=now)
    typed = {"number": "RA123456789CN", "mail_class": "registered", "where_text": "A1105"}
    address = reverse("mail_desk:enter", args=[delivery.folder.number])
    answer = client.post(address, typed, headers={"HX-Request": "true"})
    assert answer.status_code >= 400
    assert "已登记完成" in answer.content.decode()
    assert not MailItem.objects.exists()


@rule.both("MAIL-09")
@pytest.mark.parametrize(("announced", "asked"), [(2, False), (3, True), (1, True), (None, False)])
def test_another_count_than_their_list_names_asks_why(announced: int | None, *, asked: bool) -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, announced=announced)
    for number in ("RA111111111CN", "RA222222222CN"):
        make_mail.item(by=by, to=delivery, number=number)
    if asked:
        for said in ("", "  "):
            with pytest.raises(Refused) as refused:
                receiving.finish(delivery, by=by, now=NOW, differs_reason=said)
            assert codes(refused) == [("differs", "differs_reason")]
        assert f"{announced} 件" in str(refused.value.obstacles[0])
        assert Delivery.objects.get().finished_at is None
    receiving.finish(delivery, by=by, now=NOW, differs_reason="清单多写一件" if asked else "")
    stored = Delivery.objects.get()
    assert (stored.finished_at, stored.differs_reason) == (NOW, "清单多写一件" if asked else "")


@rule.both("MAIL-09")
def test_a_bundle_counts_with_all_its_letters_and_what_was_struck_out_does_not() -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by, announced=12)
    letters: dict[str, Any] = {"number": "", "addressee": "", "quantity": 12, "floor": make_mail.Floor.objects.first()}
    receiving.enter(delivery, make_mail.sheet("ordinary", "", **letters), by=by, now=NOW)
    wrong = make_mail.item(by=by, to=delivery)
    with pytest.raises(Refused):
        receiving.finish(delivery, by=by, now=NOW)
    MailItem.objects.filter(pk=wrong.pk).update(state=State.VOID)
    receiving.finish(delivery, by=by, now=NOW)


@rule.both("MAIL-09")
def test_the_page_asks_why_the_count_differs_and_keeps_what_was_typed(client: Client, desk: User) -> None:
    now = timezone.now()
    delivery = make_mail.delivery(by=desk, now=now, announced=3)
    make_mail.item(by=desk, now=now, to=delivery)
    address = reverse("mail_desk:finish", args=[delivery.folder.number])
    refused = client.post(address, {"late_reason": "停电"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'id="id_differs_reason_error"' in page
    assert 'value="停电"' in page
    assert client.post(address, {"differs_reason": "少来两件，已告知邮局"}).status_code == 302
    assert "登记完成" in client.get(delivery.get_absolute_url()).content.decode()

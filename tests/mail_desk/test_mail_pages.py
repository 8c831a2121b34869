"""What the pages of mail say to old tabs, odd addresses, and a browser without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mail_desk import long_papers
from mail_desk.actions import returning
from mail_desk.forms.collect_form import CollectForm
from mail_desk.forms.handing import RoundForm
from mail_desk.models import CodeTry, Delivery, MailItem
from mail_desk.queries import open_matters
from mail_desk.queries.collecting import MOST_SHOWN
from mail_desk.queries.rounds import MOST as MOST_OF_A_ROUND
from mall.models import Job
from tests import make, make_mail
from tests.make_mail import MINUTE, NOW, SIGNATURE
from tests.rules import rule
from ui.strokes import read_strokes

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("MAIL-01")
def test_without_scripts_a_known_number_is_asked_about_and_can_be_another_item(client: Client) -> None:
    by = make_mail.agent()
    known = make_mail.item(by=by)
    make.signed_in(client, by)
    address = reverse("mail_desk:enter", args=[known.delivery.folder.number])
    typed = {"number": known.number, "mail_class": "registered", "where_text": "A1105", "addressee": "方琳"}
    asked = client.post(address, typed)
    page = asked.content.decode()
    assert asked.status_code == 409, asked.context["form"].errors
    assert known.folder.number in page
    assert 'name="again" value="yes"' in page
    assert f'value="{known.number}"' in page, "nothing typed is lost"
    assert MailItem.objects.count() == 1
    assert client.post(address, {**typed, "again": "yes"}).status_code == 302
    assert MailItem.objects.filter(number=known.number).count() == 2


def test_the_signature_of_who_hands_a_delivery_over_is_seen_with_it(client: Client) -> None:
    by = make_mail.agent()
    make_mail.lists()
    make.signed_in(client, by)
    carrier = client.get(reverse("mail_desk:delivery-new")).context["form"]["carrier"].value()
    sent = {
        "carrier": carrier,
        "brought_by": "邮递员小马",
        "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "signature": SIGNATURE,
    }
    made = client.post(reverse("mail_desk:delivery-new"), sent)
    assert made.status_code == 302
    assert read_strokes(SIGNATURE) in client.get(made["Location"]).content.decode()
    assert Delivery.objects.get().brought_by == "邮递员小马"


def test_an_odd_address_of_a_collection_is_a_page_that_found_nothing(client: Client) -> None:
    make.signed_in(client, make_mail.agent())
    for odd in ("item=", "item=a/b", "item=XJ20261126-9999", f"q={'长' * 300}"):
        assert client.get(f"{reverse('mail_desk:collect')}?{odd}").status_code == 200, odd


@rule.allows("MAIL-04")
def test_all_that_stands_on_the_page_of_a_collection_can_be_given_out_at_once() -> None:
    sent = QueryDict(mutable=True)
    sent.setlist("items", [str(n) for n in range(1, MOST_SHOWN + 1)])
    sent.update({"collector": "merchant", "name": "方琳", "id_kind": "card"})
    form = CollectForm(sent, user=make_mail.agent())
    assert form.is_valid(), form.errors
    assert len(form.cleaned_data["items"]) == MOST_SHOWN


def test_a_round_takes_as_many_ticks_as_it_shows() -> None:
    sent = QueryDict(mutable=True)
    sent.setlist("ids", [str(n) for n in range(1, MOST_OF_A_ROUND + 1)])
    form = RoundForm(sent)
    assert form.is_valid()
    assert len(form.cleaned_data["ids"]) == MOST_OF_A_ROUND


@rule.refuses("MAIL-06")
def test_an_old_tab_of_the_returns_says_why_nothing_more_can_be_done(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item("returned", by=by)
    make.signed_in(client, by)
    batch = returning.begin([item], item.delivery.carrier, by=by, now=NOW)
    # Nothing waits any more: the list is empty, and what the old tab sends is still answered.
    sent = {"items": [str(item.pk)], "into": "", "carrier": item.delivery.carrier.code}
    late = client.post(reverse("mail_desk:returns"), sent)
    assert late.status_code == 409, late.context["form"].errors
    assert batch.folder.number in late.content.decode()
    returning.give_up(batch, "邮政未到", by=by, now=NOW + MINUTE)
    gone = client.post(
        batch.get_absolute_url(), {"taken_by": "小马", "on_paper": "on", "counted": "1", "late_reason": "停电"}
    )
    assert gone.status_code == 422
    assert "此退件单已放弃" in gone.content.decode(), "the form has gone with the slip; the reason is still told"


@rule.refuses("MAIL-11")
def test_an_old_tab_of_the_letters_of_a_floor_says_that_they_have_gone(client: Client) -> None:
    by = make_mail.agent()
    letter = make_mail.item("ordinary", by=by, number="")
    make.signed_in(client, by)
    address = reverse("mail_desk:round-staff", args=["1F"])
    sent = {"ids": [str(letter.pk)], "count": "1", "receiver": "楼层小李", "on_paper": "on"}
    assert client.post(address, sent).status_code == 302
    late = client.post(address, sent)
    assert late.status_code in (409, 422)
    assert 'class="err' in late.content.decode()


@rule.both("MAIL-04")
def test_tries_of_codes_are_kept_only_while_they_count() -> None:
    from mail_desk.actions.collecting import try_code

    by, other = make_mail.agent(), make_mail.agent()
    for n in range(3):
        try_code("000000", by=by, now=NOW + n * MINUTE)
    try_code("000000", by=other, now=NOW)
    try_code("000000", by=by, now=NOW + 11 * MINUTE + MINUTE / 2)
    assert CodeTry.objects.filter(by=by).count() == 2, "of the first three only the last still counts"
    assert CodeTry.objects.filter(by=other).count() == 1


@rule.both("MAIL-15", "HAND-05")
def test_of_many_open_items_the_page_shows_the_oldest_and_the_worker_prints_them_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_matters, "SHOWN", 2)
    by = make_mail.agent()
    to = make_mail.delivery(by=by)
    items = [make_mail.item(to=to, by=by, number=f"RA{n:09}CN") for n in range(4)]
    make_mail.item("ordinary", to=to, by=by, number="", quantity=5)
    make.signed_in(client, by)
    address = reverse("mail_desk:open")
    page = client.get(address).content.decode()
    assert items[1].folder.number in page
    assert items[2].folder.number not in page
    assert "另有 3 件，见列表" in page
    assert client.get(address).context["pieces"] == 9
    assert client.get(reverse("mail_desk:open-print"))["Content-Type"] == "application/pdf"

    monkeypatch.setattr(open_matters, "LONG", 3)
    assert reverse("mail_desk:open-sheet") in client.get(address).content.decode()
    assert client.get(reverse("mail_desk:open-print"))["Location"] == address
    started = client.post(reverse("mail_desk:open-sheet"))
    job = Job.objects.get(kind=long_papers.OPEN)
    assert started["Location"] == reverse("mall:job", args=[job.pk])
    made = long_papers.write_open(job, lambda _done, _total=None: None)
    assert made.result == {"rows": 5}

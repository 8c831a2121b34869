"""The papers of the mail desk, and what is left of the people on them when their term has ended."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from casework.actions.erasing import erase_expired
from casework.actions.periods import close_period
from casework.models import Adjustment, Entry
from mail_desk import held
from mail_desk.actions import collecting, handing, mending, notice, receiving, returning
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import Collection, MailItem
from mail_desk.queries import collecting as reads
from mail_desk.queries import papers
from mail_desk.queries import returning as slips
from mail_desk.states import Collector, IdKind
from mall.roles import Role
from tests import make, make_mail
from tests.make_mail import HOUR, ID_NUMBER, NOW, SIGNATURE
from tests.rules import rule
from tests.scanning import where_stands
from ui.strokes import drawn

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db

NAME, SENDER, RELATION = "欧阳上官诸葛", "夏侯寄件行", "远房表舅"
SHEET = CollectSheet(NAME, Collector.FAMILY, RELATION, id_kind=IdKind.CARD, id_number=ID_NUMBER, signature=SIGNATURE)


def collected(by: User) -> Collection:
    """Several items of one receiver, fetched together."""
    items = [
        make_mail.item(by=by, addressee=NAME, large=True),
        make_mail.item("parcel", by=by, number="SF1234567890123", addressee=NAME),
        make_mail.item("ems", by=by, number="EA123456789CN", addressee=NAME),
    ]
    return collecting.collect(items, SHEET, by=by, now=NOW + HOUR)


def is_pdf(answer: HttpResponse, name: str) -> bool:
    """Whether it is a PDF; kept where `SHOW_PAPERS` says, to be looked at."""
    folder = os.environ.get("SHOW_PAPERS")
    if folder:
        (Path(folder) / name).write_bytes(answer.content)
    return answer.status_code == 200 and answer.content.startswith(b"%PDF")


@rule.both("MAIL-04", "MAIL-13")
def test_the_proof_of_a_collection_shows_the_number_masked_and_the_signature(client: Client) -> None:
    by = make_mail.agent()
    row = collected(by)
    make.signed_in(client, by)
    assert is_pdf(client.get(reverse("mail_desk:proof", args=[row.pk])), "F-05.pdf")
    context = {"fetched": reads.visible_collection(by, row.pk), "signature": drawn(row.signature)}
    paper = render_to_string("mail_desk/print/collection.html", context)
    assert ID_NUMBER not in paper
    assert "110***********002X" in paper
    assert SIGNATURE in paper
    assert paper.count("RA123456789CN") == 1
    mending.take_back(row.items.first(), "给错了", by=by, now=NOW + 2 * HOUR)
    context["fetched"] = reads.visible_collection(by, row.pk)
    assert "<s>" in render_to_string("mail_desk/print/collection.html", context)
    make.signed_in(client, make.person(Role.HR_VIEWER, "hr"))
    assert client.get(reverse("mail_desk:proof", args=[row.pk])).status_code in (403, 404)


@rule.both("MAIL-06")
def test_the_return_slip_names_each_item_and_the_total(client: Client) -> None:
    by = make_mail.agent()
    items = [
        make_mail.item("returned", by=by, number="RA1CN", addressee=NAME),
        make_mail.item("returned", by=by, number="RA2CN"),
        make_mail.item("ordinary", by=by, number=""),
    ]
    returning.send_back(items[2], held.return_reason("unknown"), by=by, now=NOW)
    batch = returning.begin(items, held.carriers()[0], by=by, now=NOW)
    make.signed_in(client, by)
    url = reverse("mail_desk:return-print", args=[batch.folder.number])
    assert is_pdf(client.get(url), "F-04.pdf")
    paper = render_to_string(
        "mail_desk/print/return.html",
        {"slip": slips.slip(by, batch.folder.number), "batch": batch, "form_code": "F-04"},
    )
    for words in ("F-04", "RA1CN", NAME, "查无此人", "退信 2", "平信 1"):
        assert words in paper, words
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=by, now=NOW)
    assert is_pdf(client.get(url), "F-04-signed.pdf")
    given_up = returning.begin([make_mail.item("returned", by=by, number="RA3CN")], None, by=by, now=NOW)
    returning.give_up(given_up, "邮局不来", by=by, now=NOW)
    given_up.folder.refresh_from_db()
    void = {"slip": slips.slip(by, given_up.folder.number), "batch": given_up}
    assert "void" in render_to_string("mail_desk/print/return.html", void)


@rule.allows("MAIL-03")
def test_the_pick_up_slip_says_the_code_where_until_when_and_what_to_bring(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, large=True)
    notice.call(item, "reached", collect_by=NOW + 5 * HOUR, stays=by, by=by, now=NOW)
    make.signed_in(client, by)
    assert is_pdf(client.post(reverse("mail_desk:pick-up", args=[item.folder.number])), "pickup.pdf")
    assert Entry.objects.filter(folder=item.folder, verb="mail_label_printed", by=by).count() == 1
    item = MailItem.objects.get(pk=item.pk)
    paper = render_to_string("mail_desk/print/pickup.html", {"item": item, "desk": papers.collection_desk()})
    for words in (item.pickup_code[:3], item.pickup_code[3:], "身份证", "不可代领", "2026-11-26 14:10", "八楼前台"):
        assert words in paper, words
    plain = make_mail.item(by=by, number="RA2CN")
    assert client.post(reverse("mail_desk:pick-up", args=[plain.folder.number])).status_code == 404


def test_labels_of_one_item_and_of_many(client: Client) -> None:
    by = make_mail.agent()
    items = [make_mail.item(by=by, number=f"RA{n}23456789CN", large=bool(n % 2)) for n in range(5)]
    items.append(make_mail.item(by=by, unit_number="", words="东门往里走第三家卖羊绒大衣的铺子", number="RA9CN"))
    make.signed_in(client, by)
    url = reverse("mail_desk:labels")
    assert is_pdf(client.post(url, {"items": [items[1].pk]}), "label.pdf")
    assert is_pdf(client.post(url, {"items": [item.pk for item in items], "size": "sheet"}), "labels.pdf")
    assert Entry.objects.filter(verb="mail_label_printed").count() == 7
    assert client.post(url, {"items": ["", "x", "9" * 30]}).status_code == 404
    whole = {"delivery": items[0].delivery.folder.number, "size": "sheet"}
    page = client.get(items[0].delivery.get_absolute_url()).content.decode()
    assert f'action="{url}"' in page
    assert is_pdf(client.post(url, whole), "delivery.pdf")
    MailItem.objects.filter(delivery=items[0].delivery).update(state="void")
    assert client.post(url, whole).status_code == 409


def test_labels_of_a_long_delivery_are_printed_in_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    by = make_mail.agent()
    to = make_mail.delivery(by=by)
    items = [make_mail.item(by=by, to=to, number=f"RA{n}23456789CN") for n in range(3)]
    make.signed_in(client, by)
    monkeypatch.setattr(papers, "MOST_LABELS", 2)
    assert [papers.labelled_of(by, to.folder.number, part) for part in (1, 2)] == [items[:2], items[2:]]
    page = client.get(to.get_absolute_url()).content.decode()
    assert "1/2" in page
    assert "2/2" in page
    url = reverse("mail_desk:labels")
    assert is_pdf(client.post(url, {"delivery": to.folder.number, "part": "2"}), "part.pdf")
    assert Entry.objects.get(verb="mail_label_printed").folder == items[2].folder
    assert client.post(url, {"items": [item.pk for item in items]}).status_code == 409


def test_a_label_shows_the_code_only_while_the_item_waits() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, large=True)
    for waits in (True, False):
        paper = render_to_string("mail_desk/print/labels.html", {"labels": [(item, "", waits)]})
        assert (item.pickup_code in paper) is waits


def test_what_can_be_printed_of_an_item_is_offered_on_its_page(client: Client) -> None:
    by = make_mail.agent()
    row = collected(by)
    item = row.items.first()
    make.signed_in(client, by)
    page = client.get(reverse("mail_desk:papers", args=[item.folder.number])).content.decode()
    assert reverse("mail_desk:proof", args=[row.pk]) in page
    assert reverse("mail_desk:pick-up", args=[item.folder.number]) not in page


@rule.both("MAIL-13", "ARCH-S01")
def test_after_ten_years_nobody_is_named_any_more() -> None:
    by = make_mail.agent()
    fields: dict[str, Any] = {"by": by, "addressee": NAME, "sender": SENDER}
    words = f"{NAME}的铺子"
    signed_for = make_mail.delivery(by=by, brought_by=NAME, signature=SIGNATURE)
    fetched = make_mail.item(**fields, large=True, to=signed_for)
    notice.call(fetched, "no_answer", collect_by=None, stays=None, note=f"{NAME}不接", by=by, now=NOW)
    collecting.collect([fetched], SHEET, by=by, now=NOW)
    wrong = make_mail.item(**fields, number="RA2CN", to=signed_for)
    collecting.collect([wrong], SHEET, by=by, now=NOW)
    mending.take_back(wrong, f"给错了{NAME}", by=by, now=NOW)
    sheet = make_mail.sheet(addressee=f"{NAME}二", sender=SENDER, unit_number="", words=words, number="RA2CN")
    mending.put_right(wrong, sheet, f"{NAME}来改", by=by, now=NOW)
    returning.send_back(wrong, held.return_reason("unknown"), by=by, now=NOW)
    batch = returning.begin([MailItem.objects.get(pk=wrong.pk)], None, by=by, now=NOW)
    returning.hand_back(batch, NAME, signature=SIGNATURE, by=by, now=NOW)
    carried = make_mail.item(**fields, number="RA3CN", to=signed_for)
    handing.deliver([carried], NAME, signature=SIGNATURE, by=by, now=NOW)
    receiving.finish(signed_for, late_reason=f"等{NAME}", by=by, now=NOW + 2 * HOUR)
    december = NOW + timedelta(days=10)
    close_period("mail_desk", "2026-11", {"total": 3}, [fetched.folder_id], by=by, now=december)
    mending.take_back(carried, f"没有给{NAME}", by=by, now=december)
    handing.deliver([MailItem.objects.get(pk=carried.pk)], NAME, signature=SIGNATURE, by=by, now=december)
    assert Adjustment.objects.exists()
    erase_expired(now=NOW + timedelta(days=9 * 365))
    assert where_stands([NAME])
    erase_expired(now=NOW + timedelta(days=11 * 365))
    assert where_stands([NAME, SENDER, RELATION]) == []
    for row in Collection.objects.all():
        assert (row.id_kind, row.id_number, row.signature) == ("", "", "")
    fetched.refresh_from_db()
    assert (fetched.number, fetched.quantity, str(fetched.mail_class)) == ("RA123456789CN", 1, "挂号信")

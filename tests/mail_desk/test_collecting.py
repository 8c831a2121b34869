"""Mail given out at the desk: to whom, against what, with which proof."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from mail_desk.actions import collecting, notice
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import CodeTry, Collection
from mail_desk.queries import collecting as reads
from mail_desk.states import Collector, IdKind, State
from mall.models import Reveal
from mall.roles import Role
from tests import make, make_mail
from tests.at_once import at_once
from tests.make_mail import HOUR, ID_NUMBER, MINUTE, NOW, SIGNATURE, TODAY
from tests.rules import rule
from ui.obstacles import Refused
from ui.strokes import read_strokes

if TYPE_CHECKING:
    from django.test import Client

    from mail_desk.models import MailItem
    from mall.models import User

pytestmark = pytest.mark.django_db

SHEET = CollectSheet("方琳", id_kind=IdKind.CARD, id_number=ID_NUMBER, signature=SIGNATURE)
LATER = NOW + HOUR


def waiting(code: str = "registered", *, by: User | None = None, **fields: Any) -> MailItem:
    """An item on the notice, with its pick-up code."""
    return make_mail.item(code, by=by, large=True, **fields)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str | None]]:
    """What stood in the way, and beside which field."""
    return {(obstacle.code, obstacle.field) for obstacle in refused.value.obstacles}


@rule.both("MAIL-04")
def test_the_addressee_collects_against_id_and_signature() -> None:
    by = make_mail.agent()
    item = waiting(by=by)
    for missing, field in (({"id_number": ""}, "id_number"), ({"signature": ""}, "signature"), ({"name": ""}, "name")):
        with pytest.raises(Refused) as refused:
            collecting.collect([item], replace(SHEET, **missing), by=by, now=LATER)
        assert [obstacle.field for obstacle in refused.value.obstacles] == [field]
    made = collecting.collect([item], SHEET, by=by, now=LATER)
    item.refresh_from_db()
    assert (item.state, item.collection, item.ended_at) == (State.COLLECTED, made, LATER)
    assert item.folder.entries.filter(verb="mail_collected", facts__collection=made.pk).exists()
    assert made.desk == by.home.desk


@rule.both("MAIL-04")
def test_a_registered_letter_goes_to_no_proxy_and_a_parcel_does() -> None:
    by = make_mail.agent()
    letter = waiting(by=by)
    parcel = waiting("parcel", by=by, number="SF1234567890123")
    proxy = replace(SHEET, name="小陈", collector=Collector.PROXY, relationship="店员")
    with pytest.raises(Refused) as refused:
        collecting.collect([letter, parcel], proxy, by=by, now=LATER)
    assert codes(refused) == {("proxy", "collector")}
    assert "挂号信" in str(refused.value.obstacles[0])
    with pytest.raises(Refused) as refused:
        collecting.collect([parcel], replace(proxy, relationship=""), by=by, now=LATER)
    assert codes(refused) == {("relationship", "relationship")}
    collecting.collect([parcel], proxy, by=by, now=LATER)
    family = replace(SHEET, name="方小妹", collector=Collector.FAMILY, relationship="女儿")
    collecting.collect([letter], family, by=by, now=LATER)
    letter.mail_class.family_allowed = False
    letter.mail_class.save()
    with pytest.raises(Refused) as refused:
        collecting.collect([waiting(by=by, number="RA9CN")], family, by=by, now=LATER)
    assert codes(refused) == {("family", "collector")}


@rule.allows("MAIL-04")
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdKind.CARD, ID_NUMBER),
        (IdKind.CARD, "１１０１０５ 19491231 002x"),
        (IdKind.CARD, "110105491231002"),
        (IdKind.PASSPORT, "E12345678"),
        (IdKind.OTHER, "JZ-2026-0001"),
    ],
)
def test_a_number_that_can_be_is_taken(kind: IdKind, number: str) -> None:
    by = make_mail.agent()
    sheet = replace(SHEET, id_kind=kind, id_number=number)
    assert collecting.collect([waiting(by=by)], sheet, by=by, now=LATER).id_number


@rule.refuses("MAIL-04")
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdKind.CARD, "110105194912310021"),
        (IdKind.CARD, "110105199913310029"),
        (IdKind.CARD, "E12345678"),
        (IdKind.PASSPORT, "方琳"),
        (IdKind.OTHER, "居住证"),
    ],
)
def test_a_number_that_cannot_be_is_said_beside_its_field(kind: IdKind, number: str) -> None:
    by = make_mail.agent()
    sheet = replace(SHEET, id_kind=kind, id_number=number)
    with pytest.raises(Refused) as refused:
        collecting.collect([waiting(by=by)], sheet, by=by, now=LATER)
    assert codes(refused) == {("id_wrong", "id_number")}


@rule.allows("MAIL-04")
def test_ordinary_letters_ask_for_a_name_only() -> None:
    by = make_mail.agent()
    made = collecting.collect([make_mail.item("ordinary", by=by, number="")], CollectSheet("方琳"), by=by, now=LATER)
    assert (made.id_number, made.signature, made.without_proof) == ("", "", "")


@rule.both("MAIL-04")
def test_only_a_supervisor_releases_without_proof_and_says_why() -> None:
    agent, supervisor = make_mail.agent(), make_mail.supervisor()
    item = waiting(by=agent)
    bare = replace(SHEET, id_number="", signature="", without_proof="证件遗失，店长到场确认")
    with pytest.raises(Refused) as refused:
        collecting.collect([item], bare, by=agent, now=LATER)
    assert ("release", "without_proof") in codes(refused)
    made = collecting.collect([item], bare, by=supervisor, now=LATER)
    assert (made.without_proof, made.released_by) == ("证件遗失，店长到场确认", supervisor)
    # A reason that was not needed is no release: the month counts only what lacked its proof.
    whole = collecting.collect(
        [waiting(by=agent, number="RA2CN")], replace(SHEET, without_proof="x"), by=supervisor, now=LATER
    )
    assert (whole.without_proof, whole.released_by) == ("", None)


@rule.refuses("MAIL-04")
def test_whoever_comes_second_is_told_who_was_first() -> None:
    by = make_mail.agent()
    item = waiting(by=by)
    other = make_mail.item(by=by, number="RA5CN")
    collecting.collect([item], SHEET, by=by, now=LATER)
    with pytest.raises(Refused) as refused:
        collecting.collect([item, other], replace(SHEET, name="王五"), by=by, now=LATER + MINUTE)
    assert "方琳" in str(refused.value.obstacles[0])
    other.refresh_from_db()
    assert other.state == State.REGISTERED
    assert Collection.objects.count() == 1


@rule.both("MAIL-10")
def test_what_is_for_the_company_is_not_given_out_before_its_hour() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, internal=True)
    with pytest.raises(Refused) as refused:
        collecting.collect([item], SHEET, by=by, now=LATER)
    assert codes(refused) == {("window", None)}
    collecting.collect([item], SHEET, by=by, now=NOW.replace(hour=10))


@rule.both("MAIL-04")
def test_after_five_wrong_codes_a_person_waits_ten_minutes() -> None:
    by, other = make_mail.agent(), make_mail.agent()
    item = waiting(by=by)
    wrong = "000000" if item.pickup_code != "000000" else "111111"
    for _n in range(5):
        assert collecting.try_code(wrong, by=by, now=LATER) is None
    with pytest.raises(Refused) as refused:
        collecting.try_code(item.pickup_code, by=by, now=LATER + 9 * MINUTE)
    assert codes(refused) == {("tries", "q")}
    assert collecting.try_code(item.pickup_code, by=other, now=LATER) == item
    assert collecting.try_code(item.pickup_code, by=by, now=LATER + 10 * MINUTE) == item
    assert CodeTry.objects.filter(by=by).count() == 1, "what counts no more is not kept"


@rule.both("MAIL-13")
def test_the_id_number_is_encrypted_masked_and_shown_for_a_purpose_only(client: Client) -> None:
    by = make_mail.agent()
    made = collecting.collect([waiting(by=by)], SHEET, by=by, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, signature FROM mail_desk_collection WHERE id = %s", [made.pk])
        stored = cursor.fetchone()
    assert ID_NUMBER not in "".join(stored)
    assert SIGNATURE not in stored[1]
    make.signed_in(client, by)
    page = client.get(reverse("mail_desk:collection", args=[made.pk])).content.decode()
    assert ID_NUMBER not in page
    assert "110***********002X" in page
    number = reverse("casework:number", args=["mail_desk.Collection.id_number", made.pk])
    assert ID_NUMBER not in client.post(number).content.decode()
    assert not Reveal.objects.exists()
    assert ID_NUMBER in client.post(number, {"purpose": "商户查询领取人"}).content.decode()
    assert Reveal.objects.get().purpose == "商户查询领取人"
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert ID_NUMBER not in client.post(number, {"purpose": "看看"}).content.decode()


@rule.both("MAIL-04")
def test_what_waits_is_found_as_people_ask_for_it_with_all_of_the_same_receiver() -> None:
    by = make_mail.agent()
    first = waiting(by=by)
    second = make_mail.item("parcel", by=by, number="SF1234567890123")
    make_mail.item(by=by, unit_number="B3118", number="RA777777777CN", addressee="李四")
    shoes = make_mail.item(by=by, unit_number="", words="二楼卖鞋的", addressee="赵六", number="RA8CN8888")
    gone = make_mail.item(by=by, number="RA6CN")
    collecting.collect([gone], SHEET, by=by, now=LATER)
    for text in (first.folder.number, "A1105", "云裳", "yunshang", "方琳", "RA123456789CN", "6789"):
        (group,) = reads.together(by, reads.found(by, text, TODAY)[:1], NOW)
        assert {row.item for row in group.rows} == {first, second}, text
        assert group.title == "云裳服饰"
    assert reads.found(by, "卖鞋", TODAY) == [shoes]
    assert reads.found(by, "没有这个人", TODAY) == []
    assert reads.found(by, first.pickup_code, TODAY) == []


def test_a_code_leads_to_its_item_and_wrong_ones_are_counted(client: Client) -> None:
    by = make_mail.agent()
    item = waiting(by=by)
    make.signed_in(client, by)
    find = reverse("mail_desk:look-up")
    answer = client.post(find, {"q": item.pickup_code})
    assert answer.status_code == 302
    assert item.folder.number in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "挂号信" in page
    assert "checked" in page
    wrong = "000000" if item.pickup_code != "000000" else "111111"
    assert client.post(find, {"q": wrong}).status_code == 422
    assert CodeTry.objects.filter(right=False).count() == 1
    for _n in range(4):
        client.post(find, {"q": wrong})
    answer = client.post(find, {"q": item.pickup_code})
    assert answer.status_code == 429
    assert "取件码" in answer.content.decode()


def test_the_label_s_qr_code_is_read_in_the_same_box(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    make.signed_in(client, by)
    answer = client.post(reverse("mail_desk:look-up"), {"q": f"http://desk/mail/{item.folder.number}/"})
    assert answer["Location"].endswith(f"?item={item.folder.number}")


def test_two_items_are_given_out_on_the_page_and_a_refusal_keeps_what_was_typed(client: Client) -> None:
    by = make_mail.agent()
    items = [waiting(by=by), make_mail.item("parcel", by=by, number="SF1234567890123")]
    make.signed_in(client, by)
    url = f"{reverse('mail_desk:collect')}?item={items[0].folder.number}"
    data = {
        "items": [str(item.pk) for item in items],
        "collector": "merchant",
        "name": "方琳",
        "id_kind": "card",
        "id_number": "123",
        "signature": SIGNATURE,
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "应为 18 位" in page
    assert 'value="方琳"' in page
    assert read_strokes(SIGNATURE) in page
    done = client.post(url, {**data, "id_number": ID_NUMBER})
    assert done.status_code == 302
    made = Collection.objects.get()
    assert done["Location"] == reverse("mail_desk:collection", args=[made.pk])
    assert {item.state for item in made.items.all()} == {State.COLLECTED}
    # What is gone says so, and is nowhere to be ticked.
    again = client.get(url).content.decode()
    assert items[0].folder.number in again
    assert 'name="items"' not in again


def test_the_item_s_button_leads_to_the_collection_with_it_ticked(client: Client) -> None:
    by = make_mail.agent()
    item = waiting(by=by)
    notice.call(item, "reached", collect_by=NOW + 5 * HOUR, stays=by, by=by, now=NOW)
    make.signed_in(client, by)
    page = client.get(item.get_absolute_url()).content.decode()
    assert f"{item.get_absolute_url()}collected/" in page
    answer = client.get(f"{item.get_absolute_url()}collected/")
    assert answer["Location"].endswith(f"?item={item.folder.number}")


def test_a_stranger_finds_nothing(client: Client) -> None:
    by = make_mail.agent()
    made = collecting.collect([waiting(by=by)], SHEET, by=by, now=LATER)
    make.signed_in(client, make.person(Role.HR_VIEWER, "hr"))
    assert client.get(reverse("mail_desk:collection", args=[made.pk])).status_code in (403, 404)
    assert client.get(reverse("mail_desk:collect")).status_code == 403


@pytest.mark.django_db(transaction=True)
@rule.both("MAIL-04")
def test_two_clerks_give_the_same_item_out_once() -> None:
    first, second = make_mail.agent(), make_mail.agent()
    with transaction.atomic():
        item = waiting(by=first)

    def give(by: User, name: str) -> str:
        try:
            with transaction.atomic():
                return collecting.collect([item], replace(SHEET, name=name), by=by, now=LATER).name
        except Refused as refused:
            return str(refused.obstacles[0].message)

    said = at_once([lambda: give(first, "方琳"), lambda: give(second, "王五五")])
    (row,) = Collection.objects.all()
    assert row.name in said
    assert sum("领走" in one and row.name in one for one in said) == 1

"""Mistakes put right by a further step; nothing is edited away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casework.actions.periods import close_period
from casework.models import Adjustment, Folder
from mail_desk import held
from mail_desk.actions import collecting, handing, mending, notice, receiving, returning
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import MailItem, Mend
from mail_desk.states import Correction, IdKind, State
from tests import make, make_mail
from tests.make_mail import DAY, HOUR, ID_NUMBER, NOW, SIGNATURE
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db

SHEET = CollectSheet("方琳", id_kind=IdKind.CARD, id_number=ID_NUMBER, signature=SIGNATURE)
WHY = "录错了"
SEE_ITEM = "见该件的更正记录。"


def again(item: MailItem) -> MailItem:
    """The item as it stands now."""
    return MailItem.objects.select_related("folder").get(pk=item.pk)


def put_right(
    item: MailItem, by: User, *, unit_number: str = "A1105", code: str = "registered", **changed: Any
) -> Mend:
    """Put one particular right and leave the rest."""
    return mending.put_right(item, make_mail.sheet(code, unit_number, **changed), WHY, by=by, now=NOW + HOUR)


@rule.both("HAND-08")
def test_particulars_are_put_right_and_what_stood_before_is_kept() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    due = item.folder.due_at
    with pytest.raises(Refused) as refused:
        put_right(item, by)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["same"]
    with pytest.raises(Refused) as refused:
        mending.put_right(item, make_mail.sheet(addressee="方林"), " ", by=by, now=NOW)
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["reason"]
    mend = put_right(item, by, addressee="方林")
    assert (mend.before, mend.after) == ({"addressee": "方琳"}, {"addressee": "方林"})
    item = again(item)
    assert (item.addressee, item.state, item.folder.due_at) == ("方林", State.REGISTERED, due)
    assert item.folder.entries.get(verb="mail_mended").facts == {"mend": mend.pk}


@rule.both("HAND-08", "MAIL-07")
def test_an_address_in_a_refused_area_is_given_back_at_the_door_and_returned_later() -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by)
    early, late = (make_mail.item(by=by, to=delivery, number=number) for number in ("RA1CN", "RA2CN"))
    put_right(early, by, unit_number="", words="A1601", number="RA1CN")
    assert again(early).state == State.REFUSED
    assert again(early).refusal.startswith("A16")
    receiving.finish(delivery, by=by, now=NOW)
    put_right(late, by, unit_number="", words="A1601", number="RA2CN")
    late = again(late)
    assert (late.state, late.return_reason) == (State.TO_RETURN, held.return_reason("misrouted"))
    # And the other way about: what was refused by mistake is taken in.
    put_right(early, by, number="RA1CN")
    early = again(early)
    assert (early.state, early.refusal, early.folder.closed_at) == (State.REGISTERED, "", None)
    assert early.folder.title == "挂号信 A1105 云裳服饰"


@rule.allows("HAND-08", "MAIL-03")
def test_an_unclear_address_made_clear_leaves_the_notice_unless_somebody_comes() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, unit_number="", words="卖鞋的")
    told = make_mail.item(by=by, unit_number="", words="卖帽的", number="RA2CN")
    notice.call(told, "reached", collect_by=NOW + 5 * HOUR, stays=by, by=by, now=NOW)
    put_right(item, by)
    put_right(told, by, number="RA2CN")
    assert again(item).state == State.REGISTERED
    assert again(told).state == State.AWAITING


@rule.both("HAND-08", "MAIL-03", "MAIL-10")
def test_marks_that_the_wrong_address_made_go_with_it_and_those_of_the_clerk_stay(client: Client) -> None:
    by = make_mail.agent()
    make_mail.merchant_in("A3118", "锦绣女装")
    unclear = make_mail.item(by=by, unit_number="", words="卖鞋的")
    internal = make_mail.item(by=by, unit_number="", words="八楼", number="RA2CN")
    said = make_mail.item(by=by, internal=True, number="RA3CN")
    make.signed_in(client, by)
    for item in (unclear, internal, said):
        address = f"{item.get_absolute_url()}put-right/"
        marks = [name for name in ("unclear", "internal") if getattr(item, name)]
        posted = {"mail_class": "registered", "number": item.number, "quantity": "1", "marks": marks, "reason": WHY}
        assert client.post(address, {**posted, "where": "A3118"}).status_code == 302
    found = [(again(item).state, again(item).unclear, again(item).internal) for item in (unclear, internal, said)]
    assert found == [(State.REGISTERED, False, False)] * 2 + [(State.REGISTERED, False, True)]


@rule.both("HAND-08")
def test_the_last_step_is_taken_back_and_who_collected_stays_on_record() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, large=True)
    notice.call(item, "reached", collect_by=NOW + 5 * HOUR, stays=by, by=by, now=NOW)
    made = collecting.collect([item], SHEET, by=by, now=NOW + HOUR)
    code = item.pickup_code
    mend = mending.take_back(item, "给错人了", by=by, now=NOW + 2 * HOUR)
    item = again(item)
    assert (item.state, item.collection, item.folder.closed_at) == (State.AWAITING, None, None)
    assert (mend.kind, mend.before["collection"], mend.after["state"]) == (Correction.TAKEN_BACK, made.pk, "awaiting")
    assert item.pickup_code == code
    mending.take_back(item, WHY, by=by, now=NOW + 2 * HOUR)
    assert again(item).state == State.NOTIFIED
    with pytest.raises(Refused) as refused:
        mending.take_back(item, WHY, by=by, now=NOW + 2 * HOUR)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["first"]
    collecting.collect([item], SHEET, by=by, now=NOW + 3 * HOUR)


@rule.allows("HAND-08")
def test_every_way_out_has_its_way_back() -> None:
    by = make_mail.agent()
    handed, sent, returned = (make_mail.item(by=by, number=number) for number in ("RA1CN", "RA2CN", "RA3CN"))
    refused = make_mail.item(by=by, unit_number="", words="A1601", number="RA4CN")
    handing.deliver([handed], "方琳", signature=SIGNATURE, by=by, now=NOW)
    unknown = held.return_reason("unknown")
    for item in (sent, returned):
        returning.send_back(item, unknown, by=by, now=NOW)
    batch = returning.begin([returned], None, by=by, now=NOW)
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=by, now=NOW)
    for item in (handed, sent, returned, refused):
        mending.take_back(item, WHY, by=by, now=NOW + HOUR)
    assert [again(item).state for item in (handed, sent, returned, refused)] == [
        State.REGISTERED,
        State.REGISTERED,
        State.TO_RETURN,
        State.NOTIFIED,
    ]
    assert Mend.objects.get(item=returned).before["return_batch"] == batch.pk
    assert again(handed).hand_out is None
    # Let in beside the rule, it does not fall out again when its sender is put right.
    mending.put_right(
        refused, make_mail.sheet(unit_number="", words="A1601", number="RA4CN", sender="工商局"), WHY, by=by, now=NOW
    )
    assert again(refused).state == State.NOTIFIED


def test_a_code_given_to_another_item_meanwhile_is_drawn_anew() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by, large=True)
    collecting.collect([item], SHEET, by=by, now=NOW)
    other = make_mail.item(by=by, large=True, number="RA2CN")
    MailItem.objects.filter(pk=other.pk).update(pickup_code=item.pickup_code)
    mending.take_back(item, WHY, by=by, now=NOW)
    assert again(item).state == State.NOTIFIED
    assert again(item).pickup_code not in ("", again(other).pickup_code)


@rule.both("HAND-08")
def test_what_is_struck_out_counts_nowhere_and_stays_to_be_read() -> None:
    by = make_mail.agent()
    delivery = make_mail.delivery(by=by)
    item, other = (make_mail.item(by=by, to=delivery, number=number) for number in ("RA1CN", "RA2CN"))
    with pytest.raises(Refused):
        mending.strike_out(item, "", by=by, now=NOW)
    mending.strike_out(item, "扫了两次", by=by, now=NOW)
    item = again(item)
    assert (item.state, item.folder.closed_at) == (State.VOID, NOW)
    assert receiving.counts_of(delivery) == (0, 1)
    assert list(MailItem.objects.counted()) == [other]
    with pytest.raises(Refused):
        mending.strike_out(item, "再来", by=by, now=NOW)
    with pytest.raises(Refused):
        mending.take_back(item, "再来", by=by, now=NOW)


@rule.both("MAIL-12", "CMP-44")
def test_a_closed_month_stays_and_the_difference_stands_beside_it() -> None:
    by = make_mail.agent()
    boss = make_mail.supervisor()
    make_mail.lists()
    letters = make_mail.item("ordinary", "", by=by, number="", addressee="", floor=held.floor("3F"), quantity=30)
    letter = make_mail.item(by=by)
    december = NOW + 10 * DAY
    mending.put_right(
        letters,
        replace(make_mail.sheet("ordinary", "", number="", addressee=""), floor=held.floor("3F"), quantity=28),
        WHY,
        by=by,
        now=december,
    )
    assert not Adjustment.objects.exists()
    period = close_period("mail_desk", "2026-11", {"total": 29}, [letter.folder_id], by=boss, now=december)
    mending.put_right(
        letters,
        replace(make_mail.sheet("ordinary", "", number="", addressee=""), floor=held.floor("3F"), quantity=25),
        "多数了",
        by=by,
        now=december,
    )
    mending.put_right(letter, make_mail.sheet("ems"), "其实是 EMS", by=by, now=december)
    mending.strike_out(letters, "重复登记", by=by, now=december)
    number, of_letters = letter.folder.number, letters.folder.number
    mended = {"column": "came", "why": "mended"}
    assert [(row.figures, row.reason) for row in Adjustment.objects.filter(period=period).order_by("id")] == [
        ({**mended, "class": "ordinary", "quantity": -3, "item": of_letters}, SEE_ITEM),
        ({**mended, "class": "registered", "quantity": -1, "item": number}, SEE_ITEM),
        ({**mended, "class": "ems", "quantity": 1, "item": number}, SEE_ITEM),
        ({**mended, "class": "ordinary", "quantity": -25, "item": of_letters}, SEE_ITEM),
    ]
    period.refresh_from_db()
    assert period.figures == {"total": 29}
    # Who it was for counts nowhere.
    mending.put_right(letter, make_mail.sheet("ems", addressee="方林"), WHY, by=by, now=december)
    assert Adjustment.objects.count() == 4


@rule.both("MAIL-12", "HAND-08")
def test_a_step_taken_back_changes_each_closed_month_it_was_counted_in() -> None:
    by = make_mail.agent()
    boss = make_mail.supervisor()
    fetched = make_mail.item(by=by, large=True)
    collecting.collect([fetched], SHEET, by=by, now=NOW + HOUR)
    refused = make_mail.item(by=by, unit_number="", words="A1601", number="RA2CN")
    december = NOW + 10 * DAY
    close_period("mail_desk", "2026-11", {"total": 2}, [fetched.folder_id], by=boss, now=december)
    mending.take_back(fetched, WHY, by=by, now=december)
    mending.take_back(refused, WHY, by=by, now=december)
    rows = Adjustment.objects.order_by("id").values_list("figures__column", "figures__quantity")
    assert list(rows) == [("collected", -1), ("refused", -1), ("came", 1)]


def test_the_forms_of_corrections(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    make.signed_in(client, by)
    page = item.get_absolute_url()
    form = client.get(f"{page}put-right/").content.decode()
    assert 'value="A1105"' in form
    assert "云裳服饰" in form
    make_mail.merchant_in("B3118", "锦绣女装")
    data = {
        "mail_class": "ems",
        "number": "ea 123456789 cn",
        "quantity": "1",
        "where": "b3118",
        "merchant": item.merchant_id,
        "addressee": "方琳",
        "marks": ["heavy"],
        "reason": "登记时看错",
    }
    assert client.post(f"{page}put-right/", {**data, "reason": ""}).status_code == 422
    assert client.post(f"{page}put-right/", {**data, "number": ""}).status_code == 422
    assert client.post(f"{page}put-right/", data).status_code == 302
    item = again(item)
    assert (item.mail_class.code, item.number, item.unit.number, item.state) == (
        "ems",
        "EA123456789CN",
        "B3118",
        State.NOTIFIED,
    )
    # Another room and nobody else picked: whoever trades there.
    assert item.merchant.name == "锦绣女装"
    assert Folder.objects.get(pk=item.folder_id).title == "EMS B3118 锦绣女装"
    assert client.post(f"{page}take-back/", {"reason": "试"}).status_code == 422
    assert client.post(f"{page}strike-out/", {"reason": "重复登记"}).status_code == 302
    assert again(item).state == State.VOID

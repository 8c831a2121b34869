"""Back to the post: undeliverable items, slips, their hand-over."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from casework.models import Adjustment, Attachment
from mail_desk import held
from mail_desk.actions import collecting, handing, receiving, returning
from mail_desk.actions.months import close_month
from mail_desk.collect_sheet import CollectSheet
from mail_desk.models import ReturnBatch
from mail_desk.queries import months
from mail_desk.states import IdKind, State
from tests import make, make_mail
from tests import make_mail_days as days
from tests.make_mail import DAY, HOUR, ID_NUMBER, MINUTE, NOW, SIGNATURE
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from mail_desk.models import MailItem
    from mall.models import User

pytestmark = pytest.mark.django_db


def scan() -> SimpleUploadedFile:
    """A signed slip, photographed."""
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "PNG")
    return SimpleUploadedFile("退件单.png", out.getvalue(), content_type="image/png")


def going_back(by: User, number: str = "RA123456789CN", **fields: Any) -> MailItem:
    """An item that waits for the post."""
    return make_mail.item("returned", by=by, number=number, **fields)


def begun(by: User, *numbers: str) -> tuple[ReturnBatch, list[MailItem]]:
    """A slip with items."""
    items = [going_back(by, number) for number in numbers or ("RA123456789CN", "RA2CN")]
    return returning.begin(items, held.carriers()[0], by=by, now=NOW), items


def fields_of(refused: pytest.ExceptionInfo[Refused]) -> list[str | None]:
    """Beside which fields something stood in the way."""
    return [obstacle.field for obstacle in refused.value.obstacles]


@rule.both("MAIL-06")
def test_what_cannot_be_delivered_goes_back_for_a_reason() -> None:
    by = make_mail.agent()
    letters = make_mail.item("ordinary", by=by, number="")
    handing.deliver([letters], "楼层小李", signature=SIGNATURE, by=by, now=NOW)
    unknown = held.return_reason("unknown")
    with pytest.raises(Refused) as refused:
        returning.send_back(letters, None, by=by, now=NOW)
    assert fields_of(refused) == ["reason"]
    returning.send_back(letters, unknown, by=by, now=NOW)
    letters.refresh_from_db()
    assert (letters.state, letters.return_reason, letters.ended_at) == (State.TO_RETURN, unknown, None)
    assert letters.folder.entries.filter(verb="mail_to_return", facts__return_reason=unknown.pk).exists()
    with pytest.raises(Refused):
        returning.send_back(letters, unknown, by=by, now=NOW)


@rule.both("MAIL-06", "MAIL-12")
def test_letters_brought_back_after_their_month_was_closed_stand_beside_it_as_not_handed_out() -> None:
    by, boss, december = make_mail.agent(), make_mail.supervisor(), NOW + 10 * DAY
    letters, waits = days.letters(12, by=by), make_mail.item(by=by)
    handing.hand_to_staff([letters], "楼层小李", 12, signature=SIGNATURE, by=by, now=NOW)
    receiving.finish(letters.delivery, by=by, now=NOW)
    receiving.finish(waits.delivery, by=by, now=NOW)
    closed = close_month(2026, 11, by=boss, now=december)
    assert months.standing(closed, "ordinary.handed_out") == 12
    for item in (letters, waits):
        returning.send_back(item, held.return_reason("unknown"), by=by, now=december)
    # What was only there was counted as coming in, and it still came in.
    beside = Adjustment.objects.get(period=closed).figures
    assert [beside[name] for name in ("class", "column", "quantity")] == ["ordinary", "handed_out", -12]
    assert beside["item"] == letters.folder.number
    found = {figure: months.standing(closed, figure) for figure in ("ordinary.came", "ordinary.handed_out")}
    assert found == {"ordinary.came": 12, "ordinary.handed_out": 0}
    assert (months.standing(closed, "total.handed_out"), months.standing(closed, "registered.came")) == (0, 1)
    closed.refresh_from_db()
    assert closed.figures["classes"]["ordinary"]["handed_out"] == 12
    letters.refresh_from_db()
    assert (letters.state, letters.ended_at) == (State.TO_RETURN, None)


@rule.both("MAIL-06")
def test_the_post_signs_for_a_slip_on_the_screen() -> None:
    by = make_mail.agent()
    batch, items = begun(by)
    assert batch.folder.number.startswith("TJ20261126-")
    with pytest.raises(Refused) as refused:
        returning.hand_back(batch, "", by=by, now=NOW)
    assert fields_of(refused) == ["taken_by", "signature"]
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, counted=2, by=by, now=NOW + HOUR)
    for item in items:
        item.refresh_from_db()
        assert (item.state, item.return_batch, item.ended_at) == (State.RETURNED, batch, NOW + HOUR)
    batch.folder.refresh_from_db()
    assert (batch.folder.closed_at, batch.folder.stage, batch.folder.due_at) == (NOW + HOUR, "handed_back", None)
    assert batch.signature == SIGNATURE
    with pytest.raises(Refused):
        returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=by, now=NOW + HOUR)


@rule.both("MAIL-06")
def test_a_slip_signed_on_paper_needs_its_copy(media: Path) -> None:
    by = make_mail.agent()
    batch, _items = begun(by)
    with pytest.raises(Refused) as refused:
        returning.hand_back(batch, "邮递员小马", on_paper=True, by=by, now=NOW)
    assert fields_of(refused) == ["files"]
    returning.hand_back(batch, "邮递员小马", on_paper=True, copies=[scan()], by=by, now=NOW)
    assert Attachment.objects.get(folder=batch.folder).kind == "signed copy"
    assert [path for path in media.rglob("*") if path.is_file()]


@rule.both("MAIL-09")
def test_beyond_the_hour_the_slip_says_why() -> None:
    by = make_mail.agent()
    batch, _items = begun(by)
    assert batch.folder.due_at == NOW + HOUR
    late = NOW + HOUR + MINUTE
    with pytest.raises(Refused) as refused:
        returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=by, now=late)
    assert fields_of(refused) == ["late_reason"]
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, late_reason="邮车晚到", by=by, now=late)
    assert ReturnBatch.objects.get().late_reason == "邮车晚到"


@rule.both("MAIL-06")
def test_items_are_taken_off_and_an_empty_slip_is_not_handed_back() -> None:
    by = make_mail.agent()
    batch, (item,) = begun(by, "RA1CN")
    returning.take_out(batch, item, by=by, now=NOW)
    item.refresh_from_db()
    assert (item.state, item.return_batch) == (State.TO_RETURN, None)
    with pytest.raises(Refused) as refused:
        returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=by, now=NOW)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["empty"]
    returning.add(batch, [item], by=by, now=NOW)
    with pytest.raises(Refused):
        returning.begin([item], None, by=by, now=NOW)
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, by=by, now=NOW)
    verbs = list(item.folder.entries.order_by("id").values_list("verb", flat=True))
    assert verbs[-4:] == ["mail_batched", "mail_unbatched", "mail_batched", "mail_returned"]


@rule.both("MAIL-06")
def test_a_slip_is_given_up_with_a_reason_and_its_items_stay() -> None:
    by = make_mail.agent()
    batch, items = begun(by)
    with pytest.raises(Refused) as refused:
        returning.give_up(batch, " ", by=by, now=NOW)
    assert fields_of(refused) == ["reason"]
    returning.give_up(batch, "邮局今天不来", by=by, now=NOW)
    for item in items:
        item.refresh_from_db()
        assert (item.state, item.return_batch) == (State.TO_RETURN, None)
    batch.folder.refresh_from_db()
    assert (batch.folder.stage, batch.folder.closed_at) == ("given_up", NOW)
    assert batch.folder.notes.get().text == "邮局今天不来"
    with pytest.raises(Refused):
        returning.add(batch, items, by=by, now=NOW)


@rule.refuses("MAIL-06")
def test_a_slip_that_changed_since_it_was_printed_is_looked_at_again() -> None:
    by = make_mail.agent()
    batch, items = begun(by)
    sheet = CollectSheet("方琳", id_kind=IdKind.CARD, id_number=ID_NUMBER, signature=SIGNATURE)
    collecting.collect([items[0]], sheet, by=by, now=NOW)
    with pytest.raises(Refused) as refused:
        returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, counted=2, by=by, now=NOW)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["changed"]
    returning.hand_back(batch, "邮递员小马", signature=SIGNATURE, counted=1, by=by, now=NOW)
    items[0].refresh_from_db()
    assert (items[0].state, items[0].return_batch) == (State.COLLECTED, None)


def test_the_pages_from_the_returns_to_the_signed_slip(client: Client) -> None:
    by = make_mail.agent()
    items = [going_back(by, number) for number in ("RA1CN", "RA2CN", "RA3CN")]
    make.signed_in(client, by)
    returns = reverse("mail_desk:returns")
    page = client.get(returns).content.decode()
    assert "退信" in page
    assert all(item.folder.number in page for item in items)
    assert client.post(returns, {"items": [], "into": "", "carrier": "post"}).status_code == 409
    made = client.post(returns, {"items": [items[0].pk, items[1].pk], "into": "", "carrier": "post"})
    batch = ReturnBatch.objects.get()
    assert made["Location"] == batch.get_absolute_url()
    assert batch.carrier == held.carriers()[0]
    assert (
        client.post(returns, {"items": [items[2].pk], "into": batch.folder.number, "carrier": "post"}).status_code
        == 302
    )
    out = reverse("mail_desk:return-out", args=[batch.folder.number, items[0].folder.number])
    assert client.post(out).status_code == 302
    page = client.get(batch.get_absolute_url()).content.decode()
    assert items[0].folder.number not in page
    assert items[2].folder.number in page
    # The clock on the wall has run on since this morning: the reason is asked for on the page too.
    data = {"taken_by": "邮递员小马", "signature": SIGNATURE, "counted": "2"}
    ReturnBatch.objects.update(begun_at=NOW)
    late = client.post(batch.get_absolute_url(), data)
    assert late.status_code == 422
    assert "超时原因" in late.content.decode()
    assert client.post(batch.get_absolute_url(), {**data, "late_reason": "邮车晚到"}).status_code == 302
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "邮递员小马" in page
    assert 'svg class="signature"' in page


def test_one_item_is_sent_back_by_its_button(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    make.signed_in(client, by)
    url = f"{item.get_absolute_url()}send-back/"
    assert "查无此人" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"reason": "unknown"}).status_code == 302
    item.refresh_from_db()
    assert item.state == State.TO_RETURN


def test_a_slip_is_given_up_on_its_page(client: Client) -> None:
    by = make_mail.agent()
    batch, _items = begun(by)
    make.signed_in(client, by)
    url = reverse("mail_desk:return-give-up", args=[batch.folder.number])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "邮局今天不来"}).status_code == 302
    assert "邮局今天不来" in client.get(batch.get_absolute_url()).content.decode()

"""Out of the desk's hands: letters to on-site staff, rounds by floor, the window of 8F."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Entry
from mail_desk.actions import handing, receiving
from mail_desk.models import HandOut, MailItem
from mail_desk.queries.rounds import round_of, rounds
from mail_desk.rules.handing import obstacles_to_internal_window
from mail_desk.states import State
from mall.actions.limits import set_limit
from mall.localtime import ZONE, local, local_day
from mall.models import Floor
from mall.roles import Role
from tests import make, make_mail
from tests.make_mail import NOW, SIGNATURE
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZONE)


def _letters(by: User, many: int = 12, floor: str = "3F") -> MailItem:
    delivery = make_mail.delivery(by=by)
    sheet = make_mail.sheet("ordinary", "", number="", addressee="")
    rows = [(Floor.objects.get(code=floor), many)]
    (entered,) = receiving.enter_counts(delivery, sheet, rows, by=by, now=NOW)
    return entered.item


@rule.both("MAIL-02")
def test_staff_take_letters_against_their_own_count_and_sign() -> None:
    by = make_mail.agent()
    item = _letters(by)
    with pytest.raises(Refused) as refused:
        handing.hand_to_staff([item], "现场刘强", 11, signature=SIGNATURE, by=by, now=NOW)
    assert [one.field for one in refused.value.obstacles] == ["count"]
    with pytest.raises(Refused) as refused:
        handing.hand_to_staff([item], "", 12, by=by, now=NOW)
    assert {one.field for one in refused.value.obstacles} == {"receiver", "signature"}
    row = handing.hand_to_staff([item], "现场刘强", 12, signature=SIGNATURE, by=by, now=NOW)
    item.refresh_from_db()
    assert (item.state, item.hand_out, row.count) == (State.DISTRIBUTED, row, 12)
    assert item.folder.closed_at == NOW


@rule.refuses("MAIL-02")
def test_a_registered_letter_is_not_given_to_staff_by_count() -> None:
    by = make_mail.agent()
    with pytest.raises(Refused):
        handing.hand_to_staff([make_mail.item(by=by)], "现场刘强", 1, signature=SIGNATURE, by=by, now=NOW)


@rule.both("MAIL-11")
def test_on_a_round_the_receiver_signs_and_who_was_not_there_is_visited_again() -> None:
    by = make_mail.agent()
    item = make_mail.item(by=by)
    handing.nobody_there([item], by=by, now=NOW)
    item.refresh_from_db()
    assert (item.state, item.not_home) == (State.REGISTERED, 1)
    with pytest.raises(Refused):
        handing.deliver([item], "方琳", by=by, now=NOW)
    handing.deliver([item], "方琳", signature=SIGNATURE, by=by, now=NOW)
    item.refresh_from_db()
    assert item.state == State.DISTRIBUTED
    with pytest.raises(Refused):
        handing.nobody_there([item], by=by, now=NOW)
    with pytest.raises(Refused):
        handing.deliver([item], "方琳", signature=SIGNATURE, by=by, now=NOW)
    assert Entry.objects.filter(folder=item.folder, verb="mail_handed_out").count() == 1


@rule.both("MAIL-10")
@pytest.mark.parametrize(
    ("hour", "minute", "free"),
    [(17, 29, False), (17, 30, True), (23, 59, True), (0, 0, True), (8, 59, True), (9, 0, False), (12, 0, False)],
)
def test_mail_of_8f_goes_out_between_half_past_five_and_nine(hour: int, minute: int, free: bool) -> None:  # noqa: FBT001 - a case
    item = make_mail.item(unit_number="", words="8F", addressee="总经理室")
    assert item.internal
    assert item.state == State.REGISTERED
    at = datetime(2026, 11, 26, hour, minute, tzinfo=ZONE)
    assert (not obstacles_to_internal_window(item, at)) == free
    plain = make_mail.item(number="RA222222222CN")
    assert not obstacles_to_internal_window(plain, at)


@rule.both("MAIL-10")
def test_mail_of_8f_is_due_when_its_window_ends() -> None:
    item = make_mail.item(unit_number="", words="八楼", internal=True)
    assert item.folder.due_kind == "mail_internal"
    assert item.folder.due_at == datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)


@rule.both("MAIL-S03")
def test_what_is_registered_is_to_be_passed_on_within_two_hours_and_what_was_is_due_no_more() -> None:
    item = make_mail.item()
    assert item.folder.due_kind == "mail_pass_on"
    assert item.folder.due_at == NOW.replace(hour=3)
    handing.deliver([item], "方琳", signature=SIGNATURE, by=make_mail.agent(), now=NOW)
    item.folder.refresh_from_db()
    assert item.folder.due_at is None


@rule.allows("DESK-05")
def test_the_rounds_show_each_floor_with_what_waits_for_it(client: Client) -> None:
    by = make_mail.agent()
    _letters(by)
    make_mail.item(unit_number="A3118", by=by)
    gone = make_mail.item(unit_number="A2210", by=by, number="RA222222222CN")
    handing.deliver([gone], "方琳", on_paper=True, by=by, now=NOW)
    waits = {row.floor.code: (row.items, row.letters) for row in rounds(by, NOW)["floors"]}
    assert {code for code, many in waits.items() if many != (0, 0)} == {"3F"}
    assert waits["3F"] == (1, 12)
    make.signed_in(client, by)
    page = client.get(reverse("mail_desk:round")).content.decode()
    assert "平信 12 封" in page
    assert "1 件待派送" in page
    assert client.get(reverse("mail_desk:round-floor", args=["9F"])).status_code == 404


@rule.both("DESK-04", "DESK-05")
@pytest.mark.parametrize(
    ("hour", "minute", "walking"),
    [
        (8, 59, False),
        (9, 0, True),
        (10, 0, True),
        (11, 0, False),
        (12, 0, False),
        (15, 0, True),
        (16, 59, True),
        (17, 0, False),
    ],
)
def test_two_stretches_of_the_day_are_for_walking(hour: int, minute: int, walking: bool) -> None:  # noqa: FBT001 - a case
    shown = rounds(make_mail.agent(), datetime(2026, 11, 26, hour, minute, tzinfo=ZONE))
    assert shown["walking"] is walking
    assert shown["hours"] == "09:00–11:00、15:00–17:00"


@rule.both("DESK-04")
def test_the_page_of_the_rounds_says_whether_this_is_an_hour_for_walking(client: Client) -> None:
    by, manager = make_mail.agent(), make.person(Role.MANAGER)
    now = timezone.now()
    make.signed_in(client, by)
    for stretch in (_around(now), _apart_from(now)):
        walking = stretch[0] <= f"{local(now):%H:%M}" < stretch[1]  # not in the last minute of a day
        said = "走动时段" if walking else "–".join(stretch)
        set_limit("walking_periods", [stretch], local_day(now), "试行", by=manager, now=now)
        page = client.get(reverse("mail_desk:round")).content.decode()
        beside_the_title = page.split("</h1>")[1].split("</div>")[0]
        assert beside_the_title.split("</i>")[-1].startswith(said)


def _around(now: datetime) -> list[str]:
    """A stretch of the day in which now lies, and the next hours too."""
    hour = local(now).hour
    return ["00:00", "12:00"] if hour < 6 else ["03:00", "21:00"] if hour < 18 else ["12:00", "23:59"]


def _apart_from(now: datetime) -> list[str]:
    """A stretch of the day in which now does not lie."""
    return ["13:00", "14:00"] if local(now).hour < 12 else ["10:00", "11:00"]


@rule.both("MAIL-10")
def test_mail_of_8f_is_held_back_on_its_round_until_half_past_five() -> None:
    by = make_mail.agent()
    item = make_mail.item(unit_number="", words="8F", addressee="总经理室", by=by)
    noon, evening = NOON, NOON.replace(hour=17, minute=30)
    (row,) = _round_8f(by, noon)["rows"]
    assert row.item == item
    assert "17:30–09:00" in row.held_back
    with pytest.raises(Refused) as refused:
        handing.deliver([item], "总经理室", signature=SIGNATURE, by=by, now=noon)
    assert [one.code for one in refused.value.obstacles] == ["window"]
    item.refresh_from_db()
    assert item.state == State.REGISTERED
    (row,) = _round_8f(by, evening)["rows"]
    assert row.held_back == ""
    handing.deliver([item], "总经理室", signature=SIGNATURE, by=by, now=evening)
    item.refresh_from_db()
    assert (item.state, item.ended_at) == (State.DISTRIBUTED, evening)
    (row,) = _round_8f(by, evening)["rows"]
    assert (row.held_back, row.done) == ("", item.hand_out)


@rule.both("MAIL-10")
def test_the_page_of_the_round_names_what_is_held_back_and_lets_nobody_tick_it(client: Client) -> None:
    by, manager = make_mail.agent(), make.person(Role.MANAGER)
    item = make_mail.item(unit_number="", words="8F", addressee="总经理室", by=by)
    make.signed_in(client, by)
    now = timezone.now()
    tick = re.compile(rf'<input type="checkbox" name="ids" value="{item.pk}"([^>]*)>')
    for stretch, held in ((_apart_from(now), True), ([_around(now)[0], "00:00"], False)):
        set_limit("internal_mail_window", [stretch], local_day(now), "试行", by=manager, now=now)
        page = client.get(reverse("mail_desk:round-floor", args=["8F"])).content.decode()
        (box,) = tick.findall(page)
        assert ("disabled" in box) is held
        assert ("八楼及公司邮件在" in page) is held


def _round_8f(by: User, now: datetime) -> dict[str, Any]:
    shown = round_of(by, "8F", now)
    assert shown is not None
    return shown


def test_a_round_over_the_door_keeps_what_was_typed_when_it_is_refused(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(unit_number="A3118", by=by)
    make.signed_in(client, by)
    address = reverse("mail_desk:round-hand-over", args=["3F"])
    answer = client.post(address, {"ids": [item.pk], "receiver": "方琳"})
    assert answer.status_code == 422
    assert "请收件人签字" in answer.content.decode()
    assert 'value="方琳"' in answer.content.decode()
    answer = client.post(address, {"ids": [item.pk], "receiver": "方琳", "on_paper": "on"})
    assert answer.status_code == 302
    assert HandOut.objects.get().on_paper
    shown = client.get(answer["Location"]).content.decode()
    assert "方琳" in shown


def test_nobody_was_there_over_the_door_keeps_what_was_typed_when_it_is_refused(client: Client) -> None:
    by = make_mail.agent()
    items = [make_mail.item(by=by, number=number) for number in ("RA1CN", "RA2CN")]
    make.signed_in(client, by)
    address = reverse("mail_desk:round-nobody", args=["1F"])
    assert client.post(address, {"ids": [item.pk for item in items], "receiver": "方琳"}).status_code == 302
    assert set(MailItem.objects.values_list("not_home", flat=True)) == {1}
    assert Entry.objects.filter(verb="mail_nobody_there", facts={"times": 1}).count() == 2
    handing.deliver(items[:1], "方琳", signature=SIGNATURE, by=by, now=NOW)
    refused = client.post(address, {"ids": [item.pk for item in items], "receiver": "方琳"})
    assert refused.status_code == 409
    assert 'value="方琳"' in refused.content.decode()
    assert set(MailItem.objects.values_list("not_home", flat=True)) == {1}


def test_nobody_hands_out_twice_what_two_people_ticked(client: Client) -> None:
    by = make_mail.agent()
    item = make_mail.item(unit_number="A3118", by=by)
    make.signed_in(client, by)
    data = {"ids": [item.pk], "receiver": "方琳", "on_paper": "on"}
    address = reverse("mail_desk:round-hand-over", args=["3F"])
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 409
    assert HandOut.objects.count() == 1


def test_letters_over_the_door(client: Client) -> None:
    by = make_mail.agent()
    item = _letters(by)
    make.signed_in(client, by)
    address = reverse("mail_desk:round-staff", args=["3F"])
    assert "12" in client.get(address).content.decode()
    data = {"ids": [item.pk], "receiver": "刘强", "on_paper": "on"}
    wrong = client.post(address, {**data, "count": "13"})
    assert wrong.status_code == 422
    assert "登记数为 12 封" in wrong.content.decode()
    assert "checked" in wrong.content.decode()
    more = _letters(by, 3)
    unticked = client.post(address, {**data, "count": "13"}).content.decode()
    assert f'value="{item.pk}" checked' in unticked
    assert f'value="{more.pk}">' in unticked
    assert client.post(address, {**data, "count": "12"}).status_code == 302

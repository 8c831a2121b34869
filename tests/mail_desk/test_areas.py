"""The areas whose mail is refused, as the desk keeps them: new ones, between two days, out of use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mail_desk.models import MailItem, RefusedArea
from mail_desk.states import State
from mall.models import Floor, Zone
from mall.roles import Role
from tests import make, make_mail
from tests.make_mail import DAY, NOW, TODAY
from tests.rules import rule

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

pytestmark = pytest.mark.django_db


def area(name: str = "C22", **fields: Any) -> RefusedArea:
    """An area of the list beside those of every installation."""
    make_mail.lists()
    return RefusedArea.objects.create(name=name, **{"pattern": "C22**", "words": "装修中，不予代收", **fields})


def becomes_of(words: str, now: datetime = NOW) -> str:
    """What becomes of a letter to an address that comes at an hour."""
    return make_mail.item(
        unit_number="",
        words=words,
        now=now,
        to=make_mail.delivery(now=now),
        number=f"RA{MailItem.objects.count():09}CN",
    ).state


@rule.both("MAIL-08")
def test_a_new_area_is_refused_from_the_moment_it_stands_in_the_list_with_its_words() -> None:
    make_mail.lists()
    assert becomes_of("C2201") != State.REFUSED
    area()
    item = make_mail.item(unit_number="", words="C2201", number="RA222222222CN")
    assert (item.state, item.refusal) == (State.REFUSED, "C22 装修中，不予代收")
    assert becomes_of("C2101") != State.REFUSED


@rule.both("MAIL-08")
def test_an_area_between_two_days_refuses_on_them_and_on_no_other() -> None:
    area(valid_from=TODAY, valid_until=date(2026, 11, 27))
    days = {n: becomes_of("C2201", NOW + n * DAY) == State.REFUSED for n in (-1, 0, 1, 2)}
    assert days == {-1: False, 0: True, 1: True, 2: False}


@rule.both("MAIL-08")
@pytest.mark.parametrize(
    ("bounds", "refused"),
    [
        ({"valid_from": date(2026, 11, 27)}, {0: False, 1: True, 40: True}),
        ({"valid_until": date(2026, 11, 26)}, {0: True, 1: False, 40: False}),
        ({}, {0: True, 1: True, 40: True}),
    ],
)
def test_an_empty_bound_is_always(bounds: dict[str, date], refused: dict[int, bool]) -> None:
    area(**bounds)
    assert {n: becomes_of("C2201", NOW + n * DAY) == State.REFUSED for n in refused} == refused


@rule.both("MAIL-08")
def test_an_area_out_of_use_refuses_nothing_and_back_in_use_it_does() -> None:
    row = area(is_active=False)
    assert becomes_of("C2201") != State.REFUSED
    assert becomes_of("A1601") == State.REFUSED
    for one, in_use in ((RefusedArea.objects.get(name="A16"), False), (row, True)):
        one.is_active = in_use
        one.save()
    assert becomes_of("A1601") != State.REFUSED
    assert becomes_of("C2201") == State.REFUSED


@rule.both("MAIL-08")
def test_a_floor_or_a_zone_alone_is_an_area_and_both_together_only_where_they_meet() -> None:
    make_mail.lists()
    area("D区", pattern="", zone=Zone.objects.get(letter="D"))
    area("5F-C", pattern="", floor=Floor.objects.get(code="5F"), zone=Zone.objects.get(letter="C"))
    refused = {words: becomes_of(words) == State.REFUSED for words in ("D3105", "D区一楼", "C5105", "C4105", "B5105")}
    assert refused == {"D3105": True, "D区一楼": True, "C5105": True, "C4105": False, "B5105": False}


@pytest.mark.parametrize("pattern", ["a16", "A16***", "16**", "A-6"])
def test_what_is_no_pattern_of_units_is_said_before_it_is_stored(pattern: str) -> None:
    make_mail.lists()
    with pytest.raises(ValidationError) as wrong:
        RefusedArea(name="X", pattern=pattern).full_clean()
    assert "pattern" in wrong.value.message_dict


@rule.both("MAIL-08")
def test_who_keeps_the_lists_adds_an_area_in_the_browser_and_the_desk_does_not(client: Client) -> None:
    make_mail.lists()
    address = reverse("admin:mail_desk_refusedarea_add")
    typed = {"name": "C22", "pattern": "C22**", "words": "装修中", "valid_from": "2026-11-26", "is_active": "on"}
    for person in (make_mail.agent(), make.person(Role.SYSTEM_ADMIN)):
        assert becomes_of("C2201") != State.REFUSED
        make.signed_in(client, person)
        client.post(address, typed)
    assert becomes_of("C2201") == State.REFUSED
    assert becomes_of("C2201", NOW - DAY) != State.REFUSED

"""The rows every installation starts with."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.test import Client

from mall import reference
from mall.models import Department, Desk, Floor, Lift, Season, Zone
from mall.roles import Role
from tests import make
from tests.rules import rule

pytestmark = pytest.mark.django_db


@rule.allows("DESK-07", "DESK-08")
def test_floors_desks_departments_seasons_and_lifts_are_there() -> None:
    call_command("load_reference", verbosity=0)
    floors = ["B1", "1F", "2F", "3F", "4F", "5F", "6F", "7F", "8F"]
    assert [(f.code, f.digit) for f in Floor.objects.all()] == list(zip(floors, "012345678", strict=True))
    assert "".join(Zone.objects.values_list("letter", flat=True)) == "ABCDEF"
    assert Department.objects.count() == 11
    assert set(Desk.objects.values_list("code", flat=True)) == {
        "east", "south", "west", "north", "centre", "floor-4", "floor-8",
    }  # fmt: skip
    assert {(s.code, s.starts_month, s.closes_at.isoformat()) for s in Season.objects.all()} == {
        ("summer", 5, "18:30:00"),
        ("winter", 10, "18:00:00"),
    }
    assert Lift.objects.filter(floors__code="8F").count() == 7


@rule.both("DESK-07", "DESK-08")
def test_people_have_one_of_the_malls_desks_and_none_out_of_use(client: Client) -> None:
    reference.load()
    Desk.objects.filter(code="west").update(is_active=False)
    manager, person = make.person(Role.MANAGER), make.person(None)
    make.signed_in(client, manager)
    address = f"/people/{person.pk}/role/"
    offered = re.search(r'<select[^>]*name="desk".*?</select>', client.get(address).content.decode(), re.DOTALL)
    assert offered is not None
    names = re.findall(r'value="\d+"[^>]*>([^<]+)<', offered[0])
    assert names == ["东门前台", "南门前台", "北门前台", "中厅前台", "四楼客服", "八楼前台"]
    desks = {desk.code: desk.pk for desk in Desk.objects.all()}
    home = Department.objects.get(code="customer-service").pk
    role = {"department": home, "role": "agent", "from_on": "2026-11-26"}
    assert client.post(address, {**role, "desk": desks["west"]}).status_code == 422
    assert not person.memberships.exists()
    assert client.post(address, {**role, "desk": desks["floor-8"]}).status_code == 302
    assert person.memberships.get().desk == Desk.objects.get(code="floor-8")


def test_loading_twice_changes_nothing_and_keeps_what_people_edited() -> None:
    reference.load()
    Department.objects.filter(code="fire").update(name="消防安全部")
    assert not any(reference.load().values())
    assert Department.objects.get(code="fire").name == "消防安全部"


def test_an_app_adds_its_own_loader_once() -> None:
    before = list(reference.load())

    def mine() -> int:
        return 0

    reference.register(mine)
    reference.register(mine)
    try:
        assert len(reference.load()) == len(before) + 1
    finally:
        reference._loaders.remove(mine)

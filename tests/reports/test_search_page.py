"""The one box, as a page: what is listed can be opened, whatever was typed gives an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make, make_complaints

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def _found(client: Client, text: str) -> list[str]:
    page = client.get("/search/", {"q": text}).content.decode()
    return sorted(set(re.findall(r"/complaints/(TS\d{8}-\d{4})/\"", page)))


def test_a_matter_is_found_by_number_phone_unit_and_two_characters(client: Client) -> None:
    agent = make_complaints.agent()
    case = make_complaints.complaint(agent, phone="13800137777", happened="拉链坏了，要求维修。")
    make_complaints.complaint(agent, unit=make.unit("B2200"))
    make.signed_in(client, agent)
    number = case.folder.number
    wordings = (number, number[6:], "13800137777", "138 0013 7777", "7777", "拉链", "ａ３１１８")
    for text in wordings:
        assert number in _found(client, text), text
    assert _found(client, "拉链") == [number]


def test_what_a_department_finds_it_may_open_and_the_rest_it_does_not_find(client: Client) -> None:
    desk = make_complaints.agent()
    asked = make_complaints.handed_over(desk)
    make_complaints.handed_over(desk, lead="fire")
    make.signed_in(client, make_complaints.onsite())
    assert _found(client, "羽绒服") == [asked.folder.number]
    assert client.get(f"/complaints/{asked.folder.number}/").status_code == 200


def test_one_character_is_asked_for_a_second(client: Client) -> None:
    make.signed_in(client, make_complaints.agent())
    assert "请再输入一个字" in client.get("/search/", {"q": "退"}).content.decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60))
def test_no_words_give_a_500(client: Client, text: str) -> None:
    make.signed_in(client, make_complaints.agent())
    assert client.get("/search/", {"q": text}).status_code in {200, 400}

"""Finding a merchant from a few letters."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mall.roles import Role
from merchants import actions
from merchants.queries import find, merchant_of, tenant_of
from tests import make, make_merchants
from tests.make_merchants import NOW, TODAY

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    """The names found for a text."""
    return [hit.label for hit in find(text, make.person(), today=TODAY)]


@pytest.fixture
def _mall() -> None:
    make_merchants.merchant("恒源制衣", ("A4107", "A4108"), phone="13812345678")
    make_merchants.merchant("恒源女装", ("B2201",), phone="02487654321", category=make_merchants.category("女装"))
    make_merchants.merchant("SUNNY家纺（蝶恋）", ("C0212",), phone="13900001234")


@pytest.mark.usefixtures("_mall")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A4107", ["恒源制衣"]),
        (" ａ4108 ", ["恒源制衣"]),
        ("a41", ["恒源制衣"]),
        ("2201", ["恒源女装"]),
        ("5678", ["恒源制衣"]),
        ("4321", ["恒源女装"]),
        ("138 1234 5678", ["恒源制衣"]),
        ("024-87654321", ["恒源女装"]),
        ("恒源", ["恒源女装", "恒源制衣"]),
        ("制衣", ["恒源制衣"]),
        ("hyzy", ["恒源制衣"]),
        ("hengyuan", ["恒源女装", "恒源制衣"]),
        ("hynü", []),
        ("nvzhuang", ["恒源女装"]),
        ("sunny", ["SUNNY家纺（蝶恋）"]),
        ("ＳＵＮＮＹ", ["SUNNY家纺（蝶恋）"]),
        ("蝶恋", ["SUNNY家纺（蝶恋）"]),
        ("9999", []),
        ("13800000000", []),
        ("", []),
        ("  ", []),
        ("D9999", []),
    ],
)
def test_merchant_is_found_by(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.usefixtures("_mall")
def test_hit_says_where_and_what() -> None:
    [hit] = find("2201", make.person(), today=TODAY)
    assert (hit.code, hit.where, hit.note, hit.left) == ("B2201", "二楼", "女装", False)
    assert hit.number.startswith("SH")


def test_those_who_left_come_last_and_not_by_their_old_unit() -> None:
    gone = make_merchants.merchant("恒源甲", ("A1105",))
    make_merchants.merchant("恒源乙", ("A1106",))
    actions.move_out(gone.tenancies.get(), on=TODAY, by=make.person(), now=NOW)
    assert names("恒源") == ["恒源乙", "恒源甲"]
    assert names("A1105") == []
    assert tenant_of(make.unit("A1105"), TODAY) is None
    assert merchant_of("A1105", make_merchants.ENTERED) == gone


def test_at_most_twenty_are_shown() -> None:
    for n in range(25):
        make_merchants.merchant(f"恒源{n:02}", (f"A1{n:03}",))
    assert len(names("恒源")) == 20


def test_who_may_not_read_files_finds_nobody() -> None:
    make_merchants.merchant("恒源制衣", ("A4107",))
    assert find("A4107", make.person(Role.HR_VIEWER, "hr"), today=TODAY) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_no_text_breaks_the_search(text: str) -> None:
    assert find(text.replace("\x00", ""), make.person(), today=TODAY) == []


def test_finding_asks_the_database_a_few_times_only(django_assert_max_num_queries: Any) -> None:
    user = make.person()
    assert user.may("file.read")
    for n in range(22):
        make_merchants.merchant(f"恒源{n:02}", (f"A1{n:03}",), by=user)
    with django_assert_max_num_queries(6):
        find("hy", user, today=TODAY)

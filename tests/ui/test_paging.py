"""The next fifty rows, never an OFFSET."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from mall.models import Membership
from tests import make
from ui import paging
from ui.paging import Keyset, capped_count

pytestmark = pytest.mark.django_db


def walk(keyset: Any, queryset: Any, size: Any = 3) -> Any:
    """Return all pages forwards, then check that the way back shows the same."""
    pages, cursor = [], ""
    while True:
        page = keyset.page(queryset, {"page": cursor} if cursor else {}, size)
        pages.append(page)
        if not page.next:
            break
        cursor = page.next
    back = [pages[-1]]
    while back[-1].previous:
        back.append(keyset.page(queryset, {"page": back[-1].previous}, size))
    assert [list(page.rows) for page in reversed(back)] == [list(page.rows) for page in pages]
    return pages


@pytest.mark.parametrize("fields", [("pk",), ("-pk",), ("name", "-pk"), ("-name", "pk")])
def test_every_row_once_in_order_and_back_again(fields: Any) -> None:
    for index in range(10):
        make.person(name=f"名{index % 3}")
    people = get_user_model().objects.all()
    pages = walk(Keyset(fields), people)
    found = [row.pk for page in pages for row in page]
    assert found == [row.pk for row in people.order_by(*fields)]
    assert len(pages[0]) == 3


@pytest.mark.parametrize("fields", [("to_on", "pk"), ("-to_on", "-pk")])
def test_empty_values_stand_where_the_index_puts_them(fields: Any) -> None:
    for index in range(8):
        make.person(to_on=date(2031, 1, 1 + index // 2) if index % 2 else None)
    rows = Membership.objects.all()
    found = [row.pk for page in walk(Keyset(fields), rows, size=2) for row in page]
    assert found == [row.pk for row in rows.order_by(*fields)]


def test_values_and_related_fields_page_too() -> None:
    for index in range(5):
        make.person(name=f"名{index}")
    rows = Membership.objects.values("pk", "person__name")
    found = [row["person__name"] for page in walk(Keyset(("person__name", "pk")), rows, size=2) for row in page]
    assert found == sorted(found)
    objects = Membership.objects.select_related("person")
    assert sum(len(page) for page in walk(Keyset(("person__name", "pk")), objects, size=2)) == 5


def test_a_page_is_one_query_without_offset() -> None:
    make.person()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        Keyset(("-pk",)).page(get_user_model().objects.all(), {}, 50)
    assert len(asked) == 1
    assert "OFFSET" not in asked[0]["sql"]


def test_a_forged_cursor_shows_the_first_page() -> None:
    make.person()
    page = Keyset(("-pk",)).page(get_user_model().objects.all(), {"page": "forged"}, 50)
    assert len(page.rows) == 1
    assert (page.next_query, page.previous_query) == ("", "")


def test_filters_stay_in_the_links() -> None:
    for _ in range(3):
        make.person()
    people = get_user_model().objects.all()
    page = Keyset(("-pk",)).page(people, QueryDict("tab=mine&page=old"), 2)
    assert page.next_query.startswith("?tab=mine&page=")
    assert page.first_query == "?tab=mine"
    assert Keyset(("-pk",)).page(people, {}, 2).next_query.startswith("?page=")


def test_a_counter_is_capped() -> None:
    for _ in range(3):
        make.person()
    people = get_user_model().objects.all()
    assert capped_count(people, cap=2) == "2+"
    assert capped_count(people, cap=3) == "3"


@pytest.mark.parametrize(
    "value", [datetime(2026, 11, 26, 9, 42, tzinfo=UTC), date(2026, 11, 26), Decimal("1.50"), uuid4(), 7, "A", None]
)
def test_values_survive_the_cursor(value: Any) -> None:
    assert paging._unpack(paging._pack(value)) == value


def test_a_keyset_of_unknown_fields_counts_as_may_be_empty() -> None:
    assert paging._nullable(Membership, "annotated")
    assert not paging._nullable(Membership, "pk")
    assert paging._nullable(Membership, "to_on")

"""What is typed: a day and an hour of a year that can be meant, and texts that are keys of rows."""

from __future__ import annotations

import pytest
from django.forms import ValidationError

from mall.inputs import DayField, MomentField, key_in, row_of
from mall.models import Desk
from tests import make


@pytest.mark.parametrize("typed", ["2000-01-01", "2026-12-21", "2100-12-31"])
def test_a_day_and_an_hour_of_a_year_that_can_be_meant(typed: str) -> None:
    day, moment = DayField().clean(typed), MomentField().clean(f"{typed}T08:30")
    assert day is not None
    assert moment is not None
    assert day.isoformat() == f"{moment:%Y-%m-%d}" == typed


@pytest.mark.parametrize("typed", ["0001-01-01", "0202-12-21", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_typed_wrong_is_told_beside_its_field(typed: str) -> None:
    for field, value in ((DayField(), typed), (MomentField(), f"{typed}T00:00"), (MomentField(), f"{typed}T23:59")):
        with pytest.raises(ValidationError) as refused:
            field.clean(value)
        assert [one.code for one in refused.value.error_list] == ["year"]
        assert "2000 至 2100" in refused.value.messages[0]


def test_a_day_may_be_asked_for_that_was_long_before() -> None:
    field = DayField(since=1900)
    assert str(field.clean("1957-03-01")) == "1957-03-01"
    with pytest.raises(ValidationError):
        field.clean("1899-12-31")


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", "٣", "²", "9" * 19, "１"])
def test_what_can_be_no_key_is_none(text: str) -> None:
    assert key_in(text) is None
    assert key_in("9" * 18) == int("9" * 18)


@pytest.mark.django_db
def test_a_row_is_found_by_the_text_of_its_key_among_those_that_are_offered() -> None:
    desk, other = make.desk("centre"), make.desk("floor-4")
    rows = Desk.objects.filter(pk=desk.pk)
    assert row_of(rows, str(desk.pk)) == desk
    assert [row_of(rows, text) for text in (str(other.pk), "0", "x", "9" * 30)] == [None] * 4

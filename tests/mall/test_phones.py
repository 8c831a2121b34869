"""Phone numbers in one spelling, and what may be shown of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.masking import mask_id, mask_name, mask_phone
from mall.phones import normalise_phone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        (13812345678, "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("86-13812345678", "13812345678"),
        ("024-8765 4321", "02487654321"),
        ("(024)87654321", "02487654321"),
        ("（0411）8765432", "04118765432"),
        ("+86 24 87654321", "02487654321"),
        ("024-87654321转12", "02487654321-12"),
        ("400-812-3123", "4008123123"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_numbers_come_in_one_spelling(text: object, number: str) -> None:
    assert normalise_phone(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "12345", "1381234567", "138123456789", "87654321", "无", "12812345678", "024-12345678", None, "١٣٨"],
)
def test_what_is_no_number_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="not a phone number"):
        normalise_phone(text)


def test_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(ValueError, match="characters") as refusal:
        normalise_phone("1381234567890")
    assert "138" not in str(refusal.value)


@given(st.text(max_size=30))
def test_a_normalised_number_stays_as_it_is(text: str) -> None:
    try:
        number = normalise_phone(text)
    except ValueError:
        return
    assert normalise_phone(number.replace("-", "转")) == number


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_mask_hides_the_middle(number: str) -> None:
    assert mask_phone(number) == f"{number[:3]}****{number[-4:]}"


def test_masks_of_short_and_empty_things() -> None:
    assert mask_phone("") == ""
    assert mask_phone("12345") == "***45"
    assert mask_phone("1") == "*1"
    assert mask_id("") == ""
    assert mask_id("123") == "***"
    assert mask_id("110101199003071234") == "110*************34"
    assert mask_name("") == ""
    assert mask_name("雷") == "*"
    assert mask_name("雷静雪") == "雷**"
    assert mask_name("欧阳静雪儿") == "欧**"

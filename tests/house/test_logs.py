"""No log leads to a person."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.logs import masked, without_personal_data


def clean(**event: object) -> dict[str, object]:
    return dict(without_personal_data(None, "info", dict(event)))


def test_phones_and_identity_numbers_are_masked_wherever_they_stand() -> None:
    assert masked("call 13812345678 now") == "call 138****5678 now"
    assert masked("0471-6291234") == "***"
    assert masked("150102199001011234") == "***"


def test_what_people_typed_is_dropped() -> None:
    assert clean(event="x", phone="1", text="hello", who={"email": "a@b", "id": 3}) == {
        "event": "x",
        "phone": "***",
        "text": "***",
        "who": {"email": "***", "id": 3},
    }


def test_an_address_loses_its_query() -> None:
    assert clean(event="GET /complaints/?q=张三")["event"] == "GET /complaints/?***"


def test_lists_are_cleaned_too() -> None:
    assert clean(event="x", rows=["13812345678", ("13812345678",)])["rows"] == ["138****5678", ["138****5678"]]


def test_what_structlog_keeps_for_itself_is_left_alone() -> None:
    assert clean(event="x", _record="13812345678")["_record"] == "13812345678"


@given(st.text(alphabet="0123456789 -", max_size=60))
def test_no_mobile_survives(text: str) -> None:
    import re

    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", masked(text))

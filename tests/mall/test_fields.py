"""Personal data lies encrypted, is found by its blind index only, and a wrong key is told."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet

from mall.fields import CannotDecrypt, blind, decrypt, encrypt
from mall.models import Draft


def test_what_was_encrypted_is_read_again_and_differs_each_time() -> None:
    first, second = encrypt("雷静雪"), encrypt("雷静雪")
    assert first != second
    assert "雷静雪" not in first
    assert decrypt(first) == decrypt(second) == "雷静雪"


def test_an_older_key_still_reads_and_the_newest_writes(settings: Any) -> None:
    old = encrypt("13912345678")
    new_key = Fernet.generate_key().decode()
    settings.FIELD_KEYS = {"2027": new_key, **settings.FIELD_KEYS}
    assert decrypt(old) == "13912345678"
    assert encrypt("x").startswith("2027:")


@pytest.mark.parametrize("stored", ["", "nokey", "unknown:gAAAA", "plain text"])
def test_a_value_under_an_unknown_key_is_an_error_and_never_shown(stored: str) -> None:
    with pytest.raises(CannotDecrypt):
        decrypt(stored)


def test_a_value_that_was_tampered_with_is_an_error() -> None:
    stored = encrypt("13912345678")
    with pytest.raises(CannotDecrypt):
        decrypt(stored[:-4] + "AAAA")


def test_equal_values_have_equal_blind_indexes_under_our_key_only(settings: Any) -> None:
    mine = blind("13912345678")
    assert mine == blind("13912345678") != blind("13912345679")
    settings.BLIND_KEY = "another key " * 5
    assert blind("13912345678") != mine


@pytest.mark.django_db
def test_an_encrypted_column_is_not_searched_by_value() -> None:
    assert not Draft.objects.filter(body="").exists()
    assert not Draft.objects.filter(body__isnull=True).exists()
    with pytest.raises(ValueError, match="blind index"):
        Draft.objects.filter(body="雷静雪").exists()
    with pytest.raises(Exception, match="icontains"):
        Draft.objects.filter(body__icontains="雷").exists()

"""A bad value in the environment is refused, with the line to write instead."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from config.env import BadSetting, read

KEY = "k" * 50
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": KEY,
    "BLIND_KEY": KEY,
    "FIELD_KEYS": f"a:{Fernet.generate_key().decode()}",
    "DATABASE_URL": "postgres://desk:word@db/desk",
    "REDIS_URL": "redis://broker:6379/0",
    "ALLOWED_HOSTS": "desk.example.com",
}


def test_an_empty_environment_is_a_development_machine() -> None:
    found = read({})
    assert not found.production
    assert not found.demo
    assert "localhost" in found.allowed_hosts
    assert found.port == 8000


def test_production_starts_with_keys_of_its_own() -> None:
    found = read(PRODUCTION)
    assert found.production
    assert found.https
    assert found.allowed_hosts == ["desk.example.com"]


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "BLIND_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"]
)
def test_production_refuses_to_start_without(name: str) -> None:
    given = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(BadSetting, match=name):
        read(given)


def test_production_refuses_the_development_keys() -> None:
    known = read({})
    development = f"x:{next(iter(known.field_keys.values()))}"
    for name, value in (
        ("SECRET_KEY", known.secret_key),
        ("BLIND_KEY", known.blind_key),
        ("FIELD_KEYS", development),
        ("SECRET_KEY", "short"),
    ):
        with pytest.raises(BadSetting, match=name):
            read({**PRODUCTION, name: value})


@pytest.mark.parametrize("name", ["DEMO", "DEBUG"])
def test_production_refuses_demo_and_debug(name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read({**PRODUCTION, name: "1"})


def test_production_refuses_every_host() -> None:
    with pytest.raises(BadSetting, match="ALLOWED_HOSTS"):
        read({**PRODUCTION, "ALLOWED_HOSTS": "*"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DEMO", "perhaps"),
        ("DATABASE_URL", "sqlite:///x"),
        ("REDIS_URL", "http://x"),
        ("MAIL_URL", "pigeon://x"),
        ("LOG_LEVEL", "loud"),
        ("FIELD_KEYS", "a:short"),
        ("FIELD_KEYS", ":" + "A" * 43 + "="),
        ("FIELD_KEYS", ","),
        ("NOTICE_URLS", "fire"),
    ],
)
def test_a_bad_value_is_refused_with_a_cure(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match="Cure"):
        read({name: value})


def test_no_is_no_in_any_case() -> None:
    assert not read({"DEMO": "No"}).demo
    assert read({"DEMO": "YES"}).demo


def test_notice_addresses_are_read_by_department() -> None:
    assert read({"NOTICE_URLS": "fire=json://a gm=json://b"}).notice_urls == {"fire": "json://a", "gm": "json://b"}


def test_the_first_field_key_is_the_one_that_encrypts() -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    assert list(read({"FIELD_KEYS": f"new:{new}, old:{old}"}).field_keys) == ["new", "old"]

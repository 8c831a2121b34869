"""Chinese by default; English only by the switch."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


def language(client: Client, **headers: str) -> str:
    return client.get("/accounts/login/", headers=headers)["Content-Language"]


def test_a_browser_that_wishes_english_gets_chinese(client: Client) -> None:
    assert language(client, accept_language="en-GB,en;q=0.9") == "zh-hans"


def test_the_switch_turns_the_pages_english_and_back(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert language(client) == "en"
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/accounts/login/"})
    assert language(client) == "zh-hans"


def test_an_unknown_language_is_chinese(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert language(client) == "zh-hans"

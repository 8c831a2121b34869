"""A double click makes one record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from tests import make
from ui import plugs, tokens

pytestmark = pytest.mark.django_db


def post(user: Any, token: Any) -> Any:
    request = RequestFactory().post("/new/", {"form_token": token} if token else {})
    request.user = user
    return request


def test_the_second_post_of_a_form_leads_to_the_first_record() -> None:
    person, made = make.person(), []

    def record() -> str:
        made.append(1)
        return f"/records/{len(made)}/"

    token = plugs.tokens().issue(person)
    first = tokens.once(post(person, token), record)
    second = tokens.once(post(person, token), record)
    assert first["Location"] == second["Location"] == "/records/1/"
    assert made == [1]


def test_another_form_makes_another_record() -> None:
    person, made = make.person(), []
    for _ in range(2):
        tokens.once(post(person, plugs.tokens().issue(person)), lambda: made.append(1) or "/x/")
    assert made == [1, 1]


def test_a_form_without_token_is_taken_as_it_is() -> None:
    assert tokens.once(post(make.person(), ""), lambda: "/x/")["Location"] == "/x/"


def test_a_new_form_carries_a_token_and_a_refused_one_keeps_its_own() -> None:
    assert tokens.OneTimeForm().initial["form_token"]
    assert tokens.OneTimeForm({"form_token": "kept"})["form_token"].value() == "kept"

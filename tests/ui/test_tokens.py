"""A double click makes one record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from mall.models import Floor
from tests import make
from ui import plugs, tokens
from ui.doors import PUBLIC, act

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


def test_the_second_post_of_a_form_whose_token_is_stored_with_its_record_leads_to_the_first() -> None:
    person = make.person()

    def record(spent: tokens.Spent | None) -> str:
        if spent is not None:
            spent(f"/records/{Floor.objects.count()}/").save()
        make.floor()
        return "/records/0/"

    token = plugs.tokens().issue(person)
    answer = act(needs=PUBLIC)(lambda request: tokens.once_along(request, record))
    first, second = answer(post(person, token)), answer(post(person, token))
    assert first["Location"] == second["Location"] == "/records/0/"
    assert Floor.objects.count() == 1
    assert answer(post(person, ""))["Location"] == "/records/0/"


def test_what_fails_for_another_reason_is_not_taken_for_a_second_click() -> None:
    def record(_spent: tokens.Spent | None) -> str:
        raise IntegrityError("another row is there twice")

    person = make.person()
    with pytest.raises(IntegrityError, match="another row"):
        act(needs=PUBLIC)(lambda request: tokens.once_along(request, record))(
            post(person, plugs.tokens().issue(person))
        )


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

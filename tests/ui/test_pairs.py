"""One address, two doors."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from ui.doors import PUBLIC, act, page
from ui.pairs import pair


@pytest.mark.django_db
def test_a_pair_shows_on_get_and_does_on_post() -> None:
    show = page(needs=PUBLIC)(lambda _request: HttpResponse("form"))
    do = act(needs=PUBLIC)(lambda _request: HttpResponse("done"))
    both = pair(show, do)
    for method, expected in (("get", b"form"), ("post", b"done")):
        request = getattr(RequestFactory(), method)("/")
        request.user = AnonymousUser()
        assert both(request).content == expected
    assert both.door == "pair"
    assert both.doors == (show, do)

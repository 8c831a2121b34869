"""One template answers page and paragraph."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory

from ui import fragments, middleware

rf = RequestFactory()


def request(**headers: Any) -> Any:
    made = rf.get("/x/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    made.session = {}
    made._messages = FallbackStorage(made)
    return made


def test_htmx_gets_the_partial_and_others_the_page() -> None:
    assert fragments.answer(request(), "a.html", {}, partial="rows").template_name == "a.html"
    part = fragments.answer(request(HX_Request="true"), "a.html", {}, partial="rows")
    assert part.template_name == "a.html#rows"
    assert "HX-Request" in part["Vary"]


def test_history_and_boosted_links_get_the_whole_page() -> None:
    assert not fragments.wants_fragment(request(HX_Request="true", HX_Boosted="true"))
    assert not fragments.wants_fragment(request(HX_Request="true", HX_History_Restore_Request="true"))


def test_go_redirects_or_tells_htmx() -> None:
    assert fragments.go(request(), "/a/")["Location"] == "/a/"
    assert fragments.go(request(HX_Request="true"), "/a/")["HX-Redirect"] == "/a/"


def test_a_poll_with_the_same_stamp_is_answered_304() -> None:
    assert fragments.unchanged(request(), "7") is None
    stamped = fragments.stamped(HttpResponse(), "7")
    unchanged = fragments.unchanged(request(If_None_Match=stamped["ETag"]), "7")
    assert unchanged is not None
    assert unchanged.status_code == 304


def test_toasts_travel_to_htmx_in_ascii() -> None:
    def view(asked: Any) -> Any:
        fragments.toast(asked, "已保存", "soon")
        response = HttpResponse()
        response["HX-Trigger"] = json.dumps({"other": 1})
        return response

    response = middleware.ToastsForHtmx(view)(request(HX_Request="true"))
    trigger = json.loads(response["HX-Trigger"])
    assert trigger["other"] == 1
    assert trigger["toasts"]["list"][0]["text"] == "已保存"


@pytest.mark.parametrize("leave", ["/next/", None])
def test_toasts_wait_for_the_page_that_shows_them(leave: Any) -> None:
    def view(asked: Any) -> Any:
        fragments.toast(asked, "已保存")
        return fragments.go(asked, leave) if leave else HttpResponse()

    asked = request(**({"HX_Request": "true"} if leave else {}))
    response = middleware.ToastsForHtmx(view)(asked)
    assert "HX-Trigger" not in response


def test_no_toast_no_header() -> None:
    response = middleware.ToastsForHtmx(lambda _request: HttpResponse())(request(HX_Request="true"))
    assert "HX-Trigger" not in response


def test_next_stays_on_this_site() -> None:
    assert fragments.safe_next(rf.get("/", {"next": "/complaints/"})) == "/complaints/"
    assert fragments.safe_next(rf.get("/", {"next": "https://elsewhere.example/"}), "/home/") == "/home/"
    assert fragments.safe_next(rf.get("/")) == "/"

"""The frame around every page, and its own doors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from tests import make
from ui import context, plugs
from ui.plugs import Banner, DutyLine, NavItem, StoredDraft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plugs_put_back() -> Any:
    before = plugs.plugged()
    yield
    plugs.plug(**before)


@pytest.fixture
def person() -> Any:
    return make.person(name="陈静")


@pytest.fixture
def client(person: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client


class Drafts:
    def __init__(self) -> None:
        self.kept = {}

    def get(self, user: Any, key: Any) -> Any:
        return self.kept.get((user.pk, key))

    def put(self, user: Any, key: Any, data: Any) -> Any:
        self.kept[user.pk, key] = StoredDraft(data, timezone.now())
        return self.kept[user.pk, key].saved_at

    def drop(self, user: Any, key: Any) -> None:
        self.kept.pop((user.pk, key), None)


def test_the_shell_shows_desk_person_menus_and_counts(client: Any) -> None:
    plugs.plug(
        person_on_duty=lambda _request: DutyLine("陈静", "八楼前台", "A 班", "至 12:30 交接"),
        navigation=lambda _request: [
            NavItem("投诉", "/complaints/", "message-report", count=21, active=True),
            NavItem("设置", "/admin/", "settings", group=1),
        ],
        new_menu=lambda _request: [NavItem("投诉", "/complaints/new/", "message-report", key="t")],
        banners=lambda _request: [
            Banner("late", "定时任务停了", "/x/"),
            Banner("info", "提示"),
            Banner("safety", "险"),
        ],
        foot=lambda _request: ["冬季时间 08:30–18:00"],
        unread_count=lambda _user: 104,
        addresses={
            "search": "ui:gallery",
            "notices": "ui:gallery",
            "change_person": "ui:gallery",
            "logout": "ui:gallery",
        },
    )
    page = client.get("/ui/gallery/").content.decode()
    for piece in (
        "八楼前台 · A 班",
        "至 12:30 交接",
        "定时任务停了",
        "冬季时间",
        "99+",
        'aria-current="page"',
        'data-key="t"',
    ):
        assert piece in page, piece
    assert page.count("<main") == 1


def test_the_shell_of_a_person_without_duty_shows_the_name(client: Any) -> None:
    plugs.plug(person_on_duty=lambda _request: None, addresses={"profile": "ui:gallery", "search": "no:such"})
    page = client.get("/ui/gallery/").content.decode()
    assert "陈静" in page
    assert 'role="search"' not in page


def test_a_public_page_has_no_navigation() -> None:
    page = Client().get("/ui/gallery/").content.decode()
    assert 'id="nav"' not in page
    assert 'class="bare' in page


def test_a_locked_screen_has_no_navigation_either(person: Any) -> None:
    request = RequestFactory().get("/")
    request.user = person
    assert context.Shell(request).signed_in
    assert not context.bare(request).signed_in
    plugs.plug(addresses={"lock": "ui:gallery", "unlock": "ui:gallery"})
    assert context.Shell(request).lock_url == "/ui/gallery/"


def test_the_language_is_switched_and_kept(client: Any) -> None:
    response = client.post("/ui/language/", {"language": "en", "next": "/ui/gallery/"})
    assert response["Location"] == "/ui/gallery/"
    assert 'lang="en"' in client.get("/ui/gallery/").content.decode()
    ignored = client.post("/ui/language/", {"language": "xx", "next": "//evil.example/"})
    assert ignored["Location"] == "/"
    assert "django_language" not in ignored.cookies


def test_the_bell_answers_only_when_the_count_changed(client: Any) -> None:
    plugs.plug(unread_count=lambda _user: 3, addresses={"notices": "ui:gallery"})
    assert client.get("/ui/bell/?have=3").status_code == 204
    changed = client.get("/ui/bell/?have=2").content.decode()
    assert "3 条未读提醒" in changed
    assert "have=3" in changed


def test_a_draft_is_kept_given_back_and_dropped(client: Any) -> None:
    plugs.plug(drafts=Drafts())
    assert client.get("/ui/drafts/complaint-new/").status_code == 204
    typed = {"told": ["羽绒服开线"], "form_token": "t", "password": "p"}
    kept = client.post("/ui/drafts/complaint-new/keep/", typed)
    assert "saved_at" in json.loads(kept.content)
    found = json.loads(client.get("/ui/drafts/complaint-new/").content)
    assert found["data"] == {"told": ["羽绒服开线"]}
    other = Client()
    other.force_login(make.person())
    assert other.get("/ui/drafts/complaint-new/").status_code == 204
    assert client.post("/ui/drafts/complaint-new/drop/").status_code == 204
    assert client.get("/ui/drafts/complaint-new/").status_code == 204


def test_without_a_store_nothing_is_kept(client: Any) -> None:
    plugs.plug(drafts=None)
    assert client.get("/ui/drafts/a/").status_code == 204
    assert client.post("/ui/drafts/a/keep/", {"x": "1"}).status_code == 204
    assert client.post("/ui/drafts/a/drop/").status_code == 204


def test_the_old_address_of_the_mark_leads_to_it() -> None:
    assert Client().get("/favicon.ico")["Location"].endswith("img/mark.svg")


def test_the_plugs_without_anything_plugged_deny_and_are_empty() -> None:
    plugs.plug(**plugs._defaults())
    request = RequestFactory().get("/")
    assert not plugs.may(None, "anything")
    assert plugs.person_on_duty(request) is None
    assert (plugs.unread_count(None), plugs.navigation(request), plugs.new_menu(request)) == (0, [], [])
    assert (plugs.banners(request), plugs.foot(request), plugs.drafts(), dict(plugs.slots())) == ([], [], None, {})
    assert (plugs.address("search"), plugs.mall_name(), plugs.idle_minutes()) == ("", "", 0)
    store = plugs.tokens()
    assert store.issue(None) != store.issue(None)
    assert store.spend("x", None) is None
    store.settle("x", None, "/")


def test_the_gallery_shows_every_component_and_takes_its_form(client: Any) -> None:
    page = client.get("/ui/gallery/").content.decode()
    for piece in ("figure late", "empty-x", "obstacles", "dropzone", "data-picker", "data-due", "errors"):
        assert piece in page
    assert client.get("/ui/gallery/options/?q=jx").content.decode().count('role="option"') == 3
    assert client.get("/ui/gallery/options/?q=zz").content.decode().count("aria-disabled") == 1
    part = client.get("/ui/gallery/part/1/")
    assert client.get("/ui/gallery/part/1/", headers={"If-None-Match": part["ETag"]}).status_code == 304
    assert client.post("/ui/gallery/send/", {"who": ""}).status_code == 422
    good = {"channel": "face", "who": "周", "shop": "1", "happened": "开线"}
    assert client.post("/ui/gallery/send/", good).status_code == 302
    assert client.post("/ui/gallery/conflict/").status_code == 409
    assert client.get("/ui/gallery/paper.pdf")["Content-Type"] == "application/pdf"

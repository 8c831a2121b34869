"""The composition root: menus, banners and the line of duty in the frame of every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone, translation

from config import navigation, wiring
from config.schedule import ENTRIES
from mall.models import Heartbeat, User
from mall.roles import Permission, Role
from tests import make
from ui import plugs

pytestmark = pytest.mark.django_db


def asked_by(user: User | AnonymousUser, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def labels(items: list[plugs.NavItem]) -> list[str]:
    return [str(item.label) for item in items]


def test_each_sees_the_areas_of_the_own_role_only() -> None:
    boss, worker = make.person(Role.MANAGER), make.person(Role.DEPARTMENT_USER, "onsite")
    with translation.override("en"):
        of_boss = labels(navigation.navigation(asked_by(boss), timezone.now()))
        of_worker = labels(navigation.navigation(asked_by(worker), timezone.now()))
    assert {"Complaints", "For me to decide", "Flagged customers", "Settings"} <= set(of_boss)
    assert "Complaints" in of_worker
    assert "For me to decide" in of_worker  # a department signs its handling reports
    assert not {"Flagged customers", "Settings"} & set(of_worker)


def test_the_longest_address_alone_is_marked() -> None:
    boss = make.person(Role.SUPERVISOR)
    for path, name in (("/complaints/", "complaints:list"), ("/", "reports:board")):
        marked = [item.url for item in navigation.navigation(asked_by(boss, path), timezone.now()) if item.active]
        assert len(marked) == 1, name


def test_what_may_be_registered_follows_the_role() -> None:
    assert navigation.new_menu(asked_by(AnonymousUser())) == []
    of_agent = navigation.new_menu(asked_by(make.person(Role.AGENT)))
    assert "c" in {item.key for item in of_agent}
    assert navigation.new_menu(asked_by(make.person(Role.AUDITOR))) == []


def test_nobody_signed_in_has_no_duty_no_banner_and_no_foot() -> None:
    nobody = asked_by(AnonymousUser())
    assert plugs.person_on_duty(nobody) is None
    assert plugs.banners(nobody) == []
    assert plugs.foot(nobody) == []


def test_who_stands_at_the_desk_is_named() -> None:
    agent = make.person(Role.AGENT)
    duty = plugs.person_on_duty(asked_by(agent))
    assert duty is not None
    assert duty.name == str(agent)
    assert plugs.foot(asked_by(agent))
    assert plugs.unread_count(agent) == 0
    assert plugs.may(agent, Permission.COMPLAINT_REGISTER)


def test_a_silent_job_puts_a_red_banner_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = make.person(Role.AGENT)
    now = timezone.now()
    monkeypatch.setattr(wiring, "UP_SINCE", now - timedelta(days=1))
    for entry in ENTRIES:
        Heartbeat.objects.create(name=entry.name, every=entry.every, ran_at=now)
    assert not [banner for banner in plugs.banners(asked_by(agent)) if banner.kind == "late"]
    first = ENTRIES[0]
    Heartbeat.objects.filter(name=first.name).update(ran_at=now - 3 * first.every - timedelta(minutes=5))
    late = [banner for banner in plugs.banners(asked_by(agent)) if banner.kind == "late"]
    assert len(late) == 1
    assert first.name in str(late[0].message)


def test_the_idle_lock_is_a_limit() -> None:
    assert wiring._idle_minutes() > 0

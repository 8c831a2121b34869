"""Every address has a door, and every door says who may pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from ui.doors import Anyone

# Django's own doors: the admin asks for staff itself; the language switch writes a cookie only.
NOT_OURS = ("django.contrib.admin", "django.views.i18n", "import_export", "django.views.generic")


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def our_views() -> list[tuple[str, Any]]:
    return [
        (address, view)
        for address, view in views(get_resolver())
        if not address.startswith("admin/") and not view.__module__.startswith(NOT_OURS)
    ]


def doors() -> Iterator[tuple[str, Any]]:
    """Every single door; an address of a form has two."""
    for address, view in our_views():
        for door in getattr(view, "doors", (view,)):
            yield address, door


def test_every_address_is_a_page_or_an_act() -> None:
    assert not [address for address, door in doors() if getattr(door, "door", None) not in {"page", "act"}]


def test_an_address_with_two_doors_shows_by_one_and_acts_by_the_other() -> None:
    pairs = [(address, view.doors) for address, view in our_views() if hasattr(view, "doors")]
    assert not [address for address, two in pairs if [door.door for door in two] != ["page", "act"]]


def test_every_door_says_what_it_needs() -> None:
    assert not [
        address for address, door in doors() if not isinstance(getattr(door, "needs", None), Anyone | str | tuple)
    ]


def test_views_are_functions() -> None:
    assert not [address for address, view in our_views() if hasattr(view, "view_class")]


def test_every_address_has_a_name_of_its_own() -> None:
    names: dict[str, str] = {}
    twice = []

    def walk(resolver: URLResolver, prefix: str, space: str) -> None:
        for entry in resolver.url_patterns:
            address = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                if not address.startswith("admin/"):
                    walk(entry, address, f"{space}{entry.namespace or ''}:")
            elif entry.name:
                name = f"{space}{entry.name}"
                if name in names and names[name] != address:
                    twice.append(f"{name}: {names[name]} and {address}")
                names[name] = address

    walk(get_resolver(), "", "")
    assert not twice

"""What the shell shows around every page, computed only when a template asks."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from ui import plugs


class Shell:
    """The person, the desk, the menus and the counters of the page being drawn."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request; nothing is asked yet."""
        self.request = request

    @cached_property
    def user(self) -> Any:
        """Return who is signed in."""
        return getattr(self.request, "user", None)

    @cached_property
    def signed_in(self) -> bool:
        """Say whether the whole shell is drawn, or only the head of a public page."""
        return bool(getattr(self.user, "is_authenticated", False))

    @cached_property
    def duty(self) -> plugs.DutyLine | None:
        """Return who stands at this desk."""
        return plugs.person_on_duty(self.request)

    @cached_property
    def navigation(self) -> list[plugs.NavItem]:
        """Return the left navigation."""
        return plugs.navigation(self.request)

    @cached_property
    def new_menu(self) -> list[plugs.NavItem]:
        """Return what may be registered."""
        return plugs.new_menu(self.request)

    @cached_property
    def areas_mark(self) -> str:
        """Return what the navigation looks like: labels and icons follow from the addresses."""
        return _mark(self.navigation)

    @cached_property
    def new_mark(self) -> str:
        """Return the same of what may be registered."""
        return _mark(self.new_menu)

    @cached_property
    def banners(self) -> list[plugs.Banner]:
        """Return the lines over the page."""
        return plugs.banners(self.request)

    @cached_property
    def foot(self) -> list[Any]:
        """Return the lines under the navigation."""
        return plugs.foot(self.request)

    @cached_property
    def unread(self) -> int:
        """Return the count on the bell."""
        return plugs.unread_count(self.user)

    @cached_property
    def now(self) -> Any:
        """Return the hour the page is drawn at."""
        return timezone.now()

    @cached_property
    def idle_minutes(self) -> float:
        """Return after how many idle minutes the screen locks; 0 is never."""
        return plugs.idle_minutes()

    @cached_property
    def search_url(self) -> str:
        """Return the address of the search page."""
        return _address("search")

    @cached_property
    def notices_url(self) -> str:
        """Return the address of the notices page."""
        return _address("notices")

    @cached_property
    def change_person_url(self) -> str:
        """Return the address of the quick change of person."""
        return _address("change_person")

    @cached_property
    def unlock_url(self) -> str:
        """Return the address the idle lock posts to."""
        return _address("unlock")

    @cached_property
    def lock_url(self) -> str:
        """Return the address that locks the session."""
        return _address("lock")

    @cached_property
    def logout_url(self) -> str:
        """Return the address that signs out."""
        return _address("logout")

    @cached_property
    def profile_url(self) -> str:
        """Return the address of the person's own page."""
        return _address("profile")


def _mark(items: list[plugs.NavItem]) -> str:
    return " ".join(f"{item.url}{'*' if item.active else ''}{item.count or ''}" for item in items)


def _address(place: str) -> str:
    return _reversed(plugs.address(place))


@cache
def _reversed(name: str) -> str:
    """The address of a door without arguments, which never moves; nothing where there is none."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates `shell`."""
    return {"shell": Shell(request)}


def bare(request: HttpRequest) -> Shell:
    """Return a shell that shows no menus, for a page on which a signed-in person must do one thing first."""
    found = Shell(request)
    found.signed_in = False
    return found

"""What the front needs from the packages above it, as small plugs that the composition root fills.

Nothing here knows who answers. Until something is plugged in, permission is denied and the rest is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypedDict, Unpack
from uuid import uuid4

from django.http import HttpRequest
from django.utils.functional import Promise

StrOrPromise = str | Promise


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation or of the "register" menu; `key` is the letter that opens it."""

    label: StrOrPromise
    url: str
    icon: str = "point"
    key: str = ""
    count: str | int | None = None
    active: bool = False
    group: int = 0


@dataclass(frozen=True)
class DutyLine:
    """Who stands at this desk now: the name, large; the desk, the shift and its end, small."""

    name: str
    desk: str = ""
    shift: str = ""
    until: str = ""
    change_url: str = ""


@dataclass(frozen=True)
class Banner:
    """A line over the page for everyone it concerns; kind is info, soon, late or safety."""

    kind: str
    message: StrOrPromise
    url: str = ""


@dataclass(frozen=True)
class StoredDraft:
    """What somebody had typed: form fields to lists of text, and when it was kept."""

    data: Mapping[str, Sequence[str]]
    saved_at: datetime


class TokenStore(Protocol):
    """Keeps which one-time form tokens were used, and where the first use led."""

    def issue(self, user: Any) -> str:
        """Return a new token without writing anything (it is called by pages)."""
        ...

    def spend(self, token: str, user: Any) -> str | None:
        """Use the token: None the first time, else the address the first use led to."""
        ...

    def settle(self, token: str, user: Any, url: str) -> None:
        """Remember the address of what the first use made."""
        ...

    def spent(self, token: str, user: Any, url: str) -> Any:
        """Return the row of a used token, for an act that stores it with its record: twice it cannot be stored."""
        ...

    def led_to(self, token: str, user: Any) -> str | None:
        """Return the address the first use led to, None while there was none."""
        ...


class DraftStore(Protocol):
    """Keeps unfinished forms per person and key."""

    def get(self, user: Any, key: str) -> StoredDraft | None:
        """Return what was kept, if anything."""
        ...

    def put(self, user: Any, key: str, data: Mapping[str, Sequence[str]]) -> datetime:
        """Keep the fields; returns when."""
        ...

    def drop(self, user: Any, key: str) -> None:
        """Forget the draft."""
        ...


class _NoTokens:
    def issue(self, user: Any) -> str:
        del user
        return uuid4().hex

    def spend(self, token: str, user: Any) -> str | None:
        del token, user
        return None  # the type asks for it

    def settle(self, token: str, user: Any, url: str) -> None:
        del token, user, url

    def spent(self, token: str, user: Any, url: str) -> Any:
        del token, user, url

    def led_to(self, token: str, user: Any) -> str | None:
        del token, user
        return None  # the type asks for it


class Impl(TypedDict, total=False):
    """The plugs by name."""

    may: Callable[[Any, str], bool]
    person_on_duty: Callable[[HttpRequest], DutyLine | None]
    unread_count: Callable[[Any], int]
    idle_minutes: Callable[[], float]
    language_chosen: Callable[[Any, str], None]
    navigation: Callable[[HttpRequest], list[NavItem]]
    new_menu: Callable[[HttpRequest], list[NavItem]]
    banners: Callable[[HttpRequest], list[Banner]]
    foot: Callable[[HttpRequest], list[StrOrPromise]]
    mall_name: Callable[[], StrOrPromise]
    tokens: TokenStore
    drafts: DraftStore | None
    slots: Mapping[str, Sequence[str]]
    addresses: Mapping[str, str]


def _defaults() -> dict[str, Any]:
    return {
        "may": lambda _user, _permission: False,
        "person_on_duty": lambda _request: None,
        "unread_count": lambda _user: 0,
        "idle_minutes": lambda: 0,
        "language_chosen": lambda _user, _language: None,
        "navigation": lambda _request: [],
        "new_menu": lambda _request: [],
        "banners": lambda _request: [],
        "foot": lambda _request: [],
        "mall_name": lambda: "",
        "tokens": _NoTokens(),
        "drafts": None,
        "slots": {},
        "addresses": {},
    }


_plugged: dict[str, Any] = _defaults()


def plug(**impl: Unpack[Impl]) -> None:
    """Fill plugs by name; an unknown name is a mistake of the composition root."""
    for name, value in impl.items():
        if name not in _plugged:
            message = f"no such plug: {name}"
            raise TypeError(message)
        _plugged[name] = value


def plugged() -> dict[str, Any]:
    """Return a copy of all plugs, for a test that puts them back with `plug(**before)`."""
    return dict(_plugged)


def may(user: Any, permission: str) -> bool:
    """Say whether the person holds the permission."""
    return bool(_plugged["may"](user, permission))


def person_on_duty(request: HttpRequest) -> DutyLine | None:
    """Return who stands at this desk."""
    found: DutyLine | None = _plugged["person_on_duty"](request)
    return found


def unread_count(user: Any) -> int:
    """Return how many notices the person has not read."""
    return int(_plugged["unread_count"](user))


def idle_minutes() -> float:
    """Return after how many idle minutes the screen locks; 0 is never."""
    return float(_plugged["idle_minutes"]())


def language_chosen(user: Any, language: str) -> None:
    """Remember the language a person chose."""
    _plugged["language_chosen"](user, language)


def navigation(request: HttpRequest) -> list[NavItem]:
    """Return the entries of the left navigation the person may open."""
    return list(_plugged["navigation"](request))


def new_menu(request: HttpRequest) -> list[NavItem]:
    """Return what the person may register."""
    return list(_plugged["new_menu"](request))


def banners(request: HttpRequest) -> list[Banner]:
    """Return the lines to show over the page."""
    return list(_plugged["banners"](request))


def foot(request: HttpRequest) -> list[StrOrPromise]:
    """Return the short lines under the navigation: the day, the season's hours, the rounds."""
    return list(_plugged["foot"](request))


def mall_name() -> str:
    """Return the mall's name as papers carry it."""
    return str(_plugged["mall_name"]())


def tokens() -> TokenStore:
    """Return the store of one-time form tokens."""
    store: TokenStore = _plugged["tokens"]
    return store


def drafts() -> DraftStore | None:
    """Return the store of drafts, or None when there is none."""
    store: DraftStore | None = _plugged["drafts"]
    return store


def slots() -> Mapping[str, Sequence[str]]:
    """Return the URL names that fill each named slot."""
    found: Mapping[str, Sequence[str]] = _plugged["slots"]
    return found


def address(name: str) -> str:
    """Return the URL name plugged for a place of the shell (search, notices, change_person, unlock …), or ''."""
    return str(_plugged["addresses"].get(name, ""))

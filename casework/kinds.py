"""Which kinds of folders there are: the prefix of their numbers and their name. Each desk registers its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import reverse

if TYPE_CHECKING:
    from ui.obstacles import StrOrPromise


@dataclass(frozen=True)
class FolderKind:
    """One kind of folder. `url_name` is the page of one folder, called with its number."""

    code: str
    prefix: str
    label: StrOrPromise
    icon: str = "folder"
    url_name: str = ""


_KINDS: dict[str, FolderKind] = {}


def register(code: str, prefix: str, label: StrOrPromise, *, icon: str = "folder", url_name: str = "") -> FolderKind:
    """Make a kind known: complaint TS, merchant SH … Repeating it is harmless; two kinds never share a prefix."""
    kind = FolderKind(code, prefix, label, icon, url_name)
    taken = next((other for other in _KINDS.values() if other.prefix == prefix and other.code != code), None)
    if taken is not None:
        message = f"the prefix {prefix} belongs to {taken.code}"
        raise ValueError(message)
    _KINDS[code] = kind
    return kind


def kind(code: str) -> FolderKind:
    """The kind of that code. Raises KeyError when no desk has registered it."""
    return _KINDS[code]


def kinds() -> list[FolderKind]:
    """All kinds, in the order they were registered."""
    return list(_KINDS.values())


def prefixes() -> dict[str, FolderKind]:
    """The kinds by the prefix of their numbers."""
    return {each.prefix: each for each in _KINDS.values()}


def address_of(code: str, number: str) -> str:
    """Where a folder is opened; nothing for a kind that has no page."""
    name = _KINDS[code].url_name
    return _address(name).replace(NUMBER, quote(number)) if name else ""


#: Stands for a number in an address that is written once: a list asks for fifty, and they differ in nothing else.
NUMBER = "NUMBER"


@cache
def _address(name: str) -> str:
    return reverse(name, args=[NUMBER])

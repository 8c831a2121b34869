"""Which masked numbers can be shown in full: each app registers its own, and one address shows them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.models import Folder
    from mall.models import User


@dataclass(frozen=True)
class Hidden:
    """A number that is shown masked: of which folder, its full text, how it is masked."""

    folder: Folder
    value: str
    masked: str


# Finds the row for a person: None when it does not exist or the person may not see its folder.
Find = Callable[["User", int], "Hidden | None"]


@dataclass(frozen=True)
class Source:
    """A column that holds such numbers, under the name the log knows it by: `complaints.Party.phone`."""

    what: str
    find: Find
    identity: bool = False
    mail: bool = False


_SOURCES: dict[str, Source] = {}


def register(what: str, find: Find, *, identity: bool = False, mail: bool = False) -> None:
    """Let numbers of a column be shown.

    `identity` marks ID numbers, which always ask for the purpose; `mail` addresses that are written to, not called.
    """
    _SOURCES[what] = Source(what, find, identity, mail)


def source(what: str) -> Source | None:
    """The column of that name, or None."""
    return _SOURCES.get(what)

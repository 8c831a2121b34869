"""What is open at a desk, kind by kind, as the apps above hand it in for the handover (HAND-05).

`config/handovers.py` registers the providers when everything is loaded. A kind nobody registered is not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mall.models import Desk, User
    from ui.obstacles import StrOrPromise

#: So many of a kind stand on the handover; the others are behind its link.
MOST = 20


class Open(NamedTuple):
    """One open thing: a folder by its key and number, or plain words. No name of a person stands in it.

    What a folder is called is read when it is shown, for whoever may see it then.
    """

    words: str
    folder: int | None = None
    due_at: datetime | None = None
    url: str = ""


@dataclass(frozen=True)
class Gathered:
    """What is open of one kind: how many, the first of them, and the list that holds them all."""

    count: int
    lines: tuple[Open, ...] = ()
    url: str = ""


Gather = Callable[["Desk", datetime, "User"], Gathered]


@dataclass(frozen=True)
class Provider:
    """One kind: its code, its word, and how what is open at a desk is gathered."""

    code: str
    label: StrOrPromise
    gather: Gather
    icon: str = "list-check"


_PROVIDERS: dict[str, Provider] = {}


def register(code: str, label: StrOrPromise, gather: Gather, *, icon: str = "list-check") -> Provider:
    """Make a kind known: `gather(desk, now, user)` answers with what the user sees of it. Repeating it is harmless."""
    _PROVIDERS[code] = Provider(code, label, gather, icon)
    return _PROVIDERS[code]


def unregister(code: str) -> None:
    """Forget a kind."""
    _PROVIDERS.pop(code, None)


def provider(code: str) -> Provider | None:
    """The kind of that code; None for one that is no longer known."""
    return _PROVIDERS.get(code)


def providers() -> list[Provider]:
    """All kinds, in the order they were registered."""
    return list(_PROVIDERS.values())

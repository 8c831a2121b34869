"""How long each kind of folder keeps its personal data, and who holds any: the table `erase_expired` works through.

An app that holds personal data of folders registers a keeper: a function that blanks what it holds of some folders,
history tables included, and answers how many rows it changed. Entries hold none (HAND-08) and are never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

# ARCH-S01: customer-service files are kept for ten years.
DEFAULT_YEARS = 10
#: What stands where a text was.
GONE = "—"

# Called with the folders' ids and the hour; answers how many rows were blanked.
Blank = Callable[[Sequence[int], datetime], int]


@dataclass(frozen=True)
class Keeper:
    """Somebody who holds personal data: of one kind of folder, or of every kind when `kind` is ''."""

    name: str
    blank: Blank
    kind: str = ""


# For what no folder's closing dates: called with the hour before which things are too old; answers how many rows.
Sweep = Callable[[datetime], int]

_KEEPERS: dict[str, Keeper] = {}
_SWEEPS: dict[str, Sweep] = {}
_YEARS: dict[str, int] = {}


def register(name: str, blank: Blank, *, kind: str = "") -> None:
    """Make a keeper known. Repeating it is harmless."""
    _KEEPERS[name] = Keeper(name, blank, kind)


def register_sweep(name: str, sweep: Sweep) -> None:
    """Make known who blanks old rows that belong to no closed folder: a contact taken out, the minutes of a meeting."""
    _SWEEPS[name] = sweep


def sweeps() -> dict[str, Sweep]:
    """Who blanks rows by their own age."""
    return dict(_SWEEPS)


def register_term(kind: str, years: int) -> None:
    """Say how many years after its closing a kind of folder keeps its personal data."""
    _YEARS[kind] = years


def keepers(kind: str) -> list[Keeper]:
    """Who may hold personal data of that kind of folder."""
    return [keeper for keeper in _KEEPERS.values() if keeper.kind in ("", kind)]


def years(kind: str, settings: dict[str, int] | None = None) -> int:
    """The term of a kind: the installation's own, else the registered one, else ten years."""
    return (settings or {}).get(kind, _YEARS.get(kind, DEFAULT_YEARS))

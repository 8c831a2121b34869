"""What an import would do: which rows are new, which were imported before; nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from casework.importing.sheets import R, Reading
from casework.models import ImportedRow
from mall.fields import blind

if TYPE_CHECKING:
    from casework.models import Folder

SHOWN_AT_MOST: Final = 500
"""How many rows of one kind the page of a job lists."""
_AT_ONCE: Final = 1000
T = TypeVar("T")


class Planned(Protocol):
    """One accepted row with what becomes of it; `unchanged` when nothing does."""

    @property
    def fingerprint(self) -> str:
        """The blind index of the row's fingerprint."""
        ...

    @property
    def unchanged(self) -> bool:
        """Whether the row is in already."""
        ...

    @property
    def folder(self) -> Folder | None:
        """The folder the row belongs to, as far as it is known or written."""
        ...


P = TypeVar("P", bound=Planned)


@dataclass
class Plan(Generic[R, P]):
    """What becomes of a whole file."""

    reading: Reading[R]
    rows: list[P]

    @property
    def todo(self) -> list[P]:
        """The rows that change something."""
        return [planned for planned in self.rows if not planned.unchanged]

    @property
    def figures(self) -> dict[str, object]:
        """`accepted` (taken in), `refused` by reason, `unchanged` (already so): other programs read them."""
        accepted = len(self.todo)
        return {
            "accepted": accepted,
            "refused": self.reading.refused_by_reason(),
            "unchanged": len(self.rows) - accepted,
        }

    @property
    def printed(self) -> dict[str, object]:
        """The figures as the shell prints them for other programs: the same, unless a desk owes them another form."""
        return self.figures

    def shown(self) -> dict[str, Any]:
        """What the page of an import shows beside the figures."""
        return {}

    def told(self) -> Iterator[str]:
        """What the shell tells beside the figures, line by line."""
        yield from ()


def fingerprinted(kind: str, rows: Sequence[R]) -> list[tuple[R, str, bool]]:
    """Each row with the blind index of its fingerprint, and whether it was imported before."""
    prints = [blind(row.fingerprint) for row in rows]
    known: set[str] = set()
    for some in in_parts(prints):
        imported = ImportedRow.objects.filter(kind=kind, fingerprint__in=some)
        known.update(imported.values_list("fingerprint", flat=True))
    return [(row, fingerprint, fingerprint in known) for row, fingerprint in zip(rows, prints, strict=True)]


def in_parts(values: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """The values in parts that one statement can take."""
    return (values[start : start + size] for start in range(0, len(values), size))

"""Finding the columns of somebody's spreadsheet by the words of its header line, and knowing the file again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, Final, Protocol

_SEARCHED_LINES: Final = 15
_LONGEST_HEADER: Final = 20
_ASIDE = re.compile(r"[(\[【〔].*?[)\]】〕]|[*:\s]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")


class Line(Protocol):
    """One line of a sheet: its number as the spreadsheet shows it, and its cells."""

    @property
    def number(self) -> int:
        """The line's number, from one."""
        ...

    @property
    def cells(self) -> list[Any]:
        """The cells from the left."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column we look for: our key, the header words that mean it, and whether it must be there."""

    key: str
    words: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table: header line, the place of each key, the header's words, lines below."""

    header_number: int
    places: dict[str, int]
    header: list[str]
    lines: Iterator[Line]

    def cell(self, line: Line, key: str) -> object:
        """The cell of ``key`` in this line; None when the column or the cell is not there."""
        place = self.places.get(key)
        return line.cells[place] if place is not None and place < len(line.cells) else None


class ColumnsNotFoundError(Exception):
    """No line near the top holds the header words; ``missing`` are the columns not recognised."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = list(missing)


def cell_text(value: object) -> str:
    """A cell as tidy text: whole numbers without ``.0``, blanks made single, no control characters."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _BLANKS.sub(" ", _CONTROL.sub("", str(value))).strip()


def header_word(value: object) -> str:
    """A header cell bare of blanks, brackets and stars, in lower case: ``面积（㎡）`` is 面积."""
    plain = unicodedata.normalize("NFKC", cell_text(value)).casefold()
    return _ASIDE.sub("", plain)


def recognise(lines: Iterable[Line], columns: Sequence[Column]) -> Table:
    """Find the header line among the first lines and the place of each column in it.

    Raises ColumnsNotFoundError naming the required columns that the best line lacks.
    """
    rest = iter(lines)
    top = list(islice(rest, _SEARCHED_LINES))
    required = {c.key for c in columns if c.required}
    best: dict[str, int] = {}
    for at, line in enumerate(top):
        places = _places(line, columns)
        if required <= places.keys():
            header = [cell_text(c) for c in line.cells]
            return Table(line.number, places, header, _chain(top[at + 1 :], rest))
        if len(places) > len(best):
            best = places
    raise ColumnsNotFoundError([c.words[0] for c in columns if c.required and c.key not in best])


def file_hash(file: IO[bytes]) -> str:
    """The sha256 by which a file is known again; the file is left at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    while part := file.read(1 << 20):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


def _chain(first: Iterable[Line], then: Iterator[Line]) -> Iterator[Line]:
    yield from first
    yield from then


def _places(line: Line, columns: Sequence[Column]) -> dict[str, int]:
    words = [header_word(c) for c in line.cells]
    places: dict[str, int] = {}
    # Exact words first, so that 商户 does not take the column headed 商户等级
    for exact in (True, False):
        for column in columns:
            if column.key in places:
                continue
            place = _place(words, column, set(places.values()), exact=exact)
            if place is not None:
                places[column.key] = place
    return places


def _place(words: list[str], column: Column, taken: set[int], *, exact: bool) -> int | None:
    meant = [header_word(w) for w in column.words]
    for sought in meant:
        for place, word in enumerate(words):
            if not word or place in taken or len(word) > _LONGEST_HEADER:
                continue
            if word == sought or (not exact and len(sought) > 1 and sought in word):
                return place
    return None

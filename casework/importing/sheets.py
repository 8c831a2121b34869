"""Reading a list as people keep it: the rows accepted, and the rows refused with what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from mall.columns import Column, ColumnsNotFoundError, Line, Table, cell_text, recognise
from ui.obstacles import Obstacle, Refused, StrOrPromise
from ui.sheets import UnreadableSheet, read_rows, write_xlsx


class Row(Protocol):
    """An accepted row, as its desk understands it."""

    @property
    def number(self) -> int:
        """The row's number in the file."""
        ...

    @property
    def fingerprint(self) -> str:
        """All the row says, in one line: two rows with one fingerprint say the same."""
        ...


R = TypeVar("R", bound=Row)
A = TypeVar("A")
V = TypeVar("V")


class RowRefused(Exception):  # said as people say it: the row was refused
    """A row is not taken in, for one of its sheet's reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Cells:
    """One line of a file, its cells by the keys of their columns."""

    table: Table
    line: Line

    def __getitem__(self, key: str) -> object:
        return self.table.cell(self.line, key)

    def text(self, key: str) -> str:
        """The cell as tidy text; empty when there is none."""
        return cell_text(self[key])


def valid(parse: Callable[[A], V], value: A, reason: str) -> V:
    """The parsed value. Raises RowRefused for `reason` when it is not valid."""
    try:
        return parse(value)
    except ValueError:
        raise RowRefused(reason) from None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken in: the reason, the words it is known by, its cells as they stood."""

    number: int
    reason: str
    words: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """How the rows of a desk's list are read.

    `parse` makes a row of a line or raises RowRefused. `reasons` are all that a row may be refused for, in the order
    they are told, each with the sentence people read; the reasons themselves are fixed, other programs read them.
    `claims` is what a row must have for itself: of two rows with one claim the first counts, the other is `repeated`.
    `known_by` are the columns that people know a refused row by.
    """

    columns: tuple[Column, ...]
    reasons: Mapping[str, StrOrPromise]
    parse: Callable[[Cells], R]
    claims: Callable[[R], Iterable[Hashable]]
    repeated: str
    known_by: tuple[str, ...] = ()

    def header_words(self, *, required: bool) -> str:
        """The header words of the columns that are needed, or of those that are read if they are there."""
        return "、".join(column.words[0] for column in self.columns if column.required == required)

    def sentence(self, reason: str) -> str:
        """The reason as people read it, in the language of the page."""
        return str(self.reasons[reason])

    def read(self, lines: Iterable[Line]) -> Reading[R]:
        """Read the whole list. Raises ColumnsNotFoundError when its header is not to be recognised."""
        table = recognise(lines, self.columns)
        reading = Reading(self, table.header, [], [])
        claimed: set[Hashable] = set()
        for line in _with_data(table.lines):
            cells = Cells(table, line)
            try:
                row = self.parse(cells)
                claims = set(self.claims(row))
                if claims & claimed:
                    raise RowRefused(self.repeated)  # noqa: TRY301  refused like any other
            except RowRefused as refusal:
                words = " · ".join(filter(None, map(cells.text, self.known_by)))
                as_it_stood = [cell_text(cell) for cell in line.cells]
                reading.refused.append(RefusedRow(line.number, refusal.reason, words, as_it_stood))
            else:
                claimed |= claims
                reading.accepted.append(row)
        return reading

    def read_file(self, file: IO[bytes]) -> Reading[R]:
        """Read an uploaded list. Raises Refused when it is no spreadsheet, lacks a needed column or is empty."""
        try:
            reading = self.read(read_rows(file))
        except UnreadableSheet as problem:
            raise Refused(Obstacle("file-not-readable", problem.message, "file")) from problem
        except ColumnsNotFoundError as problem:
            text = _("No line at the top of the sheet has the needed columns. Missing: %(columns)s.") % {
                "columns": "、".join(problem.missing)
            }
            raise Refused(Obstacle("columns-not-found", text, "file")) from problem
        if not reading.rows_with_data:
            raise Refused(Obstacle("file-is-empty", _("There is no row below the header."), "file"))
        return reading


@dataclass(slots=True)
class Reading(Generic[R]):
    """What a file holds: the header's words, the rows accepted and the rows refused, in order."""

    sheet: Sheet[R]
    header: list[str]
    accepted: list[R]
    refused: list[RefusedRow]

    @property
    def rows_with_data(self) -> int:
        """Rows below the header that are not blank."""
        return len(self.accepted) + len(self.refused)

    def refused_by_reason(self) -> dict[str, int]:
        """How many rows each reason refused, in the order of the sheet's reasons, without zeros."""
        counts = dict.fromkeys(self.sheet.reasons, 0)
        for row in self.refused:
            counts[row.reason] += 1
        return {reason: n for reason, n in counts.items() if n}


def refused_workbook(reading: Reading[Any]) -> bytes | None:
    """The refused rows as they stood, with row number and reason behind; None when there are none.

    The header is the file's own, so the corrected workbook can be uploaded as it is.
    """
    if not reading.refused:
        return None
    width = max(len(reading.header), *(len(row.cells) for row in reading.refused))
    header = [*_filled(reading.header, width), _("row in the file"), _("why refused")]
    rows = ([*_filled(row.cells, width), row.number, reading.sheet.sentence(row.reason)] for row in reading.refused)
    return write_xlsx(header, rows, title=_("Refused rows"))


def _filled(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _with_data(lines: Iterator[Line]) -> Iterator[Line]:
    return (line for line in lines if any(cell_text(cell) for cell in line.cells))

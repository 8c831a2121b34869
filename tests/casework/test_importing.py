"""Taking in a list of any desk: what comes to it from the common import with nothing but its own parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from casework.importing import Import, Plan, RowRefused, Sheet, Words, Writer, fingerprinted, valid
from casework.models import ImportedFile, ImportedRow
from mall.columns import Column
from tests import make
from tests.make_merchants import NOW
from ui.sheets import SheetRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.importing import Cells, Reading
    from casework.models import Folder

pytestmark = pytest.mark.django_db
LINES = [("名称", "件数"), ("甲", "2"), ("乙", "两"), (None, None), ("甲", "3"), (None, "1"), ("丙", 4)]


@dataclass(frozen=True)
class Item:
    """A row of the desk."""

    number: int
    name: str
    pieces: int

    @property
    def fingerprint(self) -> str:
        """All it says."""
        return f"{self.name}|{self.pieces}"


@dataclass
class Planned:
    """What becomes of an item."""

    row: Item
    fingerprint: str
    unchanged: bool
    folder: Folder | None = None


class ListWriter(Writer[Planned]):
    """Writes down what it was told to write."""

    at_once = 1
    grown = "casework_importedrow"
    written: list[str] = []

    def write(self, some: Sequence[Planned]) -> None:
        """Note the names."""
        self.written.extend(planned.row.name for planned in some)


def parse(cells: Cells) -> Item:
    """The item of a line."""
    if not cells.text("name"):
        raise RowRefused("name missing")
    return Item(cells.line.number, cells.text("name"), valid(int, cells.text("pieces"), "no number"))


SHEET = Sheet(
    (Column("name", ("名称",), required=True), Column("pieces", ("件数",))),
    {"no number": "No number.", "name missing": "No name.", "name repeated": "Said above."},
    parse,
    claims=lambda item: [item.name],
    repeated="name repeated",
    known_by=("name", "pieces"),
)


def plan(reading: Reading[Item], _on: object) -> Plan[Item, Planned]:
    """New are the items not seen before."""
    return Plan(reading, [Planned(*found) for found in fingerprinted("items", reading.accepted)])


ITEMS = Import(kind="items", sheet=SHEET, plan=plan, writer=ListWriter, words=Words("", "", "", "", "", ""))


def read() -> Reading[Item]:
    """The reading of the list."""
    return SHEET.read(SheetRow(number, list(cells)) for number, cells in enumerate(LINES, 1))


def test_rows_are_accepted_or_refused_with_number_and_words() -> None:
    reading = read()
    assert [(item.number, item.name) for item in reading.accepted] == [(2, "甲"), (7, "丙")]
    assert [(row.number, row.reason, row.words) for row in reading.refused] == [
        (3, "no number", "乙 · 两"),
        (5, "name repeated", "甲 · 3"),
        (6, "name missing", "1"),
    ]
    assert list(reading.refused_by_reason()) == list(SHEET.reasons)
    assert (SHEET.header_words(required=True), SHEET.header_words(required=False)) == ("名称", "件数")


def test_a_list_is_taken_in_once_and_the_steps_are_told() -> None:
    ListWriter.written.clear()
    steps: list[tuple[int, int]] = []

    def take_in(**told: Any) -> Plan[Item, Planned]:
        return ITEMS.take_in(read(), name="单.xlsx", sha256="0" * 64, by=make.person(), now=NOW, **told)

    done = take_in(report=lambda done, total: steps.append((done, total)))
    assert (done.figures["accepted"], done.shown(), list(done.told())) == (2, {}, [])
    assert ListWriter.written == ["甲", "丙"]
    assert steps == [(0, 2), (1, 2), (2, 2)]
    assert take_in().figures["unchanged"] == 2
    assert ListWriter.written == ["甲", "丙"]
    assert ImportedFile.objects.filter(kind="items").count() == ImportedRow.objects.count() == 2

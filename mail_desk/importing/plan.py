"""What an import would do: each row held against the mall and the register, nothing written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from casework import importing
from mail_desk import held
from mail_desk.entry_sheet import EntrySheet
from mail_desk.importing.places import Places
from mail_desk.importing.remarks import read_remark
from mail_desk.importing.sheets import known_classes
from mail_desk.models import MailItem
from mail_desk.queries.addresses import floor_alone
from mail_desk.rules import receiving as rules
from mail_desk.states import WAITING, State
from mall.localtime import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.models import Folder
    from mail_desk.importing.sheets import MailRow, Reading
    from mail_desk.models import MailClass, RefusedArea

IMPORT_KIND: Final = "mail_desk"
#: Beside the areas' names, under which the refused are counted.
CASH: Final = "货到付款"


@dataclass(slots=True)
class Planned:
    """One row: what it says of its item, the area that refuses it, its folder as far as it is known or written."""

    row: MailRow
    fingerprint: str
    unchanged: bool
    sheet: EntrySheet
    area: RefusedArea | None = None
    folder: Folder | None = None

    @property
    def state(self) -> State:
        """MAIL-02, MAIL-03, MAIL-07. What becomes of it."""
        return rules.first_state(self.sheet, self.area)

    @property
    def refused(self) -> str:
        """MAIL-07. What it is refused for: an area's name, or cash on delivery; empty when it is taken."""
        if self.area is not None:
            return self.area.name
        return CASH if self.sheet.cash else ""

    @property
    def unmatched(self) -> bool:
        """MAIL-03. Whether it is for some merchant and none was found; letters of a floor and our own need none."""
        sheet = self.sheet
        return not (self.refused or sheet.merchant or _is_for_floor(sheet) or rules.is_internal(sheet))


@dataclass
class Plan(importing.Plan["MailRow", Planned]):
    """What becomes of a whole list on the day `on`."""

    on: date = date.max

    @property
    def ahead(self) -> int:
        """How many rows to be taken say that they came on a day that has not come yet: a slip in the year, mostly."""
        return sum(planned.row.received_on > self.on for planned in self.todo)

    @property
    def by_class(self) -> list[tuple[MailClass, int]]:
        """MAIL-05. How much of each class is taken, in the order of the classes."""
        taken = Counter[str]()
        for planned in self.todo:
            if not planned.refused:
                taken[planned.sheet.mail_class.code] += planned.sheet.quantity
        return [(row, taken[row.code]) for row in known_classes() if taken[row.code]]

    @property
    def by_area(self) -> dict[str, int]:
        """MAIL-07. How much each area refuses, by its name."""
        counted = Counter[str]()
        for planned in self.todo:
            if planned.refused:
                counted[planned.refused] += planned.sheet.quantity
        return dict(sorted(counted.items()))

    @property
    def unmatched(self) -> list[Planned]:
        """The rows taken whose merchant was not found."""
        return [planned for planned in self.todo if planned.unmatched]

    @property
    def figures(self) -> dict[str, object]:
        """The figures of every import, and how many rows have no merchant."""
        return super().figures | {"unmatched": len(self.unmatched)}

    @property
    def printed(self) -> dict[str, object]:
        """`accepted` by class, `refused` by area and by what is wrong with rows; other programs read them."""
        return {
            "accepted": {row.name: many for row, many in self.by_class},
            "refused": self.by_area | self.reading.refused_by_reason(),
            "unmatched": len(self.unmatched),
            "unchanged": len(self.rows) - len(self.todo),
        }

    def shown(self) -> dict[str, Any]:
        """What is taken by class, what is refused by area, what waits, and the rows without a merchant."""
        return {
            "classes": [{"name": str(row), "count": many} for row, many in self.by_class],
            "taken": sum(many for _row, many in self.by_class),
            "areas": [{"name": name, "count": many} for name, many in self.by_area.items()],
            "turned_away": sum(self.by_area.values()),
            "ahead": self.ahead,
            "waiting": sum(planned.state in WAITING for planned in self.todo),
            "unmatched_rows": [
                {
                    "number": planned.row.number,
                    "class": str(planned.sheet.mail_class),
                    "item_number": planned.row.item_number,
                    "where": planned.row.unit or planned.row.words,
                    "folder": planned.folder.number if planned.folder else "",
                }
                for planned in self.unmatched[: importing.SHOWN_AT_MOST]
            ],
        }

    def told(self) -> Iterator[str]:
        """What is taken by class, what is refused by area, what has no merchant."""
        for row, many in self.by_class:
            yield f"taken: {row.name} ({many})"
        for name, many in self.by_area.items():
            yield f"refused by area: {name} ({many})"
        if self.unmatched:
            yield f"no merchant found: {len(self.unmatched)}"
        if self.ahead:
            yield f"day has not come yet: {self.ahead}"


def make_plan(reading: Reading, on: date) -> Plan:
    """MAIL-02, MAIL-03, MAIL-05, MAIL-07. Hold the rows against the mall and the register, in the order of the file.

    A row is unchanged when it was imported before, or when its number was registered on the same day, as by a scan.
    """
    rows = _counted(reading.accepted)
    places, registered = Places(rows), _registered(rows)
    classes = {row.code: row for row in known_classes()}
    areas, plan = held.refused_areas(), Plan(reading, [], on)
    for row, fingerprint, known in importing.fingerprinted(IMPORT_KIND, rows):
        sheet = sheet_of(row, classes[row.mail_class], places)
        folder = registered.get((row.item_number, row.received_on))
        area = rules.area_of(rules.written_on(sheet), areas, row.received_on)
        plan.rows.append(Planned(row, fingerprint, known or folder is not None, sheet, area, folder))
    return plan


def sheet_of(row: MailRow, mail_class: MailClass, places: Places) -> EntrySheet:
    """MAIL-03. What the clerk would have typed of a row."""
    unit, remark = places.units.get(row.unit), read_remark(row.remark)
    words = "" if unit else (row.unit or row.words)
    floor = floor_alone(words) if mail_class.counted else None
    return EntrySheet(
        mail_class=mail_class,
        number=row.item_number,
        quantity=row.quantity,
        unit=unit,
        merchant=places.merchant(unit, row.received_on),
        floor=floor,
        words="" if floor else words,
        addressee=row.addressee,
        sender=row.sender,
        **remark._asdict(),
    )


def _is_for_floor(sheet: EntrySheet) -> bool:
    return sheet.floor is not None and sheet.unit is None and not sheet.words


def _counted(rows: Sequence[MailRow]) -> list[MailRow]:
    """The rows, each knowing how many before it say the same."""
    seen = Counter[tuple[str, ...]]()
    counted = []
    for row in rows:
        seen[row.says] += 1
        many = seen[row.says]
        counted.append(replace(row, occurrence=many) if many > 1 else row)
    return counted


def _registered(rows: Sequence[MailRow]) -> dict[tuple[str, date], Folder]:
    """The folders of the numbers that are in the register, by the day they came; what was struck out is not."""
    found: dict[tuple[str, date], Folder] = {}
    numbers = sorted({row.item_number for row in rows if row.item_number})
    for some in importing.in_parts(numbers):
        items = MailItem.objects.counted().filter(number__in=some)
        for item in items.only("number", "received_at", "folder").prefetch_related("folder"):
            found[item.number, local_day(item.received_at)] = item.folder
    return found

"""Writing what the plan says, in the caller's one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import importing
from casework.actions import bulk
from casework.models import Folder, ImportedFile
from mail_desk import reference
from mail_desk.actions.beside import hold_earlier, put_late
from mail_desk.actions.codes import free_codes, hold_codes
from mail_desk.actions.moving import set_head, words_of
from mail_desk.actions.receiving import head_of, new_item
from mail_desk.importing.plan import Planned
from mail_desk.models import Delivery, MailClass, MailItem
from mail_desk.rules.moving import Due, next_due
from mail_desk.states import WAITING, State
from mall import reference as mall_reference
from mall.models import Floor, Zone
from merchants.actions.home import home_department

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

LONGEST_TITLE = 200


def stand_lists() -> None:
    """MAIL-05, MAIL-07. Set the desk's lists up when it has none: the rows are to find class and refused area.

    What people have taken out of a list since stays out.
    """
    home_department()
    if not Floor.objects.exists() or not Zone.objects.exists():
        mall_reference.floors_and_zones()
    if not MailClass.objects.exists():
        reference.mail_classes()
        reference.carriers()
        reference.refused_areas()
        reference.return_reasons()


class Writer(importing.Writer[Planned]):
    """Writes the planned rows of one list.

    Each day of it is one delivery, signed for and finished; its items are numbered on the day they came, and what they
    wait for counts from now.
    """

    at_once = 500
    grown = "mail_desk_mailitem, mail_desk_delivery, casework_folder, casework_entry, casework_searchtext"

    def __init__(self, file: ImportedFile, todo: Sequence[Planned], on: date) -> None:
        super().__init__(file, todo, on)
        self.items: list[MailItem] = []
        self.dues: dict[tuple[str, bool], Due] = {}
        began: dict[date, datetime] = {}
        for planned in todo:
            day, at = planned.row.received_on, planned.row.received_at
            began[day] = min(began.get(day, at), at)
        # In the order in which a clerk's entry locks: months, then codes, then the counter of numbers.
        hold_earlier(*began.values(), now=self.now)
        hold_codes()
        self.deliveries = self._deliveries(began)

    def write(self, some: Sequence[Planned]) -> None:
        """MAIL-02, MAIL-03, MAIL-04, MAIL-07. Write some rows: items and their folders, words, lines."""
        items = [self._item(planned) for planned in some]
        waiting = [item for item in items if item.state in WAITING]
        for item, code in zip(waiting, free_codes(len(waiting)), strict=True):
            item.pickup_code = code
        for item in items:
            item.folder = Folder(**head_of(item, self.by), opened_at=min(item.received_at, self.now), opened_by=self.by)
            item.folder.title = item.folder.title[:LONGEST_TITLE]
            set_head(item, by=self.by, now=self.now, due=self._due(item))
        bulk.open_all([item.folder for item in items], by=self.by, now=self.now)
        MailItem.objects.bulk_create(items)
        self.items += items
        pairs = list(zip(some, items, strict=True))
        for planned, item in pairs:
            planned.folder = item.folder
        lines = [(item.folder, "mail_imported", self._facts(planned, item)) for planned, item in pairs]
        bulk.record_all(lines, by=self.by, now=self.now)
        bulk.write_all_words((item.folder, words_of(item), ()) for item in items)

    def finish(self) -> None:
        """MAIL-12. Put what came in closed months beside them."""
        put_late(self.items, by=self.by, now=self.now)

    def _item(self, planned: Planned) -> MailItem:
        row = planned.row
        delivery = self.deliveries[row.received_on]
        return new_item(delivery, planned.sheet, by=self.by, now=self.now, received_at=row.received_at)

    def _due(self, item: MailItem) -> Due:
        """What is due of a new item is the same for all of one state: working hours are counted once."""
        what = item.state, item.internal and item.state == State.REGISTERED
        if what not in self.dues:
            self.dues[what] = next_due(item, self.now)
        return self.dues[what]

    def _facts(self, planned: Planned, item: MailItem) -> dict[str, object]:
        facts: dict[str, object] = {"to": item.state, "delivery": item.delivery_id, "file": self.file.pk}
        facts["row"] = planned.row.number
        return facts | ({"area": planned.area.pk} if planned.area is not None else {})

    def _deliveries(self, began: dict[date, datetime]) -> dict[date, Delivery]:
        """MAIL-01, MAIL-09. One delivery for each day, registered with the list and closed; its hour never ran."""
        home = self.by.home
        folders = [
            Folder(
                kind="mail_delivery",
                title=self.file.name,
                stage="finished",
                department=home_department(),
                desk=home.desk if home else None,
                handler=self.by,
                opened_at=min(at, self.now),
                opened_by=self.by,
                closed_at=self.now,
                closed_by=self.by,
            )
            for at in began.values()
        ]
        bulk.open_all(folders, by=self.by, now=self.now)
        made = Delivery.objects.bulk_create(
            Delivery(folder=folder, received_at=at, imported=True, finished_at=self.now, finished_by=self.by)
            for folder, at in zip(folders, began.values(), strict=True)
        )
        bulk.record_all(
            [(one.folder, "mail_imported", {"delivery": one.pk, "file": self.file.pk}) for one in made],
            by=self.by,
            now=self.now,
        )
        return dict(zip(began, made, strict=True))

"""What waits to go back, and the slips it goes back with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from casework.models import Attachment, Folder
from casework.rules.papers import SIGNED
from mail_desk.models import MailClass, MailItem, Mend, ReturnBatch, ReturnReason
from mail_desk.queries.finding import visible_batch
from mail_desk.queries.rows import rows_of
from mail_desk.queries.shown import items_of
from mail_desk.states import Correction, State
from mall.held import table, tie
from mall.prepared import ModelsOf
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mail_desk.models.items import MailItemQuerySet
    from mail_desk.queries.rows import Row
    from mall.models import User
    from ui.paging import Page

LATEST = Keyset(("-closed_at", "-id"))
#: So many of what waits stand on the page; they go on a slip, and the next ones follow.
SHOWN = 50
#: How items stand on a slip.
_AS_LISTED = ("mail_class__order", "mail_class__code", "received_at", "id")


_OF_FOLDERS = ModelsOf(
    ReturnBatch, lambda folders: ReturnBatch.objects.filter(folder__in=folders).select_related("folder").order_by()
)


@dataclass(frozen=True)
class Returning:
    """An item that waits to go back: its key, its line, why it goes."""

    pk: int
    row: Row
    reason: ReturnReason | None


@dataclass(frozen=True)
class OfClass:
    """The items of one class that wait to go back."""

    mail_class: MailClass | None
    items: list[Returning]

    @property
    def pieces(self) -> int:
        """How many pieces they are."""
        return sum(item.row.quantity for item in self.items)


def to_return(user: User) -> MailItemQuerySet:
    """MAIL-06. What waits for the post and stands on no slip yet, by class, the oldest first."""
    rows = MailItem.objects.visible_to(user).filter(state=State.TO_RETURN, return_batch=None)
    return rows.order_by(*_AS_LISTED)


def by_class(user: User) -> tuple[list[OfClass], bool]:
    """MAIL-06. The same, class by class: the first fifty, and whether there are more."""
    found = list(to_return(user).values_list("pk", "folder_id", "mail_class_id", "return_reason_id")[: SHOWN + 1])
    rows = {row.folder: row for row in rows_of(folder for _pk, folder, _class, _reason in found)}
    classes, reasons = table(MailClass).get(), table(ReturnReason).get()
    groups = []
    for kind, items in groupby(found[:SHOWN], key=lambda one: one[2]):
        waiting = [Returning(pk, rows[folder], reasons.get(reason)) for pk, folder, _class, reason in items]
        groups.append(OfClass(classes.get(kind), waiting))
    return groups, len(found) > SHOWN


def open_slips(user: User) -> list[ReturnBatch]:
    """MAIL-06. The slips the post has not signed, the oldest first."""
    folders = Folder.objects.open().visible_to(user).filter(kind="mail_return").values_list("pk", flat=True)
    return sorted(_slips(list(folders)), key=lambda batch: (batch.begun_at, batch.pk))


def past_slips(user: User, parameters: Mapping[str, str]) -> Page:
    """MAIL-06. The slips that are done with, the newest first, ten a page."""
    folders = Folder.objects.visible_to(user).filter(kind="mail_return", closed_at__isnull=False)
    page = LATEST.page(folders.values("id", "closed_at"), parameters, size=10)
    slips = {batch.folder_id: batch for batch in _slips([row["id"] for row in page.rows])}
    return replace(page, rows=[slips[row["id"]] for row in page.rows if row["id"] in slips])


def _slips(folders: list[int]) -> list[ReturnBatch]:
    batches = _OF_FOLDERS.of(*folders) if folders else []
    tie(batches, "carrier", "handed_by")
    return batches


@dataclass(frozen=True)
class Slip:
    """A slip with all its page and its paper show."""

    batch: ReturnBatch
    items: list[MailItem]
    taken_back: list[MailItem]
    copies: list[Attachment]

    @property
    def pieces(self) -> int:
        """How many pieces are on it."""
        return sum(item.quantity for item in self.items)

    @property
    def signed(self) -> int:
        """How many pieces the post has signed for: those taken back since are still on the paper."""
        return self.pieces + sum(item.quantity for item in self.taken_back)

    @property
    def totals(self) -> list[tuple[MailClass | None, int]]:
        """How many pieces of each class."""
        return [
            (kind, sum(item.quantity for item in items))
            for kind, items in groupby(self.items, key=lambda item: item.mail_class)
        ]


def slip(user: User, number: str) -> Slip:
    """MAIL-06. A slip, its items in the order of their classes, the signed copies. Raises Http404."""
    batch = visible_batch(user, number)
    rows = MailItem.objects.visible_to(user).order_by(*_AS_LISTED).values_list("pk", flat=True)
    mended = Mend.objects.filter(
        kind=Correction.TAKEN_BACK, before__return_batch=batch.pk, before__state=State.RETURNED
    )
    return Slip(
        batch,
        items_of(rows.filter(return_batch=batch)),
        items_of(rows.filter(pk__in=mended.values("item")).exclude(return_batch=batch)),
        list(Attachment.objects.filter(folder=batch.folder, kind=SIGNED, removed_at=None)),
    )

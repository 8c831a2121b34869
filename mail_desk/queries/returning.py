"""What waits to go back, and the slips it goes back with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from casework.models import Attachment, Folder
from casework.rules.papers import SIGNED
from mail_desk.models import MailItem, Mend, ReturnBatch
from mail_desk.queries.finding import visible_batch
from mail_desk.queries.shown import items_of
from mail_desk.states import Correction, State
from mall.held import tie
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mail_desk.models import MailClass
    from mail_desk.models.items import MailItemQuerySet
    from mall.models import User
    from ui.paging import Page

LATEST = Keyset(("-closed_at", "-id"))
#: So many of what waits stand on the page; they go on a slip, and the next ones follow.
SHOWN = 50
#: How items stand on a slip.
_AS_LISTED = ("mail_class__order", "mail_class__code", "received_at", "id")


@dataclass(frozen=True)
class OfClass:
    """The items of one class that wait to go back."""

    mail_class: MailClass | None
    items: list[MailItem]

    @property
    def pieces(self) -> int:
        """How many pieces they are."""
        return sum(item.quantity for item in self.items)


def to_return(user: User) -> MailItemQuerySet:
    """MAIL-06. What waits for the post and stands on no slip yet, by class, the oldest first."""
    rows = MailItem.objects.visible_to(user).filter(state=State.TO_RETURN, return_batch=None)
    return rows.order_by(*_AS_LISTED)


def by_class(user: User) -> tuple[list[OfClass], bool]:
    """MAIL-06. The same, class by class: the first fifty, and whether there are more."""
    rows = items_of(to_return(user).values_list("pk", flat=True)[: SHOWN + 1])
    groups = groupby(rows[:SHOWN], key=lambda item: item.mail_class)
    return [OfClass(kind, list(items)) for kind, items in groups], len(rows) > SHOWN


def open_slips(user: User) -> list[ReturnBatch]:
    """MAIL-06. The slips the post has not signed, the oldest first."""
    folders = Folder.objects.open().visible_to(user).filter(kind="mail_return").values_list("pk", flat=True)
    return sorted(_slips(list(folders)), key=lambda batch: (batch.begun_at, batch.pk))


def past_slips(user: User, parameters: Mapping[str, str]) -> Page:
    """MAIL-06. The slips that are done with, the newest first, twenty a page."""
    folders = Folder.objects.visible_to(user).filter(kind="mail_return", closed_at__isnull=False)
    page = LATEST.page(folders.values("id", "closed_at"), parameters, size=20)
    slips = {batch.folder_id: batch for batch in _slips([row["id"] for row in page.rows])}
    return replace(page, rows=[slips[row["id"]] for row in page.rows if row["id"] in slips])


def _slips(folders: Iterable[int]) -> list[ReturnBatch]:
    batches = list(ReturnBatch.objects.filter(folder__in=folders).select_related("folder"))
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

"""What waits to go back, and the slips it goes back with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from casework.models import Attachment, Folder
from casework.rules.papers import SIGNED
from mail_desk.models import MailItem, Mend, ReturnBatch
from mail_desk.queries.finding import visible_batch
from mail_desk.rules.returning import MOST_ON_A_SLIP
from mail_desk.states import Correction, State
from ui.paging import Keyset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mail_desk.models import MailClass
    from mail_desk.models.items import MailItemQuerySet
    from mall.models import User
    from ui.paging import Page

NEWEST = Keyset(("-begun_at", "-id"))
_SHOWN = ("folder", "mail_class", "unit__floor", "floor", "merchant", "return_reason")


@dataclass(frozen=True)
class OfClass:
    """The items of one class that wait to go back."""

    mail_class: MailClass | None
    items: list[MailItem]


def to_return(user: User) -> MailItemQuerySet:
    """MAIL-06. What waits for the post and stands on no slip yet, by class, the oldest first."""
    rows = MailItem.objects.visible_to(user).filter(state=State.TO_RETURN, return_batch=None)
    return rows.select_related(*_SHOWN).order_by("mail_class__order", "mail_class__code", "received_at", "id")


def by_class(user: User) -> list[OfClass]:
    """MAIL-06. The same, class by class, as many as go on one slip."""
    rows = to_return(user)[:MOST_ON_A_SLIP]
    return [OfClass(kind, list(items)) for kind, items in groupby(rows, key=lambda item: item.mail_class)]


def open_slips(user: User) -> list[ReturnBatch]:
    """MAIL-06. The slips the post has not signed, the oldest first."""
    rows = _slips(user).filter(handed_at=None, folder__closed_at=None)
    return list(rows.order_by("begun_at", "id"))


def past_slips(user: User, parameters: Mapping[str, str]) -> Page:
    """MAIL-06. The slips that are done with, the newest first."""
    return NEWEST.page(_slips(user).filter(folder__closed_at__isnull=False), parameters, size=20)


def _slips(user: User):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a queryset of slips
    visible = Folder.objects.visible_to(user)
    return ReturnBatch.objects.filter(folder__in=visible).select_related("folder", "carrier", "handed_by")


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
    rows = MailItem.objects.visible_to(user).select_related(*_SHOWN)
    rows = rows.order_by("mail_class__order", "mail_class__code", "received_at", "id")
    mended = Mend.objects.filter(
        kind=Correction.TAKEN_BACK, before__return_batch=batch.pk, before__state=State.RETURNED
    )
    return Slip(
        batch,
        list(rows.filter(return_batch=batch)),
        list(rows.filter(pk__in=mended.values("item")).exclude(return_batch=batch)),
        list(Attachment.objects.filter(folder=batch.folder, kind=SIGNED, removed_at=None)),
    )

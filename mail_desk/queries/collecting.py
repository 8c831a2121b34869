"""What waits for somebody at the desk, found as people ask for it; and what was fetched."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, prefetch_related_objects
from django.http import Http404

from casework.queries.search import NUMBER, UNIT, shape
from mail_desk.identity import mask_id
from mail_desk.models import Collection, MailItem, Mend
from mail_desk.numbers import normalise_number
from mail_desk.queries.shown import items_of
from mail_desk.rules.collecting import obstacles_to_giving
from mail_desk.states import HELD, TONES, Correction, State
from mall.models import Unit
from mall.prepared import RowsOf
from merchants.queries.finding import find

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mail_desk.models.items import MailItemQuerySet
    from mall.models import User
    from ui.obstacles import Obstacle

MOST_FOUND = 60
MOST_TOGETHER = 200
#: So many items stand on the page of a collection at most; all of them can be given out at once.
MOST_SHOWN = MOST_FOUND + MOST_TOGETHER
MERCHANTS = 40
SHORTEST_WORD = 2


@dataclass(frozen=True)
class Waiting:
    """What the desk holds for one receiver."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Row:
    """One item as the page of collections shows it."""

    item: MailItem
    state: str
    tone: str
    blocked: list[Obstacle]


def at_desk(user: User) -> MailItemQuerySet:
    """MAIL-04. What can be given out and the person may see, the oldest first."""
    return MailItem.objects.visible_to(user).filter(state__in=HELD).order_by("received_at", "id")


def found(user: User, text: str, today: date) -> list[MailItem]:
    """MAIL-04. Items at the desk by folder number, item number, unit, merchant or addressee; the oldest first."""
    kind, wanted = shape(text, today)
    rows = at_desk(user)
    if kind == NUMBER:
        how, numbers = wanted
        which = Q(folder__number__in=numbers) if how == "in" else Q(folder__number__startswith=numbers[0])
        hits = _shown(rows.filter(which))
        if hits:
            return hits
    if kind == UNIT:
        # Of whoever trades or traded there: his mail may be for another of his rooms, or for none. Asked for by their
        # keys, PostgreSQL finds the few items by two indexes and need not go through all that waits.
        room = _ROOM([wanted[0].upper()])
        traded = {row["tenancies__merchant"] for row in room} - {None}
        return _shown(rows.filter(Q(unit__in={row["id"] for row in room}) | Q(merchant__in=traded)))
    plain = text.strip()
    if len(plain) < SHORTEST_WORD:
        return []
    with suppress(ValueError):
        exact = _shown(rows.filter(number=normalise_number(plain))) if plain.isascii() else []
        if exact:
            return exact
    which = Q(addressee__icontains=plain) | Q(unit_words__icontains=plain)
    which |= Q(merchant__in=[hit.value for hit in find(plain, user, limit=MERCHANTS, today=today)])
    with suppress(ValueError):
        which |= Q(number__contains=normalise_number(plain)) if plain.isascii() else Q()
    return _shown(rows.filter(which))


_ROOM = RowsOf(lambda numbers: Unit.objects.filter(number__in=numbers).values("id", "tenancies__merchant"), stand_in="")


def of_numbers(user: User, numbers: Iterable[str]) -> list[MailItem]:
    """Items at the desk with these folder numbers."""
    return _shown(at_desk(user).filter(folder__number__in=list(numbers)[:MOST_FOUND]))


def with_keys(user: User, keys: Iterable[str]) -> list[MailItem]:
    """Items with these keys, wherever they stand by now."""
    rows = MailItem.objects.visible_to(user).filter(pk__in=list(keys)[:MOST_SHOWN])
    return _shown(rows.order_by("received_at", "id"), MOST_SHOWN)


def _shown(rows: MailItemQuerySet, most: int = MOST_FOUND) -> list[MailItem]:
    items = items_of(rows.values_list("pk", flat=True)[:most])
    prefetch_related_objects([item for item in items if item.return_batch_id], "return_batch__folder")
    prefetch_related_objects([item for item in items if item.collection_id], "collection")
    return items


def together(user: User, items: Iterable[MailItem], now: datetime) -> list[Waiting]:
    """MAIL-04. These items and all else the desk holds for the same receivers, by receiver; what goes back last."""
    shown = {item.pk: item for item in items}
    if not shown:
        return []
    same = Q(pk__in=[])
    merchants = {item.merchant_id for item in shown.values() if item.merchant_id}
    units = {item.unit_id for item in shown.values() if item.unit_id and not item.merchant_id}
    words = {(item.unit_words, item.addressee) for item in shown.values() if not item.merchant_id and not item.unit_id}
    if merchants:
        same |= Q(merchant__in=merchants)
    if units:
        same |= Q(unit__in=units, merchant=None)
    for where, addressee in words:
        if addressee:
            same |= Q(merchant=None, unit=None, unit_words=where, addressee=addressee)
    for item in _shown(at_desk(user).filter(same), MOST_TOGETHER):
        shown.setdefault(item.pk, item)
    groups: dict[object, list[MailItem]] = {}
    for item in sorted(shown.values(), key=lambda one: (one.state == State.TO_RETURN, one.received_at, one.pk)):
        groups.setdefault(_receiver(item), []).append(item)
    return [Waiting(_title(rows[0]), [_row_of(item, now) for item in rows]) for rows in groups.values()]


def _row_of(item: MailItem, now: datetime) -> Row:
    """An item with the words of its state, and what forbids giving it out."""
    state = State(item.state)
    return Row(item, str(state.label), TONES[state], obstacles_to_giving(item, now))


def _receiver(item: MailItem) -> object:
    if item.merchant_id:
        return "merchant", item.merchant_id
    if item.unit_id:
        return "unit", item.unit_id
    return ("words", item.unit_words, item.addressee) if item.addressee else ("item", item.pk)


def _title(item: MailItem) -> str:
    if item.merchant is not None:
        return item.merchant.name
    return item.addressee or item.where


@dataclass(frozen=True)
class Fetched:
    """A collection as its page and its paper show it; the ID number masked (MAIL-13)."""

    row: Collection
    items: list[MailItem]
    taken_back: list[MailItem]
    masked: str

    @property
    def pieces(self) -> int:
        """How many pieces were fetched."""
        return sum(item.quantity for item in self.items)


def visible_collection(user: User, pk: int) -> Fetched:
    """MAIL-04, MAIL-13. A collection of which the person may see an item, one taken back too, else Http404."""
    row = Collection.objects.filter(pk=pk).select_related("by", "desk", "released_by").first()
    if row is None:
        raise Http404(pk)
    items = MailItem.objects.visible_to(user).order_by("received_at", "id")
    mends = Mend.objects.filter(kind=Correction.TAKEN_BACK, before__collection=pk)
    there = _shown(items.filter(collection=row), MOST_SHOWN)
    gone = _shown(items.filter(pk__in=mends.values("item")).exclude(collection=row), MOST_SHOWN)
    if not there and not gone:
        raise Http404(pk)
    return Fetched(row, there, gone, mask_id(row.id_number))

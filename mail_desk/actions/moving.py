"""The one place that changes where items stand: on the item, on its folder, on its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.actions.folders import write_search_text
from casework.models import Entry, Folder
from mail_desk.actions.codes import free_codes
from mail_desk.models import MailItem
from mail_desk.rules.moving import Due, days_kept, kept_until, next_due, obstacles_to_move
from mail_desk.states import ENDED, OPEN, WAITING, State
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from mall.models import User

_HEAD = ("stage", "due_at", "warn_at", "due_kind", "closed_at", "closed_by", "reopened")


def hold(items: Iterable[MailItem]) -> list[MailItem]:
    """Lock items and their folders until the transaction ends, and read both anew, in the order of their keys.

    The order is folder, then item, everywhere. Two people who act on the same items go one after the other.
    """
    keys = sorted({item.pk for item in items})
    folders = {
        folder.pk: folder
        for folder in Folder.objects.select_for_update(of=("self",), no_key=True)
        .filter(mail_item__in=keys)
        .order_by("pk")
    }
    held = list(
        MailItem.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("mail_class", "unit", "floor", "merchant", "delivery")
        .order_by("pk")
    )
    for item in held:
        item.folder = folders[item.folder_id]
    return held


def move_all(  # noqa: PLR0913 - one argument per fact of the step
    items: Sequence[MailItem],
    to: State | Mapping[int, State],
    *,
    by: User | None,
    now: datetime,
    verb: str,
    facts: Mapping[str, Any] | None = None,
    changed: Sequence[str] = (),
    freely: bool = False,
) -> None:
    """Let items take a step, all or none; `changed` are further columns the caller has set.

    `to` is a state, or one for each item's key. A correction moves `freely`, beside the table. Raises Refused.
    """
    goals = {item.pk: to if isinstance(to, State) else to[item.pk] for item in items}
    if not freely:
        refuse_if([obstacle for item in items for obstacle in obstacles_to_move(item, goals[item.pk])])
    lines = []
    _give_codes(items, goals)
    for item in items:
        before = item.state
        item.state = goals[item.pk]
        set_head(item, by=by, now=now)
        lines.append(
            Entry(
                folder=item.folder, verb=verb, at=now, by=by, facts={"from": before, "to": item.state, **(facts or {})}
            )
        )
    MailItem.objects.bulk_update(items, ["state", "ended_at", "pickup_code", "keep_until", *changed], batch_size=500)
    Folder.objects.bulk_update([item.folder for item in items], _HEAD, batch_size=500)
    Entry.objects.bulk_create(lines, batch_size=500)


def _give_codes(items: Sequence[MailItem], goals: Mapping[int, State]) -> None:
    """A code of its own for each item that begins to wait; what had gone keeps its old one if nobody has it now."""
    gone = {item.pickup_code for item in items if State(item.state) in ENDED and item.pickup_code}
    given = (
        set(MailItem.objects.open().filter(pickup_code__in=gone).values_list("pickup_code", flat=True)) if gone else ()
    )
    for item in items:
        if State(item.state) in ENDED and item.pickup_code in given:
            item.pickup_code = ""
    needy = [item for item in items if goals[item.pk] in WAITING and not item.pickup_code]
    for item, code in zip(needy, free_codes(len(needy)) if needy else (), strict=True):
        item.pickup_code = code


def set_head(item: MailItem, *, by: User | None, now: datetime, due: Due | None = None) -> None:
    """Copy an item's state and what is due to its folder's head; give it its code while it waits. Nothing is saved."""
    folder, state = item.folder, State(item.state)
    if state in WAITING:
        item.pickup_code = item.pickup_code or free_codes(1)[0]
        if item.keep_until is None and item.mail_class is not None:
            item.keep_until = kept_until(item.received_at, days_kept(item, item.received_at))
    due = due or next_due(item, now)
    folder.stage = state
    folder.due_at, folder.warn_at, folder.due_kind = due.at, due.warn_at, due.kind
    if state in ENDED and folder.closed_at is None:
        folder.closed_at = item.ended_at = now
        folder.closed_by = by or folder.opened_by
    elif state in OPEN and folder.closed_at is not None:
        folder.closed_at = folder.closed_by = item.ended_at = None
        folder.reopened += 1


def title_of(item: MailItem) -> str:
    """What an item is called in lists: its class, where it goes, whose shop it is. No person's name."""
    merchant = item.merchant.name if item.merchant else ""
    what = item.mail_class.name if item.mail_class else item.number
    many = f"×{item.quantity}" if item.quantity > 1 else ""
    return " ".join(filter(None, (what + many, item.where, merchant)))


def words_of(item: MailItem) -> list[str]:
    """The words an item is found by: its numbers, its class, its address, its people."""
    return [
        item.folder.number,
        item.number,
        title_of(item),
        item.unit_words,
        item.addressee,
        item.sender,
        item.refusal,
    ]


def write_words(item: MailItem) -> None:
    """Store the words an item is found by."""
    write_search_text(item.folder, words_of(item))

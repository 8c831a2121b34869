"""The walking rounds: today's items of a floor in walking order, what was handed out there, letters by count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum, prefetch_related_objects

from mail_desk.held import floor as floor_of
from mail_desk.held import floors
from mail_desk.models import HandOut, MailItem
from mail_desk.queries.shown import items_of
from mail_desk.rules.handing import obstacles_to_internal_window
from mail_desk.rules.moving import in_window
from mail_desk.states import State
from mall.limits import limit
from mall.localtime import day_bounds, local_day

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import Floor, User

#: A floor has so many shops; what is more is brought on a second round.
MOST = 400
TAIL = 4


@dataclass(frozen=True)
class FloorRow:
    """A floor with what waits for its round: items to bring, letters for its on-site staff."""

    floor: Floor
    items: int
    letters: int


@dataclass(frozen=True)
class RoundRow:
    """One item of a round: `tail` is the end of its number; `hint` what to mind when it is handed over."""

    item: MailItem
    tail: str
    done: HandOut | None = None
    held_back: str = ""


def rounds(user: User, now: datetime) -> dict[str, Any]:
    """MAIL-11, DESK-04, DESK-05. The floors with what waits for them, and whether this is an hour for walking."""
    counted = (
        _on_its_way(user)
        .values("floor")
        .annotate(
            items=Sum("quantity", filter=Q(mail_class__counted=False)),
            letters=Sum("quantity", filter=Q(mail_class__counted=True)),
            all=Sum("quantity"),
        )
        .order_by()
    )
    by_floor = {row["floor"]: row for row in counted}
    empty: dict[str, Any] = {}
    rows = [
        FloorRow(one, by_floor.get(one.pk, empty).get("items") or 0, by_floor.get(one.pk, empty).get("letters") or 0)
        for one in floors()
    ]
    stretches = limit("walking_periods", now)
    return {
        "floors": rows,
        "walking": in_window(now, stretches),
        "hours": "、".join(f"{one.begins:%H:%M}–{one.ends:%H:%M}" for one in stretches),
        "somewhere": by_floor.get(None),
    }


def round_of(user: User, code: str, now: datetime) -> dict[str, Any] | None:
    """MAIL-11. A floor's round: what is to be brought by unit, what was handed out today; None for no such floor."""
    floor = floor_of(code)
    if floor is None:
        return None
    waiting = _read(_on_its_way(user), floor)
    letters = [item for item in waiting if _is_bundle(item)][:MOST]
    items = [item for item in waiting if not _is_bundle(item)][:MOST]
    begins, ends = day_bounds(local_day(now))
    gone = MailItem.objects.visible_to(user).filter(state=State.DISTRIBUTED, ended_at__gte=begins, ended_at__lt=ends)
    done = _read(gone, floor)
    prefetch_related_objects(done, "hand_out")
    brought = sum(not _is_bundle(item) for item in done)
    refused = MailItem.objects.visible_to(user).filter(
        state=State.REFUSED, floor=floor, received_at__gte=begins, received_at__lt=ends
    )
    return {
        "floor": floor,
        "rows": sorted(
            [*(_row(item, now) for item in items), *(_row(item, now) for item in done if not _is_bundle(item))],
            key=lambda row: (row.item.where, row.item.pk),
        ),
        "left": len(items),
        "done": brought,
        "all": len(items) + brought,
        "letters": letters,
        "letter_count": sum(item.quantity for item in letters),
        "refused": refused.aggregate(pieces=Sum("quantity"))["pieces"] or 0,
        "now": now,
    }


def _on_its_way(user: User) -> Any:
    return MailItem.objects.visible_to(user).filter(state=State.REGISTERED)


def _read(rows: Any, floor: Floor) -> list[MailItem]:
    """What there is for a floor in walking order; what is counted comes last, so it pushes nothing off the round."""
    found = rows.filter(floor=floor).order_by("mail_class__counted", "unit__number", "pk")
    return items_of(found.values_list("pk", flat=True)[: 2 * MOST])


def _is_bundle(item: MailItem) -> bool:
    return item.mail_class is not None and item.mail_class.counted


def _row(item: MailItem, now: datetime) -> RoundRow:
    reasons = obstacles_to_internal_window(item, now)
    return RoundRow(
        item=item,
        tail=item.number[-TAIL - 2 :],
        done=item.hand_out if item.state == State.DISTRIBUTED else None,
        held_back=str(reasons[0].message) if reasons and item.state == State.REGISTERED else "",
    )

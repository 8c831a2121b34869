"""Out of the desk's hands: to on-site staff against a count, to the receiver on a round; or nobody was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions.bulk import AT_ONCE, record_all
from mail_desk.actions.moving import hold, move_all
from mail_desk.models import HandOut, MailItem
from mail_desk.rules import handing as rules
from mail_desk.states import State
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mall.models import Floor, User


def hand_to_staff(  # noqa: PLR0913 - one argument per fact of the paper
    items: Sequence[MailItem],
    receiver: str,
    counted: int | None,
    *,
    floor: Floor | None = None,
    signature: str = "",
    on_paper: bool = False,
    by: User,
    now: datetime,
) -> HandOut:
    """MAIL-02. Hand ordinary letters to on-site staff against their count. Raises Refused."""
    held = hold(items)
    signed = bool(signature) or on_paper
    refuse_if(rules.obstacles_to_handing_to_staff(held, receiver, counted, signed=signed, now=now))
    row = HandOut(way=HandOut.Way.STAFF, floor=floor, signature=signature, on_paper=on_paper)
    return _give(row, held, receiver, by=by, now=now)


def deliver(
    items: Sequence[MailItem],
    receiver: str,
    *,
    signature: str = "",
    on_paper: bool = False,
    by: User,
    now: datetime,
) -> HandOut:
    """MAIL-11. Hand items to the receiver on a round, signed for. Raises Refused."""
    held = hold(items)
    signed = bool(signature) or on_paper
    refuse_if(rules.obstacles_to_delivering(held, receiver, signed=signed, now=now))
    row = HandOut(way=HandOut.Way.RECEIVER, floor=held[0].floor, signature=signature, on_paper=on_paper)
    return _give(row, held, receiver, by=by, now=now)


def nobody_there(items: Sequence[MailItem], *, by: User, now: datetime) -> None:
    """MAIL-11. Nobody was there: the items stay with the desk and are brought on the next round. Raises Refused."""
    held = hold(items)
    refuse_if([obstacle for item in held for obstacle in rules.obstacles_to_missing(item)])
    for item in held:
        item.not_home += 1
    MailItem.objects.bulk_update(held, ["not_home"], batch_size=AT_ONCE)
    record_all([(item.folder, "mail_nobody_there", {"times": item.not_home}) for item in held], by=by, now=now)


def _give(row: HandOut, items: Sequence[MailItem], receiver: str, *, by: User, now: datetime) -> HandOut:
    row.at, row.by, row.receiver = now, by, receiver.strip()[:40]
    row.count = sum(item.quantity for item in items)
    row.save()
    for item in items:
        item.hand_out = row
    facts = {"hand_out": row.pk, "count": row.count}
    move_all(items, State.DISTRIBUTED, by=by, now=now, verb="mail_handed_out", facts=facts, changed=["hand_out"])
    return row

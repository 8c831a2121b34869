"""Back to the post: what is undeliverable, the slip it stands on (F-04), the hand-over against a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.actions import clocks
from casework.actions.folders import close_folder, line, move_stage, open_folder, record
from casework.actions.papers import attach, write_note
from casework.models import Entry
from casework.rules.papers import SIGNED
from mail_desk.actions.beside import counted, hold_earlier, put_beside
from mail_desk.actions.moving import hold, move_all
from mail_desk.models import MailItem, ReturnBatch
from mail_desk.rules import returning as rules
from mail_desk.states import State
from mall.limits import limit
from mall.models import Department
from mall.queries.departments import department
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mail_desk.models import Carrier, ReturnReason
    from mall.models import User

CLOCK = "mail_return_register"


def send_back(item: MailItem, reason: ReturnReason | None, *, by: User, now: datetime) -> None:
    """MAIL-06, MAIL-12. Put what cannot be delivered to the returns; it was not handed out then. Raises Refused."""
    hold_earlier(item.ended_at, now=now)
    (item,) = hold([item])
    refuse_if(rules.obstacles_to_sending_back(item, reason))
    counts = counted(item)
    item.return_reason = reason
    facts = {"return_reason": reason.pk if reason else None}
    move_all([item], State.TO_RETURN, by=by, now=now, verb="mail_to_return", facts=facts, changed=["return_reason"])
    put_beside(item, counts, counted(item), by=by, now=now)


def begin(items: Sequence[MailItem], carrier: Carrier | None, *, by: User, now: datetime) -> ReturnBatch:
    """MAIL-06, MAIL-09. Begin a return slip with these items; the hour for it runs. Raises Refused."""
    held = hold(items)
    refuse_if(rules.obstacles_to_batching(held))
    folder = open_folder(
        kind="mail_return",
        title=carrier.name if carrier else "—",
        department=department(Department.CUSTOMER_SERVICE),
        desk=by.home.desk if by.home else None,
        stage="open",
        handler=by,
        by=by,
        now=now,
    )
    batch = ReturnBatch.objects.create(folder=folder, carrier=carrier, begun_at=now)
    amount = limit("mail_register_min", now)
    clocks.start(folder, CLOCK, starts_at=now, amount=amount, calendar="wall", now=now)
    _put(batch, held, by=by, now=now)
    return batch


def add(batch: ReturnBatch, items: Sequence[MailItem], *, by: User, now: datetime) -> None:
    """MAIL-06. Put further items on a slip the post has not signed. Raises Refused."""
    hold_batch(batch)
    held = hold(items)
    refuse_if([*rules.obstacles_to_changing(batch), *rules.obstacles_to_batching(held)])
    _put(batch, held, by=by, now=now)


def take_out(batch: ReturnBatch, item: MailItem, *, by: User, now: datetime) -> None:
    """MAIL-06. Take an item off the slip; it stays with the returns. Raises Refused."""
    hold_batch(batch)
    refuse_if(rules.obstacles_to_changing(batch))
    (item,) = hold([item])
    if item.return_batch_id == batch.pk:
        _put(None, [item], by=by, now=now, off=batch)


def hand_back(  # noqa: PLR0913 - one argument per fact of the paper
    batch: ReturnBatch,
    taken_by: str,
    *,
    signature: str = "",
    on_paper: bool = False,
    copies: Sequence[Any] = (),
    counted: int | None = None,
    late_reason: str = "",
    by: User,
    now: datetime,
) -> None:
    """MAIL-06, MAIL-09. The post takes what is on the slip and signs; the slip is closed. Raises Refused.

    `copies` are the signed paper, scanned; `counted` is how many items the form showed, None where none did.
    """
    hold_batch(batch)
    held = [item for item in hold(batch.items.all()) if item.return_batch_id == batch.pk]
    refuse_if(
        rules.obstacles_to_handing_back(
            batch, held, taken_by, counted=counted, signature=signature, on_paper=on_paper, copies=len(copies),
            late_reason=late_reason, now=now,
        )
    )  # fmt: skip
    batch.taken_by, batch.signature = taken_by.strip()[:40], signature
    batch.on_paper = on_paper and not signature
    batch.handed_at, batch.handed_by, batch.late_reason = now, by, late_reason.strip()[:200]
    batch.save()
    facts = {"batch": batch.pk}
    move_all(held, State.RETURNED, by=by, now=now, verb="mail_returned", facts=facts)
    for copy in copies:
        attach(batch.folder, copy, kind=SIGNED, by=by, now=now)
    clocks.met(batch.folder, CLOCK, now=now)
    batch.folder.refresh_from_db()
    move_stage(batch.folder, "handed_back", by=by, now=now)
    record(batch.folder, "mail_returned", by=by, now=now, facts=facts)
    close_folder(batch.folder, by=by, now=now)


def give_up(batch: ReturnBatch, reason: str, *, by: User, now: datetime) -> None:
    """MAIL-06. Give a slip up; its items stay with the returns. The reason is a note of its folder. Raises Refused."""
    hold_batch(batch)
    refuse_if(rules.obstacles_to_giving_up(batch, reason))
    held = [item for item in hold(batch.items.all()) if item.return_batch_id == batch.pk]
    if held:
        _put(None, held, by=by, now=now, off=batch)
    write_note(batch.folder, reason, by=by, now=now)
    clocks.stop(batch.folder, CLOCK, now=now)
    batch.folder.refresh_from_db()
    move_stage(batch.folder, "given_up", by=by, now=now)
    record(batch.folder, "mail_slip_given_up", by=by, now=now)
    close_folder(batch.folder, by=by, now=now)


def hold_batch(batch: ReturnBatch) -> ReturnBatch:
    """Lock a slip until the transaction ends, and read it anew. The slip is locked before its items, everywhere."""
    batch.refresh_from_db(from_queryset=ReturnBatch.objects.select_for_update(of=("self",)).select_related("folder"))
    return batch


def _put(
    batch: ReturnBatch | None, items: Sequence[MailItem], *, by: User, now: datetime, off: ReturnBatch | None = None
) -> None:
    """Put items on a slip, or off one."""
    MailItem.objects.filter(pk__in=[item.pk for item in items]).update(return_batch=batch)
    verb, about = ("mail_batched", batch) if batch is not None else ("mail_unbatched", off)
    facts = {"batch": about.pk if about else None}
    Entry.objects.bulk_create([line(item.folder, verb, by=by, now=now, facts=facts) for item in items])

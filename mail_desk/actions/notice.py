"""The notice F-02: items that wait at the desk, the calls about them, who stays for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.actions.folders import record
from casework.models import Folder
from mail_desk.actions.moving import hold, move_all, set_head
from mail_desk.models import Call, MailItem
from mail_desk.rules import notice as rules
from mail_desk.states import ANNOUNCED, State
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from mall.models import User

MARKS = ("unclear", "large", "heavy", "damaged")


def put_on_notice(item: MailItem, marks: Collection[str], *, by: User, now: datetime, note: str = "") -> None:
    """MAIL-03. Put an item on the mail notice, for its reasons; it gets a pick-up code. Raises Refused."""
    (item,) = hold([item])
    refuse_if(rules.obstacles_to_notifying(item, reasons=bool(set(marks) & set(MARKS))))
    for mark in MARKS:
        setattr(item, mark, getattr(item, mark) or mark in marks)
    item.notified_at, item.condition = now, (note.strip() or item.condition)[:120]
    changed = [*MARKS, "notified_at", "condition"]
    move_all([item], State.NOTIFIED, by=by, now=now, verb="mail_notified", changed=changed)


def call(
    item: MailItem,
    outcome: str,
    *,
    collect_by: datetime | None,
    stays: User | None,
    by: User,
    now: datetime,
    note: str = "",
) -> Call:
    """MAIL-03, MAIL-S04. Log a call: until when they come, who stays; the reminder runs anew. Raises Refused."""
    (item,) = hold([item])
    refuse_if(rules.obstacles_to_calling(item, outcome, collect_by, stays, now))
    announced = outcome in ANNOUNCED
    made = Call.objects.create(
        item=item, at=now, by=by, outcome=outcome, collect_by=collect_by if announced else None, note=note.strip()[:200]
    )
    facts = {"call": made.pk}
    if not announced:
        record(item.folder, "mail_called", by=by, now=now, facts=facts)
        return made
    item.collect_by, item.stays = collect_by, stays
    item.remind_at = max(collect_by or now, now + timedelta(days=item.mail_class.remind_days if item.mail_class else 1))
    changed = ["collect_by", "stays", "remind_at"]
    if item.state == State.NOTIFIED:
        move_all([item], State.AWAITING, by=by, now=now, verb="mail_called", facts=facts, changed=changed)
        return made
    set_head(item, by=by, now=now)
    item.save(update_fields=changed)
    Folder.objects.filter(pk=item.folder_id).update(
        due_at=item.folder.due_at, warn_at=item.folder.warn_at, due_kind=item.folder.due_kind
    )
    record(item.folder, "mail_called", by=by, now=now, facts=facts)
    return made

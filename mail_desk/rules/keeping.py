"""When mail that waits is called about again, is unclaimed, goes back (MAIL-14, MAIL-S03, MAIL-S04)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mail_desk.states import State
from mall.limits import limit

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem

A_DAY = timedelta(days=1)
S = State


def is_to_be_reminded(item: MailItem, now: datetime) -> bool:
    """MAIL-S04. Whether the addressee who was told has not come by the day of the next call."""
    return item.state == S.AWAITING and item.remind_at is not None and item.remind_at <= now


def next_reminder(item: MailItem, now: datetime) -> datetime | None:
    """MAIL-S04. The next day of a call, as many days on as the class says; None when its days are over by then.

    A sweep that comes late reminds once, not once for each day it has missed.
    """
    days = item.mail_class.remind_days if item.mail_class is not None else 1
    at = item.remind_at or now
    while at <= now:
        at += days * A_DAY
    return at if item.keep_until is None or at < item.keep_until else None


def is_unclaimed(item: MailItem, now: datetime) -> bool:
    """MAIL-14, MAIL-S03. Whether the days of its class are over and nobody has said he comes later."""
    return item.state in (S.NOTIFIED, S.AWAITING) and _is_over(item, now, days=0)


def is_to_go_back(item: MailItem, now: datetime) -> bool:
    """MAIL-14. Whether the days of the last call are over too."""
    return item.state == S.UNCLAIMED and _is_over(item, now, days=int(limit("mail_unclaimed_days", now)))


def _is_over(item: MailItem, now: datetime, *, days: int) -> bool:
    awaited = item.collect_by is not None and item.collect_by > now
    return item.keep_until is not None and item.keep_until + days * A_DAY <= now and not awaited

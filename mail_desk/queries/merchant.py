"""A merchant's mail, for the merchant's own page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mail_desk.models import MailItem
from mail_desk.queries.rows import rows_of
from mail_desk.states import OPEN

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

LISTED = 8
RECENT = timedelta(days=30)


def mail_of(merchant: int, user: User, now: datetime) -> dict[str, Any]:
    """What still waits for a merchant and what came of late: the open ones first, the newest before the older."""
    seen = MailItem.objects.visible_to(user).counted().filter(merchant=merchant)
    waiting = list(
        seen.filter(state__in=sorted(OPEN)).order_by("-received_at", "-id").values_list("folder_id", flat=True)[:LISTED]
    )
    recent = seen.filter(received_at__gte=now - RECENT).exclude(state__in=sorted(OPEN))
    gone = list(recent.order_by("-received_at", "-id").values_list("folder_id", flat=True)[: LISTED - len(waiting)])
    return {"rows": rows_of([*waiting, *gone]), "open": seen.open().count()}

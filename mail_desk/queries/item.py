"""Everything the page of an item shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from casework import clock_kinds
from casework.queries.timeline import lines_of
from mail_desk.offers import offers
from mail_desk.queries.finding import visible_item
from mail_desk.states import OPEN, TONES, WAITING, State
from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

# So many buttons stand beside the primary one; the others are in the menu.
IN_BAR = 3


def item_page(number: str, user: User, now: datetime) -> dict[str, Any]:
    """Return the context of the item's page. Raises Http404 when the person may not see it."""
    item = visible_item(user, number)
    state = State(item.state)
    found = offers(item, user, now)
    free = [offer for offer in found if not offer.primary and not offer.obstacles]
    return {
        "item": item,
        "folder": item.folder,
        "state": state.label,
        "tone": TONES[state],
        "is_open": state in OPEN,
        "waits": state in WAITING,
        "complete_url": _complete_url(item, user),
        "calls": list(item.calls.select_related("by")),
        "mends": list(item.mends.select_related("by")),
        "lines": [line for line in lines_of(item.folder, user, newest_first=True) if line.verb.code != "opened"],
        "primary": next((offer for offer in found if offer.primary), None),
        "bar": free[:IN_BAR],
        "more": free[IN_BAR:],
        "blocked": [offer for offer in found if offer.obstacles],
        "due_label": clock_kinds.label(item.folder.due_kind),
        "now": now,
    }


def _complete_url(item: MailItem, user: User) -> str:
    """Where class and address of what was only scanned are added: its delivery's entry, the number filled in."""
    if item.state != State.RECEIVED or item.delivery.finished_at or not user.may(Permission.MAIL_HANDLE):
        return ""
    return f"{item.delivery.get_absolute_url()}?{urlencode({'number': item.number})}"

"""What forbids putting a mistake right, and where an item stands afterwards (HAND-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Entry
from mail_desk.reference import RETURNED
from mail_desk.rules.moving import has_moved_out, stands_elsewhere
from mail_desk.rules.offering import ItemAct
from mail_desk.states import State
from mall.localtime import local_day
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

S = State
SHORTEST_REASON = 2
GONE = frozenset({S.DISTRIBUTED, S.COLLECTED, S.RETURNED})
MENDED = frozenset(S) - {S.RECEIVED, S.VOID}
TAKEN_BACK = MENDED - {S.REGISTERED}
STRUCK_OUT = frozenset(S) - {S.VOID}


def _obstacles(item: MailItem, allowed: frozenset[State], reason: str) -> list[Obstacle]:
    found = []
    if item.state not in allowed:
        found.append(stands_elsewhere(item))
    if len(reason.strip()) < SHORTEST_REASON:
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found


def obstacles_to_putting_right(item: MailItem, changed: Collection[str], reason: str) -> list[Obstacle]:
    """HAND-08. Particulars are put right with the reason; something has to differ."""
    found = _obstacles(item, MENDED, reason)
    if not changed:
        found.append(Obstacle("same", _("Nothing was changed.")))
    return found


def obstacles_to_taking_back(item: MailItem, before: State | None, reason: str) -> list[Obstacle]:
    """HAND-08. The last step is taken back with the reason, where there was a step before it."""
    found = _obstacles(item, TAKEN_BACK, reason)
    if not found and before is None:
        found.append(_nothing_before())
    return found


def _nothing_before() -> Obstacle:
    return Obstacle("first", _("Nothing was done before this step: put it right, or strike it out."))


def obstacles_to_striking_out(item: MailItem, reason: str) -> list[Obstacle]:
    """HAND-08. What was never an item of its own is struck out with the reason; it stays to be read."""
    return _obstacles(item, STRUCK_OUT, reason)


def state_after(item: MailItem, by_its_address: State, *, at_the_door: bool) -> State:
    """MAIL-02, MAIL-07, HAND-08. Where an item stands when its particulars are right.

    `by_its_address` is what would become of it were it entered now. What has gone stays gone. What is refused now is
    given back `at_the_door` while its delivery is being registered; later it goes back with the next return.
    """
    state = State(item.state)
    if state in GONE:
        return state
    if by_its_address == S.REFUSED:
        return S.REFUSED if at_the_door or state == S.REFUSED else S.TO_RETURN
    if by_its_address == S.TO_RETURN:
        return S.TO_RETURN
    if state == S.TO_RETURN:
        by_its_class = item.return_reason is not None and item.return_reason.code == RETURNED
        return by_its_address if by_its_class else state
    # Whoever was told that it waits comes for it, whatever its address says now.
    return state if state in (S.AWAITING, S.UNCLAIMED) else by_its_address


def state_before(item: MailItem) -> State | None:
    """HAND-08. Where an item stood before its last step; None when it was entered as it is.

    What was refused at the door is taken in after all.
    """
    if item.state == S.REFUSED:
        if item.mail_class is not None and item.mail_class.goes_back:
            return S.TO_RETURN
        marked = item.unclear or item.large or item.heavy or item.damaged or has_moved_out(item.merchant)
        return S.NOTIFIED if marked or (item.merchant_id is None and not item.internal) else S.REGISTERED
    steps = Entry.objects.filter(folder=item.folder_id, facts__to=item.state, facts__has_key="from")
    for facts in steps.exclude(verb="mail_mended").order_by("-at", "-id").values_list("facts", flat=True):
        if facts["from"] not in (item.state, S.RECEIVED, S.VOID):
            return State(facts["from"])
    return None


def is_of_an_earlier_month(received_at: datetime, now: datetime) -> bool:
    """MAIL-12. Whether an item came in a month that can be closed already."""
    return local_day(received_at).replace(day=1) < local_day(now).replace(day=1)


PUT_RIGHT = ItemAct("put-right", gettext_lazy("Put right"), Permission.MAIL_HANDLE, "pencil", MENDED, order=80)


def _offered(item: MailItem, _user: User, _now: datetime) -> list[Obstacle]:
    return [] if state_before(item) is not None else [_nothing_before()]


TAKE_BACK = ItemAct(
    "take-back", gettext_lazy("Take the last step back"), Permission.MAIL_HANDLE, "arrow-back-up", TAKEN_BACK, _offered,
    order=85,
)  # fmt: skip
STRIKE_OUT = ItemAct(
    "strike-out", gettext_lazy("Strike out"), Permission.MAIL_HANDLE, "eraser", STRUCK_OUT, order=90, danger=True
)
OFFERS = (PUT_RIGHT, TAKE_BACK, STRIKE_OUT)

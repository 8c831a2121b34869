"""What forbids putting an item on the notice, and calling about it (F-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk.rules.moving import closes_in_days, kept_until, obstacles_to_move
from mail_desk.rules.offering import ItemAct
from mail_desk.states import ANNOUNCED, WAITING, State
from mall.limits import limit
from mall.roles import Permission
from ui.obstacles import Obstacle
from ui.times import when

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

S = State


def obstacles_to_notifying(item: MailItem, *, reasons: bool) -> list[Obstacle]:
    """MAIL-03. What goes on the notice has a reason: the address is unclear, it is large, heavy or damaged."""
    found = obstacles_to_move(item, S.NOTIFIED)
    if not reasons:
        found.append(Obstacle("reason", _("Say why it waits at the desk: address, size, weight, condition."), "marks"))
    return found


def obstacles_to_calling(
    item: MailItem, outcome: str, collect_by: datetime | None, stays: User | None, now: datetime
) -> list[Obstacle]:
    """MAIL-03. Who was reached is told until when to come, and somebody stays for it; who was not, is called again."""
    found = []
    if State(item.state) not in WAITING:
        found.append(Obstacle("state", _("It does not wait for anybody: look at it again.")))
    if outcome in ANNOUNCED:
        if collect_by is None:
            found.append(Obstacle("collect_by", _("Write the stated time."), "collect_by"))
        elif not now < collect_by <= stays_till(item, now):
            words = _("Write a time that lies ahead, up to %(at)s.") % {"at": when(stays_till(item, now), now)}
            found.append(Obstacle("collect_by_past", words, "collect_by"))
        if stays is None:
            found.append(Obstacle("stays", _("Say who stays and waits."), "stays"))
    return found


def stays_till(item: MailItem, now: datetime) -> datetime:
    """MAIL-S03. Until when an addressee may agree to come: so many days after it came, for a last call a day more."""
    last = kept_until(item.received_at, int(limit("mail_keep_days", now)))
    return max(last, closes_in_days(now, int(limit("mail_collect_days", now))))


def _offered(item: MailItem, _user: User, _now: datetime) -> list[Obstacle]:
    return obstacles_to_move(item, S.NOTIFIED)


NOTIFY = ItemAct(
    "notify", gettext_lazy("Put on the notice"), Permission.MAIL_HANDLE, "clipboard-list",
    frozenset({S.REGISTERED}), _offered, order=40,
)  # fmt: skip
CALL = ItemAct(
    "call", gettext_lazy("Log a call"), Permission.MAIL_HANDLE, "phone",
    WAITING, primary_in=frozenset({S.NOTIFIED}), order=10,
)  # fmt: skip
OFFERS = (NOTIFY, CALL)

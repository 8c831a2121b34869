"""What forbids putting an item on the notice, and calling about it (F-02)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk.rules.moving import obstacles_to_move
from mail_desk.rules.offering import ItemAct
from mail_desk.states import ANNOUNCED, WAITING, State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

LONGEST_STAY = timedelta(days=60)
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
        elif not now < collect_by <= now + LONGEST_STAY:
            found.append(
                Obstacle("collect_by_past", _("Write a time that lies ahead, sixty days at most."), "collect_by")
            )
        if stays is None:
            found.append(Obstacle("stays", _("Say who stays and waits."), "stays"))
    return found


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

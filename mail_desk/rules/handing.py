"""What forbids handing mail out: to on-site staff against a count, to the receiver on a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk.rules.moving import in_window, obstacles_to_move
from mail_desk.rules.offering import ItemAct
from mail_desk.states import State
from mall.limits import limit
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

S = State
SHORTEST_NAME = 2


def obstacles_to_internal_window(item: MailItem, now: datetime) -> list[Obstacle]:
    """MAIL-10. Mail of 8F and the company goes out from 17:30 to 09:00 only."""
    stretches = limit("internal_mail_window", now)
    if not item.internal or not stretches or in_window(now, stretches):
        return []
    hours = "、".join(f"{one.begins:%H:%M}–{one.ends:%H:%M}" for one in stretches)
    return [Obstacle("window", _("Mail of 8F and the company goes out in %(hours)s.") % {"hours": hours})]


def obstacles_to_handing_out(item: MailItem, now: datetime) -> list[Obstacle]:
    """MAIL-02, MAIL-10, MAIL-11. What is registered is handed out; what waits at the desk is collected there."""
    return [*obstacles_to_move(item, S.DISTRIBUTED), *obstacles_to_internal_window(item, now)]


def obstacles_to_handing_to_staff(
    items: Sequence[MailItem], receiver: str, counted: int | None, *, signed: bool, now: datetime
) -> list[Obstacle]:
    """MAIL-02. On-site staff take ordinary letters against a count they have counted themselves, and sign."""
    found = [obstacle for item in items for obstacle in obstacles_to_handing_out(item, now)]
    if not items:
        found.append(Obstacle("nothing", _("Tick what is handed over.")))
    wrong = [item for item in items if item.mail_class is not None and not item.mail_class.counted]
    if wrong:
        words = _("%(number)s is no ordinary letter: it is brought to the receiver or collected.")
        found.append(Obstacle("class", words % {"number": wrong[0].folder.number}))
    many = sum(item.quantity for item in items)
    if counted != many:
        words = _("The register says %(ours)d letters: count again, or put the register right first.") % {"ours": many}
        found.append(Obstacle("count", words, "count"))
    return [*found, *_obstacles_to_receiver(receiver, signed=signed)]


def obstacles_to_delivering(items: Sequence[MailItem], receiver: str, *, signed: bool, now: datetime) -> list[Obstacle]:
    """MAIL-11, MAIL-04. On a round the receiver signs for what he gets, where its class asks for it."""
    found = [obstacle for item in items for obstacle in obstacles_to_handing_out(item, now)]
    if not items:
        found.append(Obstacle("nothing", _("Tick what is handed over.")))
    needed = any(item.mail_class is not None and item.mail_class.proof_needed for item in items)
    return [*found, *_obstacles_to_receiver(receiver, signed=signed or not needed)]


def _obstacles_to_receiver(receiver: str, *, signed: bool) -> list[Obstacle]:
    found = []
    if len(receiver.strip()) < SHORTEST_NAME:
        found.append(Obstacle("receiver", _("Write who takes it."), "receiver"))
    if not signed:
        found.append(Obstacle("signature", _("Let the receiver sign, or tick that the paper is signed."), "signature"))
    return found


def obstacles_to_missing(item: MailItem) -> list[Obstacle]:
    """MAIL-11. Only what is on its way can find nobody there; it stays and is brought again."""
    if item.state == S.REGISTERED:
        return []
    return [Obstacle("state", _("It is not on its way: look at it again."))]


def _offered(item: MailItem, _user: User, now: datetime) -> list[Obstacle]:
    return obstacles_to_handing_out(item, now)


DELIVER = ItemAct(
    "deliver", gettext_lazy("Hand out"), Permission.MAIL_HANDLE, "package-export",
    frozenset({S.REGISTERED}), _offered, primary_in=frozenset({S.REGISTERED}), order=20,
)  # fmt: skip
OFFERS = (DELIVER,)

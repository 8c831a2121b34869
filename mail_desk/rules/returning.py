"""What forbids sending mail back: to the returns, onto a slip, into the post's hands (F-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk.rules.moving import obstacles_to_move, stands_elsewhere
from mail_desk.rules.offering import ItemAct
from mail_desk.states import State
from mall.limits import limit
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from mail_desk.models import MailItem, ReturnBatch, ReturnReason
    from mall.models import User

S = State
SHORTEST_NAME = 2
MOST_ON_A_SLIP = 200
#: What may turn out to be undeliverable; what was handed out is brought back by on-site staff.
UNDELIVERABLE = frozenset({S.REGISTERED, S.NOTIFIED, S.AWAITING, S.UNCLAIMED, S.DISTRIBUTED})


def obstacles_to_sending_back(item: MailItem, reason: ReturnReason | None) -> list[Obstacle]:
    """MAIL-06. What cannot be delivered goes back, for a reason of the list."""
    found = _obstacles_to_leaving(item)
    if reason is None:
        found.append(Obstacle("reason", _("Say why it goes back."), "reason"))
    return found


def _obstacles_to_leaving(item: MailItem) -> list[Obstacle]:
    if item.state in UNDELIVERABLE:
        return obstacles_to_move(item, S.TO_RETURN)
    return [stands_elsewhere(item)]


def obstacles_to_batching(items: Sequence[MailItem]) -> list[Obstacle]:
    """MAIL-06. On a slip goes what waits for the post and stands on no other slip."""
    found = []
    if not items:
        found.append(Obstacle("nothing", _("Tick what goes back.")))
    if len(items) > MOST_ON_A_SLIP:
        words = _("A slip has room for %(n)d items: tick fewer.") % {"n": MOST_ON_A_SLIP}
        found.append(Obstacle("many", words))
    for item in items:
        if item.state != S.TO_RETURN:
            words = _("%(number)s does not wait to be returned any more: look at it again.")
            found.append(Obstacle("state", words % {"number": item.folder.number}))
        elif item.return_batch is not None:
            words = _("%(number)s stands on slip %(slip)s already.")
            facts = {"number": item.folder.number, "slip": item.return_batch.folder.number}
            found.append(Obstacle("batched", words % facts))
    return found


def obstacles_to_changing(batch: ReturnBatch) -> list[Obstacle]:
    """MAIL-06. A slip changes while the post has not signed it."""
    if batch.handed_at is not None:
        return [Obstacle("handed", _("The post has signed this slip: it stays as it is."))]
    if batch.folder.closed_at is not None:
        return [Obstacle("given_up", _("This slip was given up."))]
    return []


def obstacles_to_handing_back(  # noqa: PLR0913 - one argument per fact of the paper
    batch: ReturnBatch,
    items: Collection[MailItem],
    taken_by: str,
    *,
    counted: int | None,
    signature: str,
    on_paper: bool,
    copies: int,
    late_reason: str,
    now: datetime,
) -> list[Obstacle]:
    """MAIL-06, MAIL-09. The post signs for what is on the slip, within the hour; later the desk says why."""
    found = obstacles_to_changing(batch)
    if not items:
        found.append(Obstacle("empty", _("Nothing is on this slip.")))
    elif counted is not None and counted != len(items):
        words = _("The slip has changed meanwhile, there are %(n)d items now: look at it and print it anew.")
        found.append(Obstacle("changed", words % {"n": len(items)}))
    if len(taken_by.strip()) < SHORTEST_NAME:
        found.append(Obstacle("taken_by", _("Write who of the post office takes it."), "taken_by"))
    if not signature and not on_paper:
        words = _("Let the post office sign, or tick that the paper is signed.")
        found.append(Obstacle("signature", words, "signature"))
    if not signature and on_paper and not copies:
        found.append(Obstacle("copy", _("Add a scan or a photo of the signed slip."), "files"))
    if is_late(batch, now) and not late_reason.strip():
        found.append(Obstacle("late", _("More than the time allowed has gone: write why."), "late_reason"))
    return found


def obstacles_to_giving_up(batch: ReturnBatch, reason: str) -> list[Obstacle]:
    """MAIL-06. A slip the post has not signed can be given up, with the reason."""
    found = obstacles_to_changing(batch)
    if not reason.strip():
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found


def is_late(batch: ReturnBatch, now: datetime) -> bool:
    """MAIL-09. Whether the return took longer than the limit."""
    return bool(now - batch.begun_at > limit("mail_register_min", now))


def _offered(item: MailItem, _user: User, _now: datetime) -> list[Obstacle]:
    return _obstacles_to_leaving(item)


SEND_BACK = ItemAct(
    "send-back", gettext_lazy("Send back"), Permission.MAIL_HANDLE, "truck-return", UNDELIVERABLE, _offered, order=50
)
OFFERS = (SEND_BACK,)

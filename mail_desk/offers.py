"""The acts a person is offered on an item: collected from the chapters, with what forbids each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from mail_desk.rules import collecting, handing, mending, notice, returning
from mail_desk.states import State
from ui.doors import allowed

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.models import MailItem
    from mail_desk.rules.offering import ItemAct
    from mall.models import User
    from ui.obstacles import Obstacle, StrOrPromise

# A chapter's rules module lists its own acts in OFFERS.
ACTS: tuple[ItemAct, ...] = (
    *notice.OFFERS,
    *handing.OFFERS,
    *collecting.OFFERS,
    *returning.OFFERS,
    *mending.OFFERS,
)


@dataclass(frozen=True)
class Offer:
    """One button of an item: on, or off with its reasons."""

    code: str
    label: StrOrPromise
    icon: str
    url: str
    obstacles: list[Obstacle]
    primary: bool
    danger: bool


def offers(item: MailItem, user: User, now: datetime) -> list[Offer]:
    """Return what the person may do here, in order; exactly one at most is the primary button."""
    state = State(item.state)
    acts = sorted(
        (act for act in ACTS if state in act.shown_in and allowed(user, act.needs)), key=lambda act: act.order
    )
    found = [(act, act.obstacles(item, user, now)) for act in acts]
    first = next((act for act, reasons in found if not reasons and state in act.primary_in), None)
    page = reverse("mail_desk:item", args=[item.folder.number])
    return [
        Offer(act.code, act.label, act.icon, f"{page}{act.code}/", reasons, primary=act is first, danger=act.danger)
        for act, reasons in found
    ]

"""How an act on an item is described, so that the button, the form and the address read the same facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from mail_desk.states import State
from mall.roles import Permission
from ui.obstacles import Obstacle, StrOrPromise

if TYPE_CHECKING:
    from mail_desk.models import MailItem
    from mall.models import User

Reasons = Callable[["MailItem", "User", datetime], list[Obstacle]]


def _nothing(_item: MailItem, _user: User, _now: datetime) -> list[Obstacle]:
    return []


@dataclass(frozen=True)
class ItemAct:
    """An act on an item: its piece of the address, its words, who may, what forbids it, in which states it is offered.

    `code` is the last piece of `/mail/<number>/<code>/` and the URL name `mail_desk:<code>`. In a state of
    `primary_in` it is the one primary button; the lowest `order` wins.
    """

    code: str
    label: StrOrPromise
    needs: Permission
    icon: str
    shown_in: frozenset[State]
    obstacles: Reasons = field(default=_nothing)
    primary_in: frozenset[State] = frozenset()
    order: int = 100
    danger: bool = False

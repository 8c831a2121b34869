"""How an act is described, so that the button, the form and the address read the same facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from complaints.states import State
from mall.roles import Permission
from ui.obstacles import Obstacle, StrOrPromise

if TYPE_CHECKING:
    from complaints.models import Complaint
    from mall.models import User

Reasons = Callable[["Complaint", "User", datetime], list[Obstacle]]
Shown = Callable[["Complaint", "User"], bool]


def _nothing(_complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    return []


def _always(_complaint: Complaint, _user: User) -> bool:
    return True


def _never(_complaint: Complaint, _user: User) -> bool:
    return False


@dataclass(frozen=True)
class CaseAct:
    """An act on a case: its piece of the address, its words, who may, what forbids it, when it is worth showing.

    `code` is the last piece of `/complaints/<number>/<code>/` and the URL name `complaints:<code>`.
    `primary_in` are the states in which it is the one primary button; the lowest `order` wins.
    An act `on_card` has its button where the thing stands on the page, and is in no menu.
    `pressing` says when it goes before all others as the primary button, whatever the state.
    `obstacles` are read by the button, the form and the act. `shown` hides what would only be noise here.
    """

    code: str
    label: StrOrPromise
    needs: Permission | tuple[Permission, ...]
    icon: str = "point"
    obstacles: Reasons = field(default=_nothing)
    shown: Shown = field(default=_always)
    primary_in: frozenset[State] = frozenset()
    pressing: Shown = field(default=_never)
    order: int = 100
    danger: bool = False
    in_bar: bool = True
    on_card: bool = False

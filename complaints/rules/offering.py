"""How an act is described, so that the button, the form and the address read the same facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

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
class Rows:
    """The rows of a case of which an act is done on one, so that nobody decides on another than he saw.

    `name` is how the case calls them, `first` the one the act's own button means, `obstacles` what forbids the act on
    a row; None is a row the case does not have.
    """

    name: str
    first: Callable[[Complaint], Any | None]
    obstacles: Callable[[Any | None, User], list[Obstacle]]

    def named(self, complaint: Complaint, row: int | None) -> Any | None:
        """Return the row an address names, whatever became of it; None where this case has no such row."""
        return next((one for one in getattr(complaint, self.name).all() if one.pk == row), None)


@dataclass(frozen=True)
class CaseAct:
    """An act on a case: its piece of the address, its words, who may, what forbids it, when it is worth showing.

    `code` is the last piece of `/complaints/<number>/<code>/` and the URL name `complaints:<code>`.
    `primary_in` are the states in which it is the one primary button; the lowest `order` wins.
    An act `on_card` has its button where the thing stands on the page, and is in no menu.
    `pressing` says when it goes before all others as the primary button, whatever the state.
    `obstacles` are read by the button, the form and the act. `shown` hides what would only be noise here.
    An act with `rows` is done on one of them, which its address names; their obstacles stand for its own.
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
    rows: Rows | None = None

    def reasons(self, complaint: Complaint, user: User, now: datetime, row: int | None = None) -> list[Obstacle]:
        """Return what forbids the act: on the row that is named, else on the one its button means."""
        if self.rows is None:
            return self.obstacles(complaint, user, now)
        return self.rows.obstacles(self.rows.named(complaint, row) if row else self.rows.first(complaint), user)

    def row(self, complaint: Complaint) -> int | None:
        """Return the row its button means, if it is an act on rows and there is one."""
        one = self.rows.first(complaint) if self.rows is not None else None
        return one.pk if one is not None else None

    def piece(self, complaint: Complaint) -> str:
        """Return the last piece of its address on a case: its code, and the row its button means."""
        row = self.row(complaint)
        return f"{self.code}/{row}" if row is not None else self.code

"""Which board a person gets."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mall.roles import Permission, Role

if TYPE_CHECKING:
    from mall.models import User


class Seat(StrEnum):
    """From where a person looks at the mall."""

    DESK = "desk"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    DEPARTMENT = "department"
    QUIET = "quiet"


def seat_of(user: User) -> Seat:
    """Return the board of a role: the desk works, supervisors watch, leaders decide, departments answer."""
    if user.has_role(Role.GENERAL_MANAGER, Role.DEPUTY_GM, Role.GM_OFFICE, Role.AUDITOR):
        return Seat.LEADER
    if user.has_role(Role.SUPERVISOR, Role.MANAGER):
        return Seat.SUPERVISOR
    if user.may(Permission.COMPLAINT_REGISTER):
        return Seat.DESK
    if user.may(Permission.HANDOFF_ANSWER):
        return Seat.DEPARTMENT
    return Seat.QUIET

"""What forbids setting a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mall.limits import LIMITS, limit
from mall.models import Limit
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date

    from mall.models import User

LEAST_REASON = 2

#: Limits that only make sense in this order: the first is never greater than the second.
ORDERED = (
    ("complaint_register_warn_min", "complaint_register_min"),
    ("complaint_close_general", "complaint_close_serious"),
    ("headcount_short", "headcount"),
    ("star_winners", "star_candidates"),
)


def obstacles_to_editing_limits(*, by: User) -> list[Obstacle]:
    """CMP-37. Limits are the manager's: nobody sets the edge of his own authority below him."""
    if by.may(Permission.LIMITS_EDIT):
        return []
    return [Obstacle("limit.role", _("Only the manager changes limits."))]


def obstacles_to_setting_limit(
    name: str, stored: Any, *, valid_from: date, reason: str, today: date, by: User
) -> list[Obstacle]:
    """CMP-35. A limit fits its kind, holds from a day that is not over, says why, and changes something.

    `stored` is the value in its stored form. What has been due already is never judged anew, so a value
    cannot begin in the past.
    """
    obstacles = obstacles_to_editing_limits(by=by)
    named = LIMITS.get(name)
    if named is None:
        return [*obstacles, Obstacle("limit.unknown", _("There is no such limit."))]
    if valid_from < today:
        obstacles.append(Obstacle("limit.past", _("Choose today or a later day."), "valid_from"))
    if len(reason.strip()) < LEAST_REASON:
        obstacles.append(Obstacle("limit.reason", _("Say why the limit changes."), "reason"))
    try:
        value = named.read(stored)
    except ValueError as problem:
        return [*obstacles, Obstacle("limit.value", str(problem), "value")]
    replaces = Limit.objects.filter(name=name, valid_from=valid_from).exists()
    if not replaces and value == limit(name, valid_from):
        obstacles.append(Obstacle("limit.same", _("This value holds on that day already."), "value"))
    return [*obstacles, *_out_of_order(name, value, valid_from)]


def _out_of_order(name: str, value: Any, on: date) -> list[Obstacle]:
    """The limits that must stay on their side of this one."""
    obstacles = []
    for smaller, greater in ORDERED:
        if name == smaller and value > limit(greater, on):
            words = _("Not more than “%(other)s”.") % {"other": LIMITS[greater].label}
            obstacles.append(Obstacle("limit.order", words, "value"))
        if name == greater and value < limit(smaller, on):
            words = _("Not less than “%(other)s”.") % {"other": LIMITS[smaller].label}
            obstacles.append(Obstacle("limit.order", words, "value"))
    return obstacles

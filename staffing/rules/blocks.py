"""What forbids taking somebody off the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from staffing.models import Block
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from mall.localtime import Bounds


def obstacles_to_blocking(period: Bounds, why: str) -> list[Obstacle]:
    """DESK-06. Hours end after they begin, and are taken for something."""
    found = []
    if period.ends <= period.begins:
        found.append(Obstacle("period", _("The hours end before they begin."), "until"))
    if why not in Block.Why.values:
        found.append(Obstacle("why", _("Say what the hours are taken for."), "why"))
    return found

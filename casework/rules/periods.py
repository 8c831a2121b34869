"""What forbids closing a month, or correcting a closed one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.models import ClosedPeriod
from mall.localtime import month_bounds
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

_PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def obstacles_to_closing_a_period(kind: str, period: str, now: datetime) -> list[Obstacle]:
    """CMP-44. A month is closed once, when it is over, and after all months before it."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return [Obstacle("period", _("Write the month as 2026-11."), "period")]
    if month_bounds(int(found[1]), int(found[2])).ends > now:
        return [Obstacle("open", _("This month is not over yet."), "period")]
    last = ClosedPeriod.objects.filter(kind=kind).order_by("-period").values_list("period", flat=True).first()
    if last is not None and last == period:
        return [Obstacle("closed", _("This month is closed already."), "period")]
    if last is not None and last > period:
        return [Obstacle("later_closed", _("A later month is closed already."), "period")]
    return []


def obstacles_to_adjusting(reason: str) -> list[Obstacle]:
    """CMP-44. A closed month is corrected beside it, with the reason."""
    return [] if reason.strip() else [Obstacle("reason", _("Say why."), "reason")]

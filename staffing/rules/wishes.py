"""What forbids wishing for days off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from staffing.halves import Half


def obstacles_to_wishing(half: Half, days: Collection[date], *, is_published: bool, today: date) -> list[Obstacle]:
    """ROST-12. Wishes are for days to come of a half month whose roster is not published yet."""
    if is_published:
        return [Obstacle("published", _("The roster is published: ask for leave or for a swap instead."))]
    if any(not half.first <= on <= half.last for on in days):
        return [Obstacle("outside", _("That day is not of this half month."))]
    if any(on <= today for on in days):
        return [Obstacle("past", _("Wishes are for days to come."))]
    return []

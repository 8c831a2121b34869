"""Which deadlines were counted by hours that have been corrected since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from casework.models import Clock
from casework.rules.clocks import hours_of_today

if TYPE_CHECKING:
    from casework.models.clocks import ClockQuerySet


def counted_by_older_hours() -> ClockQuerySet:
    """CMP-35. The running deadlines of open matters counted by an older calendar; those set by hand follow none."""
    older = Q(pk__in=[])
    for measure, version in hours_of_today().items():
        older |= Q(measure=measure) & ~Q(calendar_version=version)
    return Clock.objects.running().filter(older, by_hand=False, folder__closed_at=None)


def matters_to_recount() -> list[int]:
    """CMP-35. The folders that have such deadlines, the oldest first."""
    found = counted_by_older_hours().order_by("folder").values_list("folder", flat=True)
    return list(found.distinct())


__all__ = ["counted_by_older_hours", "matters_to_recount"]

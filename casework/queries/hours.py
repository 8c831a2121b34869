"""What is due by hours that have been corrected since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from casework.models import Clock, Folder
from casework.rules.clocks import hours_of_today

if TYPE_CHECKING:
    from casework.models.folders import FolderQuerySet


def matters_to_recount() -> FolderQuerySet:
    """CMP-35. The open matters with running deadlines counted by an older calendar, the oldest first.

    Deadlines set by hand follow none. What is open is found by its partial index, and only its clocks are looked at:
    most clocks are of closed cases.
    """
    older = Q(pk__in=[])
    for measure, version in hours_of_today().items():
        older |= Q(measure=measure) & ~Q(calendar_version=version)
    clocks = Clock.objects.running().filter(older, by_hand=False, folder=OuterRef("pk"))
    return Folder.objects.open().filter(Exists(clocks)).order_by("pk")

"""Which closed months are not what was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.models import ClosedPeriod
from casework.rules.periods import is_as_closed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def broken_links(kind: str) -> list[str]:
    """CMP-44. The closed months of a kind whose mark does not fit what they hold, the earliest first.

    None is as it must be: `manage.py closed_months` and every backup ask.
    """
    broken, before = [], ""
    for closed in ClosedPeriod.objects.filter(kind=kind).order_by("period"):
        if not is_as_closed(closed, closed.lines.all(), before):
            broken.append(closed.period)
        before = closed.sha256
    return broken


def broken_months() -> dict[str, list[str]]:
    """CMP-44. Of every kind that has closed months those that were changed behind our back; empty is as it must be."""
    kinds = ClosedPeriod.objects.order_by("kind").values_list("kind", flat=True).distinct()
    found = {kind: broken_links(kind) for kind in kinds}
    return {kind: periods for kind, periods in found.items() if periods}


def in_one_line(broken: Mapping[str, Sequence[str]]) -> str:
    """What `broken_months` found, for who runs the machine; empty when nothing was."""
    names = "; ".join(f"{kind}: {', '.join(periods)}" for kind, periods in broken.items())
    return f"closed months that are not what was closed ({names}): somebody wrote into the database" if names else ""

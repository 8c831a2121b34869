"""What forbids laying, publishing and submitting a roster."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from staffing.halves import Half
    from staffing.models import Roster
    from staffing.rules.findings import Finding

#: So many sentences stand in one refusal; the rest is in the grid.
MOST_SAID = 5
#: What is judged by the week stands at its Monday; the week ends six days later.
WEEKLY = frozenset({"week_hours", "day_off"})
WEEK = timedelta(days=6)


def obstacles_to_opening(half: Half, today: date) -> list[Obstacle]:
    """ROST-04, ROST-20. What is over is neither begun nor searched for any more."""
    return [Obstacle("past", _("This half month is over."))] if half.last < today else []


def obstacles_to_searching(half: Half, today: date, *, is_running: bool) -> list[Obstacle]:
    """ROST-20. One search at a time: the one that ends last would win."""
    if is_running:
        return [Obstacle("running", _("A search for this half month is running already."))]
    return obstacles_to_opening(half, today)


def obstacles_to_laying(roster: Roster, edition: int, days: Iterable[date], today: date) -> list[Obstacle]:
    """ROST-12. Days that are over stay as they were; and nobody lays over what a colleague has laid meanwhile."""
    found, days = [], list(days)
    if edition != roster.edition:
        found.append(_changed_meanwhile())
    if any(not roster.starts_on <= on <= roster.ends_on for on in days):
        found.append(Obstacle("outside", _("That day is not of this half month.")))
    if roster.ends_on < today:
        found.append(Obstacle("over", _("This half month is over.")))
    elif any(on < today for on in days):
        found.append(Obstacle("past", _("A day that is over stays as it was.")))
    return found


def obstacles_to_publishing(
    roster: Roster, edition: int, found: Sequence[Finding], reason: str, *, is_changed: bool, today: date
) -> list[Obstacle]:
    """ROST-20, DESK-06. The law is kept; a desk left empty needs a reason; something has changed since.

    What was wrong on days that are over cannot be put right any more and holds nothing up.
    """
    found = [one for one in found if not is_over(one, today)]
    obstacles = []
    if edition != roster.edition:
        obstacles.append(_changed_meanwhile())
    if roster.ends_on < today:
        obstacles.append(Obstacle("past", _("This half month is over.")))
    if not is_changed:
        obstacles.append(Obstacle("same", _("Nothing has changed since the last version.")))
    broken = [one.words for one in found if one.is_law]
    obstacles += [Obstacle("law", words) for words in broken[:MOST_SAID]]
    empty = [one.words for one in found if one.code == "cover"]
    if empty and not reason.strip():
        words = _("%(n)d times a desk is left without enough people: say why it is published all the same.")
        obstacles.append(Obstacle("cover", words % {"n": len(empty)}, "reason"))
    return obstacles


def is_over(one: Finding, today: date) -> bool:
    """ROST-12. Whether what is wrong lies behind us: its day is over, or its whole week."""
    if one.on is None:
        return False
    return (one.on + WEEK if one.code in WEEKLY else one.on) < today


def _changed_meanwhile() -> Obstacle:
    return Obstacle("meanwhile", _("A colleague has changed this roster meanwhile: look at it as it is now."))

"""ROST-02, ROST-03: which desks have a noon duty of their own, by how many people there are."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mall.limits import limit
from staffing.models import Crew, CrewDesk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Noon = CrewDesk.Noon


class Band(StrEnum):
    """How well a crew is staffed."""

    FULL = "full"
    SHORT = "short"
    FEW = "few"


_ALWAYS = {Crew.Noon.ALWAYS: Band.FULL, Crew.Noon.SHARED: Band.SHORT}


def band_of(people: int, on: date) -> Band:
    """ROST-02, ROST-03. Full from the headcount on, short down to the short headcount, few below."""
    if people >= limit("headcount", on):
        return Band.FULL
    return Band.SHORT if people >= limit("headcount_short", on) else Band.FEW


def noon_desks(crew: Crew, desks: Iterable[CrewDesk], people: int, on: date) -> frozenset[int]:
    """ROST-03. The desks that are staffed at noon on a day.

    Short of people the desks in turn take the noon duty day by day; with very few some of them have none.
    """
    rows = list(desks)
    band = band_of(people, on) if crew.noon == Crew.Noon.HEADCOUNT else _ALWAYS[Crew.Noon(crew.noon)]
    if band is Band.FULL:
        return frozenset(one.desk_id for one in rows)
    own = {one.desk_id for one in rows if one.noon == Noon.OWN}
    if band is Band.FEW:
        return frozenset(own | {one.desk_id for one in rows if one.noon == Noon.IN_TURN})
    in_turn = [one.desk_id for one in rows if one.noon != Noon.OWN]
    return frozenset(own | ({in_turn[on.toordinal() % len(in_turn)]} if in_turn else set()))

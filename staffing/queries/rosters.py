"""Rosters as they are laid and as they were published: drafts, versions, frames, who stands where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from mall.models import Desk
from staffing.cells import read
from staffing.halves import Half, half_of
from staffing.models import Crew, Duty, Roster, RosterVersion
from staffing.queries.frames import frames_of
from staffing.rules.bounds import had
from staffing.rules.findings import Finding, findings, gap_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from staffing.plan import Cell, Frame, Plan


@dataclass(frozen=True)
class Draft:
    """A roster as it is being laid: its plan, and the cells that were laid by hand."""

    plan: dict[tuple[int, date], Cell | None]
    pinned: frozenset[tuple[int, date]]


def roster_of(half: Half) -> Roster | None:
    """The roster of a half month, once somebody has begun it."""
    return Roster.objects.filter(starts_on=half.first).first()


def half_of_roster(roster: Roster) -> Half:
    """The half month of a roster."""
    return half_of(roster.starts_on)


def draft_of(roster: Roster) -> Draft:
    """The roster as it is being laid."""
    kept = roster.draft or {}
    pinned = frozenset((int(person), date.fromisoformat(on)) for person, on in kept.get("pinned", ()))
    return Draft(read(kept.get("cells", {})), pinned)


def newest(roster: Roster) -> RosterVersion | None:
    """The version in force; none before the first is published."""
    return roster.versions.order_by("-number").select_related("published_by").first()


def plan_of(version: RosterVersion | None) -> dict[tuple[int, date], Cell | None]:
    """What a version says; nothing where there is none."""
    return read(version.cells) if version else {}


def with_the_past(version: RosterVersion | None, plan: Plan, today: date) -> dict[tuple[int, date], Cell | None]:
    """ROST-12. Days that are over are those of the version in force, whatever was laid since."""
    if version is None:
        return dict(plan)
    past = {slot: cell for slot, cell in plan_of(version).items() if slot[1] < today}
    return {**{slot: cell for slot, cell in plan.items() if slot[1] >= today}, **past}


def frames(
    half: Half, *, stood: Plan | None = None, pinned: Iterable[tuple[int, date]] = (), today: date | None = None
) -> list[tuple[Crew, Frame]]:
    """The frame of each crew that is in use and has people; what lies before `today` is over in it."""
    crews = list(Crew.objects.filter(is_active=True))
    made = frames_of(crews, half.first, half.last, stood=stood, pinned=pinned, today=today)
    return [(crew, frame) for crew, frame in zip(crews, made, strict=True) if frame.people]


def of_the_crews(found: Iterable[tuple[Crew, Frame]], plan: Plan, today: date) -> dict[tuple[int, date], Cell | None]:
    """ROST-01. A plan without the shifts of whoever is in no crew by then; days that are over stay as they were."""
    known = {(person.pk, on) for _crew, frame in found for person in frame.people for on in person.usual}
    return {slot: cell for slot, cell in plan.items() if slot in known or slot[1] < today}


def all_findings(found: Iterable[tuple[Crew, Frame]], plan: Plan) -> list[Finding]:
    """What is wrong with a plan, crew by crew."""
    return [one for _crew, frame in found for one in findings(frame, plan)]


def ledger(found: Iterable[tuple[Crew, Frame]], plan: Plan) -> dict[str, list[int]]:
    """ROST-07. What a plan adds to each person's ledger, over all crews he is in: noon duties, free days worked."""
    counted: dict[str, list[int]] = {}
    for _crew, frame in found:
        for pk, more in had(frame, plan).items():
            noons, free_days = counted.get(str(pk), (0, 0))
            counted[str(pk)] = [noons + more.noons, free_days + more.free_days]
    return counted


def gaps_of(version: RosterVersion) -> list[str]:
    """ROST-20. The gaps a version was published with, in the language of who reads them."""
    desks = desk_names() if version.gaps else {}
    return [gap_words(facts, desks) for facts in version.gaps]


def desk_names() -> dict[int, str]:
    """Every desk in the language of the page."""
    return {desk.pk: str(desk) for desk in Desk.objects.order_by()}


def on_duty(at: datetime, desk: Desk | None = None) -> list[Duty]:
    """DESK-02. Who stands at which desk at an hour, by the versions in force; of one desk when it is named."""
    rows = Duty.objects.filter(period__contains=at)
    if desk is not None:
        rows = rows.filter(desk=desk)
    return list(rows.select_related("person", "desk").order_by("desk__order", "person__pinyin"))

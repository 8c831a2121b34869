"""What a search was given, as plain values that are kept beside what it found."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from staffing.cells import keep, write

if TYPE_CHECKING:
    from staffing.plan import Frame, Person, Plan


def inputs_of(frame: Frame, laid: Plan) -> dict[str, Any]:
    """ROST-20. Everything a search was given: days, needs, people, weights, and what was laid before. No names."""
    return {
        "days": {
            day.on.isoformat(): {
                "hours": [at.isoformat() for at in (day.opens, day.noon_from, day.handover, day.noon_to, day.closes)],
                "free": day.is_free,
                "closed": day.is_closed,
                "needs": [
                    [need.desk, need.begins.isoformat(), need.ends.isoformat(), need.people]
                    for need in frame.needs.get(day.on, ())
                ],
            }
            for day in frame.days
        },
        "people": {str(person.pk): _of_a_person(person) for person in frame.people},
        "desks": sorted(frame.desks),
        "shared": sorted(frame.shared),
        "laid": keep({slot: cell for slot, cell in laid.items() if slot[0] in frame.person_of}),
        "stood": None if frame.stood is None else keep(frame.stood),
        "pinned": sorted([person, on.isoformat()] for person, on in frame.pinned),
        "over": sorted([person, on.isoformat()] for person, on in frame.over),
        "weights": asdict(frame.weights),
        "law": asdict(frame.law),
    }


def _of_a_person(person: Person) -> dict[str, Any]:
    return {
        "usual": {on.isoformat(): write(cell) for on, cell in person.usual.items()},
        "away": [[one.begins.isoformat(), one.ends.isoformat(), one.why] for one in person.away],
        "wishes": sorted(on.isoformat() for on in person.wishes),
        "around": {on.isoformat(): minutes for on, minutes in person.around.items()},
        "ledger": list(person.ledger),
    }

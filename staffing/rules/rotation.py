"""The rotation of the desks: who moves on where, and what forbids drafting, changing and submitting it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from staffing.months import following
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from staffing.models import Rotation, RotationLine


def turn(people: Sequence[int], desks: Sequence[int], before: Mapping[int, int]) -> dict[int, int]:
    """ROST-10. Everybody moves one desk on in the order of the crew's desks.

    Who is new, or sat at a desk the crew has no longer, goes where the fewest sit, in the order of the desks; in the
    first month everybody is new and so all are spread over the desks in order.
    """
    if not desks:
        return {}
    place = {desk: at for at, desk in enumerate(desks)}
    seats = {
        person: desks[(place[before[person]] + 1) % len(desks)] for person in people if before.get(person) in place
    }
    sit = Counter(dict.fromkeys(desks, 0))
    sit.update(seats.values())
    for person in people:
        if person not in seats:
            seats[person] = min(desks, key=lambda desk: (sit[desk], place[desk]))
            sit[seats[person]] += 1
    return {person: seats[person] for person in people}


def empty_desks(desks: Iterable[int], seats: Iterable[int]) -> list[int]:
    """DESK-02, ROST-10. The desks that would get nobody for the month, in order."""
    taken = set(seats)
    return [desk for desk in desks if desk not in taken]


def obstacles_to_drafting(month: date, today: date) -> list[Obstacle]:
    """ROST-10, ROST-11. A rotation is laid out for this month or the next: what is over stays."""
    this = today.replace(day=1)
    if month < this:
        return [Obstacle("past", _("This month is over."))]
    if month > following(this):
        return [Obstacle("far", _("This month is too far off: lay out the next one first."))]
    return []


def obstacles_to_changing(rotation: Rotation, edition: int | None) -> list[Obstacle]:
    """ROST-11, ROST-19. What is submitted stays; nobody changes over what a colleague has changed meanwhile."""
    if rotation.submitted_at is not None:
        return [Obstacle("submitted", _("This rotation is submitted: it stays as it is."))]
    if edition is not None and edition != rotation.edition:
        return [
            Obstacle("meanwhile", _("A colleague has changed this rotation meanwhile: look at it as it is now.")),
        ]
    return []


def obstacles_to_exchange(one: RotationLine, other: RotationLine | None) -> list[Obstacle]:
    """ROST-10. Two people of one crew exchange their desks; the same desk is no exchange."""
    if other is None or other.rotation_id != one.rotation_id or other.member.crew_id != one.member.crew_id:
        return [Obstacle("crew", _("Choose somebody of the same crew."), "other")]
    if other.desk_id == one.desk_id:
        return [Obstacle("same", _("Both sit at this desk already: choose somebody of another one."), "other")]
    return []


def obstacles_to_seating(one: RotationLine, desk: int | None, offered: Iterable[int]) -> list[Obstacle]:
    """ROST-10. A person is given another desk of the own crew."""
    if desk is None or desk not in set(offered):
        return [Obstacle("desk", _("Choose a desk of this crew."), "desk")]
    if desk == one.desk_id:
        return [Obstacle("same", _("This is where the person sits already."), "desk")]
    return []


def obstacles_to_submitting(
    rotation: Rotation, edition: int | None, *, people: int, missing: Sequence[str], fixable: Sequence[str]
) -> list[Obstacle]:
    """ROST-11, DESK-02. Submitted once, with everybody in it, and no desk without anybody while another has two."""
    found = obstacles_to_changing(rotation, edition)
    if not people:
        found.append(Obstacle("nobody", _("Nobody is in this rotation: enter the people of the crews first.")))
    if missing:
        words = _("%(names)s: in the crew, but not in this rotation. Lay it out anew.")
        found.append(Obstacle("missing", words % {"names": "、".join(missing)}))
    found += [
        Obstacle("empty", _("%(desk)s would get nobody: move somebody there first.") % {"desk": desk})
        for desk in fixable
    ]
    return found

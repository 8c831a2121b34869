"""The rotation of a month: everybody moves one desk on; changed by hand, submitted once (ROST-10, ROST-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.localtime import local_day
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing import notices_duty as kinds
from staffing.models import Rotation, RotationLine
from staffing.queries import rotation as reads
from staffing.rules import rotation as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from ui.obstacles import Obstacle


@transaction.atomic
def draft_rotation(month: date, *, now: datetime) -> Rotation:
    """ROST-10. Lay out a month by moving everybody one desk on; one that is begun stays as it is. Raises Refused."""
    refuse_if(rules.obstacles_to_drafting(month, local_day(now)))
    rotation, made = Rotation.objects.get_or_create(month=month)
    if made:
        _lay(rotation)
    return rotation


@transaction.atomic
def draft_anew(rotation: Rotation, *, edition: int) -> Rotation:
    """ROST-10. Lay it out again with the people and desks of today; what was changed by hand goes. Raises Refused."""
    rotation = _hold(rotation)
    refuse_if(rules.obstacles_to_changing(rotation, edition))
    rotation.lines.all().delete()
    _lay(rotation)
    return rotation


@transaction.atomic
def exchange(rotation: Rotation, one: int, other: int | None, *, edition: int) -> Rotation:
    """ROST-10. Two people of a crew exchange their desks; both by the keys of their lines. Raises Refused."""
    rotation = _hold(rotation)
    refuse_if(rules.obstacles_to_changing(rotation, edition))
    first, second = _line(rotation, one), (reads.line_of(rotation, other) if other else None)
    refuse_if(rules.obstacles_to_exchange(first, second))
    assert second is not None  # noqa: S101 - refused above
    first.desk_id, second.desk_id = second.desk_id, first.desk_id
    RotationLine.objects.bulk_update([first, second], ["desk"])
    return _count_up(rotation)


@transaction.atomic
def seat(rotation: Rotation, one: int, desk: int | None, *, edition: int) -> list[str]:
    """ROST-10. Give somebody another desk of the crew. Returns the desks left without anybody. Raises Refused."""
    rotation = _hold(rotation)
    refuse_if(rules.obstacles_to_changing(rotation, edition))
    line = _line(rotation, one)
    offered = [own.desk_id for own in reads.desks_of(rotation.month).get(line.member.crew_id, ())]
    refuse_if(rules.obstacles_to_seating(line, desk, offered))
    RotationLine.objects.filter(pk=line.pk).update(desk=desk)
    _count_up(rotation)
    return [name for group in reads.groups(rotation) for name in group.empty]


@transaction.atomic
def submit(rotation: Rotation, *, edition: int, by: User, now: datetime) -> Rotation:
    """ROST-11, R-04. Submit it to the department and HR, once; everybody in it is told. Raises Refused."""
    rotation = _hold(rotation)
    refuse_if(obstacles_to_submitting(rotation, reads.groups(rotation), edition))
    rotation.submitted_at, rotation.submitted_by = now, by
    rotation.save(update_fields=["submitted_at", "submitted_by"])
    key, facts = f"rotation:{rotation.pk}", {"month": str(rotation), "path": address(rotation)}
    readers = people_who_may(Permission.ROSTER_RECEIVE)
    tell(readers, kinds.ROTATION_SUBMITTED, None, key=f"{key}:submitted", now=now, facts=facts)
    moved = User.objects.filter(pk__in=rotation.lines.values("person"), is_active=True)
    tell(moved, kinds.ROTATION_MINE, None, key=f"{key}:mine", now=now, facts=facts)
    return rotation


def obstacles_to_submitting(
    rotation: Rotation, groups: list[reads.Group], edition: int | None = None
) -> list[Obstacle]:
    """ROST-11. What forbids submitting a rotation as it stands; the button asks without an edition."""
    return rules.obstacles_to_submitting(
        rotation,
        edition,
        people=sum(len(group.lines) for group in groups),
        missing=[name for group in groups for name in group.missing],
        fixable=[desk for group in groups for desk in group.fixable],
    )


def address(rotation: Rotation) -> str:
    """The page of a rotation."""
    return reverse("staffing:rotation", args=[str(rotation)])


def _hold(rotation: Rotation) -> Rotation:
    return Rotation.objects.select_for_update().get(pk=rotation.pk)


def _line(rotation: Rotation, pk: int) -> RotationLine:
    return rotation.lines.select_related("member").get(pk=pk)


def _lay(rotation: Rotation) -> None:
    people, desks = reads.people_of(rotation.month), reads.desks_of(rotation.month)
    before = reads.seats_before(rotation.month)
    lines = []
    for crew in {member.crew_id: None for member in people}:
        own = {member.person_id: member for member in people if member.crew_id == crew}
        seats = rules.turn(list(own), [one.desk_id for one in desks.get(crew, ())], before)
        lines += [
            RotationLine(
                rotation=rotation, member=own[person], person_id=person, desk_id=desk, before_id=before.get(person)
            )
            for person, desk in seats.items()
        ]
    RotationLine.objects.bulk_create(lines)
    _count_up(rotation)


def _count_up(rotation: Rotation) -> Rotation:
    rotation.edition += 1
    rotation.save(update_fields=["edition"])
    return rotation

"""Who is told when something is due: the handler, then up the ladder (CMP-35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import clock_kinds
from casework.rules.folders import who_may_be_told
from mall.models import User
from mall.queries import people_who_may, people_with
from mall.roles import Permission, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.models import Clock

# The rungs above the handler: his head, the supervisor, the manager, the deputy general manager.
LADDER = (Role.DEPARTMENT_HEAD, Role.SUPERVISOR, Role.MANAGER, Role.DEPUTY_GM)

WARNED = 1
OVERDUE = 2


def handlers(clock: Clock) -> list[User]:
    """CMP-35. Whoever owes it: whom the desk names, or it was given to, else the handler, else all who may there."""
    folder = clock.folder
    owners = clock_kinds.owners(clock.kind)
    if owners is not None:
        return _told(clock, owners(clock))
    if clock.handoff is not None:
        if clock.handoff.assigned_to is not None:
            return _told(clock, [clock.handoff.assigned_to])
        return _told(clock, people_who_may(Permission.HANDOFF_ANSWER, department=clock.handoff.to_department))
    if folder.handler is not None:
        return _told(clock, [folder.handler])
    department = clock.department or folder.department
    able = people_who_may(Permission.COMPLAINT_DISPATCH, department=department)
    # The heads hear of it when it is late, by the ladder.
    people = [person for person in able if not person.may(Permission.COMPLAINT_ASSIGN)] or list(able)
    if folder.desk_id is not None and department.code == department.CUSTOMER_SERVICE:
        at_desk = [person for person in people if _usual_desk(person) == folder.desk_id]
        return _told(clock, at_desk or people)
    return _told(clock, people)


def rung_of(step: int, first_rung: int) -> int | None:
    """CMP-35. Which rung a step reaches: overdue the first, each further step one more; `first_rung` starts higher.

    The warning reaches nobody above the handler, unless the matter starts higher. None: no rung.
    """
    rung = step - OVERDUE + first_rung
    return rung if 0 <= rung < len(LADDER) else None


def people_on(rung: int, clock: Clock) -> list[User]:
    """CMP-35. The people of a rung, but for whom it is about. The head is that of the department that owes it."""
    role = LADDER[rung]
    department = None
    if role == Role.DEPARTMENT_HEAD:
        department = clock.department or clock.folder.department
    return _told(clock, people_with(role, department=department))


def next_manned_rung(rung: int, clock: Clock) -> tuple[int, list[User]] | None:
    """CMP-35. That rung, or the next above it where somebody is; None above the top."""
    for each in range(rung, len(LADDER)):
        people = people_on(each, clock)
        if people:
            return each, people
    return None


def _usual_desk(person: User) -> int | None:
    return next((m.desk_id for m in person.current_memberships if m.desk_id), None)


def _told(clock: Clock, people: Iterable[User]) -> list[User]:
    return who_may_be_told(clock.folder, people)

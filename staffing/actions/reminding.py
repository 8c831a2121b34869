"""Reminding of rosters and rotations by the day they are due (ROST-09, ROST-11); each step is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions.notices import tell
from mall.limits import limit
from mall.localtime import local_day
from mall.queries import people_who_may
from mall.queries.people import managers
from mall.roles import Permission
from staffing import notices_duty as kinds
from staffing.queries.owed import ROSTER, Owed
from staffing.queries.owed import owed as still_owed

if TYPE_CHECKING:
    from datetime import datetime

SOON = {True: kinds.ROSTER_SOON, False: kinds.ROTATION_SOON}
LATE = {True: kinds.ROSTER_LATE, False: kinds.ROTATION_LATE}


def remind_of_rosters(now: datetime) -> int:
    """ROST-09, ROST-11. Before the day who lays rosters is told, after it the manager. Returns how many are new."""
    days: int = limit("roster_warn_days", now)
    return sum(_remind(one, now) for one in still_owed(now, within=days))


def _remind(owed: Owed, now: datetime) -> int:
    late = local_day(now) > owed.due
    people = managers() if late else people_who_may(Permission.ROSTER_LAY)
    kind = (LATE if late else SOON)[owed.what == ROSTER]
    facts = {"period": owed.code, "due": owed.due.isoformat(), "path": owed.url}
    key = f"{owed.what}:{owed.code}:{'late' if late else 'soon'}"
    return tell(people, kind, None, key=key, now=now, facts=facts)

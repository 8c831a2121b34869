"""What is owed by a day: the roster of a half month, the rotation of a month. Read for reminders and for the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import CharField, DateField, Value
from django.urls import reverse

from mall.held import NAMES_SECONDS, Held
from mall.limits import limit
from mall.localtime import local_day
from mall.roles import Permission
from staffing.halves import due_on, half_of, last_before
from staffing.models import CrewMember, Roster, Rotation
from staffing.months import following

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

DAY = timedelta(days=1)
ROSTER, ROTATION, PEOPLE = "roster", "rotation", "people"


@dataclass(frozen=True)
class Owed:
    """A roster or a rotation that is not submitted: what, from which day on it holds, and by when it is due."""

    what: str
    first: date
    due: date

    @property
    def code(self) -> str:
        """2026-12-H2 or 2026-12, as the addresses write it."""
        return half_of(self.first).code if self.what == ROSTER else f"{self.first:%Y-%m}"

    @property
    def url(self) -> str:
        """Where it is laid."""
        return reverse("staffing:roster" if self.what == ROSTER else "staffing:rotation", args=[self.code])


def rotation_due(month: date, day: int) -> date:
    """ROST-11. When the rotation of a month is due: on a day of the month before, its last where that is shorter."""
    return last_before(month, day)


def owed(now: datetime, *, within: int) -> list[Owed]:
    """ROST-09, ROST-11. What is due within so many days or was due, holds now or next, and is not submitted.

    One question, held for some seconds, for the board asks it again and again. A mall without crews owes nothing.
    """
    today = local_day(now)
    half, month = half_of(today), today.replace(day=1)
    wanted = [
        *(Owed(ROSTER, one.first, due_on(one, limit("ab_submit_days", one.first))) for one in (half, half.after)),
        *(
            Owed(ROTATION, one, rotation_due(one, limit("rotation_submit_day", one)))
            for one in (month, following(month))
        ),
    ]
    near = [one for one in wanted if one.due <= today + within * DAY]
    there = _held_submitted(tuple(near)) if near else set()
    return [one for one in near if (PEOPLE, one.first) in there and (one.what, one.first) not in there]


def owed_today(user: User, now: datetime) -> list[Owed]:
    """ROST-09, ROST-11. What the board shows to who lays rosters: all that is due today or late."""
    return owed(now, within=0) if user.may(Permission.ROSTER_LAY) else []


_HELD: Held[dict[tuple[Owed, ...], set[tuple[str, date]]]] = Held(
    dict, models=("staffing.Roster", "staffing.Rotation", "staffing.CrewMember"), seconds=NAMES_SECONDS
)


def _held_submitted(near: tuple[Owed, ...]) -> set[tuple[str, date]]:
    held = _HELD.get()
    if near not in held:
        held[near] = _submitted(near)
    return held[near]


def _submitted(near: tuple[Owed, ...]) -> set[tuple[str, date]]:
    """Which of these are submitted, and on which of their first days somebody is in a crew."""
    firsts = {one.first for one in near}
    rosters = Roster.objects.filter(starts_on__in=firsts, submitted_at__isnull=False).order_by()
    rotations = Rotation.objects.filter(month__in=firsts, submitted_at__isnull=False).order_by()
    people = [
        CrewMember.objects.filter(crew__is_active=True, period__contains=first)
        .order_by()
        .values_list(Value(PEOPLE, CharField()), Value(first, DateField()))[:1]
        for first in sorted(firsts)
    ]
    found = rosters.values_list(Value(ROSTER, CharField()), "starts_on").union(
        rotations.values_list(Value(ROTATION, CharField()), "month"), *people, all=True
    )
    return set(found)

"""What forbids asking for leave, granting it, withdrawing it, and counting somebody as absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.limits import limit
from mall.localtime import local_day
from mall.roles import Permission, Role
from staffing.models import Leave
from ui.obstacles import Obstacle
from ui.times import when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mall.models import User

Kind, State = Leave.Kind, Leave.State
P = Permission
DAY = timedelta(days=1)
#: Nobody asks for more at once, nor so far from today: a year that was mistyped.
LONGEST = 366
#: It is not decided yet.
UNDECIDED = (State.REQUESTED, State.PASSED_ON)
#: It takes the person away, or may still do so.
LIVE = (*UNDECIDED, State.APPROVED)


class Level(IntEnum):
    """Who stands above whom where leave is granted."""

    STAFF = 0
    SUPERVISOR = 1
    MANAGER = 2
    GENERAL_MANAGER = 3


@dataclass(frozen=True)
class Asked:
    """Leave as somebody asks for it."""

    person: User
    kind: str
    from_on: date
    to_on: date
    reason: str
    place: str = ""
    is_emergency: bool = False
    told_at: datetime | None = None
    extends: Leave | None = None


def level_of(person: User) -> Level:
    """LEAVE-03. The level of a person: leave is granted by the one above."""
    if person.may(P.LEAVE_GRANT_LONG):
        return Level.GENERAL_MANAGER
    if person.has_role(Role.MANAGER):
        return Level.MANAGER
    return Level.SUPERVISOR if person.may(P.LEAVE_GRANT) else Level.STAFF


def days_of(first: date, last: date) -> int:
    """How many calendar days, both included."""
    return (last - first).days + 1


def joined_days(leave: Leave, others: Sequence[Leave]) -> int:
    """LEAVE-02. How many days the person is away in one piece, with live leave that joins on without a gap."""
    first, last = leave.from_on, leave.to_on
    rest = [one for one in others if one.pk != leave.pk and one.state in LIVE]
    while True:
        joins = [one for one in rest if one.from_on <= last + DAY and one.to_on >= first - DAY]
        if not joins:
            return days_of(first, last)
        first = min(first, *(one.from_on for one in joins))
        last = max(last, *(one.to_on for one in joins))
        rest = [one for one in rest if one not in joins]


def goes_further_up(leave: Leave, days: int) -> bool:
    """LEAVE-02, LEAVE-05. More days than the supervisor may grant, a business trip, and leave of the manager."""
    most = int(limit("leave_supervisor_days", leave.from_on))
    return leave.kind == Kind.TRIP or days > most or level_of(leave.person) >= Level.MANAGER


# -- asking


def obstacles_to_asking(asked: Asked, others: Sequence[Leave], *, by: User, now: datetime) -> list[Obstacle]:
    """LEAVE-01, LEAVE-03, LEAVE-05. Ahead, in person, and with all that the paper asks."""
    return [
        *_obstacles_to_days(asked.from_on, asked.to_on, local_day(now)),
        *_obstacles_to_reason(asked.reason, "reason"),
        *obstacles_to_asking_for(asked, by),
        *obstacles_to_trip(asked),
        *obstacles_to_hour(asked, now),
        *_obstacles_to_overlap(asked.from_on, asked.to_on, [one for one in others if one.state in LIVE]),
    ]


def obstacles_to_asking_for(asked: Asked, by: User) -> list[Obstacle]:
    """LEAVE-03. Leave is asked for in person; only for the sick somebody else may ask."""
    if by == asked.person or asked.kind == Kind.SICK:
        return []
    return [Obstacle("in_person", _("Only sick leave may be asked for by somebody else."), "person")]


def obstacles_to_trip(asked: Asked) -> list[Obstacle]:
    """LEAVE-05. A business trip says where to; its extension joins on to a trip that was approved."""
    found = []
    if asked.kind == Kind.TRIP and not asked.place.strip():
        found.append(Obstacle("place", _("Write where the business trip goes."), "place"))
    trip = asked.extends
    if trip is None:
        return found
    fits = (trip.kind, trip.state, trip.person_id) == (Kind.TRIP, State.APPROVED, asked.person.pk)
    if not fits or asked.kind != Kind.TRIP:
        found.append(Obstacle("extends", _("Only a business trip that was approved is extended."), "kind"))
    elif asked.from_on != trip.to_on + DAY:
        words = _("The extension begins on the day after the trip: %(day)s.") % {"day": f"{trip.to_on + DAY:%F}"}
        found.append(Obstacle("extends", words, "from_on"))
    return found


def obstacles_to_hour(asked: Asked, now: datetime) -> list[Obstacle]:
    """LEAVE-01. Ordinary leave some days ahead; an emergency told by phone at once, its paper afterwards."""
    if asked.extends is not None:
        return []  # filed after return
    if asked.is_emergency:
        return _obstacles_to_emergency(asked, now)
    days = int(limit("leave_notice", now))
    if asked.from_on >= local_day(now) + days * DAY:
        return []
    words = ngettext(
        "Leave is asked for %(n)d day ahead. Too late: who did not tell an emergency by phone is counted as absent.",
        "Leave is asked for %(n)d days ahead. Too late: who did not tell an emergency by phone is counted as absent.",
        days,
    )
    return [Obstacle("late", words % {"n": days}, "from_on")]


def _obstacles_to_emergency(asked: Asked, now: datetime) -> list[Obstacle]:
    if asked.told_at is None:
        return [Obstacle("told", _("Write when it was told by phone."), "told_at")]
    if asked.told_at > now:
        return [Obstacle("told", _("That hour is still to come."), "told_at")]
    if asked.told_at < now - LONGEST * DAY:
        return [Obstacle("told", _("That is more than a year ago: look at the date again."), "told_at")]
    if local_day(asked.told_at) > asked.from_on:
        words = _("An emergency is told at once: told only after the first day, it is counted as absent.")
        return [Obstacle("told", words, "told_at")]
    return []


def _obstacles_to_days(first: date, last: date, today: date) -> list[Obstacle]:
    if last < first:
        return [Obstacle("days", _("The last day is before the first."), "to_on")]
    if days_of(first, last) > LONGEST or abs((first - today).days) > LONGEST:
        return [Obstacle("days", _("That is more than a year: look at the dates again."), "to_on")]
    return []


def _obstacles_to_reason(words: str, field: str) -> list[Obstacle]:
    return [] if words.strip() else [Obstacle("reason", _("Write the reason."), field)]


def _obstacles_to_overlap(first: date, last: date, others: Sequence[Leave]) -> list[Obstacle]:
    found = next((one for one in others if one.from_on <= last and first <= one.to_on), None)
    if found is None:
        return []
    words = _("There is already leave from %(first)s to %(last)s: %(state)s.")
    facts = {"first": f"{found.from_on:%F}", "last": f"{found.to_on:%F}", "state": found.get_state_display()}
    return [Obstacle("overlap", words % facts, "from_on")]


# -- deciding


def obstacles_to_deciding(leave: Leave, by: User) -> list[Obstacle]:
    """LEAVE-03, LEAVE-04, LEAVE-06. The one above decides: nobody his own, no level is skipped, and only once."""
    if leave.state not in UNDECIDED:
        words = _("This leave is already dealt with: %(state)s.") % {"state": leave.get_state_display()}
        return [Obstacle("decided", words)]
    if by == leave.person:
        return [Obstacle("own", _("Nobody decides on his own leave."))]
    if leave.state == State.PASSED_ON:
        return [] if by.may(P.LEAVE_GRANT_LONG) else [Obstacle("level", _("It waits for the general manager."))]
    if not by.may(P.LEAVE_GRANT):
        return [Obstacle("level", _("The supervisor looks at it first: no level is skipped."))]
    if level_of(by) <= level_of(leave.person):
        return [Obstacle("level", _("A supervisor's leave is decided by the level above."))]
    return []


def obstacles_to_granting(leave: Leave, by: User, days: int) -> list[Obstacle]:
    """LEAVE-02, LEAVE-05. The supervisor grants short leave; what is longer, and a trip, the general manager."""
    found = obstacles_to_deciding(leave, by)
    if not found and leave.state == State.REQUESTED and goes_further_up(leave, days):
        words = _("The general manager decides on business trips and on more than %(n)d days: pass it on.")
        found.append(Obstacle("long", words % {"n": limit("leave_supervisor_days", leave.from_on)}))
    return found


def obstacles_to_passing_on(leave: Leave, by: User, days: int) -> list[Obstacle]:
    """LEAVE-02, LEAVE-03. Checked by the supervisor, then passed on; what he may grant himself he decides."""
    found = obstacles_to_deciding(leave, by)
    if not found and leave.state == State.PASSED_ON:
        found.append(Obstacle("passed", _("It waits for the general manager already.")))
    elif not found and not goes_further_up(leave, days):
        found.append(Obstacle("short", _("This is short leave: decide on it yourself.")))
    return found


def obstacles_to_refusing(leave: Leave, by: User, words: str) -> list[Obstacle]:
    """LEAVE-04. Whoever may decide may refuse, and says why."""
    return [*obstacles_to_deciding(leave, by), *_obstacles_to_reason(words, "decision")]


def obstacles_to_withdrawing(leave: Leave, by: User, today: date) -> list[Obstacle]:
    """LEAVE-01. Who asked withdraws it, before it begins."""
    if by.pk not in (leave.asked_by_id, leave.person_id):
        return [Obstacle("other", _("Only who asked may withdraw it."))]
    if leave.state not in LIVE:
        words = _("This leave is already dealt with: %(state)s.") % {"state": leave.get_state_display()}
        return [Obstacle("decided", words)]
    if today >= leave.from_on:
        return [Obstacle("begun", _("It has begun on %(day)s.") % {"day": when(leave.from_on)})]
    return []


# -- absent


def obstacles_to_counting_absent(leave: Leave, by: User, today: date) -> list[Obstacle]:
    """LEAVE-01, LEAVE-04. Leave that nobody granted and that has begun is counted as absent."""
    if leave.state not in UNDECIDED:
        words = _("This leave is already dealt with: %(state)s.") % {"state": leave.get_state_display()}
        return [Obstacle("decided", words)]
    if today < leave.from_on:
        return [Obstacle("to_come", _("Its first day is still to come."))]
    return _obstacles_to_counting(leave.person, by)


def obstacles_to_noting_absence(asked: Asked, others: Sequence[Leave], *, by: User, now: datetime) -> list[Obstacle]:
    """LEAVE-01, ROST-14. Who was not there and had not asked is counted as absent, on days that have come."""
    today = local_day(now)
    found = _obstacles_to_days(asked.from_on, asked.to_on, today)
    if asked.to_on > today:
        found.append(Obstacle("to_come", _("That day is still to come."), "to_on"))
    known = [one for one in others if one.state in (*LIVE, State.ABSENT)]
    found += _obstacles_to_overlap(asked.from_on, asked.to_on, known)
    return [*found, *_obstacles_to_reason(asked.reason, "reason"), *_obstacles_to_counting(asked.person, by, "person")]


def _obstacles_to_counting(person: User, by: User, field: str | None = None) -> list[Obstacle]:
    if by == person:
        return [Obstacle("own", _("Nobody decides on his own leave."), field)]
    if by.may(P.LEAVE_GRANT) and level_of(by) > level_of(person):
        return []
    return [Obstacle("level", _("The supervisor counts somebody as absent, the manager a supervisor."), field)]

"""What forbids a conduct check, keeping the checklist, and noting a private call (COND-01…04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mall.limits import limit
from mall.localtime import local_day
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta

    from mall.models import Desk, User
    from staffing.models import ConductCheck

P = Permission


class Check(NamedTuple):
    """A check as the supervisor writes it: `findings` says of each point, by its key, whether it is in order."""

    on: date
    person: User | None
    desk: Desk | None
    findings: Mapping[int, bool]
    words: str = ""


class Call(NamedTuple):
    """A private call as who made it notes it."""

    at: datetime
    minutes: int
    why: str


def obstacles_to_checking(check: Check, *, by: User, now: datetime) -> list[Obstacle]:
    """COND-01, COND-02, COND-03, COND-04. The supervisor checks a person or a desk on a day, and says what he found."""
    found = []
    if not by.may(P.CONDUCT_CHECK):
        found.append(Obstacle("level", _("The supervisor checks conduct.")))
    if check.person is None and check.desk is None:
        found.append(Obstacle("whom", _("Choose a person or a desk."), "person"))
    if check.person == by:
        found.append(Obstacle("own", _("Nobody checks himself."), "person"))
    if check.on > local_day(now):
        found.append(Obstacle("to_come", _("That day is still to come."), "on"))
    if not check.findings:
        found.append(Obstacle("points", _("Say of at least one point whether it is in order."), None))
    if not all(check.findings.values()) and not check.words.strip():
        found.append(Obstacle("words", _("Write what was found."), "words"))
    return found


def obstacles_to_seeing(check: ConductCheck, by: User) -> list[Obstacle]:
    """COND-01. Who was checked says once that he has seen it."""
    if by.pk != check.person_id:
        return [Obstacle("other", _("Who was checked says that he has seen it."))]
    return [Obstacle("seen", _("It is seen already."))] if check.seen_at is not None else []


def obstacles_to_noting_call(call: Call, *, now: datetime) -> list[Obstacle]:
    """COND-01. No private calls on duty; an urgent one lasts three minutes at most and is noted in the work log."""
    found = []
    most: timedelta = limit("private_call_min", call.at)
    minutes = int(most.total_seconds() // 60)
    if not call.why.strip():
        found.append(Obstacle("why", _("Only urgent calls: write why it was urgent."), "why"))
    if not 1 <= call.minutes <= minutes:
        words = _("An urgent private call lasts %(n)d minutes at most; longer ones are no exception.")
        found.append(Obstacle("minutes", words % {"n": minutes}, "minutes"))
    if call.at > now:
        found.append(Obstacle("to_come", _("That hour is still to come."), "at"))
    elif local_day(call.at) != local_day(now):
        found.append(Obstacle("late", _("A call is noted on the same day."), "at"))
    return found


def obstacles_to_keeping_item(text: str, *, is_taken: bool, by: User) -> list[Obstacle]:
    """COND-01. The supervisor keeps the checklist; a point of it has words of its own."""
    found = []
    if not by.may(P.CONDUCT_CHECK):
        found.append(Obstacle("level", _("The supervisor checks conduct.")))
    if not text.strip():
        found.append(Obstacle("text", _("Write the point."), "text"))
    if is_taken:
        found.append(Obstacle("taken", _("This stands in the list already."), "text"))
    return found

"""Planning a round of follow-ups and giving them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date, datetime

    from casework.models import FollowUp
    from mall.models import User

MOST = 200


def obstacles_to_planning_round(
    folders: int, due_on: date, person: User | None, by: User, now: datetime
) -> list[Obstacle]:
    """FUP-09, FUP-11, FUP-12. A supervisor plans for a day ahead, for people whose turn it is."""
    found = []
    if not by.may(Permission.FOLLOW_UP_RECHECK):
        found.append(Obstacle("may", _("A supervisor plans follow-ups.")))
    if due_on < local_day(now):
        found.append(Obstacle("past", _("The day lies in the past."), "due_on"))
    if not folders:
        found.append(Obstacle("nobody", _("Nobody's turn it is: all were asked lately or wait already."), "whom"))
    if person is not None and not person.may(Permission.FOLLOW_UP_ASK):
        found.append(Obstacle("person", _("This person makes no follow-ups."), "person"))
    return found


def obstacles_to_settling(follow_up: FollowUp, user: User, *, settled: bool, words: str) -> list[Obstacle]:
    """FUP-11. What a merchant was not content with is pending until a supervisor says how it was settled."""
    found = []
    if follow_up.outcome != "unsatisfied" or follow_up.reviewed_at is not None:
        found.append(Obstacle("none", _("Nothing is pending here.")))
    if not user.may(Permission.FOLLOW_UP_RECHECK):
        found.append(Obstacle("may", _("A supervisor says whether it is settled.")))
    if not words.strip():
        text = _("Say how it was settled.") if settled else _("Say what is still missing.")
        found.append(Obstacle("words", text, "words"))
    return found

"""What forbids asking afterwards, and how an answer is judged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.models import FollowUp, FollowUpAttempt, Grade
from casework.rules.folders import obstacle_of_the_person
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Folder
    from mall.models import User

WHOLE = 100


@dataclass(frozen=True)
class Grades:
    """SURV-04. What the person said: four items by four grades, whether it is solved, and in words."""

    attitude: int
    skill: int
    timeliness: int
    promises: int
    solved: bool
    opinion: str = ""
    suggestion: str = ""

    @property
    def satisfied(self) -> bool:
        """Whether the person is content: the matter is solved and no item is poor."""
        return self.solved and min(self.attitude, self.skill, self.timeliness, self.promises) > Grade.POOR


def obstacles_to_planning(folder: Folder, reason: str) -> list[Obstacle]:
    """FUP-01. One open follow-up of a reason at a time."""
    if folder.follow_ups.filter(reason=reason, done_at=None).exists():
        return [Obstacle("planned", _("A follow-up is planned already."))]
    return []


def obstacles_to_asking(follow_up: FollowUp, by: User) -> list[Obstacle]:
    """FUP-S06. Whoever handled the matter does not ask about it; a re-check is the supervisor's own."""
    found = obstacle_of_the_person(follow_up.folder, by)
    if follow_up.done_at is not None:
        found.append(Obstacle("done", _("This follow-up is done.")))
    if follow_up.handled_by_id == by.pk:
        found.append(Obstacle("handler", _("Somebody else than the handler asks afterwards.")))
    rechecks = follow_up.reason == FollowUp.Reason.RECHECK
    if not by.may(Permission.FOLLOW_UP_RECHECK if rechecks else Permission.FOLLOW_UP_ASK):
        found.append(Obstacle("may", _("Your role does not make follow-ups.")))
    return found


def obstacles_to_attempting(
    follow_up: FollowUp, by: User, *, code: str, grades: Grades | None, now: datetime, at: datetime
) -> list[Obstacle]:
    """SURV-04. A person who was reached has answered all four items; nobody else has."""
    found = obstacles_to_asking(follow_up, by)
    reached = code == FollowUpAttempt.Code.REACHED
    if reached and grades is None:
        found.append(Obstacle("grades", _("Fill in the four grades."), "attitude"))
    if not reached and grades is not None:
        found.append(Obstacle("not_reached", _("Grades come from a person who was reached."), "code"))
    if at > now:
        found.append(Obstacle("future", _("This hour has not come yet."), "at"))
    return found


def obstacles_to_promising(follow_up: FollowUp, by: User, *, promised_at: datetime, now: datetime) -> list[Obstacle]:
    """FUP-S11. A promised call-back lies ahead."""
    found = obstacles_to_asking(follow_up, by)
    if promised_at <= now:
        found.append(Obstacle("past", _("Choose an hour that lies ahead."), "promised_at"))
    return found


def obstacles_to_giving_up(follow_up: FollowUp, by: User, *, least: int) -> list[Obstacle]:
    """FUP-S03. Nobody counts as unreachable before the least number of tries."""
    found = obstacles_to_asking(follow_up, by)
    if follow_up.attempts_made < least:
        found.append(Obstacle("too_few", _("Try more often before giving up.")))
    return found


def obstacles_to_rechecking(follow_up: FollowUp, by: User) -> list[Obstacle]:
    """FUP-S12. A supervisor re-checks an answered follow-up once, and not his own."""
    found = obstacle_of_the_person(follow_up.folder, by)
    answered = follow_up.outcome in (FollowUp.Outcome.SATISFIED, FollowUp.Outcome.UNSATISFIED)
    if not answered or follow_up.reason == FollowUp.Reason.RECHECK:
        found.append(Obstacle("state", _("Only an answered follow-up is re-checked.")))
    if FollowUp.objects.filter(recheck_of=follow_up).exists():
        found.append(Obstacle("again", _("It is re-checked already.")))
    if not by.may(Permission.FOLLOW_UP_RECHECK):
        found.append(Obstacle("may", _("A supervisor re-checks.")))
    elif follow_up.asked_by_id == by.pk:
        found.append(Obstacle("own", _("Nobody re-checks his own follow-up.")))
    return found


def obstacles_to_reviewing(follow_up: FollowUp, by: User, *, passed: bool, words: str) -> list[Obstacle]:
    """FUP-S09. A supervisor looks through the record of a follow-up once, not his own; what does not pass says why."""
    found = obstacle_of_the_person(follow_up.folder, by)
    if follow_up.done_at is None or follow_up.outcome == FollowUp.Outcome.CANCELLED:
        found.append(Obstacle("undone", _("There is no record to review yet.")))
    if follow_up.reviewed_at is not None:
        found.append(Obstacle("reviewed", _("The record is reviewed already.")))
    if not by.may(Permission.FOLLOW_UP_RECHECK):
        found.append(Obstacle("may", _("A supervisor reviews the record.")))
    elif follow_up.asked_by_id == by.pk:
        found.append(Obstacle("own", _("Somebody else reviews it: you asked.")))
    if not passed and not words.strip():
        found.append(Obstacle("words", _("Say what is missing."), "words"))
    return found


def obstacles_to_assigning(follow_up: FollowUp, person: User, by: User) -> list[Obstacle]:
    """FUP-12. A supervisor gives what is still to be asked to somebody who may ask it, and who did not handle it."""
    found = []
    if not by.may(Permission.FOLLOW_UP_RECHECK):
        found.append(Obstacle("may", _("A supervisor gives follow-ups out.")))
    return found + obstacles_to_asking(follow_up, person)


def is_drawn(follow_up_id: int, percent: int) -> bool:
    """FUP-S12. Whether a follow-up falls into the share that is re-checked; by its number, so always the same."""
    drawn = int.from_bytes(hashlib.sha256(f"recheck:{follow_up_id}".encode()).digest()[:4], "big")
    return drawn % WHOLE < percent

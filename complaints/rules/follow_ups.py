"""Asking afterwards: who may ask, what is asked, what is looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import FollowUp, FollowUpAttempt, Grade
from casework.rules.follow_ups import obstacles_to_rechecking
from complaints.rules.offering import CaseAct
from complaints.rules.papers import is_serious
from complaints.states import State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


def open_follow_up(complaint: Complaint) -> FollowUp | None:
    """Return the follow-up that is still to be done, the first by date."""
    still = (one for one in complaint.folder.follow_ups.all() if one.done_at is None)
    return min(still, key=lambda one: (one.due_at, one.pk), default=None)


def owes_follow_up(complaint: Complaint) -> bool:
    """FUP-S03. Whether the complainant is still to be asked; a supervisor's re-check holds nothing up."""
    asked = FollowUp.Reason.RECHECK
    return any(one.done_at is None and one.reason != asked for one in complaint.folder.follow_ups.all())


def obstacles_to_asking(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """FUP-S06, FUP-S12, CMP-39. Asked by somebody who did not handle the case.

    A serious case by a supervisor or the manager; a re-check by a supervisor who did not ask the first time.
    """
    follow_up = open_follow_up(complaint)
    if follow_up is None:
        return [Obstacle("none", _("No follow-up is due here."))]
    return obstacles_to_asking_for(follow_up, complaint, user)


def obstacles_to_asking_for(follow_up: FollowUp, complaint: Complaint, user: User) -> list[Obstacle]:
    """FUP-S06, FUP-S12. The same for a certain follow-up."""
    obstacles = []
    leads = user.may(Permission.FOLLOW_UP_RECHECK)
    asked_first = follow_up.recheck_of is not None and follow_up.recheck_of.asked_by_id == user.pk
    if follow_up.handled_by_id == user.pk and not asked_first:
        obstacles.append(Obstacle("handler", _("Somebody else asks: you handled this case.")))
    if follow_up.reason == FollowUp.Reason.RECHECK:
        if not leads:
            obstacles.append(Obstacle("recheck", _("A re-check is done by a supervisor.")))
        if asked_first:
            obstacles.append(Obstacle("same", _("Somebody else checks: you asked the first time.")))
    elif is_serious(complaint) and not leads:
        obstacles.append(Obstacle("serious", _("After a serious case a supervisor or the manager asks.")))
    return obstacles


def record_to_review(complaint: Complaint) -> FollowUp | None:
    """Return the latest follow-up that was done and whose record nobody has reviewed."""
    done = (
        one
        for one in complaint.folder.follow_ups.all()
        if one.done_at is not None and one.reviewed_at is None and one.outcome != FollowUp.Outcome.CANCELLED
    )
    return max(done, key=lambda one: one.pk, default=None)


def obstacles_to_reviewing(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """FUP-S09. The supervisor reviews a record that is there, and not his own."""
    follow_up = record_to_review(complaint)
    if follow_up is None:
        return [Obstacle("none", _("No record waits for its review."))]
    if follow_up.asked_by_id == user.pk:
        return [Obstacle("own", _("Somebody else reviews it: you asked."))]
    return []


def obstacles_to_attempt(code: str, *, promised_at: datetime | None, now: datetime) -> list[Obstacle]:
    """FUP-S11. Who has no time now is promised an hour to come, and nobody else is."""
    if code == FollowUpAttempt.Code.BUSY:
        if promised_at is None:
            return [Obstacle("promise", _("Say when you will call back."), "promised_at")]
        if promised_at <= now:
            return [Obstacle("past", _("The hour lies in the past."), "promised_at")]
    return []


def obstacles_to_evaluation(code: str, answers: dict[str, object]) -> list[Obstacle]:
    """FUP-S08, SURV-04. Who was reached grades all four items; a bad answer needs words."""
    if code != FollowUpAttempt.Code.REACHED:
        return []
    obstacles = [
        Obstacle("grade", _("Ask for this grade."), item)
        for item in ("attitude", "skill", "timeliness", "promises")
        if not answers.get(item)
    ]
    if answers.get("solved") not in (True, False):
        obstacles.append(Obstacle("solved", _("Ask whether it is solved."), "solved"))
    if not obstacles and not _content(answers) and not answers.get("opinion"):
        obstacles.append(Obstacle("opinion", _("Write down what the person is not satisfied with."), "opinion"))
    return obstacles


def _content(answers: dict[str, object]) -> bool:
    grades = [answers.get(item) for item in ("attitude", "skill", "timeliness", "promises")]
    return answers.get("solved") is True and Grade.POOR not in grades


def recheck_is_due(*, done: int, rechecked: int, percent: int) -> bool:
    """FUP-S12. Whether the next re-check must be drawn so that the share never falls below the limit.

    `done` counts the follow-ups done this month with the one just done, `rechecked` the re-checks drawn this month.
    """
    return rechecked * 100 < percent * done


def last_answered(complaint: Complaint) -> FollowUp | None:
    """Return the answered follow-up that was done last and is no re-check itself."""
    answered = (FollowUp.Outcome.SATISFIED, FollowUp.Outcome.UNSATISFIED)
    done = [
        one
        for one in complaint.folder.follow_ups.all()
        if one.outcome in answered and one.reason != FollowUp.Reason.RECHECK and one.done_at is not None
    ]
    return max(done, key=lambda one: (one.done_at, one.pk), default=None)


def obstacles_to_choosing(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """FUP-S12. A supervisor chooses an answered follow-up to ask again, once, and not his own."""
    asked = last_answered(complaint)
    if asked is None:
        return [Obstacle("none", _("Nobody has answered a follow-up here yet."))]
    if any(one.done_at is None and one.reason == FollowUp.Reason.RECHECK for one in complaint.folder.follow_ups.all()):
        return [Obstacle("waiting", _("A re-check waits already."))]
    return obstacles_to_rechecking(asked, user)


def obstacles_to_recheck_day(due_at: datetime, now: datetime) -> list[Obstacle]:
    """FUP-S12. A re-check is made at an hour to come."""
    return [Obstacle("past", _("The hour lies in the past."), "due_at")] if due_at <= now else []


def _to_be_chosen(complaint: Complaint, user: User) -> bool:
    asked = last_answered(complaint)
    return asked is not None and asked.asked_by_id != user.pk and not is_rechecked(complaint, asked)


def is_rechecked(complaint: Complaint, asked: FollowUp) -> bool:
    """Whether a re-check of this follow-up is planned or done."""
    return any(one.recheck_of_id == asked.pk for one in complaint.folder.follow_ups.all())


def _has_one(complaint: Complaint, _user: User) -> bool:
    return open_follow_up(complaint) is not None


def _has_record(complaint: Complaint, _user: User) -> bool:
    return record_to_review(complaint) is not None


FOLLOW_UP = CaseAct(
    "follow-up",
    gettext_lazy("Follow-up call"),
    (Permission.FOLLOW_UP_ASK, Permission.FOLLOW_UP_RECHECK),
    "phone-check",
    obstacles_to_asking,
    _has_one,
    frozenset({State.REPLIED, State.CLOSED}),
    order=120,
)

RECHECK = CaseAct(
    "recheck",
    gettext_lazy("Choose for a re-check"),
    Permission.FOLLOW_UP_RECHECK,
    "checklist",
    obstacles_to_choosing,
    _to_be_chosen,
    order=121,
    in_bar=False,
)

REVIEW_RECORD = CaseAct(
    "follow-up-review",
    gettext_lazy("Review the follow-up record"),
    Permission.FOLLOW_UP_RECHECK,
    "clipboard-check",
    obstacles_to_reviewing,
    _has_record,
    order=121,
    in_bar=False,
)

OFFERS = (FOLLOW_UP, RECHECK, REVIEW_RECORD)

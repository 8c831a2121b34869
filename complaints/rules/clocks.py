"""Clocks: standing still, dates set by hand, counting anew, the review of what has no date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.rules.clocks import is_counted_by_older_hours
from complaints.rules.offering import CaseAct
from complaints.states import Severity, State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


def is_over(complaint: Complaint) -> bool:
    """Whether nothing of the complaint is owed to anybody any more."""
    return complaint.state == State.CLOSED


def obstacles_to_pausing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-35. Time stands still for a reason, once at a time, and only while something runs."""
    if is_over(complaint):
        return [Obstacle("closed", _("The case is closed; no clock runs."))]
    if complaint.folder.paused_at is not None:
        return [Obstacle("paused", _("The clocks stand still already."))]
    return []


def obstacles_to_resuming(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-35. Only what stands still can go on."""
    if complaint.folder.paused_at is None:
        return [Obstacle("running", _("The clocks are running."))]
    return []


def obstacles_to_setting(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-35. A deadline is set by hand while the case is open."""
    if is_over(complaint):
        return [Obstacle("closed", _("The case is closed; no clock runs."))]
    if not any(one.met_at is None and one.stopped_at is None for one in complaint.folder.clocks.all()):
        return [Obstacle("none", _("Nothing is running whose date could be set."))]
    return []


def obstacles_to_deadline(due_at: datetime, now: datetime) -> list[Obstacle]:
    """CMP-35. A deadline set by hand lies ahead: nobody makes a case late or in time afterwards."""
    if due_at <= now:
        return [Obstacle("past", _("The new date must lie ahead."), "due_at")]
    return []


def obstacles_to_recounting(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-35. Deadlines are counted anew when the calendar they were counted by was corrected; no others move."""
    if is_over(complaint):
        return [Obstacle("closed", _("The case is closed; no clock runs."))]
    if not has_older_deadlines(complaint):
        return [Obstacle("same", _("All deadlines are counted by the calendar of today, or set by hand."))]
    return []


def has_older_deadlines(complaint: Complaint) -> bool:
    """Whether a running deadline of the case was counted by days or hours corrected since."""
    return any(is_counted_by_older_hours(one) for one in complaint.folder.clocks.all())


def obstacles_to_reviewing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-14. Only the especially serious has a review day instead of a date for its end."""
    if complaint.severity != Severity.SPECIAL:
        return [Obstacle("severity", _("Only an especially serious case has a review day."))]
    if complaint.state not in BEFORE_TOLD:
        return [Obstacle("told", _("The result has been told; there is nothing left to review."))]
    return []


#: While the result is not told.
BEFORE_TOLD = frozenset(
    {
        State.REGISTERED,
        State.DISPATCHED,
        State.IN_HANDLING,
        State.ANSWERED,
        State.AWAITING_APPROVAL,
        State.REOPENED,
    }
)


def _can_pause(complaint: Complaint, _user: User) -> bool:
    return not is_over(complaint) and complaint.folder.paused_at is None


def _can_resume(complaint: Complaint, _user: User) -> bool:
    return complaint.folder.paused_at is not None


def _is_special(complaint: Complaint, _user: User) -> bool:
    return complaint.severity == Severity.SPECIAL and complaint.state in BEFORE_TOLD


def _is_older(complaint: Complaint, _user: User) -> bool:
    return not is_over(complaint) and has_older_deadlines(complaint)


def _is_open(complaint: Complaint, _user: User) -> bool:
    return not is_over(complaint)


PAUSE = CaseAct(
    "pause",
    gettext_lazy("Pause the clocks"),
    Permission.CLOCK_PAUSE,
    "player-pause",
    obstacles_to_pausing,
    _can_pause,
    order=600,
)
RESUME = CaseAct(
    "resume",
    gettext_lazy("Let the clocks run"),
    Permission.CLOCK_PAUSE,
    "player-play",
    obstacles_to_resuming,
    _can_resume,
    order=601,
)
SET_DEADLINE = CaseAct(
    "deadline",
    gettext_lazy("Set a deadline"),
    Permission.CLOCK_SET,
    "calendar-time",
    obstacles_to_setting,
    _is_open,
    order=602,
    in_bar=False,
)
REVIEW = CaseAct(
    "review-day",
    gettext_lazy("Set the next review day"),
    (Permission.CLOCK_SET, Permission.COMPLAINT_REPLY),
    "calendar-event",
    obstacles_to_reviewing,
    _is_special,
    order=603,
)
RECOUNT = CaseAct(
    "recount",
    gettext_lazy("Count the deadlines anew"),
    Permission.CLOCK_SET,
    "clock-edit",
    obstacles_to_recounting,
    _is_older,
    order=604,
    in_bar=False,
)

OFFERS = (PAUSE, RESUME, SET_DEADLINE, REVIEW, RECOUNT)

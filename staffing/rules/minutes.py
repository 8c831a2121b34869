"""What forbids taking attendance, writing minutes, actions and reports upward; and what is fined (MEET-07…10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from staffing.models import Meeting, Participant
from staffing.models.meetings import ABOVE
from staffing.rules.meetings import leads
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mall.models import User
    from staffing.models import MeetingAction, MeetingProblem

State = Meeting.State
A = Participant.Attendance


class Seen(NamedTuple):
    """How somebody took part."""

    attendance: str
    reason: str = ""
    disturbed: bool = False


def fine_of(seen: Seen, fines: Sequence[int]) -> int:
    """MEET-07, MEET-10. Late or gone early without reason or consent, absent, disturbing: so many yuan, in all."""
    late, absent, disturbing = fines
    total = disturbing if seen.disturbed else 0
    if seen.attendance in (A.LATE, A.LEFT_EARLY) and not seen.reason.strip():
        total += late
    return total + (absent if seen.attendance == A.ABSENT else 0)


def obstacles_to_keeping(meeting: Meeting, by: User, now: datetime) -> list[Obstacle]:
    """MEET-07. Attendance and minutes are kept by who leads the meeting, once it has begun, until they are filed."""
    if meeting.state != State.ANNOUNCED:
        return [Obstacle("state", _("It is %(state)s.") % {"state": meeting.get_state_display()})]
    if not leads(meeting, by):
        return [Obstacle("other", _("The chair or who announced it does that."))]
    if now < meeting.begins_at:
        return [Obstacle("early", _("It has not begun yet."))]
    return []


def obstacles_to_seeing(seats: Iterable[Participant], seen: dict[int, Seen]) -> list[Obstacle]:
    """MEET-06, MEET-07. As excused counts only who made the excuse in time."""
    words = _("No excuse was made one day before: %(who)s is absent.")
    return [
        Obstacle("excused", words % {"who": seat.person}, f"attendance_{seat.pk}")
        for seat in seats
        if seat.pk in seen and seen[seat.pk].attendance == A.EXCUSED and seat.excused_at is None
    ]


def obstacles_to_filing(
    meeting: Meeting, seats: Sequence[Participant], problems: Sequence[MeetingProblem], by: User, now: datetime
) -> list[Obstacle]:
    """MEET-09. Minutes are filed with everybody's attendance, and with every unsolved problem reported upward."""
    found = obstacles_to_keeping(meeting, by, now)
    if not meeting.minutes.strip():
        found.append(Obstacle("minutes", _("Write the minutes first.")))
    if any(not seat.attendance for seat in seats):
        found.append(Obstacle("attendance", _("Record everybody's attendance first.")))
    if any(not one.is_solved and one.reported_at is None for one in problems):
        words = _("Report what is not solved upward in writing first, else the supervisor is liable.")
        found.append(Obstacle("problems", words))
    return found


def obstacles_to_own_record(seat: Participant | None, by: User) -> list[Obstacle]:
    """MEET-10. Every participant keeps a record of his own."""
    if seat is None or seat.person_id != by.pk:
        return [Obstacle("other", _("Only who takes part keeps a record of his own."))]
    return []


# -- actions


def obstacles_to_assigning(meeting: Meeting, what: str, due_at: datetime, *, by: User, now: datetime) -> list[Obstacle]:
    """MEET-08. An action has a named person and a deadline ahead."""
    found = []
    if meeting.state == State.CANCELLED:
        found.append(Obstacle("state", _("It is %(state)s.") % {"state": meeting.get_state_display()}))
    if not leads(meeting, by):
        found.append(Obstacle("other", _("The chair or who announced it does that.")))
    if not what.strip():
        found.append(Obstacle("what", _("Write what is to be done."), "what"))
    if due_at <= now:
        found.append(Obstacle("past", _("Choose an hour that lies ahead."), "due_at"))
    return found


def obstacles_to_reporting(action: MeetingAction, by: User, words: str | None = None) -> list[Obstacle]:
    """MEET-08. The named person reports the result, once."""
    if action.reported_at is not None:
        return [Obstacle("reported", _("It is reported already."))]
    if action.person_id != by.pk:
        return [Obstacle("other", _("The person named reports the result."))]
    return [] if words is None or words.strip() else [Obstacle("report", _("Write the result."), "report")]


def brings_a_warning(action: MeetingAction, now: datetime, *, done: bool | None) -> bool:
    """MEET-08. Not done, or not reported in time: one warning, and never a second one."""
    return action.warned_at is None and (done is False or now > action.due_at)


# -- upward


def obstacles_to_noting(meeting: Meeting, what: str, *, by: User, now: datetime) -> list[Obstacle]:
    """MEET-09. Problems are noted by who leads the meeting, until the minutes are filed."""
    found = obstacles_to_keeping(meeting, by, now)
    return found if what.strip() else [*found, Obstacle("problem", _("Write the problem."), "problem")]


def obstacles_to_reporting_upward(problem: MeetingProblem, by: User, words: str | None = None) -> list[Obstacle]:
    """MEET-09. What is not solved goes upward in writing, once."""
    if problem.is_solved:
        return [Obstacle("solved", _("It was solved in the meeting."))]
    if problem.reported_at is not None:
        return [Obstacle("reported", _("It is reported upward already."))]
    if not leads(problem.meeting, by):
        return [Obstacle("other", _("The chair or who announced it does that."))]
    return [] if words is None or words.strip() else [Obstacle("letter", _("Report it in writing."), "letter")]


def obstacles_to_answering(problem: MeetingProblem, by: User, words: str | None = None) -> list[Obstacle]:
    """MEET-09. The level above answers what was reported to it, and nobody his own report."""
    if problem.reported_at is None or problem.answered_at is not None:
        return [Obstacle("state", _("Nothing waits for an answer here."))]
    if not by.has_role(*ABOVE) or by.pk == problem.reported_by_id:
        return [Obstacle("above", _("The level above answers it."))]
    return [] if words is None or words.strip() else [Obstacle("answer", _("Write the answer."), "answer")]

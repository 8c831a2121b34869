"""What forbids taking attendance, writing minutes, actions and reports upward; and what is fined (MEET-07…10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from staffing.models import Meeting, Participant
from staffing.rules.meetings import headings, leads
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


def reads_minutes(meeting: Meeting, by: User, now: datetime) -> bool:
    """MEET-07. Whether somebody reads the minutes: who keeps them, and once they are filed whoever sees the meeting."""
    return meeting.state == State.FILED or not obstacles_to_keeping(meeting, by, now)


def reads_fine(seat: Participant, meeting: Meeting, by: User) -> bool:
    """MEET-06, MEET-07. Whether somebody reads a fine, its reason and the excuse: who leads it, and the person."""
    return seat.person_id == by.pk or leads(meeting, by)


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


def obstacles_to_seeing_anew(
    meeting: Meeting, seats: Iterable[Participant], seen: dict[int, Seen], version: int | None, by: User
) -> list[Obstacle]:
    """MEET-07. What another has recorded since the form was made is shown before it is overwritten."""
    if version in (None, meeting.seen_version) or not leads(meeting, by):
        return []
    words = _("Recorded meanwhile: %(how)s. Record it again if yours is right.")
    return [
        Obstacle("meanwhile", words % {"how": _how(seat)}, f"attendance_{seat.pk}")
        for seat in seats
        if seat.pk in seen and seat.attendance and _seen(seat) != seen[seat.pk]
    ]


def _seen(seat: Participant) -> Seen:
    return Seen(seat.attendance, seat.reason, seat.disturbed)


def _how(seat: Participant) -> str:
    said = [seat.get_attendance_display(), seat.reason, _("disturbed") if seat.disturbed else ""]
    return " · ".join(str(word) for word in said if word)


def says_something(meeting: Meeting, minutes: str) -> bool:
    """MEET-01. Whether something stands in the minutes beside the headings they begin with."""
    known = set(headings(meeting.kind).splitlines())
    return any(line.strip() and line.strip() not in known for line in minutes.splitlines())


def obstacles_to_filing(
    meeting: Meeting,
    seats: Sequence[Participant],
    problems: Sequence[MeetingProblem],
    minutes: str | None = None,
    *,
    by: User,
    now: datetime,
) -> list[Obstacle]:
    """MEET-09. Minutes are filed with everybody's attendance, and with every unsolved problem reported upward.

    Without `minutes` only whether they may be filed at all.
    """
    found = obstacles_to_keeping(meeting, by, now)
    if minutes is not None and not says_something(meeting, minutes):
        found.append(Obstacle("minutes", _("Write the minutes first."), "minutes"))
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
    """MEET-08. Not done, or not reported in time: one warning, never a second one, and none once it was cancelled."""
    if action.warned_at is not None or action.meeting.state == State.CANCELLED:
        return False
    return done is False or now > action.due_at


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
    if not problem.meeting.is_below(by) or by.pk == problem.reported_by_id:
        return [Obstacle("above", _("The level above answers it."))]
    return [] if words is None or words.strip() else [Obstacle("answer", _("Write the answer."), "answer")]

"""What a meeting leaves behind: attendance and fines, minutes, actions, reports upward (MEET-07…10)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions.notices import tell
from mall.limits import limit
from mall.localtime import day_bounds, local, local_day
from staffing import notices_office as kinds
from staffing.actions.meetings import hold
from staffing.models import Meeting, MeetingAction, MeetingProblem, Participant
from staffing.queries import meetings as reads
from staffing.rules import minutes as rules
from ui.obstacles import Conflict, refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mall.models import User
    from staffing.rules.minutes import Seen

DAY = timedelta(days=1)
LABELS = {"minutes": _("Minutes"), "decisions": _("Decisions")}
log = structlog.get_logger()


@transaction.atomic
def record_attendance(
    meeting: Meeting, seen: Mapping[int, Seen], *, version: int | None = None, by: User, now: datetime
) -> int:
    """MEET-06, MEET-07. Record how everybody took part, by seat, and the fine it brings; nothing is taken from the pay.

    Who is fined is told once the amount differs. Returns the yuan in all. Raises Refused, also for what another has
    recorded since that version.
    """
    meeting = hold(meeting)
    seats, given = reads.seats_of(meeting), dict(seen)
    found = [*rules.obstacles_to_keeping(meeting, by, now), *rules.obstacles_to_seeing(seats, given)]
    refuse_if([*found, *rules.obstacles_to_seeing_anew(meeting, seats, given, version, by)])
    fines = limit("meeting_fines", meeting.begins_at)
    for seat in [one for one in seats if one.pk in seen]:
        one, before = seen[seat.pk], seat.fine
        seat.attendance, seat.reason, seat.disturbed = one.attendance, one.reason.strip()[:200], one.disturbed
        seat.fine = rules.fine_of(one, fines)
        seat.recorded_at, seat.recorded_by = now, by
        seat.save(update_fields=["attendance", "reason", "disturbed", "fine", "recorded_at", "recorded_by"])
        if seat.fine != before:
            about = {**_about(meeting), "fine": seat.fine}
            tell([seat.person], "meeting.fined", None, key=f"seat:{seat.pk}:{seat.fine}", now=now, facts=about)
    meeting.seen_version += 1
    meeting.save(update_fields=["seen_version"])
    return sum(seat.fine for seat in seats)


@transaction.atomic
def write_minutes(
    meeting: Meeting, minutes: str, decisions: str, *, version: int | None = None, by: User, now: datetime
) -> Meeting:
    """MEET-01, MEET-07. Write the minutes and what was decided; until they are filed they can be put right.

    Raises Refused, and Conflict for what another has written since that version.
    """
    meeting = hold(meeting)
    refuse_if(rules.obstacles_to_keeping(meeting, by, now))
    return _write(meeting, minutes, decisions, version)


@transaction.atomic
def file_minutes(
    meeting: Meeting, minutes: str, decisions: str, *, version: int | None = None, by: User, now: datetime
) -> Meeting:
    """MEET-09. Write the minutes and file them: they stay as they are.

    Raises Refused, and Conflict for what another has written since that version.
    """
    meeting = hold(meeting)
    seats, problems = reads.seats_of(meeting), reads.problems_of(meeting)
    refuse_if(rules.obstacles_to_filing(meeting, seats, problems, minutes, by=by, now=now))
    _write(meeting, minutes, decisions, version)
    meeting.state, meeting.filed_at, meeting.filed_by = Meeting.State.FILED, now, by
    meeting.save(update_fields=["state", "filed_at", "filed_by"])
    return meeting


def _write(meeting: Meeting, minutes: str, decisions: str, version: int | None) -> Meeting:
    if version is not None and version != meeting.version:
        raise Conflict(
            mine={"minutes": minutes, "decisions": decisions},
            theirs={"minutes": meeting.minutes, "decisions": meeting.decisions},
            version=meeting.version,
            labels=LABELS,
        )
    meeting.minutes, meeting.decisions = minutes.strip(), decisions.strip()
    meeting.version += 1
    meeting.save(update_fields=["minutes", "decisions", "version"])
    return meeting


@transaction.atomic
def keep_own_record(meeting: Meeting, words: str, *, by: User, now: datetime) -> None:
    """MEET-10. Keep one's own record of a meeting; nobody else reads it. Raises Refused."""
    seat = Participant.objects.select_for_update().filter(meeting=meeting, person=by).first()
    refuse_if(rules.obstacles_to_own_record(seat, by))
    Participant.objects.filter(meeting=meeting, person=by).update(own_record=words.strip(), own_record_at=now)


# -- actions


@transaction.atomic
def assign(meeting: Meeting, what: str, person: User, due_at: datetime, *, by: User, now: datetime) -> MeetingAction:
    """MEET-08. Give a named person something to do until an hour; he is told. Raises Refused."""
    meeting = hold(meeting)
    refuse_if(rules.obstacles_to_assigning(meeting, what, due_at, by=by, now=now))
    action = MeetingAction.objects.create(
        meeting=meeting, what=what.strip()[:200], person=person, due_at=due_at, assigned_at=now, assigned_by=by
    )
    _tell_of([person], "meeting.action", action, now=now)
    return action


@transaction.atomic
def report(action: MeetingAction, words: str, *, done: bool, by: User, now: datetime) -> MeetingAction:
    """MEET-08. Report the result; not done, or late, is one warning. Raises Refused."""
    action = _held(action)
    refuse_if(rules.obstacles_to_reporting(action, by, words))
    warned = rules.brings_a_warning(action, now, done=done)
    action.reported_at, action.is_done, action.report = now, done, words.strip()[:500]
    action.warned_at = now if warned else action.warned_at
    action.save(update_fields=["reported_at", "is_done", "report", "warned_at"])
    chairs = [one for one in (action.meeting.chair, action.assigned_by) if one.pk != by.pk]
    _tell_of(chairs, "meeting.action_reported", action, now=now)
    return action


def remind_of_actions(now: datetime) -> int:
    """MEET-08. Once from the day before an action is due, once when it is late, with its one warning.

    Each in a transaction of its own, so that one that fails is reported and the others do not wait for it. Returns how
    many messages are new. Safe to run twice.
    """
    until = day_bounds(local_day(now) + DAY).ends
    waiting = reads.unreported().filter(due_at__lt=until, warned_at=None).order_by("due_at", "pk")
    return sum(_remind(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


def _remind(pk: int, now: datetime) -> int:
    try:
        with transaction.atomic():
            action = _held(MeetingAction(pk=pk))
            if action.reported_at is not None:
                return 0
            if action.due_at < now:
                return _warn(action, now)
            return _tell_of([action.person], kinds.ACTION_SOON, action, now=now)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other actions must not wait for this one
        log.warning("action_troubled", action=pk, kind=type(failure).__name__)
        return 0


def _warn(action: MeetingAction, now: datetime) -> int:
    if not rules.brings_a_warning(action, now, done=None):
        return 0
    action.warned_at = now
    action.save(update_fields=["warned_at"])
    return _tell_of([action.person, action.meeting.chair], kinds.ACTION_LATE, action, now=now)


def _held(action: MeetingAction) -> MeetingAction:
    rows = MeetingAction.objects.select_for_update(of=("self",))
    return rows.select_related("person", "assigned_by", "meeting__chair").get(pk=action.pk)


def _tell_of(people: Iterable[User], kind: str, action: MeetingAction, *, now: datetime) -> int:
    facts = {
        "what": action.what,
        "due": f"{local(action.due_at):%m-%d %H:%M}",
        "person": action.person_id,
        "path": action.meeting.get_absolute_url(),
    }
    return tell(people, kind, None, key=f"{kind}:{action.pk}", now=now, facts=facts)


# -- upward


@transaction.atomic
def note_problem(meeting: Meeting, what: str, *, solved: bool = False, by: User, now: datetime) -> MeetingProblem:
    """MEET-09. Note a problem the meeting spoke of, solved or not. Raises Refused."""
    meeting = hold(meeting)
    refuse_if(rules.obstacles_to_noting(meeting, what, by=by, now=now))
    return MeetingProblem.objects.create(
        meeting=meeting, what=what.strip()[:300], is_solved=solved, noted_at=now, noted_by=by
    )


@transaction.atomic
def report_upward(problem: MeetingProblem, words: str, *, by: User, now: datetime) -> MeetingProblem:
    """MEET-09. Report what was not solved upward in writing; the level above is told. Raises Refused."""
    problem = _held_problem(problem)
    refuse_if(rules.obstacles_to_reporting_upward(problem, by, words))
    problem.letter, problem.reported_at, problem.reported_by = words.strip()[:500], now, by
    problem.save(update_fields=["letter", "reported_at", "reported_by"])
    _tell_problem(reads.above(problem.meeting, by), "upward", problem, now=now)
    return problem


@transaction.atomic
def answer(problem: MeetingProblem, words: str, *, by: User, now: datetime) -> MeetingProblem:
    """MEET-09. The level above answers; who reported it is told. Raises Refused."""
    problem = _held_problem(problem)
    refuse_if(rules.obstacles_to_answering(problem, by, words))
    problem.answer, problem.answered_at, problem.answered_by = words.strip()[:500], now, by
    problem.save(update_fields=["answer", "answered_at", "answered_by"])
    people = [problem.reported_by] if problem.reported_by else []
    _tell_problem(people, "answered", problem, now=now)
    return problem


def _held_problem(problem: MeetingProblem) -> MeetingProblem:
    rows = MeetingProblem.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__department", "reported_by").get(pk=problem.pk)


def _tell_problem(people: Iterable[User], what: str, problem: MeetingProblem, *, now: datetime) -> None:
    facts = {"what": problem.what, "path": problem.meeting.get_absolute_url()}
    tell(people, f"meeting.{what}", None, key=f"problem:{problem.pk}:{what}", now=now, facts=facts)


def _about(meeting: Meeting) -> dict[str, Any]:
    return {"at": f"{local(meeting.begins_at):%m-%d %H:%M}", "path": meeting.get_absolute_url()}

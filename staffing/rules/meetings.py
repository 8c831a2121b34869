"""When a meeting comes round, and what forbids announcing, changing and excusing (MEET-01…06)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.localtime import ZONE, Bounds, local, local_day
from mall.roles import Permission
from staffing.models import Meeting, MeetingKind
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from mall.models import Department, User
    from staffing.models import Participant

P = Permission
State = Meeting.State
Rhythm = MeetingKind.Rhythm
DAY = timedelta(days=1)
#: So far ahead a meeting is looked for: the last such day of the next month lies within.
HORIZON = 70
LONGEST = timedelta(hours=12)


class Announced(NamedTuple):
    """A meeting as it is announced."""

    kind: MeetingKind
    department: Department
    topic: str
    place: str
    begins_at: datetime
    ends_at: datetime
    papers: str
    notes: str
    chair: User
    people: tuple[User, ...]
    late_reason: str = ""
    knowing: bool = False

    @property
    def everybody(self) -> tuple[User, ...]:
        """DESK-06. Who is away for it: all who are called, and the chair."""
        return everybody(self.people, self.chair)


class Change(NamedTuple):
    """What is changed of a meeting."""

    place: str
    begins_at: datetime
    ends_at: datetime
    notes: str
    reason: str
    knowing: bool = False


def next_time(kind: MeetingKind, now: datetime, is_closed: Callable[[date], bool]) -> Bounds | None:
    """MEET-01, MEET-02, MEET-03. When it comes round next; None for one that is called. Never on a closed day."""
    if kind.rhythm == Rhythm.NONE or kind.begins_at is None:
        return None
    first = local_day(now)
    for on in (first + n * DAY for n in range(HORIZON)):
        begins = datetime.combine(on, kind.begins_at, ZONE)
        if begins > now and comes_round_on(kind, on) and not is_closed(on):
            return Bounds(begins, begins + timedelta(minutes=kind.minutes))
    return None


def headings(kind: MeetingKind) -> str:
    """MEET-01. What the minutes begin with: a line for each point that is always on it."""
    return "\n".join(f"{one.strip()}：" for one in kind.agenda.split("；") if one.strip())


def everybody(called: Iterable[User], chair: User) -> tuple[User, ...]:
    """DESK-06. Who is away for a meeting, each once."""
    return tuple({one.pk: one for one in (*called, chair)}.values())


def comes_round_on(kind: MeetingKind, on: date) -> bool:
    """MEET-01, MEET-02, MEET-03. Every day, on its weekday, or on the last such weekday of the month."""
    if kind.rhythm == Rhythm.DAILY:
        return True
    if kind.weekday != on.weekday():
        return False
    return kind.rhythm == Rhythm.WEEKLY or (on + 7 * DAY).month != on.month


# -- announcing


def obstacles_to_announcing(wanted: Announced, empty: Sequence[str], *, by: User, now: datetime) -> list[Obstacle]:
    """MEET-01…05. Topic, time, place and who is called, in time for its kind, and no desk left empty unawares."""
    found = []
    if wanted.department.pk not in by.departments_where(P.STAFF_MEETING):
        words = _("The supervisor or a head announces meetings of the own department.")
        found.append(Obstacle("may", words, "department"))
    words = _("Write it: everybody called must know.")
    found += [Obstacle(name, words, name) for name in ("topic", "place") if not getattr(wanted, name).strip()]
    if not wanted.people:
        found.append(Obstacle("people", _("Tick who is called."), "people"))
    found += obstacles_to_hours(wanted.begins_at, wanted.ends_at, now)
    found += obstacles_to_papers(wanted)
    found += obstacles_to_notice(wanted.kind, wanted.begins_at, wanted.late_reason, now)
    return [*found, *obstacles_to_emptying(empty, knowing=wanted.knowing)]


def obstacles_to_hours(begins_at: datetime, ends_at: datetime, now: datetime) -> list[Obstacle]:
    """MEET-01. It lies ahead, and ends after it begins on the same day."""
    if begins_at <= now:
        return [Obstacle("past", _("It begins in the past: choose an hour that lies ahead."), "begins_at")]
    if not begins_at < ends_at <= begins_at + LONGEST or local_day(begins_at) != local_day(ends_at):
        return [Obstacle("ends", _("It ends after it begins, on the same day."), "ends_at")]
    return []


def obstacles_to_papers(wanted: Announced) -> list[Obstacle]:
    """MEET-04. What is announced ahead says which papers are brought and what is to be minded."""
    if not wanted.kind.notice_days:
        return []
    words = _("A meeting of this kind is announced with it; write “none” where there is none.")
    return [Obstacle(name, words, name) for name in ("papers", "notes") if not getattr(wanted, name).strip()]


def obstacles_to_notice(kind: MeetingKind, begins_at: datetime, reason: str, now: datetime) -> list[Obstacle]:
    """MEET-04, MEET-05. A week before where its kind asks for it, an analysis's place a day before; else say why."""
    days = max(kind.notice_days, kind.change_days)
    return _obstacles_to_days(days, begins_at, reason, now, "late_reason")


def _obstacles_to_days(days: int, begins_at: datetime, reason: str, now: datetime, field: str) -> list[Obstacle]:
    if reason.strip() or local_day(begins_at) - local_day(now) >= days * DAY:
        return []
    words = ngettext(
        "A meeting of this kind is told %(n)d day before: write why it is later.",
        "A meeting of this kind is told %(n)d days before: write why it is later.",
        days,
    )
    return [Obstacle("late", words % {"n": days}, field)]


def obstacles_to_emptying(empty: Sequence[str], *, knowing: bool) -> list[Obstacle]:
    """DESK-06. Desks that would lack people are named before; who announces it all the same says so."""
    if not empty or knowing:
        return []
    words = _("Desks would lack people: %(desks)s Tick that you know, and see to somebody.")
    return [Obstacle("empty", words % {"desks": "；".join(empty[:5]) + "。"}, "knowing")]


# -- changing


def leads(meeting: Meeting, person: User) -> bool:
    """MEET-04. Who may change it and keeps its record: the chair, who announced it, who holds the department's."""
    if person.pk in (meeting.chair_id, meeting.announced_by_id):
        return True
    return meeting.department_id in person.departments_where(P.STAFF_MEETING)


def obstacles_to_touching(meeting: Meeting, by: User, now: datetime) -> list[Obstacle]:
    """MEET-05. Only who leads it changes it, and only before it begins."""
    if meeting.state != State.ANNOUNCED:
        return [Obstacle("state", _("It is %(state)s.") % {"state": meeting.get_state_display()})]
    if not leads(meeting, by):
        return [Obstacle("other", _("The chair or who announced it does that."))]
    if now >= meeting.begins_at:
        return [Obstacle("begun", _("It has begun."))]
    return []


def obstacles_to_changing(
    meeting: Meeting, change: Change, empty: Sequence[str], *, by: User, now: datetime
) -> list[Obstacle]:
    """MEET-05. Changes are told so many days before the meeting as its kind says; later ones only with a reason."""
    found = obstacles_to_touching(meeting, by, now)
    if not change.place.strip():
        found.append(Obstacle("place", _("Write it: everybody called must know."), "place"))
    found += obstacles_to_hours(change.begins_at, change.ends_at, now)
    earlier = min(meeting.begins_at, change.begins_at)
    found += _obstacles_to_days(meeting.kind.change_days, earlier, change.reason, now, "reason")
    return [*found, *obstacles_to_emptying(empty, knowing=change.knowing)]


# -- excuses


def obstacles_to_excusing(seat: Participant, meeting: Meeting, by: User, now: datetime) -> list[Obstacle]:
    """MEET-06. Who is called excuses himself, at the latest one day before."""
    if meeting.state != State.ANNOUNCED:
        return [Obstacle("state", _("It is %(state)s.") % {"state": meeting.get_state_display()})]
    if seat.person_id != by.pk:
        return [Obstacle("other", _("Everybody excuses himself."))]
    if seat.excused_at is not None:
        return [Obstacle("excused", _("Your excuse is noted already."))]
    if local_day(now) >= local_day(meeting.begins_at):
        day = f"{local(meeting.begins_at) - DAY:%m-%d}"
        return [Obstacle("late", _("Excuses are made one day before, by %(day)s.") % {"day": day})]
    return []


def obstacles_to_excuse(seat: Participant, meeting: Meeting, words: str, *, by: User, now: datetime) -> list[Obstacle]:
    """MEET-06. An excuse in time says why."""
    found = obstacles_to_excusing(seat, meeting, by, now)
    return found if words.strip() else [*found, Obstacle("excuse", _("Write the reason."), "excuse")]

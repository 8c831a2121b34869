"""Meetings: lists, what one begins with, whom it takes off a desk, what stands on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from mall.localtime import day_bounds, local_day
from mall.models import Department, User
from mall.queries import people_who_may
from mall.queries.people import deputies, general_managers, managers
from mall.roles import Permission
from staffing.models import CrewMember, Meeting, MeetingAction, MeetingKind, MeetingProblem, Participant
from staffing.queries.empty import Absence, desks_left_empty
from staffing.queries.frames import day_of
from staffing.rules.meetings import everybody, next_time
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.http import QueryDict

    from mall.localtime import Bounds

P = Permission
TO_COME, PAST = Keyset(("begins_at", "pk")), Keyset(("-begins_at", "-pk"))
ACTIONS = Keyset(("due_at", "pk"))
#: State of a meeting in colour and icon.
TONES = {
    Meeting.State.ANNOUNCED: ("accent", "calendar-event"),
    Meeting.State.FILED: ("ok", "file-check"),
    Meeting.State.CANCELLED: ("plain", "calendar-off"),
}
A = Participant.Attendance
SEEN_TONES: dict[str, tuple[str, str]] = {
    A.PRESENT: ("ok", "check"),
    A.LATE: ("soon", "clock-exclamation"),
    A.LEFT_EARLY: ("soon", "door-exit"),
    A.ABSENT: ("late", "user-x"),
    A.EXCUSED: ("plain", "user-off"),
}


def meetings_page(user: User, view: str, parameters: QueryDict | Mapping[str, str], now: datetime) -> Page:
    """One page of the meetings a person may look at: to come, the nearest first, or past, the newest first."""
    rows = Meeting.objects.visible_to(user).select_related("kind", "chair")
    begins = day_bounds(local_day(now)).begins
    if view == "past":
        return PAST.page(rows.filter(begins_at__lt=begins), parameters)
    return TO_COME.page(rows.filter(begins_at__gte=begins), parameters)


def actions_page(user: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """What is still to be reported of the meetings one sees, the nearest first; one's own is among it."""
    mine = unreported().select_related("meeting", "person")
    if not user.may(P.STAFF_MEETING):
        mine = mine.filter(person=user)
    else:
        seen = Meeting.objects.visible_to(user).order_by().values("pk")
        mine = mine.filter(meeting__in=seen) | mine.filter(person=user)
    return ACTIONS.page(mine, parameters)


def unreported() -> QuerySet[MeetingAction]:
    """MEET-08. The actions whose result is waited for; a cancelled meeting waits for none."""
    return MeetingAction.objects.filter(reported_at=None).exclude(meeting__state=Meeting.State.CANCELLED)


def kind_of(code: str) -> MeetingKind | None:
    """The kind of that code, in use."""
    return MeetingKind.objects.filter(is_active=True, code=code).first()


def holding(user: User) -> QuerySet[Department]:
    """MEET-01. The departments whose meetings a person announces."""
    return Department.objects.filter(pk__in=user.departments_where(P.STAFF_MEETING))


def proposed(kind: MeetingKind, user: User, now: datetime) -> dict[str, Any]:
    """MEET-01…03. What a notice begins with: the hour it comes round, place and people of the last one of its kind."""
    last = Meeting.objects.filter(kind=kind, department__in=holding(user)).order_by("-begins_at").first()
    hours = next_time(kind, now, lambda on: day_of(on).is_closed)
    return {
        "department": last.department_id if last else None,
        "topic": str(kind) if hours else "",
        "place": last.place if last else "",
        "begins_at": hours.begins if hours else None,
        "ends_at": hours.ends if hours else None,
        "chair": last.chair_id if last else user.pk,
        "people": list(last.participants.values_list("person", flat=True)) if last else [],
    }


def callable_people() -> QuerySet[User]:
    """Who may be called to a meeting."""
    return people_who_may(P.MEETING_ATTEND)


def at_desks(people: Iterable[User], hours: Bounds) -> list[User]:
    """Those of these people whom rosters lay at desks on that day."""
    named = list(people)
    day = local_day(hours.begins)
    laid = CrewMember.objects.filter(person__in=named, period__contains=day).values_list("person", flat=True)
    at_one = set(laid)
    return [person for person in named if person.pk in at_one]


def desks_emptied(people: Iterable[User], hours: Bounds) -> list[str]:
    """DESK-06. The desks a meeting in these hours would leave without enough people."""
    return desks_left_empty(Absence(one, hours.begins, hours.ends, "meeting") for one in at_desks(people, hours))


def away_for(meeting: Meeting) -> tuple[User, ...]:
    """DESK-06. Who is away for a meeting: the chair and all who are called, but for who has made an excuse."""
    seats = seats_of(meeting)
    excused = {seat.person_id for seat in seats if seat.excused_at is not None}
    people = everybody((seat.person for seat in seats), meeting.chair)
    return tuple(one for one in people if one.pk not in excused)


def seats_of(meeting: Meeting) -> list[Participant]:
    """Who is called, by name."""
    return list(meeting.participants.select_related("person").order_by("person__pinyin", "pk"))


def actions_of(meeting: Meeting) -> list[MeetingAction]:
    """What the meeting gave people to do."""
    return list(meeting.actions.select_related("person", "assigned_by"))


def problems_of(meeting: Meeting) -> list[MeetingProblem]:
    """What the meeting spoke of as a problem."""
    return list(meeting.problems.select_related("reported_by", "answered_by", "meeting__department"))


def above(meeting: Meeting, by: User) -> list[User]:
    """MEET-09. Who hears of what a meeting could not solve: in customer service the manager, else the level above."""
    for rung in (managers(), deputies(), general_managers()):
        found = [one for one in rung if one.pk != by.pk and meeting.is_below(one)]
        if found:
            return found
    return []

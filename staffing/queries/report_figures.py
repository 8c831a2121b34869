"""What the house counts by itself for a work report: of a department, in a period (MEET-12, R-21, R-22, R-25)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum

from mall.localtime import Bounds, days_bounds, local
from mall.models import Department
from staffing.models import (
    BrandPoint,
    ConductCheck,
    ConductFinding,
    Handover,
    HandoverLine,
    Leave,
    Meeting,
    MeetingAction,
    MeetingProblem,
    StaffTraining,
    WeekPlan,
    WorkLetter,
)
from staffing.queries import plans
from staffing.rules.plans import WEEK, monday_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from staffing.models.letters import WorkLetterQuerySet

Figure = list[object]
State = WorkLetter.State
DAY = timedelta(days=1)
#: More lines than these make no sheet anybody reads.
MOST_TASKS = 200
#: What a letter's state says of its work; every other state is still open.
ENDS = {
    State.NOT_DONE: "not_done",
    State.SETTLED: "not_done",
    State.UNDONE: "not_done",
    State.REFUSED: "ended",
    State.WITHDRAWN: "ended",
}


def figures_of(department: Department, first: date, last: date, now: datetime) -> list[Figure]:
    """MEET-12. The figures of a department from `first` to `last`: code, how many, and of how many or None.

    Plans, shifts, trainings, leave, points and checks are customer service's alone.
    """
    hours = days_bounds(first, last)
    found = [*_letters(department, hours, now), *_meetings(department, hours)]
    if department.code == Department.CUSTOMER_SERVICE:
        found += [*_plans(first, last, now), *_shifts(first, last), *_people(first, last), *_checks(first, last)]
    return found


def _asked_of(department: Department) -> WorkLetterQuerySet:
    """The letters to a department that have gone out, and what was agreed by word of mouth."""
    return WorkLetter.objects.filter(Q(approved_at__isnull=False) | Q(is_oral=True), to_department=department)


def _letters(department: Department, hours: Bounds, now: datetime) -> list[Figure]:
    """What was sent and what came, by the hour it went out; of what was reported how much in time; what is late now."""
    went_out = _within("approved_at", hours) | (Q(is_oral=True) & _within("submitted_at", hours))
    sent = WorkLetter.objects.filter(went_out, from_department=department).count()
    reported = _within("reported_at", hours)
    counted = _asked_of(department).aggregate(
        came=Count("pk", filter=went_out),
        reported=Count("pk", filter=reported),
        in_time=Count("pk", filter=reported & Q(state=State.DONE, reported_at__lte=F("due_at"))),
        late=Count("pk", filter=Q(reported_at=None, ended_at=None, due_at__lt=min(now, hours.ends))),
    )
    return [
        ["letters_sent", sent, None],
        ["letters_received", counted["came"], None],
        ["letters_in_time", counted["in_time"], counted["reported"]],
        ["letters_late", counted["late"], None],
    ]


def _meetings(department: Department, hours: Bounds) -> list[Figure]:
    """The meetings of the period with their minutes, the actions that were due in it, what went upward."""
    meetings = Meeting.objects.filter(_within("begins_at", hours), department=department).aggregate(
        filed=Count("pk", filter=Q(state=Meeting.State.FILED)),
        called=Count("pk", filter=~Q(state=Meeting.State.CANCELLED)),
    )
    actions = (
        MeetingAction.objects.filter(_within("due_at", hours), meeting__department=department)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .aggregate(
            due=Count("pk"),
            done=Count("pk", filter=Q(is_done=True)),
            late=Count("pk", filter=Q(warned_at__isnull=False) | Q(reported_at__gt=F("due_at"))),
        )
    )
    upward = MeetingProblem.objects.filter(_within("reported_at", hours), meeting__department=department).count()
    return [
        ["meetings", meetings["filed"], meetings["called"]],
        ["actions_done", actions["done"], actions["due"]],
        ["actions_late", actions["late"], None],
        ["problems_up", upward, None],
    ]


def _plans(first: date, last: date, now: datetime) -> list[Figure]:
    """The plans of the weeks that begin in the period and are due by now."""
    begins = monday_of(first + 6 * DAY)
    weeks = [begins + n * WEEK for n in range((last - begins) // WEEK + 1)] if begins <= last else []
    weeks = [week for week in weeks if plans.due_at(week) <= now]
    written = WeekPlan.objects.filter(week__in=weeks).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(written_at__gt=F("due_at")))
    )
    missing = sum(len(plans.missing(week)) for week in weeks)
    return [["plans", written["all"], written["all"] + missing], ["plans_late", written["late"], None]]


def _shifts(first: date, last: date) -> list[Figure]:
    """The shifts that were taken over, and those where the incoming person counted otherwise."""
    taken = Handover.objects.filter(on__range=(first, last), state=Handover.State.ACCEPTED)
    differing = HandoverLine.objects.filter(handover__in=taken, found__isnull=False).exclude(found=F("count"))
    differ = differing.aggregate(n=Count("handover", distinct=True))["n"]
    return [["handovers", taken.count(), None], ["handovers_differ", differ, None]]


def _people(first: date, last: date) -> list[Figure]:
    """The trainings held, the days of leave that were granted, the brand points announced."""
    hours = days_bounds(first, last)
    trainings = StaffTraining.objects.filter(
        state=StaffTraining.State.HELD, period__startswith__gte=hours.begins, period__startswith__lt=hours.ends
    ).count()
    leave = Leave.objects.filter(state=Leave.State.APPROVED, from_on__lte=last, to_on__gte=first)
    # A trip that goes on stands in a row of its own: each day of a person counts once.
    away = {
        (person, begins + n * DAY)
        for person, begins, ends in leave.values_list("person", "from_on", "to_on")
        for n in range((ends - begins).days + 1)
        if first <= begins + n * DAY <= last
    }
    points = BrandPoint.objects.filter(_within("decided_at", hours), state=BrandPoint.State.ANNOUNCED).aggregate(
        given=Sum("points", filter=Q(points__gt=0), default=0), taken=Sum("points", filter=Q(points__lt=0), default=0)
    )
    return [
        ["trainings", trainings, None],
        ["leave_days", len(away), None],
        ["points_given", points["given"], None],
        ["points_taken", -points["taken"], None],
    ]


def _checks(first: date, last: date) -> list[Figure]:
    """R-25. The checks of conduct, and of their points those in order."""
    found = ConductFinding.objects.filter(check_of__on__range=(first, last)).aggregate(
        all=Count("pk"), in_order=Count("pk", filter=Q(is_in_order=True))
    )
    checks = ConductCheck.objects.filter(on__range=(first, last)).count()
    return [["checks", checks, None], ["checks_in_order", found["in_order"], found["all"]]]


# -- the sheet of tasks


def tasks_of(department: Department, first: date, last: date, now: datetime) -> list[dict[str, str]]:
    """R-22. What letters and meetings asked the department for by a day of the period, and what came of it."""
    hours = days_bounds(first, last)
    found = [*_asked_by_letters(department, hours, now), *_asked_by_meetings(department, hours, now)]
    return sorted(found, key=lambda one: (one["due"], one["number"]))[:MOST_TASKS]


def _asked_by_letters(department: Department, hours: Bounds, now: datetime) -> list[dict[str, str]]:
    rows = _asked_of(department).filter(_within("due_at", hours), folder__confidential=False)
    return [
        {
            "number": letter.folder.number,
            "what": letter.folder.title,
            "who": letter.executor.name,
            "due": f"{local(letter.due_at):%Y-%m-%d %H:%M}",
            "outcome": _of_letter(letter, now),
        }
        for letter in rows.select_related("folder", "executor").order_by("due_at", "pk")[:MOST_TASKS]
    ]


def _of_letter(letter: WorkLetter, now: datetime) -> str:
    state = State(letter.state)
    if state == State.DONE and letter.reported_at is not None:
        return "done" if letter.reported_at <= letter.due_at else "done_late"
    return ENDS.get(state) or ("late" if letter.due_at < now else "open")


def _asked_by_meetings(department: Department, hours: Bounds, now: datetime) -> list[dict[str, str]]:
    rows = MeetingAction.objects.filter(_within("due_at", hours), meeting__department=department)
    rows = rows.exclude(meeting__state=Meeting.State.CANCELLED).select_related("meeting", "person")
    return [
        {
            "number": f"{local(action.meeting.begins_at):%Y-%m-%d}",
            "what": action.what,
            "who": action.person.name,
            "due": f"{local(action.due_at):%Y-%m-%d %H:%M}",
            "outcome": _of_action(action, now),
        }
        for action in rows.order_by("due_at", "pk")[:MOST_TASKS]
    ]


def _of_action(action: MeetingAction, now: datetime) -> str:
    if action.reported_at is None:
        return "late" if action.due_at < now else "open"
    if not action.is_done:
        return "not_done"
    return "done" if action.reported_at <= action.due_at else "done_late"


def _within(name: str, hours: Bounds) -> Q:
    return Q((f"{name}__gte", hours.begins), (f"{name}__lt", hours.ends))

"""What is owed of a month, a quarter or a round by a day: read once for the reminders, the review and the board."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from casework.models import FollowUp
from complaints.models import Complaint, PeriodPaper
from complaints.queries.months import month_before
from complaints.queries.rounds import quarter_bounds, quarter_of
from mall.limits import limit
from mall.localtime import local_day, month_bounds
from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

Kind = PeriodPaper.Kind
DECEMBER = 12
A_DAY = timedelta(days=1)
#: Older rounds are history: nobody is reminded of them any more.
FORGOTTEN = timedelta(days=60)
REGULAR = (FollowUp.Reason.A_CLASS, FollowUp.Reason.ROUTINE)
#: Who looks after what is owed by a day.
MINDS = Permission.HANDOFF_DECIDE


@dataclass(frozen=True)
class Owed:
    """One thing that is still owed, of which period, by what day."""

    what: str
    period: str
    due: date


def _day_of_next_month(year: int, month: int, name: str) -> date:
    """The day of a limit in the month after; the last day where the month is shorter."""
    following = month_bounds(year, month).ends.date()
    wanted: int = limit(name, month_bounds(year, month).ends)
    return following.replace(day=min(wanted, monthrange(following.year, following.month)[1]))


def statistics_due(year: int, month: int) -> date:
    """JOINT-S12. By what day a month's statistics are exported."""
    return _day_of_next_month(year, month, "statistics_export_day")


def measures_due(year: int, month: int) -> date:
    """JOINT-S12. By what day the measures on a month's shared problems are published."""
    return _day_of_next_month(year, month, "shared_measures_day")


def papers_of(year: int, month: int) -> dict[str, PeriodPaper]:
    """JOINT-S12. What went out of a month, by its kind: the first export of it, the measures that were published."""
    found = PeriodPaper.objects.filter(period=f"{year}-{month:02}").select_related("by")
    return {paper.kind: paper for paper in found}


def statistics_owed(now: datetime, by: date | None = None) -> Owed | None:
    """JOINT-S12. Last month's statistics while nobody exported them; a month without a complaint owes none.

    With `by` only what is due by that day; before it nothing is asked of the database.
    """
    year, month = month_before(now)
    due = statistics_due(year, month)
    if by is not None and due > by:
        return None
    if Kind.STATISTICS in papers_of(year, month) or not _had_cases(year, month):
        return None
    return Owed("statistics", f"{year}-{month:02}", due)


def measures_owed(now: datetime, by: date | None = None) -> list[Owed]:
    """JOINT-S12. The unpublished measures of the last two months: the older ones are due at the last month's end.

    `by` as above.
    """
    last = month_before(now)
    before = (last[0] - (last[1] == 1), last[1] - 1 or DECEMBER)
    due = {month: measures_due(*month) for month in (before, last)}
    return [
        Owed("shared_measures", f"{year}-{month:02}", day)
        for (year, month), day in due.items()
        if (by is None or day <= by) and Kind.SHARED_MEASURES not in papers_of(year, month) and _had_cases(year, month)
    ]


def report_owed(now: datetime, by: date | None = None) -> Owed | None:
    """FUP-11. The last quarter's report while it was not sent; a quarter without regular follow-ups owes none.

    `by` as above.
    """
    year, quarter = quarter_of(now)
    year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    period = f"{year}-Q{quarter}"
    begins, ends = quarter_bounds(year, quarter)
    days: int = limit("follow_up_report_days", ends)
    due = ends.date() + (days - 1) * A_DAY
    if by is not None and due > by:
        return None
    asked = FollowUp.objects.filter(reason__in=REGULAR, planned_at__gte=begins, planned_at__lt=ends)
    sent = PeriodPaper.objects.filter(kind=Kind.FOLLOW_UP_REPORT, period=period)
    if sent.exists() or not asked.exists():
        return None
    return Owed("report", period, due)


def visits_overdue(now: datetime) -> list[dict[str, Any]]:
    """FUP-12. Count the regular follow-ups whose day has passed, by who was to make them and by their day."""
    rows = FollowUp.objects.filter(
        reason__in=REGULAR, done_at=None, due_at__lte=now, due_at__gt=now - FORGOTTEN
    ).order_by()
    # A call-back that was promised for later is not late before its hour.
    rows = rows.filter(Q(promised_at=None) | Q(promised_at__lte=now))
    found: Any = rows.values("assigned_to", "due_at").annotate(n=Count("id"))  # dicts
    return list(found.order_by("due_at", "assigned_to"))


def owed_today(user: User, now: datetime) -> list[Owed]:
    """JOINT-S12, FUP-11. What the board shows to who minds it: all that is due today or late."""
    if not user.may(MINDS):
        return []
    day = local_day(now)
    found = [statistics_owed(now, day), *measures_owed(now, day), report_owed(now, day)]
    return [owed for owed in found if owed is not None]


def _had_cases(year: int, month: int) -> bool:
    begins, ends = month_bounds(year, month)
    came = Complaint.objects.filter(registered_at__gte=begins, registered_at__lt=ends)
    return came.exists() or Complaint.objects.filter(folder__closed_at__gte=begins, folder__closed_at__lt=ends).exists()

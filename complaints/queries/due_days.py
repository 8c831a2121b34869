"""What is owed of a month, a quarter or a round by a day: read once for the reminders, the review and the board."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Value

from casework.models import FollowUp
from complaints.models import Complaint, PeriodPaper
from complaints.queries.rounds import quarter_bounds, quarter_of
from mall.limits import limit
from mall.localtime import DECEMBER, Bounds, local_day, month_before, month_bounds
from mall.roles import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from mall.models import User

Kind = PeriodPaper.Kind
A_DAY = timedelta(days=1)
#: Older rounds are history: nobody is reminded of them any more.
FORGOTTEN = timedelta(days=60)
REGULAR = (FollowUp.Reason.A_CLASS, FollowUp.Reason.ROUTINE)
#: Who looks after what is owed by a day.
MINDS = Permission.HANDOFF_DECIDE


@dataclass(frozen=True)
class Owed:
    """One paper that is still owed, of which period, by what day, and from when to when that period was."""

    what: str
    period: str
    due: date
    bounds: Bounds = field(compare=False)


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


def statistics_owed(now: datetime) -> Owed | None:
    """JOINT-S12. Last month's statistics while nobody exported them; a month without a complaint owes none."""
    return next(iter(_still_owed([_statistics(now)])), None)


def measures_owed(now: datetime) -> list[Owed]:
    """JOINT-S12. The unpublished measures of the last two months: the older ones are due at the last month's end."""
    return _still_owed(_measures(now))


def report_owed(now: datetime) -> Owed | None:
    """FUP-11. The last quarter's report while it was not sent; a quarter without regular follow-ups owes none."""
    return next(iter(_still_owed([_report(now)])), None)


def owed_today(user: User, now: datetime) -> list[Owed]:
    """JOINT-S12, FUP-11. What the board shows to who minds it: all that is due today or late."""
    if not user.may(MINDS):
        return []
    today = local_day(now)
    return _still_owed([owed for owed in (_statistics(now), *_measures(now), _report(now)) if owed.due <= today])


def _statistics(now: datetime) -> Owed:
    year, month = month_before(now)
    return Owed(Kind.STATISTICS, f"{year}-{month:02}", statistics_due(year, month), month_bounds(year, month))


def _measures(now: datetime) -> list[Owed]:
    last = month_before(now)
    before = (last[0] - (last[1] == 1), last[1] - 1 or DECEMBER)
    return [
        Owed(Kind.SHARED_MEASURES, f"{year}-{month:02}", measures_due(year, month), month_bounds(year, month))
        for year, month in (before, last)
    ]


def _report(now: datetime) -> Owed:
    year, quarter = quarter_of(now)
    year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    bounds = quarter_bounds(year, quarter)
    days: int = limit("follow_up_report_days", bounds.ends)
    return Owed(Kind.FOLLOW_UP_REPORT, f"{year}-Q{quarter}", bounds.ends.date() + (days - 1) * A_DAY, bounds)


def _still_owed(wanted: list[Owed]) -> list[Owed]:
    """Those of which nothing went out though there was something to tell of: two questions, or none for none."""
    gone = set(PeriodPaper.objects.filter(period__in={one.period for one in wanted}).values_list("kind", "period"))
    left = [one for one in wanted if (one.what, one.period) not in gone]
    if not left:
        return []
    first, *others = (
        rows.order_by().values_list(Value(at))[:1] for at, one in enumerate(left) for rows in _to_tell_of(one)
    )
    there = {at for (at,) in first.union(*others, all=True)}
    return [one for at, one in enumerate(left) if at in there]


def _to_tell_of(owed: Owed) -> tuple[QuerySet[Any], ...]:
    """What happened in the period: complaints that came or were closed; regular follow-ups."""
    begins, ends = owed.bounds
    if owed.what == Kind.FOLLOW_UP_REPORT:
        return (FollowUp.objects.filter(reason__in=REGULAR, planned_at__gte=begins, planned_at__lt=ends),)
    return (
        Complaint.objects.filter(registered_at__gte=begins, registered_at__lt=ends),
        Complaint.objects.filter(folder__closed_at__gte=begins, folder__closed_at__lt=ends),
    )


def visits_overdue(now: datetime) -> list[dict[str, Any]]:
    """FUP-12. Count the regular follow-ups whose day has passed, by who was to make them and by their day."""
    rows = FollowUp.objects.filter(
        reason__in=REGULAR, done_at=None, due_at__lte=now, due_at__gt=now - FORGOTTEN
    ).order_by()
    # A call-back that was promised for later is not late before its hour.
    rows = rows.filter(Q(promised_at=None) | Q(promised_at__lte=now))
    found: Any = rows.values("assigned_to", "due_at").annotate(n=Count("id"))  # dicts
    return list(found.order_by("due_at", "assigned_to"))

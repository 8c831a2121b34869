"""What a month, a quarter or a round owes by a day, and who is reminded: statistics, measures, visits, the report.

Each step is said once to each person, however often these are called: the outbox knows its key.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from casework.actions.notices import tell
from complaints import month_notices
from complaints.models import PeriodPaper
from complaints.queries import due_days as reads
from complaints.rules import months as rules
from mall.limits import limit
from mall.localtime import local_day, month_bounds
from mall.models import User
from mall.queries.people import managers, supervisors
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

#: So long before its day people are reminded first.
REMIND_BEFORE = timedelta(days=2)
A_DAY = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)


def publish_measures(year: int, month: int, words: str, *, on: date, by: User, now: datetime) -> PeriodPaper:
    """JOINT-S12. Note that the measures on a month's shared problems were published, where and what. Raises Refused."""
    published = reads.papers_of(year, month).get(PeriodPaper.Kind.SHARED_MEASURES)
    refuse_if(rules.obstacles_to_publishing_measures(year, month, published, on, words, now))
    said = {"on": on, "words": words.strip(), "at": now, "by": by}
    kind = PeriodPaper.Kind.SHARED_MEASURES
    paper, made = PeriodPaper.objects.get_or_create(kind=kind, period=f"{year}-{month:02}", defaults=said)
    if not made:  # somebody did at the same moment
        refuse_if(rules.obstacles_to_publishing_measures(year, month, paper, on, words, now))
    return paper


def note_statistics(year: int, month: int, *, by: User, now: datetime) -> None:
    """JOINT-S12. Note the first export of a month that is over; what is taken out before is not its statistics."""
    if now < month_bounds(year, month).ends:
        return
    first = {"on": local_day(now), "at": now, "by": by}
    kind = PeriodPaper.Kind.STATISTICS
    PeriodPaper.objects.get_or_create(kind=kind, period=f"{year}-{month:02}", defaults=first)


def remind_of_dates(now: datetime) -> int:
    """JOINT-S12, FUP-11, FUP-12. Remind of all that is owed by a day. Returns how many messages are new."""
    return remind_of_statistics(now) + remind_of_shared_measures(now) + remind_of_visits(now) + remind_of_report(now)


def remind_of_statistics(now: datetime) -> int:
    """JOINT-S12. Remind the supervisors of last month's statistics until they are exported; once late the manager."""
    owed = reads.statistics_owed(now)
    if owed is None:
        return 0
    path = f"{reverse('complaints:review')}?month={owed.period}"
    return _remind("statistics", owed, (month_notices.STATISTICS_SOON, month_notices.STATISTICS_LATE), path, now)


def remind_of_shared_measures(now: datetime) -> int:
    """JOINT-S12. Remind the supervisors of the measures on shared problems until they are published."""
    kinds = (month_notices.SHARED_MEASURES_SOON, month_notices.SHARED_MEASURES_LATE)
    return sum(
        _remind("shared", owed, kinds, f"{reverse('complaints:review')}?month={owed.period}", now)
        for owed in reads.measures_owed(now)
    )


def remind_of_report(now: datetime) -> int:
    """FUP-11. Remind the supervisors of the last quarter's report until it is sent; once late the manager too."""
    owed = reads.report_owed(now)
    if owed is None:
        return 0
    path = f"{reverse('complaints:follow_up_report')}?quarter={owed.period}"
    return _remind("report", owed, (month_notices.REPORT_SOON, month_notices.REPORT_LATE), path, now)


def remind_of_visits(now: datetime) -> int:
    """FUP-11, FUP-12. Tell who was to ask of the follow-ups whose day has passed, and later the supervisors.

    One message for all of a day; follow-ups that were given to nobody are the supervisors' from the first day on.
    """
    told = 0
    late_after: int = limit("follow_up_round_late", now)
    for row in reads.visits_overdue(now):
        due = local_day(row["due_at"] - A_MOMENT)  # the end of a day is the first moment of the next
        asker = User.objects.filter(pk=row["assigned_to"], is_active=True).first() if row["assigned_to"] else None
        facts = {"count": row["n"], "due": due.isoformat(), "person": row["assigned_to"] or 0}
        path = reverse("complaints:follow_ups")
        key = f"visits:{due}:{row['assigned_to'] or 0}"
        mine = {**facts, "path": f"{path}?show=mine"}
        if asker is not None:
            told += tell([asker], month_notices.VISITS_OVERDUE, None, key=f"{key}:due", now=now, facts=mine)
        if asker is None or local_day(now) > due + late_after * A_DAY:
            kind = month_notices.VISITS_LATE if asker is not None else month_notices.VISITS_OPEN
            facts["path"] = f"{path}?show=visits"
            told += tell(_superiors(), kind, None, key=f"{key}:late", now=now, facts=facts)
    return told


def _remind(what: str, owed: reads.Owed, kinds: tuple[str, str], path: str, now: datetime) -> int:
    today = local_day(now)
    if today < owed.due - REMIND_BEFORE:
        return 0
    late = today > owed.due
    people: Iterable[User] = [*_superiors(), *(managers() if late else ())]
    facts = {"period": owed.period, "due": owed.due.isoformat(), "path": path}
    key = f"{what}:{owed.period}:{'late' if late else 'soon'}"
    return tell(people, kinds[late], None, key=key, now=now, facts=facts)


def _superiors() -> list[User]:
    return list(supervisors()) or list(managers())

"""What forbids writing, sending, correcting and mailing a report of a department (MEET-12, R-21…25)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.roles import Permission
from staffing.models import WorkReport
from staffing.months import first_of
from staffing.report_kinds import NEEDED, PARTS, labels_of
from staffing.rules.plans import monday_of
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from mall.models import Department, User
    from staffing.models import ReportReceiver

P = Permission
K = WorkReport.Kind
DAY = timedelta(days=1)
WEEKLY, MONTHLY = (K.WEEKLY,), (K.MONTHLY, K.ANALYSIS)
#: A report is of at most a quarter.
LONGEST = timedelta(days=92)
#: The report of a week may go out on its Friday; the others when their period is over.
WORKDAYS = 5


class Draft(NamedTuple):
    """A report as it is written."""

    kind: str
    department: Department
    first_on: date
    last_on: date
    done: str = ""
    findings: str = ""
    problems: str = ""
    ahead: str = ""


class Receivers(NamedTuple):
    """Whom a report goes to."""

    departments: Sequence[Department] = ()
    people: Sequence[User] = ()


def period_of(kind: str, day: date) -> tuple[date, date]:
    """The week or the month a day lies in, by the kind; the day alone where the period is free."""
    if kind in WEEKLY:
        return monday_of(day), monday_of(day) + 6 * DAY
    if kind in MONTHLY:
        return first_of(day), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def is_period(first_on: date, last_on: date) -> bool:
    """Whether a report can be of these days: a quarter at most."""
    return first_on <= last_on <= first_on + LONGEST


def goes_out_from(kind: str, first_on: date, last_on: date) -> date:
    """MEET-12. The first day on which a report of that period may go out."""
    return first_on + (WORKDAYS - 1) * DAY if kind in WEEKLY else last_on


def kinds_for(user: User) -> list[str]:
    """MEET-12, R-24. What a person may write: who sends for a department all of them, the desk on important matters."""
    if user.may(P.REPORT_SEND):
        return list(K.values)
    return [K.MATTER.value] if user.may(P.REPORT_WRITE) else []


def departments_for(user: User, kind: str) -> list[int]:
    """MEET-12, R-24. The departments a person writes a report of that kind for."""
    sends = user.departments_where(P.REPORT_SEND)
    return [*sends, *(user.departments_where(P.REPORT_WRITE) if kind == K.MATTER else [])]


def obstacles_to_writing(report: WorkReport | None, draft: Draft, *, by: User, now: datetime) -> list[Obstacle]:
    """MEET-12, R-24. For one's own department, of a period that has begun; nobody alters what another has begun."""
    found = obstacles_to_changing(report, by) if report is not None else []
    if draft.department.pk not in departments_for(by, draft.kind):
        found.append(Obstacle("department", _("You do not write this report for that department."), "department"))
    return found + _obstacles_to_period(draft, local_day(now))


def _obstacles_to_period(draft: Draft, today: date) -> list[Obstacle]:
    """MEET-12. A week is a week and a month a month; nothing is reported of days to come."""
    first, last = draft.first_on, draft.last_on
    if last < first:
        return [Obstacle("order", _("The last day comes before the first."), "last_on")]
    if not is_period(first, last):
        return [Obstacle("long", _("A report is of three months at most."), "last_on")]
    if first > today:
        return [Obstacle("begun", _("These days are still to come."), "first_on")]
    if draft.kind in (*WEEKLY, *MONTHLY) and (first, last) != period_of(draft.kind, first):
        return [Obstacle("whole", _("It is of a whole week or month."), "first_on")]
    return []


def obstacles_to_changing(report: WorkReport, by: User) -> list[Obstacle]:
    """MEET-12. Who has begun a report writes it, until it is sent."""
    if report.sent_at is not None:
        return [Obstacle("sent", _("It is sent and stays as it is; write an additional report."))]
    if report.written_by_id != by.pk:
        return [Obstacle("own", _("Only who has begun this report may change it."))]
    return []


def obstacles_to_sending(
    report: WorkReport, to: Receivers | None, *, by: User, now: datetime, twice: bool = False
) -> list[Obstacle]:
    """MEET-12, R-21, R-22, R-24, R-25. Once, whole, when its time has come, to somebody; `twice`: one went out before.

    `to` is None while nobody has been chosen yet.
    """
    found = obstacles_to_changing(report, by)
    if found:
        return found
    if report.department_id not in departments_for(by, report.kind):
        found.append(Obstacle("may", _("You do not write this report for that department.")))
    labels = labels_of(report.kind)
    lacking = [str(labels[part]) for part in PARTS if part in NEEDED[report.kind] and not getattr(report, part).strip()]
    if lacking:
        found.append(Obstacle("parts", _("Still to be written: %(parts)s.") % {"parts": _(", ").join(lacking)}))
    begins = goes_out_from(report.kind, report.first_on, report.last_on)
    if local_day(now) < begins:
        found.append(Obstacle("early", _("It may go out from %(day)s on.") % {"day": f"{begins:%Y-%m-%d}"}))
    if twice and report.corrects_id is None:
        found.append(Obstacle("twice", _("The report of this period is sent; correct it by an additional one.")))
    return found + (obstacles_to_receivers(report, to, by) if to is not None else [])


def obstacles_to_receivers(report: WorkReport, to: Receivers, by: User) -> list[Obstacle]:
    """MEET-12, R-24. To others than oneself; what the desk reports goes to who leads it, and to nobody else."""
    if not to.departments and not to.people:
        return [Obstacle("nobody", _("Choose who gets it."), "departments")]
    if any(person.pk == by.pk for person in to.people):
        return [Obstacle("self", _("You need not send it to yourself."), "people")]
    if leads(report, by):
        return []
    if to.departments or not all(leads(report, person) for person in to.people):
        return [Obstacle("leaders", _("The desk reports to its supervisors and manager."), "people")]
    return []


def leads(report: WorkReport, person: User) -> bool:
    """Whether the person sends the reports of the department."""
    return report.department_id in person.departments_where(P.REPORT_SEND)


def obstacles_to_correcting(report: WorkReport, by: User) -> list[Obstacle]:
    """MEET-12. What was sent is corrected by an additional report of the same period, from the same department."""
    if report.sent_at is None:
        return [Obstacle("draft", _("It is not sent yet: change it itself."))]
    if report.department_id not in departments_for(by, report.kind):
        return [Obstacle("may", _("You do not write this report for that department."))]
    return []


def obstacles_to_mailing_again(report: WorkReport, failed: Collection[ReportReceiver], by: User) -> list[Obstacle]:
    """MEET-12. Who sent a report, or sends for the department, lets what did not arrive be mailed again."""
    if report.sent_at is None:
        return [Obstacle("draft", _("It is not sent yet."))]
    if report.sent_by_id != by.pk and not leads(report, by):
        return [Obstacle("may", _("Who has sent it mails it again."))]
    return [] if failed else [Obstacle("arrived", _("No mail has failed."))]

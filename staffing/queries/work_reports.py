"""Reports of departments: the list, what is owed, whom they go to, what waits to be mailed (MEET-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from mall.held import NAMES_SECONDS, Held
from mall.limits import limit
from mall.localtime import local_day
from mall.models import Department, User
from mall.queries import people_who_may
from mall.queries.people import deputies, general_managers, heads_of, supervisors
from mall.roles import Permission
from staffing.models import CrewMember, ReportReceiver, WorkReport
from staffing.models.work_reports import PERIODIC
from staffing.months import first_of, preceding
from staffing.queries.report_figures import figures_of, tasks_of
from staffing.report_kinds import PARTS, figure_lines, labels_of, task_lines
from staffing.rules.plans import WEEK, monday_of
from staffing.rules.work_reports import MONTHLY, WEEKLY, Receivers, goes_out_from, period_of
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import QueryDict

    from staffing.report_kinds import Line, Task
    from ui.obstacles import StrOrPromise

P = Permission
K = WorkReport.Kind
ORDER = Keyset(("-first_on", "-pk"))
DAY = timedelta(days=1)
#: R-22. The department the uniform forms go to.
MARKET = "market"
TO_MARKET = (K.WEEKLY, K.MONTHLY, K.ANALYSIS, K.TASKS)
#: So many of last weeks and months can be chosen.
WEEKS, MONTHS = 8, 12


def reports_page(user: User, kind: str, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of the reports a person sees, of one kind or of all, the newest period first."""
    rows = WorkReport.objects.visible_to(user).select_related("department", "written_by")
    rows = rows.filter(kind=kind) if kind else rows
    lost = ReportReceiver.objects.filter(report=OuterRef("pk"), given_up_at__isnull=False)
    better = WorkReport.objects.sent().filter(corrects=OuterRef("pk"))
    return ORDER.page(rows.annotate(is_corrected=Exists(better), has_failed=Exists(lost)), parameters)


def report_of(user: User, pk: int) -> WorkReport | None:
    """The report of that key, where the person may see it."""
    rows = WorkReport.objects.visible_to(user).select_related("department", "written_by", "sent_by", "corrects")
    return rows.filter(pk=pk).first()


def corrections_of(report: WorkReport) -> list[WorkReport]:
    """MEET-12. The additional reports that put this one right and have gone out."""
    return list(report.corrections.sent().select_related("written_by").order_by("sent_at", "pk"))  # type: ignore[attr-defined]  # made from its query set


def receivers_of(report: WorkReport) -> list[ReportReceiver]:
    """Whom it went to, and how far each mail has come."""
    return list(report.receivers.select_related("department", "person").order_by("pk"))


def failed_of(report: WorkReport) -> list[ReportReceiver]:
    """MEET-12. The receivers whose mail was given up."""
    return [one for one in receivers_of(report) if one.given_up_at is not None]


def went_out_before(report: WorkReport) -> bool:
    """MEET-12. Whether a report of this kind and period has gone out, which is sent once."""
    if report.kind not in PERIODIC:
        return False
    same = WorkReport.objects.sent().filter(kind=report.kind, department=report.department_id, corrects=None)
    return same.filter(first_on=report.first_on, last_on=report.last_on).exclude(pk=report.pk).exists()


def counted_of(report: WorkReport, now: datetime) -> tuple[list[Line], list[Task]]:
    """MEET-12. Figures and tasks with their words: as they were when it was sent; of a draft as they are now."""
    if report.sent_at is not None:
        return figure_lines(report.figures), task_lines(report.tasks)
    whole = report.department, report.first_on, report.last_on, now
    return figure_lines(figures_of(*whole)), task_lines(tasks_of(*whole) if report.kind == K.TASKS else [])


def parts_of(report: WorkReport) -> list[tuple[StrOrPromise, str]]:
    """The written parts with what they are called; those that are empty are left out."""
    labels = labels_of(report.kind)
    return [(labels[part], getattr(report, part)) for part in PARTS if getattr(report, part)]


def paper_of(report: WorkReport, now: datetime) -> dict[str, Any]:
    """F-70, F-71. What stands on the paper."""
    figures, tasks = counted_of(report, now)
    return {
        "report": report,
        "parts": parts_of(report),
        "figures": figures,
        "tasks": tasks,
        "receivers": receivers_of(report),
        "better": corrections_of(report) if report.sent_at else [],
        "form_code": report.form_code,
        "folder_number": report.number,
        "is_void": report.sent_at is None,
    }


# -- whom it goes to


def departments_offered(report: WorkReport) -> QuerySet[Department]:
    """The departments a report can go to."""
    return Department.objects.filter(is_active=True).exclude(pk=report.department_id)


def people_offered(report: WorkReport, user: User, *, own_only: bool) -> QuerySet[User]:
    """R-24. The people a report can go to: who leads the department; who leads reaches all heads and those above."""
    if own_only:
        return people_who_may(P.REPORT_SEND, report.department).exclude(pk=user.pk)
    return (people_who_may(P.REPORT_SEND) | deputies() | general_managers()).exclude(pk=user.pk)


def usual_receivers(report: WorkReport, user: User) -> Receivers:
    """MEET-12, R-22, R-24. Whom the last of its kind went to; the first one goes to the market department.

    What the desk reports goes to the supervisors.
    """
    last = WorkReport.objects.sent().filter(kind=report.kind, department=report.department_id)
    last = last if report.kind in PERIODIC else last.filter(sent_by=user)
    before = last.order_by("-sent_at").first()
    if before is not None:
        rows = receivers_of(before)
        return Receivers([one.department for one in rows if one.department], [one.person for one in rows if one.person])
    if report.kind == K.MATTER:
        return Receivers(people=list(supervisors().exclude(pk=user.pk)))
    to_market = report.kind in TO_MARKET
    return Receivers(list(departments_offered(report).filter(code=MARKET)) if to_market else ())


def told_of(to: Receivers) -> list[User]:
    """Whose bell rings: the people named, and the heads of the departments named."""
    heads = [person for department in to.departments for person in heads_of(department)]
    return list({person.pk: person for person in (*to.people, *heads)}.values())


def addresses_of(receiver: ReportReceiver) -> list[str]:
    """MEET-12. Where the mail goes: the person's address, or the department's, or those of its heads."""
    person, department = receiver.person, receiver.department
    if person is not None:
        return [person.email] if person.is_active and person.email else []
    if department is None:
        return []
    return [department.email] if department.email else [head.email for head in heads_of(department) if head.email]


# -- periods, and what is owed


def periods(kind: str, today: date) -> list[tuple[date, date]]:
    """The weeks or months a report may be of, the present one first; none where the period is free."""
    found = [period_of(kind, today)]
    many = WEEKS if kind == K.WEEKLY else MONTHS
    while len(found) <= many:
        found.append(period_of(kind, found[-1][0] - DAY))
    return found


def proposed_period(kind: str, day: date | None, today: date) -> tuple[date, date]:
    """What a report begins with: the period of the day asked for, else the newest one that may go out.

    Where the period is free it is the day, and for a sheet of tasks the last week.
    """
    if kind in (*WEEKLY, *MONTHLY):
        wanted = [period_of(kind, day)] if day else []
        known = periods(kind, today)
        ready = [one for one in known if goes_out_from(kind, *one) <= today]
        return next(one for one in (*(one for one in wanted if one in known), *ready))
    if kind == K.TASKS:
        return proposed_period(K.WEEKLY, day, today)
    return (day or today), (day or today)


@dataclass(frozen=True)
class Owed:
    """A report of customer service that has not gone out: of which kind and period, and by when it is due."""

    kind: str
    first: date
    last: date
    due: date

    @property
    def label(self) -> str:
        """Which report."""
        return str(K(self.kind).label)

    @property
    def period(self) -> str:
        """2026-11, or the days of a week."""
        return f"{self.first:%Y-%m}" if self.kind == K.MONTHLY else f"{self.first:%m-%d} – {self.last:%m-%d}"

    @property
    def url(self) -> str:
        """Where it is written."""
        return f"{reverse('staffing:work-report-new')}?kind={self.kind}&first={self.first:%Y-%m-%d}"


def owed_reports(user: User, now: datetime) -> list[Owed]:
    """MEET-12. What customer service owes of the last week and the last month, for who sends its reports.

    A mall without crews owes nothing.
    """
    today = local_day(now)
    if not user.may(P.PLAN_READ):
        return []
    last = ((K.WEEKLY, monday_of(today) - WEEK), (K.MONTHLY, preceding(first_of(today))))
    there = _held(tuple((kind.value, first) for kind, first in last))
    if not there.pop("crews", False):
        return []
    found = []
    for nth, (kind, first) in enumerate(last):
        if not there.get(kind.value):
            ends = period_of(kind, first)[1]
            found.append(Owed(kind.value, first, ends, ends + limit("work_report_days", ends)[nth] * DAY))
    return found


def owed_by_today(user: User, now: datetime) -> list[Owed]:
    """MEET-12. What the board shows: what is due today or late."""
    today = local_day(now)
    return [one for one in owed_reports(user, now) if one.due <= today]


Asked = tuple[tuple[str, "date"], ...]
_HELD: Held[dict[Asked, dict[str, bool]]] = Held(
    dict, models=("staffing.WorkReport", "staffing.CrewMember"), seconds=NAMES_SECONDS
)


def _held(asked: Asked) -> dict[str, bool]:
    held = _HELD.get()
    if asked not in held:
        held[asked] = _which_went_out(asked)
    return dict(held[asked])


def _which_went_out(asked: Asked) -> dict[str, bool]:
    """Which of these reports have gone out, and whether anybody is in a crew: one question."""
    sent = WorkReport.objects.sent().filter(department__code=Department.CUSTOMER_SERVICE)
    crews = CrewMember.objects.filter(crew__is_active=True)
    wanted = {kind: Exists(sent.filter(kind=kind, first_on=first)) for kind, first in asked}
    rows = Department.objects.filter(code=Department.CUSTOMER_SERVICE).annotate(crews=Exists(crews), **wanted)
    return dict(rows.values("crews", *wanted).first() or {})


def waiting(now: datetime) -> QuerySet[ReportReceiver]:
    """MEET-12. The mails whose hour has come, the oldest first."""
    rows = ReportReceiver.objects.filter(mailed_at=None, given_up_at=None, mail_at__lte=now)
    return rows.select_related("report__department", "report__sent_by", "department", "person").order_by(
        "mail_at", "pk"
    )

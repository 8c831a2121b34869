"""Writing the reports of a department, sending them, putting them right (MEET-12, R-21…25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from casework.actions.notices import tell
from mall.doorbell import ring
from mall.models import Department
from staffing import notices_office as kinds
from staffing.models import ReportReceiver, WorkReport
from staffing.queries import work_reports as reads
from staffing.queries.report_figures import figures_of, tasks_of
from staffing.rules import work_reports as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User
    from staffing.rules.work_reports import Draft, Receivers

MAIL_TASK = "staffing.mail_reports"
K = WorkReport.Kind


@transaction.atomic
def begin(draft: Draft, corrects: WorkReport | None = None, *, by: User, now: datetime) -> WorkReport:
    """MEET-12. Begin a report; one that `corrects` another is of its kind, period and department. Raises Refused."""
    if corrects is not None:
        refuse_if(rules.obstacles_to_correcting(corrects, by))
        draft = _about_the_same(draft._replace(kind=corrects.kind), corrects)
    refuse_if(rules.obstacles_to_writing(None, draft, by=by, now=now))
    return WorkReport.objects.create(**draft._asdict(), corrects=corrects, written_at=now, written_by=by)


@transaction.atomic
def rewrite(report: WorkReport, draft: Draft, *, by: User, now: datetime) -> WorkReport:
    """MEET-12. Write a draft anew; its kind and what it corrects stay. Raises Refused."""
    report = _held(report)
    draft = draft._replace(kind=report.kind)
    if report.corrects_id is not None:
        draft = _about_the_same(draft, report)
    refuse_if(rules.obstacles_to_writing(report, draft, by=by, now=now))
    for name, value in draft._asdict().items():
        setattr(report, name, value)
    report.changed_at = now
    report.save()
    return report


@transaction.atomic
def discard(report: WorkReport, *, by: User) -> None:
    """MEET-12. Throw a draft away. Raises Refused."""
    report = _held(report)
    refuse_if(rules.obstacles_to_changing(report, by))
    report.delete()


@transaction.atomic
def send(report: WorkReport, to: Receivers, *, by: User, now: datetime) -> WorkReport:
    """MEET-12, R-21, R-22, R-24, R-25. Send a report: its figures are frozen, its receivers told and mailed.

    The mail goes out in the worker, from the rows that are written here. Raises Refused.
    """
    # Held, so that of two reports of a period only one goes out.
    Department.objects.select_for_update(no_key=True).get(pk=report.department_id)
    report = _held(report)
    refuse_if(rules.obstacles_to_sending(report, to, by=by, now=now, twice=reads.went_out_before(report)))
    whole = report.department, report.first_on, report.last_on, now
    report.figures = figures_of(*whole)
    report.tasks = tasks_of(*whole) if report.kind == K.TASKS else []
    report.sent_at, report.sent_by = now, by
    report.save()
    rows = [ReportReceiver(report=report, mail_at=now, department=one) for one in to.departments]
    rows += [ReportReceiver(report=report, mail_at=now, person=one) for one in to.people]
    ReportReceiver.objects.bulk_create(rows)
    _tell(report, to, by, now)
    ring(MAIL_TASK)
    return report


@transaction.atomic
def mail_again(report: WorkReport, *, by: User, now: datetime) -> int:
    """MEET-12. Let what was given up be mailed again, to the addresses of today. How many; raises Refused."""
    failed = reads.failed_of(report)
    refuse_if(rules.obstacles_to_mailing_again(report, failed, by))
    rows = ReportReceiver.objects.filter(pk__in=[one.pk for one in failed], given_up_at__isnull=False)
    again = rows.update(given_up_at=None, attempts=0, problem="", mail_at=now)
    ring(MAIL_TASK)
    return again


def _about_the_same(draft: Draft, report: WorkReport) -> Draft:
    return draft._replace(department=report.department, first_on=report.first_on, last_on=report.last_on)


def _held(report: WorkReport) -> WorkReport:
    return WorkReport.objects.select_for_update(of=("self",)).select_related("department").get(pk=report.pk)


def _tell(report: WorkReport, to: Receivers, by: User, now: datetime) -> None:
    people = [person for person in reads.told_of(to) if person.pk != by.pk]
    period = f"{report.first_on:%Y-%m-%d} – {report.last_on:%Y-%m-%d}"
    facts = {"department": report.department_id, "period": period, "path": report.get_absolute_url()}
    kind = kinds.REPORT_CORRECTED if report.corrects_id else kinds.REPORT_SENT
    tell(people, kind, None, key=f"work-report:{report.pk}", now=now, facts=facts, departments=to.departments)

"""The papers that may be long: the day sheet F-03 and the hand-over list; the worker writes a long one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mail_desk.queries.days import day_sheet, day_totals
from mail_desk.queries.open_matters import open_paper
from mall.jobs import Outcome, runner
from ui.pdf import render_pdf

if TYPE_CHECKING:
    from datetime import datetime

    from mall.jobs import Report
    from mall.models import Job, User

DAY, DAY_TEMPLATE = "mail_desk.day_sheet", "mail_desk/print/day.html"
OPEN, OPEN_TEMPLATE = "mail_desk.open_list", "mail_desk/print/open.html"


def of_day(user: User, on: date) -> dict[str, Any]:
    """F-03, MAIL-05. What stands on the sheet of a day."""
    return {**day_totals(on), "rows": day_sheet(user, on), "form_code": "F-03", "folder_number": f"{on}"}


def of_open(user: User, now: datetime) -> dict[str, Any]:
    """MAIL-15, HAND-05. What stands on the list for the hand-over of a shift."""
    return {**open_paper(user, now), "form_code": ""}


@runner(DAY, label=_("Day sheet F-03"), back="mail_desk:day")
def write_day(job: Job, _report: Report) -> Outcome:
    """F-03. Write the sheet of a long day."""
    context = of_day(job.by, date.fromisoformat(job.params["on"]))
    return Outcome({"rows": len(context["rows"])}, render_pdf(DAY_TEMPLATE, context), f"F-03-{job.params['on']}.pdf")


@runner(OPEN, label=_("Hand-over list of mail not handed out"), back="mail_desk:open")
def write_open(job: Job, _report: Report) -> Outcome:
    """MAIL-15. Write a long list for the hand-over, as things stand when the worker begins it."""
    context = of_open(job.by, job.started_at or job.asked_at)
    rows = sum(len(group.rows) for group in context["groups"])
    return Outcome({"rows": rows}, render_pdf(OPEN_TEMPLATE, context), "mail-open.pdf")

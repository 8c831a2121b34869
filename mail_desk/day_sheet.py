"""The day sheet F-03 as paper; a long one is written by the worker."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mail_desk.queries.days import day_sheet, day_totals
from mall.jobs import Outcome, runner
from ui.pdf import render_pdf

if TYPE_CHECKING:
    from mall.jobs import Report
    from mall.models import Job, User

SHEET = "mail_desk.day_sheet"
TEMPLATE = "mail_desk/print/day.html"


def paper(user: User, on: date) -> dict[str, Any]:
    """F-03, MAIL-05. What stands on the sheet of a day."""
    return {**day_totals(on), "rows": day_sheet(user, on), "form_code": "F-03", "folder_number": f"{on}"}


@runner(SHEET, label=_("Day sheet F-03"), back="mail_desk:day")
def write_sheet(job: Job, _report: Report) -> Outcome:
    """F-03. Write the sheet of a long day."""
    context = paper(job.by, date.fromisoformat(job.params["on"]))
    return Outcome({"rows": len(context["rows"])}, render_pdf(TEMPLATE, context), f"F-03-{job.params['on']}.pdf")

"""The import and the export, done by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.importing import worker
from mall import jobs
from mall.localtime import local_day
from merchants.export import EXPORT
from merchants.importing import MERCHANT_LIST

if TYPE_CHECKING:
    from mall.models import Job

PREVIEW, IMPORT = MERCHANT_LIST.preview_job, MERCHANT_LIST.import_job


def register() -> None:
    """Make the kinds of work known to the worker; called when the app is ready."""
    worker.register(MERCHANT_LIST)
    label = gettext_lazy("Export of merchants")
    jobs.runner(EXPORT, label=label, template="merchants/_export_result.html", back="merchants:list")(export_list)


def export_list(job: Job, report: jobs.Report) -> jobs.Outcome:
    """Write a long list of merchants as a spreadsheet and note that it was taken out."""
    from mall.actions.doors import log_export
    from merchants.export import HEADERS, export_lines
    from merchants.queries import Wanted, filled, register
    from ui.sheets import write_xlsx

    wanted = Wanted(today=local_day(job.asked_at), **job.params)
    merchants = register(job.by, wanted).order_by("pinyin", "id")
    total = merchants.count()
    report(0, total)
    rows = filled(merchants, wanted.today)
    log_export(by=job.by, now=job.asked_at, what="merchants", rows=len(rows), filters=job.params)
    book = write_xlsx(HEADERS, export_lines(rows), title=_("merchants"))
    report(total, total)
    return jobs.Outcome(result={"rows": len(rows)}, output=book, output_name=_("merchants") + ".xlsx")

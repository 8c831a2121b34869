"""The two jobs of an import: what it would do, and the import itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from casework.importing.plan import SHOWN_AT_MOST
from casework.importing.sheets import refused_workbook
from mall import jobs
from mall.columns import file_hash
from mall.localtime import local_day

if TYPE_CHECKING:
    from casework.importing.desk import Import
    from casework.importing.plan import Plan
    from mall.models import Job


def register(desk: Import[Any, Any]) -> None:
    """Make both jobs known to the worker; called when the desk's app is ready."""

    def preview(job: Job, report: jobs.Report) -> jobs.Outcome:
        """Say what an import would do; nothing is written."""
        report(0, 2)
        with job.upload.open("rb") as file:
            reading = desk.sheet.read_file(file)
        report(1, 2)
        plan = desk.plan(reading, local_day(job.asked_at))
        report(2, 2)
        return _outcome(plan, confirm=f"{desk.kind}:import-confirm")

    def take_in(job: Job, report: jobs.Report) -> jobs.Outcome:
        """Take the list in. The worker runs it in one transaction, so it is whole or not there at all."""
        with job.upload.open("rb") as file:
            reading = desk.sheet.read_file(file)
            sha256 = file_hash(file)
        name = job.params.get("name", "")
        return _outcome(desk.take_in(reading, name=name, sha256=sha256, by=job.by, now=job.asked_at, report=report))

    template, back = f"{desk.kind}/import.html", f"{desk.kind}:import"
    jobs.runner(desk.preview_job, label=desk.words.preview, template=template, back=back)(preview)
    jobs.runner(desk.import_job, label=desk.words.job, template=template, back=f"{desk.kind}:list")(take_in)


def _outcome(plan: Plan[Any, Any], *, confirm: str = "") -> jobs.Outcome:
    """What the job's page shows; `confirm` names the address that imports what was previewed."""
    reading = plan.reading
    result = {
        **plan.figures,
        "confirm": confirm,
        "rows": reading.rows_with_data,
        "reasons": [
            {"sentence": reading.sheet.sentence(reason), "count": count}
            for reason, count in reading.refused_by_reason().items()
        ],
        "known_by": bool(reading.sheet.known_by),
        "refused_rows": [
            {"number": row.number, "sentence": reading.sheet.sentence(row.reason), "words": row.words}
            for row in reading.refused[:SHOWN_AT_MOST]
        ],
        **plan.shown(),
    }
    return jobs.Outcome(result=result, output=refused_workbook(reading), output_name=_("refused-rows.xlsx"))

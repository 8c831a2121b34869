"""The queue as a spreadsheet; a long one is written by the worker."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.queries.lists import Wanted, folders_wanted
from complaints.queries.rows import Row, rows_of
from mall.actions.doors import log_export
from mall.jobs import Outcome, runner
from mall.localtime import local
from ui.sheets import write_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mall.jobs import Report
    from mall.models import Job, User

EXPORT = "complaints.export"
AT_MOST = 5_000
PIECE = 1_000
HEADERS = (
    gettext_lazy("Number"),
    gettext_lazy("Registered at"),
    gettext_lazy("What happened"),
    gettext_lazy("Merchant"),
    gettext_lazy("Unit"),
    gettext_lazy("Place"),
    gettext_lazy("Category"),
    gettext_lazy("Severity"),
    gettext_lazy("State"),
    gettext_lazy("Department"),
    gettext_lazy("Handler"),
    gettext_lazy("Due at"),
    gettext_lazy("Closed at"),
)


def params_of(wanted: Wanted) -> dict[str, Any]:
    """The filters as plain values, for the log and for the worker."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(wanted).items() if value
    }


def wanted_of(params: dict[str, Any]) -> Wanted:
    """The filters back from plain values."""
    days = {name: date.fromisoformat(params[name]) for name in ("since", "until") if params.get(name)}
    return Wanted(**{**params, **days})


def lines(user: User, wanted: Wanted, now: datetime, report: Report | None = None) -> Iterator[list[object]]:
    """One line per complaint the person may see, newest first, a thousand at a time."""
    folders = folders_wanted(user, wanted, now)
    keys = list(folders.order_by("-opened_at", "-id").values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        values = {row["id"]: row for row in _values(piece)}
        for row in rows_of([values[key] for key in piece if key in values]):
            yield _line(row)
        if report is not None:
            report(min(start + PIECE, len(keys)), len(keys))


def _values(keys: list[int]) -> Any:
    from casework.models import Folder

    return Folder.objects.filter(pk__in=keys).values(*Row.COLUMNS)


def _line(row: Row) -> list[object]:
    def hour(at: datetime | None) -> object:
        return local(at).replace(tzinfo=None, microsecond=0) if at else ""

    return [
        row.number,
        hour(row.opened_at),
        row.title,
        row.merchant,
        row.unit,
        row.place,
        row.category,
        row.severity,
        row.state,
        row.department,
        row.handler,
        hour(row.due_at),
        hour(row.closed_at),
    ]


@runner(EXPORT, label=gettext_lazy("Export of complaints"), back="complaints:list")
def write_export(job: Job, report: Report) -> Outcome:
    """DATA-03. Write the spreadsheet in the worker; the export is logged in the same transaction."""
    now = timezone.now()
    wanted = wanted_of(job.params)
    rows = list(lines(job.by, wanted, now, report))
    log_export(by=job.by, now=now, what="complaints", rows=len(rows), filters=job.params)
    return Outcome({"rows": len(rows)}, write_xlsx(HEADERS, rows), f"{_('complaints')}.xlsx")

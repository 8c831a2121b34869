"""The queue as a spreadsheet; a long one is written by the worker. No ID number stands in it (MAIL-13)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mail_desk.queries.lists import Wanted, folders_wanted
from mail_desk.queries.rows import Row, rows_of
from mall.actions.doors import log_export
from mall.jobs import Outcome, runner
from mall.localtime import local
from ui.sheets import write_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mall.jobs import Report
    from mall.models import Job, User

EXPORT = "mail_desk.export"
AT_MOST = 5_000
PIECE = 1_000
HEADERS = (
    gettext_lazy("Number"),
    gettext_lazy("Received at"),
    gettext_lazy("Registered at"),
    gettext_lazy("Class"),
    gettext_lazy("Pieces"),
    gettext_lazy("Item number"),
    gettext_lazy("Unit"),
    gettext_lazy("Merchant"),
    gettext_lazy("Addressee"),
    gettext_lazy("Sender"),
    gettext_lazy("Marks"),
    gettext_lazy("State"),
    gettext_lazy("Refused by"),
    gettext_lazy("Due at"),
    pgettext_lazy("mail", "Gone at"),
)


def params_of(wanted: Wanted) -> dict[str, Any]:
    """The filters as plain values, for the log and for the worker."""
    return {name: value for name, value in asdict(wanted).items() if value}


def logged(params: dict[str, Any]) -> dict[str, Any]:
    """The filters as the log keeps them: that words were looked for, not which, for they may be somebody's name."""
    return {name: value for name, value in params.items() if name != "words"} | (
        {"words": True} if "words" in params else {}
    )


def lines(user: User, wanted: Wanted, now: datetime, report: Report | None = None) -> Iterator[list[object]]:
    """One line per item the person may see, newest first, a thousand at a time."""
    keys = list(folders_wanted(user, wanted, now).order_by("-opened_at", "-id").values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        yield from (_line(row) for row in rows_of(keys[start : start + PIECE]))
        if report is not None:
            report(min(start + PIECE, len(keys)), len(keys))


def _line(row: Row) -> list[object]:
    def hour(at: datetime | None) -> object:
        return local(at).replace(tzinfo=None, microsecond=0) if at else ""

    return [
        row.number,
        hour(row.received_at),
        hour(row.registered_at),
        row.what,
        row.quantity,
        row.item_number,
        row.where,
        row.merchant,
        row.addressee,
        row.sender,
        "、".join(str(word) for word, _icon, _tone in row.marks),
        row.state,
        row.refusal,
        hour(row.due_at),
        hour(row.ended_at),
    ]


@runner(EXPORT, label=gettext_lazy("Export of mail"), back="mail_desk:list")
def write_export(job: Job, report: Report) -> Outcome:
    """DATA-03. Write the spreadsheet in the worker; the export is logged in the same transaction."""
    now = timezone.now()
    rows = list(lines(job.by, Wanted(**job.params), now, report))
    log_export(by=job.by, now=now, what="mail", rows=len(rows), filters=logged(job.params))
    return Outcome({"rows": len(rows)}, write_xlsx(HEADERS, rows), f"{_('mail')}.xlsx")

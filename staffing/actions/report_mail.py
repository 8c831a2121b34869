"""Mailing the reports that were sent, each with its paper, from the rows of their receivers (MEET-12)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from staffing.models import ReportReceiver
from staffing.queries import work_reports as reads
from ui.pdf import render_pdf

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger()

#: How long to wait after each failed try; after the last the mail is given up and the report says so.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60))
NO_ADDRESS = "no_address"
MOST = 500


def mail_reports(now: datetime) -> int:
    """MEET-12. Mail every report whose hour has come, the oldest first. How many arrived at the mail server.

    Each row is claimed and its next try written down before it is mailed: a worker killed in between mails it again
    after the pause, under the same identity, by which a mail server knows a double.
    """
    mailed = 0
    for _turn in range(MOST):
        row = _claim(now)
        if row is None:
            break
        mailed += _carry(row, now)
    return mailed


def _claim(now: datetime) -> ReportReceiver | None:
    with transaction.atomic():
        row = reads.waiting(now).select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        row.mail_at = now + WAITS[min(row.attempts, len(WAITS) - 1)]
        row.attempts += 1
        row.save(update_fields=["mail_at", "attempts"])
        return row


def _carry(row: ReportReceiver, now: datetime) -> bool:
    addresses = reads.addresses_of(row)
    if not addresses:
        row.problem, row.given_up_at = NO_ADDRESS, now
    else:
        try:
            _mail(row, addresses, now)
        except Exception as failure:  # noqa: BLE001 - the mail server may fail in any way; the others go on
            row.problem = type(failure).__name__[:80]
            row.given_up_at = now if row.attempts > len(WAITS) else None
            log.warning("report_not_mailed", receiver=row.pk, kind=row.problem)
        else:
            row.problem, row.mailed_at = "", now
    row.save(update_fields=["problem", "given_up_at", "mailed_at"])
    return row.mailed_at is not None


def _mail(row: ReportReceiver, addresses: list[str], now: datetime) -> None:
    report = row.report
    with translation.override(row.person.language if row.person else settings.LANGUAGE_CODE):
        facts = {
            "department": report.department,
            "kind": report.get_kind_display(),
            "period": f"{report.first_on:%Y-%m-%d} – {report.last_on:%Y-%m-%d}",
        }
        subject = _("%(department)s, %(kind)s, %(period)s") % facts
        body = _("The report is attached. Please do not answer this mail.")
        paper = render_pdf("staffing/print/work_report.html", {**reads.paper_of(report, now), "printed_by": ""})
    mark = hashlib.sha256(f"work-report-mail:{row.pk}".encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{mark}@fuwutai>", "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(subject=subject[:120], body=f"{body}\n", to=addresses, headers=headers)
    mail.attach(f"{report.number}.pdf", paper, "application/pdf")
    mail.send()

"""Doors of the monthly indicators: one's own, everybody's for who may read them, R-17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone

from mall.limits import limit
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.months import code_of, following, preceding
from staffing.queries import indicators as reads
from staffing.views.performance import last_month, month_asked
from ui.doors import page
from ui.fragments import answer
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

P = Permission


@page(needs=(P.POINTS_READ, P.INDICATORS_READ))
def indicators(request: HttpRequest) -> HttpResponse:
    """PERF-01, PERF-02. One's own months; for who may read them, everybody's of a month."""
    user, now = me(request), timezone.now()
    reads_all = user.may(P.INDICATORS_READ)
    month = _month(request)
    context = {
        "month": month,
        "code": code_of(month),
        "before": code_of(preceding(month)),
        "after": code_of(following(month)),
        "rows": reads.of_month(month, user) if reads_all else [],
        "own": reads.own(user),
        "reads_all": reads_all,
        "weights": limit("indicator_weights", now),
        "now": now,
    }
    return answer(request, "staffing/indicators.html", context)


@page(needs=P.INDICATORS_READ)
def print_indicators(request: HttpRequest) -> HttpResponse:
    """R-17. Everybody's indicators of a month, for the supervisor and for HR."""
    month = _month(request)
    context = {
        "form_code": "R-17",
        "folder_number": code_of(month),
        "month": month,
        "rows": reads.of_month(month, me(request)),
        "printed_by": me(request),
    }
    name = f"R-17-{code_of(month)}.pdf"
    return pdf_response("staffing/print/indicators.html", context, name=name, request=request)


def _month(request: HttpRequest) -> date:
    return month_asked(request, reads.last_filed() or last_month(local_day(timezone.now())))

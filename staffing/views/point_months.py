"""Doors of a month of brand points: look, close, F-91 and R-20; and of the list of reasons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.periods import hold_months
from mall.inputs import row_of
from mall.me import me
from mall.roles import Permission
from staffing.actions import points as acts
from staffing.forms.plain import PlainForm
from staffing.forms.points import ReasonForm
from staffing.models import PointReason
from staffing.months import code_of, following, month_of, preceding
from staffing.queries import points as reads
from staffing.views.performance import month_asked
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.http import HttpRequest

P = Permission
#: So many rows fit on a paper that is made at once.
MOST = 500


@page(needs=P.POINTS_READ)
def month(request: HttpRequest) -> HttpResponse:
    """PERF-07, R-20. A month: everybody's place, each change; as it runs, or as it was frozen."""
    return _month(request, month_asked(request, month_of(timezone.now())))


@act(needs=P.POINTS_DECIDE, steady=hold_months)
def close_month(request: HttpRequest) -> HttpResponse:
    """PERF-07. Close a month: each one's result goes into his file."""
    now = timezone.now()
    wanted = month_asked(request, month_of(now))

    def make() -> str:
        acts.close_month(wanted, by=me(request), now=now)
        toast(request, _("The month is closed; each one's result is in his file."))
        return f"{reverse('staffing:points-month')}?month={code_of(wanted)}"

    return attempt(request, PlainForm(request.POST), make, partial(_month, request, wanted))


def _month(request: HttpRequest, wanted: date, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    closed = reads.closed_month(wanted)
    context = {
        "month": wanted,
        "code": code_of(wanted),
        "closed": closed,
        "form": form,
        "places": reads.places(wanted, closed),
        "page": reads.month_page(wanted, request.GET),
        "before": code_of(preceding(wanted)),
        "after": code_of(following(wanted)),
        "may_close": user.may(P.POINTS_DECIDE) and closed is None,
        "obstacles": acts.obstacles(wanted, now) if closed is None and user.may(P.POINTS_DECIDE) else [],
        "may_decide": user.may(P.POINTS_DECIDE),
        "mine": user.pk,
        "now": now,
    }
    return answer(request, "staffing/points_month.html", context, status=status)


@page(needs=P.POINTS_READ)
def print_register(request: HttpRequest) -> HttpResponse:
    """F-91. The register of brand points of a month."""
    wanted = month_asked(request, month_of(timezone.now()))
    rows = list(reads.rows_of_month(wanted).prefetch_related("appeals")[: MOST + 1])
    context = {
        "form_code": "F-91",
        "folder_number": code_of(wanted),
        "month": wanted,
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "closed": reads.closed_month(wanted),
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/points.html", context, name=f"F-91-{code_of(wanted)}.pdf", request=request)


@page(needs=P.POINTS_READ)
def print_ranking(request: HttpRequest) -> HttpResponse:
    """R-20. Everybody's points of a month; a closed month prints the same for ever."""
    wanted = month_asked(request, month_of(timezone.now()))
    closed = reads.closed_month(wanted)
    context = {
        "form_code": "R-20",
        "folder_number": code_of(wanted),
        "month": wanted,
        "places": reads.places(wanted, closed),
        "closed": closed,
        "printed_by": me(request),
    }
    name = f"R-20-{code_of(wanted)}.pdf"
    return pdf_response("staffing/print/points_ranking.html", context, name=name, request=request)


# -- the list of reasons


@page(needs=P.POINTS_DECIDE)
def show_reasons(request: HttpRequest) -> HttpResponse:
    """PERF-07. The list of reasons, and the form for one."""
    return _reasons(request, _reason(request.GET.get("row", "")))


@act(needs=P.POINTS_DECIDE)
def keep_reason(request: HttpRequest) -> HttpResponse:
    """PERF-07. Write a reason anew, or change one."""
    row = _reason(request.POST.get("row", ""))
    form = ReasonForm(request.POST)

    def make() -> str:
        data = form.cleaned_data
        is_active = data["is_active"] or row is None
        acts.keep_reason(
            row, data["name"], data["points"], name_en=data["name_en"], is_active=is_active, by=me(request)
        )
        toast(request, _("The list is changed; what was given before stays."))
        return reverse("staffing:points-reasons")

    return attempt(request, form, make, partial(_reasons, request, row))


reasons = pair(show_reasons, keep_reason)


def _reason(key: str) -> PointReason | None:
    """The row to change; None for a new one. Raises Http404."""
    if not key:
        return None
    found = row_of(PointReason.objects.all(), key)
    if found is None:
        raise Http404(key)
    return found


def _reasons(
    request: HttpRequest, row: PointReason | None, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    stands = {"name": row.name, "name_en": row.name_en, "points": row.points, "is_active": row.is_active} if row else {}
    context = {"rows": list(reads.all_reasons()), "row": row, "form": form or ReasonForm(initial=stands)}
    return answer(request, "staffing/points_reasons.html", context, status=status)

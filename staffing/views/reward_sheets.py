"""Doors of the month's sheet of rewards and penalties: look, submit, approve, F-103."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.periods import hold_months
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import rewards as acts
from staffing.forms.plain import PlainForm
from staffing.forms.rewards import VerdictForm
from staffing.months import code_of, following, preceding
from staffing.queries import rewards as reads
from staffing.rules import rewards as rules
from staffing.views.performance import last_month, month_asked
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.http import HttpRequest

P = Permission
READS = (P.REWARD_PROPOSE, P.REWARD_SHEET)


@page(needs=READS)
def sheet(request: HttpRequest) -> HttpResponse:
    """PERF-11. The sheet of a month: as it would be now, or as it was submitted."""
    return _sheet(request, _month(request))


@act(needs=P.REWARD_PROPOSE, steady=hold_months)
def submit(request: HttpRequest) -> HttpResponse:
    """PERF-11. Send the sheet up."""
    month = _month(request)

    def make() -> str:
        acts.submit_sheet(month, by=me(request), now=timezone.now())
        toast(request, _("Submitted: it goes to payroll when it is approved."))
        return _address(month)

    return attempt(request, PlainForm(request.POST), make, partial(_sheet, request, month))


@act(needs=P.REWARD_SHEET, steady=hold_months)
def decide(request: HttpRequest) -> HttpResponse:
    """PERF-11. Approve the sheet before payroll, or send it back with the reason."""
    month, user, now = _month(request), me(request), timezone.now()
    found = reads.sheet_of(month)
    if found is None:
        raise Http404(code_of(month))
    form = VerdictForm(request.POST, verdicts=["approve", "send_back"])

    def make() -> str:
        words = form.cleaned_data["decision"]
        if form.cleaned_data["verdict"] == "approve":
            acts.approve_sheet(found, words, by=user, now=now)
            toast(request, _("Approved: it may go to payroll."))
        else:
            acts.send_back_sheet(found, words, by=user, now=now)
            toast(request, _("Sent back; who submitted it is told."), "info")
        return _address(month)

    return attempt(request, form, make, partial(_sheet, request, month))


@page(needs=READS)
def print_sheet(request: HttpRequest) -> HttpResponse:
    """F-103, R-23. The month's sheet on paper, with room for the superior's approval."""
    month = _month(request)
    found = reads.sheet_of(month)
    context = {
        "form_code": "F-103",
        "folder_number": code_of(month),
        "month": month,
        "sheet": found if found is not None and found.stands else None,
        "lines": reads.lines_of(month, found),
        "printed_by": me(request),
    }
    name = f"F-103-{code_of(month)}.pdf"
    return pdf_response("staffing/print/reward_sheet.html", context, name=name, request=request)


def _sheet(request: HttpRequest, month: date, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    ready = reads.ready(month, now)
    found = ready.sheet
    context = {
        "month": month,
        "code": code_of(month),
        "before": code_of(preceding(month)),
        "after": code_of(following(month)),
        "sheet": found,
        "lines": reads.lines_of(month, found),
        "form": form,
        "deciding": form if isinstance(form, VerdictForm) else VerdictForm(verdicts=[]),
        "may_submit": user.may(P.REWARD_PROPOSE) and not (found is not None and found.stands),
        "submitting": rules.obstacles_to_submitting(ready, user),
        "may_judge": not rules.obstacles_to_judging(found, user),
        "approving": rules.obstacles_to_approving(found, user, taken_back=reads.taken_back_since(found)),
        "now": now,
    }
    return answer(request, "staffing/rewards_sheet.html", context, status=status)


def _month(request: HttpRequest) -> date:
    return month_asked(request, last_month(local_day(timezone.now())))


def _address(month: date) -> str:
    return f"{reverse('staffing:rewards-sheet')}?month={code_of(month)}"

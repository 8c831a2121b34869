"""Doors of the day, of the month, and of what was not handed out: look, print, close, correct."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.periods import hold_months
from mail_desk import long_papers
from mail_desk.actions import months as acts
from mail_desk.forms.months import CorrectionForm
from mail_desk.queries import months as reads
from mail_desk.queries import open_matters
from mail_desk.queries.days import day_page, day_totals, is_long
from mall.actions import jobs
from mall.localtime import local_day, month_before
from mall.me import me
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused, put_obstacles
from ui.pdf import pdf_response
from ui.tokens import once

if TYPE_CHECKING:
    from datetime import datetime

P = Permission
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
DAY = re.compile(r"20\d\d-\d\d-\d\d")


@page(needs=P.MAIL_READ)
def day(request: HttpRequest) -> HttpResponse:
    """MAIL-05. A day's totals, its deliveries with their hour, its register."""
    now = timezone.now()
    on = _day(request.GET.get("on", ""), now)
    context = {**day_page(me(request), on, request.GET), "today": local_day(now), "now": now}
    return answer(request, "mail_desk/day.html", context)


@page(needs=P.MAIL_READ)
def print_day(request: HttpRequest) -> HttpResponse:
    """F-03. The mail register of a day, with its totals; of a long day it is the worker's."""
    on = _day(request.GET.get("on", ""), timezone.now())
    if is_long(me(request), on):
        return go(request, f"{reverse('mail_desk:day')}?on={on}")
    context = long_papers.of_day(me(request), on)
    return pdf_response(long_papers.DAY_TEMPLATE, context, name=f"F-03-{on}.pdf", request=request)


@act(needs=P.MAIL_READ)
def make_day(request: HttpRequest) -> HttpResponse:
    """F-03. Let the worker write the register of a long day."""
    now = timezone.now()
    on = _day(request.POST.get("on", ""), now)
    job = jobs.start(long_papers.DAY, by=me(request), now=now, params={"on": on.isoformat()})
    return go(request, reverse("mall:job", args=[job.pk]))


@page(needs=P.MAIL_READ)
def print_totals(request: HttpRequest) -> HttpResponse:
    """R-01. The totals of a day by class, desk and person."""
    on = _day(request.GET.get("on", ""), timezone.now())
    context = {**day_totals(on), "form_code": "R-01", "folder_number": f"{on}"}
    return pdf_response("mail_desk/print/totals.html", context, name=f"R-01-{on}.pdf", request=request)


@page(needs=P.MAIL_READ)
def not_handed_out(request: HttpRequest) -> HttpResponse:
    """MAIL-15, MAIL-S05. All the desk still holds, by state and by age."""
    return answer(request, "mail_desk/open.html", open_matters.open_list(me(request), timezone.now()))


@page(needs=P.MAIL_READ)
def print_not_handed_out(request: HttpRequest) -> HttpResponse:
    """MAIL-15, HAND-05. The list of it for the hand-over of a shift; a long one is the worker's."""
    if open_matters.is_long(me(request)):
        return go(request, reverse("mail_desk:open"))
    context = long_papers.of_open(me(request), timezone.now())
    return pdf_response(long_papers.OPEN_TEMPLATE, context, name="mail-open.pdf", request=request)


@act(needs=P.MAIL_READ)
def make_not_handed_out(request: HttpRequest) -> HttpResponse:
    """MAIL-15, HAND-05. Let the worker write a long list for the hand-over."""
    job = jobs.start(long_papers.OPEN, by=me(request), now=timezone.now(), params={})
    return go(request, reverse("mall:job", args=[job.pk]))


@page(needs=P.MAIL_READ)
def month(request: HttpRequest) -> HttpResponse:
    """MAIL-12. A month's totals as they are, or as they were frozen."""
    return _show(request, *_month(request.GET.get("month", ""), timezone.now()))


@page(needs=P.MAIL_READ)
def print_month(request: HttpRequest) -> HttpResponse:
    """R-02, PERF-05. The month's totals for the assessment; a closed month prints the same for ever."""
    now = timezone.now()
    context = {**reads.month_shown(*_month(request.GET.get("month", ""), now), now), "form_code": "R-02"}
    context["folder_number"] = context["period"]
    return pdf_response("mail_desk/print/month.html", context, name=f"R-02-{context['period']}.pdf", request=request)


@act(needs=P.MAIL_CLOSE, steady=hold_months)
def close_month(request: HttpRequest) -> HttpResponse:
    """MAIL-12. Close the month: its figures stay as they are."""
    now = timezone.now()
    asked = _month(request.POST.get("month", ""), now)

    def make() -> str:
        acts.close_month(*asked, by=me(request), now=now)
        toast(request, _("The month is closed."))
        return _address(*asked)

    return once(request, make)


@act(needs=P.MAIL_CLOSE, steady=hold_months)
def correct_month(request: HttpRequest) -> HttpResponse:
    """MAIL-12. Put the right figure beside a closed month, with the reason."""
    now = timezone.now()
    asked = _month(request.POST.get("month", ""), now)
    closed = reads.closed_period(*asked)
    form = CorrectionForm(request.POST, closed=closed)
    again = partial(_show, request, *asked, sent=form, status=422)

    def make() -> str:
        if closed is not None and not form.is_valid():
            raise Undone(again)
        data = form.cleaned_data if closed else {"figure": "", "value": None, "reason": ""}
        try:
            acts.correct_month(closed, **data, by=me(request), now=now)
        except Refused as refused:
            if closed is None:
                raise
            put_obstacles(form, refused.obstacles)
            raise Undone(again) from refused
        toast(request, _("The correction stands beside the month."))
        return _address(*asked)

    return once(request, make)


def _show(
    request: HttpRequest, year: int, number: int, *, sent: CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    shown = reads.month_shown(year, number, now)
    closed = shown["closed"]
    context = {
        **shown,
        "before": _shift(year, number, -1),
        "after": _shift(year, number, 1),
        "obstacles": acts.obstacles(year, number, now, shown["figures"]) if closed is None else [],
        "may_close": me(request).may(P.MAIL_CLOSE),
        "correction": sent or (CorrectionForm(closed=closed) if closed else None),
        "now": now,
    }
    return answer(request, "mail_desk/month.html", context, status=status)


def _day(text: str, now: datetime) -> date:
    """The day asked for; today when nothing is said. Raises Http404."""
    if not text:
        return local_day(now)
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise Http404(text)


def _month(text: str, now: datetime) -> tuple[int, int]:
    """Year and month asked for; the month before the present one when nothing is said. Raises Http404."""
    if not text:
        return month_before(now)
    found = MONTH.fullmatch(text)
    if found is None:
        raise Http404(text)
    return int(found[1]), int(found[2])


def _shift(year: int, number: int, by: int) -> str:
    months = year * 12 + number - 1 + by
    return reads.period_of(months // 12, months % 12 + 1)


def _address(year: int, number: int) -> str:
    return f"{reverse('mail_desk:month')}?month={reads.period_of(year, number)}"

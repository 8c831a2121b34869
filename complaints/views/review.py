"""Doors of the month's review: look through, print, take out, freeze, correct beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.periods import hold_months
from complaints.actions import due_days
from complaints.actions.months import close_month as close_the_month
from complaints.actions.months import correct_month as correct_the_month
from complaints.forms.months import CorrectionForm, MonthForm, PublishMeasuresForm
from complaints.models import PeriodPaper
from complaints.queries import due_days as reads_due
from complaints.queries import frozen
from complaints.queries import months as reads
from complaints.queries.consequences import by_case
from complaints.rules.months import obstacles_to_closing_month, obstacles_to_correcting_month
from mall.actions.doors import log_export
from mall.bilingual import name_in
from mall.localtime import month_before, month_bounds
from mall.me import me
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, toast
from ui.obstacles import Refused, put_obstacles, refuse_if
from ui.paging import Keyset, Page
from ui.pdf import pdf_response
from ui.sheets import xlsx_response
from ui.tokens import once

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.forms import BaseForm

    from casework.models import ClosedPeriod

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
# The manager, the deputy, the general manager and his office look through the month; confidential cases too. The
# supervisors export it and publish what is done about shared problems; they see the cases they may read (JOINT-S12).
NEEDS = Permission.CONFIDENTIAL_READ
READS = (NEEDS, Permission.HANDOFF_DECIDE)
HEADERS = (
    gettext_lazy("Number"),
    gettext_lazy("Closed at"),
    gettext_lazy("Matter"),
    gettext_lazy("Merchant"),
    gettext_lazy("Category"),
    gettext_lazy("Cause"),
    gettext_lazy("Severity"),
    gettext_lazy("Ending"),
    gettext_lazy("Origin"),
    gettext_lazy("Penalty"),
    gettext_lazy("Lesson"),
)


@page(needs=READS)
def month(request: HttpRequest) -> HttpResponse:
    """Last month's closed cases and figures, to be looked through by the 10th (CMP-42)."""
    year, number = _asked(request.GET.get("month", ""), timezone.now())
    return _show(request, year, number)


@page(needs=READS)
def beside(request: HttpRequest) -> HttpResponse:
    """The month's complaint rate, its measures and the complaints per person: loaded beside the cases (CMP-43)."""
    year, number = _asked(request.GET.get("month", ""), timezone.now())
    context = _beside(request, year, number, reads.closed_period(year, number))
    return answer(request, "complaints/_review_beside.html", context)


@page(needs=READS)
def print_month(request: HttpRequest) -> HttpResponse:
    """The complaint analysis report F-40 of a month (CMP-44); a frozen month prints the same for ever."""
    now = timezone.now()
    year, number = _asked(request.GET.get("month", ""), now)
    stands = _what_stands(year, number, now)
    context = {**stands, **_beside(request, year, number, stands["closed"]), "form_code": "F-40"}
    context["folder_number"] = stands["period"]
    return pdf_response("complaints/print/month.html", context, name=f"F-40-{context['period']}.pdf", request=request)


@act(needs=READS)
def export_month(request: HttpRequest) -> HttpResponse:
    """CMP-42, JOINT-S12, DATA-03. The month's closed cases as a spreadsheet, logged; frozen as they were."""
    now = timezone.now()
    year, number = _asked(request.POST.get("month", ""), now)
    closed = reads.closed_period(year, number)
    if closed is not None and frozen.is_whole(closed):
        rows = frozen.as_sheet(frozen.as_listed(line) for line in frozen.listed(me(request), closed))
    else:
        rows = frozen.as_sheet(reads.review_list(me(request), year, number))
    period = f"{year}-{number:02}"
    log_export(by=me(request), now=now, what="complaints", rows=len(rows), filters={"closed": period})
    due_days.note_statistics(year, number, by=me(request), now=now)
    return xlsx_response(f"{_('Closed cases of the month')}-{period}", HEADERS, rows)


@act(needs=NEEDS, steady=hold_months)
def close_month(request: HttpRequest) -> HttpResponse:
    """Note that the month was looked through, and freeze it."""
    now = timezone.now()
    asked = _asked(request.POST.get("month", ""), now)

    def make() -> str:
        refuse_if(obstacles_to_closing_month(*asked, reads.closed_period(*asked), now))
        freeze = partial(close_the_month, *asked, by=me(request), now=now)
        return _make(request, asked, MonthForm(request.POST), freeze, _("The month is looked through and frozen."))

    return once(request, make)


@act(needs=NEEDS, steady=hold_months)
def correct_month(request: HttpRequest) -> HttpResponse:
    """Put the right figure beside a frozen month, with the reason (CMP-44)."""
    now = timezone.now()
    asked = _asked(request.POST.get("month", ""), now)

    def make() -> str:
        closed = reads.closed_period(*asked)
        refuse_if(obstacles_to_correcting_month(closed, me(request)))
        correct = partial(correct_the_month, closed, by=me(request), now=now)
        form = CorrectionForm(request.POST, closed=closed)
        return _make(request, asked, form, correct, _("The correction stands beside the month."))

    return once(request, make)


@act(needs=READS)
def publish_measures(request: HttpRequest) -> HttpResponse:
    """Note that the measures on the month's shared problems were published (JOINT-S12)."""
    now = timezone.now()
    asked = _asked(request.POST.get("month", ""), now)

    def make() -> str:
        publish = partial(due_days.publish_measures, *asked, by=me(request), now=now)
        return _make(request, asked, PublishMeasuresForm(request.POST), publish, _("Noted as published."))

    return once(request, make)


def _make(request: HttpRequest, asked: tuple[int, int], form: BaseForm, do: Callable[..., object], said: str) -> str:
    """Do what a form of the page asks for; what is wrong in it is shown in it, and nothing typed is lost."""
    again = partial(_show, request, *asked, sent=form, status=422)
    if not form.is_valid():
        raise Undone(again)
    try:
        do(**form.cleaned_data)
    except Refused as refused:
        if not any(obstacle.field in form.fields for obstacle in refused.obstacles):
            raise  # the page does not show the form any more
        put_obstacles(form, refused.obstacles)
        raise Undone(again) from refused
    toast(request, said)
    return f"{reverse('complaints:review')}?month={asked[0]}-{asked[1]:02}"


def _show(
    request: HttpRequest, year: int, number: int, *, sent: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    """The page with its three forms; the one that was sent and refused as it came."""
    now = timezone.now()
    stands = _what_stands(year, number, now)
    closed = stands["closed"]
    returned = {type(sent): sent}
    context = {
        **stands,
        "before": _shift(year, number, -1),
        "after": _shift(year, number, 1),
        "page": _cases(request, year, number, closed),
        "form": returned.get(MonthForm) or MonthForm(),
        "correction": returned.get(CorrectionForm) or CorrectionForm(closed=closed),
        "due": reads.review_due(year, number),
        "late": closed is None and timezone.localdate(now) > reads.review_due(year, number),
        "obstacles": obstacles_to_closing_month(year, number, closed, now),
        "may_freeze": me(request).may(NEEDS),
        "may_propose": me(request).may(Permission.CONSEQUENCE_PROPOSE),
        "dates": _dates(year, number, now),
        "publishing": returned.get(PublishMeasuresForm) or PublishMeasuresForm(initial={"on": timezone.localdate(now)}),
    }
    return answer(request, "complaints/review.html", context, status=status)


def _cases(request: HttpRequest, year: int, number: int, closed: ClosedPeriod | None) -> Page:
    """One page of the month's cases, as they are or as they were frozen."""
    if closed is not None and frozen.is_whole(closed):
        page = Keyset(("-rank", "at", "id")).page(frozen.listed(me(request), closed), request.GET)
        page = replace(page, rows=[frozen.as_listed(line) for line in page.rows])
    else:
        running = reads.review_list(me(request), year, number)
        page = Keyset(("-severity", "folder__closed_at", "id")).page(running, request.GET)
    persons = by_case(me(request), [row["id"] for row in page.rows])
    for row in page.rows:
        row["consequences"] = persons.get(row["id"], ())
        row["category"], row["cause"] = name_in(row, "category__name"), name_in(row, "cause__name")
        row["origin"] = name_in(row, "responsible__name")
        row["ending_label"] = reads.ending_word(row["ending"])
        row["severity_label"] = reads.severity_word(row["severity"])
    return page


def _dates(year: int, number: int, now: datetime) -> dict[str, Any]:
    """JOINT-S12. The month's two days: exported and published, or by when."""
    today, over = timezone.localdate(now), now >= month_bounds(year, number).ends
    papers = reads_due.papers_of(year, number)
    exported, published = papers.get(PeriodPaper.Kind.STATISTICS), papers.get(PeriodPaper.Kind.SHARED_MEASURES)
    export_by, publish_by = reads_due.statistics_due(year, number), reads_due.measures_due(year, number)
    return {
        "exported": exported,
        "export_by": export_by,
        "export_late": exported is None and today > export_by,
        "published": published,
        "publish_by": publish_by,
        "publish_late": published is None and today > publish_by,
        "to_publish": over and published is None,
    }


def _what_stands(year: int, number: int, now: datetime) -> dict[str, Any]:
    """The month as it is, or as it was frozen with what was corrected beside it."""
    closed = reads.closed_period(year, number)
    figures = closed.figures if closed else reads.figures(year, number, now)
    names = frozen.names(closed) if closed is not None and frozen.is_whole(closed) else reads.names()
    kinds = (
        (_("By category"), "by_category"),
        (_("By ending"), "by_ending"),
        (_("By cause"), "by_cause"),
        (_("Quality or not"), "by_quality"),
        (_("By severity"), "by_severity"),
    )
    return {
        "period": f"{year}-{number:02}",
        "first_day": month_bounds(year, number).begins,
        "figures": figures,
        # A month frozen before a figure was counted has none of it.
        "groups": [(title, reads.named(figures[kind], names[kind])) for title, kind in kinds if kind in figures],
        "closed": closed,
        "corrections": frozen.corrections(closed) if closed else [],
    }


def _beside(request: HttpRequest, year: int, number: int, closed: ClosedPeriod | None) -> dict[str, Any]:
    """What stands beside the cases: rate, persons, measures, as they are or as they were frozen."""
    if closed is not None and frozen.is_whole(closed):
        return {
            "trend": closed.figures["trend"],
            "people": frozen.people(me(request), closed),
            "measures": frozen.measures(me(request), closed),
        }
    return {
        "trend": (closed.figures.get("trend") if closed else None) or reads.trend(year, number),
        "people": reads.people_verified(me(request), year, number),
        "measures": frozen.as_measures(reads.measures_of(me(request), year, number)),
    }


def _asked(text: str, now: datetime) -> tuple[int, int]:
    """Year and month asked for; the month before the present one when nothing is said."""
    if not text:
        return month_before(now)
    found = MONTH.fullmatch(text)
    if found is None:
        raise Http404(text)
    return int(found[1]), int(found[2])


def _shift(year: int, number: int, by: int) -> str:
    months = year * 12 + number - 1 + by
    return f"{months // 12}-{months % 12 + 1:02}"

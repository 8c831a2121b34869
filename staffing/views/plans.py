"""Doors of the weekly plans: the list, writing one, one plan with its comment, the papers F-90 and F-70."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import plans as acts
from staffing.forms.plans import CommentForm, PlanForm, WeekForm
from staffing.queries import plans as reads
from staffing.rules import plans as rules
from staffing.rules.plans import WEEK, monday_of
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest

    from staffing.models import WeekPlan

P = Permission
READS = (P.PLAN_WRITE, P.PLAN_READ)


@page(needs=READS)
def plans(request: HttpRequest) -> HttpResponse:
    """PLAN-01, PLAN-02. Everybody's plans of a week for who reads them, else one's own; what is missing, in words."""
    user, now = me(request), timezone.now()
    this = monday_of(local_day(now))
    week = _week(request, now)
    owed = [one for one in reads.plans_due(now) if one.person == user]
    reads_all = user.may(P.PLAN_READ)
    rows = reads.week_rows(week, now) if reads_all else []
    context = {
        "reads_all": reads_all,
        "rows": rows,
        "missing": sum(row.plan is None for row in rows),
        "page": None if reads_all else reads.own_page(user, request.GET),
        "week": week,
        "until": week + 6 * reads.DAY,
        "before": week - WEEK,
        "after": week + WEEK if week < this else None,
        "due_at": reads.due_at(week),
        "owed": owed[0] if owed else None,
        "own": reads.own_of(user, this),
        "this": this,
        "may_write": user.may(P.PLAN_WRITE),
        "now": now,
    }
    return answer(request, "staffing/plans.html", context)


@page(needs=P.PLAN_WRITE)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show one's plan of a week to be written."""
    return _new(request)


@act(needs=P.PLAN_WRITE)
def do_new(request: HttpRequest) -> HttpResponse:
    """PLAN-01. Write one's plan."""
    user, now = me(request), timezone.now()
    week, form = _week(request, now), PlanForm(request.POST)

    def make() -> str:
        made = acts.write(week, form.rows(), form.cleaned_data["summary"], by=user, now=now)
        toast(request, _("Your plan is filed."))
        return made.get_absolute_url()

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, *, form: PlanForm | None = None, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    week = _week(request, now)
    own = reads.own_of(user, week)
    empty = PlanForm(proposed=reads.proposed(user, week), initial={"summary": own.summary if own else ""})
    context = {
        "form": form or empty,
        "own": own,
        "week": week,
        "until": week + 6 * reads.DAY,
        "due_at": reads.due_at(week),
        "reasons": rules.obstacles_to_opening(own, week, by=user, now=now),
        "leads": user.may(P.PLAN_READ),
        "now": now,
    }
    return answer(request, "staffing/plan_new.html", context, status=status)


@page(needs=READS)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: results, plan, comment."""
    return _show(request, pk)


@act(needs=P.PLAN_READ)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """PLAN-02. Comment on a plan."""
    found, form = _plan(request, pk), CommentForm(request.POST)

    def make() -> str:
        acts.comment(found, form.cleaned_data["comment"], by=me(request), now=timezone.now())
        toast(request, _("The comment is filed; its writer is told."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(_show, request, pk))


def _show(request: HttpRequest, pk: int, *, form: CommentForm | None = None, status: int = 200) -> HttpResponse:
    found, user, now = _plan(request, pk), me(request), timezone.now()
    context = {
        **_paper(found),
        "form": form or CommentForm(),
        "may_comment": not rules.obstacles_to_commenting(found, user),
        "may_write": not rules.obstacles_to_opening(found, found.week, by=user, now=now),
        "now": now,
    }
    return answer(request, "staffing/plan.html", context, status=status)


@page(needs=READS)
def print_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """F-90. One person's weekly results and plan."""
    found = _plan(request, pk)
    context = {
        "papers": [_paper(found)],
        "week": found.week,
        "until": found.week + 6 * reads.DAY,
        "form_code": "F-90",
        "folder_number": f"F-90-{found.pk:06d}",
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/plan.html", context, name=f"F-90-{found.pk}.pdf", request=request)


@page(needs=P.PLAN_READ)
def print_week(request: HttpRequest) -> HttpResponse:
    """F-70. The weekly work report of the department: everybody's results and plans of a week."""
    week = _week(request, timezone.now())
    context = {
        "papers": [_paper(one) for one in reads.plans_of_week(week)],
        "missing": reads.missing(week),
        "is_report": True,
        "week": week,
        "until": week + 6 * reads.DAY,
        "form_code": "F-70",
        "folder_number": f"F-70-{week:%Y%m%d}",
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/plan.html", context, name=f"F-70-{week}.pdf", request=request)


def _paper(found: WeekPlan) -> dict[str, Any]:
    parts = reads.parts_of(found)
    return {"plan": found, "results": parts["result"], "planned": parts["plan"], "until": found.week + 6 * reads.DAY}


def _week(request: HttpRequest, now: datetime) -> date:
    """The week asked for by one of its days; the present one when nothing is said. Raises Http404."""
    asked = WeekForm(request.GET)
    if not asked.is_valid():
        raise Http404(request.GET.get("week", ""))
    return monday_of(asked.cleaned_data["week"] or local_day(now))


def _plan(request: HttpRequest, pk: int) -> WeekPlan:
    """A plan one may look at. Raises Http404."""
    found = reads.plans_of(me(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found

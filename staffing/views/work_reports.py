"""Doors of the reports of departments: the list, writing one, one with its sending, the paper F-70 or F-71."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.inputs import key_in
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import work_reports as acts
from staffing.forms.plain import PlainForm
from staffing.forms.work_reports import ReportForm, SendForm, read_day
from staffing.models import WorkReport
from staffing.queries import work_reports as reads
from staffing.report_kinds import PARTS
from staffing.rules import work_reports as rules
from staffing.rules.work_reports import Draft
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from datetime import date, datetime

    from django import forms
    from django.http import HttpRequest

    from mall.models import User

P = Permission
K = WorkReport.Kind
WRITES = (P.REPORT_WRITE, P.REPORT_SEND)
#: A report comes to whoever it is sent to; the list and the page hold no other.
READS = P.BOARD_READ


@page(needs=READS)
def reports(request: HttpRequest) -> HttpResponse:
    """MEET-12. The reports one sees, by kind and period; what is owed stands first."""
    user, now = me(request), timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in K.values else ""
    owed = reads.owed_reports(user, now)
    context = {
        "page": reads.reports_page(user, kind, request.GET),
        "owed": [(one, one.due < local_day(now)) for one in owed],
        "kinds": K.choices,
        "kind": kind,
        "may_write": bool(rules.kinds_for(user)),
        "now": now,
    }
    return answer(request, "staffing/work_reports.html", context)


# -- writing


class _Wanted(NamedTuple):
    """Which report is begun: of which kind, of the period of which day, and which one it corrects."""

    kind: str
    day: date | None = None
    corrects: WorkReport | None = None


@page(needs=WRITES)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show an empty report of the kind asked for."""
    return _new(request)


@act(needs=WRITES)
def do_new(request: HttpRequest) -> HttpResponse:
    """MEET-12. Begin a report."""
    user, now = me(request), timezone.now()
    form = _form(user, now, _wanted(request, user), data=request.POST)

    def make() -> str:
        made = acts.begin(form.draft(), form.corrects, by=user, now=now)
        toast(request, _("Kept as a draft: choose who gets it, and send it."))
        return made.get_absolute_url()

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, *, form: ReportForm | None = None, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    wanted = _wanted(request, user)
    query = f"corrects={wanted.corrects.pk}" if wanted.corrects else f"kind={wanted.kind}"
    context = {
        "kinds": [] if wanted.corrects else [(kind, K(kind).label) for kind in rules.kinds_for(user)],
        "query": query,
        "address": f"{reverse('staffing:work-report-new')}?{query}",
        "draft_name": f"work-report:{query}",
        "reasons": rules.obstacles_to_correcting(wanted.corrects, user) if wanted.corrects else [],
    }
    return _writing(request, form or _form(user, now, wanted), context, status)


@page(needs=WRITES)
def show_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft to be written on."""
    return _edit(request, pk)


@act(needs=WRITES)
def do_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-12. Write a draft anew."""
    found, user, now = _report(request, pk), me(request), timezone.now()
    form = _form_of(found, user, now, data=request.POST)

    def make() -> str:
        acts.rewrite(found, form.draft(), by=user, now=now)
        toast(request, _("Kept as a draft: choose who gets it, and send it."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(_edit, request, pk))


edit = pair(show_edit, do_edit)


def _edit(request: HttpRequest, pk: int, *, form: ReportForm | None = None, status: int = 200) -> HttpResponse:
    found, user = _report(request, pk), me(request)
    context = {
        "report": found,
        "query": f"corrects={found.corrects_id}" if found.corrects_id else f"kind={found.kind}",
        "address": reverse("staffing:work-report-edit", args=[pk]),
        "draft_name": f"work-report:{pk}",
        "reasons": rules.obstacles_to_changing(found, user),
    }
    return _writing(request, form or _form_of(found, user, timezone.now()), context, status)


def _writing(request: HttpRequest, form: ReportForm, context: dict[str, Any], status: int) -> HttpResponse:
    """The page on which a report is written, with what the house has counted beside it."""
    whole = {"form": form, "kind": form.kind, "title": K(form.kind).label, **context, **_counted(form)}
    return answer(request, "staffing/work_report_new.html", whole, status=status)


@page(needs=WRITES)
def figures(request: HttpRequest) -> HttpResponse:
    """MEET-12. What the house has counted for the department in the days that are chosen."""
    user = me(request)
    form = _form(user, timezone.now(), _wanted(request, user), data=request.GET)
    return answer(request, "staffing/_work_report_figures.html", _counted(form))


def _counted(form: ReportForm) -> dict[str, Any]:
    """The figures and tasks of the days that stand in a form; none while something is wrong with them."""
    about, now = form.about(), timezone.now()
    if about is None or not rules.is_period(*about[1:]):
        return {"figures": [], "tasks": []}
    lines, tasks = reads.counted_of(WorkReport(**Draft(form.kind, *about)._asdict()), now)
    return {"figures": lines, "tasks": tasks, "counted_at": now, "now": now}


def _wanted(request: HttpRequest, user: User) -> _Wanted:
    """What the address asks for; the first kind the person writes where it names none of them. Raises Http404."""
    old = request.GET.get("corrects", "")
    if old:
        corrects = reads.report_of(user, key_in(old) or 0)
        if corrects is None:
            raise Http404(old)
        return _Wanted(corrects.kind, corrects=corrects)
    kinds, kind = rules.kinds_for(user), request.GET.get("kind", "")
    return _Wanted(kind if kind in kinds else kinds[0], read_day(request.GET.get("first", "")))


def _form(user: User, now: datetime, wanted: _Wanted, **more: Any) -> ReportForm:
    today = local_day(now)
    first, last = reads.proposed_period(wanted.kind, wanted.day, today)
    # What is corrected is written anew from its own words.
    initial = {
        **({part: getattr(wanted.corrects, part) for part in PARTS} if wanted.corrects else {}),
        "department": next(iter(rules.departments_for(user, wanted.kind)), None),
        "period": f"{first:%Y-%m-%d}",
        "first_on": first,
        "last_on": last,
    }
    return ReportForm(user=user, kind=wanted.kind, today=today, corrects=wanted.corrects, initial=initial, **more)


def _form_of(found: WorkReport, user: User, now: datetime, **more: Any) -> ReportForm:
    """The form of a draft, with what stands in it."""
    initial = {
        "department": found.department_id,
        "period": f"{found.first_on:%Y-%m-%d}",
        "first_on": found.first_on,
        "last_on": found.last_on,
        **{part: getattr(found, part) for part in PARTS},
    }
    return ReportForm(
        user=user, kind=found.kind, today=local_day(now), corrects=found.corrects, initial=initial, **more
    )


# -- one report


@page(needs=READS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-12. Show a report: what is written, what was counted, whom it went to."""
    return _show(request, pk)


@act(needs=WRITES)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-12, R-21, R-22, R-24, R-25. Send it."""
    found, user = _report(request, pk), me(request)
    form = SendForm(request.POST, report=found, user=user)

    def make() -> str:
        acts.send(found, form.receivers(), by=user, now=timezone.now())
        toast(request, _("Sent: it is mailed in a moment, and everybody is told."))
        return found.get_absolute_url()

    return attempt(request, form, make, partial(_show, request, pk))


@act(needs=WRITES)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-12. Throw a draft away."""
    found = _report(request, pk)

    def make() -> str:
        acts.discard(found, by=me(request))
        toast(request, _("The draft is thrown away."), "info")
        return reverse("staffing:work-reports")

    return attempt(request, PlainForm(request.POST), make, partial(_show, request, pk), name="other")


@act(needs=WRITES)
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    """MEET-12. Mail again what did not arrive."""
    found = _report(request, pk)

    def make() -> str:
        acts.mail_again(found, by=me(request), now=timezone.now())
        toast(request, _("It is mailed again in a moment."))
        return found.get_absolute_url()

    return attempt(request, PlainForm(request.POST), make, partial(_show, request, pk), name="other")


@page(needs=READS)
def print_report(request: HttpRequest, pk: int) -> HttpResponse:
    """F-70, F-71. The report on its uniform form."""
    found = _report(request, pk)
    context = {**reads.paper_of(found, timezone.now()), "printed_by": me(request)}
    name = f"{found.number}.pdf"
    return pdf_response("staffing/print/work_report.html", context, name=name, request=request)


def _show(
    request: HttpRequest,
    pk: int,
    *,
    form: SendForm | None = None,
    other: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    found, user, now = _report(request, pk), me(request), timezone.now()
    may_change = not rules.obstacles_to_changing(found, user)
    twice = may_change and reads.went_out_before(found)
    paper = reads.paper_of(found, now)
    failed = [one for one in paper["receivers"] if one.given_up_at]
    context = {
        **paper,
        "form": (form or SendForm(report=found, user=user)) if may_change else None,
        "refused": form or other,
        "may_change": may_change,
        "sending": rules.obstacles_to_sending(found, None, by=user, now=now, twice=twice) if may_change else [],
        "may_correct": not rules.obstacles_to_correcting(found, user),
        "may_mail": not rules.obstacles_to_mailing_again(found, failed, user),
        "now": now,
    }
    return answer(request, "staffing/work_report.html", context, status=status)


def _report(request: HttpRequest, pk: int) -> WorkReport:
    """A report one may look at. Raises Http404."""
    found = reads.report_of(me(request), pk)
    if found is None:
        raise Http404(pk)
    return found

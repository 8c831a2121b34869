"""Doors of the papers: writing, signing, reporting upward, printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions.folders import record
from complaints.actions import agreements, papers
from complaints.forms import papers as forms
from complaints.prints import PRINTS, Print
from complaints.queries.finding import visible_complaint
from complaints.rules import papers as rules
from complaints.views.doors import case_act
from mall.me import me
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer, go
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.plugs import may

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.WRITE, form=forms.PaperForm, said=_("The paper is written; print it from the case."))
def write(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Write a paper."""
    del row
    papers.write(case, data.pop("form"), **{k: v for k, v in data.items() if k != "form_token"}, by=by, now=now)


@case_act(rules.SIGN, form=forms.SignForm, said=_("Signed."))
def sign(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Sign the handling report."""
    del data, row
    papers.sign(case, by=by, now=now)


@case_act(rules.REPORT_UP, form=forms.ReportUpForm, said=_("Reported upward."))
def report_up(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Report the case upward."""
    del data, row
    papers.report_up(case, by=by, now=now)


@page(needs=Permission.COMPLAINT_READ)
def list_prints(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that can be printed from this case."""
    complaint = visible_complaint(me(request), number)
    forms_there = [
        form
        for form in PRINTS.values()
        if may(me(request), form.needs) and form.gather(complaint, None, me(request)) is not None
    ]
    context = {"complaint": complaint, "forms": forms_there}
    return answer(request, "complaints/prints.html", context, partial="drawer")


@page(needs=Permission.COMPLAINT_READ)
def show_print(request: HttpRequest, number: str, form: str, row: int | None = None) -> HttpResponse:
    """A paper without a number of its own, as a PDF; a numbered one is printed by its button."""
    complaint = visible_complaint(me(request), number)
    wanted = _form(form)
    if wanted.logged:
        return go(request, reverse("complaints:prints", args=[number]))
    return _pdf(request, complaint, wanted, row)


@act(needs=Permission.COMPLAINT_READ)
def make_print(request: HttpRequest, number: str, form: str, row: int | None = None) -> HttpResponse:
    """A numbered paper or one that leaves the house: logged with the printing."""
    complaint = visible_complaint(me(request), number)
    wanted = _form(form)
    response = _pdf(request, complaint, wanted, row)
    now = timezone.now()
    if wanted.code == "F-85":
        found = wanted.gather(complaint, row, me(request)) or {}
        agreements.print_draft(found["agreement"], by=me(request), now=now)
    elif wanted.logged:
        record(complaint.folder, "paper_printed", by=me(request), now=now, facts={"form": wanted.code})
    return response


def _form(code: str) -> Print:
    if code not in PRINTS:
        raise Http404(code)
    return PRINTS[code]


def _pdf(request: HttpRequest, complaint: Complaint, form: Print, row: int | None) -> HttpResponse:
    if not may(me(request), form.needs):
        raise PermissionDenied
    found = form.gather(complaint, row, me(request))
    if found is None:
        raise Http404(form.code)
    context = {"form_code": form.code if form.numbered else "", **found}
    name = f"{found.get('paper_number') or complaint.folder.number}-{form.code}.pdf"
    return pdf_response(form.template, context, name=name, request=request)


print_form = pair(show_print, make_print)

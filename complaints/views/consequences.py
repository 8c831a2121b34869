"""Doors of what cases have for persons: proposing and deciding on the case, HR's list, the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.actions import consequences
from complaints.forms import consequences as forms
from complaints.queries import consequences as reads
from complaints.rules import consequences as rules
from complaints.views.doors import case_act
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from ui.doors import SIGNED_IN, act, page
from ui.fragments import answer, go, toast
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@case_act(rules.CONSEQUENCE, form=forms.ConsequenceForm, said=gettext_lazy("The consequence is noted."))
def propose(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Propose a consequence for a person."""
    del row
    consequences.propose(case, data["person"], data["kind"], data["reason"], amount=data["amount"], by=by, now=now)


@case_act(rules.APPROVE_PENALTY, form=forms.ApprovePenaltyForm, said=gettext_lazy("Approved."))
def approve(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Approve the money penalty."""
    del row
    consequences.approve(case, by=by, now=now, reason=data["reason"])


@case_act(rules.REFUSE_PENALTY, form=forms.RefusePenaltyForm, said=gettext_lazy("Refused."))
def refuse(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Refuse the money penalty."""
    del row
    consequences.refuse(case, data["reason"], by=by, now=now)


@case_act(rules.TAKE_BACK_PENALTY, form=forms.TakeBackPenaltyForm, said=gettext_lazy("The proposal is taken back."))
def take_back(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Take the money penalty back."""
    del data, row
    consequences.take_back(case, by=by, now=now)


@page(needs=Permission.CONSEQUENCE_READ)
def list_page(request: HttpRequest) -> HttpResponse:
    """CMP-42. What was decided about persons: to be published, all."""
    return _list(request)


@act(needs=Permission.CONSEQUENCE_PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """CMP-42. Note the day a disciplinary action was published."""
    one = reads.notice(me(request), pk)
    form = forms.PublishForm(request.POST)
    if not form.is_valid():
        return _list(request, wrong=str(form.errors["published_on"][0]), status=422)
    consequences.publish(one, form.cleaned_data["published_on"], by=me(request), now=timezone.now())
    toast(request, _("Noted as published."))
    return go(request, reverse("complaints:consequences"))


@page(needs=SIGNED_IN)
def print_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """CMP-42. The notice of one consequence, for the office, HR and the person it is about."""
    one = reads.notice(me(request), pk)
    context = {"one": one, "folder_number": one.complaint.folder.number}
    name = f"{one.complaint.folder.number}-{one.pk}.pdf"
    return pdf_response("complaints/print/consequence.html", context, name=name, request=request)


def _list(request: HttpRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    show = request.GET.get("show", "open")
    show = show if show in reads.TABS else "open"
    context = {
        "page": reads.list_consequences(me(request), show, request.GET),
        "show": show,
        "tabs": reads.TABS.items(),
        "today": local_day(timezone.now()),
        "wrong": wrong,
        "may_read_cases": me(request).may(Permission.COMPLAINT_READ),
    }
    return answer(request, "complaints/consequences.html", context, partial="rows", status=status)

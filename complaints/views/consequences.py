"""Doors of what cases have for persons: proposing and deciding on the case, HR's list, the notice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
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
from ui.doors import SIGNED_IN, Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused, put_obstacles
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint, Consequence
    from mall.models import User


@case_act(rules.CONSEQUENCE, form=forms.ConsequenceForm, said=gettext_lazy("The consequence is noted."))
def propose(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Propose a consequence for a person."""
    del row
    consequences.propose(case, data["person"], data["kind"], data["reason"], amount=data["amount"], by=by, now=now)


@case_act(rules.APPROVE_PENALTY, form=forms.ApprovePenaltyForm, said=gettext_lazy("Approved."))
def approve(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: Consequence) -> None:
    """Approve the money penalty."""
    del case
    consequences.approve(row, by=by, now=now, reason=data["reason"])


@case_act(rules.REFUSE_PENALTY, form=forms.RefusePenaltyForm, said=gettext_lazy("Refused."))
def refuse(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: Consequence) -> None:
    """Refuse the money penalty."""
    del case
    consequences.refuse(row, data["reason"], by=by, now=now)


@case_act(rules.TAKE_BACK_PENALTY, form=forms.TakeBackPenaltyForm, said=gettext_lazy("The proposal is taken back."))
def take_back(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: Consequence) -> None:
    """Take the money penalty back."""
    del case, data
    consequences.take_back(row, by=by, now=now)


@page(needs=Permission.CONSEQUENCE_READ)
def list_page(request: HttpRequest) -> HttpResponse:
    """CMP-42. What was decided about persons: to be published, all."""
    return _list(request)


@act(needs=Permission.CONSEQUENCE_PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """CMP-42. Note the day a disciplinary action was published."""
    one = reads.notice(me(request), pk)
    form = _publish_form(pk, request.POST)
    if not form.is_valid():
        return _list(request, refused=(pk, form), status=422)
    try:
        consequences.publish(one, form.cleaned_data["published_on"], by=me(request), now=timezone.now())
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_list, request, refused=(pk, form), status=refused.status)) from refused
    toast(request, _("Noted as published."))
    return go(request, reverse("complaints:consequences"))


@page(needs=SIGNED_IN)
def print_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """CMP-42. The notice of one consequence, for the office, HR and the person it is about."""
    one = reads.notice(me(request), pk)
    context = {"one": one, "folder_number": one.complaint.folder.number}
    name = f"{one.complaint.folder.number}-{one.pk}.pdf"
    return pdf_response("complaints/print/consequence.html", context, name=name, request=request)


def _list(
    request: HttpRequest, *, refused: tuple[int, forms.PublishForm] | None = None, status: int = 200
) -> HttpResponse:
    """The list. A form that was refused stands in its row; where the row has none any more, its sentences do above."""
    show = request.GET.get("show", "open")
    show = show if show in reads.TABS else "open"
    listed = reads.list_consequences(me(request), show, request.GET)
    pk, typed = refused or (0, None)
    rows_with_a_form = [one for one in listed.rows if one.may_publish]
    for one in rows_with_a_form:
        one.form = typed if one.pk == pk else _publish_form(one.pk)
    there = pk in {one.pk for one in rows_with_a_form}
    context = {
        "page": listed,
        "show": show,
        "tabs": reads.TABS.items(),
        "wrong": [] if typed is None else _sentences(typed, beside_the_field=there),
        "may_read_cases": me(request).may(Permission.COMPLAINT_READ),
    }
    return answer(request, "complaints/consequences.html", context, partial="rows", status=status)


def _publish_form(pk: int, typed: QueryDict | None = None) -> forms.PublishForm:
    """The form of one row, with ids of its own; a new one begins with today."""
    return forms.PublishForm(typed, auto_id=f"id_%s_{pk}", initial={"published_on": local_day(timezone.now())})


def _sentences(form: forms.PublishForm, *, beside_the_field: bool) -> list[str]:
    """What stands above the list: all that was refused, without what stands beside its field."""
    return [
        str(one)
        for name, found in form.errors.items()
        if name == NON_FIELD_ERRORS or not beside_the_field
        for one in found
    ]

"""Doors of conduct: the checks, a new one, one with its findings, private calls, the checklist."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.inputs import row_of
from mall.limits import limit
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import conduct as acts
from staffing.forms.conduct import CallForm, CheckForm, ItemForm
from staffing.forms.plain import PlainForm
from staffing.models import ConductCheck, ConductItem
from staffing.queries import conduct as reads
from staffing.rules import conduct as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.tokens import attempt

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

P = Permission


@page(needs=P.CONDUCT_READ)
def conduct(request: HttpRequest) -> HttpResponse:
    """COND-01…04. The checks one may see, and private calls in the work log."""
    return _conduct(request)


def _conduct(request: HttpRequest, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    calls = request.GET.get("view") == "calls" or isinstance(form, CallForm)
    context = {
        "page": reads.calls_page(user, request.GET) if calls else reads.check_page(user, request.GET),
        "calls": calls,
        "calling": form or CallForm(initial={"at": now, "minutes": 1}),
        "most": int(limit("private_call_min", now).total_seconds() // 60),
        "may_check": user.may(P.CONDUCT_CHECK),
        "now": now,
    }
    return answer(request, "staffing/conduct.html", context, status=status)


@page(needs=P.CONDUCT_CHECK)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the checklist for a person or a desk."""
    return _new(request)


@act(needs=P.CONDUCT_CHECK)
def do_new(request: HttpRequest) -> HttpResponse:
    """COND-01…04. Write a check down."""
    form = CheckForm(request.POST, user=me(request))

    def make() -> str:
        made = acts.check(form.check_given(), by=me(request), now=timezone.now())
        toast(request, _("Written down; the person is told.") if made.person_id else _("Written down."))
        return _address(made)

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, form: CheckForm | None = None, *, status: int = 200) -> HttpResponse:
    given = form or CheckForm(user=me(request), initial={"on": local_day(timezone.now())})
    return answer(request, "staffing/conduct_new.html", {"form": given}, status=status)


@page(needs=P.CONDUCT_READ)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """COND-01. One check with its findings."""
    return _check(request, pk)


@act(needs=P.CONDUCT_READ)
def see(request: HttpRequest, pk: int) -> HttpResponse:
    """COND-01. Say that one has seen it."""
    found, form = _found(request, pk), PlainForm(request.POST)

    def make() -> str:
        acts.see(found, by=me(request), now=timezone.now())
        toast(request, _("Noted that you have seen it."))
        return _address(found)

    return attempt(request, form, make, partial(_check, request, pk))


@act(needs=P.CONDUCT_READ)
def note_call(request: HttpRequest) -> HttpResponse:
    """COND-01. Note an urgent private call in the work log."""
    form = CallForm(request.POST)

    def make() -> str:
        acts.note_call(form.call(), by=me(request), now=timezone.now())
        toast(request, _("It stands in the work log."))
        return f"{reverse('staffing:conduct')}?view=calls"

    return attempt(request, form, make, partial(_conduct, request))


# -- the checklist


@page(needs=P.CONDUCT_CHECK)
def show_items(request: HttpRequest) -> HttpResponse:
    """COND-01. The checklist, and the form for one point."""
    return _items(request, _item(request.GET.get("row", "")))


@act(needs=P.CONDUCT_CHECK)
def keep_item(request: HttpRequest) -> HttpResponse:
    """COND-01. Write a point anew, or change one."""
    row = _item(request.POST.get("row", ""))
    form = ItemForm(request.POST)

    def make() -> str:
        data = form.cleaned_data
        is_active = data["is_active"] or row is None
        acts.keep_item(
            row, data["text"], text_en=data["text_en"], order=data["order"], is_active=is_active, by=me(request)
        )
        toast(request, _("The checklist is changed."))
        return reverse("staffing:conduct-items")

    return attempt(request, form, make, partial(_items, request, row))


items = pair(show_items, keep_item)


def _item(key: str) -> ConductItem | None:
    """The row to change; None for a new one. Raises Http404."""
    if not key:
        return None
    found = row_of(ConductItem.objects.all(), key)
    if found is None:
        raise Http404(key)
    return found


def _items(
    request: HttpRequest, row: ConductItem | None, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    stands = {"text": row.text, "text_en": row.text_en, "order": row.order, "is_active": row.is_active} if row else {}
    context = {"rows": list(reads.all_items()), "row": row, "form": form or ItemForm(initial=stands)}
    return answer(request, "staffing/conduct_items.html", context, status=status)


def _found(request: HttpRequest, pk: int) -> ConductCheck:
    """A check one may see. Raises Http404."""
    found = reads.checks_of(me(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _check(request: HttpRequest, pk: int, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    found, user = _found(request, pk), me(request)
    context = {
        "check": found,
        "form": form,
        "findings": list(found.findings.select_related("item")),
        "may_see": not rules.obstacles_to_seeing(found, user),
        "now": timezone.now(),
    }
    return answer(request, "staffing/conduct_check.html", context, status=status)


def _address(found: ConductCheck) -> str:
    return reverse("staffing:conduct-check", args=[found.pk])

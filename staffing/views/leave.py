"""Doors of leave: the lists, asking, one leave with its decision, absence, the papers F-68 and F-89."""

from __future__ import annotations

from datetime import timedelta
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
from staffing.actions import leave as acts
from staffing.forms.absences import AbsentForm, DecisionForm, LeaveForm
from staffing.forms.plain import PlainForm
from staffing.models import Leave
from staffing.queries import leave as reads
from staffing.rules import leave as rules
from staffing.views.absences import shown, tone_of
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

    from mall.models import User

P = Permission
ANYBODY = (P.LEAVE_ASK, P.LEAVE_GRANT, P.LEAVE_GRANT_LONG)
DECIDES = (P.LEAVE_GRANT, P.LEAVE_GRANT_LONG)


@page(needs=ANYBODY)
def leave_list(request: HttpRequest) -> HttpResponse:
    """Show leave: one's own, what waits for one's decision, all one may see; undecided first."""
    user, now = me(request), timezone.now()
    views = _views(user)
    view = request.GET.get("view", "")
    view = view if view in views else views[0]
    found = reads.leave_page(user, view, request.GET)
    context = {
        "page": found,
        "rows": shown(found),
        "view": view,
        "views": views,
        "waiting": reads.waiting_beside(found, reads.to_decide(user)) if "decide" in views else 0,
        "may_ask": user.may(P.LEAVE_ASK),
        "may_count": user.may(P.LEAVE_GRANT),
        "may_swap": user.may(P.SWAP_ASK),
        "now": now,
    }
    return answer(request, "staffing/leave.html", context)


def _views(user: User) -> list[str]:
    decides = any(user.may(one) for one in DECIDES)
    return [
        *(["decide"] if decides else []),
        *(["mine"] if user.may(P.LEAVE_ASK) else []),
        *(["all"] if decides else []),
    ]


# -- asking


@page(needs=P.LEAVE_ASK)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the slip that asks for leave."""
    return _new(request)


@act(needs=P.LEAVE_ASK)
def do_new(request: HttpRequest) -> HttpResponse:
    """LEAVE-01. Ask for leave."""
    user, now = me(request), timezone.now()
    form = LeaveForm(request.POST, user=user, extends=_trip(request))

    def make() -> str:
        made = acts.ask(form.asked(), by=user, now=now)
        toast(request, _("Asked for: you are told when it is decided."))
        return _address(made)

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, form: LeaveForm | None = None, *, status: int = 200) -> HttpResponse:
    now, trip = timezone.now(), _trip(request)
    earliest = local_day(now) + timedelta(days=limit("leave_notice", now))
    first = trip.to_on + timedelta(days=1) if trip else earliest
    initial = {"from_on": first, "to_on": first, "place": trip.place if trip else ""}
    context = {
        "form": form or LeaveForm(user=me(request), extends=trip, initial=initial),
        "trip": trip,
        "earliest": earliest,
        "days": limit("leave_supervisor_days", now),
        "now": now,
    }
    return answer(request, "staffing/leave_new.html", context, status=status)


def _trip(request: HttpRequest) -> Leave | None:
    """The business trip that is to be extended, one's own and approved. Raises Http404 for what is none."""
    wanted = request.GET.get("extends", "")
    if not wanted:
        return None
    mine = Leave.objects.filter(person=me(request), kind=Leave.Kind.TRIP, state=Leave.State.APPROVED)
    found = row_of(mine, wanted)
    if found is None:
        raise Http404(wanted)
    return found


# -- one


@page(needs=ANYBODY)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a leave: what was asked, what it does to the desks, what was decided."""
    return _one(request, pk)


@act(needs=DECIDES)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """LEAVE-02…06. Grant it, pass it on to the general manager, or refuse it with the reason."""
    found, user, now = _leave(request, pk), me(request), timezone.now()
    form = DecisionForm(request.POST, verdicts=["approve", "pass_on", "refuse"])

    def make() -> str:
        words = form.cleaned_data["decision"]
        if form.cleaned_data["verdict"] == "approve":
            acts.approve(found, words, by=user, now=now)
            toast(request, _("Approved: the roster is changed and the people are told."))
        elif form.cleaned_data["verdict"] == "pass_on":
            acts.pass_on(found, words, by=user, now=now)
            toast(request, _("Checked and passed on to the general manager."))
        else:
            acts.refuse(found, words, by=user, now=now)
            toast(request, _("Not approved; the person is told."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.LEAVE_ASK)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """LEAVE-01. Withdraw leave before it begins."""
    found, form = _leave(request, pk), PlainForm(request.POST)

    def make() -> str:
        acts.withdraw(found, by=me(request), now=timezone.now())
        toast(request, _("Withdrawn."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.LEAVE_GRANT)
def count_absent(request: HttpRequest, pk: int) -> HttpResponse:
    """LEAVE-04. Count leave that nobody granted as absent."""
    found, form = _leave(request, pk), PlainForm(request.POST)

    def make() -> str:
        acts.count_absent(found, by=me(request), now=timezone.now())
        toast(request, _("Counted as absent; the person is told."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


def _leave(request: HttpRequest, pk: int) -> Leave:
    """A leave one may look at. Raises Http404."""
    rows = reads.leaves_of(me(request)).select_related("checked_by", "decided_by", "extends")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _one(request: HttpRequest, pk: int, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    found, user, now = _leave(request, pk), me(request), timezone.now()
    today, days = local_day(now), reads.days_in_one_piece(found)
    tone, icon = tone_of(found)
    may_decide = not rules.obstacles_to_deciding(found, user)
    context = {
        "leave": found,
        "days": rules.days_of(found.from_on, found.to_on),
        "in_one_piece": days,
        "tone": tone,
        "icon": icon,
        "form": form,
        "decision": form if isinstance(form, DecisionForm) else DecisionForm(verdicts=[]),
        "may_decide": may_decide,
        "granting": rules.obstacles_to_granting(found, user, days),
        "may_pass_on": not rules.obstacles_to_passing_on(found, user, days),
        "may_withdraw": not rules.obstacles_to_withdrawing(found, user, today),
        "may_count": not rules.obstacles_to_counting_absent(found, user, today),
        "is_undecided": found.state in rules.UNDECIDED,
        "empty": reads.desks_left_by(found, now) if found.state in rules.UNDECIDED else [],
        "deciders": reads.deciders(found) if found.state in rules.UNDECIDED else [],
        "extensions": list(found.extensions.exclude(state=Leave.State.WITHDRAWN)),
        "may_extend": found.person == user and (found.kind, found.state) == (Leave.Kind.TRIP, Leave.State.APPROVED),
        "now": now,
    }
    return answer(request, "staffing/leave_one.html", context, status=status)


@page(needs=ANYBODY)
def print_one(request: HttpRequest, pk: int) -> HttpResponse:
    """F-68, F-89. The slip of a leave, the form of a business trip, with room to sign."""
    found = _leave(request, pk)
    is_trip = found.kind == Leave.Kind.TRIP
    code, template = ("F-89", "trip") if is_trip else ("F-68", "leave")
    context = {
        "leave": found,
        "days": rules.days_of(found.from_on, found.to_on),
        "home": found.person.home,
        "form_code": code,
        "folder_number": f"{code}-{found.pk:06d}",
        "is_void": found.state in (Leave.State.REFUSED, Leave.State.WITHDRAWN),
        "extensions": list(found.extensions.filter(state=Leave.State.APPROVED)),
        "printed_by": me(request),
    }
    return pdf_response(f"staffing/print/{template}.html", context, name=f"{code}-{found.pk}.pdf", request=request)


# -- absent


@page(needs=P.LEAVE_GRANT)
def show_absent(request: HttpRequest) -> HttpResponse:
    """Show the form that counts somebody as absent."""
    return _absent(request)


@act(needs=P.LEAVE_GRANT)
def do_absent(request: HttpRequest) -> HttpResponse:
    """LEAVE-01. Count somebody as absent who was not there and had not asked."""
    user, now = me(request), timezone.now()
    form = AbsentForm(request.POST, user=user)

    def make() -> str:
        made = acts.note_absence(form.asked(), by=user, now=now)
        toast(request, _("Counted as absent; the person is told."), "info")
        return _address(made)

    return attempt(request, form, make, partial(_absent, request))


absent = pair(show_absent, do_absent)


def _absent(request: HttpRequest, form: AbsentForm | None = None, *, status: int = 200) -> HttpResponse:
    today = local_day(timezone.now())
    initial = {"from_on": today, "to_on": today, "person": request.GET.get("person", "")}
    context = {"form": form or AbsentForm(user=me(request), initial=initial)}
    return answer(request, "staffing/leave_absent.html", context, status=status)


def _address(leave: Leave) -> str:
    return reverse("staffing:leave-one", args=[leave.pk])

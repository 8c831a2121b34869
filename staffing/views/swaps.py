"""Doors of swaps: the lists, asking, one swap with its answer and its decision, the paper F-100."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.inputs import row_of
from mall.me import me
from mall.models import User
from mall.roles import Permission
from staffing.actions import swaps as acts
from staffing.forms.absences import DecisionForm, SwapForm
from staffing.forms.plain import PlainForm
from staffing.models import Swap
from staffing.queries import swaps as reads
from staffing.queries.leave import waiting_beside
from staffing.queries.rosters import desk_names
from staffing.rules import swaps as rules
from staffing.rules.findings import what_stands
from staffing.views.absences import shown, tone_of
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest

P = Permission
ANYBODY = (P.SWAP_ASK, P.SWAP_APPROVE)


@page(needs=ANYBODY)
def swap_list(request: HttpRequest) -> HttpResponse:
    """Show swaps: what waits for one, one's own, all one may see; what is open first."""
    user, now = me(request), timezone.now()
    approves = user.may(P.SWAP_APPROVE)
    views = ["decide", "mine", "all"] if approves else ["mine", "decide"]
    view = request.GET.get("view", "")
    view = view if view in views else views[0]
    found = reads.swap_page(user, view, request.GET, now)
    context = {
        "page": found,
        "rows": shown(found),
        "view": view,
        "views": views,
        "waiting": waiting_beside(found, reads.to_decide(user, now)),
        "now": now,
    }
    return answer(request, "staffing/swaps.html", context)


# -- asking


@page(needs=ANYBODY)
def show_new(request: HttpRequest) -> HttpResponse:
    """Choose a shift, a colleague, and what is given for it; each with what it would do."""
    return _new(request)


@act(needs=ANYBODY)
def do_new(request: HttpRequest) -> HttpResponse:
    """ROST-15. Ask for a swap."""
    user, now = me(request), timezone.now()
    chosen = _chosen(request, now)
    form = SwapForm(request.POST, choices=chosen["exchanges"])

    def make() -> str:
        other = form.other_day()
        exchange = rules.Exchange(chosen["person"].pk, chosen["on"], chosen["colleague"].pk, other)
        made = acts.ask(exchange, form.cleaned_data["reason"], by=user, now=now)
        toast(request, _("Asked: the colleague is told."))
        return _address(made)

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, form: SwapForm | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    chosen = _chosen(request, now)
    context = {
        **chosen,
        "form": form or SwapForm(choices=chosen["exchanges"]),
        "people": _people(user),
        "is_mine": chosen["person"] == user,
        "now": now,
    }
    return answer(request, "staffing/swap_new.html", context, status=status)


def _people(user: User) -> list[User]:
    """ROST-15. For whom one may start a swap: the supervisor for everybody who is laid out."""
    return list(reads.laid_out(timezone.now())) if user.may(P.SWAP_APPROVE) else []


def _chosen(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What was chosen so far: whose shift, which, which colleague; whatever does not fit is as not chosen."""
    user, asked = me(request), request.GET
    person = user
    if user.may(P.SWAP_APPROVE) and (wanted := asked.get("person", "")):
        person = row_of(User.objects.filter(is_active=True), wanted) or user
    shifts = reads.shifts_ahead(person, now)
    on = next((one.on for one in shifts if one.value == asked.get("on", "")), None)
    colleagues = list(reads.colleagues(person, on)) if on else []
    colleague = next((one for one in colleagues if str(one.pk) == asked.get("colleague", "")), None)
    exchanges = reads.exchanges(person, on, colleague, now) if on and colleague else []
    return {
        "person": person,
        "shifts": shifts,
        "on": on,
        "colleagues": colleagues,
        "colleague": colleague,
        "exchanges": exchanges,
    }


# -- one


@page(needs=ANYBODY)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a swap: what it is about, what it does to desks and people, where it stands."""
    return _one(request, pk)


@act(needs=ANYBODY)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-15. The colleague accepts or declines."""
    found, user, now = _swap(request, pk), me(request), timezone.now()
    form = DecisionForm(request.POST, verdicts=["accept", "decline"])

    def make() -> str:
        do = acts.accept if form.cleaned_data["verdict"] == "accept" else acts.decline
        _say(request, do(found, by=user, now=now))
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.SWAP_APPROVE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-15. The supervisor approves or refuses."""
    found, user, now = _swap(request, pk), me(request), timezone.now()
    form = DecisionForm(request.POST, verdicts=["approve", "refuse"])

    def make() -> str:
        do = acts.approve if form.cleaned_data["verdict"] == "approve" else acts.refuse
        _say(request, do(found, form.cleaned_data["decision"], by=user, now=now))
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=ANYBODY)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-15. Who asked withdraws it."""
    found, form = _swap(request, pk), PlainForm(request.POST)

    def make() -> str:
        _say(request, acts.withdraw(found, by=me(request), now=timezone.now()))
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


def _say(request: HttpRequest, swap: Swap) -> None:
    """Say what became of it; one that has lapsed meanwhile too."""
    said = {
        Swap.State.ACCEPTED: (_("Accepted: it waits for the supervisor."), "ok"),
        Swap.State.DECLINED: (_("Declined; the colleague is told."), "info"),
        Swap.State.APPROVED: (_("Approved: the roster is changed and both are told."), "ok"),
        Swap.State.REFUSED: (_("Not approved; both are told."), "info"),
        Swap.State.WITHDRAWN: (_("Withdrawn."), "info"),
        Swap.State.EXPIRED: (_("The swap has lapsed: work as the roster says."), "soon"),
    }
    words, level = said[Swap.State(swap.state)]
    toast(request, words, level)


def _swap(request: HttpRequest, pk: int) -> Swap:
    """A swap one may look at. Raises Http404."""
    rows = reads.swaps_of(me(request)).select_related("asked_by", "decided_by", "version__roster")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _one(request: HttpRequest, pk: int, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    found, user, now = _swap(request, pk), me(request), timezone.now()
    tone, icon = tone_of(found)
    deciding = rules.obstacles_to_deciding(found, user, now)
    context = {
        **_effect(found, now),
        "swap": found,
        "tone": tone,
        "icon": icon,
        "form": form,
        "decision": form if isinstance(form, DecisionForm) else DecisionForm(verdicts=[]),
        "may_answer": not rules.obstacles_to_answering(found, user, now),
        "may_decide": not deciding,
        "deciding": deciding,
        "may_withdraw": not rules.obstacles_to_withdrawing(found, user),
        "is_open": found.state in rules.OPEN,
        "changed": found.decision == rules.CHANGED and found.state == Swap.State.EXPIRED,
        "now": now,
    }
    return answer(request, "staffing/swap_one.html", context, status=status)


def _effect(swap: Swap, now: datetime) -> dict[str, Any]:
    """What the swap does, while it is open; afterwards the shifts as they stood when it was asked."""
    exchange = rules.exchange_of(swap)
    then = reads.plan_of(swap, swap.asked_at)
    desks = desk_names()
    found: dict[str, Any] = {
        "given": what_stands(then.get((swap.person_id, swap.on)), desks),
        "taken": what_stands(then.get((swap.colleague_id, swap.other_on)), desks) if swap.other_on else "",
    }
    if swap.state not in rules.OPEN:
        return found
    lapses = rules.lapse_of(swap, then, reads.plan_of(swap), now)
    weighing = reads.weigh(exchange)
    if lapses is None and weighing is not None:
        harm = weighing.harm(exchange)
        found |= {"harm": harm, "law": rules.obstacles_to_breaking_law(harm), "sides": weighing.sides(exchange)}
    return found | {"lapses": lapses is not None}


@page(needs=ANYBODY)
def print_one(request: HttpRequest, pk: int) -> HttpResponse:
    """F-100. The record of a swap: both persons, shifts, reason, the manager's signature."""
    found = _swap(request, pk)
    context = {
        **_effect(found, timezone.now()),
        "swap": found,
        "form_code": "F-100",
        "folder_number": f"F-100-{found.pk:06d}",
        "is_void": found.state not in (*rules.OPEN, Swap.State.APPROVED),
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/swap.html", context, name=f"F-100-{found.pk}.pdf", request=request)


def _address(swap: Swap) -> str:
    return reverse("staffing:swap-one", args=[swap.pk])

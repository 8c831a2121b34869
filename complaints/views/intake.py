"""At the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.actions import dispatch, intake
from complaints.actions.moving import hold
from complaints.forms.intake import ADD, HAND_OVER, SETTLE, IntakeForm
from complaints.queries.deadlines import usual_answer_due
from complaints.queries.finding import visible_complaint
from complaints.queries.hints import hints
from complaints.queries.intake import counter_page, rules_beside, staff_options
from complaints.queries.places import place, places
from complaints.states import Against
from mall.me import me
from mall.phones import normalise_phone
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, toast
from ui.obstacles import Obstacle, Refused
from ui.pairs import pair
from ui.tokens import Spent, once, once_along

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint

P = Permission
PAGE = "complaints/new.html"


@page(needs=P.COMPLAINT_REGISTER)
def counter(request: HttpRequest) -> HttpResponse:
    """Show the empty form; its clock runs from now."""
    now = timezone.now()
    form = IntakeForm(user=me(request), now=now)
    return answer(request, PAGE, counter_page(form, now))


@act(needs=P.COMPLAINT_REGISTER)
def take_down(request: HttpRequest) -> HttpResponse:
    """Register what was typed, and hand it over, settle it, or add it to a case there is."""
    now = timezone.now()
    form = IntakeForm(request.POST, user=me(request), now=now)
    then = request.POST.get("then", HAND_OVER)
    if form.is_valid():
        try:
            if then == ADD:
                return once(request, lambda: _add(request, form, now))
            return once_along(request, lambda spent: _register(request, form, then, now, spent))
        except Refused as refused:
            form.put(refused.obstacles)
    raise Undone(lambda: answer(request, PAGE, counter_page(form, now, then=then), status=422))


new = pair(counter, take_down)


def _add(request: HttpRequest, form: IntakeForm, now: datetime) -> str:
    """Add what was said to a case there is; returns where to go."""
    by, data = me(request), form.cleaned_data
    case = hold(visible_complaint(by, data["to_case"]))
    intake.add_to_case(case, data["happened"], said_by=data["name"], files=data["files"], by=by, now=now)
    toast(request, _("Added to %(number)s.") % {"number": case.folder.number})
    return case.get_absolute_url()


def _register(request: HttpRequest, form: IntakeForm, then: str, now: datetime, spent: Spent | None) -> str:
    """Register, then do what the button said; returns where to go."""
    by, data = me(request), form.cleaned_data

    where = ""

    def along(case: Complaint) -> list[Any]:
        nonlocal where
        where = reverse("complaints:registered", args=[case.folder.number])
        return [spent(where)] if spent else []

    repeats = visible_complaint(by, data["repeats"]) if data["repeats"] else None
    case = intake.register(form.sheet(), by=by, now=now, repeats=repeats, along=along)
    if then == SETTLE:
        intake.settle_at_once(case, data["words"], content=data["content"], by=by, now=now)
    elif then == HAND_OVER and case.against != Against.STAFF:
        _hand_over(case, form, request, now)
    return where


def _hand_over(case: Complaint, form: IntakeForm, request: HttpRequest, now: datetime) -> None:
    lead = form.cleaned_data["lead"]
    if lead is None:
        raise Refused(Obstacle("lead", _("Say which department gets it."), "lead"))
    due = usual_answer_due(case, now)
    dispatch.hand_over(case, lead, answer_due_at=due, by=me(request), now=now)


@act(needs=P.COMPLAINT_REGISTER)
def look(request: HttpRequest) -> HttpResponse:
    """Answer with what is alike, who was here before, and the merchant's card.

    It changes nothing; it is posted so that no phone stands in an address or a log.
    """
    now = timezone.now()
    found = place(request.POST.get("where", ""), request.POST.get("where_text", ""), me(request))
    try:
        phone = normalise_phone(request.POST.get("phone", ""))
    except ValueError:
        phone = ""
    happened = request.POST.get("happened", "")[:2000]
    shown = hints(me(request), place=found, phone=phone, happened=happened, now=now)
    return answer(request, "complaints/_hints.html", {"hints": shown, "now": now})


@page(needs=P.COMPLAINT_REGISTER)
def place_options(request: HttpRequest) -> HttpResponse:
    """Answer the picker of merchants, units and floors."""
    return answer(request, "ui/_options.html", {"options": places(request.GET.get("q", ""), me(request))})


@page(needs=P.COMPLAINT_REGISTER)
def rules(request: HttpRequest) -> HttpResponse:
    """Answer with the dispute rules to explain for the category that was chosen."""
    return answer(request, "complaints/new/_rules.html", rules_beside(request.GET.get("category", "")))


@page(needs=P.COMPLAINT_REGISTER)
def staff(request: HttpRequest) -> HttpResponse:
    """Answer the picker of our own people."""
    return answer(request, "ui/_options.html", {"options": staff_options(request.GET.get("q", ""))})


@page(needs=P.COMPLAINT_REGISTER)
def registered(request: HttpRequest, number: str) -> HttpResponse:
    """Show the number large, the slips to print, and what comes next."""
    case = visible_complaint(me(request), number)
    return answer(request, "complaints/registered.html", {"complaint": case, "now": timezone.now()})

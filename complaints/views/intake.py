"""At the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from complaints.views.person import person
from mall.phones import normalise_phone
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, toast
from ui.obstacles import Obstacle, Refused
from ui.pairs import pair
from ui.tokens import once

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint

P = Permission
PAGE = "complaints/new.html"


@page(needs=P.COMPLAINT_REGISTER)
def counter(request: HttpRequest) -> HttpResponse:
    """Show the empty form; its clock runs from now."""
    now = timezone.now()
    form = IntakeForm(user=person(request), now=now)
    return answer(request, PAGE, counter_page(form, now))


@act(needs=P.COMPLAINT_REGISTER)
def take_down(request: HttpRequest) -> HttpResponse:
    """Register what was typed, and hand it over, settle it, or add it to a case there is."""
    now = timezone.now()
    form = IntakeForm(request.POST, user=person(request), now=now)
    then = request.POST.get("then", HAND_OVER)
    if form.is_valid():
        try:
            return once(request, lambda: _done(request, form, then, now))
        except Refused as refused:
            form.put(refused.obstacles)
    raise Undone(lambda: answer(request, PAGE, counter_page(form, now, then=then), status=422))


new = pair(counter, take_down)


def _done(request: HttpRequest, form: IntakeForm, then: str, now: datetime) -> str:
    """Do what the button said; returns where to go."""
    by, data = person(request), form.cleaned_data
    if then == ADD:
        case = hold(visible_complaint(by, data["to_case"]))
        intake.add_to_case(case, data["happened"], said_by=data["name"], files=data["files"], by=by, now=now)
        toast(request, _("Added to %(number)s.") % {"number": case.folder.number})
        return case.get_absolute_url()
    repeats = visible_complaint(by, data["repeats"]) if data["repeats"] else None
    case = intake.register(form.sheet(), by=by, now=now, repeats=repeats)
    if then == SETTLE:
        intake.settle_at_once(case, data["words"], content=data["content"], by=by, now=now)
    elif then == HAND_OVER and case.against != Against.STAFF:
        _hand_over(case, form, request, now)
    return reverse("complaints:registered", args=[case.folder.number])


def _hand_over(case: Complaint, form: IntakeForm, request: HttpRequest, now: datetime) -> None:
    lead = form.cleaned_data["lead"]
    if lead is None:
        raise Refused(Obstacle("lead", _("Say which department gets it."), "lead"))
    due = usual_answer_due(case, now)
    dispatch.hand_over(case, lead, answer_due_at=due, by=person(request), now=now)


@act(needs=P.COMPLAINT_REGISTER)
def look(request: HttpRequest) -> HttpResponse:
    """Answer with what is alike, who was here before, and the merchant's card.

    It changes nothing; it is posted so that no phone stands in an address or a log.
    """
    now = timezone.now()
    found = place(request.POST.get("where", ""), request.POST.get("where_text", ""), person(request))
    try:
        phone = normalise_phone(request.POST.get("phone", ""))
    except ValueError:
        phone = ""
    happened = request.POST.get("happened", "")[:2000]
    shown = hints(person(request), place=found, phone=phone, happened=happened, now=now)
    return answer(request, "complaints/_hints.html", {"hints": shown, "now": now})


@page(needs=P.COMPLAINT_REGISTER)
def place_options(request: HttpRequest) -> HttpResponse:
    """Answer the picker of merchants, units and floors."""
    return answer(request, "ui/_options.html", {"options": places(request.GET.get("q", ""), person(request))})


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
    case = visible_complaint(person(request), number)
    return answer(request, "complaints/registered.html", {"complaint": case, "now": timezone.now()})

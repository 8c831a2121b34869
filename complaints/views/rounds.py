"""Doors of the regular follow-ups: planning a round, giving out, asking a merchant, the quarter's report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.actions import follow_ups
from casework.models import FollowUp
from complaints.actions import rounds
from complaints.forms.follow_ups import GIVE_UP
from complaints.forms.rounds import GiveForm, RoundForm, SettleForm, VisitForm
from complaints.queries import rounds as reads
from complaints.queries.follow_ups import visible_follow_ups
from mall.me import me
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer, go, safe_next, toast
from ui.obstacles import Refused, put_obstacles
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import once

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms

P = Permission
ASK = (P.FOLLOW_UP_ASK, P.FOLLOW_UP_RECHECK)
READ = (P.FOLLOW_UP_RECHECK, P.CONFIDENTIAL_READ)
QUARTER = re.compile(r"(20\d\d)-Q([1-4])")


@page(needs=P.FOLLOW_UP_RECHECK)
def show_plan(request: HttpRequest) -> HttpResponse:
    """Show how many wait for their turn, and the form of a round."""
    return _plan_page(request, RoundForm())


@act(needs=P.FOLLOW_UP_RECHECK)
def do_plan(request: HttpRequest) -> HttpResponse:
    """Plan a round (FUP-09, FUP-11, FUP-12)."""
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, form, status=422)
    data = form.cleaned_data

    def make() -> str:
        made = rounds.plan(**data, by=me(request), now=timezone.now())
        said = ngettext("%(n)s follow-up is planned.", "%(n)s follow-ups are planned.", len(made))
        toast(request, said % {"n": len(made)})
        return f"{reverse('complaints:follow_ups')}?show=visits"

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        return _plan_page(request, form, status=refused.status)


plan = pair(show_plan, do_plan)


def _plan_page(request: HttpRequest, form: RoundForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    turns = [(label, reads.to_be_asked(me(request), whom, now).count()) for whom, label in reads.WHOM.items()]
    return answer(request, "complaints/round.html", {"form": form, "turns": turns}, status=status)


@act(needs=P.FOLLOW_UP_RECHECK)
def give(request: HttpRequest) -> HttpResponse:
    """Give several follow-ups to one person (FUP-12); what refuses is named."""
    back = safe_next(request, reverse("complaints:follow_ups"))
    form = GiveForm(request.POST)
    if not form.is_valid():
        toast(request, _("Choose follow-ups and say who asks."), "late")
        return go(request, back)
    chosen = visible_follow_ups(me(request)).filter(pk__in=form.cleaned_data["ids"], done_at=None)
    outcome = rounds.give(
        chosen.select_related("folder").order_by("pk"), form.cleaned_data["person"], by=me(request), now=timezone.now()
    )
    toast(request, ngettext("%(n)s given.", "%(n)s given.", outcome.done) % {"n": outcome.done})
    for number, sentence in outcome.refused.items():
        toast(request, f"{number}: {sentence}", "late")
    return go(request, back)


@page(needs=ASK)
def show_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a merchant's follow-up: what is asked, or what was said."""
    return _visit_page(request, _visit(request, pk), VisitForm(now=timezone.now()))


@act(needs=ASK)
def do_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Note one try at asking the merchant (FUP-09)."""
    now = timezone.now()
    one = _visit(request, pk)
    form = VisitForm(request.POST, now=now)
    if not form.is_valid():
        return _visit_page(request, one, form, status=422)

    def make() -> str:
        _try(one, form.cleaned_data, request, now)
        toast(request, _("The follow-up is noted."))
        return f"{reverse('complaints:follow_ups')}?show=visits"

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        return _visit_page(request, one, form, status=refused.status)


visit = pair(show_visit, do_visit)


def _try(one: FollowUp, data: dict[str, Any], request: HttpRequest, now: datetime) -> None:
    by = me(request)
    if data["code"] == GIVE_UP:
        follow_ups.give_up(one, by=by, now=now)
        return
    follow_ups.attempt(
        one, code=data["code"], way=data["way"], remark=data["remark"], grades=data["grades"], by=by, now=now
    )
    if data["promised_at"] is not None:
        follow_ups.promise(one, data["promised_at"], by=by, now=now)


@act(needs=P.FOLLOW_UP_RECHECK)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether what a merchant was not content with is settled (FUP-11)."""
    one = _visit(request, pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _visit_page(request, one, VisitForm(now=timezone.now()), settle=form, status=422)
    data = form.cleaned_data
    rounds.settle(one, data["words"], settled=data["settled"], by=me(request), now=timezone.now())
    toast(request, _("The record is reviewed."))
    return go(request, reverse("complaints:visit", args=[pk]))


def _visit(request: HttpRequest, pk: int) -> FollowUp:
    found = visible_follow_ups(me(request)).filter(folder__kind="merchant", pk=pk)
    one: FollowUp | None = found.select_related(
        "folder__merchant", "assigned_to", "asked_by", "reviewed_by", "evaluation"
    ).first()
    if one is None:
        raise Http404(pk)
    return one


def _visit_page(
    request: HttpRequest, one: FollowUp, form: forms.Form, *, settle: SettleForm | None = None, status: int = 200
) -> HttpResponse:
    merchant = one.folder.merchant
    context = {
        "follow_up": one,
        "merchant": merchant,
        "contacts": merchant.contacts.filter(removed_at=None),
        "tries": one.attempts.select_related("by"),
        "form": form,
        "pending": one.outcome == FollowUp.Outcome.UNSATISFIED and one.reviewed_at is None,
        "may_settle": me(request).may(P.FOLLOW_UP_RECHECK) and one.asked_by_id != me(request).pk,
        "settle": settle or SettleForm(),
    }
    return answer(request, "complaints/visit.html", context, status=status)


@page(needs=READ)
def report(request: HttpRequest) -> HttpResponse:
    """The quarter's follow-ups: how many, how content, what is pending (FUP-11)."""
    year, quarter = _asked(request.GET.get("quarter", ""), timezone.now())
    context = {
        "report": reads.report(me(request), year, quarter),
        "before": f"{year - (quarter == 1)}-Q{quarter - 1 or 4}",
        "after": f"{year + (quarter == 4)}-Q{quarter % 4 + 1}",  # noqa: PLR2004 - four quarters
    }
    return answer(request, "complaints/follow_up_report.html", context)


@page(needs=READ)
def print_report(request: HttpRequest) -> HttpResponse:
    """The quarter's report on paper."""
    year, quarter = _asked(request.GET.get("quarter", ""), timezone.now())
    found = reads.report(me(request), year, quarter)
    context = {"report": found, "folder_number": found["period"]}
    name = f"follow-ups-{found['period']}.pdf"
    return pdf_response("complaints/print/follow_up_report.html", context, name=name, request=request)


@act(needs=READ)
def send_report(request: HttpRequest) -> HttpResponse:
    """Send the quarter's report by mail (FUP-11)."""
    now = timezone.now()
    year, quarter = _asked(request.POST.get("quarter", ""), now)
    rounds.send_report(year, quarter, by=me(request), now=now)
    toast(request, _("The report is sent to the manager, the deputies and the general manager's office."))
    return go(request, f"{reverse('complaints:follow_up_report')}?quarter={year}-Q{quarter}")


def _asked(text: str, now: datetime) -> tuple[int, int]:
    if not text:
        return reads.quarter_of(now)
    found = QUARTER.fullmatch(text)
    if found is None:
        raise Http404(text)
    return int(found[1]), int(found[2])

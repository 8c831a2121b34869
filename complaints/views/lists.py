"""The queue, its export, and what supervisors do with several cases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import export as sheet
from complaints.actions import lists as acts
from complaints.forms.lists import BulkForm, FilterForm, desk_people
from complaints.queries.lists import VIEWS, counters, folders_wanted, tabs_of, total
from complaints.queries.lists import queue as read_queue
from mall.actions import jobs
from mall.actions.doors import log_export
from mall.me import me
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer, go, safe_next, toast
from ui.obstacles import Obstacle, Refused
from ui.sheets import xlsx_response

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from mall.models import User

P = Permission


@page(needs=P.COMPLAINT_READ)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a saved view, narrowed and sorted, fifty rows at a time; its counters come after it."""
    now = timezone.now()
    wanted = FilterForm.read(request.GET, user=me(request))
    context = {
        "wanted": wanted,
        "queue": read_queue(me(request), wanted, request.GET, now),
        "tabs": _tabs(me(request), wanted.view, {}),
        "view": VIEWS[wanted.view],
        "now": now,
        "may_bulk": me(request).may(P.COMPLAINT_ASSIGN),
        "may_export": me(request).may(P.EXPORT),
        "may_import": me(request).may(P.COMPLAINT_IMPORT),
        "may_register": me(request).may(P.COMPLAINT_REGISTER),
        "here": request.get_full_path(),
    }
    return answer(request, "complaints/queue.html", context, partial="live")


@page(needs=P.COMPLAINT_READ)
def tabs(request: HttpRequest) -> HttpResponse:
    """Count what stands in each view and in the one shown: loaded beside the rows, which never wait for it."""
    now = timezone.now()
    wanted = FilterForm.read(request.GET, user=me(request))
    counted = counters(me(request), now)
    context = {
        "tabs": _tabs(me(request), wanted.view, counted),
        "total": total(me(request), wanted, counted, now),
        "counted": True,
    }
    return answer(request, "complaints/_tabs.html", context)


@page(needs=P.COMPLAINT_READ)
def filters(request: HttpRequest) -> HttpResponse:
    """Show what a view can be narrowed by; loaded when somebody opens the filter."""
    form = FilterForm(request.GET, user=me(request)).with_choices()
    return answer(request, "complaints/filters.html", {"form": form, "wanted": form.wanted()}, partial="filters")


@page(needs=P.COMPLAINT_ASSIGN)
def people(request: HttpRequest) -> HttpResponse:
    """Offer who handles complaints at the desk, for giving several cases away."""
    return answer(request, "complaints/_people.html", {"people": desk_people()})


def _tabs(user: User, here: str, counted: dict[str, str]) -> list[dict[str, Any]]:
    codes = tabs_of(user)
    shown = codes if here in codes else (here, *codes)
    return [
        {
            "code": code,
            "label": VIEWS[code].label,
            "url": f"{reverse('complaints:list')}?view={code}",
            "counts": VIEWS[code].which is not None,
            "count": counted.get(code, ""),
            "on": code == here,
        }
        for code in shown
    ]


@act(needs=P.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """DATA-03. Take the rows out as a spreadsheet, logged; a long list is made by the worker."""
    now = timezone.now()
    if not me(request).may(P.COMPLAINT_READ):
        raise Refused(Obstacle("read", _("Complaints are not open to you.")))
    wanted = FilterForm.read(request.GET, user=me(request))
    params = sheet.params_of(wanted)
    count = folders_wanted(me(request), wanted, now).count()
    if count > sheet.AT_MOST:
        job = jobs.start(sheet.EXPORT, by=me(request), now=now, params=params)
        return go(request, reverse("mall:job", args=[job.pk]))
    log_export(by=me(request), now=now, what="complaints", rows=count, filters=params)
    return xlsx_response(_("complaints"), sheet.HEADERS, sheet.lines(me(request), wanted, now))


@act(needs=P.COMPLAINT_ASSIGN)
def bulk(request: HttpRequest) -> HttpResponse:
    """Chase or give away several cases; what refuses is named."""
    now = timezone.now()
    form = BulkForm(request.POST)
    back = safe_next(request, reverse("complaints:list"))
    if not form.is_valid():
        reasons = [Obstacle("bulk", str(text)) for texts in form.errors.values() for text in texts]
        raise Refused(reasons)
    data = form.cleaned_data
    if data["what"] == BulkForm.CHASE:
        outcome = acts.chase_all(data["ids"], by=me(request), now=now)
        said = ngettext("%(n)d case chased.", "%(n)d cases chased.", outcome.done)
    else:
        outcome = acts.give_all(data["ids"], data["person"], by=me(request), now=now)
        said = ngettext("%(n)d case given.", "%(n)d cases given.", outcome.done)
    if outcome.done:
        toast(request, said % {"n": outcome.done})
    for number, reason in list(outcome.refused.items())[:5]:
        toast(request, f"{number}: {reason}", "soon")
    return go(request, back)

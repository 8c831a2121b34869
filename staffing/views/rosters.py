"""Doors of rosters: the half months, the grid, beginning, searching, publishing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.actions import jobs
from mall.limits import limit
from mall.localtime import local_day
from mall.me import me
from mall.queries.jobs import running_job
from mall.roles import Permission
from staffing import drafting
from staffing.actions import rosters as acts
from staffing.forms.rosters import PublishForm
from staffing.halves import due_on, half_of, read_half
from staffing.queries import roster_pages as pages
from staffing.queries import rosters as reads
from staffing.queries.fairness import as_published, live_of
from staffing.queries.grid import draft_sheet, seasons_of, shifts_of, version_sheet
from staffing.rules.rosters import obstacles_to_searching
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.obstacles import refuse_if
from ui.pairs import pair
from ui.tokens import attempt, once

if TYPE_CHECKING:
    from typing import Any

    from staffing.halves import Half
    from staffing.models import Roster

P = Permission


@page(needs=P.ROSTER_READ)
def rosters(request: HttpRequest) -> HttpResponse:
    """ROST-04, ROST-09. The half months: the running one, the next, those that are over."""
    today = local_day(timezone.now())
    rows = pages.ahead(today)
    found, past = pages.past(request.GET, today)
    may_lay = me(request).may(P.ROSTER_LAY)
    context = {
        "rows": rows,
        "past": past,
        "page": found,
        "today": today,
        "may_lay": may_lay,
        "to_begin": pages.first_to_begin(rows) if may_lay else None,
    }
    return answer(request, "staffing/rosters.html", context)


@page(needs=P.ROSTER_READ)
def roster(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-01, ROST-04…07, ROST-12, ROST-20. The grid: the draft of whoever lays it, else the version in force."""
    half = half_or_404(code)
    return answer(request, "staffing/roster.html", grid(request, half))


@act(needs=P.ROSTER_LAY)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-04. Begin the roster of a half month with what squads and rotation lay."""
    half = half_or_404(code)

    def make() -> str:
        found = acts.begin(half, now=timezone.now())
        toast(request, _("The pattern of squads and rotation is laid; what differs is laid by hand or searched for."))
        return address(found)

    return once(request, make)


@act(needs=P.ROSTER_LAY)
def search(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-20. Let the worker search for the best roster around what is laid by hand."""
    found = roster_or_404(code)

    def make() -> str:
        now = timezone.now()
        half, waits = reads.half_of_roster(found), running_job(drafting.KIND, half=found.code)
        refuse_if(obstacles_to_searching(half, local_day(now), is_running=waits is not None))
        job = jobs.start(drafting.KIND, by=me(request), now=now, params={"half": half.code})
        return reverse("mall:job", args=[job.pk])

    return once(request, make)


@page(needs=P.ROSTER_LAY)
def show_publish(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-20. Show what publishing changes, the gaps that need a reason, and what forbids it."""
    return _publishing(request, code)


@act(needs=P.ROSTER_LAY)
def do_publish(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-09, ROST-20. Publish the draft; whom it touches is told."""
    found, user = roster_or_404(code), me(request)
    form = PublishForm(request.POST)

    def make() -> str:
        data = form.cleaned_data
        made = acts.publish(found, data["reason"], edition=data["edition"], by=user, now=timezone.now())
        toast(request, _("Version %(n)d is published; whom it touches is told.") % {"n": made.number})
        return address(found)

    return attempt(request, form, make, partial(_publishing, request, code))


publish = pair(show_publish, do_publish)


def _publishing(request: HttpRequest, code: str, form: PublishForm | None = None, status: int = 200) -> HttpResponse:
    found = roster_or_404(code)
    preview = pages.publishing(found, local_day(timezone.now()))
    if form is None:
        form = PublishForm(initial={"edition": found.edition})
    context = {
        "roster": found,
        "half": reads.half_of_roster(found),
        "preview": preview,
        "form": form,
        "edition": found.edition,
        "words": ngettext("%(n)d person is told", "%(n)d people are told", preview.many) % {"n": preview.many},
    }
    return answer(request, "staffing/roster_publish.html", context, partial="drawer", status=status)


def grid(request: HttpRequest, half: Half) -> dict[str, Any]:
    """Everything the page of a roster shows."""
    today, user = local_day(timezone.now()), me(request)
    found, may_lay = reads.roster_of(half), user.may(P.ROSTER_LAY)
    version = reads.newest(found) if found else None
    context: dict[str, Any] = {
        "half": half,
        "roster": found,
        "version": version,
        "may_lay": may_lay,
        "today": today,
        "before": half.before.code,
        "after": half.after.code,
        "state": pages.state_of(half, version.number if version else 0, today, is_begun=found is not None),
        "due": due_on(half, limit("ab_submit_days", half.first)),
        "seasons": seasons_of(half),
    }
    if found is None or (version is None and not may_lay):
        return context
    if may_lay:
        sheet = draft_sheet(found, today=today, me=user.pk)
        live = live_of(sheet)
    else:
        assert version is not None  # noqa: S101 - asked above
        sheet = version_sheet(found, version, today=today, me=user.pk)
        live = as_published(live_of(sheet), version)
    return context | {
        "sheet": sheet,
        "live": live,
        "shifts": shifts_of(sheet.days),
        "edits": may_lay and half.last >= today,
        "base": reverse("staffing:roster-squares", args=[half.code]),
    }


def half_or_404(code: str) -> Half:
    """The half month of an address."""
    half = read_half(code)
    if half is None:
        raise Http404(code)
    return half_of(half.first)


def roster_or_404(code: str) -> Roster:
    """The roster of an address, which somebody has begun."""
    found = reads.roster_of(half_or_404(code))
    if found is None:
        raise Http404(code)
    return found


def address(found: Roster) -> str:
    """Where the grid of a roster is."""
    return reverse("staffing:roster", args=[found.code])

"""The card of the calendar's page: open cases whose deadlines were counted by an older calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from casework.actions.recounting import RECOUNT, ask_for_recount
from casework.queries.hours import matters_to_recount
from casework.rules.clocks import obstacles_to_recounting_all
from mall.me import me
from mall.queries.jobs import running_job
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(needs=Permission.CALENDAR_EDIT)
def older_hours(request: HttpRequest) -> HttpResponse:
    """Say how many open cases are counted by an older calendar, and offer to count them anew (CMP-35)."""
    waiting, running = matters_to_recount().count(), running_job(RECOUNT)
    context = {
        "waiting": waiting,
        "running": running,
        "obstacles": obstacles_to_recounting_all(waiting, running, me(request)),
    }
    return answer(request, "casework/older_hours.html", context, partial="card")


@act(needs=Permission.CALENDAR_EDIT)
def recount(request: HttpRequest) -> HttpResponse:
    """Let the worker count them anew, and show how far it is (CMP-35)."""
    job = ask_for_recount(by=me(request), now=timezone.now())
    return go(request, reverse("mall:job", args=[job.pk]))

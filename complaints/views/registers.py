"""Doors of the lists beside the queue: what waits for a decision, the measures, the flagged customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.queries import flagged, measures
from complaints.queries.waiting import DECIDES, PAGE, read_waiting
from complaints.rules.aftermath import CONFIRM_FLAG
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.fragments import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(needs=DECIDES)
def to_decide(request: HttpRequest) -> HttpResponse:
    """What waits for this person's word: settlements, petitions, reports to sign, flags."""
    now = timezone.now()
    waiting = read_waiting(me(request), now)
    may_flag = me(request).may(Permission.FLAGGED_CONFIRM)
    context = {"rows": waiting.rows, "total": waiting.count(), "most": PAGE, "now": now, "may_flag": may_flag}
    return answer(request, "complaints/approvals.html", context)


@page(needs=Permission.COMPLAINT_READ)
def list_measures(request: HttpRequest) -> HttpResponse:
    """IMPR-03, CMP-41. The measures to be checked, and those that were."""
    now = timezone.now()
    show = request.GET.get("show", "due")
    show = show if show in measures.TABS else "due"
    context = {
        "page": measures.list_measures(me(request), show, request.GET, now),
        "show": show,
        "tabs": measures.TABS.items(),
        "today": local_day(now),
    }
    return answer(request, "complaints/measures.html", context, partial="rows")


@page(needs=CONFIRM_FLAG.needs)
def list_flagged(request: HttpRequest) -> HttpResponse:
    """CMP-45. The customers to be careful with: standing, proposed, lifted."""
    show = request.GET.get("show", "standing")
    show = show if show in flagged.TABS else "standing"
    context = {
        "page": flagged.list_flagged(me(request), show, request.GET),
        "show": show,
        "tabs": flagged.TABS.items(),
    }
    return answer(request, "complaints/flagged.html", context, partial="rows")

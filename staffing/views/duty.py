"""Doors of the duty page: all desks now or on a day, the same as a part of the board, the duty rota on paper."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from mall.limits import limit
from mall.localtime import local, local_day
from mall.me import me
from mall.roles import Permission
from staffing.halves import half_of, read_half
from staffing.queries import duty as reads
from ui.doors import page
from ui.fragments import answer
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from datetime import datetime

P = Permission
DAY = re.compile(r"20\d\d-\d\d-\d\d")
A_DAY = timedelta(days=1)


@page(needs=P.ROSTER_READ)
def duty(request: HttpRequest) -> HttpResponse:
    """DESK-01, DESK-02, DESK-06. All desks: who stands there now, until when, who comes next; or a day as a whole."""
    now = timezone.now()
    on, today = _day(request.GET.get("on", ""), now), local_day(now)
    context = {
        **_desks(on, now),
        "on": on,
        "today": today,
        "before": on - A_DAY,
        "after": on + A_DAY,
        "half": half_of(on).code,
        "may_lay": me(request).may(P.ROSTER_LAY),
        "mine": me(request).pk,
    }
    return answer(request, "staffing/duty.html", context)


@page(needs=P.ROSTER_READ)
def duty_now(request: HttpRequest) -> HttpResponse:
    """DESK-02. Who is on duty now at each desk, as a part of the board."""
    now = timezone.now()
    return answer(request, "staffing/_duty_now.html", {**_desks(local_day(now), now), "mine": me(request).pk})


@page(needs=P.ROSTER_READ)
def print_duty(request: HttpRequest) -> HttpResponse:
    """ROST-17, F-102. The duty rota of a half month, with who cleans; or of its days out of the ordinary alone."""
    half = read_half(request.GET.get("half", "")) or half_of(local_day(timezone.now()))
    rota, is_special = reads.rota(half.days), request.GET.get("days") == "special"
    context = {
        "form_code": "F-102",
        "folder_number": half.code,
        "half": half,
        "is_special": is_special,
        "desks": rota.desks,
        "days": [day for day in rota.days if day.special or not is_special],
        "printed_by": me(request),
    }
    return pdf_response("staffing/print/duty.html", context, name=f"F-102-{half.code}.pdf", request=request)


def _desks(on: date, now: datetime) -> dict[str, Any]:
    """The desks of a day; of today as they stand at this hour, with the rounds that are walked meanwhile."""
    here = local(now)
    is_today = on == here.date()
    rounds = limit("walking_periods", on)
    return {
        "duty": reads.duty_day(on, now if is_today else None),
        "is_today": is_today,
        "now": now,
        "rounds": rounds,
        "walking": is_today and any(one.begins <= here.time() < one.ends for one in rounds),
    }


def _day(text: str, now: datetime) -> date:
    """The day asked for; today when nothing is said. Raises Http404."""
    if not text:
        return local_day(now)
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise Http404(text)

"""What the doors of points, rewards, talks, trainings and conduct share: the month asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from staffing.months import preceding, read_month

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest


def month_asked(request: HttpRequest, default: date) -> date:
    """The month of `?month=2026-11` or of the posted field; `default` when nothing is said. Raises Http404."""
    text = request.GET.get("month") or request.POST.get("month") or ""
    if not text:
        return default
    found = read_month(text)
    if found is None:
        raise Http404(text)
    return found


def last_month(today: date) -> date:
    """The month before the present one."""
    return preceding(today.replace(day=1))

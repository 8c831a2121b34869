"""What the doors of points, rewards, talks, trainings and conduct share: an act done once, the month asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404

from staffing.months import preceding, read_month
from ui.doors import Undone
from ui.obstacles import Refused, put_obstacles
from ui.tokens import once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from mall.models import User
    from mall.roles import Permission


def attempt(
    request: HttpRequest,
    form: forms.Form,
    make: Callable[[], str],
    again: Callable[..., HttpResponse],
) -> HttpResponse:
    """Do it once and lead on; what was refused is shown in the form, with everything that was typed.

    `again(form, status=)` shows the page once more.
    """
    if not form.is_valid():
        return again(form, status=422)
    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(again, form, status=refused.status)) from refused


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


def may_any(user: User, wanted: Iterable[Permission]) -> bool:
    """Whether one of these is permitted."""
    return any(user.may(one) for one in wanted)

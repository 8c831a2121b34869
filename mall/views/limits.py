"""The limits: a list by chapter, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.actions import limits as actions
from mall.forms.limits import LimitForm
from mall.limits import LIMITS, NamedLimit
from mall.localtime import local_day
from mall.queries.limits import limit_history, limit_line, limits_by_chapter
from mall.queries.seasons import season_lines
from mall.roles import Permission
from mall.rules.limits import obstacles_to_editing_limits
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.obstacles import Refused
from ui.tokens import once

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from mall.models import User


@page(needs=Permission.LIMITS_READ)
def limits_page(request: HttpRequest) -> HttpResponse:
    """Every limit with its value of today, what comes, and the handbook's own."""
    today = local_day(timezone.now())
    context = {"chapters": limits_by_chapter(today), "seasons": season_lines(today)}
    return answer(request, "mall/limits.html", context)


@page(needs=Permission.LIMITS_READ)
def limit_page(request: HttpRequest, name: str) -> HttpResponse:
    """One limit: what holds, the form that changes it, its history."""
    named = _named(name)
    line = limit_line(name, local_day(timezone.now()))
    stored = named.suggested if line.stored is None else line.stored
    initial = {"value": named.text(stored), "valid_from": local_day(timezone.now())}
    return _show(request, LimitForm(named=named, initial=initial))


@act(needs=Permission.LIMITS_EDIT)
def set_limit(request: HttpRequest, name: str) -> HttpResponse:
    """Set a limit from a day on."""
    named = _named(name)
    form = LimitForm(request.POST, named=named)
    if not form.is_valid():
        return _show(request, form, status=422)
    asked = form.cleaned_data

    def make() -> str:
        actions.set_limit(
            name, asked["value"], asked["valid_from"], asked["reason"], by=_person(request), now=timezone.now()
        )
        toast(request, _("%(limit)s: entered.") % {"limit": named.label})
        return reverse("mall:limit", args=[name])

    try:
        return once(request, make)
    except Refused as refused:
        for obstacle in refused.obstacles:
            form.add_error(obstacle.field if obstacle.field in form.fields else None, str(obstacle.message))
        return _show(request, form, status=422)


def _named(name: str) -> NamedLimit:
    """The limit of that name, or 404."""
    if name not in LIMITS:
        raise Http404
    return LIMITS[name]


def _show(request: HttpRequest, form: LimitForm, status: int = 200) -> TemplateResponse:
    named = form.named
    context = {
        "form": form,
        "named": named,
        "line": limit_line(named.name, local_day(timezone.now())),
        "history": limit_history(named.name),
        "closed": obstacles_to_editing_limits(by=_person(request)),
    }
    return answer(request, "mall/limit.html", context, partial="limit", status=status)


def _person(request: HttpRequest) -> User:
    """Who is signed in; the door lets in nobody else."""
    return cast("User", request.user)

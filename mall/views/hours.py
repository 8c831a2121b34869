"""The calendar: a year at a glance, a day, a season."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from mall.actions import hours as actions
from mall.forms.hours import DayForm, SeasonForm
from mall.localtime import local_day
from mall.models import SEASON_FIELDS, CalendarDay, Season, SeasonVersion
from mall.queries.days import MARKS, WEEKDAY_SIGNS, day_history, day_view, year_at_a_glance, year_state
from mall.queries.seasons import season_history, season_line, season_lines
from mall.roles import Permission
from mall.rules.hours import obstacles_to_changing_a_day, obstacles_to_editing_the_calendar
from ui.doors import SIGNED_IN, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from mall.models import User

YEARS = range(2020, 2101)


@page(needs=SIGNED_IN)
def year_page(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year: every day with its sort, the seasons, how sure the statutory days are."""
    year = year or local_day(timezone.now()).year
    return answer(request, "mall/calendar.html", _year(request, year))


@page(needs=SIGNED_IN)
def day_page(request: HttpRequest, day: date) -> HttpResponse:
    """One day: what it is, the form that changes it, its history."""
    view = day_view(day)
    row = CalendarDay.objects.filter(on=day).first()
    initial = {"kind": row.kind, "closes_at": row.closes_at, "name": row.name} if row else {}
    return _show_day(request, DayForm(initial=initial), day=view.on)


@act(needs=Permission.CALENDAR_EDIT)
def set_day(request: HttpRequest, day: date) -> HttpResponse:
    """Let a day differ."""
    _check(day.year)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _show_day(request, form, day=day, status=422)
    asked = form.cleaned_data
    try:
        actions.set_day(
            day,
            asked["kind"],
            name=asked["name"],
            closes_at=asked["closes_at"],
            by=_person(request),
            now=timezone.now(),
        )
    except Refused as refused:
        _add(form, refused)
        return _show_day(request, form, day=day, status=422)
    toast(request, _("%(day)s: entered.") % {"day": day.isoformat()})
    return go(request, reverse("mall:calendar-day", args=[day]))


@act(needs=Permission.CALENDAR_EDIT)
def clear_day(request: HttpRequest, day: date) -> HttpResponse:
    """Let a day follow its weekday and season again."""
    _check(day.year)
    actions.clear_day(day, by=_person(request), now=timezone.now())
    toast(request, _("%(day)s follows the rule again.") % {"day": day.isoformat()})
    return go(request, reverse("mall:calendar-day", args=[day]))


@act(needs=Permission.CALENDAR_EDIT)
def seed_year(request: HttpRequest, year: int) -> HttpResponse:
    """Enter the statutory days of a year as far as they are known."""
    _check(year)
    done = actions.seed_calendar(year, by=_person(request), now=timezone.now())
    words = _("%(added)d days added, %(changed)d corrected, %(removed)d removed.")
    toast(request, words % {"added": done.added, "changed": done.changed, "removed": done.removed})
    return go(request, reverse("mall:calendar-year", args=[year]))


@page(needs=SIGNED_IN)
def season_page(request: HttpRequest, code: str) -> HttpResponse:
    """One season: its first day and hours, what comes, its history."""
    season = get_object_or_404(Season, code=code)
    today = local_day(timezone.now())
    now = season_line(season, today).now
    initial = {**{name: getattr(now, name) for name in SEASON_FIELDS}, "valid_from": today}
    return _show_season(request, SeasonForm(initial=initial), season)


@act(needs=Permission.CALENDAR_EDIT)
def set_season(request: HttpRequest, code: str) -> HttpResponse:
    """Change the hours of a season from a day on."""
    season = get_object_or_404(Season, code=code)
    form = SeasonForm(request.POST, instance=SeasonVersion(season=season))
    if not form.is_valid():
        return _show_season(request, form, season, status=422)
    try:
        actions.set_season(form.instance, by=_person(request), now=timezone.now())
    except Refused as refused:
        _add(form, refused)
        return _show_season(request, form, season, status=422)
    toast(request, _("%(season)s: entered.") % {"season": season})
    return go(request, reverse("mall:season", args=[season.code]))


def _check(year: int) -> None:
    if year not in YEARS:
        raise Http404


def _add(form: forms.BaseForm, refused: Refused) -> None:
    """Put each sentence beside its field."""
    for obstacle in refused.obstacles:
        form.add_error(obstacle.field if obstacle.field in form.fields else None, str(obstacle.message))


def _year(request: HttpRequest, year: int) -> dict[str, Any]:
    _check(year)
    return {
        "year": year,
        "months": list(enumerate(year_at_a_glance(year), start=1)),
        "today": local_day(timezone.now()),
        "state": year_state(year),
        "weekdays": list(zip(WEEKDAYS.values(), WEEKDAY_SIGNS, strict=True)),
        "marks": [(key, mark) for key, mark in MARKS.items() if mark.sign],
        "seasons": season_lines(local_day(timezone.now())),
        "previous": year - 1 if year - 1 in YEARS else None,
        "next": year + 1 if year + 1 in YEARS else None,
        "may_not_edit": obstacles_to_editing_the_calendar(by=_person(request)),
    }


def _show_day(request: HttpRequest, form: DayForm, *, day: date, status: int = 200) -> TemplateResponse:
    today = local_day(timezone.now())
    context = {
        **_year(request, day.year),
        "form": form,
        "day": day_view(day),
        "entered": CalendarDay.objects.filter(on=day),
        "history": day_history(day),
        "obstacles": obstacles_to_changing_a_day(day, today=today, by=_person(request)),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    return answer(request, "mall/calendar.html", context, partial="day", status=status)


def _show_season(request: HttpRequest, form: SeasonForm, season: Season, status: int = 200) -> TemplateResponse:
    context = {
        "form": form,
        "season": season,
        "line": season_line(season, local_day(timezone.now())),
        "history": season_history(season),
        "obstacles": obstacles_to_editing_the_calendar(by=_person(request)),
    }
    return answer(request, "mall/calendar_season.html", context, status=status)


def _person(request: HttpRequest) -> User:
    """Who is signed in; the door lets in nobody else."""
    return cast("User", request.user)

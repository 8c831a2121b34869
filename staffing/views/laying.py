"""Doors of laying a roster: squares from the grid, one square by its form, the pattern anew."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.inputs import key_in
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import rosters as acts
from staffing.forms.rosters import CellForm, LayForm
from staffing.queries.fairness import live_of
from staffing.queries.grid import draft_sheet
from staffing.rules.findings import day_words
from staffing.rules.rosters import obstacles_to_laying
from staffing.views.rosters import address, roster_or_404
from ui.doors import Undone, act, page
from ui.fragments import answer, toast
from ui.obstacles import Refused
from ui.pairs import pair
from ui.tokens import attempt, once

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from staffing.models import Roster
    from staffing.queries.grid import Sheet, Square, Team

P = Permission
Slot = tuple[int, date]


@act(needs=P.ROSTER_LAY)
def squares(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-12. Lay the squares the grid sends; it gets back how they stand now, what is wrong, and the ledger."""
    now = timezone.now()
    found = roster_or_404(code)
    form = LayForm(request.POST, sheet=_sheet(request, found, now))
    if not form.is_valid():
        said = " ".join(str(words) for field in form.errors.values() for words in field)
        return _live(request, code, said=said, status=422)
    laid, freed = form.cleaned_data["laid"], form.cleaned_data["freed"]
    try:
        if laid:
            found = acts.lay(found, laid, edition=form.cleaned_data["edition"], now=now)
        if freed:
            edition = found.edition if laid else form.cleaned_data["edition"]
            acts.let_go(found, freed, edition=edition, now=now)
    except Refused as refused:
        said = " ".join(str(one) for one in refused.obstacles)
        raise Undone(partial(_live, request, code, said=said, status=refused.status)) from refused
    return _live(request, code, slots={*laid, *freed})


def _live(
    request: HttpRequest, code: str, *, slots: Iterable[Slot] | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    """What changes with the squares; how these stand now, or all of them when somebody else has laid some."""
    found = roster_or_404(code)
    sheet = _sheet(request, found, timezone.now())
    context = {
        "roster": found,
        "half": sheet.half,
        "sheet": sheet,
        "live": live_of(sheet),
        "fresh": sheet.squares(slots),
        "base": reverse("staffing:roster-squares", args=[code]),
        "may_lay": True,
        "said": said,
    }
    return answer(request, "staffing/roster_live.html", context, status=status)


@page(needs=P.ROSTER_LAY)
def show_square(request: HttpRequest, code: str, person: int, day: str) -> HttpResponse:
    """ROST-12. Show the form of one square."""
    return _square(request, code, person, day)


@act(needs=P.ROSTER_LAY)
def lay_square(request: HttpRequest, code: str, person: int, day: str) -> HttpResponse:
    """ROST-12. Lay one square by its form."""
    now = timezone.now()
    found = roster_or_404(code)
    team, square = _find(_sheet(request, found, now), person, day)
    form = CellForm(request.POST, team=team, square=square)

    def make() -> str:
        slot, edition = (person, square.on), form.cleaned_data["edition"]
        if form.cell() != square.cell or not form.cleaned_data["free"]:
            edition = acts.lay(found, {slot: form.cell()}, edition=edition, now=now).edition
        if form.cleaned_data["free"]:
            acts.let_go(found, [slot], edition=edition, now=now)
        return address(found)

    return attempt(request, form, make, partial(_square, request, code, person, day))


square = pair(show_square, lay_square)


def _square(
    request: HttpRequest, code: str, person: int, day: str, form: CellForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    found = roster_or_404(code)
    team, shown = _find(_sheet(request, found, now), person, day)
    name = next(line.name for line in team.lines if line.pk == person)
    context = {
        "roster": found,
        "day": day_words(shown.on),
        "name": name,
        "square": shown,
        # Typed over an older edition: it stays, and the next click lays it over what stands now.
        "edition": found.edition,
        "form": form or CellForm(team=team, square=shown, initial={"edition": found.edition}),
        "reasons": obstacles_to_laying(found, found.edition, [shown.on], local_day(now)),
    }
    return answer(request, "staffing/roster_square.html", context, partial="drawer", status=status)


@act(needs=P.ROSTER_LAY)
def pattern(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-04, ROST-10. Begin anew with what squads and rotation lay; days that are over stay."""
    found = roster_or_404(code)

    def make() -> str:
        edition = key_in(request.POST.get("edition", ""))
        acts.lay_pattern(found, edition=-1 if edition is None else edition, now=timezone.now())
        toast(request, _("The pattern is laid anew."))
        return address(found)

    return once(request, make)


def _sheet(request: HttpRequest, found: Roster, now: datetime) -> Sheet:
    return draft_sheet(found, today=local_day(now), me=me(request).pk)


def _find(sheet: Sheet, person: int, day: str) -> tuple[Team, Square]:
    """The square of an address with its crew."""
    for team in sheet.teams:
        for line in team.lines:
            for one in line.squares:
                if (one.person, one.on.isoformat()) == (person, day) and not one.is_elsewhere:
                    return team, one
    raise Http404(day)

"""Doors of what was published: the versions of a roster, what each changed, the paper F-14."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from mall.inputs import key_in
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.queries import roster_pages as pages
from staffing.queries import rosters as reads
from staffing.queries.grid import draft_sheet, seasons_of, shifts_of, version_sheet
from staffing.queries.paper import teams_on_paper
from staffing.views.rosters import roster_or_404
from ui.doors import page
from ui.fragments import answer
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from staffing.models import Roster, RosterVersion

P = Permission
A3 = "a3"


@page(needs=P.ROSTER_READ)
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """ROST-09. The versions of a roster, newest first."""
    found = roster_or_404(code)
    listed, rows = pages.versions(found, request.GET)
    context = {"roster": found, "half": reads.half_of_roster(found), "page": listed, "rows": rows}
    return answer(request, "staffing/roster_versions.html", context)


@page(needs=P.ROSTER_READ)
def version(request: HttpRequest, code: str, nth: int) -> HttpResponse:
    """ROST-09. A version: what it changed, its gaps and their reason, who published it and when."""
    return answer(request, "staffing/roster_version.html", _shown(code, nth))


@page(needs=P.ROSTER_READ)
def print_version(request: HttpRequest, code: str, nth: int) -> HttpResponse:
    """ROST-09. What a version changed, on paper."""
    context = {**_shown(code, nth), "form_code": "F-14", "folder_number": f"{code} v{nth}"}
    name = f"F-14-{code}-v{nth}.pdf"
    return pdf_response("staffing/print/roster_version.html", context, name=name, request=request)


@page(needs=P.ROSTER_READ)
def print_roster(request: HttpRequest, code: str) -> HttpResponse:
    """F-14, R-03. The AB roster on a sheet laid across: a version, or the draft of whoever lays it."""
    found, user = roster_or_404(code), me(request)
    asked = request.GET.get("version", "")
    number = key_in(asked)
    wanted = reads.newest(found) if number is None else _version(found, number)
    is_draft = not asked and user.may(P.ROSTER_LAY) and (wanted is None or _differs(found, wanted))
    today = local_day(timezone.now())
    if is_draft:
        sheet = draft_sheet(found, today=today, me=0)
    elif wanted is not None:
        sheet = version_sheet(found, wanted, today=today, me=0)
    else:
        raise Http404(code)
    context = {
        "form_code": "F-14",
        "folder_number": found.code if is_draft else f"{found.code} v{wanted.number if wanted else ''}",
        "roster": found,
        "half": sheet.half,
        "sheet": sheet,
        "teams": teams_on_paper(sheet),
        "shifts": shifts_of(sheet.days),
        "seasons": seasons_of(sheet.half),
        "version": None if is_draft else wanted,
        "gaps": [] if is_draft or wanted is None else reads.gaps_of(wanted),
        "is_draft": is_draft,
        "is_large": request.GET.get("paper") == A3,
        "printed_by": user,
    }
    name = f"F-14-{found.code}{'' if is_draft or wanted is None else f'-v{wanted.number}'}.pdf"
    return pdf_response("staffing/print/roster.html", context, name=name, request=request)


def _shown(code: str, number: int) -> dict[str, Any]:
    found = roster_or_404(code)
    shown = pages.version_shown(_version(found, number))
    return {
        "roster": found,
        "half": reads.half_of_roster(found),
        "shown": shown,
        "version": shown.version,
        "gaps": reads.gaps_of(shown.version),
    }


def _version(found: Roster, number: int) -> RosterVersion:
    version = pages.version_of(found, number)
    if version is None:
        raise Http404(number)
    return version


def _differs(found: Roster, version: RosterVersion) -> bool:
    """Whether the draft holds what the version does not hold yet."""
    return pages.differs(found, version.cells, local_day(timezone.now()))

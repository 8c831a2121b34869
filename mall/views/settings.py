"""The way to everything that is set rather than handled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from ui.doors import SIGNED_IN, allowed, page
from ui.fragments import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise


class Place(NamedTuple):
    """A page of the settings."""

    label: Promise | str
    hint: Promise | str
    name: str
    icon: str


PLACES = (
    Place(_("Limits"), _("Time limits, amounts, shares: what holds and from when."), "mall:limits", "adjustments"),
    Place(_("Calendar"), _("Public holidays, closings, the hours of the seasons."), "mall:calendar", "calendar"),
    Place(_("People"), _("Who works here, in which department, with which role."), "mall:people", "users"),
    Place(_("Locked accounts"), _("Let somebody in again."), "mall:locks", "lock-open"),
    Place(_("Who may do what"), _("The table of roles."), "mall:roles", "shield-check"),
    Place(_("Exports"), _("What was taken out, by whom."), "mall:exports", "file-export"),
    Place(_("Numbers shown"), _("Who looked at which number, and why."), "mall:reveals", "eye"),
    Place(_("Merchant import"), _("Bring the register up to date from a spreadsheet."), "merchants:import", "upload"),
)


@page(needs=SIGNED_IN)
def settings(request: HttpRequest) -> HttpResponse:
    """The pages of the settings this person may enter."""
    found = []
    for place in PLACES:
        url = reverse(place.name)
        if allowed(request.user, getattr(resolve(url).func, "needs", SIGNED_IN)):
            found.append((place, url))
    return answer(request, "mall/settings.html", {"places": found})

"""The shell's menus: which areas a person sees, and what may be registered from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.queries.waiting import DECIDES
from config.counters import CAP, counters
from mall.me import me
from mall.roles import Permission
from ui.plugs import NavItem, StrOrPromise

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest


P = Permission


@dataclass(frozen=True)
class Area:
    """One area of the product: shown to whoever may do one of `needs`."""

    label: StrOrPromise
    name: str
    icon: str
    needs: tuple[Permission, ...]
    group: int = 0


AREAS = (
    Area(_("Board"), "reports:board", "layout-dashboard", (P.BOARD_READ,)),
    Area(_("Complaints"), "complaints:list", "message-report", (P.COMPLAINT_READ,)),
    Area(pgettext_lazy("area", "Mail"), "mail_desk:list", "mail", (P.MAIL_READ,)),
    Area(_("Follow-ups"), "complaints:follow_ups", "phone-check", (P.FOLLOW_UP_ASK, P.FOLLOW_UP_RECHECK)),
    Area(_("For me to decide"), "complaints:approvals", "gavel", DECIDES),
    Area(_("Measures"), "complaints:measures", "bulb", (P.COMPLAINT_CLOSE, P.HANDOFF_ANSWER, P.CONFIDENTIAL_READ)),
    Area(_("Flagged customers"), "complaints:flagged", "flag", (P.FLAGGED_CONFIRM,)),
    Area(
        _("Closed cases of the month"), "complaints:review", "calendar-check", (P.CONFIDENTIAL_READ, P.HANDOFF_DECIDE)
    ),
    Area(_("Consequences for persons"), "complaints:consequences", "user-exclamation", (P.CONSEQUENCE_READ,)),
    Area(_("Lessons"), "complaints:lessons", "school", (P.COMPLAINT_READ,)),
    Area(_("Merchants"), "merchants:list", "building-store", (P.FILE_READ,)),
    Area(_("Rosters"), "staffing:rosters", "calendar-time", (P.ROSTER_READ,)),
    Area(_("Letters"), "staffing:letters", "mail-forward", (P.LETTER_WRITE,)),
    Area(_("Settings"), "mall:settings", "settings", (P.LIMITS_READ, P.PEOPLE_EDIT, P.CALENDAR_EDIT, P.AUDIT_READ), 1),
)


def navigation(request: HttpRequest, now: datetime) -> list[NavItem]:
    """The areas of the person, the one shown marked."""
    user = me(request)
    found = []
    for area in AREAS:
        if not any(user.may(p) for p in area.needs):
            continue
        url = _address(area.name)
        here = request.path == url if url == "/" else request.path.startswith(url)
        found.append(
            NavItem(area.label, url, area.icon, count=_count(request, area, now), active=here, group=area.group)
        )
    # The longest address wins, so that the follow-ups inside the complaints mark only themselves.
    longest = max((len(item.url) for item in found if item.active), default=0)
    return [item if len(item.url) == longest or not item.active else _unmarked(item) for item in found]


@cache
def _address(name: str) -> str:
    """Where an area is; it never moves."""
    return reverse(name)


def _unmarked(item: NavItem) -> NavItem:
    return NavItem(item.label, item.url, item.icon, item.key, item.count, active=False, group=item.group)


def _count(request: HttpRequest, area: Area, now: datetime) -> str | None:
    if area.name != "complaints:list":
        return None
    found = counters(me(request), now).open_complaints
    return f"{CAP}+" if found > CAP else str(found)


def new_menu(request: HttpRequest) -> list[NavItem]:
    """What the person may register from anywhere: `n`, then the letter."""
    items: list[NavItem] = []
    if not request.user.is_authenticated:
        return items
    if me(request).may(P.COMPLAINT_REGISTER):
        items.append(NavItem(_("Complaint"), _address("complaints:new"), "message-report", "c"))
    if me(request).may(P.MAIL_HANDLE):
        items.append(NavItem(_("Delivery of mail"), _address("mail_desk:delivery-new"), "mail", "e"))
    if me(request).may(P.MERCHANT_EDIT):
        items.append(NavItem(_("Merchant"), _address("merchants:new"), "building-store", "m"))
    return items

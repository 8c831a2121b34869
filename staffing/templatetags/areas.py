"""The strip that leads from one part of staffing to the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.me import me
from mall.roles import Permission

if TYPE_CHECKING:
    from django.template import Context

    from ui.plugs import StrOrPromise

register = template.Library()
P = Permission


@dataclass(frozen=True)
class Part:
    """One part of staffing: shown to whoever may do one of `needs`."""

    label: StrOrPromise
    name: str
    needs: tuple[Permission, ...]


PARTS = (
    Part(pgettext_lazy("staffing", "Rosters"), "rosters", (P.ROSTER_READ,)),
    Part(pgettext_lazy("staffing", "On duty"), "duty", (P.ROSTER_READ,)),
    Part(pgettext_lazy("staffing", "Rotation"), "rotations", (P.ROSTER_READ,)),
    Part(pgettext_lazy("staffing", "Handover"), "handovers", (P.HANDOVER,)),
    Part(pgettext_lazy("staffing", "Leave"), "leave", (P.LEAVE_ASK, P.LEAVE_GRANT, P.LEAVE_GRANT_LONG)),
    Part(pgettext_lazy("staffing", "Swaps"), "swaps", (P.SWAP_ASK, P.SWAP_APPROVE)),
    Part(pgettext_lazy("staffing", "Leaving the post"), "posts", (P.SWAP_ASK, P.SWAP_APPROVE)),
    Part(pgettext_lazy("staffing", "Wishes"), "wishes", (P.SWAP_ASK,)),
    Part(pgettext_lazy("staffing", "Letters"), "letters", (P.LETTER_WRITE,)),
    Part(_("Plans"), "plans", (P.PLAN_WRITE, P.PLAN_READ)),
    Part(pgettext_lazy("staffing", "Work reports"), "work-reports", (P.BOARD_READ,)),
    Part(pgettext_lazy("staffing", "Meetings"), "meetings", (P.MEETING_ATTEND, P.STAFF_MEETING)),
    Part(pgettext_lazy("staffing", "Performance"), "points", (P.POINTS_READ,)),
)


@register.inclusion_tag("staffing/_areas.html", takes_context=True)
def staffing_areas(context: Context) -> dict[str, Any]:
    """Draw the strip with the part of the page marked."""
    request = context["request"]
    user, here = me(request), request.resolver_match.url_name
    parts = [part for part in PARTS if any(user.may(need) for need in part.needs)]
    return {"parts": [{"label": p.label, "url": reverse(f"staffing:{p.name}"), "on": p.name == here} for p in parts]}

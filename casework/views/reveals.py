"""Showing a masked number in full, with the purpose, written down (design 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.reveals import Hidden, Source, source
from casework.rules.reveals import handles
from mall.actions import doors
from mall.me import me
from ui.doors import SIGNED_IN, act, page
from ui.fragments import answer
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


TEMPLATE = "casework/masked.html"


@page(needs=SIGNED_IN)
def masked(request: HttpRequest, what: str, row: int) -> HttpResponse:
    """Show a number masked, with the way to see it in full."""
    _source, hidden, context = _asked(request, what, row)
    del hidden
    return answer(request, TEMPLATE, context, partial="masked")


@act(needs=SIGNED_IN)
def reveal(request: HttpRequest, what: str, row: int) -> HttpResponse:
    """DATA-01. Show it in full and write down who looked and why; whoever handles the folder needs no words."""
    user = me(request)
    found, hidden, context = _asked(request, what, row)
    purpose = request.POST.get("purpose", "").strip()
    if not purpose and context["handles"] and not found.identity:
        purpose = _("handles %(number)s") % {"number": hidden.folder.number}
    try:
        doors.reveal(
            by=user,
            now=timezone.now(),
            what=found.what,
            row=row,
            folder_number=hidden.folder.number,
            purpose=purpose,
            handles=bool(context["handles"]),
            identity=found.identity,
        )
    except Refused as refused:
        context |= {"obstacles": refused.obstacles, "purpose": purpose}
        return answer(request, TEMPLATE, context, partial="masked", status=refused.status)
    return answer(request, TEMPLATE, {**context, "value": hidden.value}, partial="masked")


def _asked(request: HttpRequest, what: str, row: int) -> tuple[Source, Hidden, dict[str, Any]]:
    """The number asked for. Raises Http404 when there is none for this person."""
    user = me(request)
    found = source(what)
    hidden = found.find(user, row) if found is not None else None
    if found is None or hidden is None or not hidden.value:
        raise Http404
    context = {
        "what": what,
        "row": row,
        "masked": hidden.masked,
        "identity": found.identity,
        "mail": found.mail,
        "handles": handles(hidden.folder, user),
        "folder": hidden.folder,
    }
    return found, hidden, context

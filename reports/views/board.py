"""The board."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from mall.me import me
from mall.roles import Permission
from reports.queries.board import board
from ui.doors import page
from ui.fragments import answer, stamped, unchanged

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(needs=Permission.BOARD_READ)
def show_board(request: HttpRequest) -> HttpResponse:
    """What is due now for the person who looks; asked again every few seconds, sent again only when it changed."""
    now = timezone.now()
    mine = request.GET.get("mine") == "1"
    shown = board(me(request), now=now, mine=mine)
    # Which rows are late is part of what is seen, so it is part of the stamp; the ticking of the rest is the browser's.
    seen = (shown, [row.due_at <= now for row in shown.due], get_language())
    stamp = hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
    if "HX-Request" in request.headers and (same := unchanged(request, stamp)):
        return same
    new_url = reverse("complaints:new") if me(request).may(Permission.COMPLAINT_REGISTER) else ""
    context = {"board": shown, "now": now, "mine": mine, "stamp": stamp, "new_url": new_url}
    return stamped(answer(request, "reports/board.html", context, partial="board"), stamp)

"""The one search box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from casework.queries.search import search
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from reports.queries.hits import shaped
from ui.doors import page
from ui.fragments import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 200


@page(needs=Permission.SEARCH)
def show_search(request: HttpRequest) -> HttpResponse:
    """What was found for the words, by the path their shape decides; each hit is one the person may open."""
    now = timezone.now()
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = search(me(request), text, request.GET, today=local_day(now))
    context = {"q": text, "found": found, "rows": shaped(found.rows), "now": now}
    return answer(request, "reports/search.html", context, partial="hits")

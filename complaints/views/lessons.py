"""Door of the lessons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from complaints.queries import lessons as reads
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.fragments import answer


@page(needs=Permission.COMPLAINT_READ)
def list_page(request: HttpRequest) -> HttpResponse:
    """Lessons of closed cases, so that the next one is handled better (CMP-41)."""
    categories = reads.categories()
    asked = request.GET.get("category", "")
    chosen = next((one for one in categories if str(one.pk) == asked), None)
    context = {
        "page": reads.lessons(me(request), chosen.pk if chosen else None, request.GET),
        "categories": categories,
        "chosen": chosen,
    }
    return answer(request, "complaints/lessons.html", context)

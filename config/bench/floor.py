"""The floor: a signed-in page of fifty rows that asks the database for nothing but the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ui.doors import SIGNED_IN, page
from ui.fragments import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 50


@page(needs=SIGNED_IN)
def floor(request: HttpRequest) -> HttpResponse:
    """Fifty rows of made-up cells in the product's own table."""
    now = timezone.now()
    rows = [{"number": f"TS20261122-{i:04}", "title": "羽绒服开线要求退货", "at": now} for i in range(ROWS)]
    return answer(request, "ui/floor.html", {"rows": rows})

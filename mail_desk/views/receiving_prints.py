"""Papers of a delivery: the slip of what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from mail_desk.queries.finding import visible_delivery
from mail_desk.states import State
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from django.http import HttpRequest


@page(needs=Permission.MAIL_READ)
def refusal_slip(request: HttpRequest, number: str) -> HttpResponse:
    """MAIL-07. The slip that goes with the post office: what was refused, by which rule, to be delivered by itself."""
    delivery = visible_delivery(me(request), number)
    items = list(
        delivery.items.filter(state=State.REFUSED)
        .select_related("folder", "mail_class", "unit", "floor")
        .order_by("pk")
    )
    if not items:
        raise Http404(number)
    context = {
        "folder_number": delivery.folder.number,
        "delivery": delivery,
        "items": items,
        "pieces": sum(item.quantity for item in items),
        "desk": delivery.folder.desk,
    }
    return pdf_response("mail_desk/print/refusals.html", context, name=f"{number}-refusals.pdf", request=request)

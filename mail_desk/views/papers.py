"""Papers of the mail desk: the proof F-05, the slip F-04, what a receiver is given, labels."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.folders import record
from mail_desk.models import MailItem
from mail_desk.queries import collecting, papers, returning
from mail_desk.queries.finding import visible_item
from mail_desk.states import WAITING, State
from mall.inputs import key_in
from mall.me import me
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer
from ui.obstacles import Obstacle, Refused
from ui.pdf import pdf_response
from ui.strokes import drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

P = Permission
PART = re.compile(r"[1-9]\d?", re.ASCII)


@page(needs=P.MAIL_READ)
def of_item(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that can be printed of an item."""
    item = visible_item(me(request), number)
    context = {
        "item": item,
        "waits": item.state in WAITING,
        "proof": item.collection if item.state == State.COLLECTED else None,
        "slip": item.return_batch if item.state in (State.TO_RETURN, State.RETURNED) else None,
        "may_handle": me(request).may(P.MAIL_HANDLE),
    }
    return answer(request, "mail_desk/papers.html", context, partial="drawer")


@page(needs=P.MAIL_READ)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a collection F-05; the ID number stays masked on paper (MAIL-13)."""
    found = collecting.visible_collection(me(request), pk)
    first = (found.items or found.taken_back)[0].folder
    mark = drawn(found.row.signature)
    context = {"signature": mark, "fetched": found, "form_code": "F-05", "folder_number": first.number}
    return _pdf(request, "mail_desk/print/collection.html", context, f"F-05-{first.number}.pdf")


@page(needs=P.MAIL_READ)
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The return slip F-04, for the signature of the post office."""
    found = returning.slip(me(request), number)
    mark = drawn(found.batch.signature)
    context = {"signature": mark, "slip": found, "batch": found.batch, "form_code": "F-04", "folder_number": number}
    return _pdf(request, "mail_desk/print/return.html", context, f"F-04-{number}.pdf")


@act(needs=P.MAIL_HANDLE)
def pickup(request: HttpRequest, number: str) -> HttpResponse:
    """The slip a receiver comes with: his code, where, until when. Logged with the printing."""
    item = visible_item(me(request), number)
    if item.state not in WAITING:
        raise Http404(number)
    context = {
        "item": item,
        "desk": papers.collection_desk(),
        "last_day": papers.last_day(item),
        "folder_number": number,
        "scan": papers.qr_of(item),
        # One code to scan is enough: the large one.
        "qr": "",
    }
    return _logged(request, [item], "mail_desk/print/pickup.html", context, f"{number}.pdf")


@act(needs=P.MAIL_HANDLE)
def labels(request: HttpRequest) -> HttpResponse:
    """Labels of items or of a delivery, a sheet of A4 or a roll of 60 × 40 mm. Logged with the printing."""
    keys = [key for key in request.POST.getlist("items") if key_in(key) is not None]
    delivery = request.POST.get("delivery", "")[:40]
    if len(keys) > papers.MOST_LABELS:
        words = _("At most %(n)d labels are printed at once: choose fewer.")
        raise Refused(Obstacle("many", words % {"n": papers.MOST_LABELS}))
    part = PART.fullmatch(request.POST.get("part", ""))
    whole = partial(papers.labelled_of, me(request), delivery, int(part[0]) if part else 1)
    items = whole() if delivery else papers.labelled(me(request), keys)
    if not items and delivery:
        raise Refused(Obstacle("nothing", _("Nothing of this delivery is at the desk any more.")))
    if not items:
        raise Http404
    roll = request.POST.get("size") != "sheet"
    context = {"labels": [(item, papers.qr_of(item), item.state in WAITING) for item in items], "roll": roll}
    return _logged(request, items, "mail_desk/print/labels.html", context, f"{items[0].folder.number}-labels.pdf")


def _logged(
    request: HttpRequest, items: Sequence[MailItem], template: str, context: dict[str, Any], name: str
) -> HttpResponse:
    now = timezone.now()
    response = _pdf(request, template, context, name)
    for item in items:
        record(item.folder, "mail_label_printed", by=me(request), now=now)
    return response


def _pdf(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    return pdf_response(template, {"printed_by": me(request), **context}, name=name, request=request)

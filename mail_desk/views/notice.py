"""Doors of the mail notice: the list, its print F-02, putting an item on it, logging a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mail_desk.actions import notice as acts
from mail_desk.forms.notice import CallForm, NotifyForm
from mail_desk.queries.lists import count_open
from mail_desk.queries.notices import MOST, waiting_items, waiting_page
from mail_desk.queries.papers import collection_desk
from mail_desk.rules import notice as rules
from mail_desk.views.doors import item_act
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.fragments import answer
from ui.pdf import pdf_response

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from mail_desk.models import MailItem
    from mall.models import User

P = Permission


@item_act(rules.NOTIFY, form=NotifyForm, said=_("It is on the notice; call the addressee."))
def notify(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Put an item on the notice."""
    acts.put_on_notice(item, data["marks"], note=data["note"], by=by, now=now)


@item_act(rules.CALL, form=CallForm, said=_("The call is logged."))
def call(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Log a call about an item."""
    acts.call(
        item,
        data["outcome"],
        collect_by=data["collect_by"],
        stays=data["stays"],
        note=data["note"],
        by=by,
        now=now,
    )


@page(needs=P.MAIL_READ)
def notices(request: HttpRequest) -> HttpResponse:
    """Show what waits at the desk, who is to be called first."""
    now, user = timezone.now(), me(request)
    page, rows = waiting_page(user, request.GET, now)
    context = {
        "rows": rows,
        "page": page,
        "to_call": count_open(["to_call"], user, now)["to_call"],
        "may": user.may(P.MAIL_HANDLE),
        "now": now,
    }
    return answer(request, "mail_desk/notices.html", context)


@page(needs=P.MAIL_READ)
def print_notice(request: HttpRequest) -> HttpResponse:
    """F-02. The mail notice as it is posted at the desk: no phone stands on it, no code."""
    now = timezone.now()
    rows = waiting_items(me(request), now)
    context = {
        "form_code": "F-02",
        "rows": rows[:MOST],
        "most": len(rows) > MOST,
        "on": local_day(now),
        "desk": collection_desk(),
        "printed_by": me(request),
    }
    return pdf_response(
        "mail_desk/print/notice.html", context, name=f"F-02-{local_day(now):%Y%m%d}.pdf", request=request
    )

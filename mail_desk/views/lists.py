"""The queue of the mail desk, its counters, its export, and a merchant's mail on the merchant's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mail_desk import export as sheet
from mail_desk.forms.lists import FilterForm
from mail_desk.queries.lists import VIEWS, counters, folders_wanted, page_of, total
from mail_desk.queries.merchant import mail_of
from mail_desk.queries.rows import rows_of
from mall.actions import jobs
from mall.actions.doors import log_export
from mall.me import me
from mall.roles import Permission
from ui.doors import act, page
from ui.fragments import answer, go
from ui.obstacles import Obstacle, Refused
from ui.sheets import xlsx_response

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from mall.models import User
    from ui.obstacles import StrOrPromise

P = Permission
#: What is done from the head of the queue: address, word, icon, who may. The last ones are looked at, not worked in.
WORK: tuple[tuple[str, StrOrPromise, str, Permission], ...] = (
    ("mail_desk:collect", pgettext_lazy("mail", "Collect"), "user-check", P.MAIL_HANDLE),
    ("mail_desk:round", gettext_lazy("Rounds"), "walk", P.MAIL_HANDLE),
    ("mail_desk:notices", gettext_lazy("Mail notice"), "clipboard-list", P.MAIL_READ),
    ("mail_desk:returns", gettext_lazy("Returns"), "truck-return", P.MAIL_READ),
)
LOOK: tuple[tuple[str, StrOrPromise, str, Permission], ...] = (
    ("mail_desk:day", pgettext_lazy("mail", "Day"), "calendar", P.MAIL_READ),
    ("mail_desk:month", pgettext_lazy("mail", "Month"), "calendar-stats", P.MAIL_READ),
    ("mail_desk:open", gettext_lazy("Not handed out"), "list-check", P.MAIL_READ),
    ("mail_desk:import", gettext_lazy("Import"), "upload", P.MAIL_IMPORT),
)


@page(needs=P.MAIL_READ)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a view, narrowed, fifty rows at a time; its counters come after it."""
    user, now = me(request), timezone.now()
    form = FilterForm(request.GET)
    wanted = form.wanted()
    turned = page_of(user, wanted, request.GET, now)
    context = {
        "form": form,
        "wanted": wanted,
        "view": VIEWS[wanted.view],
        "page": turned,
        "rows": rows_of(row["id"] for row in turned.rows),
        "tabs": _tabs(wanted.view, {}),
        "new_url": reverse("mail_desk:delivery-new") if user.may(P.MAIL_HANDLE) else "",
        "work": buttons(user, WORK),
        "look": buttons(user, LOOK),
        "may_export": user.may(P.EXPORT),
        "now": now,
        "here": request.get_full_path(),
    }
    return answer(request, "mail_desk/queue.html", context, partial="live")


@page(needs=P.MAIL_READ)
def tabs(request: HttpRequest) -> HttpResponse:
    """Count what stands in each view and in the one shown: loaded beside the rows, which never wait for it."""
    now = timezone.now()
    wanted = FilterForm(request.GET).wanted()
    counted = counters(me(request), now)
    context = {
        "tabs": _tabs(wanted.view, counted),
        "total": total(me(request), wanted, counted, now),
        "counted": True,
    }
    return answer(request, "mail_desk/_tabs.html", context)


@page(needs=P.MAIL_READ)
def filters(request: HttpRequest) -> HttpResponse:
    """Show what a view can be narrowed by; loaded beside the search box, which never waits for it."""
    form = FilterForm(request.GET).with_choices()
    return answer(request, "mail_desk/filters.html", {"form": form, "wanted": form.wanted()}, partial="filters")


@act(needs=P.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """DATA-03. Take the rows out as a spreadsheet, logged; a long list is made by the worker."""
    user, now = me(request), timezone.now()
    if not user.may(P.MAIL_READ):
        raise Refused(Obstacle("read", _("Mail is not open to you.")))
    wanted = FilterForm(request.GET).wanted()
    params = sheet.params_of(wanted)
    count = folders_wanted(user, wanted, now).count()
    if count > sheet.AT_MOST:
        if wanted.words:
            # A job keeps what it was asked; the words looked for may be somebody's name.
            words = _("More than %(n)d items fit the words looked for: use longer words, or none.")
            raise Refused(Obstacle("words", words % {"n": sheet.AT_MOST}))
        job = jobs.start(sheet.EXPORT, by=user, now=now, params=params)
        return go(request, reverse("mall:job", args=[job.pk]))
    log_export(by=user, now=now, what="mail", rows=count, filters=sheet.logged(params))
    return xlsx_response(_("mail"), sheet.HEADERS, sheet.lines(user, wanted, now))


@page(needs=P.MAIL_READ)
def of_merchant(request: HttpRequest, merchant: int) -> HttpResponse:
    """Show a merchant's open and recent mail on the merchant's own page."""
    return answer(request, "mail_desk/_of_merchant.html", mail_of(merchant, me(request), timezone.now()))


def buttons(user: User, wanted: tuple[tuple[str, StrOrPromise, str, Permission], ...]) -> list[dict[str, Any]]:
    """What the person may open of these pages."""
    return [
        {"url": reverse(name), "label": label, "icon": icon} for name, label, icon, needs in wanted if user.may(needs)
    ]


def _tabs(here: str, counted: dict[str, str]) -> list[dict[str, Any]]:
    address = reverse("mail_desk:list")
    return [
        {
            "label": view.label,
            "url": f"{address}?view={view.code}",
            "counts": view.counted,
            "count": counted.get(view.code, ""),
            "on": view.code == here,
        }
        for view in VIEWS.values()
    ]

"""Doors of receiving: signing for a delivery, the burst entry, its end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import IntegrityError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mail_desk import held
from mail_desk.actions import receiving
from mail_desk.actions.receiving import Along, Entered, Outcome
from mail_desk.entry_sheet import EntrySheet
from mail_desk.forms.receiving import CountsForm, DeliveryForm, EntryForm, FinishForm, ScanForm
from mail_desk.queries.addresses import address_options
from mail_desk.queries.deliveries import deliveries_page, live
from mail_desk.queries.finding import visible_delivery
from mail_desk.reference import ORDINARY
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, go, toast, wants_fragment
from ui.obstacles import Refused, put_obstacles
from ui.pairs import pair
from ui.plugs import tokens
from ui.strokes import drawn
from ui.tokens import FIELD, once

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django import forms
    from django.db.models import Model
    from django.http import HttpRequest

    from mail_desk.models import Delivery, MailItem

P = Permission
ENTRY = "mail_desk/delivery.html"
MOST_DIGITS = 6
STORED = frozenset({Outcome.TAKEN, Outcome.REFUSED, Outcome.SCANNED})


@page(needs=P.MAIL_HANDLE)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the form of a delivery that has come now."""
    first = next(iter(held.carriers()), None)
    form = DeliveryForm(initial={"received_at": timezone.now(), "carrier": first.code if first else ""})
    return answer(request, "mail_desk/delivery_new.html", {"form": form})


@act(needs=P.MAIL_HANDLE)
def sign_for(request: HttpRequest) -> HttpResponse:
    """Sign for a delivery; its hour runs."""
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        return answer(request, "mail_desk/delivery_new.html", {"form": form}, status=422)

    def make() -> str:
        data = form.cleaned_data
        delivery = receiving.sign_for(
            data["carrier"],
            received_at=data["received_at"],
            brought_by=data["brought_by"],
            announced=data["announced"],
            signature=data.get("signature", ""),
            by=me(request),
            now=timezone.now(),
        )
        return delivery.get_absolute_url()

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        show = partial(answer, request, "mail_desk/delivery_new.html", {"form": form}, status=refused.status)
        raise Undone(show) from refused


new = pair(show_new, sign_for)


@page(needs=P.MAIL_READ)
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show the deliveries: those still being registered first, then the newest."""
    now = timezone.now()
    found = deliveries_page(me(request), request.GET)
    may = me(request).may(P.MAIL_HANDLE)
    return answer(request, "mail_desk/deliveries.html", {**found, "now": now, "may": may})


@page(needs=P.MAIL_READ)
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """Show a delivery: the burst entry while it is open, what was entered, the totals."""
    now = timezone.now()
    return _page(request, visible_delivery(me(request), number), EntryForm(user=me(request), now=now), now)


@act(needs=P.MAIL_HANDLE)
def enter(request: HttpRequest, number: str) -> HttpResponse:
    """Enter one item, with its address or (`scan`) by its number only."""
    now, user = timezone.now(), me(request)
    found = receiving.hold_delivery(visible_delivery(user, number))
    scanning = bool(request.POST.get("scan"))
    form = ScanForm(request.POST) if scanning else EntryForm(request.POST, user=user, now=now)
    if not form.is_valid():
        return _refused(request, found, form, now)
    again = request.POST.get("again") == "yes"

    def make(along: Along) -> Entered:
        if isinstance(form, EntryForm):
            return receiving.enter(found, form.sheet(), by=user, now=now, again=again, along=along)
        return receiving.scan(found, form.cleaned_data["number"], by=user, now=now, again=again, along=along)

    try:
        entered = _once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_refused, request, found, form, now)) from refused
    except IntegrityError as problem:
        raise Undone(partial(_entered_before, request, found, now, problem)) from problem
    if entered is not None and entered.outcome == Outcome.ASKS and not wants_fragment(request):
        shown = form if isinstance(form, EntryForm) else EntryForm(request.POST, user=user, now=now)
        return _page(request, found, shown, now, asks=entered.item, status=409)
    return _told(request, found, entered, now)


def _once(request: HttpRequest, make: Callable[[Along], Entered]) -> Entered | None:
    """Enter once per token: a scanner's answer that got lost is asked for again and finds nothing more to do.

    The used token is stored along with the item: a second one fails there, all of it is undone. Where nothing was
    stored the token is not used up, and the question is asked again.
    """
    token = request.POST.get(FIELD, "")

    def spent(item: MailItem) -> list[Model]:
        return [tokens().spent(token, request.user, item.get_absolute_url())] if token else []

    try:
        entered = make(spent)
    except Refused:
        if _is_spent(request):
            return None
        raise
    return None if entered.outcome not in STORED and _is_spent(request) else entered


def _is_spent(request: HttpRequest) -> bool:
    """Whether the form was sent before and has made something."""
    token = request.POST.get(FIELD, "")
    return bool(token and tokens().led_to(token, request.user))


def _entered_before(request: HttpRequest, found: Delivery, now: datetime, problem: IntegrityError) -> HttpResponse:
    """Say that the item is entered already, if it was the used token that could not be stored again."""
    if not _is_spent(request):
        raise problem
    return _told(request, found, None, now)


def _told(request: HttpRequest, found: Delivery, entered: Entered | None, now: datetime) -> HttpResponse:
    """Answer an entry: what became of it and the part of the page it changes; without scripts the page anew."""
    if not wants_fragment(request):
        _say(request, entered)
        return go(request, found.get_absolute_url())
    context = {**live(found, now), "entered_now": entered, "outcome": entered.outcome if entered else Outcome.AGAIN}
    return answer(request, "mail_desk/_entered.html", context)


@act(needs=P.MAIL_HANDLE)
def enter_counts(request: HttpRequest, number: str) -> HttpResponse:
    """Enter ordinary letters by floor."""
    now, user = timezone.now(), me(request)
    found = receiving.hold_delivery(visible_delivery(user, number))
    form = CountsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, EntryForm(user=user, now=now), now, counts=form, status=422)

    def make() -> str:
        sheet = EntrySheet(mail_class=held.mail_class(ORDINARY))
        receiving.enter_counts(found, sheet, form.counts(), by=user, now=now)
        return f"{found.get_absolute_url()}?{urlencode({'counted': sum(many for _floor, many in form.counts())})}"

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        show = partial(_page, request, found, EntryForm(user=user, now=now), now, counts=form, status=refused.status)
        raise Undone(show) from refused


@act(needs=P.MAIL_HANDLE)
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Finish the registration of a delivery; late or with another number than announced, say why."""
    now, user = timezone.now(), me(request)
    found = visible_delivery(user, number)
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, EntryForm(user=user, now=now), now, ending=form, status=422)
    try:
        receiving.finish(found, by=user, now=now, **form.cleaned_data)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        found = visible_delivery(user, number)
        show = partial(_page, request, found, EntryForm(user=user, now=now), now, ending=form, status=refused.status)
        raise Undone(show) from refused
    toast(request, _("Registration finished."))
    return go(request, found.get_absolute_url())


@page(needs=P.MAIL_HANDLE)
def addresses(request: HttpRequest) -> HttpResponse:
    """Answer the picker of merchants and units."""
    options = address_options(request.GET.get("q", ""), me(request), local_day(timezone.now()))
    return answer(request, "ui/_options.html", {"options": options})


def _page(
    request: HttpRequest,
    found: Delivery,
    form: forms.Form,
    now: datetime,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """Draw the page; `shown` are the `counts` or the `ending` that were refused, or the item a number `asks` about."""
    late = {"late_reason": found.late_reason, "differs_reason": found.differs_reason}
    context = {
        **live(found, now),
        "form": form,
        "counts": CountsForm(),
        "ending": FinishForm(initial=late),
        "classes": held.mail_classes(),
        "may": me(request).may(P.MAIL_HANDLE),
        "counted": _counted(request.GET.get("counted", "")),
        "signature": drawn(found.signature, _("Signature")),
        **shown,
    }
    return answer(request, ENTRY, context, status=status)


def _counted(text: str) -> str:
    """Say how many letters were just entered by count."""
    known = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return _("%(n)d ordinary letters entered.") % {"n": int(text)} if known else ""


def _refused(request: HttpRequest, found: Delivery, form: forms.Form, now: datetime) -> HttpResponse:
    """Say what is wrong with an entry: in the fragment for the burst, on the page without scripts."""
    if wants_fragment(request):
        return answer(request, "mail_desk/_not_entered.html", {"form": form}, status=422)
    shown = form if isinstance(form, EntryForm) else EntryForm(request.POST, user=me(request), now=now)
    return _page(request, found, shown, now, status=422)


def _say(request: HttpRequest, entered: Entered | None) -> None:
    if entered is None or entered.outcome == Outcome.AGAIN:
        toast(request, _("This item is entered already."), "info")
    elif entered.outcome == Outcome.REFUSED:
        toast(request, _("Refused: %(rule)s") % {"rule": entered.item.refusal}, "late")
    else:
        toast(request, _("Entered: %(title)s") % {"title": entered.item.folder.title})


__all__ = ["addresses", "deliveries", "delivery", "enter", "enter_counts", "finish", "new"]

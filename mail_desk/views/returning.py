"""Doors of the returns: an item sent back, the slips, their hand-over to the post."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mail_desk.actions import returning
from mail_desk.forms.return_forms import GiveUpForm, HandBackForm, SendBackForm, SlipForm
from mail_desk.models import MailItem
from mail_desk.queries import returning as reads
from mail_desk.queries.finding import visible_batch, visible_item
from mail_desk.rules import returning as rules
from mail_desk.views.doors import item_act
from mall.actions.doors import staged
from mall.me import me
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused, put_obstacles
from ui.pairs import pair
from ui.strokes import drawn
from ui.tokens import once

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms

    from mall.models import User

P = Permission


@item_act(rules.SEND_BACK, form=SendBackForm, corrects=True, said=_("It waits with the returns."))
def send_back(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Send an item back (MAIL-06)."""
    returning.send_back(item, data["reason"], by=by, now=now)


@page(needs=P.MAIL_READ)
def show_returns(request: HttpRequest) -> HttpResponse:
    """Show what waits for the post by class, the open slips, the past ones."""
    return _returns_page(request, SlipForm(batches=reads.open_slips(me(request))))


@act(needs=P.MAIL_HANDLE)
def do_returns(request: HttpRequest) -> HttpResponse:
    """Put the ticked items on a slip (MAIL-06)."""
    user, now = me(request), timezone.now()
    form = SlipForm(request.POST, batches=reads.open_slips(user))
    if not form.is_valid():
        return _returns_page(request, form, status=422)
    items = list(MailItem.objects.visible_to(user).filter(pk__in=form.cleaned_data["items"]))

    def make() -> str:
        batch = form.batch()
        if batch is None:
            batch = returning.begin(items, form.chosen_carrier(), by=user, now=now)
        else:
            returning.add(batch, items, by=user, now=now)
        return batch.get_absolute_url()

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_returns_page, request, form, status=refused.status)) from refused


returns = pair(show_returns, do_returns)


def _returns_page(request: HttpRequest, form: SlipForm, *, status: int = 200) -> HttpResponse:
    user = me(request)
    classes, more = reads.by_class(user)
    context = {
        "form": form,
        "classes": classes,
        "more": reads.SHOWN if more else 0,
        "open_slips": list(form.batches.values()),
        "page": reads.past_slips(user, request.GET),
        "ticked": set(form["items"].value() or ()) if form.is_bound else set(),
        "may_handle": user.may(P.MAIL_HANDLE),
        "now": timezone.now(),
    }
    return answer(request, "mail_desk/returns.html", context, status=status)


@page(needs=P.MAIL_READ)
def show_slip(request: HttpRequest, number: str) -> HttpResponse:
    """Show a slip: its items, its hour, its hand-over."""
    return _slip_page(request, number)


@act(needs=P.MAIL_HANDLE)
def do_slip(request: HttpRequest, number: str) -> HttpResponse:
    """Hand a slip back to the post (MAIL-06, MAIL-09)."""
    user, now = me(request), timezone.now()
    batch = visible_batch(user, number)
    form = HandBackForm(request.POST, user=user, late=rules.is_late(batch, now))
    if not form.is_valid():
        return _slip_page(request, number, form, status=422)
    data = dict(form.cleaned_data)

    def make() -> str:
        copies = staged(data.pop("files"), by=user)
        returning.hand_back(batch, data.pop("taken_by"), copies=copies, **data, by=user, now=now)
        toast(request, _t("Handed back to the post."))
        return batch.get_absolute_url()

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_slip_page, request, number, form, status=refused.status)) from refused


slip = pair(show_slip, do_slip)


@act(needs=P.MAIL_HANDLE)
def take_out(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Take one item off a slip (MAIL-06)."""
    user = me(request)
    batch = visible_batch(user, number)
    returning.take_out(batch, visible_item(user, item), by=user, now=timezone.now())
    toast(request, _t("Taken off the slip; it stays with the returns."))
    return go(request, batch.get_absolute_url())


@act(needs=P.MAIL_HANDLE)
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Give a slip up with the reason (MAIL-06)."""
    batch = visible_batch(me(request), number)
    form = GiveUpForm(request.POST)
    if not form.is_valid():
        return _slip_page(request, number, giving_up=form, status=422)
    try:
        returning.give_up(batch, form.cleaned_data["reason"], by=me(request), now=timezone.now())
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_slip_page, request, number, giving_up=form, status=refused.status)) from refused
    toast(request, _t("The slip was given up; its items stay with the returns."))
    return go(request, reverse("mail_desk:returns"))


def _slip_page(
    request: HttpRequest,
    number: str,
    form: HandBackForm | None = None,
    *,
    giving_up: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = me(request), timezone.now()
    found = reads.slip(user, number)
    late = rules.is_late(found.batch, now)
    form = form or HandBackForm(user=user, late=late)
    is_open = not rules.obstacles_to_changing(found.batch)
    context = {
        "slip": found,
        "batch": found.batch,
        "form": form,
        "giving_up": giving_up or GiveUpForm(auto_id="id_give_up_%s"),
        "is_open": is_open,
        "signature": drawn(found.batch.signature, _t("Signature")),
        "notes": found.batch.folder.notes.select_related("by").order_by("at"),
        "may_change": is_open and user.may(P.MAIL_HANDLE),
        "late": late,
        "now": now,
    }
    return answer(request, "mail_desk/return.html", context, status=status)

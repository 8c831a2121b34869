"""Doors of handing out: the rounds by floor, letters to on-site staff, one item by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail_desk.actions import handing as acts
from mail_desk.forms.handing import DeliverForm, NobodyForm, Receiver, RoundForm, StaffForm
from mail_desk.held import floor as floor_of
from mail_desk.models import MailItem
from mail_desk.queries.rounds import round_of, rounds
from mail_desk.rules import handing as rules
from mail_desk.views.doors import item_act
from mall.me import me
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, toast
from ui.obstacles import Refused, put_obstacles
from ui.pairs import pair
from ui.tokens import once

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest

    from mall.models import User

P = Permission


@item_act(rules.DELIVER, form=DeliverForm, said=gettext_lazy("Handed out."))
def deliver(item: MailItem, data: dict[str, Any], *, by: User, now: datetime) -> None:
    """Hand one item to its receiver."""
    acts.deliver([item], **_received(data), by=by, now=now)


@page(needs=P.MAIL_HANDLE)
def floors(request: HttpRequest) -> HttpResponse:
    """Choose the floor of a round."""
    return answer(request, "mail_desk/rounds.html", rounds(me(request), timezone.now()))


@page(needs=P.MAIL_HANDLE)
def floor(request: HttpRequest, code: str) -> HttpResponse:
    """Show a floor's round on the phone: tick or scan, sign; nobody there stays."""
    return _round(request, code)


@act(needs=P.MAIL_HANDLE)
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the ticked items of a round to their receiver."""
    form = RoundForm(request.POST)

    def give(items: Sequence[MailItem], now: datetime) -> None:
        made = acts.deliver(items, **_received(form.cleaned_data), by=me(request), now=now)
        toast(request, _("Handed out: %(n)d.") % {"n": made.count})

    return _act(request, code, form, "form", give)


@act(needs=P.MAIL_HANDLE)
def nobody_there(request: HttpRequest, code: str) -> HttpResponse:
    """Note that nobody was there for the ticked items; they stay with the desk."""
    form = NobodyForm(request.POST)

    def note(items: Sequence[MailItem], now: datetime) -> None:
        acts.nobody_there(items, by=me(request), now=now)
        toast(request, _("Noted; it is brought on the next round."), "info")

    return _act(request, code, form, "nobody", note)


@page(needs=P.MAIL_HANDLE)
def show_staff(request: HttpRequest, code: str) -> HttpResponse:
    """Show a floor's ordinary letters and the count its on-site staff sign for."""
    return _staff(request, code)


@act(needs=P.MAIL_HANDLE)
def hand_to_staff(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a floor's ordinary letters to its on-site staff against their count."""
    form = StaffForm(request.POST)

    def give(items: Sequence[MailItem], now: datetime) -> None:
        data = form.cleaned_data
        made = acts.hand_to_staff(
            items, counted=data["count"], floor=floor_of(code), **_received(data), by=me(request), now=now
        )
        toast(request, _("%(n)d letters handed over.") % {"n": made.count})

    return _act(request, code, form, "staff", give, show=_staff)


staff = pair(show_staff, hand_to_staff)


def _received(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("receiver", "signature", "on_paper")}


def _act(
    request: HttpRequest,
    code: str,
    form: forms.Form,
    name: str,
    do: Callable[[Sequence[MailItem], datetime], None],
    *,
    show: Callable[..., HttpResponse] | None = None,
) -> HttpResponse:
    """Do it for the ticked items once, and come back to the round; what is refused is shown in its form."""
    again = show or _round
    if not form.is_valid():
        return again(request, code, status=422, **{name: form})

    def make() -> str:
        found = MailItem.objects.visible_to(me(request)).filter(pk__in=form.cleaned_data["ids"])
        do(list(found.select_related("folder")), timezone.now())
        return reverse("mail_desk:round-floor", args=[code])

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(again, request, code, status=refused.status, **{name: form})) from refused


def _round(request: HttpRequest, code: str, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    found = round_of(me(request), code, timezone.now())
    if found is None:
        raise Http404(code)
    typed = Receiver(request.POST) if bound else Receiver()
    context = {
        **found,
        "form": bound.get("form") or typed,
        "handing": "form" in bound,
        "refused_form": bound.get("form") or bound.get("nobody"),
        "ticked": set(request.POST.getlist("ids")),
    }
    return answer(request, "mail_desk/round.html", context, status=status)


def _staff(request: HttpRequest, code: str, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    found = round_of(me(request), code, timezone.now())
    if found is None:
        raise Http404(code)
    form = bound.get("staff")
    everything = {str(item.pk) for item in found["letters"]}
    context = {
        **found,
        "form": form or StaffForm(),
        "ticked": set(request.POST.getlist("ids")) if form else everything,
    }
    return answer(request, "mail_desk/round_staff.html", context, status=status)

"""The form of an act on an item: shown in the drawer, or as a page of its own without scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mail_desk.actions.beside import hold_earlier
from mail_desk.actions.moving import hold
from mail_desk.queries.finding import visible_item
from mall.me import me
from ui.doors import Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Obstacle, Refused, StrOrPromise, put_obstacles
from ui.pairs import View, pair
from ui.plugs import tokens
from ui.tokens import FIELD, once

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.forms.item_form import ItemForm
    from mail_desk.models import MailItem
    from mail_desk.rules.offering import ItemAct
    from mall.models import User

Do = Callable[..., str | None]


def item_act(
    spec: ItemAct, *, form: type[ItemForm], said: StrOrPromise = "", corrects: bool = False
) -> Callable[[Do], View]:
    """Make the two doors of an act from its description, its form and the function that does it.

    The function is called as `do(item, data, by=, now=)` with the item locked; it returns an address to go to, or None
    for the item's page. What it refuses is shown in the form, and nothing typed is lost. What `corrects` figures of
    months that are over locks these before the item, as everywhere.
    """

    def decorate(do: Do) -> View:
        @page(needs=spec.needs)
        def look(request: HttpRequest, number: str) -> HttpResponse:
            now = timezone.now()
            item = visible_item(me(request), number)
            empty = form(item=item, user=me(request), now=now)
            return _drawer(request, spec, item, empty, reasons=spec.obstacles(item, me(request), now))

        @act(needs=spec.needs)
        def perform(request: HttpRequest, number: str) -> HttpResponse:
            now, user = timezone.now(), me(request)
            led = tokens().led_to(request.POST.get(FIELD, ""), user)
            if led is not None:
                # Sent twice: what the first one did would be taken for somebody else's.
                return go(request, led)
            item = _locked(user, number, now, corrects=corrects)
            filled = form(request.POST, request.FILES, item=item, user=user, now=now)
            if not filled.is_valid():
                return _drawer(request, spec, item, filled, status=422)

            def make() -> str:
                return do(item, filled.facts(), by=user, now=now) or item.get_absolute_url()

            try:
                response = once(request, make)
            except Refused as refused:
                put_obstacles(filled, refused.obstacles)
                raise Undone(partial(_again, request, spec, number, filled, refused.status)) from refused
            if said:
                toast(request, said)
            return response

        perform.__name__ = do.__name__
        perform.__doc__ = do.__doc__
        return pair(look, perform)

    return decorate


def _locked(user: User, number: str, now: datetime, *, corrects: bool) -> MailItem:
    """Read the item as it is once nobody else can change it; what corrects has the months locked before it."""
    item = visible_item(user, number)
    if corrects:
        hold_earlier(item.received_at, item.ended_at, now=now)
    hold([item])
    return visible_item(user, number)


def _again(request: HttpRequest, spec: ItemAct, number: str, filled: ItemForm, status: int) -> HttpResponse:
    return _drawer(request, spec, visible_item(me(request), number), filled, status=status)


def _drawer(
    request: HttpRequest,
    spec: ItemAct,
    item: MailItem,
    form: ItemForm,
    *,
    reasons: list[Obstacle] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the form of an act: in the drawer for htmx, as a page otherwise."""
    # What was typed for older particulars, or in another state, is not put over newer ones.
    draft = ":".join((*request.path.strip("/").split("/")[1:], item.state, str(item.folder.version)))
    context = {"spec": spec, "item": item, "form": form, "reasons": reasons or [], "draft": draft}
    return answer(request, "mail_desk/act.html", context, partial="drawer", status=status)

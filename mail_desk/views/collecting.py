"""Doors of collections: looking up, giving out, the proof."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mail_desk import reveals
from mail_desk.actions import collecting
from mail_desk.actions.codes import CODE_DIGITS
from mail_desk.forms.collect_form import CollectForm
from mail_desk.models import MailItem
from mail_desk.queries import collecting as reads
from mail_desk.queries.finding import visible_item
from mail_desk.rules import collecting as rules
from mail_desk.states import State
from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from ui.doors import Undone, act, page
from ui.fragments import answer, go, toast
from ui.obstacles import Refused, put_obstacles
from ui.pairs import pair
from ui.strokes import drawn
from ui.tokens import once

if TYPE_CHECKING:
    from collections.abc import Sequence

P = Permission
CODE = re.compile(rf"\d{{{CODE_DIGITS}}}", re.ASCII)
#: A scanner reads the code of a slip or a label: the number, or the address of the item's page.
SCANNED = re.compile(r"\b[A-Z]{2}\d{8}-\d+\b", re.ASCII)


@page(needs=P.MAIL_HANDLE)
def show_collect(request: HttpRequest) -> HttpResponse:
    """Show what was looked for, all that waits for the same receivers, and the form of who fetches it."""
    return _collect_page(request, CollectForm(user=me(request)))


@act(needs=P.MAIL_HANDLE)
def do_collect(request: HttpRequest) -> HttpResponse:
    """Give the ticked items out (MAIL-04)."""
    user, now = me(request), timezone.now()
    form = CollectForm(request.POST, user=user)
    right = form.is_valid()
    items = MailItem.objects.visible_to(user).filter(pk__in=form.cleaned_data.get("items", []))
    if not right:
        # All that is to be put right stands there at once, not one thing after the other.
        found = rules.obstacles_to_collecting(items.select_related("mail_class", "folder"), form.sheet(), user, now)
        put_obstacles(form, [obstacle for obstacle in found if obstacle.field not in form.errors])
        return _collect_page(request, form, status=422)

    def make() -> str:
        made = collecting.collect(list(items), form.sheet(), by=user, now=now)
        toast(request, _("Given out; the proof is kept."))
        return reverse("mail_desk:collection", args=[made.pk])

    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(_collect_page, request, form, status=refused.status)) from refused


collect = pair(show_collect, do_collect)


@act(needs=P.MAIL_HANDLE)
def look_up(request: HttpRequest) -> HttpResponse:
    """Find by what was typed or scanned. A pick-up code is a try that is kept (MAIL-04); all else is a page."""
    user, now = me(request), timezone.now()
    # An input method types full-width digits; they mean the same.
    text = normalize("NFKC", request.POST.get("q", "")).strip()[:100]
    address = reverse("mail_desk:collect")
    scanned = SCANNED.search(text.upper())
    if scanned is not None:
        return go(request, f"{address}?{urlencode({'item': scanned[0]})}")
    if not CODE.fullmatch(text):
        return go(request, f"{address}?{urlencode({'q': text})}")
    try:
        item = collecting.try_code(text, by=user, now=now)
    except Refused as refused:
        return _collect_page(request, CollectForm(user=user), typed=text, said=_sentences(refused), status=429)
    if item is not None:
        return go(request, f"{address}?{urlencode({'item': item.folder.number})}")
    said = [_("No item at the desk has this code. Ask for it again, or look for unit or name.")]
    return _collect_page(request, CollectForm(user=user), typed=text, said=said, status=422)


@page(needs=P.MAIL_HANDLE)
def of_item(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from an item to the collection of it and of what waits for the same receiver."""
    item = visible_item(me(request), number)
    return go(request, f"{reverse('mail_desk:collect')}?{urlencode({'item': item.folder.number})}")


@page(needs=P.MAIL_READ)
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who fetched what, the ID number masked (MAIL-13)."""
    user = me(request)
    fetched = reads.visible_collection(user, pk)
    context = {
        "fetched": fetched,
        "may_reveal": user.may(P.IDENTITY_REVEAL),
        "may_handle": user.may(P.MAIL_HANDLE),
        "what": reveals.IDENTITY,
        "signature": drawn(fetched.row.signature, _("Signature")),
        "now": timezone.now(),
    }
    return answer(request, "mail_desk/collection.html", context)


def _sentences(refused: Refused) -> list[str]:
    return [str(obstacle.message) for obstacle in refused.obstacles]


def _collect_page(
    request: HttpRequest, form: CollectForm, *, typed: str = "", said: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    user, now = me(request), timezone.now()
    numbers = [one for one in request.GET.getlist("item") if SCANNED.fullmatch(one)]
    text = request.GET.get("q", "").strip()
    items = reads.of_numbers(user, numbers) if numbers else reads.found(user, text, local_day(now))
    ticked = set(form["items"].value() or ()) if form.is_bound else set()
    if form.is_bound:
        # What was ticked stays to be seen, also what somebody else has given out meanwhile.
        there = {item.pk for item in items}
        keys = form.cleaned_data.get("items", []) if hasattr(form, "cleaned_data") else []
        items += [one for one in reads.with_keys(user, keys) if one.pk not in there]
    groups = reads.together(user, items, now)
    if not form.is_bound:
        first = _first_ticks(groups, numbers)
        ticked = {str(item.pk) for item in first}
        _propose_name(form, first)
    shown = [item for group in groups for item in (row.item for row in group.rows)]
    context: dict[str, Any] = {
        "form": form,
        "groups": groups,
        "ticked": ticked,
        "typed": typed or text,
        "said": said,
        "asked": bool(numbers or text),
        "not_there": [] if items else numbers,
        "asks_id": any(item.mail_class is not None and item.mail_class.id_needed for item in shown),
        "no_proxy": _no_proxy(shown),
        "now": now,
    }
    return answer(request, "mail_desk/collect.html", context, status=status)


def _first_ticks(groups: Sequence[reads.Waiting], numbers: Sequence[str]) -> list[MailItem]:
    """What is ticked at first: what was asked for, and all that waits where only one receiver was found."""
    rows = [row.item for group in groups for row in group.rows]
    if len(groups) == 1:
        return [item for item in rows if item.state != State.TO_RETURN or item.folder.number in numbers]
    return [item for item in rows if item.folder.number in numbers]


def _propose_name(form: CollectForm, items: Sequence[MailItem]) -> None:
    """Propose the addressee's name where all that is ticked names the same."""
    names = {item.addressee for item in items}
    if len(names) == 1:
        form.initial.setdefault("name", names.pop())


def _no_proxy(items: Sequence[MailItem]) -> list[str]:
    """The classes shown that no proxy may collect."""
    kinds = {item.mail_class for item in items if item.mail_class is not None and not item.mail_class.proxy_allowed}
    return sorted(str(kind) for kind in kinds)

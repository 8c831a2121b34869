"""The bell's list: reading, marking as read, muting kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import notice_kinds
from casework.actions import notices as acts
from casework.models import Folder
from casework.queries.notices import heard, leads_to, said, unread_count
from mall.me import me
from ui.doors import SIGNED_IN, act, page
from ui.fragments import answer, go, safe_next, toast
from ui.paging import Keyset

if TYPE_CHECKING:
    from django.http import HttpRequest

from mall.models import User

NEWEST = Keyset(("-send_at", "-id"))


@page(needs=SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    """Show what the person was told, newest first; `?unread` leaves out what was read."""
    user, now = me(request), timezone.now()
    rows = heard(user, now)
    only_unread = "unread" in request.GET
    if only_unread:
        rows = rows.filter(read_at=None)
    shown = NEWEST.page(rows, request.GET)
    context = {
        "page": shown,
        "said": said(shown.rows),
        "only_unread": only_unread,
        "unread": unread_count(user, now),
    }
    return answer(request, "casework/notices.html", context)


@act(needs=SIGNED_IN)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything heard as read."""
    acts.mark_read(me(request), now=timezone.now())
    return go(request, reverse("casework:notices"))


@act(needs=SIGNED_IN)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and lead to what it speaks of; to the list where that is not open to the person any more."""
    user, now = me(request), timezone.now()
    row = get_object_or_404(heard(user, now), pk=pk)
    acts.mark_read(user, pk=pk, now=now)
    folder = row.folder
    if folder is not None and not Folder.objects.visible_to(user).filter(pk=folder.pk).exists():
        toast(request, _("%(number)s is not open to you any more.") % {"number": folder.number}, "info")
        return go(request, reverse("casework:notices"))
    return go(request, leads_to(row) or reverse("casework:notices"))


@page(needs=SIGNED_IN)
def kinds(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Show which kinds of notices the person wants; `pk` comes from the profile's slot, where it leads back to."""
    came_from = reverse("mall:profile") if pk else reverse("casework:notice-kinds")
    context = {**_kinds(me(request)), "next_url": came_from}
    return answer(request, "casework/notice_kinds.html", context, partial="kinds")


@act(needs=SIGNED_IN)
def choose_kinds(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Keep the person's choice; kinds that cannot be muted stay."""
    del pk
    user = me(request)
    wanted = set(request.POST.getlist("kind"))
    acts.mute(user, [each.code for each in notice_kinds.notice_kinds() if each.mutable and each.code not in wanted])
    toast(request, _("Kept."))
    return go(request, safe_next(request, reverse("casework:notice-kinds")))


def _kinds(user: User) -> dict[str, object]:
    muted = set(user.muted or ())
    return {"kinds": [(each, each.code not in muted) for each in notice_kinds.notice_kinds()]}

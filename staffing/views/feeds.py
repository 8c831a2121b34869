"""Doors of the calendar feed: making and revoking it, and the file itself, which needs no sign-in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mall.me import me
from mall.roles import Permission
from staffing.actions import feeds as acts
from staffing.ics import calendar_file
from staffing.queries import feeds as reads
from ui.doors import PUBLIC, SIGNED_IN, act, page
from ui.fragments import answer, go, stamped, toast, unchanged

if TYPE_CHECKING:
    from mall.models import User

P = Permission
TYPE = "text/calendar; charset=utf-8"


@page(needs=P.ROSTER_READ)
def feed(request: HttpRequest) -> HttpResponse:
    """Whether my shifts are read by a calendar of my own, and since when."""
    return _show(request, me(request))


@page(needs=SIGNED_IN)
def feed_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a part of my own page; nothing for who stands on no roster."""
    user = me(request)
    if pk != user.pk or not user.may(P.ROSTER_READ):
        return HttpResponse()
    context = {"feed": reads.feed_in_use(user)}
    return answer(request, "staffing/_feed_of.html", context)


@act(needs=P.ROSTER_READ)
def make_feed(request: HttpRequest) -> HttpResponse:
    """Make the address and show it, this once; the one before opens nothing from now on."""
    secret = acts.make_feed(by=me(request), now=timezone.now())
    path = reverse("staffing:feed-calendar", args=[secret])
    response = _show(request, me(request), address=request.build_absolute_uri(path))
    response["Cache-Control"] = "no-store"
    return response


@act(needs=P.ROSTER_READ)
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """Let the address open nothing any more."""
    if acts.revoke_feed(by=me(request), now=timezone.now()):
        toast(request, _("The calendar address is revoked."))
    return go(request, reverse("staffing:feed"))


@page(needs=PUBLIC)
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The shifts of whose secret this is, for a calendar program; unknown and revoked ones open nothing."""
    person = reads.person_of(secret)
    if person is None:
        raise Http404
    with translation.override(person.language):
        body = calendar_file(reads.shifts_of(person, timezone.now()))
    stamp = hashlib.sha256(body).hexdigest()[:16]
    if (same := unchanged(request, stamp)) is not None:
        return same
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = 'inline; filename="shifts.ics"'
    return stamped(response, stamp)


def _show(request: HttpRequest, user: User, *, address: str = "") -> HttpResponse:
    context = {"feed": reads.feed_in_use(user), "address": address, "days": reads.DAYS_BACK.days}
    return answer(request, "staffing/feed.html", context, partial="card")

"""Doors of leaving the post, made for the phone; and of the wishes for days off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.me import me
from mall.roles import Permission
from staffing.actions import posts as acts
from staffing.actions.wishes import wish
from staffing.forms.absences import PostForm, ReliefForm, WishForm
from staffing.forms.plain import PlainForm
from staffing.halves import read_half
from staffing.queries import posts as reads
from staffing.queries import wishes as wished
from staffing.rules import posts as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.tokens import attempt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest

    from mall.models import User
    from staffing.halves import Half
    from staffing.models import PostLeave
    from ui.obstacles import Obstacle

P = Permission
ANYBODY = (P.SWAP_ASK, P.SWAP_APPROVE)


@page(needs=ANYBODY)
def show_posts(request: HttpRequest) -> HttpResponse:
    """Show one's post, what one has asked, and for the supervisor who asks and who is away."""
    return _posts(request)


@act(needs=P.SWAP_ASK)
def do_posts(request: HttpRequest) -> HttpResponse:
    """ROST-16. Ask to leave the post."""
    user, now = me(request), timezone.now()
    desk = reads.post_of(user, now)
    form = PostForm(request.POST, there=reads.there_too(user, desk, now) if desk else [])

    def make() -> str:
        data = form.cleaned_data
        made = acts.ask(data["reason"], data["relieved_by"], by=user, now=now)
        if made.left_at is None:
            toast(request, _("The post must not become empty: stay. The supervisors are told."), "soon")
        else:
            toast(request, _("You are relieved. Say when you are back."))
        return reverse("staffing:posts")

    return attempt(request, form, make, partial(_posts, request))


posts = pair(show_posts, do_posts)


def _posts(request: HttpRequest, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    desk, mine = reads.post_of(user, now), reads.open_one(user)
    at = mine.desk if mine else desk
    there = reads.there_too(user, at, now) if at else []
    supervises = user.may(P.SWAP_APPROVE)
    past = reads.past_page(user, request.GET)
    context = {
        "desk": desk,
        "mine": mine,
        "there": there,
        "going": _going(mine, user, now) if mine else [],
        "form": form if isinstance(form, PostForm) else PostForm(there=there),
        "relief": form if isinstance(form, ReliefForm) else ReliefForm(there=there),
        "refused": form,
        "supervises": supervises,
        "waiting": reads.waiting(user, now) if supervises else [],
        "away": reads.away_now(user) if supervises else [],
        "page": past,
        "now": now,
    }
    return answer(request, "staffing/posts.html", context, status=status)


def _going(mine: PostLeave, user: User, now: datetime) -> list[Obstacle]:
    return [*rules.obstacles_to_day(mine, now), *rules.obstacles_to_going(reads.stands_in_for(user, now))]


def _do(request: HttpRequest, pk: int, do: Callable[..., PostLeave], words: str, level: str = "ok") -> HttpResponse:
    """One button of one request; whatever stands in its way is shown on the page."""
    found, now = _post(request, pk), timezone.now()

    def make() -> str:
        do(found, by=me(request), now=now)
        toast(request, words, level)
        return reverse("staffing:posts")

    return attempt(request, PlainForm(request.POST), make, partial(_posts, request))


def _post(request: HttpRequest, pk: int) -> PostLeave:
    """A request one may look at. Raises Http404."""
    found = reads.posts_of(me(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


@act(needs=P.SWAP_APPROVE)
def permit(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-16. The supervisor permits it."""
    return _do(request, pk, acts.permit, _("Permitted; the person is told."))


@act(needs=P.SWAP_APPROVE)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-16. The supervisor does not permit it."""
    return _do(request, pk, acts.refuse, _("Not permitted; the person is told."), "info")


@act(needs=P.SWAP_ASK)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-16. Leave, relieved or permitted."""
    return _do(request, pk, acts.leave, _("You have left the post. Say when you are back."))


@act(needs=P.SWAP_ASK)
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-16. It is not needed any more."""
    return _do(request, pk, acts.stay, _("Withdrawn."), "info")


@act(needs=ANYBODY)
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-16. Back at the desk."""
    return _do(request, pk, acts.come_back, _("Back at the post."))


@act(needs=P.SWAP_ASK)
def relieve(request: HttpRequest, pk: int) -> HttpResponse:
    """ROST-16. A colleague has come to the desk."""
    found, user, now = _post(request, pk), me(request), timezone.now()
    form = ReliefForm(request.POST, there=reads.there_too(user, found.desk, now))

    def make() -> str:
        acts.relieve(found, form.cleaned_data["relieved_by"], by=user, now=now)
        toast(request, _("You are relieved. Say when you are back."))
        return reverse("staffing:posts")

    return attempt(request, form, make, partial(_posts, request))


# -- wishes


@page(needs=P.SWAP_ASK)
def show_wishes(request: HttpRequest) -> HttpResponse:
    """Show the small calendar of a half month that is not published yet."""
    return _wishes(request)


@act(needs=P.SWAP_ASK)
def do_wishes(request: HttpRequest) -> HttpResponse:
    """ROST-12. Mark the days one would like to be off."""
    half = _half(request)
    if half is None:
        raise Http404
    form = WishForm(request.POST, days=half.days)

    def make() -> str:
        wish(half, form.wished(), by=me(request), now=timezone.now())
        toast(request, _("Your wishes are noted; they are granted where that harms nobody."))
        return f"{reverse('staffing:wishes')}?half={half.code}"

    return attempt(request, form, make, partial(_wishes, request))


wishes = pair(show_wishes, do_wishes)


def _half(request: HttpRequest) -> Half | None:
    """The half month asked for, else the next that is not published; None where all that come are. Raises Http404."""
    wanted = request.GET.get("half", "")
    if wanted:
        found = read_half(wanted)
        if found is None:
            raise Http404(wanted)
        return found
    return next(iter(wished.halves_ahead(local_day(timezone.now()))), None)


def _wishes(request: HttpRequest, form: WishForm | None = None, *, status: int = 200) -> HttpResponse:
    user, today = me(request), local_day(timezone.now())
    halves, half = wished.halves_ahead(today), _half(request)
    mine = wished.wishes_of(user, half) if half else set()
    if form is not None and form.is_bound:
        mine = {on for on in half.days if on.isoformat() in request.POST.getlist("days")} if half else set()
    context = {
        "form": form,
        "halves": halves,
        "half": half,
        "is_open": half in halves,
        "weeks": wished.calendar_of(half, mine, today) if half else [],
        "many": len(mine),
        "everybody": wished.by_day(half) if half and user.may(P.ROSTER_LAY) else [],
        "lays": user.may(P.ROSTER_LAY),
    }
    return answer(request, "staffing/wishes.html", context, status=status)

"""Doors of brand points: the lists, applying, one row with its objections, the month, the reasons, F-91 and R-20."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.me import me
from mall.models import User
from mall.roles import Permission
from staffing.actions import points as acts
from staffing.forms.plain import PlainForm
from staffing.forms.points import AppealForm, PointForm, ReviewForm, VerdictForm
from staffing.models import BrandPoint, PointAppeal
from staffing.months import month_of
from staffing.queries import points as reads
from staffing.rules import points as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.tokens import attempt

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

P = Permission
TONES = {
    BrandPoint.State.PROPOSED: ("soon", "hourglass"),
    BrandPoint.State.ANNOUNCED: ("ok", "speakerphone"),
    BrandPoint.State.REFUSED: ("late", "circle-x"),
    BrandPoint.State.WITHDRAWN: ("plain", "arrow-back-up"),
}
#: So many places stand beside the list.
TOP = 10


@page(needs=P.POINTS_READ)
def points(request: HttpRequest) -> HttpResponse:
    """PERF-07. What is announced, what waits, one's own; who stands where this month."""
    user, now = me(request), timezone.now()
    decides, reviews = user.may(P.POINTS_DECIDE), user.may(P.POINTS_REVIEW)
    views = ["announced", *(["decide"] if decides else []), "mine"]
    view = request.GET.get("view", "")
    view = view if view in views else views[0]
    month = month_of(now)
    found = reads.list_page(user, view, request.GET)
    places = reads.ranking(month)
    context = {
        "page": found,
        "rows": [(row, *TONES[BrandPoint.State(row.state)]) for row in found],
        "view": view,
        "views": views,
        "waiting": reads.to_decide(user).count() if decides else 0,
        "appeals": list(reads.open_appeals()[:20]) if reviews else [],
        "top": places[:TOP],
        "mine": next((one for one in places if one.pk == user.pk), None),
        "month": month,
        "monday": reads.week_left(now),
        "may_decide": decides,
        "collects": rules.collects_points(user),
        "now": now,
    }
    return answer(request, "staffing/points.html", context)


# -- applying


@page(needs=P.POINTS_PROPOSE)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the form for points."""
    return _new(request)


@act(needs=P.POINTS_PROPOSE)
def do_new(request: HttpRequest) -> HttpResponse:
    """PERF-07. Apply for points, or announce them."""
    user, now = me(request), timezone.now()
    form = PointForm(request.POST, user=user)

    def make() -> str:
        made = acts.propose(form.proposal(), by=user, now=now)
        announced = made.state == BrandPoint.State.ANNOUNCED
        toast(request, _("Announced to the department.") if announced else _("Applied for: the supervisor decides."))
        return _address(made)

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, form: PointForm | None = None, *, status: int = 200) -> HttpResponse:
    user, now = me(request), timezone.now()
    context = {
        "form": form or PointForm(user=user, initial={"happened_on": local_day(now)}),
        "may_decide": user.may(P.POINTS_DECIDE),
        "none": not reads.reasons_for(user).exists(),
    }
    return answer(request, "staffing/points_new.html", context, status=status)


# -- one row


@page(needs=P.POINTS_READ)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-07. A row: its facts, the decision, the objections."""
    return _one(request, pk)


@act(needs=P.POINTS_DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-07. Give the points, or refuse them with the reason."""
    found, user, now = _point(request, pk), me(request), timezone.now()
    form = VerdictForm(request.POST, verdicts=["give", "refuse"])

    def make() -> str:
        words = form.cleaned_data["decision"]
        if form.cleaned_data["verdict"] == "give":
            acts.give(found, words, by=user, now=now)
            toast(request, _("Announced to the department."))
        else:
            acts.refuse(found, words, by=user, now=now)
            toast(request, _("Not given; the person is told."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.POINTS_PROPOSE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-07. Take an application back."""
    found, form = _point(request, pk), PlainForm(request.POST)

    def make() -> str:
        acts.withdraw(found, by=me(request), now=timezone.now())
        toast(request, _("Withdrawn."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.POINTS_READ)
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-07. Object to announced points."""
    found, form = _point(request, pk), AppealForm(request.POST)

    def make() -> str:
        acts.appeal(found, form.cleaned_data["text"], by=me(request), now=timezone.now())
        toast(request, _("Your objection is with the manager."))
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.POINTS_REVIEW)
def review(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """PERF-07. Confirm the points again, or correct them by a row of its own."""
    found, user, now = _point(request, pk), me(request), timezone.now()
    objection = next((one for one in found.appeals.all() if one.pk == row), None)
    if objection is None:
        raise Http404(row)
    form = ReviewForm(request.POST, verdicts=["confirm", "correct"])

    def make() -> str:
        words = form.cleaned_data["decision"]
        if form.cleaned_data["verdict"] == "confirm":
            acts.confirm(objection, words, by=user, now=now)
            toast(request, _("Confirmed and announced again."))
            return _address(found)
        row = acts.correct(objection, form.cleaned_data["points"], words, by=user, now=now)
        toast(request, _("Corrected by a row of its own, and announced."))
        return _address(row)

    return attempt(request, form, make, partial(_one, request, pk))


def _point(request: HttpRequest, pk: int) -> BrandPoint:
    """A row one may look at. Raises Http404."""
    rows = reads.points_of(me(request)).prefetch_related("appeals__by", "appeals__decided_by", "corrections")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _one(request: HttpRequest, pk: int, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    found, user, now = _point(request, pk), me(request), timezone.now()
    appeals = list(found.appeals.all())
    waiting = next((one for one in appeals if one.state == PointAppeal.State.OPEN), None)
    announced = rules.announced_last(found, appeals) if found.state == BrandPoint.State.ANNOUNCED else None
    tone, icon = TONES[BrandPoint.State(found.state)]
    context: dict[str, Any] = {
        "point": found,
        "tone": tone,
        "icon": icon,
        "appeals": appeals,
        "waiting": waiting,
        "until": rules.last_day_to_object(announced) if announced else None,
        "form": form,
        "may_decide": not rules.obstacles_to_deciding(found, user),
        "may_withdraw": not rules.obstacles_to_withdrawing(found, user),
        "objecting": rules.obstacles_to_appealing(found, appeals, now=now),
        "may_review": waiting is not None and not rules.obstacles_to_reviewing(waiting, user),
        "deciding": form if type(form) is VerdictForm else VerdictForm(verdicts=[]),
        "appealing": form if isinstance(form, AppealForm) else AppealForm(),
        "reviewing": form if isinstance(form, ReviewForm) else ReviewForm(verdicts=[]),
        "now": now,
    }
    return answer(request, "staffing/points_one.html", context, status=status)


@page(needs=P.POINTS_READ)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-07. The points in a personal file: one's own, and for the supervisor everybody's."""
    user, now = me(request), timezone.now()
    whom = User.objects.filter(pk=pk).first()
    if whom is None or (whom != user and not user.may(P.POINTS_DECIDE)) or not rules.collects_points(whom):
        raise Http404(pk)
    context = {"whom": whom, "file": reads.own_file(whom, now), "year": local_day(now).year, "is_mine": whom == user}
    return answer(request, "staffing/points_person.html", context)


def _address(point: BrandPoint) -> str:
    return reverse("staffing:points-one", args=[point.pk])

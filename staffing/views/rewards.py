"""Doors of rewards and penalties: the lists, proposing, one with its decision, F-46 and F-47."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.periods import hold_months
from mall.me import me
from mall.roles import Permission
from staffing.actions import rewards as acts
from staffing.forms.plain import PlainForm
from staffing.forms.rewards import RewardForm, TakeBackForm, VerdictForm
from staffing.models import Reward
from staffing.queries import rewards as reads
from staffing.rules import rewards as rules
from ui.doors import act, page
from ui.fragments import answer, toast
from ui.pairs import pair
from ui.pdf import pdf_response
from ui.tokens import attempt

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

P = Permission
TONES = {
    Reward.State.PROPOSED: ("soon", "hourglass"),
    Reward.State.APPROVED: ("ok", "circle-check"),
    Reward.State.REFUSED: ("late", "circle-x"),
    Reward.State.WITHDRAWN: ("plain", "arrow-back-up"),
    Reward.State.TAKEN_BACK: ("plain", "arrow-back-up"),
}


@page(needs=P.REWARD_READ)
def rewards(request: HttpRequest) -> HttpResponse:
    """PERF-08…10. What waits for approval, one's own, what is published."""
    user, now = me(request), timezone.now()
    approves, proposes = user.may(P.REWARD_APPROVE), user.may(P.REWARD_PROPOSE)
    views = [
        *(["decide"] if approves else []),
        *(["all"] if approves or proposes else []),
        "published",
        *(["mine"] if user.may(P.POINTS_PROPOSE) else []),
    ]
    view = request.GET.get("view", "")
    view = view if view in views else views[0]
    found = reads.list_page(user, view, request.GET)
    context = {
        "page": found,
        "rows": [(row, *TONES[Reward.State(row.state)]) for row in found],
        "view": view,
        "views": views,
        "waiting": reads.to_decide(user).count() if approves else 0,
        "may_propose": proposes,
        "may_sheet": proposes or user.may(P.REWARD_SHEET),
        "now": now,
    }
    return answer(request, "staffing/rewards.html", context)


@page(needs=P.REWARD_PROPOSE)
def show_new(request: HttpRequest) -> HttpResponse:
    """Show the form that proposes one."""
    return _new(request)


@act(needs=P.REWARD_PROPOSE)
def do_new(request: HttpRequest) -> HttpResponse:
    """PERF-08, PERF-09. Propose a reward or a penalty."""
    user, now = me(request), timezone.now()
    form = RewardForm(request.POST, user=user, fines=rules.fines_of_the_house(now))

    def make() -> str:
        made = acts.propose(form.proposal(), by=user, now=now)
        toast(request, _("Proposed: it takes effect by the general manager's approval."))
        return _address(made)

    return attempt(request, form, make, partial(_new, request))


new = pair(show_new, do_new)


def _new(request: HttpRequest, form: RewardForm | None = None, *, status: int = 200) -> HttpResponse:
    fines = rules.fines_of_the_house(timezone.now())
    context = {"form": form or RewardForm(user=me(request), fines=fines)}
    return answer(request, "staffing/reward_new.html", context, status=status)


@page(needs=P.REWARD_READ)
def reward(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-10. One with its case, reason and decision."""
    return _one(request, pk)


@act(needs=P.REWARD_APPROVE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-10. Put it into effect, or refuse it with the reason."""
    found, user, now = _reward(request, pk), me(request), timezone.now()
    form = VerdictForm(request.POST, verdicts=["approve", "refuse"])

    def make() -> str:
        words = form.cleaned_data["decision"]
        if form.cleaned_data["verdict"] == "approve":
            acts.approve(found, words, by=user, now=now)
            toast(request, _("In effect; the person has the notice."))
        else:
            acts.refuse(found, words, by=user, now=now)
            toast(request, _("Not approved; who proposed it is told."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.REWARD_PROPOSE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-10. Withdraw a proposal."""
    found, form = _reward(request, pk), PlainForm(request.POST)

    def make() -> str:
        acts.withdraw(found, by=me(request), now=timezone.now())
        toast(request, _("Withdrawn."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.REWARD_APPROVE, steady=hold_months)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-10, PERF-11. Take back what is in effect, with the reason."""
    found, form = _reward(request, pk), TakeBackForm(request.POST)

    def make() -> str:
        acts.take_back(found, form.cleaned_data["withdrawal"], by=me(request), now=timezone.now())
        toast(request, _("Taken back; whoever was told of it is told."), "info")
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@act(needs=P.REWARD_PROPOSE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """PERF-10, F-46. Publish it to the department."""
    found, form = _reward(request, pk), PlainForm(request.POST)

    def make() -> str:
        acts.publish(found, by=me(request), now=timezone.now())
        toast(request, _("Published: everybody is told."))
        return _address(found)

    return attempt(request, form, make, partial(_one, request, pk))


@page(needs=P.REWARD_READ)
def print_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """F-47. The notice of a reward or penalty, for the person."""
    found = _reward(request, pk)
    if not rules.reads_whole(found, me(request)):
        raise Http404(pk)  # the notice with its reason is the person's; others read the public one
    return _paper(request, found, "F-47", "reward")


@page(needs=P.REWARD_READ)
def print_published(request: HttpRequest, pk: int) -> HttpResponse:
    """F-46. The personnel notice, as it is posted."""
    found = _reward(request, pk)
    if found.published_at is None:
        raise Http404(pk)
    return _paper(request, found, "F-46", "reward_published")


def _paper(request: HttpRequest, found: Reward, code: str, template: str) -> HttpResponse:
    context = {
        "form_code": code,
        "folder_number": f"{code}-{found.pk:06d}",
        "reward": found,
        "home": found.person.home,
        "printed_by": me(request),
    }
    return pdf_response(f"staffing/print/{template}.html", context, name=f"{code}-{found.pk}.pdf", request=request)


def _reward(request: HttpRequest, pk: int) -> Reward:
    """One a person may look at. Raises Http404."""
    found = reads.rewards_of(me(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _one(request: HttpRequest, pk: int, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    found, user, now = _reward(request, pk), me(request), timezone.now()
    tone, icon = TONES[Reward.State(found.state)]
    context = {
        "reward": found,
        "tone": tone,
        "icon": icon,
        "form": form,
        "deciding": form if isinstance(form, VerdictForm) else VerdictForm(verdicts=[]),
        "may_decide": not rules.obstacles_to_deciding(found, user),
        "may_withdraw": not rules.obstacles_to_withdrawing(found, user),
        "may_publish": not rules.obstacles_to_publishing(found, user),
        "taking_back": form if isinstance(form, TakeBackForm) else TakeBackForm(),
        "may_take_back": not rules.obstacles_to_taking_back(found, reads.sheet_for(found), user),
        "whole": rules.reads_whole(found, user),
        "in_effect": found.state == Reward.State.APPROVED,
        "now": now,
    }
    return answer(request, "staffing/reward.html", context, status=status)


def _address(reward: Reward) -> str:
    return reverse("staffing:reward", args=[reward.pk])

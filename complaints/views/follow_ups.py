"""Doors of the follow-ups: the list, and one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.actions import follow_ups
from complaints.forms.follow_ups import GIVE_UP, FollowUpForm, RecheckForm, ReviewForm
from complaints.forms.rounds import askers
from complaints.queries.follow_ups import OF_SUPERVISORS, TABS, list_follow_ups
from complaints.rules.follow_ups import FOLLOW_UP, RECHECK, REVIEW_RECORD
from complaints.views.doors import case_act
from mall.me import me
from mall.roles import Permission
from ui.doors import page
from ui.fragments import answer

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User


@page(needs=FOLLOW_UP.needs)
def list_page(request: HttpRequest) -> HttpResponse:
    """The follow-ups to be done."""
    now = timezone.now()
    show = request.GET.get("show", "all")
    leads = me(request).may(Permission.FOLLOW_UP_RECHECK)
    tabs = {code: label for code, label in TABS.items() if leads or code not in OF_SUPERVISORS}
    show = show if show in tabs else "all"
    context = {
        "page": list_follow_ups(me(request), show, request.GET, now),
        "show": show,
        "tabs": tabs.items(),
        "leads": leads,
        "askers": askers() if leads and show != "review" else [],
        "here": request.get_full_path(),
        "now": now,
    }
    return answer(request, "complaints/follow_ups.html", context, partial="rows")


@case_act(RECHECK, form=RecheckForm, said=_("It is yours to ask again."))
def recheck(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Choose the answered follow-up for a re-check."""
    del row
    follow_ups.choose_for_recheck(case, due_at=data["due_at"], by=by, now=now)


@case_act(REVIEW_RECORD, form=ReviewForm, said=_("The record is reviewed."))
def review(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Review the record of a follow-up."""
    del row
    follow_ups.review(case, passed=data["passed"], words=data["words"], by=by, now=now)


@case_act(FOLLOW_UP, form=FollowUpForm, said=_("The follow-up is noted."))
def follow_up(case: Complaint, data: dict[str, Any], *, by: User, now: datetime, row: int | None) -> None:
    """Note one try at reaching the complainant."""
    del row
    if data["code"] == GIVE_UP:
        follow_ups.give_up(case, by=by, now=now)
        return
    follow_ups.ask(
        case,
        way=data["way"],
        code=data["code"],
        remark=data["remark"],
        grades=data["grades"],
        promised_at=data["promised_at"],
        by=by,
        now=now,
    )

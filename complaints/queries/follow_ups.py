"""Follow-ups: what is due to whom, how many were done and re-checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Folder, FollowUp
from mall.localtime import local, month_bounds
from mall.roles import Permission
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import QueryDict

    from mall.models import User


#: The tabs of the list, by the word in the address.
TABS = {
    "all": _("To be asked"),
    "due": _("Due now"),
    "mine": _("Mine"),
    "visits": _("Regular"),
    "given": _("Given out"),
    "recheck": _("Re-check"),
    "review": _("Records to review"),
}
#: Tabs of whoever plans, gives out and reviews.
OF_SUPERVISORS = ("given", "recheck", "review")
REGULAR = (FollowUp.Reason.A_CLASS, FollowUp.Reason.ROUTINE)
KINDS = ("complaint", "merchant")


class Counts(NamedTuple):
    """Follow-ups of complaints answered in a month, and re-checks drawn in it."""

    done: int
    rechecked: int


def counts_of_month(now: datetime) -> Counts:
    """FUP-S12. Count the month of this moment, on the mall's own calendar."""
    here = local(now)
    begins, ends = month_bounds(here.year, here.month)
    answered = FollowUp.objects.filter(
        reason=FollowUp.Reason.COMPLAINT,
        outcome__in=(FollowUp.Outcome.SATISFIED, FollowUp.Outcome.UNSATISFIED),
        done_at__gte=begins,
        done_at__lt=ends,
    )
    drawn = FollowUp.objects.filter(reason=FollowUp.Reason.RECHECK, planned_at__gte=begins, planned_at__lt=ends)
    return Counts(answered.count(), drawn.count())


def visible_follow_ups(user: User) -> QuerySet[FollowUp]:
    """Return the follow-ups of complaints and of merchants whose folders this person may see."""
    visible = Folder.objects.visible_to(user).filter(pk=OuterRef("folder"), kind__in=KINDS)
    return FollowUp.objects.filter(Exists(visible))


def due_follow_ups(user: User, show: str, now: datetime) -> QuerySet[FollowUp]:
    """Return the follow-ups of complaints and merchants still to be done, the nearest first.

    `show`: "mine" (given to me or promised by me), "due" (by now), "recheck" and "given" (for supervisors), "visits"
    (regular ones), else all that this person may ask: not those whose case he handled himself.
    """
    rows = visible_follow_ups(user).filter(done_at=None).order_by("due_at", "id")
    if show == "mine":
        return rows.filter(Q(assigned_to=user) | Q(promised_by=user))
    if show == "due":
        return rows.filter(due_at__lte=now)
    if show == "recheck":
        return rows.filter(reason=FollowUp.Reason.RECHECK)
    if show == "visits":
        return may_ask(rows.filter(reason__in=REGULAR), user)
    if show == "given":
        return rows.filter(assigned_to__isnull=False)
    return may_ask(rows, user)


def may_ask(rows: QuerySet[FollowUp], user: User) -> QuerySet[FollowUp]:
    """FUP-S06. Leave out what this person may not ask because he handled the case, or because it is a re-check."""
    rows = rows.exclude(handled_by=user)
    if not user.may(Permission.FOLLOW_UP_RECHECK):
        rows = rows.exclude(reason=FollowUp.Reason.RECHECK)
    return rows


def list_follow_ups(user: User, show: str, parameters: QueryDict, now: datetime) -> Page:
    """Return one page of follow-ups with what the list shows of each."""
    found = to_review(user) if show == "review" else due_follow_ups(user, show, now)
    rows = found.values(
        "id",
        "reason",
        "outcome",
        "asked_by__name",
        "folder__kind",
        "due_at",
        "promised_at",
        "promised_by__name",
        "assigned_to__name",
        "attempts_made",
        "handled_by__name",
        "folder__number",
        "folder__title",
        "folder__rank",
        "folder__complaint__merchant__name",
        "folder__complaint__ending",
        "folder__complaint__vip",
    )
    page = Keyset(("due_at", "id")).page(rows, parameters)
    for row in page.rows:
        row["reason_label"] = FollowUp.Reason(row["reason"]).label
        row["outcome_label"] = FollowUp.Outcome(row["outcome"]).label if row["outcome"] else ""
    return page


def to_review(user: User) -> QuerySet[FollowUp]:
    """FUP-S09. Return the records this supervisor has to review: made by others in the last quarter, not reviewed."""
    rows = visible_follow_ups(user).filter(done_at__isnull=False, reviewed_at=None).exclude(asked_by=user)
    return rows.exclude(outcome=FollowUp.Outcome.CANCELLED).order_by("due_at", "id")

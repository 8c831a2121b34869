"""Measures against its happening again: whose, due when, which wait for their check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models import Folder
from complaints.models import Improvement
from complaints.queries.lists import at_a_department
from complaints.rules.aftermath import CHECK
from mall.localtime import local_day
from mall.roles import Permission, Role
from ui.doors import allowed
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from mall.models import User

AGREED = Improvement.State.AGREED
#: The tabs of the list, by the word in the address.
TABS = {"due": _("To be checked now"), "overdue": _("Overdue"), "mine": _("Mine"), "all": _("All")}
BY_DAY = Keyset(("check_on", "id"))
COLUMNS = (
    "id",
    "measure",
    "check_on",
    "owner__name",
    "owner__name_en",
    "owner_person__name",
    "proposed_by",
    "proposed_by__name",
    "confirmed_at",
    "confirmed_by__name",
    "works",
    "finding",
    "state",
    "answer",
    "complaint__folder__number",
    "complaint__folder__title",
    "next_of_case",
)


def mine(user: User) -> Q:
    """IMPR-03. What this person answers for: named himself, or heading the department where nobody is named."""
    headed = [m.department_id for m in user.current_memberships if m.role in (Role.DEPARTMENT_HEAD, Role.MANAGER)]
    return Q(owner_person=user) | Q(owner_person=None, owner__in=headed)


def concerning(user: User) -> QuerySet[Improvement]:
    """The measures somebody is concerned with: his own, of cases he handles, and all of them for who supervises."""
    seen = Improvement.objects.filter(_of_visible(user), state=AGREED)
    if user.may(Permission.HANDOFF_DECIDE):
        return seen
    return seen.filter(mine(user) | Q(complaint__folder__handler=user))


def listed(user: User, show: str, now: datetime) -> QuerySet[Improvement]:
    """IMPR-03, JOINT-S06. The measures of a tab, of the cases the person may see; a department sees its own.

    `show`: "due" (to be checked today or before), "overdue" (before today), "mine" (to be checked, the person's own),
    else all, those that were checked too.
    """
    rows = Improvement.objects.filter(_of_visible(user))
    if at_a_department(user):
        rows = rows.filter(Q(owner__in=user.department_ids) | Q(owner_person=user))
    if show == "due":
        return rows.filter(confirmed_at=None, state=AGREED, check_on__lte=local_day(now))
    if show == "overdue":
        return rows.filter(confirmed_at=None, state=AGREED, check_on__lt=local_day(now))
    if show == "mine":
        return rows.filter(mine(user), confirmed_at=None, state=AGREED)
    return rows


def list_measures(user: User, show: str, parameters: Mapping[str, str], now: datetime) -> Page:
    """Return one page of measures, the nearest day first, each with whether this person may check it here."""
    # A case's measures are checked one after the other: the button stands at the next one only.
    waiting = Improvement.objects.filter(complaint=OuterRef("complaint"), confirmed_at=None, state=AGREED)
    before = Q(check_on__lt=OuterRef("check_on")) | Q(check_on=OuterRef("check_on"), id__lt=OuterRef("id"))
    rows = listed(user, show, now).annotate(next_of_case=~Exists(waiting.filter(before)))
    page = BY_DAY.page(rows.values(*COLUMNS), parameters)
    may_check = allowed(user, CHECK.needs)
    today, english = local_day(now), get_language() == "en"
    for row in page.rows:
        row["owner"] = (english and row["owner__name_en"]) or row["owner__name"]
        row["days_late"] = (today - row["check_on"]).days
        row["may_check"] = (
            may_check
            and row["state"] == AGREED
            and row["confirmed_at"] is None
            and row["next_of_case"]
            and row["proposed_by"] != user.pk
        )
    return page


def _of_visible(user: User) -> Exists:
    return Exists(Folder.objects.visible_to(user).filter(pk=OuterRef("complaint__folder")))

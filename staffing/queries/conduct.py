"""Conduct checks and private calls, shaped for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from mall.models import Desk, User
from mall.queries.people import people_who_may
from mall.roles import Permission
from staffing.models import ConductCheck, ConductItem, PrivateCall
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

P = Permission
ORDER = Keyset(("-on", "-pk"))
CALLS = Keyset(("-at", "-pk"))


def checks_of(user: User) -> QuerySet[ConductCheck]:
    """COND-01. The checks a person may see: the supervisor all, others their own and those of desks alone."""
    rows = ConductCheck.objects.select_related("person", "desk", "made_by")
    return rows if user.may(P.CONDUCT_CHECK) else rows.filter(Q(person=user) | Q(person=None))


def check_page(user: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of checks, the newest first, with how many points were looked at and how many not in order."""
    rows = checks_of(user).annotate(
        looked=Count("findings"), wrong=Count("findings", filter=Q(findings__is_in_order=False))
    )
    return ORDER.page(rows, parameters)


def calls_page(user: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of private calls in the work log: one's own, for the supervisor everybody's."""
    rows = PrivateCall.objects.select_related("person")
    return CALLS.page(rows if user.may(P.CONDUCT_CHECK) else rows.filter(person=user), parameters)


def items() -> QuerySet[ConductItem]:
    """The checklist as it is in use."""
    return ConductItem.objects.filter(is_active=True)


def all_items() -> QuerySet[ConductItem]:
    """The whole checklist, with what is out of use at its end."""
    return ConductItem.objects.order_by("-is_active", "order", "pk")


def people_to_check(by: User) -> QuerySet[User]:
    """Everybody of the department but oneself."""
    return people_who_may(P.POINTS_PROPOSE).exclude(pk=by.pk).order_by("pinyin", "pk")


def desks() -> QuerySet[Desk]:
    """The desks in use."""
    return Desk.objects.filter(is_active=True)

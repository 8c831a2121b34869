"""What cases had for persons: HR's list, the notice of one, those of a case and of a month (CMP-42)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from complaints.models import Consequence
from mall.roles import Permission
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from complaints.models import Complaint
    from mall.models import User

S, K = Consequence.State, Consequence.Kind
#: The tabs of the list, by the word in the address.
TABS = {"open": _("To be published"), "all": _("All")}
NEWEST = Keyset(("-decided_at", "-id"))


def decided(user: User) -> QuerySet[Consequence]:
    """CMP-42. The decided consequences this person may read: all with the right to the list, else his own alone."""
    rows = Consequence.objects.filter(state=S.DECIDED)
    return rows if user.may(Permission.CONSEQUENCE_READ) else rows.filter(person=user)


def to_publish(user: User) -> QuerySet[Consequence]:
    """CMP-42. The disciplinary actions that are decided and not published; nobody finds himself among them."""
    return decided(user).filter(published_on=None).exclude(kind=K.MONEY).exclude(person=user)


def list_consequences(user: User, show: str, parameters: Mapping[str, str]) -> Page:
    """CMP-42. One page of what was decided, the newest first."""
    rows = to_publish(user) if show == "open" else decided(user)
    page = NEWEST.page(rows.select_related("complaint__folder", "person", "published_by", "decided_by"), parameters)
    publishes = user.may(Permission.CONSEQUENCE_PUBLISH)
    for one in page.rows:
        one.may_publish = publishes and not one.is_money and one.published_on is None and one.person_id != user.pk
    return page


def notice(user: User, pk: int) -> Consequence:
    """CMP-42. One decided consequence for its notice. Raises Http404 for whoever may not read it."""
    found = decided(user).select_related("complaint__folder", "person", "decided_by", "proposed_by", "published_by")
    one = found.filter(pk=pk).first()
    if one is None:
        raise Http404(pk)
    return one


def of_case(complaint: Complaint, user: User) -> list[Consequence]:
    """CMP-42. What the case has for persons, for who may read it; never about the reader himself."""
    if not user.may(Permission.CONSEQUENCE_READ):
        return []
    return [one for one in complaint.consequences.all() if one.person_id != user.pk]


def by_case(user: User, complaint_ids: Iterable[int]) -> dict[int, list[Consequence]]:
    """CMP-42. The proposed and decided ones of several cases, for the month's review; never about the reader."""
    found: dict[int, list[Any]] = defaultdict(list)
    live = Q(state__in=(S.PROPOSED, S.DECIDED), complaint__in=list(complaint_ids))
    for one in Consequence.objects.filter(live).exclude(person=user).select_related("person"):
        found[one.complaint_id].append(one)
    return found


def decided_of(complaint: Complaint) -> list[Consequence]:
    """CMP-42. What was decided after the case, for its handling form F-45, which has a place for it."""
    return list(complaint.consequences.filter(state=S.DECIDED).select_related("person"))

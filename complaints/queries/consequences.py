"""What cases had for persons: HR's list, the notice of one, those of a case and of a month (CMP-42)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from casework.models import Audience, Folder
from complaints.models import Consequence
from complaints.rules.consequences import LIVE, obstacles_to_publishing
from mall.roles import Permission
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from complaints.models import Complaint
    from complaints.models.consequences import ConsequenceQuerySet
    from mall.models import User

K = Consequence.Kind
#: The tabs of the list, by the word in the address.
TABS = {"open": _("To be published"), "all": _("All")}
NEWEST = Keyset(("-decided_at", "-id"))


def decided(user: User) -> ConsequenceQuerySet:
    """CMP-42, CMP-46. The decided consequences this person may read: with the right to, those of the cases he sees.

    HR reads what it publishes though it does not see the case, unless the case is kept from the reader (ADR 6).
    Everybody reads his own, whose case is always kept from him.
    """
    readable = Q(person=user)
    if user.may(Permission.CONSEQUENCE_READ):
        readable |= Q(complaint__folder__in=Folder.objects.visible_to(user))
    if user.may(Permission.CONSEQUENCE_PUBLISH):
        kept_from = Audience.objects.filter(folder=OuterRef("complaint__folder"), person=user, may="nothing")
        readable |= ~Q(kind=K.MONEY) & Q(~Exists(kept_from))
    return Consequence.objects.decided().filter(readable)


def to_publish(user: User) -> ConsequenceQuerySet:
    """CMP-42. What waits for its publishing, of what this person may read; nobody finds himself among them."""
    return decided(user).to_publish().exclude(person=user)


def list_consequences(user: User, show: str, parameters: Mapping[str, str]) -> Page:
    """CMP-42. One page of what was decided, the newest first, each with whether this person publishes it."""
    rows = to_publish(user) if show == "open" else decided(user)
    page = NEWEST.page(rows.select_related("complaint__folder", "person", "published_by", "decided_by"), parameters)
    for one in page.rows:
        one.may_publish = not obstacles_to_publishing(one, user)
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
    """CMP-42. The proposed and decided ones of several cases this person sees, for the month's review.

    For who may read them; never about the reader himself.
    """
    found: dict[int, list[Any]] = defaultdict(list)
    if not user.may(Permission.CONSEQUENCE_READ):
        return found
    live = Q(state__in=LIVE, complaint__in=list(complaint_ids))
    for one in Consequence.objects.filter(live).exclude(person=user).select_related("person"):
        found[one.complaint_id].append(one)
    return found

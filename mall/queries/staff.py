"""The list of people and one person's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from mall.models import Membership, User
from mall.queries.history import Change, history, told

if TYPE_CHECKING:
    from datetime import date


def staff(*, words: str = "", department: int | None = None, active: bool = True, on: date) -> QuerySet[User]:
    """People by name, with today's memberships; `words` is part of a name, its pinyin, or a number."""
    today = Membership.objects.in_force(on).select_related("department", "desk")
    found = User.objects.filter(is_active=active).prefetch_related(Prefetch("memberships", today, to_attr="today"))
    if words:
        found = found.filter(
            Q(name__icontains=words)
            | Q(staff_number__istartswith=words)
            | Q(initials__istartswith=words)
            | Q(pinyin__istartswith=words)
        )
    if department:
        held = Membership.objects.in_force(on).filter(person=OuterRef("pk"), department_id=department)
        found = found.filter(Exists(held))
    return found


def history_of_person(person: User, most: int = 50) -> list[Change]:
    """What was changed about a person and his roles, by whom, the newest first."""
    roles = apps.get_model("mall.MembershipEvent").objects.filter(person_id=person.pk)
    found = history(person, most)
    by_role: dict[str, list[Any]] = {}
    for event in roles.select_related("pgh_context").order_by("-pgh_id")[:most]:
        by_role.setdefault(event.get_role_display(), []).append(event)
    for role, events in by_role.items():
        found += told(events, subject=_("role “%(role)s”") % {"role": role})
    return sorted(found, key=lambda change: change.at, reverse=True)[:most]

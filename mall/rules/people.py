"""What stands against changing people and what they may do (handbook 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mall.models import Department, Membership
from mall.roles import Role
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date

    from mall.models import Desk, User

# Who holds one of these could approve, read or change more than who keeps the list of people.
PROTECTED = frozenset({Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.AUDITOR, Role.SYSTEM_ADMIN})
OF_CUSTOMER_SERVICE = frozenset(
    {Role.AGENT, Role.RECORDER, Role.ANNOUNCER, Role.SUPERVISOR, Role.MANAGER, Role.LIFT_LEADER, Role.LIFT_ATTENDANT}
)
OF_OTHERS = frozenset({Role.DEPARTMENT_USER, Role.DEPARTMENT_HEAD})


def obstacles_to_changing(person: User, *, by: User) -> list[Obstacle]:
    """HOUSE-01. Nobody changes his own account here, and only an administrator the accounts of those above him."""
    if person.pk == by.pk:
        return [Obstacle("person.self", _("Nobody changes his own roles, or whether he may sign in."))]
    above = person.is_superuser or person.has_role(*PROTECTED)
    if above and not _administers(by):
        return [Obstacle("person.above", _("Only the system administrator changes this person."))]
    return []


def obstacles_to_giving(
    role: Role, *, person: User, department: Department, desk: Desk | None, from_on: date, to_on: date | None, by: User
) -> list[Obstacle]:
    """HOUSE-01. A role fits its department, does not overlap with itself, and is not above who gives it."""
    found = obstacles_to_changing(person, by=by)
    if role in PROTECTED and not _administers(by):
        found.append(Obstacle("role.above", _("Only the system administrator gives this role."), "role"))
    in_service = department.code == Department.CUSTOMER_SERVICE
    if role in OF_CUSTOMER_SERVICE and not in_service:
        found.append(Obstacle("role.service", _("This role exists in customer service only."), "role"))
    if role in OF_OTHERS and in_service:
        found.append(Obstacle("role.others", _("This role exists in the other departments only."), "role"))
    if desk is not None and not in_service:
        found.append(Obstacle("role.desk", _("Only people of customer service have a usual desk."), "desk"))
    if to_on is not None and to_on < from_on:
        found.append(Obstacle("dates.order", _("The last day lies before the first."), "to_on"))
        return found
    same = Membership.objects.filter(person=person, department=department, role=role)
    open_end = Q(to_on=None) | Q(to_on__gte=from_on)
    begins_before = Q(from_on__lte=to_on) if to_on else Q()
    if same.filter(open_end & begins_before).exists():
        found.append(Obstacle("role.twice", _("The person holds this role in this time already."), "role"))
    return found


def obstacles_to_ending(membership: Membership, *, last_on: date, by: User) -> list[Obstacle]:
    """HOUSE-01. A role ends on its last day, not before its first; the last administrator stays."""
    found = obstacles_to_changing(membership.person, by=by)
    if membership.role in PROTECTED and not _administers(by):
        found.append(Obstacle("role.above", _("Only the system administrator takes this role.")))
    if last_on < membership.from_on:
        found.append(Obstacle("dates.order", _("The last day lies before the first."), "to_on"))
    if membership.to_on is not None and membership.to_on < last_on:
        found.append(Obstacle("dates.ended", _("The role has ended before that day."), "to_on"))
    return found


def obstacles_to_locking_out(person: User, *, by: User) -> list[Obstacle]:
    """HOUSE-01. The last person who administers the system keeps his account."""
    found = obstacles_to_changing(person, by=by)
    if not person.is_active:
        found.append(Obstacle("person.inactive", _("This person cannot sign in any more already.")))
    held = Membership.objects.in_force(timezone.localdate()).filter(role=Role.SYSTEM_ADMIN)
    others = held.filter(person__is_active=True).exclude(person=person)
    if person.has_role(Role.SYSTEM_ADMIN) and not others.exists():
        found.append(Obstacle("person.last", _("This is the last system administrator.")))
    return found


def _administers(by: User) -> bool:
    return by.is_superuser or by.has_role(Role.SYSTEM_ADMIN)

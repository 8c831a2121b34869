"""Who: the people of a role, a department, a desk, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from mall.models import Department, Membership, SignedPc, User
from mall.roles import ROLE_PERMISSIONS, Permission, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mall.models import Desk


def _holding(on: date | None, *, roles: Iterable[Role], **where: object) -> QuerySet[User]:
    """People who may sign in and hold one of the roles on the day; one row each, by name."""
    day = on or timezone.localdate()
    held = Membership.objects.in_force(day).filter(person=OuterRef("pk"), role__in=list(roles), **where)
    return User.objects.filter(Exists(held), is_active=True)


def people_with(role: Role, department: Department | None = None, on: date | None = None) -> QuerySet[User]:
    """The people who hold a role on a day (today), in one department or in any."""
    return _holding(on, roles=[role], **({"department": department} if department else {}))


def people_who_may(
    permission: Permission, department: Department | None = None, on: date | None = None
) -> QuerySet[User]:
    """The people whose role allows something, in one department or in any."""
    roles = [role for role, allowed in ROLE_PERMISSIONS.items() if permission in allowed]
    return _holding(on, roles=roles, **({"department": department} if department else {}))


def staff_of(department: Department, on: date | None = None) -> QuerySet[User]:
    """Everybody of a department."""
    return _holding(on, roles=list(Role), department=department)


def heads_of(department: Department, on: date | None = None) -> QuerySet[User]:
    """Who heads a department: its head, in customer service the manager."""
    return _holding(on, roles=[Role.DEPARTMENT_HEAD, Role.MANAGER], department=department)


def supervisors(on: date | None = None) -> QuerySet[User]:
    """The supervisors of customer service."""
    return people_with(Role.SUPERVISOR, on=on)


def managers(on: date | None = None) -> QuerySet[User]:
    """The managers of customer service."""
    return people_with(Role.MANAGER, on=on)


def deputies(on: date | None = None) -> QuerySet[User]:
    """The deputy general managers."""
    return people_with(Role.DEPUTY_GM, on=on)


def general_managers(on: date | None = None) -> QuerySet[User]:
    """The general manager; several only while one follows another."""
    return people_with(Role.GENERAL_MANAGER, on=on)


def desk_people(desk: Desk, on: date | None = None) -> QuerySet[User]:
    """The people whose usual desk this is."""
    return _holding(on, roles=list(Role), desk=desk)


# The accounts the sign-in page of a demo offers, in this order.
DEMO_NUMBERS = (
    "agent",
    "agent2",
    "announcer",
    "supervisor",
    "manager",
    "deputy",
    "gm",
    "gmoffice",
    "onsite",
    "onsite-head",
    "fire",
    "decoration",
    "market",
    "inspection",
    "hr",
    "archivist",
    "auditor",
    "admin",
)


def demo_accounts() -> list[dict[str, str]]:
    """The demo accounts that are there: number, name, role and department, in the order of the day's work."""
    held = {
        m.person_id: m
        for m in Membership.objects.in_force(timezone.localdate())
        .filter(person__staff_number__in=DEMO_NUMBERS, person__is_active=True)
        .select_related("person", "department")
    }
    found = [
        {
            "number": m.person.staff_number,
            "name": m.person.name,
            "role": str(m.get_role_display()),
            "department": str(m.department),
        }
        for m in held.values()
    ]
    return sorted(found, key=lambda account: DEMO_NUMBERS.index(account["number"]))


def people_at_pc(pc_key: str, on: date) -> list[User]:
    """Who signed in with the password at this PC on the day and has a PIN."""
    if not pc_key:
        return []
    signed = SignedPc.objects.filter(key=pc_key, on=on, person=OuterRef("pk"))
    return list(User.objects.filter(Exists(signed), is_active=True).exclude(pin="")[:12])

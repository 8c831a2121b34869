"""The demo's people: the accounts of the README and colleagues without a known password."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from config.demo.names import person_name
from mall.models import Department, Desk, Membership, User
from mall.roles import Role

if TYPE_CHECKING:
    import random


@dataclass(frozen=True)
class Account:
    """A demo account: its staff number, name, role, department and usual desk."""

    number: str
    name: str
    role: Role
    department: str
    desk: str = ""
    is_staff: bool = False


CS = Department.CUSTOMER_SERVICE
ACCOUNTS: tuple[Account, ...] = (
    Account("agent", "陈静", Role.AGENT, CS, "floor-8"),
    Account("agent2", "欧阳文杰", Role.AGENT, CS, "floor-4"),
    Account("announcer", "王芳", Role.ANNOUNCER, CS, "centre"),
    Account("supervisor", "赵磊", Role.SUPERVISOR, CS, "centre"),
    Account("manager", "诸葛明", Role.MANAGER, CS),
    Account("deputy", "何建国", Role.DEPUTY_GM, "gm-office"),
    Account("gm", "周卫东", Role.GENERAL_MANAGER, "gm-office"),
    Account("gmoffice", "沈雨桐", Role.GM_OFFICE, "gm-office"),
    Account("onsite", "刘飞", Role.DEPARTMENT_USER, "onsite"),
    Account("onsite-head", "马建军", Role.DEPARTMENT_HEAD, "onsite"),
    Account("fire", "石刚", Role.DEPARTMENT_HEAD, "fire"),
    Account("decoration", "谭春梅", Role.DEPARTMENT_HEAD, "decoration"),
    Account("market", "林思远", Role.DEPARTMENT_HEAD, "market"),
    Account("inspection", "郑明哲", Role.DEPARTMENT_HEAD, "inspection"),
    Account("hr", "邓雅琴", Role.HR_VIEWER, "hr"),
    Account("archivist", "方素珍", Role.ARCHIVIST, CS),
    Account("auditor", "严俊杰", Role.AUDITOR, "gm-office"),
    Account("admin", "系统管理员", Role.SYSTEM_ADMIN, CS, is_staff=True),
)
# Colleagues who make the rosters of the queues true; they have no usable password.
COLLEAGUES: tuple[tuple[Role, str, int], ...] = (
    (Role.AGENT, CS, 13),
    (Role.RECORDER, CS, 1),
    (Role.DEPARTMENT_USER, "onsite", 3),
    (Role.DEPARTMENT_USER, "engineering", 1),
    (Role.DEPARTMENT_HEAD, "engineering", 1),
    (Role.DEPARTMENT_HEAD, "security", 1),
    (Role.DEPARTMENT_USER, "market", 1),
    (Role.DEPARTMENT_HEAD, "finance", 1),
    (Role.LIFT_LEADER, CS, 1),
    (Role.LIFT_ATTENDANT, CS, 3),
)


def load_people(*, password: str, since: dt.date, dice: random.Random) -> dict[str, User]:
    """Make the demo's people and their memberships; return the accounts by staff number."""
    departments = {d.code: d for d in Department.objects.all()}
    desks = {d.code: d for d in Desk.objects.all()}
    hashed = make_password(password)
    people: dict[str, User] = {}
    for account in ACCOUNTS:
        person = User(
            staff_number=account.number,
            name=account.name,
            email=f"{account.number}@mall.example",
            is_staff=account.is_staff,
            is_superuser=account.is_staff,
            joined_on=since,
            password=hashed,
        )
        person.save()
        desk = desks[account.desk] if account.desk else None
        _join(person, account.role, departments[account.department], desk, since)
        people[account.number] = person
    spare_desks = [d for d in desks.values() if d.code not in {"floor-8", "floor-4"}]
    for role, code, count in COLLEAGUES:
        for nth in range(count):
            number = f"{code[:4]}-{role.value.rpartition('_')[2]}-{nth + 1}"
            person = User(staff_number=number, name=person_name(dice), joined_on=since)
            person.set_unusable_password()
            person.save()
            desk = spare_desks[nth % len(spare_desks)] if role == Role.AGENT and spare_desks else None
            _join(person, role, departments[code], desk, since)
            people[number] = person
    return people


def _join(person: User, role: Role, department: Department, desk: Desk | None, since: dt.date) -> None:
    Membership.objects.create(person=person, department=department, role=role, desk=desk, from_on=since)


def give_desks_phones() -> None:
    """Let every desk have a line of the house, as it stands on the receipt; no number anybody outside could own."""
    for line, desk in enumerate(Desk.objects.order_by("order"), start=1):
        desk.phone = f"总机转 80{line:02}"
        desk.save(update_fields=["phone"])

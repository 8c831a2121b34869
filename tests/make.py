"""Base test data: people, departments, places. Each area has a module of its own beside this one."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from mall.models import Department, Desk, Floor, Membership, Unit, User, Zone
from mall.reference import DEPARTMENTS, DESKS, FLOORS
from mall.roles import Role

if TYPE_CHECKING:
    from django.test import Client

PASSWORD = "desk-demo"
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def department(code: str = "customer-service", **fields: Any) -> Department:
    """The department of that code, with its real name when it is one of the mall's."""
    names = {row[0]: row for row in DEPARTMENTS}
    _code, name, name_en, takes = names.get(code, (code, code, code, True))
    defaults = {"name": name, "name_en": name_en, "takes_complaints": takes, **fields}
    return Department.objects.get_or_create(code=code, defaults=defaults)[0]


def floor(code: str = "1F") -> Floor:
    """A floor of the mall."""
    _code, level, name, digit = next(row for row in FLOORS if row[0] == code)
    return Floor.objects.get_or_create(code=code, defaults={"level": level, "name": name, "digit": digit})[0]


def zone(letter: str = "A") -> Zone:
    """A zone of the mall."""
    return Zone.objects.get_or_create(letter=letter, defaults={"name": f"{letter}区"})[0]


def unit(number: str = "A1105", **fields: Any) -> Unit:
    """A unit with the floor and the zone its number names."""
    code = next(row[0] for row in FLOORS if row[3] == number[1])
    defaults = {"floor": floor(code), "zone": zone(number[0]), **fields}
    return Unit.objects.get_or_create(number=number, defaults=defaults)[0]


def desk(code: str = "east", **fields: Any) -> Desk:
    """A front desk."""
    named = {row[0]: row for row in DESKS}
    _code, name, name_en, on, *_rest = named.get(code, (code, code, code, "1F"))
    defaults = {"name": name, "name_en": name_en, "floor": floor(on), **fields}
    return Desk.objects.get_or_create(code=code, defaults=defaults)[0]


def person(
    role: Role | str | None = Role.AGENT,
    department: Department | str = "customer-service",
    desk: Desk | str | None = None,
    *,
    staff_number: str = "",
    name: str = "",
    from_on: date = LONG_AGO,
    to_on: date | None = None,
    **fields: Any,
) -> User:
    """A person who signs in with PASSWORD, with one membership; `role=None` makes one without any."""
    n = next(_numbers)
    user = User.objects.create_user(staff_number or f"p{n:04d}", PASSWORD, name=name or f"员工{n}", **fields)
    if role is not None:
        member(user, role, department, desk, from_on=from_on, to_on=to_on)
    return user


def member(
    user: User,
    role: Role | str,
    where: Department | str = "customer-service",
    at: Desk | str | None = None,
    *,
    from_on: date = LONG_AGO,
    to_on: date | None = None,
) -> Membership:
    """A further membership of a person."""
    return Membership.objects.create(
        person=user,
        role=Role(role),
        department=department(where) if isinstance(where, str) else where,
        desk=desk(at) if isinstance(at, str) else at,
        from_on=from_on,
        to_on=to_on,
    )


def signed_in(client: Client, user: User) -> Client:
    """The client, signed in as the person without the sign-in page."""
    client.force_login(user, backend="mall.backends.PasswordBackend")
    return client

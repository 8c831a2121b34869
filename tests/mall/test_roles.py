"""The table of roles: each permission is allowed to whom the table says, and refused to everybody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from mall.models import User
from mall.queries import people as queries
from mall.roles import PERMISSION_NAMES, ROLE_PERMISSIONS, Permission, Role
from tests import make

if TYPE_CHECKING:
    from django.test import Client


def home_of(role: Role) -> str:
    """A department in which the role may exist."""
    return "onsite" if role in {Role.DEPARTMENT_USER, Role.DEPARTMENT_HEAD} else "customer-service"


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_allows_what_the_table_says_and_nothing_else(role: Role) -> None:
    person = make.person(role, home_of(role))
    assert {p for p in Permission if person.may(p)} == set(ROLE_PERMISSIONS[role])


@pytest.mark.django_db
@pytest.mark.parametrize("permission", list(Permission))
def test_each_permission_is_held_by_some_role_and_not_by_all(permission: Permission) -> None:
    holders = {role for role in Role if permission in ROLE_PERMISSIONS[role]}
    assert holders
    if permission is not Permission.BOARD_READ:
        assert holders != set(Role)
    assert PERMISSION_NAMES[permission]


@pytest.mark.django_db
def test_who_may_not_sign_in_may_nothing() -> None:
    person = make.person(Role.MANAGER, is_active=False)
    assert not any(person.may(permission) for permission in Permission)


@pytest.mark.django_db
def test_a_membership_counts_through_its_last_day() -> None:
    today = timezone.localdate()
    last_day = make.person(Role.AGENT, from_on=date(2020, 1, 1), to_on=today)
    over = make.person(Role.AGENT, from_on=date(2020, 1, 1), to_on=today - timedelta(days=1))
    from_tomorrow = make.person(Role.AGENT, from_on=today + timedelta(days=1))

    assert last_day.may(Permission.COMPLAINT_REGISTER)
    assert not over.may(Permission.COMPLAINT_REGISTER)
    assert not from_tomorrow.may(Permission.COMPLAINT_REGISTER)


@pytest.mark.django_db
def test_two_roles_allow_the_union() -> None:
    person = make.person(Role.DEPARTMENT_USER, "onsite")
    make.member(person, Role.ARCHIVIST)
    assert {p for p in Permission if person.may(p)} == set(
        ROLE_PERMISSIONS[Role.DEPARTMENT_USER] | ROLE_PERMISSIONS[Role.ARCHIVIST]
    )


@pytest.mark.django_db
def test_people_are_found_by_role_department_and_day() -> None:
    on = date(2026, 5, 1)
    fire, market = make.department("fire"), make.department("market")
    head = make.person(Role.DEPARTMENT_HEAD, fire)
    make.person(Role.DEPARTMENT_HEAD, market)
    staff = make.person(Role.DEPARTMENT_USER, fire)
    make.person(Role.DEPARTMENT_HEAD, fire, is_active=False)
    make.person(Role.DEPARTMENT_HEAD, fire, to_on=date(2026, 4, 30))
    later = make.person(Role.DEPARTMENT_HEAD, fire, from_on=date(2026, 5, 2))
    at_desk = make.person(Role.AGENT, desk="east")
    make.person(Role.AGENT, desk="west")
    manager, deputy, gm, supervisor = (
        make.person(role) for role in (Role.MANAGER, Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.SUPERVISOR)
    )
    make.member(manager, Role.AGENT)

    assert list(queries.heads_of(fire, on)) == [head]
    assert set(queries.heads_of(fire, date(2026, 5, 2))) == {head, later}
    assert set(queries.staff_of(fire, on)) == {head, staff}
    assert list(queries.heads_of(make.department(), on)) == [manager]
    assert list(queries.desk_people(make.desk("east"), on)) == [at_desk]
    assert list(queries.managers(on)) == [manager]
    assert list(queries.deputies(on)) == [deputy]
    assert list(queries.general_managers(on)) == [gm]
    assert list(queries.supervisors(on)) == [supervisor]
    assert set(queries.people_who_may(Permission.APPROVE_BAND_2, on=on)) == {deputy, gm}
    assert queries.people_with(Role.AGENT, make.department(), on).count() == 3


@pytest.mark.django_db
def test_the_page_of_roles_shows_the_table(client: Client) -> None:
    page = make.signed_in(client, make.person(Role.AGENT)).get("/settings/roles/")
    assert page.status_code == 200
    marks = sum(len(allowed) for allowed in ROLE_PERMISSIONS.values())
    leaders = 4
    assert page.text.count("ti-check") == marks
    assert page.text.count("ti-device-mobile") == leaders + 1
    assert client.get("/settings/roles/").status_code == 200


@pytest.mark.django_db
def test_the_page_of_roles_needs_a_person(client: Client) -> None:
    assert client.get("/settings/roles/").status_code == 302
    assert User.objects.count() == 0

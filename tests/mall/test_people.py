"""The list of people, roles with their dates, letting in and out, temporary passwords, history."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall.actions import people as acts
from mall.models import Membership, User
from mall.queries.staff import history_of_person, staff
from mall.roles import Role
from mall.rules.people import PROTECTED, obstacles_to_giving
from tests import make
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import Department

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def at_the_page(client: Client, role: Role = Role.MANAGER) -> Client:
    """A browser of somebody who keeps the list of people."""
    return make.signed_in(client, make.person(role))


def codes(
    role: Role,
    *,
    by: User,
    person: User | None = None,
    department: Department | None = None,
    from_on: date = TODAY,
    to_on: date | None = None,
    desk: str = "",
) -> list[str]:
    """The codes of what stands against giving a role."""
    found = obstacles_to_giving(
        role,
        person=person or make.person(None),
        department=department or make.department(),
        desk=make.desk(desk) if desk else None,
        from_on=from_on,
        to_on=to_on,
        by=by,
    )
    return [obstacle.code for obstacle in found]


# --- rules ------------------------------------------------------------------------------------


@rule.allows("HOUSE-01")
def test_a_manager_gives_the_roles_of_the_desk() -> None:
    manager = make.person(Role.MANAGER)
    assert codes(Role.AGENT, by=manager, desk="east") == []
    assert codes(Role.DEPARTMENT_HEAD, by=manager, department=make.department("fire")) == []


@rule.both("HOUSE-01")
@pytest.mark.parametrize("role", sorted(PROTECTED))
def test_only_an_administrator_gives_a_role_above(role: Role) -> None:
    assert "role.above" in codes(role, by=make.person(Role.MANAGER))
    assert codes(role, by=make.person(Role.SYSTEM_ADMIN)) == []


@rule.refuses("HOUSE-01")
def test_a_role_fits_its_department() -> None:
    manager = make.person(Role.MANAGER)
    assert codes(Role.AGENT, by=manager, department=make.department("fire")) == ["role.service"]
    assert codes(Role.DEPARTMENT_USER, by=manager) == ["role.others"]
    in_fire = make.department("fire")
    assert codes(Role.DEPARTMENT_USER, by=manager, department=in_fire, desk="east") == ["role.desk"]


@rule.refuses("HOUSE-01")
def test_nobody_gives_himself_a_role() -> None:
    manager = make.person(Role.MANAGER)
    assert codes(Role.SUPERVISOR, by=manager, person=manager) == ["person.self"]


def test_the_same_role_is_not_held_twice_at_a_time() -> None:
    manager, person = make.person(Role.MANAGER), make.person(None)
    make.member(person, Role.AGENT, from_on=TODAY, to_on=TODAY + timedelta(days=9))
    assert codes(Role.AGENT, by=manager, person=person, from_on=TODAY + timedelta(days=9)) == ["role.twice"]
    assert codes(Role.AGENT, by=manager, person=person, from_on=TODAY + timedelta(days=10)) == []
    before = {"from_on": TODAY - timedelta(days=9), "to_on": TODAY - timedelta(days=1)}
    assert codes(Role.AGENT, by=manager, person=person, **before) == []
    assert codes(Role.SUPERVISOR, by=manager, person=person) == []


@rule.refuses("HOUSE-01")
def test_a_role_ends_after_it_begins() -> None:
    assert codes(Role.AGENT, by=make.person(Role.MANAGER), to_on=TODAY - timedelta(days=1)) == ["dates.order"]


@rule.both("HOUSE-01")
def test_a_manager_does_not_touch_who_is_above() -> None:
    manager, gm = make.person(Role.MANAGER), make.person(Role.GENERAL_MANAGER)
    admin = make.person(Role.SYSTEM_ADMIN)
    for act in (acts.lock_out, acts.reset_password, acts.remove_codes):
        with pytest.raises(Refused):
            act(gm, by=manager, now=timezone.now())
    assert acts.reset_password(gm, by=admin, now=timezone.now())


@rule.both("HOUSE-01")
def test_the_last_administrator_is_not_locked_out() -> None:
    admin, root = make.person(Role.SYSTEM_ADMIN), make.person(None, is_superuser=True)
    with pytest.raises(Refused, match=r"person\.last"):
        acts.lock_out(admin, by=root, now=timezone.now())
    other = make.person(Role.SYSTEM_ADMIN)
    acts.lock_out(admin, by=other, now=timezone.now())
    with pytest.raises(Refused, match=r"person\.inactive"):
        acts.lock_out(admin, by=other, now=timezone.now())


@rule.both("HOUSE-01")
def test_a_role_is_ended_on_its_last_day_and_not_before_it_began() -> None:
    manager, person = make.person(Role.MANAGER), make.person(None)
    held = make.member(person, Role.AGENT, from_on=TODAY)
    with pytest.raises(Refused, match=r"dates\.order"):
        acts.end_role(held, last_on=TODAY - timedelta(days=1), by=manager, now=timezone.now())
    acts.end_role(held, last_on=TODAY, by=manager, now=timezone.now())
    assert list(Membership.objects.in_force(TODAY).filter(person=person)) == [held]
    assert not Membership.objects.in_force(TODAY + timedelta(days=1)).filter(person=person).exists()
    with pytest.raises(Refused, match=r"dates\.ended"):
        acts.end_role(held, last_on=TODAY + timedelta(days=3), by=manager, now=timezone.now())


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_only_who_keeps_the_list_of_people_sees_it(client: Client, role: Role) -> None:
    home = "onsite" if role in {Role.DEPARTMENT_USER, Role.DEPARTMENT_HEAD} else "customer-service"
    browser = make.signed_in(client, make.person(role, home))
    somebody = make.person()
    allowed = role in {Role.MANAGER, Role.SYSTEM_ADMIN}
    for address in ("/people/", "/people/new/", f"/people/{somebody.pk}/", f"/people/{somebody.pk}/role/"):
        assert browser.get(address).status_code == (200 if allowed else 403)
    assert browser.post(f"/people/{somebody.pk}/lock-out/").status_code == (302 if allowed else 403)
    somebody.refresh_from_db()
    assert somebody.is_active is not allowed


def test_people_are_found_by_name_pinyin_initials_number_and_department(client: Client) -> None:
    browser = at_the_page(client)
    make.person(Role.DEPARTMENT_USER, "fire", name="雷静雪", staff_number="kf007")
    make.person(Role.AGENT, name="欧阳文杰")
    fire = make.department("fire")
    for query in ("q=静雪", "q=ljx", "q=leij", "q=KF0", f"department={fire.pk}"):
        page = browser.get(f"/people/?{query}").text
        assert "雷静雪" in page, query
        assert "欧阳文杰" not in page, query
    assert "雷静雪" not in browser.get("/people/?active=no").text
    for nonsense in ("department=x", "department=99999999999999", "page=zzz", "q=%25"):
        assert browser.get(f"/people/?{nonsense}").status_code == 200


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_asks_the_same_number_of_questions_for_any_number_of_people(client: Client, many: int) -> None:
    browser = at_the_page(client)
    for _n in range(many):
        make.person(Role.AGENT, desk="east")
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/people/")
    assert page.status_code == 200
    assert len(asked) <= 20
    assert page.text.count("row-link") == min(many + 1, 50)


def test_the_list_reads_memberships_once() -> None:
    for _n in range(5):
        make.person(Role.AGENT, desk="east")
    with CaptureQueriesContext(connection) as asked:
        assert [m.desk for person in staff(on=TODAY) for m in person.today]  # type: ignore[attr-defined]  # put there by the query
    assert len(asked) == 2


def test_a_person_is_added_given_a_role_and_a_first_password(client: Client) -> None:
    browser = at_the_page(client)
    form = {"staff_number": "kf021", "name": "喆𠮷", "email": ""}
    answer = browser.post("/people/new/", form)
    person = User.objects.get(staff_number="kf021")
    assert answer["Location"] == f"/people/{person.pk}/"
    assert Client().post("/accounts/login/", {"staff_number": "kf021", "password": ""}).status_code == 422

    role = {"role": "agent", "department": make.department().pk, "desk": make.desk().pk, "from_on": TODAY.isoformat()}
    assert browser.post(f"/people/{person.pk}/role/", role).status_code == 302
    assert browser.post(f"/people/{person.pk}/role/", role).status_code == 422
    shown = browser.post(f"/people/{person.pk}/password/")
    assert shown["Cache-Control"] == "no-store"
    found = re.search(r'secret-l">([a-z2-9]{12})<', shown.text)
    assert found
    fresh = Client()
    assert fresh.post("/accounts/login/", {"staff_number": "kf021", "password": found[1]}).status_code == 302
    assert fresh.get("/accounts/profile/")["Location"].startswith("/accounts/password/")


def test_a_number_belongs_to_one_person_in_any_case(client: Client) -> None:
    browser = at_the_page(client)
    make.person(staff_number="KF030")
    answer = browser.post("/people/new/", {"staff_number": "kf030", "name": "某某"})
    assert answer.status_code == 422
    assert "已有人使用" in answer.text
    assert 'value="某某"' in answer.text


def test_a_double_click_adds_one_person(client: Client) -> None:
    browser = at_the_page(client)
    form = {"staff_number": "kf040", "name": "某某", "form_token": "t" * 43}
    first, second = browser.post("/people/new/", form), browser.post("/people/new/", form)
    assert first["Location"] == second["Location"]
    assert User.objects.filter(staff_number="kf040").count() == 1


def test_who_is_locked_out_loses_the_open_session(client: Client) -> None:
    person = make.person()
    theirs = make.signed_in(Client(), person)
    assert theirs.get("/accounts/profile/").status_code == 200
    browser = at_the_page(client)
    browser.post(f"/people/{person.pk}/lock-out/")
    assert theirs.get("/accounts/profile/").status_code == 302
    browser.post(f"/people/{person.pk}/let-in/")
    person.refresh_from_db()
    assert person.is_active


def test_a_reset_password_ends_the_open_session_and_the_pin(client: Client) -> None:
    person = make.person(pin="md5$x$y", pin_set_at=timezone.now())
    theirs = make.signed_in(Client(), person)
    at_the_page(client).post(f"/people/{person.pk}/password/")
    assert theirs.get("/accounts/profile/").status_code == 302
    person.refresh_from_db()
    assert person.pin == ""
    assert person.must_change_password


def test_one_time_codes_are_removed_by_who_keeps_people(client: Client) -> None:
    person = make.person(Role.SUPERVISOR)
    TOTPDevice.objects.create(user=person, confirmed=True)
    browser = at_the_page(client)
    assert browser.post(f"/people/{person.pk}/codes/").status_code == 302
    assert not TOTPDevice.objects.exists()
    assert browser.post(f"/people/{person.pk}/codes/").status_code == 409


def test_the_history_names_who_did_what_and_holds_no_password() -> None:
    manager = make.person(Role.MANAGER, name="诸葛明")
    now = timezone.now()
    person = acts.add_person(by=manager, now=now, staff_number="kf050", name="旧名")
    acts.rename(person, by=manager, now=now, name="新名", email="a@b.cn")
    held = acts.give_role(person, Role.AGENT, department=make.department(), from_on=TODAY, by=manager, now=now)
    acts.end_role(held, last_on=TODAY, by=manager, now=now)
    acts.reset_password(person, by=manager, now=now)
    acts.lock_out(person, by=manager, now=now)

    told = history_of_person(person)
    assert {change.by for change in told} == {"诸葛明"}
    said = " / ".join(f"{c.what} {list(c.fields)}" for c in told)
    assert "旧名" in said
    assert "新名" in said
    assert "给予临时密码" in said or "重设临时密码" in said
    assert person.password not in said
    assert len(told) == 7


def test_a_page_of_somebody_who_is_not_there_is_not_found(client: Client) -> None:
    browser = at_the_page(client)
    for address in ("/people/999999/", "/people/999999/role/", "/people/999999/role/1/end/"):
        assert browser.get(address).status_code == 404


def test_a_name_is_corrected_and_a_role_ended_on_the_pages(client: Client) -> None:
    browser = at_the_page(client)
    person = make.person(Role.AGENT, name="旧名")
    held = Membership.objects.get(person=person)
    here = f"/people/{person.pk}"

    assert 'value="旧名"' in browser.get(f"{here}/name/").text
    assert browser.post(f"{here}/name/", {"name": "", "email": "x"}).status_code == 422
    assert browser.post(f"{here}/name/", {"name": "新名", "email": ""})["Location"] == f"{here}/"
    person.refresh_from_db()
    assert (person.name, person.initials) == ("新名", "xm")

    assert browser.get(f"{here}/role/{held.pk}/end/").status_code == 200
    assert browser.post(f"{here}/role/{held.pk}/end/", {"to_on": "someday"}).status_code == 422
    assert browser.post(f"{here}/role/{held.pk}/end/", {"to_on": "1999-01-01"}).status_code == 422
    assert browser.post(f"{here}/role/{held.pk}/end/", {"to_on": TODAY.isoformat()}).status_code == 302
    held.refresh_from_db()
    assert held.to_on == TODAY


def test_a_form_with_nothing_in_it_is_shown_again(client: Client) -> None:
    browser = at_the_page(client)
    person = make.person()
    for address in ("/people/new/", f"/people/{person.pk}/role/"):
        assert browser.post(address, {}).status_code == 422


def test_an_administrators_role_is_taken_by_an_administrator_only() -> None:
    manager, admin = make.person(Role.MANAGER), make.person(Role.SYSTEM_ADMIN)
    person = make.person(None)
    # A role of tomorrow does not protect the person yet, but it is above who keeps the list.
    held = make.member(person, Role.AUDITOR, from_on=TODAY + timedelta(days=1))
    last = TODAY + timedelta(days=30)
    with pytest.raises(Refused, match=r"role\.above"):
        acts.end_role(held, last_on=last, by=manager, now=timezone.now())
    acts.end_role(held, last_on=last, by=admin, now=timezone.now())

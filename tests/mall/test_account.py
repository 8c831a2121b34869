"""Signing in, lockout and its release, passwords, language, one-time codes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as project
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall.actions import account as acts
from mall.backends import PasswordBackend, PinBackend
from mall.models import AccountLock, Session, User
from mall.roles import Role
from mall.sessions import SessionStore, person_read_along
from tests import make
from tests.make_account import PIN, code_of, sign_in, who, with_pin

pytestmark = pytest.mark.django_db


@pytest.fixture
def demanded(settings: Any) -> None:
    """As in production: leaders must show a code."""
    settings.OTP_REQUIRED = True


# --- signing in -------------------------------------------------------------------------------


def test_a_person_signs_in_by_number_in_any_case_and_width(client: Client) -> None:
    person = make.person(staff_number="Ab12")
    answer = client.post("/accounts/login/", {"staff_number": " ａＢ12 ", "password": make.PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(client) == str(person.pk)


def test_signing_in_leads_where_the_person_wanted_to_go_and_nowhere_else(client: Client) -> None:
    person = make.person()
    assert sign_in(client, person, next="/complaints/?state=open")["Location"] == "/complaints/?state=open"
    client.post("/accounts/logout/")
    assert sign_in(client, person, next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize("password", ["wrong", "", "x" * 500])
def test_a_wrong_password_says_so_and_keeps_the_number(client: Client, password: str) -> None:
    person = make.person(staff_number="agent7")
    answer = sign_in(client, person, password)
    assert answer.status_code == 422
    assert 'value="agent7"' in answer.text
    assert who(client) == ""


def test_who_may_not_sign_in_does_not(client: Client) -> None:
    assert sign_in(client, make.person(is_active=False)).status_code == 422


def test_the_sign_in_page_lists_demo_accounts_in_the_demo_only(client: Client, settings: Any) -> None:
    make.person(staff_number="agent", name="陈静")
    assert "陈静" in client.get("/accounts/login/").text
    settings.DEMO = False
    page = client.get("/accounts/login/").text
    assert "陈静" not in page
    assert settings.DEMO_PASSWORD not in page


def test_a_page_that_needs_a_person_leads_to_the_sign_in_page_and_back(client: Client) -> None:
    answer = client.get("/accounts/profile/")
    assert answer["Location"] == "/accounts/login/?next=%2Faccounts%2Fprofile%2F"


def test_signing_in_gives_the_session_a_new_key(client: Client) -> None:
    client.get("/accounts/login/")
    person = make.person()
    sign_in(client, person)
    first = client.session.session_key
    client.post("/accounts/logout/")
    sign_in(client, person)
    assert client.session.session_key != first


def test_a_session_that_is_over_or_unknown_signs_nobody_in(client: Client) -> None:
    make.signed_in(client, make.person())
    assert client.get("/accounts/profile/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/accounts/profile/").status_code == 302
    client.cookies[project.SESSION_COOKIE_NAME] = "nobodysession0000000000000000000"
    assert client.get("/accounts/profile/").status_code == 302


def test_each_browser_is_its_own_persons(client: Client) -> None:
    other = Client()
    one, two = make.person(name="周一"), make.person(name="吴二")
    make.signed_in(client, one)
    make.signed_in(other, two)
    assert set(Session.objects.values_list("person", flat=True)) == {one.pk, two.pk}
    for _turn in range(2):
        assert "周一" in client.get("/accounts/profile/").content.decode()
        assert "吴二" in other.get("/accounts/profile/").content.decode()
    assert Client().get("/accounts/profile/").status_code == 302
    client.post("/accounts/logout/")
    assert Session.objects.get().person == two


def test_a_person_read_along_with_a_session_is_given_out_once_and_to_nobody_else(client: Client) -> None:
    person = make.person(name="周一")
    make.signed_in(client, person)
    SessionStore(client.session.session_key).load()
    assert person_read_along(person.pk + 1) is None
    SessionStore(client.session.session_key).load()
    User.objects.filter(pk=person.pk).update(name="周二")
    assert [PasswordBackend().get_user(person.pk), PasswordBackend().get_user(person.pk)] == [person, person]
    assert person_read_along(person.pk) is None
    SessionStore("unknown").load()
    assert PasswordBackend().get_user(person.pk).name == "周二"  # type: ignore[union-attr]  # there is one


def test_whose_access_ends_is_signed_out_with_the_next_page(client: Client) -> None:
    person = make.person()
    make.signed_in(client, person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/accounts/profile/").status_code == 302
    gone = User.objects.create_user("gone", password="a long enough word")
    client.force_login(gone, backend="mall.backends.PasswordBackend")
    gone.delete()
    assert client.get("/accounts/profile/").status_code == 302


# --- lockout ----------------------------------------------------------------------------------


def lock_number(client: Client, person: User) -> None:
    """Type a wrong password as often as it takes."""
    for _try in range(project.AXES_FAILURE_LIMIT):
        sign_in(client, person, "wrong password")


def test_five_wrong_passwords_lock_the_number_at_this_pc(client: Client) -> None:
    person = make.person()
    lock_number(client, person)
    answer = sign_in(client, person)
    assert answer.status_code == 429
    assert "解锁" in answer.text
    assert who(client) == ""
    # In another spelling it is the same number; at another PC it is not locked; another number neither.
    assert (
        client.post(
            "/accounts/login/", {"staff_number": person.staff_number.upper(), "password": make.PASSWORD}
        ).status_code
        == 429
    )
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(elsewhere, person).status_code == 302
    assert sign_in(client, make.person()).status_code == 302


def test_four_wrong_passwords_do_not_lock_and_a_right_one_clears(client: Client) -> None:
    person = make.person()
    for _round in range(2):
        for _try in range(project.AXES_FAILURE_LIMIT - 1):
            sign_in(client, person, "wrong password")
        assert sign_in(client, person).status_code == 302
        client.post("/accounts/logout/")


def test_a_supervisor_opens_a_locked_number_and_an_agent_does_not(client: Client) -> None:
    person = make.person(name="欧阳文杰")
    lock_number(client, person)

    agent = make.signed_in(Client(), make.person(Role.AGENT))
    assert agent.get("/people/locks/").status_code == 403
    assert agent.post("/people/locks/release/", {"staff_number": person.staff_number}).status_code == 403
    assert sign_in(client, person).status_code == 429

    supervisor = make.person(Role.SUPERVISOR)
    desk = make.signed_in(Client(), supervisor)
    assert "欧阳文杰" in desk.get("/people/locks/").text
    assert desk.post("/people/locks/release/", {"staff_number": person.staff_number}).status_code == 302
    assert AccountLock.objects.values_list("staff_number", "released_by").get() == (person.staff_number, supervisor.pk)
    assert sign_in(client, person).status_code == 302
    assert "没有被锁定" in desk.get("/people/locks/").text
    assert desk.post("/people/locks/release/", {"staff_number": person.staff_number}).status_code == 409


def test_no_secret_stands_in_the_list_of_wrong_tries(client: Client) -> None:
    person = make.person()
    sign_in(client, person, "my other password")
    sign_in(client, person)
    client.post("/accounts/unlock/", {"secret": "nearly my password"})
    kept = " ".join(str(row) for row in AccessAttempt.objects.values())
    assert "my other password" not in kept
    assert "nearly my password" not in kept


# --- passwords, language ----------------------------------------------------------------------


def test_a_temporary_password_is_changed_before_anything_else(client: Client) -> None:
    person = make.person(must_change_password=True)
    sign_in(client, person)
    assert client.get("/settings/roles/")["Location"].startswith("/accounts/password/")
    form = {"password": make.PASSWORD, "new": "一个很长的新密码句子", "again": "一个很长的新密码句子"}
    assert client.post("/accounts/password/", form).status_code == 302
    assert client.get("/settings/roles/").status_code == 200
    client.post("/accounts/logout/")
    assert sign_in(client, person).status_code == 422
    assert sign_in(client, person, form["new"]).status_code == 302


@pytest.mark.parametrize(
    "form",
    [
        {"password": "wrong", "new": "long and hard words", "again": "long and hard words"},
        {"password": make.PASSWORD, "new": "short", "again": "short"},
        {"password": make.PASSWORD, "new": "1234567890123", "again": "1234567890123"},
        {"password": make.PASSWORD, "new": "long and hard words", "again": "long and hard word"},
        {},
    ],
)
def test_a_weak_or_unproved_password_is_refused(client: Client, form: dict[str, str]) -> None:
    person = make.person()
    sign_in(client, person)
    assert client.post("/accounts/password/", form).status_code == 422
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)


def test_the_language_switch_is_kept_with_the_person(client: Client) -> None:
    person = make.person()
    sign_in(client, person)
    assert "我的账号" in client.get("/accounts/profile/").text
    client.post("/ui/language/", {"language": "en"})
    assert "My account" in client.get("/accounts/profile/").text
    person.refresh_from_db()
    assert person.language == "en"

    elsewhere = Client()
    sign_in(elsewhere, person)
    assert "My account" in elsewhere.get("/accounts/profile/").text


# --- one-time codes ---------------------------------------------------------------------------


def test_a_leader_is_offered_codes_in_the_demo_and_works_without(client: Client) -> None:
    sign_in(client, make.person(Role.MANAGER))
    assert client.get("/settings/roles/").status_code == 200
    assert "code/set-up" in client.get("/accounts/profile/").text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.SYSTEM_ADMIN])
def test_a_leader_sets_up_codes_before_anything_else_in_production(client: Client, role: Role, demanded: None) -> None:
    person = make.person(role)
    sign_in(client, person)
    assert client.get("/settings/roles/")["Location"].startswith("/accounts/code/set-up/")
    assert client.post("/people/new/", {})["Location"].startswith("/accounts/code/set-up/")

    client.post("/accounts/code/set-up/", {"step": "begin"})
    device = TOTPDevice.objects.get(user=person)
    assert "<svg" in client.get("/accounts/code/set-up/").text
    assert client.post("/accounts/code/set-up/", {"token": "000000"}).status_code == 422
    device.refresh_from_db()
    device.throttle_reset()
    assert client.post("/accounts/code/set-up/", {"token": code_of(device)}).status_code == 302
    assert client.get("/settings/roles/").status_code == 200


def test_an_agent_needs_no_code_in_production(client: Client, demanded: None) -> None:
    sign_in(client, make.person(Role.AGENT))
    assert client.get("/settings/roles/").status_code == 200


def test_a_code_is_asked_after_the_password_and_after_the_pin(client: Client) -> None:
    person = with_pin(Role.MANAGER)
    device = TOTPDevice.objects.create(user=person, confirmed=True)
    sign_in(client, person)
    assert client.get("/settings/roles/")["Location"].startswith("/accounts/code/?next=")
    assert client.get("/accounts/code/set-up/")["Location"].startswith("/accounts/code/")

    assert client.post("/accounts/code/", {"token": "000000"}).status_code == 422
    waiting = client.post("/accounts/code/", {"token": code_of(device)})
    assert waiting.status_code == 422
    assert "秒" in waiting.text
    device.refresh_from_db()
    device.throttle_reset()
    answer = client.post("/accounts/code/", {"token": code_of(device), "next": "/settings/roles/"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/roles/")
    assert client.get("/settings/roles/").status_code == 200

    client.post("/accounts/change/", {"staff_number": person.staff_number, "pin": PIN})
    client.post("/accounts/logout/")
    client.post("/accounts/change/", {"staff_number": person.staff_number, "pin": PIN})
    assert client.get("/settings/roles/")["Location"].startswith("/accounts/code/")


def test_codes_that_are_there_are_not_set_up_again() -> None:
    person = make.person(Role.MANAGER)
    acts.begin_codes(by=person)
    first = acts.begin_codes(by=person)
    assert TOTPDevice.objects.get() == first
    acts.confirm_codes(by=person, token=code_of(first))
    with pytest.raises(Exception, match=r"codes\.there"):
        acts.begin_codes(by=person)


def test_who_is_signed_in_goes_on_from_the_sign_in_page(client: Client) -> None:
    sign_in(client, make.person())
    assert client.get("/accounts/login/?next=/settings/roles/")["Location"] == "/settings/roles/"


def test_a_part_of_a_page_leads_to_what_is_owed_as_a_whole_page(client: Client, demanded: None) -> None:
    sign_in(client, make.person(Role.MANAGER))
    answer = client.get("/ui/bell/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/accounts/code/set-up/"


def test_a_code_for_somebody_without_codes_is_refused(client: Client) -> None:
    sign_in(client, make.person())
    assert client.get("/accounts/code/").status_code == 200
    assert client.post("/accounts/code/", {"token": "123456"}).status_code == 422
    assert client.post("/accounts/code/", {}).status_code == 422
    assert client.post("/accounts/code/set-up/", {"token": ""}).status_code == 422
    assert client.post("/accounts/code/set-up/", {"token": "123456"}).status_code == 422


def test_the_pages_of_ones_own_account_open(client: Client) -> None:
    sign_in(client, make.person())
    for address in ("/accounts/pin/", "/accounts/password/", "/accounts/profile/", "/accounts/code/set-up/"):
        assert client.get(address).status_code == 200
    same = {"password": make.PASSWORD, "new": make.PASSWORD, "again": make.PASSWORD}
    assert client.post("/accounts/password/", same).status_code == 422


def test_a_pin_of_nobody_and_a_wrong_pin_open_nothing() -> None:
    backend = PinBackend()
    person = with_pin()
    assert backend.authenticate(None, username="p999999", pin=PIN) is None
    assert backend.authenticate(None, username=person.staff_number, pin="8888") is None
    assert backend.authenticate(None, username=person.staff_number) is None
    assert backend.authenticate(None, username=person.staff_number, pin=PIN) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert backend.authenticate(None, username=person.staff_number, pin=PIN) is None

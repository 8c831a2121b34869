"""At the counter: PIN, quick change of person, drafts, the lock of an idle screen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.test import Client

from mall.actions.doors import Drafts
from mall.models import SignedPc
from mall.rules.account import obstacles_to_changing_person, obstacles_to_pin
from tests import make
from tests.make_account import PIN, sign_in, who, with_pin
from tests.rules import rule

pytestmark = pytest.mark.django_db


# --- PIN and change of person -----------------------------------------------------------------


@rule.refuses("HOUSE-02")
@pytest.mark.parametrize("pin", ["123", "1234567", "abcd", "1111", "2345", "9876", "0042x", "", "١٢٣٤"])
def test_a_pin_that_is_guessed_at_once_is_refused(pin: str) -> None:
    assert obstacles_to_pin(pin, staff_number="p0001")


@rule.allows("HOUSE-02")
@pytest.mark.parametrize("pin", [PIN, "90210", "481632"])
def test_a_pin_of_four_to_six_digits_is_taken(pin: str) -> None:
    assert obstacles_to_pin(pin, staff_number="p0001") == []


@rule.refuses("HOUSE-02")
def test_the_staff_number_is_no_pin() -> None:
    assert obstacles_to_pin("4709", staff_number="p4709")


def test_a_pin_is_set_with_the_password_only(client: Client) -> None:
    person = make.person()
    sign_in(client, person)
    assert client.post("/accounts/pin/", {"password": "wrong", "pin": PIN, "again": PIN}).status_code == 422
    assert client.post("/accounts/pin/", {"password": make.PASSWORD, "pin": PIN, "again": "4708"}).status_code == 422
    person.refresh_from_db()
    assert person.pin == ""
    wide = {"password": make.PASSWORD, "pin": "４７０９", "again": PIN}
    assert client.post("/accounts/pin/", wide).status_code == 302
    person.refresh_from_db()
    assert person.pin.startswith(("md5$", "argon2"))
    assert PIN not in person.pin


@rule.allows("HOUSE-02")
def test_the_person_changes_by_pin_at_a_pc_signed_in_today(client: Client) -> None:
    alice, bob = with_pin(name="艾丽"), with_pin(name="鲍勃")
    sign_in(client, bob)
    client.post("/accounts/logout/")
    sign_in(client, alice)
    before = client.session.session_key
    assert "鲍勃" in client.get("/accounts/change/").text

    answer = client.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": PIN, "next": "/accounts/pin/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/pin/")
    assert who(client) == str(bob.pk)
    assert client.session.session_key != before


@rule.refuses("HOUSE-02")
def test_a_pin_is_refused_at_an_unknown_pc_and_tells_nothing(client: Client) -> None:
    bob = with_pin()
    sign_in(Client(), bob)
    sign_in(client, make.person())

    known = client.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": PIN})
    nobody = client.post("/accounts/change/", {"staff_number": "p999999", "pin": PIN})
    assert known.status_code == nobody.status_code == 422
    assert who(client) != str(bob.pk)
    sentence = re.compile(r'class="err"[^>]*>(.*?)</div>', re.DOTALL)
    assert sentence.findall(known.text) == sentence.findall(nobody.text) != []


@rule.both("HOUSE-02")
def test_a_pin_is_refused_the_day_after(client: Client) -> None:
    bob = with_pin()
    sign_in(client, bob)
    signed = SignedPc.objects.get()
    assert obstacles_to_changing_person(bob, pc_key=signed.key, on=signed.on) == []
    assert obstacles_to_changing_person(bob, pc_key=signed.key, on=signed.on + timedelta(days=1))
    assert obstacles_to_changing_person(bob, pc_key="", on=signed.on)
    assert obstacles_to_changing_person(None, pc_key=signed.key, on=signed.on)


def test_a_forged_pc_is_unknown(client: Client) -> None:
    bob = with_pin()
    sign_in(client, bob)
    key = SignedPc.objects.get().key
    other = Client()
    other.cookies["pc"] = f"{key}:forged:signature"
    assert other.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": PIN}).status_code == 422


def test_wrong_pins_lock_like_passwords(client: Client) -> None:
    bob = with_pin()
    sign_in(client, bob)
    for _try in range(project.AXES_FAILURE_LIMIT):
        client.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": "8888"})
    assert client.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": PIN}).status_code == 429
    assert sign_in(client, bob).status_code == 429


def test_a_draft_survives_a_change_of_person_and_shows_to_nobody_else(client: Client) -> None:
    alice, bob = with_pin(), with_pin()
    sign_in(client, bob)
    client.post("/accounts/logout/")
    sign_in(client, alice)
    client.post("/ui/drafts/complaint/keep/", {"happened": "雷静雪说外套起球"})

    client.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": PIN})
    assert client.get("/ui/drafts/complaint/").status_code == 204
    client.post("/ui/drafts/complaint/keep/", {"happened": "鲍勃的事"})

    client.post("/accounts/change/", {"staff_number": alice.staff_number, "pin": PIN})
    assert client.get("/ui/drafts/complaint/").json()["data"] == {"happened": ["雷静雪说外套起球"]}
    client.post("/accounts/logout/")
    assert client.get("/ui/drafts/complaint/").status_code == 302
    sign_in(client, alice)
    assert client.get("/ui/drafts/complaint/").json()["data"] == {"happened": ["雷静雪说外套起球"]}
    kept = Drafts().get(bob, "complaint")
    assert kept is not None
    assert kept.data == {"happened": ["鲍勃的事"]}


# --- idle lock --------------------------------------------------------------------------------


def test_a_locked_screen_shows_nothing_until_it_is_opened(client: Client) -> None:
    alice = with_pin(name="艾丽")
    sign_in(client, alice)
    csrf = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else None
    assert client.post("/accounts/lock/").status_code == 204

    shown = client.get("/settings/roles/")
    assert shown.status_code == 423
    assert "table-roles" not in shown.text
    assert client.get("/ui/bell/", headers={"HX-Request": "true"}).status_code == 423
    assert client.post("/accounts/pin/", {}).status_code == 423
    assert client.post("/accounts/unlock/", {"secret": "8888"}).status_code == 422
    assert client.get("/settings/roles/").status_code == 423

    assert client.post("/accounts/unlock/", {"secret": PIN}).status_code == 204
    assert client.get("/settings/roles/").status_code == 200
    # The form underneath is still good: the proof against forgery has not changed.
    assert csrf == (client.cookies["csrftoken"].value if "csrftoken" in client.cookies else None)


def test_a_locked_screen_opens_by_password_from_its_own_page(client: Client) -> None:
    sign_in(client, make.person())
    client.post("/accounts/lock/")
    wrong = client.post("/accounts/unlock/", {"secret": "wrong password", "next": "/settings/roles/"})
    assert wrong.status_code == 422
    right = client.post("/accounts/unlock/", {"secret": make.PASSWORD, "next": "/settings/roles/"})
    assert (right.status_code, right["Location"]) == (302, "/settings/roles/")


def test_wrong_tries_at_the_lock_lock_the_number(client: Client) -> None:
    person = make.person()
    sign_in(client, person)
    client.post("/accounts/lock/")
    for _try in range(project.AXES_FAILURE_LIMIT):
        client.post("/accounts/unlock/", {"secret": "wrong password"})
    assert client.post("/accounts/unlock/", {"secret": make.PASSWORD}).status_code == 429
    assert client.get("/settings/roles/").status_code == 423


def test_another_person_takes_over_a_locked_screen(client: Client) -> None:
    alice, bob = with_pin(), with_pin()
    sign_in(client, bob)
    client.post("/accounts/logout/")
    sign_in(client, alice)
    client.post("/accounts/lock/")
    assert client.get("/accounts/change/").status_code == 200
    client.post("/accounts/change/", {"staff_number": bob.staff_number, "pin": PIN})
    assert client.get("/settings/roles/").status_code == 200


def test_an_empty_form_and_a_pin_at_the_lock_of_an_unknown_pc_are_refused(client: Client) -> None:
    assert client.post("/accounts/change/", {}).status_code == 422
    bob = with_pin()
    make.signed_in(client, bob)
    client.post("/accounts/lock/")
    assert client.post("/accounts/unlock/", {"secret": PIN}).status_code == 422
    assert client.post("/accounts/unlock/", {"secret": make.PASSWORD}).status_code == 204

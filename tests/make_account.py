"""People who sign in: the form sent, the PIN, the code of the telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django_otp.oath import totp

from mall.roles import Role
from tests import make

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from mall.models import User

PIN = "4709"


def sign_in(client: Client, person: User, password: str = make.PASSWORD, **more: str) -> HttpResponse:
    """Send the sign-in form."""
    form = {"staff_number": person.staff_number, "password": password, **more}
    return client.post("/accounts/login/", form)  # type: ignore[return-value]  # the test client's answer


def with_pin(role: Role = Role.AGENT, **fields: Any) -> User:
    """A person with a PIN."""
    return make.person(role, pin=make_password(PIN), **fields)


def who(client: Client) -> str:
    """The primary key of who is signed in, '' for nobody."""
    return str(client.session.get("_auth_user_id", ""))


def code_of(device: TOTPDevice) -> str:
    """The code the telephone shows now."""
    return f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"

"""Signing in by password, and by PIN at a counter PC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password

from mall.models import User
from mall.sessions import person_read_along

if TYPE_CHECKING:
    from django.http import HttpRequest


class PasswordBackend(ModelBackend):
    """Django's own; who is signed in was read along with the session."""

    def get_user(self, user_id: int) -> User | None:
        """Return the signed-in person, if he still may sign in."""
        person = person_read_along(user_id)
        return super().get_user(user_id) if person is None else person if self.user_can_authenticate(person) else None


class PinBackend(PasswordBackend):
    """Checks a PIN. Whether a PIN is enough here is asked before, by `obstacles_to_changing_person`."""

    def authenticate(  # type: ignore[override]  # its own words: a PIN instead of a password
        self, request: HttpRequest | None, username: str | None = None, pin: str | None = None, **_rest: Any
    ) -> User | None:
        """Return the person whose number and PIN these are; wrong ones count like wrong passwords."""
        del request
        if username is None or pin is None:
            return None
        try:
            person = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            # The same work as for a number that exists, so that the time tells nothing.
            make_password(pin)
            return None
        if not person.pin or not check_password(pin, person.pin):
            return None
        return person if self.user_can_authenticate(person) else None

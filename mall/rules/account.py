"""What stands against a PIN, a change of person at the counter, the release of a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from mall.models import SignedPc
from mall.roles import LEADERS
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date

    from mall.models import User

LEAST_PIN, LONGEST_PIN = 4, 6
_ROW = "01234567890"


def obstacles_to_pin(pin: str, *, staff_number: str) -> list[Obstacle]:
    """HOUSE-02. A PIN has four to six digits and is not one that everybody tries first."""
    if not (pin.isascii() and pin.isdigit() and LEAST_PIN <= len(pin) <= LONGEST_PIN):
        return [Obstacle("pin.shape", _("A PIN has four to six digits."), "pin")]
    easy = len(set(pin)) == 1 or pin in _ROW or pin in _ROW[::-1]
    if easy or pin in staff_number:
        return [Obstacle("pin.easy", _("This PIN is guessed at once. Take another."), "pin")]
    return []


def obstacles_to_changing_person(person: User | None, *, pc_key: str, on: date) -> list[Obstacle]:
    """HOUSE-02. A PIN is enough only on a PC where the person signed in with the password the same day.

    One sentence for every cause, so that it tells nothing about numbers.
    """
    known = (
        person is not None
        and bool(person.pin)
        and bool(pc_key)
        and SignedPc.objects.filter(key=pc_key, person=person, on=on).exists()
    )
    if known:
        return []
    return [Obstacle("pc.unknown", _("On this PC this number signs in with the password first today."), "staff_number")]


def must_prove(person: User) -> bool:
    """Whether the person's role must show a one-time code: leaders in production; nobody in the demo."""
    return bool(settings.OTP_REQUIRED) and (person.is_superuser or person.has_role(*LEADERS))

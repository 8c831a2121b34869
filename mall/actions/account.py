"""One's own account: the PC signed in at, PIN, password, language, one-time codes; and the release of a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall import localtime
from mall.models import AccountLock, SignedPc
from mall.rules.account import obstacles_to_pin
from ui.obstacles import Obstacle, Refused, refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User


def remember_pc(*, by: User, now: datetime, pc_key: str) -> None:
    """Note that the person signed in at this PC with the password: today the PIN is enough there."""
    desk = by.home.desk if by.home else None
    day = localtime.local_day(now)
    SignedPc.objects.get_or_create(key=pc_key, person=by, on=day, defaults={"desk": desk})


def set_pin(*, by: User, now: datetime, pin: str) -> None:
    """Set one's own PIN. Raises Refused for one that is too easy."""
    refuse_if(obstacles_to_pin(pin, staff_number=by.staff_number))
    by.pin = make_password(pin)
    by.pin_set_at = now
    by.save(update_fields=["pin", "pin_set_at"])


def change_password(*, by: User, now: datetime, password: str) -> None:
    """Choose a new password oneself. The PIN is forgotten: who knew the one may have known the other."""
    del now
    by.set_password(password)
    by.must_change_password = False
    by.pin, by.pin_set_at = "", None
    by.save(update_fields=["password", "must_change_password", "pin", "pin_set_at"])


def set_language(*, by: User, language: str) -> None:
    """Remember the language of the screen. Raises ValueError for one that is not offered."""
    by.language = by.Language(language)
    by.save(update_fields=["language"])


def begin_codes(*, by: User) -> TOTPDevice:
    """Make the secret of a one-time code device that is not confirmed yet; an earlier unconfirmed one is forgotten.

    Raises Refused when a confirmed device is there: it is removed by an administrator first.
    """
    if TOTPDevice.objects.filter(user=by, confirmed=True).exists():
        raise Refused(Obstacle("codes.there", _("One-time codes are set up already.")))
    TOTPDevice.objects.filter(user=by, confirmed=False).delete()
    return TOTPDevice.objects.create(user=by, name="totp", confirmed=False)


def confirm_codes(*, by: User, token: str) -> TOTPDevice:
    """Confirm the new device by its first code. Raises Refused when the code is wrong."""
    device = TOTPDevice.objects.select_for_update().filter(user=by, confirmed=False).first()
    if device is None or not token.isdigit() or not device.verify_token(token):
        raise Refused(Obstacle("codes.wrong", _("This code is not right. Check the clock of the telephone."), "token"))
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


@transaction.atomic
def release_lock(*, by: User, now: datetime, staff_number: str) -> AccountLock:
    """Open an account that wrong passwords locked, at every PC. Raises Refused when it is not locked."""
    attempts, _rows = AccessAttempt.objects.filter(username=staff_number).delete()
    if not attempts:
        raise Refused(Obstacle("lock.none", _("This number is not locked.")))
    with pghistory.context(by=by.pk):
        return AccountLock.objects.create(staff_number=staff_number, released_by=by, released_at=now)

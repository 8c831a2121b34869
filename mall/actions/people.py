"""What is done to people: added, renamed, given a role for a time, let go, given a new password."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from mall.models import Membership, User
from mall.rules.people import (
    obstacles_to_changing,
    obstacles_to_ending,
    obstacles_to_giving,
    obstacles_to_locking_out,
)
from ui.obstacles import Obstacle, Refused, refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import Department, Desk
    from mall.roles import Role

# Without letters and digits that are mistaken for each other on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
TEMPORARY_LENGTH = 12


@transaction.atomic
def add_person(*, by: User, now: datetime, staff_number: str, name: str, email: str = "") -> User:
    """Add a person, who cannot sign in before a password is given. Raises Refused for a number in use."""
    with pghistory.context(by=by.pk, at=now.isoformat()):
        try:
            with transaction.atomic():
                return User.objects.create_user(staff_number, name=name, email=email, joined_on=now.date())
        except IntegrityError:
            raise Refused(
                Obstacle("person.twice", _("This staff number belongs to somebody already."), "staff_number")
            ) from None


@transaction.atomic
def rename(person: User, *, by: User, now: datetime, name: str, email: str) -> None:
    """Correct name and e-mail address."""
    refuse_if(obstacles_to_changing(person, by=by))
    with pghistory.context(by=by.pk, at=now.isoformat()):
        person.name, person.email = name, email
        person.save(update_fields=["name", "email", "pinyin", "initials"])


@transaction.atomic
def give_role(  # noqa: PLR0913 - one argument per column
    person: User,
    role: Role,
    *,
    department: Department,
    desk: Desk | None = None,
    from_on: date,
    to_on: date | None = None,
    by: User,
    now: datetime,
) -> Membership:
    """Give a role in a department from a day on; the last day, if any, counts. Raises Refused."""
    refuse_if(
        obstacles_to_giving(role, person=person, department=department, desk=desk, from_on=from_on, to_on=to_on, by=by)
    )
    with pghistory.context(by=by.pk, at=now.isoformat()):
        return Membership.objects.create(
            person=person, role=role, department=department, desk=desk, from_on=from_on, to_on=to_on
        )


@transaction.atomic
def end_role(membership: Membership, *, last_on: date, by: User, now: datetime) -> None:
    """End a role; it holds through its last day. Raises Refused."""
    refuse_if(obstacles_to_ending(membership, last_on=last_on, by=by))
    with pghistory.context(by=by.pk, at=now.isoformat()):
        membership.to_on = last_on
        membership.save(update_fields=["to_on"])


@transaction.atomic
def lock_out(person: User, *, by: User, now: datetime) -> None:
    """Let a person sign in no more; open sessions end with their next page. Raises Refused."""
    refuse_if(obstacles_to_locking_out(person, by=by))
    with pghistory.context(by=by.pk, at=now.isoformat()):
        person.is_active = False
        person.save(update_fields=["is_active"])


@transaction.atomic
def let_in(person: User, *, by: User, now: datetime) -> None:
    """Let a person sign in again. Raises Refused."""
    refuse_if(obstacles_to_changing(person, by=by))
    with pghistory.context(by=by.pk, at=now.isoformat()):
        person.is_active = True
        person.save(update_fields=["is_active"])


@transaction.atomic
def reset_password(person: User, *, by: User, now: datetime) -> str:
    """Give a temporary password, to be changed at the first sign-in; the PIN is forgotten. Raises Refused.

    Returns the password, which is shown once and stored nowhere.
    """
    refuse_if(obstacles_to_changing(person, by=by))
    password = "".join(secrets.choice(_LETTERS) for _sign in range(TEMPORARY_LENGTH))
    with pghistory.context(by=by.pk, at=now.isoformat()):
        person.set_password(password)
        person.must_change_password = True
        person.pin, person.pin_set_at = "", None
        person.save(update_fields=["password", "must_change_password", "pin", "pin_set_at"])
        pghistory.create_event(person, label="password_reset")
    return password


@transaction.atomic
def remove_codes(person: User, *, by: User, now: datetime) -> None:
    """Forget the one-time codes of a person whose telephone is lost. Raises Refused when there are none."""
    refuse_if(obstacles_to_changing(person, by=by))
    with pghistory.context(by=by.pk, at=now.isoformat()):
        removed, _rows = TOTPDevice.objects.filter(user=person).delete()
        if not removed:
            raise Refused(Obstacle("codes.none", _("No one-time codes are set up.")))
        pghistory.create_event(person, label="codes_removed")

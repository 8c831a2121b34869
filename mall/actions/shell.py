"""Whose name stands under what is done from the shell."""

from __future__ import annotations

from mall.models import User

SYSTEM = "system"


def person_at_the_shell(staff_number: str = "") -> User:
    """The person with this staff number, else the account of the system, which nobody can sign in to.

    Raises User.DoesNotExist for a number that nobody has.
    """
    if staff_number:
        return User.objects.get_by_natural_key(staff_number)
    person = User.objects.filter(staff_number=SYSTEM).first()
    return person or User.objects.create_user(SYSTEM, name="系统", is_active=False)

"""Pick-up codes: six digits, each once among what is open."""

from __future__ import annotations

import secrets

from django.db import connection

from mail_desk.models import MailItem

CODE_TRIES = 50
CODE_DIGITS = 6


def free_codes(many: int) -> list[str]:
    """MAIL-04. So many pick-up codes of six digits that no open item has, each once.

    Who draws at the same moment waits until these are stored, so that no code is given twice.
    """
    if not many:
        return []
    hold_codes()
    found: set[str] = set()
    for _try in range(CODE_TRIES):
        drawn = {f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}" for _ in range(many - len(found))} - found
        taken = MailItem.objects.open().filter(pickup_code__in=drawn).values_list("pickup_code", flat=True)
        found |= drawn.difference(taken)
        if len(found) >= many:
            return list(found)
    message = "not enough free pick-up codes were drawn"
    raise RuntimeError(message)


def hold_codes() -> None:
    """MAIL-04. Let nobody else draw codes until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('mail codes'))")

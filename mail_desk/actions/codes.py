"""Pick-up codes for many items at once."""

from __future__ import annotations

import secrets

from mail_desk.actions.moving import CODE_DIGITS, CODE_TRIES
from mail_desk.models import MailItem


def free_codes(many: int) -> list[str]:
    """MAIL-04. So many pick-up codes of six digits that no open item has, each once.

    Store them soon: the database refuses one that somebody else was given in between, as with `free_code`.
    """
    found: set[str] = set()
    for _try in range(CODE_TRIES):
        drawn = {f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}" for _ in range(many - len(found))} - found
        taken = MailItem.objects.open().filter(pickup_code__in=drawn).values_list("pickup_code", flat=True)
        found |= drawn.difference(taken)
        if len(found) >= many:
            return list(found)
    message = "not enough free pick-up codes were drawn"
    raise RuntimeError(message)

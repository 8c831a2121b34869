"""The one spelling in which texts are stored and looked for."""

from __future__ import annotations

import unicodedata

from mall.fields import blind
from mall.phones import normalise_phone

TAIL = 4


def normalise(text: str) -> str:
    """NFKC, lower case, single blanks; no null bytes, which the database does not store."""
    return " ".join(unicodedata.normalize("NFKC", text.replace("\x00", " ")).lower().split())


def blind_phone(phone: str) -> tuple[str, str] | None:
    """The blind indexes of a phone and of its last four digits; None when the text is no phone number."""
    try:
        number = normalise_phone(phone)
    except ValueError:
        return None
    digits = "".join(c for c in number.partition("-")[0] if c.isdigit())
    return blind(number), blind_tail(digits[-TAIL:])


def blind_tail(last4: str) -> str:
    """The blind index of four last digits, kept apart from that of whole numbers."""
    return blind(f"tail:{last4}")

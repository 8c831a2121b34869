"""ID numbers: whether one can be right, and how it is shown. Nothing stored here."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from mail_desk.states import IdKind

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CARD_18 = re.compile(r"[1-9]\d{16}[0-9X]")
_CARD_15 = re.compile(r"[1-9]\d{14}")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,9}|[A-Z]\d{8}|\d{7,9}")
_OTHER = re.compile(r"[0-9A-Z-]{4,24}")
_EIGHTEEN = 18
_SHOWN_FRONT, _SHOWN_END = 3, 4


def normalise_id(text: str, kind: str) -> str:
    """MAIL-04. An ID number in its one spelling. Raises ValueError when it cannot be right.

    A card has 18 digits with a check digit, or the 15 of an old one, and a day of birth that was; a passport letters
    and digits; any other paper four characters at least.
    """
    plain = re.sub(r"[\s·]+", "", unicodedata.normalize("NFKC", text)).upper()
    if kind == IdKind.CARD:
        right = _is_card(plain)
    else:
        right = (_PASSPORT if kind == IdKind.PASSPORT else _OTHER).fullmatch(plain) is not None
    if not right:
        raise ValueError(kind)
    return plain


def _is_card(plain: str) -> bool:
    if _CARD_18.fullmatch(plain):
        total = sum(int(digit) * weight for digit, weight in zip(plain, _WEIGHTS, strict=False))
        return plain[-1] == _CHECKS[total % 11] and _is_day(plain[6:14])
    return _CARD_15.fullmatch(plain) is not None and _is_day(f"19{plain[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return digits >= "1900"


def mask_id(number: str) -> str:
    """MAIL-13. An ID number as screens, papers and exports show it: 110***********1234; a short one hides more."""
    if len(number) < _EIGHTEEN - 3:
        return "*" * max(len(number) - 2, 0) + number[-2:] if number else ""
    hidden = len(number) - _SHOWN_FRONT - _SHOWN_END
    return f"{number[:_SHOWN_FRONT]}{'*' * hidden}{number[-_SHOWN_END:]}"

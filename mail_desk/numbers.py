"""Item numbers, carriers' patterns of them, and patterns of unit numbers. Nothing stored here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NUMBER = 40
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z/_.-]{3,39}")
_UNIT_PATTERN = re.compile(r"[A-Z*][0-9*]{1,4}")
_CARRIER_PATTERN = re.compile(r"[0-9A-Z*]{4,30}")
_COMMAS = re.compile(r"[,，、;；\s]+")
_UNIT_LENGTH = 5


def normalise_number(text: str) -> str:
    """An item number in its one spelling: half-width capitals without blanks. Empty stays empty.

    Raises ValueError for what no carrier prints on an item.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    if plain and not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    return plain


def parts(text: str) -> list[str]:
    """What stands between commas or blanks."""
    return [part for part in _COMMAS.split(text.strip()) if part]


def fits_unit(pattern: str, unit: str) -> bool:
    """Whether a unit number fits a pattern: each * stands for one character, a shorter pattern for its beginning."""
    return len(unit) >= len(pattern) and all(p in ("*", u) for p, u in zip(pattern, unit, strict=False))


def valid_unit_pattern(text: str) -> None:
    """Raise ValidationError for what is no pattern of unit numbers."""
    if not _UNIT_PATTERN.fullmatch(text) or len(text) > _UNIT_LENGTH:
        raise ValidationError(_("Write a unit number with * for any character: A16**."), code="pattern")


def valid_carrier_pattern(text: str) -> None:
    """Raise ValidationError for what is no list of number patterns."""
    if not all(_CARRIER_PATTERN.fullmatch(part) for part in parts(text)):
        raise ValidationError(
            _("Write patterns of digits and capitals, 9 for a digit, A for a letter."), code="pattern"
        )


@lru_cache(maxsize=256)
def _shape(pattern: str) -> re.Pattern[str]:
    """A carrier's pattern as a regular expression: letters in front that are not A stand for themselves."""
    signs = {"9": r"\d", "A": "[A-Z]", "*": "[0-9A-Z]"}
    return re.compile("".join(signs.get(sign, re.escape(sign)) for sign in pattern))


def fits_carrier(pattern: str, number: str) -> int:
    """How exactly a number fits one of a carrier's patterns: the fixed characters that agree plus one; 0 for none."""
    fitting = [one for one in parts(pattern) if _shape(one).fullmatch(number)]
    return max((1 + sum(sign not in "9A*" for sign in one) for one in fitting), default=0)

"""Unit numbers: a zone letter, a floor digit and three more digits, such as A1105."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

FLOOR_CODES: Final = ("B1", "1F", "2F", "3F", "4F", "5F", "6F", "7F", "8F")
"""The floors from below to above; the place in the list is the floor digit of a unit number."""

_UNIT = re.compile(r"([A-Z])([0-8])(\d{3})")
_ORNAMENT = re.compile(r"[区座栋号室#\s._‐‑‒–—―−-]+")
_BETWEEN_UNITS = re.compile(r"[、,;/\n|&+和及]+|\s{1,}")
_CHINESE_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ABOVE_GROUND = re.compile(r"(?:第)?([1-8]|[一二三四五六七八])(?:F|L|楼|层|楼层)?")
_FLOOR_FIRST_LETTER = re.compile(r"[FL]([1-8])")
_BELOW_GROUND = re.compile(r"(?:负|地下|-|B|地库)(?:1|一)?(?:F|楼|层|楼层)?")


@dataclass(frozen=True, slots=True, order=True)
class UnitNumber:
    """One unit's number taken apart: zone letter, floor digit and the three digits after it."""

    zone: str
    floor_digit: int
    serial: str

    @property
    def floor_code(self) -> str:
        """The floor as the mall writes it: B1, 1F … 8F."""
        return FLOOR_CODES[self.floor_digit]

    def __str__(self) -> str:
        return f"{self.zone}{self.floor_digit}{self.serial}"


def _plain(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip().upper()


def parse_unit(text: object) -> UnitNumber:
    """Read one unit number however it was typed (full-width, lower case, blanks, hyphens, 区).

    Raises ValueError when it is none: no zone letter, a floor above 8, not three digits after it.
    """
    bare = _ORNAMENT.sub("", _plain(text))
    found = _UNIT.fullmatch(bare) if bare.isascii() else None
    if found is None:
        msg = f"not a unit number: {text!r}"
        raise ValueError(msg)
    return UnitNumber(found[1], int(found[2]), found[3])


def normalise_unit(text: object) -> str | None:
    """The unit number in its one spelling (``A1105``), or None when the text is none."""
    try:
        return str(parse_unit(text))
    except ValueError:
        return None


def split_units(text: object) -> list[UnitNumber]:
    """Every unit number of a cell such as ``A1105、A1106``, in order and without repeats.

    A short follower takes the zone and the floor of the number before it: ``A1105/06`` is
    A1105 and A1106. Raises ValueError when a part is no unit number.
    """
    whole = normalise_unit(text)
    if whole is not None:
        return [parse_unit(whole)]
    units: list[UnitNumber] = []
    for part in _BETWEEN_UNITS.split(_plain(text)):
        if not part:
            continue
        if units and part.isascii() and part.isdigit() and len(part) <= len(units[-1].serial):
            last = units[-1]
            unit = UnitNumber(last.zone, last.floor_digit, last.serial[: -len(part)] + part)
        else:
            unit = parse_unit(part)
        if unit not in units:
            units.append(unit)
    if not units:
        msg = f"not a unit number: {text!r}"
        raise ValueError(msg)
    return units


def parse_floor(text: object) -> str | None:
    """The floor's code from any spelling in use (负一楼, 地下一层, -1F, B1, 六楼, 3层, F2), else None."""
    bare = re.sub(r"\s+", "", _plain(text))
    if not bare:
        return None
    if _BELOW_GROUND.fullmatch(bare):
        return "B1"
    found = _ABOVE_GROUND.fullmatch(bare) or _FLOOR_FIRST_LETTER.fullmatch(bare)
    if found is None:
        return None
    digit = found[1]
    return FLOOR_CODES[_CHINESE_DIGITS[digit] if digit in _CHINESE_DIGITS else int(digit)]

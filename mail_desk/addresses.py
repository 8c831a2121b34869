"""Where an item is to go, read from what is written on it. Nothing stored here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mall.units import FLOOR_CODES, normalise_unit, parse_floor

_FLOOR_ZONE = re.compile(r"(.{1,4}?(?:楼|层|F|L)|B1|-1|负一|负1)[\s·-]*([A-Z])[区座\s-]*(\d{0,3})(?:号|室)?")
_ZONE_FLOOR = re.compile(r"([A-Z])[区座][\s·-]*(.{1,4}?(?:楼|层|F|L)|B1|-1|负一|负1)[\s·-]*(\d{0,3})(?:号|室)?")
_SERIAL = 3


@dataclass(frozen=True, slots=True)
class Written:
    """What an address says of the mall: a unit number, or only a floor and a zone; empty where it says nothing."""

    unit: str = ""
    floor: str = ""
    zone: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.unit or self.floor or self.zone)


def read_address(text: str) -> Written:
    """Read a unit number, or a floor and a zone, in any spelling in use: A0608, 负一楼A08, B1-A, A区三楼105."""
    unit = normalise_unit(text)
    if unit is not None:
        return Written(unit, FLOOR_CODES[int(unit[1])], unit[0])
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = _FLOOR_ZONE.fullmatch(plain)
    if found is not None:
        return _placed(found[1], found[2], found[3])
    found = _ZONE_FLOOR.fullmatch(plain)
    if found is not None:
        return _placed(found[2], found[1], found[3])
    floor = parse_floor(plain)
    return Written(floor=floor) if floor else Written()


def _placed(floor_words: str, zone: str, serial: str) -> Written:
    floor = parse_floor(floor_words)
    if floor is None:
        return Written()
    unit = f"{zone}{FLOOR_CODES.index(floor)}{serial}" if len(serial) == _SERIAL else ""
    return Written(unit, floor, zone)

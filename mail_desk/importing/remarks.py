"""What the remark of a row says of its item. Nothing stored here."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_UNCLEAR: Final = re.compile(r"地址(?:不详细?|不清楚?|不明确?|不全|有误)|unclear", re.IGNORECASE)
_LARGE: Final = re.compile(r"超大件?|大件|大宗|large", re.IGNORECASE)
_HEAVY: Final = re.compile(r"(?:过|超)重件?|重件|heavy", re.IGNORECASE)
_DAMAGED: Final = re.compile(r"(?<![无未])(?:破损|损坏|破裂|受潮|水湿)|damaged", re.IGNORECASE)
_CASH: Final = re.compile(r"货到付款|到付|代收货款|cash on delivery", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[\s,.;:/、，。；：·!！]+")


class Remark(NamedTuple):
    """The marks a remark sets, and what is kept of its words."""

    unclear: bool = False
    large: bool = False
    heavy: bool = False
    damaged: bool = False
    cash: bool = False
    condition: str = ""


def read_remark(text: str) -> Remark:
    """MAIL-03. The marks of an item; its words are kept where they say more, or how it is damaged (MAIL-S02)."""
    plain = unicodedata.normalize("NFKC", text)
    rest = plain
    for pattern in (_UNCLEAR, _LARGE, _HEAVY, _CASH):
        rest = pattern.sub("", rest)
    return Remark(
        unclear=bool(_UNCLEAR.search(plain)),
        large=bool(_LARGE.search(plain)),
        heavy=bool(_HEAVY.search(plain)),
        damaged=bool(_DAMAGED.search(plain)),
        cash=bool(_CASH.search(plain)),
        condition=text if _SIGNS.sub("", rest) else "",
    )

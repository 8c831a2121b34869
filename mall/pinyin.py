"""Keys by which a Chinese name is found and sorted: its pinyin and its initials."""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin


def keys(text: str) -> tuple[str, str]:
    """Full pinyin and initials of a text: 恒源制衣 gives ``hengyuanzhiyi`` and ``hyzy``.

    Latin letters and digits stand for themselves, punctuation falls away, and a character
    pypinyin does not know stays as it is so that it can still be typed.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
    full = lazy_pinyin(plain, style=Style.NORMAL, errors="default")
    # A run of Latin letters comes back as one piece: it is typed whole, not by its first letter
    initials = [syllable if syllable in plain else syllable[:1] for syllable in full]
    return "".join(full), "".join(initials)

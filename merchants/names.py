"""The form of a merchant's name that two spellings of it share."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """Width, case and blanks do not distinguish names: ``ＳＵＮＮＹ 女装（百丽）`` is ``sunny女装(百丽)``."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

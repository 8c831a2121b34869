"""How much: every named limit of the handbook, declared once; `limit(name)` gives its value."""

from __future__ import annotations

from mall.limits.declared import CHAPTER_NAMES, Chapter, NamedLimit
from mall.limits.table import BY_CHAPTER, LIMITS
from mall.limits.values import limit

__all__ = ["BY_CHAPTER", "CHAPTER_NAMES", "LIMITS", "Chapter", "NamedLimit", "limit"]

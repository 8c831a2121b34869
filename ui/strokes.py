"""A signature drawn on the screen: strokes of a pen as numbers, shown again as lines. Nothing stored here."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 600, 200
LONGEST = 40_000
#: Fewer points than these are a slip of the finger, not a name.
FEWEST_POINTS = 8
_PATH = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")
_POINT = re.compile(r"[ML]")


def read_strokes(text: str) -> str:
    """Return the drawn path, `M10 20L12 24…` inside 600 × 200; empty when nothing was drawn.

    Raises ValueError for anything else: it is put into pages and papers as it stands.
    """
    path = text.strip()
    if not path:
        return ""
    if len(path) > LONGEST or not _PATH.fullmatch(path):
        raise ValueError(len(path))
    return path if len(_POINT.findall(path)) >= FEWEST_POINTS else ""


def drawn(path: str, label: str = "") -> SafeString:
    """Draw a path that `read_strokes` has let through."""
    if not path or not _PATH.fullmatch(path):
        return mark_safe("")
    return mark_safe(  # noqa: S308 - the path is letters M and L, digits and blanks; the label is ours
        f'<svg class="signature" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"'
        ' stroke-linejoin="round"/></svg>'
    )

"""QR codes as SVG, for papers and labels."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(text: str, *, scale: int = 3) -> SafeString:
    """Return the QR code of the text as an inline SVG without any style of its own."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=scale, border=0, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308  # segno writes only paths


def data_uri(text: str, *, scale: int = 3) -> str:
    """Return the QR code as an address for an <img>."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=scale, border=0))

"""How points are said: `{% load performance %}`."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def signed(points: int) -> str:
    """Say +3, -2 or 0."""
    return f"{points:+d}" if points else "0"

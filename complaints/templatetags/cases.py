"""The cells of a row of the queue that are more than a word: `{% load cases %}`. They hold the words of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from complaints.states import Severity
from ui.pieces import NOTHING, chip, icon, time_left
from ui.times import when

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.queries.rows import Row

register = template.Library()


@register.simple_tag
def marks(row: Row) -> SafeString:
    """Show what is special about a case, before its title: danger, gravity, VIP, authority, confidence."""
    found: list[SafeString] = []
    if row.safety:
        found.append(chip("safety", _("Safety")))
    elif row.rank == Severity.SPECIAL:
        found.append(chip("late", row.severity, "alert-triangle"))
    if row.vip:
        found.append(chip("accent", "VIP", "star"))
    if row.authority:
        found.append(chip("soon", row.authority, "building-bank"))
    if row.confidential:
        found.append(icon("lock"))
    return mark_safe("".join(f"{one} " for one in found))  # noqa: S308 - each piece is safe by itself


@register.simple_tag
def department(row: Row) -> SafeString | str:
    """Show who owes the answer, and whether it was chased or said to be not theirs."""
    name = row.department
    if row.disputed:
        return format_html("{} {}", name, chip("late", _("not ours?"), "arrow-back-up"))
    if row.chased:
        return format_html("{} {}", name, chip("soon", row.chased, "bell-ringing"))
    return name


@register.simple_tag
def limit(row: Row, now: datetime) -> SafeString:
    """Show the clock of a case that runs, that it stands still, or when it was closed."""
    if row.paused_at:
        return chip("plain", _("paused"), "player-pause")
    if row.due_at:
        # Written out, as the chip itself is: fifty of them stand on a page.
        chip_of_time = time_left(row.due_at, now, row.warn_at, compact=True)
        return mark_safe(f'<span title="{escape(row.what)}">{chip_of_time}</span>')  # noqa: S308 - both are escaped
    if row.closed_at:
        return format_html('<span class="dim small">{}</span>', when(row.closed_at, now))
    return NOTHING

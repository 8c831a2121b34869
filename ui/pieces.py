"""The pieces that stand in every row, as plain functions: a template for each would cost ten times as much.

Templates have them as tags (`{% load ui %}`); what builds rows in Python calls them here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ui import times

CHIP_ICONS = {"ok": "circle-check", "soon": "clock", "late": "alarm", "safety": "shield-exclamation"}
NOTHING = mark_safe('<span class="dim">—</span>')


def icon(name: str, label: object = "") -> SafeString:
    """Draw an icon; without a label it is decoration and hidden from readers."""
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


def chip(kind: str, text: object, icon: str | None = None) -> SafeString:  # the tag's own argument name
    """Show a state: a word, a colour and an icon. Kinds: ok, soon, late, safety, accent, plain."""
    drawn = CHIP_ICONS.get(kind, "") if icon is None else icon
    if not drawn:
        return format_html('<span class="chip {}">{}</span>', kind, text)
    return format_html('<span class="chip {}"><i class="ti ti-{}" aria-hidden="true"></i>{}</span>', kind, drawn, text)


def counts(cells: Iterable[int]) -> SafeString:
    """Write a row of whole numbers as cells of a table; a nought steps back."""
    return mark_safe("".join(f'<td class="num">{n:d}</td>' if n else '<td class="num dim">0</td>' for n in cells))  # noqa: S308 - whole numbers


def time_left(
    due_at: datetime | None,
    now: datetime | None = None,
    warn_at: datetime | None = None,
    compact: bool = False,  # noqa: FBT001, FBT002  # template tags take flags by name
) -> SafeString:
    """Show the time left and the time due; it ticks in the browser and changes colour by itself."""
    if due_at is None:
        return NOTHING
    clock = times.time_left(due_at, now or timezone.now(), warn_at)
    at, warns = due_at.isoformat(), (warn_at or due_at - times.SOON).isoformat()
    due = escape(_("due %(due)s") % {"due": clock.due})
    title, shown = (f' title="{due}"', "visually-hidden") if compact else ("", "at")
    # Written out, not formatted: fifty of them stand on a page, and only the two texts could need escaping.
    return mark_safe(  # noqa: S308 - both texts are escaped here
        f'<time class="chip {clock.state}" datetime="{at}" data-due="{at}" data-warn="{warns}"{title}>'
        f'<i class="ti ti-{clock.icon}" aria-hidden="true"></i><span class="left">{escape(clock.left)}</span>'
        f'<span class="{shown}">{due}</span></time>'
    )

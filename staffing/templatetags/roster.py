"""The squares of a roster, written in one go: hundreds of them by a template each would cost a tenth of a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe

from staffing.queries.grid import AWAY_ICONS, away_word

if TYPE_CHECKING:
    from staffing.queries.grid import Square

register = template.Library()
OFF = "·"


@register.simple_tag
def square(one: Square, base: str = "") -> SafeString:
    """Draw the square of a person and day; `base` is where its form is, empty for who only reads."""
    day = f" {one.tone}" if one.tone else ""
    if one.is_elsewhere:
        return mark_safe(f'<td class="sq none{day}"></td>')  # noqa: S308 - words of our own
    marks = [
        f"k-{one.cell.kind}" if one.cell else "off",
        *(name for name, holds in _states(one) if holds),
    ]
    inside = f'{inner(one)}<span class="visually-hidden">{safe(one.words)}</span>'
    if base and not one.is_locked:
        inside = f'<a href="{safe(base)}{one.person}/{one.on}/" title="{safe(one.words)}">{inside}</a>'
    else:
        inside = f'<span title="{safe(one.words)}">{inside}</span>'
    role = ' role="gridcell"' if base else ""
    readonly = ' aria-readonly="true"' if base and one.is_locked else ""
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'<td{role}{readonly} id="sq-{one.person}-{one.on}" class="sq {" ".join(marks)}{day}"'
        f' data-person="{one.person}" data-on="{one.on}" data-cell="{one.text}" data-usual="{one.usual_text}">'
        f"{inside}</td>"
    )


def _states(one: Square) -> tuple[tuple[str, bool], ...]:
    return (
        ("pin", one.is_pinned),
        ("lock", one.is_locked),
        ("new", one.is_changed),
        ("away", bool(one.away)),
    )


def inner(one: Square) -> str:
    """The letter, the digit of an unusual desk, where at noon, and what keeps the person away."""
    letter = f"<b>{one.cell.kind}</b>" if one.cell else "" if one.away else f'<b class="dim">{OFF}</b>'
    desk = f'<sup class="dk d{one.desk}">{one.desk}</sup>' if one.desk else ""
    noon = f'<sub class="dk d{one.noon}">{one.noon}</sub>' if one.noon else ""
    why = ""
    if one.away:
        why = f'<i class="ti ti-{AWAY_ICONS.get(one.away, "user-off")}"></i>'
        why += "" if one.cell else f"<small>{safe(away_word(one.away))}</small>"
    return f'<span class="in" aria-hidden="true">{letter}{desk}{noon}{why}</span>'


@register.simple_tag
def away_mark(one: Square) -> SafeString:
    """Say what keeps somebody away, with its icon."""
    icon = AWAY_ICONS.get(one.away, "user-off")
    return mark_safe(f'<i class="ti ti-{icon}" aria-hidden="true"></i>{safe(away_word(one.away))}')  # noqa: S308 - words of our own

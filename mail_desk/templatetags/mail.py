"""The cells of the mail desk's tables, written in one go: fifty rows of twenty tags each cost ten milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ui import times
from ui.pieces import chip, icon, time_left

if TYPE_CHECKING:
    from datetime import datetime

    from mail_desk.queries.deliveries import DeliveryRow
    from mail_desk.queries.returning import Returning
    from mail_desk.queries.rows import Row

register = template.Library()
DASH = "—"


@register.simple_tag
def queue_cells(row: Row, now: datetime) -> SafeString:
    """Everything of a row in the queue: address of the folder, class, where it goes, marks, state, clock."""
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'{_number(row)}{_item(row)}<td class="dash">{_marks(row)}</td>'
        f'<td class="dim small">{safe(times.when(row.received_at, now))}</td>'
        f'<td>{chip(row.tone, row.state, "")}</td><td class="clock-c">{_clock(row, now)}</td>'
    )


@register.simple_tag
def register_cells(row: Row) -> SafeString:
    """Everything of a row in a day's register: hours, folder, class, where it goes, who sent it, state."""
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'<td class="dim">{times.hm(row.received_at)}</td><td class="dim dash">{times.hm(row.registered_at)}</td>'
        f'{_number(row)}{_item(row)}<td class="short-c dash">{safe(row.sender)}</td>'
        f"<td>{chip(row.tone, row.state, '')}</td>"
    )


@register.simple_tag
def entered_cells(row: Row, to_complete: bool) -> SafeString:  # noqa: FBT001 - a word of the template
    """Everything of a row of what was entered: number, class, where it goes, whose, state or what is to do, folder."""
    many = f" ×{row.quantity}" if row.quantity > 1 else ""
    refusal = f'<span class="late-x"> {safe(row.refusal)}</span>' if row.refusal else ""
    state = _complete(row) if to_complete else chip(row.tone, row.state)
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'<td class="mono"><a class="row-link" href="{safe(row.url)}">{safe(row.item_number or DASH)}</a></td>'
        f'<td>{safe(row.what or DASH)}{many}</td><td class="strong-p"><span class="mono">{safe(row.where)}</span>'
        f' {safe(row.merchant)}{refusal}</td><td class="hide-p">{safe(row.addressee)}</td><td>{state}</td>'
        f'<td class="mono dim hide-p">{safe(row.number)}</td>'
    )


@register.simple_tag
def returning_cells(item: Returning, now: datetime) -> SafeString:
    """Everything of a row that waits for the post: folder, number, where it goes, whose, why, since when."""
    row = item.row
    whose = f' <span class="dim">{safe(row.merchant)}</span>' if row.merchant else ""
    many = f" × {row.quantity}" if row.quantity > 1 else ""
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'{_number(row)}<td class="mono dash">{safe(row.item_number)}</td>'
        f'<td class="what-c">{safe(row.where)}{whose}{many}</td><td class="dash">{safe(row.addressee)}</td>'
        f'<td class="dash">{safe(str(item.reason or ""))}</td>'
        f'<td class="hide-p">{safe(times.when(row.received_at, now))}</td>'
    )


@register.simple_tag
def left_cells(row: Row, now: datetime) -> SafeString:
    """Everything of a row that is left for the next shift: folder, class, where it goes, whose, since when, clock."""
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'{_number(row)}{_item(row)}<td class="dim small">{safe(times.when(row.received_at, now))}</td>'
        f'<td class="clock-c">{_clock(row, now)}</td>'
    )


def _complete(row: Row) -> str:
    return (
        f'<button type="button" class="btn-x sm" data-complete="{safe(row.item_number)}">'
        f"{icon('edit')}{safe(_('Complete'))}</button>"
    )


@register.simple_tag
def deliveries_done_cells(row: DeliveryRow, now: datetime) -> SafeString:
    """Everything of a row of the deliveries that are registered: folder, who brought it, hours, by whom, why late."""
    return mark_safe(  # noqa: S308 - every part is escaped where it is put together
        f'<td><a class="row-link" href="{safe(row.url)}">{safe(row.number)}</a></td>'
        f'<td>{safe(row.carrier or DASH)} <span class="dim">{safe(row.brought_by)}</span></td>'
        f'<td class="dim">{safe(times.when(row.received_at, now))}</td>'
        f'<td class="dim">{safe(times.when(row.finished_at, now))} · {safe(row.finished_by)}</td>'
        f'<td class="dash">{safe(row.late_reason)}</td>'
    )


def _number(row: Row) -> str:
    return f'<td><a class="row-link" href="{safe(row.url)}">{safe(row.number)}</a></td>'


def _item(row: Row) -> str:
    many = f" <b>× {row.quantity}</b>" if row.quantity > 1 else ""
    refusal = f' <span class="dim small">{safe(row.refusal)}</span>' if row.refusal else ""
    return (
        f'<td>{safe(row.what or DASH)}{many}</td><td class="mono small dash">{safe(row.item_number)}</td>'
        f'<td class="what-c"><b>{safe(row.where)}</b> {safe(row.merchant)}{refusal}</td>'
        f'<td class="short-c dash">{safe(row.addressee)}</td>'
    )


def _marks(row: Row) -> str:
    shown = [chip(tone, word, mark) for word, mark, tone in row.marks]
    if row.not_home:
        shown.append(chip("soon", _("nobody there, %(n)s×") % {"n": row.not_home}, "door-off"))
    return " ".join(shown)


def _clock(row: Row, now: datetime) -> str:
    if row.due_at:
        return f'<span title="{safe(row.due)}">{time_left(row.due_at, now, row.warn_at, compact=True)}</span>'
    return f'<span class="dim small">{safe(times.when(row.ended_at, now))}</span>' if row.ended_at else DASH

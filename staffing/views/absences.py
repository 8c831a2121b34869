"""What the doors of leave, swaps and posts share: an act that is done once, and how a state is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from mall.me import me
from staffing.models import Leave, Swap
from ui.doors import Undone
from ui.fragments import go
from ui.obstacles import Refused, put_obstacles
from ui.plugs import tokens
from ui.tokens import FIELD, once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django import forms
    from django.http import HttpRequest, HttpResponse

#: A state in colour and icon; its word is its own.
TONES = {
    Leave.State.REQUESTED: ("soon", "hourglass"),
    Leave.State.PASSED_ON: ("soon", "stairs-up"),
    Leave.State.APPROVED: ("ok", "circle-check"),
    Leave.State.REFUSED: ("late", "circle-x"),
    Leave.State.WITHDRAWN: ("plain", "arrow-back-up"),
    Leave.State.ABSENT: ("late", "user-exclamation"),
}
SWAP_TONES = {
    Swap.State.ASKED: ("soon", "hourglass"),
    Swap.State.ACCEPTED: ("soon", "rubber-stamp"),
    Swap.State.APPROVED: ("ok", "circle-check"),
    Swap.State.DECLINED: ("late", "circle-x"),
    Swap.State.REFUSED: ("late", "circle-x"),
    Swap.State.WITHDRAWN: ("plain", "arrow-back-up"),
    Swap.State.EXPIRED: ("plain", "clock-x"),
}


class Row(NamedTuple):
    """A row of a list with the colour and the icon of its state."""

    row: Any
    tone: str
    icon: str


def shown(rows: Iterable[Leave | Swap]) -> list[Row]:
    """Rows as a list shows them."""
    return [Row(row, *tone_of(row)) for row in rows]


def tone_of(row: Leave | Swap) -> tuple[str, str]:
    """Colour and icon of a state."""
    return TONES[Leave.State(row.state)] if isinstance(row, Leave) else SWAP_TONES[Swap.State(row.state)]


def attempt(
    request: HttpRequest,
    form: forms.Form,
    make: Callable[[], str],
    again: Callable[..., HttpResponse],
) -> HttpResponse:
    """Do it once and lead on; what was refused is shown in the form, with everything that was typed.

    `again(form, status=)` shows the page once more.
    """
    led = tokens().led_to(request.POST.get(FIELD, ""), me(request))
    if led is not None:
        # Sent twice: what the first one did would be taken for somebody else's.
        return go(request, led)
    if not form.is_valid():
        return again(form, status=422)
    try:
        return once(request, make)
    except Refused as refused:
        put_obstacles(form, refused.obstacles)
        raise Undone(partial(again, form, status=refused.status)) from refused

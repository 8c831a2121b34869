"""How the state of leave and swaps is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from staffing.models import Leave, Swap

if TYPE_CHECKING:
    from collections.abc import Iterable

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

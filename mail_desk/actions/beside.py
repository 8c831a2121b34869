"""What a step changes of months that are closed: their figures stay, the difference stands beside them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from casework.actions.periods import adjust, hold_months
from casework.models import ClosedPeriod
from mail_desk.queries.figures import UNSAID, WENT
from mail_desk.queries.months import ENTERED_LATE, KIND, MENDED, WHY
from mail_desk.rules.mending import is_of_an_earlier_month
from mail_desk.states import State
from mall.localtime import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mail_desk.models import MailItem
    from mall.models import User

#: A month, the code of a class and a column of its totals.
Cell = tuple[str, str, str]


def hold_earlier(*hours: datetime | None, now: datetime) -> None:
    """MAIL-12. Let nobody close a month while one of its figures changes; the running month cannot be closed."""
    if any(at is not None and is_of_an_earlier_month(at, now) for at in hours):
        hold_months()


def counted(item: MailItem) -> dict[Cell, int]:
    """MAIL-12. What months count of an item: as it came and as it went, in pieces.

    What is scanned only is not counted: no month is closed with it.
    """
    if item.state in (State.VOID, State.RECEIVED):
        return {}
    code = item.mail_class.code if item.mail_class is not None else UNSAID
    column = "refused" if item.state == State.REFUSED else "came"
    cells = {(_month(item.received_at), code, column): item.quantity}
    went = WENT.get(State(item.state))
    if went and item.ended_at is not None:
        cells[_month(item.ended_at), code, went] = item.quantity
    return cells


def put_beside(
    item: MailItem, before: Mapping[Cell, int], after: Mapping[Cell, int], *, by: User, now: datetime
) -> None:
    """MAIL-12, ARCH-S01. Put what a correction changes beside each closed month; its reason stays with the item."""
    _adjust(_difference(before, after), MENDED, {"item": item.folder.number}, by=by, now=now)


def put_late(items: Iterable[MailItem], *, by: User, now: datetime) -> None:
    """MAIL-12. Put mail that is entered after its month was closed beside that month, a sum for each figure."""
    late = [item for item in items if is_of_an_earlier_month(item.received_at, now)]
    if not late:
        return
    hold_months()
    cells: Counter[Cell] = Counter()
    for item in late:
        cells.update(counted(item))
    named = {"item": late[0].folder.number} if len(late) == 1 else {}
    _adjust(cells, ENTERED_LATE, named, by=by, now=now)


def _difference(before: Mapping[Cell, int], after: Mapping[Cell, int]) -> dict[Cell, int]:
    cells = dict.fromkeys([*before, *after])
    found = {cell: after.get(cell, 0) - before.get(cell, 0) for cell in cells}
    return {cell: pieces for cell, pieces in found.items() if pieces}


def _adjust(cells: Mapping[Cell, int], why: str, named: Mapping[str, str], *, by: User, now: datetime) -> None:
    if not cells:
        return
    months = {month for month, _code, _column in cells}
    closed = {row.period: row for row in ClosedPeriod.objects.filter(kind=KIND, period__in=months)}
    for (month, code, column), pieces in cells.items():
        if month in closed:
            figures = {"class": code, "column": column, "quantity": pieces, "why": why, **named}
            adjust(closed[month], figures, str(WHY[why]), by=by, now=now)


def _month(at: datetime) -> str:
    return f"{local_day(at):%Y-%m}"

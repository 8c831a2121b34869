"""What forbids closing a month of mail, and correcting a closed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.localtime import month_bounds
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import ClosedPeriod


def obstacles_while_it_runs(year: int, month: int, now: datetime) -> list[Obstacle]:
    """MAIL-12. A month is closed when it is over; before, how it stands is of no matter."""
    return [Obstacle("running", _("The month is not over."))] if now < month_bounds(year, month).ends else []


def obstacles_to_closing_month(*, in_order: bool, scanned_only: int, unfinished: int) -> list[Obstacle]:
    """MAIL-12, PERF-05. A month is closed after those before it, every item in its class."""
    found = []
    if not in_order:
        found.append(Obstacle("order", _("Close the months before it first.")))
    if scanned_only:
        words = _("%(n)d items of the month are scanned only: add class and address first.") % {"n": scanned_only}
        found.append(Obstacle("scanned_only", words))
    if unfinished:
        words = _("%(n)d deliveries of the month are not finished.") % {"n": unfinished}
        found.append(Obstacle("unfinished", words))
    return found


def obstacles_to_correcting_month(
    closed: ClosedPeriod | None, stands: int | None, value: int | None, reason: str, *, missed: int = 0
) -> list[Obstacle]:
    """MAIL-12. A closed month is corrected beside it: another figure than the one that stands, and why.

    `missed` counts what was put beside it since whoever corrects has looked.
    """
    if closed is None:
        return [Obstacle("running", _("The month is not closed; its figures still follow the mail."))]
    found = []
    if missed:
        found.append(Obstacle("meanwhile", _("This month was corrected meanwhile: look at what stands now."), "figure"))
    if stands is None:
        found.append(Obstacle("figure", _("That is no figure of this month."), "figure"))
    if value is None or value < 0:
        found.append(Obstacle("value", _("Write a count."), "value"))
    elif value == stands:
        found.append(Obstacle("same", _("That is the figure that stands."), "value"))
    if not reason.strip():
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found

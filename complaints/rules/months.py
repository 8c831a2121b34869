"""Looking through a month, freezing it, correcting it afterwards."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mall.localtime import local_day, month_bounds
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from casework.models import ClosedPeriod
    from complaints.models import PeriodPaper
    from mall.models import User


def obstacles_to_closing_month(year: int, month: int, closed: ClosedPeriod | None, now: datetime) -> list[Obstacle]:
    """CMP-42, CMP-44. A month is looked through and frozen once it is over, and once."""
    if now < month_bounds(year, month).ends:
        return [Obstacle("running", _("The month is not over."))]
    if closed is not None:
        return [Obstacle("closed", _("The month has been looked through."))]
    return []


def obstacles_to_analysis(words: str) -> list[Obstacle]:
    """CMP-44. A month is summarised and analysed in words before it is frozen."""
    if words.strip():
        return []
    return [Obstacle("analysis", _("Sum the month up: what stands out, and what is done about it."), "analysis")]


def obstacles_to_correcting_month(closed: ClosedPeriod | None, by: User) -> list[Obstacle]:
    """CMP-44. Only a frozen month is corrected beside it, by who looks the months through."""
    found = []
    if closed is None:
        found.append(Obstacle("running", _("The month is not frozen; its figures still follow the cases.")))
    if not by.may(Permission.CONFIDENTIAL_READ):
        found.append(Obstacle("may", _("Your role does not look the months through.")))
    return found


def obstacles_to_correction(
    standing: Mapping[str, Any], figure: str, value: Decimal | None, reason: str, *, missed: int = 0
) -> list[Obstacle]:
    """CMP-44. A correction names another value than the one that stands, a possible one, and says why.

    Who corrects knows what was put beside the month before: `missed` are the corrections he has not seen.
    """
    found = []
    if value is None or value < 0 or (figure != "compensation" and value != int(value)):
        found.append(Obstacle("value", _("Write a count, or an amount in yuan."), "value"))
    elif Decimal(str(standing.get(figure, "NaN"))) == value:
        found.append(Obstacle("same", _("That is the figure that stands."), "value"))
    elif missed:
        found.append(Obstacle("meanwhile", _("This month was corrected meanwhile: look at what stands now."), "figure"))
    if not reason.strip():
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found


def obstacles_to_publishing_measures(  # one argument per fact
    year: int, month: int, published: PeriodPaper | None, on: date, words: str, now: datetime
) -> list[Obstacle]:
    """JOINT-S12. Measures on shared problems are published of a month that is over, once, on a day that has come."""
    if now < month_bounds(year, month).ends:
        return [Obstacle("running", _("The month is not over."))]
    if published is not None:
        return [Obstacle("published", _("The measures of this month are published already."))]
    found = []
    if on > local_day(now):
        found.append(Obstacle("ahead", _("This day lies ahead."), "on"))
    elif on < month_bounds(year, month).ends.date():
        found.append(Obstacle("before", _("The month was not over on this day."), "on"))
    if not words.strip():
        found.append(Obstacle("words", _("Say what was published and where."), "words"))
    return found

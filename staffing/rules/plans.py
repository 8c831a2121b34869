"""What forbids writing a weekly plan and commenting on it (PLAN-01…03)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.roles import Permission
from staffing.models import PlanRow
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from mall.models import User
    from staffing.models import WeekPlan

P = Permission
WEEK = timedelta(days=7)


class Row(NamedTuple):
    """A line as it is written; `place` names its fields in the form."""

    part: str
    what: str
    amount: Decimal | None
    unit: str
    done: Decimal | None = None
    place: str = ""


def monday_of(on: date) -> date:
    """The Monday of a day's week."""
    return on - timedelta(days=on.weekday())


def obstacles_to_writing(
    plan: WeekPlan | None, week: date, rows: Sequence[Row], summary: str, *, by: User, now: datetime
) -> list[Obstacle]:
    """PLAN-01. This week's results and next week's plan, each line with a number; until somebody has commented."""
    found = obstacles_to_opening(plan, week, by=by, now=now)
    for part, words in (
        (PlanRow.Part.RESULT, _("Write at least one result of this week.")),
        (PlanRow.Part.PLAN, _("Write at least one line of the plan for next week.")),
    ):
        if not any(row.part == part for row in rows):
            found.append(Obstacle("rows", words, f"{part}_0_what"))
    for row in rows:
        found += _obstacles_to_row(row)
    return [*found, *obstacles_to_summary(summary, by)]


def obstacles_to_opening(plan: WeekPlan | None, week: date, *, by: User, now: datetime) -> list[Obstacle]:
    """PLAN-01. One's own plan, of this week or the one before, while nobody has commented on it."""
    found = []
    if not by.may(P.PLAN_WRITE) or (plan is not None and plan.person_id != by.pk):
        found.append(Obstacle("own", _("Everybody writes his own plan.")))
    this = monday_of(local_day(now))
    if week not in (this, this - WEEK):
        found.append(Obstacle("week", _("Plans are written for this week, or late for the one before.")))
    if plan is not None and plan.commented_at is not None:
        found.append(Obstacle("commented", _("The supervisor has commented on it; it stays as it is.")))
    return found


def _obstacles_to_row(row: Row) -> list[Obstacle]:
    found = []
    if not row.what.strip():
        found.append(Obstacle("what", _("Write what."), f"{row.place}_what"))
    if row.amount is None or row.amount <= 0:
        found.append(Obstacle("amount", _("Write how much, as a number."), f"{row.place}_amount"))
    if not row.unit.strip():
        found.append(Obstacle("unit", _("Write the unit."), f"{row.place}_unit"))
    if row.part == PlanRow.Part.RESULT and (row.done is None or row.done < 0):
        found.append(Obstacle("done", _("Write how much of it is done."), f"{row.place}_done"))
    return found


def obstacles_to_summary(summary: str, by: User) -> list[Obstacle]:
    """PLAN-03. The supervisor's plan carries a written summary; an agent's needs none, his shift record has it."""
    if by.may(P.PLAN_READ) and not summary.strip():
        return [Obstacle("summary", _("Who leads writes a summary as well."), "summary")]
    return []


def obstacles_to_commenting(plan: WeekPlan, by: User, words: str | None = None) -> list[Obstacle]:
    """PLAN-02. Who reads the plans comments on each once, and nobody on his own."""
    if not by.may(P.PLAN_READ):
        return [Obstacle("may", _("The supervisor comments on weekly plans."))]
    if plan.person_id == by.pk:
        return [Obstacle("own", _("Nobody comments on his own plan."))]
    if plan.commented_at is not None:
        return [Obstacle("commented", _("It has its comment already."))]
    return [] if words is None or words.strip() else [Obstacle("comment", _("Write the comment."), "comment")]

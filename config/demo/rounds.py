"""Regular follow-ups of merchants: a round under way, some asked, one matter still pending (FUP-09, FUP-11)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from casework.actions import follow_ups
from casework.models import FollowUpAttempt
from complaints.actions import rounds
from config.demo.steps import GOOD, POOR
from mall.localtime import local_day

if TYPE_CHECKING:
    from config.demo.fates import Cast

PLANNED, ASKED = 12, 5


def ask_regularly(cast: Cast, now: dt.datetime) -> None:
    """Plan a round of A-class merchants and one of the others; five are asked, two are not content, one is settled."""
    supervisor, agent = cast.people["supervisor"], cast.people["agent"]
    began = now - dt.timedelta(days=6)
    due_on = local_day(now) + dt.timedelta(days=2)
    made = rounds.plan("a_class", count=PLANNED, due_on=due_on, person=agent, by=supervisor, now=began)
    rounds.plan("merchants", count=PLANNED, due_on=due_on, by=supervisor, now=began)
    for nth, one in enumerate(made[:ASKED]):
        follow_ups.attempt(
            one,
            way=FollowUpAttempt.Way.VISIT,
            code=FollowUpAttempt.Code.REACHED,
            grades=POOR if nth < 2 else GOOD,  # noqa: PLR2004 - two are not content
            by=agent,
            now=began + dt.timedelta(days=1 + nth % 3),
        )
    made[0].refresh_from_db()
    rounds.settle(made[0], "工程部已检修，商户确认。", settled=True, by=supervisor, now=now - dt.timedelta(days=1))

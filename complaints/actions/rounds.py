"""Regular follow-ups: planning a round, giving them out, settling what came up, reporting the quarter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions import follow_ups
from casework.actions.notices import tell
from casework.models import FollowUp
from complaints import month_notices
from complaints.models import PeriodPaper
from complaints.queries import rounds as reads
from complaints.rules import rounds as rules
from mall.limits import limit
from mall.localtime import day_bounds, local_day
from mall.queries.people import deputies, managers, people_with
from mall.roles import Role
from ui.obstacles import Refused, refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mall.models import Floor, User

_A_DAY = timedelta(days=1)


@dataclass
class Given:
    """How many were given out, and why the others were not: number → sentence."""

    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def plan(
    whom: str,
    *,
    count: int,
    due_on: date,
    floor: Floor | None = None,
    person: User | None = None,
    by: User,
    now: datetime,
) -> list[FollowUp]:
    """FUP-09, FUP-11, FUP-12. Plan so many follow-ups of those whose turn it is, the longest not asked first.

    With a person they are given to him at once; a case he handled himself is left out. Raises Refused.
    """
    turn = reads.to_be_asked(by, whom, now, floor).select_related("handler")
    if person is not None:
        turn = turn.exclude(handler=person)
    folders = list(turn[: min(count, rules.MOST)])
    refuse_if(rules.obstacles_to_planning_round(len(folders), due_on, person, by, now))
    due_at = day_bounds(due_on).ends
    reason = reads.reason_of(whom)
    made = [
        follow_ups.plan(folder, due_at=due_at, handled_by=folder.handler, reason=reason, by=by, now=now)
        for folder in folders
    ]
    if person is not None:
        made = [follow_ups.assign(one, person, by=by, now=now) for one in made]
        _tell_given(made, person, by=by, now=now)
    return made


def give(chosen: Iterable[FollowUp], person: User, *, by: User, now: datetime) -> Given:
    """FUP-12. Give several follow-ups to one person; one that refuses does not keep the others from it."""
    given, outcome = [], Given()
    for one in chosen:
        try:
            with transaction.atomic():
                given.append(follow_ups.assign(one, person, by=by, now=now))
        except Refused as refused:
            outcome.refused[one.folder.number] = str(refused.obstacles[0].message)
    outcome.done = len(given)
    _tell_given(given, person, by=by, now=now)
    return outcome


def settle(follow_up: FollowUp, words: str, *, settled: bool, by: User, now: datetime) -> FollowUp:
    """FUP-11, FUP-S09. Say how a merchant's matter was settled; one that was not is asked about again.

    Raises Refused.
    """
    refuse_if(rules.obstacles_to_settling(follow_up, by, settled=settled, words=words))
    reviewed = follow_ups.review(follow_up, passed=settled, words=words, by=by, now=now)
    if not settled:
        due_at = day_bounds(local_day(now)).ends + limit("follow_up_days", now) * _A_DAY
        follow_ups.plan(
            follow_up.folder,
            due_at=due_at,
            handled_by=None,
            reason=follow_up.reason,
            assigned_to=follow_up.asked_by,
            by=by,
            now=now,
        )
    return reviewed


def send_report(year: int, quarter: int, *, by: User, now: datetime) -> int:
    """FUP-11. Send the quarter's report to the manager, the deputies and the general manager's office, by mail too.

    Returns how many messages are new.
    """
    found = reads.report(by, year, quarter)
    path = f"{reverse('complaints:follow_up_report')}?quarter={found['period']}"
    facts = {"quarter": found["period"], **found["totals"], "pending": len(found["pending"]), "path": path}
    people = [*managers(), *deputies(), *people_with(Role.GM_OFFICE)]
    key = f"follow_ups:{found['period']}:{now:%Y%m%d%H%M}"
    if now >= reads.quarter_bounds(year, quarter)[1]:  # what is sent before the quarter is over is a draft of it
        sent = {"on": local_day(now), "at": now, "by": by}
        PeriodPaper.objects.get_or_create(kind=PeriodPaper.Kind.FOLLOW_UP_REPORT, period=found["period"], defaults=sent)
    return tell(
        [one for one in people if one.pk != by.pk], month_notices.FOLLOW_UP_REPORT, None, key=key, now=now, facts=facts
    )


def _tell_given(given: list[FollowUp], person: User, *, by: User, now: datetime) -> None:
    if not given or person.pk == by.pk:
        return
    due = min(one.due_at for one in given)
    facts = {
        "count": len(given),
        "due": local_day(due).isoformat(),
        "path": f"{reverse('complaints:follow_ups')}?show=mine",
    }
    key = f"follow_ups:{given[0].pk}:{len(given)}:{person.pk}"
    tell([person], month_notices.FOLLOW_UPS_GIVEN, None, key=key, now=now, facts=facts)

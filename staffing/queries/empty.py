"""Whether a plan of the apps above would leave a desk empty (DESK-06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mall.localtime import local, local_day
from staffing.halves import half_of
from staffing.models import Crew, CrewMember
from staffing.plan import Away
from staffing.queries import rosters as reads
from staffing.queries.frames import DAY, frame_of
from staffing.rules.findings import new_shortfalls

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User
    from staffing.halves import Half


class Absence(NamedTuple):
    """Somebody would be away from the desk in these hours, [begins, ends): a training, a round, a meeting."""

    person: User
    begins: datetime
    ends: datetime
    why: str = "training"


def desks_left_empty(plan: Iterable[Absence]) -> list[str]:
    """DESK-06. The sentences about desks that would lack people if all these went away, and do not lack them anyhow.

    Judged by the version in force, where there is one, else by the draft; a half month is asked for once, however
    many days of it somebody is away.
    """
    wanted: dict[Half, list[Absence]] = defaultdict(list)
    for one in plan:
        wanted[half_of(local_day(one.begins))].append(one)
    said: list[str] = []
    for half, absences in sorted(wanted.items()):
        roster = reads.roster_of(half)
        if roster is None:
            continue
        stands = reads.plan_of(reads.newest(roster)) or reads.draft_of(roster).plan
        days = [local_day(one.begins) for one in absences]
        first, last = min(days), max(days)
        members = CrewMember.objects.filter(period__overlap=(first, last + DAY))
        crews = members.filter(person__in=[one.person for one in absences]).values("crew")
        for crew in Crew.objects.filter(pk__in=crews):
            frame = frame_of(crew, first, last)
            gone: dict[int, list[Away]] = defaultdict(list)
            for one in absences:
                gone[one.person.pk].append(Away(local(one.begins), local(one.ends), one.why))
            staff = tuple(replace(person, away=(*person.away, *gone[person.pk])) for person in frame.people)
            said += new_shortfalls(frame, replace(frame, people=staff), stands)
    return said

"""The demo's crews: who stands at which desk, three months of rotation, three half months of rosters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from mall.localtime import ZONE, day_bounds, days_bounds, local_day
from mall.models import Desk, Membership, User
from mall.roles import Role
from staffing.actions import rosters, rotation
from staffing.actions.blocks import block
from staffing.drafting import draft
from staffing.halves import due_on, half_of
from staffing.models import Block, Crew, CrewMember, Roster
from staffing.months import following, preceding
from staffing.plan import week_of
from staffing.queries import rosters as reads
from staffing.queries.owed import rotation_due
from staffing.rules.findings import shortfalls

if TYPE_CHECKING:
    from staffing.halves import Half

#: The service centre has the three accounts of the desk, so that each of them stands on the roster; and five more.
CENTRE_ACCOUNTS = ("agent", "agent2", "announcer")
A_CREW = 8
A_MOMENT = 2.0  # seconds each roster is searched for: covered, if not the best there is
AT_TEN, A_DAY = dt.time(10, 0), dt.timedelta(days=1)
SUBMIT_DAYS, ROTATION_DAY = [15, 30], 30
SHORT = "两人请假，客流较少，缺口由主管巡岗顶替。"
SHORT_LEAVE = (2, 4)  # the days of the last half month, counted from 0, from which on each of two was on leave


def load_staffing(*, now: dt.datetime) -> None:
    """Put the desk's people into crews and lay rotations and rosters, the last half month with two on leave."""
    chief = User.objects.get(staff_number="supervisor")
    this = half_of(local_day(now))
    load_crews(since=this.before.first.replace(day=1) - 62 * A_DAY)
    _rotations(chief, now)
    _last_half(this.before, chief)
    at = _hour(due_on(this, SUBMIT_DAYS), now)
    draft(this, by=chief, now=at, seconds=A_MOMENT)
    _publish(this, chief, at)
    draft(this.after, by=chief, now=now, seconds=A_MOMENT)


def people_of_the_desk() -> list[User]:
    """Those who stand at desks: the demo's accounts first, then the colleagues in the order of their numbers."""
    accounts = list(User.objects.filter(staff_number__in=CENTRE_ACCOUNTS).order_by("staff_number"))
    held = Membership.objects.filter(role=Role.AGENT).exclude(person__in=accounts).select_related("person")
    return [*accounts, *sorted((one.person for one in held), key=lambda person: person.pk)]


def load_crews(*, since: dt.date) -> None:
    """Put the desk's people into the two crews, squads A and B in turn."""
    staff = people_of_the_desk()
    for code, own in (("centre", staff[:A_CREW]), ("gates", staff[A_CREW : 2 * A_CREW])):
        crew = Crew.objects.get(code=code)
        for place, person in enumerate(own):
            squad = CrewMember.Squad.values[place % 2]
            CrewMember.objects.create(
                crew=crew, person=person, squad=squad, order=(place + 1) * 10, period=(since, None)
            )


def _rotations(chief: User, now: dt.datetime) -> None:
    """ROST-10, ROST-11. Last month's, this one's and the next are submitted in time; the next not before today."""
    this = local_day(now).replace(day=1)
    for month in (preceding(this), this, following(this)):
        at = _hour(rotation_due(month, ROTATION_DAY), now)
        found = rotation.draft_rotation(month, now=at)
        rotation.submit(found, edition=found.edition, by=chief, now=at)
    _usual_desks()


def _usual_desks() -> None:
    """The usual desk of each is one of the own crew."""
    desks = {desk.code: desk for desk in Desk.objects.all()}
    for crew in Crew.objects.prefetch_related("desks__desk", "members"):
        codes = [one.desk.code for one in crew.desks.all()]
        for place, member in enumerate(crew.members.exclude(person__staff_number__in=CENTRE_ACCOUNTS)):
            held = Membership.objects.filter(person=member.person_id, role=Role.AGENT)
            held.update(desk=desks[codes[place % len(codes)]])


def _last_half(half: Half, chief: User) -> None:
    """ROST-20. Two of the gates were on leave: the roster names what could not be met, and why it was published."""
    gates = [member.person for member in CrewMember.objects.filter(crew__code="gates").select_related("person")]
    asked = _hour(due_on(half, SUBMIT_DAYS), None)
    # Both are back for a week that goes on in the running half month, which is to find its people rested.
    last = week_of(half.after.first) - A_DAY
    for person, first in zip(gates[-2:], SHORT_LEAVE, strict=True):
        days = days_bounds(half.days[first], last)
        block(person, days, Block.Why.LEAVE, by=chief, now=asked - 2 * A_DAY)
    draft(half, by=chief, now=asked, seconds=A_MOMENT)
    _publish(half, chief, asked, SHORT)


def _publish(half: Half, chief: User, at: dt.datetime, reason: str = "") -> None:
    roster = Roster.objects.get(starts_on=half.first)
    gaps = shortfalls(reads.all_findings(reads.frames(half), reads.draft_of(roster).plan))
    rosters.publish(roster, reason or (SHORT if gaps else ""), edition=roster.edition, by=chief, now=at)


def _hour(on: dt.date, now: dt.datetime | None) -> dt.datetime:
    """Ten in the morning of a day; where that is still to come, the first moment of today."""
    at = dt.datetime.combine(on, AT_TEN, ZONE)
    return at if now is None or at < now else day_bounds(local_day(now)).begins

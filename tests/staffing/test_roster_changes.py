"""What changes around a roster: the mall's hours, the crew and its desks, the weeks it shares with its neighbours."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.models import Reminder
from mall.models import CalendarDay
from staffing.actions import rosters as acts
from staffing.drafting import draft
from staffing.halves import read_half
from staffing.models import CrewDesk, CrewMember, Duty, Roster, Rotation, RotationLine
from staffing.plan import Cell, Kind
from staffing.queries import rosters as reads
from tests import make
from tests import make_staffing as crews
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User
    from staffing.halves import Half
    from staffing.models import Crew, RosterVersion

pytestmark = pytest.mark.django_db

ON = crews.FIRST
DAY = timedelta(days=1)
BEFORE = crews.at(date(2026, 11, 29), 9)


def half(code: str) -> Half:
    """A half month by its code."""
    found = read_half(code)
    assert found is not None
    return found


@pytest.fixture
def roster(crew: Crew) -> Roster:
    """The first half of December, begun."""
    assert crew
    return acts.begin(half("2026-12-H1"), now=BEFORE)


def lay(roster: Roster, cells: dict[tuple[int, date], Cell | None], now: datetime = BEFORE) -> Roster:
    """Some squares laid over the roster as it is."""
    roster.refresh_from_db()
    return acts.lay(roster, cells, edition=roster.edition, now=now)


def publish(roster: Roster, by: User, now: datetime = BEFORE) -> RosterVersion:
    """The roster as it is laid."""
    roster.refresh_from_db()
    return acts.publish(roster, "缺人", edition=roster.edition, by=by, now=now)


def refused(do: object, *arguments: object, **more: object) -> list[str]:
    """The codes of what stands in the way."""
    with pytest.raises(Refused) as caught:
        do(*arguments, **more)  # type: ignore[operator]  # an act
    return [one.code for one in caught.value.obstacles]


def ends(on: date) -> set[str]:
    """When the last hours of a day's shifts end."""
    last = {one.person_id: one.period.upper for one in Duty.objects.filter(on=on).order_by("period")}
    return {f"{at.astimezone(crews.ZONE):%H:%M}" for at in last.values()}


# -- the mall's hours


@rule.both("ROST-05", "DESK-02")
def test_shifts_follow_a_day_that_closes_early_and_who_works_then_is_told_once(roster: Roster, chief: User) -> None:
    plan = reads.plan_of(publish(roster, chief))
    assert acts.renew_duties(BEFORE) == 0, "the hours are those it was published by"
    early = ON + 4 * DAY
    CalendarDay.objects.create(on=early, kind="early", closes_at=time(16), name="盘点")
    assert acts.renew_duties(BEFORE) == 1
    assert ends(early) == {"16:00"}
    assert "18:00" in ends(early + DAY), "other days stay"
    told = Reminder.objects.filter(kind="roster.hours", channel="bell").values_list("receiver", flat=True)
    assert sorted(told) == sorted(pk for (pk, on), cell in plan.items() if cell and on == early)
    assert acts.renew_duties(BEFORE) == 0
    assert Reminder.objects.filter(kind="roster.hours", channel="bell").count() == len(told)


@rule.refuses("ROST-05", "ROST-12")
def test_nobody_stands_anywhere_on_a_day_that_is_closed_and_days_that_are_over_stay(
    roster: Roster, chief: User
) -> None:
    publish(roster, chief)
    closed, over = ON + 5 * DAY, ON + DAY
    for on in (closed, over):
        CalendarDay.objects.create(on=on, kind="closed", name="停业")
    assert acts.renew_duties(crews.at(ON + 3 * DAY, 9)) == 1
    assert ends(closed) == set()
    assert "18:00" in ends(over), "they stood there"
    assert acts.renew_duties(crews.at(date(2027, 1, 4), 9)) == 0, "a roster that is over stays"


# -- weeks that two half months share


@rule.both("ROST-20")
def test_the_week_a_half_month_shares_with_the_next_is_counted_whole(crew: Crew, chief: User) -> None:
    person, desk = crews.members(crew)[0], crew.desks.all()[0].desk_id
    later = acts.begin(half("2026-12-H2"), now=BEFORE)
    monday = date(2026, 12, 14)
    # Wednesday to Saturday stand in the second half of the month already.
    nobody = dict.fromkeys(reads.draft_of(later).plan)
    lay(later, {**nobody, **{(person.pk, monday + DAY * n): Cell(Kind.A, desk) for n in range(2, 6)}})
    publish(later, chief)
    roster = acts.begin(half("2026-12-H1"), now=BEFORE)
    lay(roster, {(person.pk, monday): Cell(Kind.A, desk), (person.pk, monday + DAY): Cell(Kind.A, desk)})
    assert "law" in refused(publish, roster, chief), "six whole days: 48 hours"
    lay(roster, {(person.pk, monday): None, (person.pk, monday + DAY): Cell(Kind.MORNING, desk)})
    assert publish(roster, chief).number == 1


@rule.refuses("ROST-20", "ROST-04")
def test_a_half_month_that_is_over_is_not_searched_for(roster: Roster) -> None:
    assert refused(draft, half("2026-12-H1"), by=None, now=crews.at(date(2026, 12, 16), 9)) == ["past"]
    assert refused(draft, half("2026-11-H1"), by=None, now=BEFORE) == ["past"]
    assert Roster.objects.count() == 1, "nor begun"


# -- the crew and its desks


@rule.both("ROST-01")
def test_who_has_left_the_crew_is_not_published_but_what_was_worked_stays(
    roster: Roster, crew: Crew, chief: User
) -> None:
    gone = crews.members(crew)[0]
    first = reads.plan_of(publish(roster, chief))
    leaves = ON + 7 * DAY
    CrewMember.objects.filter(person=gone).update(period=(crews.LONG_AGO, leaves))
    other = crews.members(crew)[1]
    slot = next(slot for slot, cell in first.items() if cell and slot[0] == other.pk and slot[1] > leaves)
    lay(roster, {slot: None})
    second = reads.plan_of(publish(roster, chief, crews.at(ON + 2 * DAY, 9)))
    own = {on for (pk, on), cell in first.items() if cell and pk == gone.pk}
    assert {on for (pk, on), cell in second.items() if cell and pk == gone.pk} == {on for on in own if on < leaves}
    assert any(on >= leaves for on in own)
    assert not Duty.objects.filter(person=gone, on__gte=leaves).exists()


@rule.both("ROST-10")
def test_a_seat_at_a_desk_the_crew_covers_no_more_is_laid_out_at_another(crew: Crew) -> None:
    member = crew.members.get(order=0)
    given = CrewDesk.objects.get(crew=crew, desk__code="floor-8")
    rotation = Rotation.objects.create(month=ON)
    RotationLine.objects.create(rotation=rotation, member=member, person=member.person, desk=given.desk)
    given.period = (crews.LONG_AGO, ON + 4 * DAY)
    given.save()
    plan = reads.draft_of(acts.begin(half("2026-12-H1"), now=BEFORE)).plan
    own = {on: cell for (pk, on), cell in plan.items() if cell and pk == member.person_id}
    assert {cell.desk for on, cell in own.items() if on < ON + 4 * DAY} == {given.desk_id}
    there = set(crew.desks.exclude(pk=given.pk).values_list("desk", flat=True))
    assert {cell.desk for on, cell in own.items() if on >= ON + 4 * DAY} <= there


@rule.both("ROST-04", "ROST-07")
def test_the_ledger_of_who_changes_the_crew_adds_up_both(crew: Crew, chief: User) -> None:
    member = crew.members.get(order=0)
    turn = ON + 7 * DAY
    member.period = (crews.LONG_AGO, turn)
    member.save()
    gates = type(crew).objects.create(code="gates", name="四门前台", order=200)
    CrewDesk.objects.create(crew=gates, desk=make.desk("east"), period=(crews.LONG_AGO, None))
    CrewMember.objects.create(crew=gates, person=member.person, squad="A", period=(turn, None))
    roster = acts.begin(half("2026-12-H1"), now=BEFORE)
    own = {on: cell for (pk, on), cell in reads.draft_of(roster).plan.items() if cell and pk == member.person_id}
    assert {on < turn for on in own} == {True, False}, "laid out in both"
    version = publish(roster, chief)
    free = sum(on.weekday() >= 5 for on in own)
    assert version.ledger[str(member.person_id)] == [len(own), free]

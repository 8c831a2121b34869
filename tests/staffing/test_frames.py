"""What is given before a roster is laid: hours, needs, bands, people (DESK-02, ROST-01…08, ROST-10)."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from mall.localtime import Bounds
from mall.models import CalendarDay, Season
from staffing.actions.blocks import block, lift
from staffing.halves import read_half
from staffing.models import CrewDesk, CrewMember, DeskDemand, Duty, RosterVersion, Rotation, RotationLine, Wish
from staffing.queries.frames import day_of, frame_of
from staffing.queries.rosters import frames
from tests import make
from tests import make_staffing as lay
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from staffing.models import Crew
    from staffing.plan import Frame

pytestmark = pytest.mark.django_db

ON = lay.FIRST
DAY = timedelta(days=1)


def at_noon(frame: Frame, on: date) -> set[str]:
    """The desks that are staffed over noon."""
    return {frame.desks[need.desk] for need in frame.needs[on] if need.begins <= frame.day_of[on].handover < need.ends}


def leave_only(crew: Crew, many: int) -> None:
    """So many people stay in the crew."""
    CrewMember.objects.filter(crew=crew, order__gte=many).delete()


@rule.both("ROST-05", "ROST-06", "ROST-08", "DESK-02")
def test_a_day_has_the_hours_of_its_season() -> None:
    winter, summer = day_of(date(2026, 12, 1)), day_of(date(2026, 6, 2))
    assert [f"{at:%H:%M}" for at in (winter.noon_from, winter.handover, winter.noon_to, winter.closes)] == [
        "11:00",
        "12:30",
        "14:00",
        "18:00",
    ]
    assert [f"{at:%H:%M}" for at in (summer.noon_from, summer.handover, summer.noon_to, summer.closes)] == [
        "11:00",
        "13:00",
        "15:00",
        "18:30",
    ]
    assert (f"{day_of(date(2026, 4, 30)).closes:%H:%M}", f"{day_of(date(2026, 5, 1)).closes:%H:%M}") == (
        "18:00",
        "18:30",
    )


def test_the_calendar_closes_a_day_makes_it_short_or_free() -> None:
    CalendarDay.objects.create(on=ON, kind="closed", name="盘点")
    CalendarDay.objects.create(on=ON + DAY, kind="early", closes_at=time(16), name="年会")
    CalendarDay.objects.create(on=ON + 2 * DAY, kind="holiday", name="节日")
    CalendarDay.objects.create(on=date(2026, 12, 5), kind="make_up", name="补班")
    days = [day_of(ON + DAY * n) for n in range(6)]
    assert days[0].is_closed
    assert f"{days[1].closes:%H:%M}" == "16:00"
    assert [day.is_free for day in days] == [False, False, True, False, False, True], "a make-up Saturday is no weekend"


@rule.both("ROST-02", "ROST-03")
@pytest.mark.parametrize(
    ("many", "first", "second"),
    [
        (8, {"中厅前台", "四楼客服", "八楼前台"}, {"中厅前台", "四楼客服", "八楼前台"}),
        (7, {"中厅前台", "四楼客服"}, {"中厅前台", "八楼前台"}),
        (5, {"中厅前台", "四楼客服"}, {"中厅前台", "八楼前台"}),
        (4, {"中厅前台", "四楼客服"}, {"中厅前台", "四楼客服"}),
    ],
)
def test_the_noon_duty_goes_by_headcount(crew: Crew, many: int, first: set[str], second: set[str]) -> None:
    leave_only(crew, many)
    frame = frame_of(crew, ON, ON + DAY)
    found = sorted([at_noon(frame, ON), at_noon(frame, ON + DAY)], key=sorted, reverse=True)
    assert found == sorted([first, second], key=sorted, reverse=True)
    morning = {frame.desks[need.desk] for need in frame.needs[ON] if need.begins == frame.day_of[ON].opens}
    assert morning == {"中厅前台", "四楼客服", "八楼前台"}, "before and after noon every desk is open"


def test_a_crew_that_always_shares_takes_turns_whatever_its_headcount(crew: Crew) -> None:
    crew.noon = crew.Noon.SHARED
    crew.save()
    frame = frame_of(crew, ON, ON + DAY)
    assert at_noon(frame, ON) != at_noon(frame, ON + DAY)
    crew.noon = crew.Noon.ALWAYS
    crew.save()
    assert len(at_noon(frame_of(crew, ON, ON), ON)) == 3


def test_a_desk_may_have_hours_and_people_of_its_own_in_a_season(crew: Crew) -> None:
    desk = CrewDesk.objects.get(desk__code="centre").desk
    winter = Season.objects.filter(code="winter").first()
    DeskDemand.objects.create(
        desk=desk, season=winter, opens_at=time(9), closes_at=time(17), people=2, period=(date(2026, 12, 2), None)
    )
    frame = frame_of(crew, ON, ON + DAY)
    before, after = ([need for need in frame.needs[on] if need.desk == desk.pk] for on in (ON, ON + DAY))
    assert [(f"{need.begins:%H:%M}", need.people) for need in before] == [("08:30", 1)]
    assert [(f"{need.begins:%H:%M}", f"{need.ends:%H:%M}", need.people) for need in after] == [("09:00", "17:00", 2)]


@rule.both("ROST-01", "ROST-04", "ROST-10")
def test_people_have_the_shift_of_their_squad_and_the_desk_of_the_rotation(crew: Crew) -> None:
    person = crew.members.get(order=0).person
    eighth = CrewDesk.objects.get(desk__code="floor-8").desk
    rotation = Rotation.objects.create(month=ON)
    member = crew.members.get(order=0)
    RotationLine.objects.create(rotation=rotation, member=member, person=person, desk=eighth)
    frame = frame_of(crew, date(2026, 12, 15), date(2026, 12, 16))
    usual = frame.person_of[person.pk].usual
    assert [(cell.kind, cell.desk) for cell in usual.values()] == [("A", eighth.pk), ("B", eighth.pk)]
    november = frame_of(crew, date(2026, 11, 30), date(2026, 11, 30)).person_of[person.pk].usual
    assert [cell.desk for cell in november.values()] != [eighth.pk], "the rotation begins with its month"


def test_what_stands_against_a_person_is_known(crew: Crew) -> None:
    person, other = (crew.members.get(order=n).person for n in (0, 1))
    Wish.objects.create(person=person, on=ON + DAY, at=lay.at(ON, 9))
    made = block(person, Bounds(lay.at(ON, 14), lay.at(ON, 15)), "training", by=other, now=lay.at(ON, 8))
    version = RosterVersion.objects.create(
        roster=frames_roster(), number=1, cells={}, sha256="", published_at=lay.at(ON, 8), published_by=other,
        ledger={str(person.pk): [7, 2]},
    )  # fmt: skip
    monday = ON - DAY
    Duty.objects.create(
        version=version, person=person, desk=CrewDesk.objects.all()[0].desk, on=monday,
        period=(lay.at(monday, 9), lay.at(monday, 13)),
    )  # fmt: skip
    found = frame_of(crew, ON, ON + DAY).person_of[person.pk]
    assert found.wishes == {ON + DAY}
    assert [(f"{one.begins:%H:%M}", one.why) for one in found.away] == [("14:00", "training")]
    assert found.around == {monday: 4 * 60}
    assert (found.ledger.noons, found.ledger.free_days) == (7, 2)
    lift(made, by=other, now=lay.at(ON, 9))
    assert frame_of(crew, ON, ON).person_of[person.pk].away == ()


def frames_roster() -> object:
    """A roster of the half month before."""
    from staffing.models import Roster

    return Roster.objects.create(starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 30))


def test_who_joins_in_the_middle_is_away_before(crew: Crew) -> None:
    member = crew.members.get(order=0)
    member.period = (ON + DAY, None)
    member.save()
    frame = frame_of(crew, ON, ON + DAY)
    found = frame.person_of[member.person_id]
    assert found.away_on(frame.day_of[ON])
    assert not found.away_on(frame.day_of[ON + DAY])


def test_the_questions_of_a_frame_do_not_grow_with_its_people(
    crew: Crew, django_assert_max_num_queries: object
) -> None:
    half = read_half("2026-12-H1")
    assert half is not None
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # pytest-django's fixture
        assert len(frames(half)) == 1


@rule.refuses("DESK-06")
def test_a_block_has_hours_and_a_reason(crew: Crew) -> None:
    person = make.person()
    with pytest.raises(Refused) as refused:
        block(person, Bounds(lay.at(ON, 15), lay.at(ON, 14)), "walk", by=person, now=lay.at(ON, 8))
    assert [one.code for one in refused.value.obstacles] == ["period", "why"]

"""A roster is searched for, published, changed; blocks open holes; who stands where (ROST-09, ROST-12, ROST-20)."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from casework.models import Reminder
from mall.localtime import Bounds
from staffing.actions.blocks import block
from staffing.actions.rosters import amend, lay, open_roster, publish
from staffing.cells import read
from staffing.drafting import draft
from staffing.halves import read_half
from staffing.models import Drafting, Duty, Roster
from staffing.plan import Cell, Kind
from staffing.queries.empty import Absence, desks_left_empty
from staffing.queries.rosters import draft_of, newest, on_duty, plan_of
from tests import make
from tests import make_staffing as crews
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from mall.models import User
    from staffing.models import Crew

pytestmark = pytest.mark.django_db

HALF = read_half("2026-12-H1")
ON = crews.FIRST
DAY = timedelta(days=1)
BEFORE = crews.at(date(2026, 11, 29), 9)


def drafted(now: object = BEFORE) -> Roster:
    """The first half of December, searched for."""
    assert HALF is not None
    draft(HALF, by=None, now=now, seconds=1)
    return Roster.objects.get()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.obstacles]


@rule.both("ROST-20", "ROST-02")
def test_eight_people_are_laid_out_within_the_law_and_every_desk_is_covered(crew: Crew) -> None:
    assert HALF is not None
    found = draft(HALF, by=None, now=BEFORE)
    assert found.shortfalls == []
    kept = Drafting.objects.get()
    assert (kept.is_best, kept.seed > 0, bool(kept.version)) == (True, True, True)
    assert read(kept.cells) == {slot: cell for slot, cell in draft_of(Roster.objects.get()).plan.items() if cell}
    assert found.assignments == len(read(kept.cells))


@rule.both("ROST-12")
def test_what_is_laid_by_hand_stays_and_a_day_that_is_over_too(crew: Crew, chief: User) -> None:
    assert HALF is not None
    roster = open_roster(HALF)
    person = crews.members(crew)[0]
    slot = (person.pk, ON + DAY)
    desk = crew.desks.get(desk__code="floor-8").desk_id
    lay(roster, {slot: Cell(Kind.MORNING, desk)}, edition=roster.edition, now=BEFORE)
    draft(HALF, by=None, now=BEFORE, seconds=1)
    roster.refresh_from_db()
    assert draft_of(roster).plan[slot] == Cell(Kind.MORNING, desk)
    version = publish(roster, "", edition=roster.edition, by=chief, now=BEFORE)
    later = crews.at(ON + 3 * DAY, 9)
    roster.refresh_from_db()
    with pytest.raises(Refused) as refused:
        lay(roster, {slot: None}, edition=roster.edition, now=later)
    assert codes(refused) == ["past"]
    draft(HALF, by=None, now=later, seconds=1)
    # Days off that are over stay too, though nothing is written of them.
    over = [(one.pk, ON + DAY * n) for one in crews.members(crew) for n in range(3)]
    stood = {slot: plan_of(version).get(slot) for slot in over}
    assert None in stood.values()
    roster.refresh_from_db()
    assert {slot: draft_of(roster).plan.get(slot) for slot in over} == stood


@rule.both("ROST-09", "ROST-20", "DESK-06")
def test_publishing_keeps_the_law_and_asks_a_reason_for_an_empty_desk(crew: Crew, chief: User) -> None:
    roster = drafted()
    hr = make.person("hr_viewer", "hr")
    person = crews.members(crew)[0]
    desk = crew.desks.all()[0].desk_id
    worked = {(person.pk, ON + DAY * n): Cell(Kind.A, desk) for n in range(6, 13)}  # Monday to Sunday
    lay(roster, worked, edition=roster.edition, now=BEFORE)
    roster.refresh_from_db()
    with pytest.raises(Refused) as refused:
        publish(roster, "人手不够", edition=roster.edition, by=chief, now=BEFORE)
    assert set(codes(refused)) == {"law"}
    lay(roster, dict.fromkeys(worked), edition=roster.edition, now=BEFORE)
    roster.refresh_from_db()
    with pytest.raises(Refused) as refused:
        publish(roster, "", edition=roster.edition, by=chief, now=BEFORE)
    assert codes(refused) == ["cover"]
    with pytest.raises(Refused) as refused:
        publish(roster, "借不到人", edition=roster.edition - 1, by=chief, now=BEFORE)
    assert codes(refused) == ["meanwhile"]
    version = publish(roster, "借不到人", edition=roster.edition, by=chief, now=BEFORE)
    assert (version.number, version.reason, bool(version.gaps)) == (1, "借不到人", True)
    assert Reminder.objects.filter(receiver=hr, kind="roster.submitted").exists()
    roster.refresh_from_db()
    with pytest.raises(Refused) as refused:
        publish(roster, "再来", edition=roster.edition, by=chief, now=BEFORE)
    assert "same" in codes(refused)


def test_a_change_makes_the_next_version_and_only_who_is_touched_is_told(crew: Crew, chief: User) -> None:
    roster = drafted()
    first = publish(roster, "", edition=roster.edition, by=chief, now=BEFORE)
    staff = crews.members(crew)
    assert {one.receiver for one in Reminder.objects.filter(kind="roster.published")} == set(staff)
    slot = next(slot for slot, cell in plan_of(first).items() if cell)
    second = amend(roster, {slot: None}, "调休", by=chief, now=BEFORE)
    assert second is not None
    assert (second.number, newest(roster)) == (2, second)
    told = Reminder.objects.filter(kind="roster.published", key__contains=":v2:")
    assert {one.receiver_id for one in told} == {slot[0]}
    assert amend(roster, {slot: None}, "调休", by=chief, now=BEFORE) is None, "nothing changes"
    assert not Duty.objects.filter(person=slot[0], on=slot[1]).exists()
    with pytest.raises(Exception, match="roster_version_is_frozen"), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(reason="x")


@rule.both("DESK-02")
def test_who_stands_where_is_known_at_any_hour(crew: Crew, chief: User) -> None:
    roster = drafted()
    assert on_duty(crews.at(ON, 10)) == []
    publish(roster, "", edition=roster.edition, by=chief, now=BEFORE)
    for hour, minute in ((8, 30), (11, 0), (12, 29), (12, 30), (13, 59), (17, 59)):
        standing = on_duty(crews.at(ON, hour, minute))
        assert {one.desk.code for one in standing} == {"centre", "floor-4", "floor-8"}, (hour, minute)
        assert len({one.person_id for one in standing}) == len(standing), "nobody at two desks"
    assert on_duty(crews.at(ON, 18)) == []
    eighth = crew.desks.get(desk__code="floor-8").desk
    assert {one.desk for one in on_duty(crews.at(ON, 10), eighth)} == {eighth}
    one = Duty.objects.filter(on=ON).first()
    assert one is not None
    with pytest.raises(IntegrityError, match="duty_one_place_at_a_time"), transaction.atomic():
        Duty.objects.create(version=one.version, person=one.person, desk=eighth, on=ON, period=one.period)


@rule.both("DESK-06")
def test_leave_and_training_open_the_holes_they_make_and_are_told_before(crew: Crew, chief: User) -> None:
    roster = drafted()
    version = publish(roster, "", edition=roster.edition, by=chief, now=BEFORE)
    day = ON + 2 * DAY
    working = [person for person in crews.members(crew) if plan_of(version).get((person.pk, day))]
    training = [Absence(person, crews.at(day, 9), crews.at(day, 10)) for person in working]
    assert len(desks_left_empty(training)) == 3
    assert len(working) > 3
    assert desks_left_empty(training[:1]) == [], "somebody else stands there"
    ill = working[0]
    whole = Bounds(crews.at(day, 0), crews.at(day + DAY, 0))
    block(ill, whole, "leave", by=chief, now=BEFORE, origin="leave:1")
    block(ill, whole, "leave", by=chief, now=BEFORE, origin="leave:1")  # asked for once
    after = newest(roster)
    assert after is not None
    assert (after.number, plan_of(after).get((ill.pk, day))) == (2, None)
    roster.refresh_from_db()
    assert draft_of(roster).plan.get((ill.pk, day)) is None
    short = block(ill, Bounds(crews.at(day + DAY, 14), crews.at(day + DAY, 15)), "training", by=chief, now=BEFORE)
    assert short.pk
    assert newest(roster) == after, "an hour of training takes nobody off the roster"


def test_the_shell_lays_out_a_half_month(crew: Crew) -> None:
    out = io.StringIO()
    call_command("draft_roster", "2026-12-H2", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert set(said) == {"assignments", "shortfalls", "seconds"}
    assert said["assignments"] > 60
    assert said["shortfalls"] == []
    out = io.StringIO()
    call_command("draft_roster", "2026-12-H2", stdout=out)
    assert out.getvalue().startswith(f"2026-12-H2: {said['assignments']} shifts")
    with pytest.raises(CommandError, match="2026-12-H2"):
        call_command("draft_roster", "2026-12")


def test_what_a_search_was_given_is_kept_without_names(crew: Crew) -> None:
    roster = drafted()
    kept = Drafting.objects.get(roster=roster)
    assert set(kept.inputs["people"]) == {str(person.pk) for person in crews.members(crew)}
    assert len(kept.inputs["days"]) == 15
    assert kept.inputs["days"]["2026-12-01"]["needs"][0][3] == 1
    assert kept.inputs["law"] == {"day": 480, "week": 2640, "days_off": 1}
    assert "员1" not in json.dumps(kept.inputs, ensure_ascii=False)


@rule.both("ROST-01")
def test_who_changes_the_crew_in_the_middle_works_in_each_while_he_is_in_it(crew: Crew, chief: User) -> None:
    from staffing.models import Crew as Crews
    from staffing.models import CrewDesk, CrewMember

    gates = Crews.objects.create(code="gates", name="四门前台", order=200)
    CrewDesk.objects.create(crew=gates, desk=make.desk("east"), period=(crews.LONG_AGO, None))
    member = crew.members.get(order=0)
    turn = ON + 7 * DAY
    member.period = (crews.LONG_AGO, turn)
    member.save()
    for n in range(3):
        person = member.person if n == 0 else make.person(name=f"门{n}")
        begins = turn if n == 0 else crews.LONG_AGO
        CrewMember.objects.create(crew=gates, person=person, squad="AB"[n % 2], order=n, period=(begins, None))
    roster = drafted()
    codes_of = {one.desk_id: one.desk.code for one in CrewDesk.objects.select_related("desk")}
    own = {on: cell for (pk, on), cell in draft_of(roster).plan.items() if cell and pk == member.person_id}
    where = {before: {codes_of[c.desk] for on, c in own.items() if (on < turn) == before} for before in (True, False)}
    assert "east" not in where[True]
    assert where[False] == {"east"}
    version = publish(roster, "东门人手不足", edition=roster.edition, by=chief, now=BEFORE)
    assert version.number == 1

"""The rotation of a month: one desk on, changed by hand, submitted once, then as it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.localtime import local_day
from mall.roles import Role
from staffing.actions import rosters, rotation
from staffing.halves import Half
from staffing.models import Crew, CrewDesk, CrewMember, Rotation
from staffing.months import following, preceding
from staffing.queries import rosters as roster_reads
from staffing.queries import rotation as reads
from staffing.rules.rotation import empty_desks, turn
from tests import make, make_staffing
from tests.counting import questions
from tests.make_staffing import at
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
NOW = at(date(2026, 12, 3), 10)
A_DAY = timedelta(days=1)


def seats(found: Rotation) -> dict[str, str]:
    """Who sits where, by names."""
    return {line.person.name: line.desk.code for line in found.lines.select_related("person", "desk")}


def line(found: Rotation, name: str) -> int:
    """The key of a person's line."""
    return found.lines.get(person__name=name).pk


@rule.both("ROST-10")
def test_everybody_moves_one_desk_on_and_the_last_begins_anew() -> None:
    first = turn([1, 2, 3, 4], [10, 20, 30], {})
    assert first == {1: 10, 2: 20, 3: 30, 4: 10}
    second = turn([1, 2, 3, 4], [10, 20, 30], first)
    assert second == {1: 20, 2: 30, 3: 10, 4: 20}
    assert all(second[person] != first[person] for person in first)
    assert turn([1, 2], [], first) == {}


@rule.allows("ROST-10")
def test_who_is_new_goes_where_the_fewest_sit() -> None:
    assert turn([1, 2, 9], [10, 20, 30], {1: 10, 2: 20}) == {1: 20, 2: 30, 9: 10}
    assert turn([1], [10, 20], {1: 99}) == {1: 10}, "a desk the crew has no longer"
    assert empty_desks([10, 20, 30], [10, 30, 30]) == [20]


@rule.both("ROST-10")
def test_the_second_month_is_laid_out_from_the_first_and_names_the_desk_before() -> None:
    make_staffing.centre(4)
    first = rotation.draft_rotation(DECEMBER, now=NOW)
    assert seats(first) == {"员1": "centre", "员2": "floor-4", "员3": "floor-8", "员4": "centre"}
    assert not first.lines.exclude(before=None).exists()
    second = rotation.draft_rotation(JANUARY, now=NOW)
    assert seats(second) == {"员1": "floor-4", "员2": "floor-8", "员3": "centre", "员4": "floor-4"}
    assert {one.person.name: one.before.code for one in second.lines.all() if one.before} == seats(first)
    assert rotation.draft_rotation(JANUARY, now=NOW).edition == second.edition, "what is begun stays"


@rule.refuses("ROST-10", "ROST-11")
def test_a_month_that_is_over_or_far_off_is_not_laid_out() -> None:
    make_staffing.centre(4)
    for month in (preceding(DECEMBER), following(JANUARY)):
        with pytest.raises(Refused):
            rotation.draft_rotation(month, now=NOW)
    assert not Rotation.objects.exists()


@rule.both("ROST-10", "ROST-19")
def test_two_exchange_their_desks_and_nobody_over_a_colleagues_change() -> None:
    make_staffing.centre(4)
    found = rotation.draft_rotation(DECEMBER, now=NOW)
    after = rotation.exchange(found, line(found, "员1"), line(found, "员2"), edition=found.edition)
    assert seats(after) == {"员1": "floor-4", "员2": "centre", "员3": "floor-8", "员4": "centre"}
    with pytest.raises(Refused) as refused:
        rotation.exchange(found, line(found, "员1"), line(found, "员3"), edition=found.edition)
    assert [one.code for one in refused.value.obstacles] == ["meanwhile"]
    with pytest.raises(Refused) as refused:
        rotation.exchange(after, line(found, "员2"), line(found, "员4"), edition=after.edition)
    assert [one.code for one in refused.value.obstacles] == ["same"]


@rule.refuses("ROST-10")
def test_nobody_exchanges_with_another_crew() -> None:
    make_staffing.centre(3)
    found = rotation.draft_rotation(DECEMBER, now=NOW)
    gates = Crew.objects.create(code="gates", name="四门前台")
    CrewDesk.objects.create(crew=gates, desk=make.desk("east"), period=(make_staffing.LONG_AGO, None))
    CrewMember.objects.create(
        crew=gates, person=make.person(name="门一"), squad="A", period=(make_staffing.LONG_AGO, None)
    )
    found = rotation.draft_anew(found, edition=found.edition)
    with pytest.raises(Refused) as refused:
        rotation.exchange(found, line(found, "员1"), line(found, "门一"), edition=found.edition)
    assert [one.field for one in refused.value.obstacles] == ["other"]
    with pytest.raises(Refused):
        rotation.seat(found, line(found, "员1"), make.desk("east").pk, edition=found.edition)


@rule.both("DESK-02", "ROST-11")
def test_a_desk_left_without_anybody_is_named_and_holds_the_submission_up() -> None:
    make_staffing.centre(4)
    chief = make.person(Role.SUPERVISOR)
    found = rotation.draft_rotation(DECEMBER, now=NOW)
    empty = rotation.seat(found, line(found, "员3"), make.desk("centre").pk, edition=found.edition)
    assert empty == [str(make.desk("floor-8"))]
    found.refresh_from_db()
    with pytest.raises(Refused, match="empty"):
        rotation.submit(found, edition=found.edition, by=chief, now=NOW)
    assert rotation.seat(found, line(found, "员4"), make.desk("floor-8").pk, edition=found.edition) == []
    found.refresh_from_db()
    assert rotation.submit(found, edition=found.edition, by=chief, now=NOW).submitted_at == NOW


@rule.both("ROST-11")
def test_it_is_submitted_once_to_the_department_and_hr_and_stays() -> None:
    make_staffing.centre(4)
    chief, manager = make.person(Role.SUPERVISOR), make.person(Role.MANAGER)
    hr, fire = make.person(Role.HR_VIEWER, "hr"), make.person(Role.DEPARTMENT_HEAD, "fire")
    found = rotation.draft_rotation(DECEMBER, now=NOW)
    rotation.submit(found, edition=found.edition, by=chief, now=NOW)
    told = set(Reminder.objects.filter(kind="rotation.submitted").values_list("receiver", flat=True))
    assert told == {manager.pk, hr.pk}
    mine = set(Reminder.objects.filter(kind="rotation.mine").values_list("receiver__name", flat=True))
    assert mine == {"员1", "员2", "员3", "员4"}
    assert fire.pk not in told
    found.refresh_from_db()
    for again in (
        lambda: rotation.submit(found, edition=found.edition, by=chief, now=NOW),
        lambda: rotation.draft_anew(found, edition=found.edition),
        lambda: rotation.exchange(found, line(found, "员1"), line(found, "员2"), edition=found.edition),
        lambda: rotation.seat(found, line(found, "员1"), make.desk("floor-8").pk, edition=found.edition),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert [one.code for one in refused.value.obstacles] == ["submitted"]


@rule.both("ROST-11")
def test_who_joined_since_is_taken_in_before_it_is_submitted() -> None:
    crew = make_staffing.centre(3)
    chief = make.person(Role.SUPERVISOR)
    found = rotation.draft_rotation(DECEMBER, now=NOW)
    CrewMember.objects.create(
        crew=crew, person=make.person(name="新人"), squad="A", order=9, period=(DECEMBER + 10 * A_DAY, None)
    )
    with pytest.raises(Refused, match="missing"):
        rotation.submit(found, edition=found.edition, by=chief, now=NOW)
    found = rotation.draft_anew(found, edition=found.edition)
    assert "新人" in seats(found)
    rotation.submit(found, edition=found.edition, by=chief, now=NOW)


@rule.refuses("ROST-11")
def test_a_rotation_of_nobody_is_not_submitted() -> None:
    found = rotation.draft_rotation(DECEMBER, now=NOW)
    with pytest.raises(Refused, match="nobody"):
        rotation.submit(found, edition=found.edition, by=make.person(Role.SUPERVISOR), now=NOW)


@rule.both("ROST-10")
def test_the_roster_lays_everybody_at_the_desk_of_the_month() -> None:
    make_staffing.centre(3)
    rotation.draft_rotation(DECEMBER, now=NOW)
    rotation.draft_rotation(JANUARY, now=NOW)
    last_of_december, first_of_january = date(2026, 12, 31), date(2027, 1, 1)
    person = CrewMember.objects.get(person__name="员1").person_id
    for half, desk in (
        (Half(date(2026, 12, 16), last_of_december), "centre"),
        (Half(first_of_january, date(2027, 1, 15)), "floor-4"),
    ):
        plan = roster_reads.draft_of(rosters.open_roster(half)).plan
        sits = {cell.desk for (pk, _on), cell in plan.items() if pk == person and cell is not None}
        assert sits == {make.desk(desk).pk}


@rule.both("ROST-10", "ROST-11")
def test_the_supervisor_walks_through_the_month(client: Client) -> None:
    crew = make_staffing.centre(4)
    today = local_day(timezone.now())
    month = f"{today:%Y-%m}"
    make.signed_in(client, make.person(Role.SUPERVISOR))
    page = client.get(reverse("staffing:rotations")).content.decode()
    assert "尚未轮换" in page
    address = reverse("staffing:rotation", args=[month])
    assert "本月尚未轮换" in client.get(address).content.decode()
    assert client.post(reverse("staffing:rotation-draft"), {"month": month}).status_code == 302
    found = Rotation.objects.get()
    place = reverse("staffing:rotation-seat", args=[month, line(found, "员1")])
    shown = client.get(place).content.decode()
    assert "员2" in shown
    assert "员4" not in shown.split('name="other"')[1].split("</select>")[0], "both sit at the same desk"
    wrong = client.post(place, {"how": "exchange", "other": "", "edition": found.edition})
    assert wrong.status_code == 422
    assert "请选择同组人员" in wrong.content.decode()
    right = {"how": "exchange", "other": line(found, "员2"), "edition": found.edition}
    assert client.post(place, right).status_code == 302
    assert seats(found)["员1"] == "floor-4"
    late = client.post(place, right)
    assert late.status_code == 409
    assert "同事刚改过" in late.content.decode()
    found.refresh_from_db()
    submit = reverse("staffing:rotation-submit", args=[month])
    assert client.post(submit, {"edition": "x"}).status_code == 409
    assert client.post(submit, {"edition": found.edition}).status_code == 302
    page = client.get(address).content.decode()
    assert "提交于" in page or "已提交" in page
    assert "提交轮岗表" not in page
    assert client.get(reverse("staffing:rotation-print", args=[month]))["Content-Type"] == "application/pdf"
    assert crew.members.count() == 4


@rule.refuses("ROST-10", "ROST-19")
def test_an_agent_reads_the_rotation_and_changes_nothing(client: Client) -> None:
    crew = make_staffing.centre(4)
    today = local_day(timezone.now())
    found = rotation.draft_rotation(today.replace(day=1), now=timezone.now())
    make.signed_in(client, make_staffing.members(crew)[0])
    month = str(found)
    page = client.get(reverse("staffing:rotation", args=[month])).content.decode()
    assert "员1" in page
    assert "提交轮岗表" not in page
    for name, more in (("rotation-submit", []), ("rotation-anew", []), ("rotation-seat", [line(found, "员1")])):
        assert client.post(reverse(f"staffing:{name}", args=[month, *more]), {"edition": 1}).status_code == 403
    assert client.post(reverse("staffing:rotation-draft"), {"month": month}).status_code == 403


def test_addresses_of_no_month_are_not_found(client: Client) -> None:
    make.signed_in(client, make.person(Role.SUPERVISOR))
    for month in ("2026-13", "none", "1999-01"):
        assert client.get(reverse("staffing:rotation", args=[month])).status_code == 404
    assert client.get(reverse("staffing:rotation-print", args=["2026-12"])).status_code == 404


def test_pages_ask_the_same_however_many_months_there_are(client: Client) -> None:
    make_staffing.centre(8)
    rotation.draft_rotation(local_day(timezone.now()).replace(day=1), now=timezone.now())
    make.signed_in(client, make.person(Role.SUPERVISOR))
    address = reverse("staffing:rotations")
    few = questions(client, address)
    for year in range(2020, 2024):
        for month in range(1, 13):
            Rotation.objects.create(month=date(year, month, 1))
    assert questions(client, address) == few
    assert few <= 16, "what is held for seconds is read anew in a test"
    assert questions(client, reverse("staffing:rotation", args=[f"{timezone.localdate():%Y-%m}"])) <= 16


def test_months_follow_each_other() -> None:
    assert following(date(2026, 12, 1)) == JANUARY
    assert preceding(JANUARY) == DECEMBER
    assert reads.last_day(date(2028, 2, 1)) == date(2028, 2, 29)

"""Brand points: applying, deciding, announcing, objecting, closing the month (PERF-07)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from casework.models import ClosedPeriod, Reminder
from mall.roles import Role
from staffing.actions import points
from staffing.models import BrandPoint, PointAppeal, PointReason, PointsMonth
from staffing.queries import points as reads
from tests import make
from tests import make_performance as perf
from tests.make_performance import DAY, NOVEMBER, NOW, TODAY
from tests.make_staffing import codes
from tests.rules import rule
from ui.obstacles import Refused

pytestmark = pytest.mark.django_db
S = BrandPoint.State
DECEMBER_7 = NOW + 12 * DAY  # a Monday: the week of the last day of November is over


@rule.both("PERF-07")
def test_an_agent_applies_for_himself_and_for_nobody_else() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made = points.propose(perf.proposal(lin), by=lin, now=NOW)
    assert (made.state, made.points, made.month) == (S.PROPOSED, 2, None)
    assert Reminder.objects.filter(kind="points.proposed", receiver=chief).exists()
    with pytest.raises(Refused) as refused:
        points.propose(perf.proposal(chen), by=lin, now=NOW)
    assert codes(refused) == {"other"}
    with pytest.raises(Refused) as refused:
        points.propose(perf.proposal(lin, -1), by=lin, now=NOW)
    assert codes(refused) == {"minus"}


@rule.refuses("PERF-07")
def test_points_need_facts_a_day_that_has_come_and_a_reason_in_use() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    with pytest.raises(Refused) as refused:
        points.propose(perf.proposal(lin, facts=" ", on=TODAY + DAY), by=chief, now=NOW)
    assert codes(refused) == {"facts", "to_come"}
    with pytest.raises(Refused) as refused:
        points.propose(perf.proposal(lin, on=TODAY - 100 * DAY), by=chief, now=NOW)
    assert codes(refused) == {"long_ago"}
    PointReason.objects.update(is_active=False)
    with pytest.raises(Refused) as refused:
        points.propose(perf.proposal(lin), by=chief, now=NOW)
    assert codes(refused) == {"unused"}
    with pytest.raises(Refused) as refused:
        points.propose(perf.proposal(perf.manager(), 3), by=chief, now=NOW)
    assert codes(refused) == {"person"}


@rule.allows("PERF-07")
def test_what_the_supervisor_writes_down_is_announced_to_everybody_of_the_department() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made = perf.announced(lin, -2, by=chief)
    assert (made.state, made.decided_by, made.month) == (S.ANNOUNCED, chief, NOVEMBER)
    told = set(Reminder.objects.filter(kind="points.announced").values_list("receiver", flat=True))
    assert {lin.pk, chen.pk, chief.pk} <= told
    stranger = make.person(Role.DEPARTMENT_USER, "onsite")
    assert stranger.pk not in told


@rule.both("PERF-07")
def test_the_supervisor_decides_and_nobody_on_his_own() -> None:
    chief, other = perf.supervisor(), perf.supervisor()
    own = points.propose(perf.proposal(chief), by=chief, now=NOW)
    assert own.state == S.PROPOSED
    with pytest.raises(Refused) as refused:
        points.give(own, by=chief, now=NOW)
    assert codes(refused) == {"own"}
    with pytest.raises(Refused) as refused:
        points.give(own, by=perf.agent(), now=NOW)
    assert codes(refused) == {"level"}
    given = points.give(own, by=other, now=NOW)
    assert given.state == S.ANNOUNCED
    with pytest.raises(Refused) as refused:
        points.give(own, by=other, now=NOW)
    assert codes(refused) == {"decided"}


@rule.both("PERF-07")
def test_what_is_not_given_is_not_given_for_a_reason_and_the_others_never_see_it() -> None:
    lin, chen, chief = perf.agent(), perf.agent(), perf.supervisor()
    made = perf.applied(lin)
    with pytest.raises(Refused) as refused:
        points.refuse(made, " ", by=chief, now=NOW)
    assert codes(refused) == {"reason"}
    points.refuse(made, "属本职工作", by=chief, now=NOW)
    assert list(reads.points_of(chen)) == []
    assert list(reads.points_of(lin)) == [made]


@rule.both("PERF-07")
def test_an_application_is_withdrawn_by_who_made_it_only_until_it_is_decided() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    made = perf.applied(lin)
    with pytest.raises(Refused):
        points.withdraw(made, by=chief, now=NOW)
    gone = points.withdraw(made, by=lin, now=NOW)
    assert (gone.state, gone.withdrawn_at, gone.withdrawn_by) == (S.WITHDRAWN, NOW, lin)
    with pytest.raises(Refused):
        points.withdraw(made, by=lin, now=NOW)


@rule.both("PERF-07")
def test_anybody_objects_within_the_week_and_nobody_after_its_sunday() -> None:
    lin, chen, chief, boss = perf.agent(), perf.agent(), perf.supervisor(), perf.manager()
    made = perf.announced(lin, by=chief)
    other = perf.announced(lin, 3, by=chief)
    sunday = NOW + 4 * DAY
    objection = points.appeal(made, "当时我也在场，并非一人完成", by=chen, now=sunday)
    assert objection.state == PointAppeal.State.OPEN
    assert Reminder.objects.filter(kind="points.appealed", receiver=boss).exists()
    with pytest.raises(Refused) as refused:
        points.appeal(other, "太迟了", by=chen, now=sunday + DAY)
    assert codes(refused) == {"late"}
    with pytest.raises(Refused) as refused:
        points.appeal(made, "再来一次", by=lin, now=sunday)
    assert codes(refused) == {"open"}
    with pytest.raises(Refused) as refused:
        points.appeal(other, "  ", by=chen, now=sunday)
    assert codes(refused) == {"text"}
    with pytest.raises(Refused) as refused:
        points.appeal(perf.applied(lin), "还没公布", by=chen, now=sunday)
    assert codes(refused) == {"not_announced"}


@rule.both("PERF-07")
def test_the_manager_confirms_again_until_nobody_objects() -> None:
    lin, chen, chief, boss = perf.agent(), perf.agent(), perf.supervisor(), perf.manager()
    made = perf.announced(lin, by=chief)
    first = points.appeal(made, "不同意", by=chen, now=NOW)
    with pytest.raises(Refused) as refused:
        points.confirm(first, "", by=chief, now=NOW)
    assert codes(refused) == {"level"}
    points.confirm(first, "已核实，维持", by=boss, now=NOW + DAY)
    with pytest.raises(Refused) as refused:
        points.confirm(first, "", by=boss, now=NOW + DAY)
    assert codes(refused) == {"decided"}
    second = points.appeal(made, "仍不同意", by=chen, now=NOW + 2 * DAY)
    points.confirm(second, "再次核实，维持", by=boss, now=NOW + 2 * DAY)
    made.refresh_from_db()
    assert made.points == 2
    assert Reminder.objects.filter(kind="points.confirmed", receiver=lin).count() == 2


@rule.refuses("PERF-07")
def test_the_manager_does_not_decide_on_his_own_objection() -> None:
    boss = perf.manager()
    made = perf.announced(perf.agent(), by=perf.supervisor())
    objection = points.appeal(made, "不同意", by=boss, now=NOW)
    with pytest.raises(Refused) as refused:
        points.confirm(objection, "", by=boss, now=NOW)
    assert codes(refused) == {"own"}


@rule.both("PERF-07")
def test_a_correction_is_a_row_of_its_own_and_the_first_one_stays() -> None:
    lin, chief, boss = perf.agent(), perf.supervisor(), perf.manager()
    made = perf.announced(lin, -2, by=chief)
    objection = points.appeal(made, "当时已报备", by=lin, now=NOW)
    with pytest.raises(Refused) as refused:
        points.correct(objection, None, "", by=boss, now=NOW)
    assert codes(refused) == {"points", "reason"}
    with pytest.raises(Refused) as refused:
        points.correct(objection, -2, "一样", by=boss, now=NOW)
    assert codes(refused) == {"same"}
    row = points.correct(objection, 0, "查明已报备", by=boss, now=NOW + DAY)
    made.refresh_from_db()
    assert (made.points, row.points, row.corrects_id) == (-2, 2, made.pk)
    assert {place.pk: place.total for place in reads.ranking(NOVEMBER)}[lin.pk] == 0
    with pytest.raises(Refused) as refused:
        points.appeal(made, "还有", by=lin, now=NOW + DAY)
    assert codes(refused) == {"corrected"}


@rule.refuses("PERF-07")
def test_nothing_announced_is_altered_or_deleted_not_even_by_the_database() -> None:
    made = perf.announced(perf.agent(), by=perf.supervisor())
    with pytest.raises(DatabaseError), transaction.atomic():
        BrandPoint.objects.filter(pk=made.pk).update(points=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        BrandPoint.objects.filter(pk=made.pk).delete()


# -- the month


@rule.both("PERF-07")
def test_a_month_is_closed_only_when_nothing_of_it_waits() -> None:
    lin, chen, chief, boss = perf.agent(), perf.agent(), perf.supervisor(), perf.manager()
    last = date(2026, 11, 30)
    made = perf.announced(lin, by=chief, now=NOW + 5 * DAY)
    assert made.happened_on == last
    waits = perf.applied(chen, now=NOW + 5 * DAY)
    objection = points.appeal(made, "不同意", by=chen, now=NOW + 6 * DAY)
    with pytest.raises(Refused) as refused:
        points.close_month(NOVEMBER, by=chief, now=NOW)
    assert codes(refused) == {"open"}
    with pytest.raises(Refused) as refused:
        points.close_month(NOVEMBER, by=chief, now=NOW + 7 * DAY)
    assert codes(refused) == {"proposed", "appeals", "week"}
    points.withdraw(waits, by=chen, now=NOW + 7 * DAY)
    points.confirm(objection, "维持", by=boss, now=NOW + 7 * DAY)
    with pytest.raises(Refused) as refused:
        points.close_month(NOVEMBER, by=chief, now=NOW + 8 * DAY)
    assert codes(refused) == {"week"}
    closed = points.close_month(NOVEMBER, by=chief, now=DECEMBER_7)
    assert (closed.kind, closed.period) == ("brand_points", "2026-11")
    with pytest.raises(Refused):
        points.close_month(NOVEMBER, by=chief, now=DECEMBER_7)


@rule.allows("PERF-07")
def test_the_result_of_a_closed_month_goes_into_each_file_and_stays() -> None:
    lin, chen, chief = perf.agent(name="林芳"), perf.agent(name="陈静"), perf.supervisor()
    perf.announced(lin, 3, by=chief)
    perf.announced(chen, -1, by=chief)
    closed = points.close_month(NOVEMBER, by=chief, now=DECEMBER_7)
    own = PointsMonth.objects.get(person=lin)
    assert (own.plus, own.minus, own.total, own.rank) == (3, 0, 3, 1)
    assert PointsMonth.objects.get(person=chen).rank == 3  # the supervisor has nought
    lin.name = "林方"
    lin.save()
    assert {place.name for place in reads.places(NOVEMBER, closed)} >= {"林芳"}
    assert reads.own_file(lin, DECEMBER_7).year == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        PointsMonth.objects.update(total=5)


@rule.refuses("PERF-07")
def test_an_earlier_month_is_closed_first() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    perf.announced(lin, by=chief, now=NOW - 31 * DAY)
    perf.announced(lin, by=chief)
    with pytest.raises(Refused) as refused:
        points.close_month(NOVEMBER, by=chief, now=DECEMBER_7)
    assert codes(refused) == {"order"}
    points.close_month(date(2026, 10, 1), by=chief, now=DECEMBER_7)
    points.close_month(NOVEMBER, by=chief, now=DECEMBER_7)
    assert ClosedPeriod.objects.filter(kind="brand_points").count() == 2


@rule.both("PERF-07")
def test_the_supervisor_keeps_the_list_of_reasons() -> None:
    row = perf.reason(2, "顾客表扬", is_default=True)
    chief = perf.supervisor()
    made = perf.announced(perf.agent(), by=chief)
    with pytest.raises(Refused) as refused:
        points.keep_reason(row, "顾客书面表扬", 5, by=perf.agent())
    assert codes(refused) == {"level"}
    kept = points.keep_reason(row, "顾客书面表扬", 5, by=chief)
    assert (kept.points, kept.is_default) == (5, False)
    made.refresh_from_db()
    assert made.points == 2
    with pytest.raises(Refused) as refused:
        points.keep_reason(None, "顾客书面表扬", 0, by=chief)
    assert codes(refused) == {"taken", "points"}


def test_the_list_begins_with_defaults_that_say_so() -> None:
    from staffing.reference_performance import point_reasons

    assert point_reasons() > 0
    assert set(PointReason.objects.values_list("is_default", flat=True)) == {True}
    assert point_reasons() == 0

"""Brand points: applying, deciding, announcing, objecting, closing the month (PERF-07)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import ClosedPeriod, Reminder
from mall.roles import Role
from staffing.actions import points
from staffing.models import BrandPoint, PointAppeal, PointReason, PointsMonth
from staffing.queries import points as reads
from tests import make
from tests import make_performance as perf
from tests.make_performance import DAY, NOVEMBER, NOW, TODAY
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
S = BrandPoint.State
DECEMBER_7 = NOW + 12 * DAY  # a Monday: the week of the last day of November is over


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.obstacles}


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
        points.withdraw(made, by=chief)
    assert points.withdraw(made, by=lin).state == S.WITHDRAWN
    with pytest.raises(Refused):
        points.withdraw(made, by=lin)


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
    points.withdraw(waits, by=chen)
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
    made = perf.announced(perf.agent(), by=perf.supervisor())
    kept = points.keep_reason(row, "顾客书面表扬", 5)
    assert (kept.points, kept.is_default) == (5, False)
    made.refresh_from_db()
    assert made.points == 2
    with pytest.raises(Refused) as refused:
        points.keep_reason(None, "顾客书面表扬", 0)
    assert codes(refused) == {"taken", "points"}


def test_the_list_begins_with_defaults_that_say_so() -> None:
    from staffing.reference_performance import point_reasons

    assert point_reasons() > 0
    assert set(PointReason.objects.values_list("is_default", flat=True)) == {True}
    assert point_reasons() == 0


# -- the pages


@rule.both("PERF-07")
def test_points_are_applied_for_and_decided_over_the_doors(client: Client) -> None:
    lin, chief = perf.agent(name="林芳"), perf.supervisor()
    kind = perf.reason(2, "顾客表扬")
    make.signed_in(client, lin)
    address = reverse("staffing:points-new")
    wrong = client.post(address, {"person": lin.pk, "reason": kind.pk, "happened_on": "", "facts": "陪同寻物"})
    assert wrong.status_code == 422
    assert "陪同寻物" in wrong.content.decode()
    day = timezone.localdate()
    right = client.post(address, {"person": lin.pk, "reason": kind.pk, "happened_on": day, "facts": "陪同寻物"})
    made = BrandPoint.objects.get()
    assert right["Location"] == reverse("staffing:points-one", args=[made.pk])
    assert client.post(reverse("staffing:points-decide", args=[made.pk]), {"verdict": "give"}).status_code == 403
    make.signed_in(client, chief)
    refused = client.post(reverse("staffing:points-decide", args=[made.pk]), {"verdict": "refuse", "decision": ""})
    assert refused.status_code == 422
    client.post(reverse("staffing:points-decide", args=[made.pk]), {"verdict": "give", "decision": "属实"})
    make.signed_in(client, perf.agent())
    assert "林芳" in client.get(reverse("staffing:points")).content.decode()


def test_a_double_click_applies_once(client: Client) -> None:
    lin, kind = perf.agent(), perf.reason(2)
    make.signed_in(client, lin)
    page = client.get(reverse("staffing:points-new")).content.decode()
    token = page.split('name="form_token" value="')[1].split('"')[0]
    sent = {
        "person": lin.pk,
        "reason": kind.pk,
        "happened_on": timezone.localdate(),
        "facts": "寻物",
        "form_token": token,
    }
    first, second = (client.post(reverse("staffing:points-new"), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert BrandPoint.objects.count() == 1


def test_an_application_of_somebody_else_is_not_found(client: Client) -> None:
    made = perf.applied(perf.agent())
    make.signed_in(client, perf.agent())
    assert client.get(reverse("staffing:points-one", args=[made.pk])).status_code == 404


def test_the_file_of_somebody_else_is_for_the_supervisor_only(client: Client) -> None:
    lin = perf.agent()
    address = reverse("staffing:points-person", args=[lin.pk])
    for who, status in ((lin, 200), (perf.agent(), 404), (perf.supervisor(), 200)):
        make.signed_in(client, who)
        assert client.get(address).status_code == status


@rule.both("PERF-07")
def test_the_month_says_why_it_cannot_be_closed_and_is_closed_by_the_supervisor(client: Client) -> None:
    chief, past = perf.supervisor(), timezone.now() - timedelta(days=70)
    made = perf.announced(perf.agent(), by=chief, now=past)
    make.signed_in(client, chief)
    code = f"{made.month:%Y-%m}"
    objection = PointAppeal.objects.create(point=made, at=past, by=chief, text="不同意")
    page = client.get(reverse("staffing:points-month"), {"month": code}).content.decode()
    assert "1 条异议未处理" in page
    assert client.post(reverse("staffing:points-close"), {"month": code}).status_code == 409
    points.confirm(objection, "维持", by=perf.manager(), now=past)
    assert client.post(reverse("staffing:points-close"), {"month": code}).status_code == 302
    assert ClosedPeriod.objects.filter(kind="brand_points", period=code).exists()
    make.signed_in(client, perf.agent())
    assert client.post(reverse("staffing:points-close"), {"month": code}).status_code == 403


@pytest.mark.parametrize("name", ["points-print", "points-register-print"])
def test_the_papers_are_printed(client: Client, name: str) -> None:
    perf.announced(perf.agent(), by=perf.supervisor(), now=timezone.now())
    make.signed_in(client, perf.agent())
    assert client.get(reverse(f"staffing:{name}")).content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["points", "points-month", "points-new"])
def test_who_is_of_another_department_gets_no_points_page(client: Client, name: str) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse(f"staffing:{name}")).status_code == 403


def test_the_lists_cost_the_same_for_many_rows(client: Client, django_assert_max_num_queries: Any) -> None:
    chief = perf.supervisor()
    for _n in range(8):
        perf.announced(perf.agent(), by=chief, now=timezone.now())
    make.signed_in(client, chief)
    client.get(reverse("staffing:points"))
    for name in ("points", "points-month", "points-reasons"):
        with django_assert_max_num_queries(16):
            assert client.get(reverse(f"staffing:{name}")).status_code == 200


def test_the_list_of_reasons_is_kept_over_the_door(client: Client) -> None:
    row = perf.reason(2, "顾客表扬")
    make.signed_in(client, perf.supervisor())
    address = reverse("staffing:points-reasons")
    assert "顾客表扬" in client.get(f"{address}?row={row.pk}").content.decode()
    assert (
        client.post(address, {"row": row.pk, "name": "顾客表扬", "points": "4", "is_active": "on"}).status_code == 302
    )
    assert client.post(address, {"name": "顾客表扬", "points": "4"}).status_code == 422
    assert client.get(f"{address}?row=999999").status_code == 404
    row.refresh_from_db()
    assert row.points == 4

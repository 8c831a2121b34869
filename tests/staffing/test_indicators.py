"""The monthly indicators as they are filed and read (PERF-01, PERF-02, PERF-05, PERF-12, PERF-13, PERF-S01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from casework.models import Reminder
from mall.models import Limit
from mall.roles import Role
from staffing.actions.indicators import file_indicators
from staffing.models import Indicator
from staffing.rules.indicators import Figures, Measure, score
from tests import make
from tests import make_performance as perf
from tests.counting import questions
from tests.make_performance import DAY, NOVEMBER, NOW
from tests.make_staffing import codes
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db
DECEMBER = NOW + 6 * DAY
GOOD = Figures(
    satisfaction=Measure(48, 50),
    timeliness=Measure(9, 10),
    success=Measure(8, 10),
    accuracy=Measure(100, 100),
    teamwork=Measure(4, 5),
    mail={"ordinary": 120, "express": 30},
)


@pytest.fixture
def lin() -> User:
    return perf.agent(name="林芳")


@rule.both("PERF-01", "PERF-02", "PERF-05", "PERF-13")
def test_the_figures_of_a_month_are_filed_once_and_stay(lin: User) -> None:
    chief = perf.supervisor()
    with pytest.raises(Refused) as refused:
        file_indicators(NOVEMBER, {lin: GOOD}, by=chief, now=NOW)
    assert codes(refused) == {"open"}
    (made,) = file_indicators(NOVEMBER, {lin: GOOD}, by=chief, now=DECEMBER)
    made.refresh_from_db()
    assert made.percents == (Decimal(96), Decimal(90), Decimal(80), Decimal(100), Decimal(80))
    assert (made.mail["express"], made.counts["satisfaction"]) == (30, [48, 50])
    assert Reminder.objects.filter(kind="indicators.filed", receiver=lin).exists()
    with pytest.raises(Refused) as refused:
        file_indicators(NOVEMBER, {lin: GOOD}, by=chief, now=DECEMBER)
    assert codes(refused) == {"filed"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Indicator.objects.update(teamwork=Decimal(99))


@rule.refuses("PERF-01", "PERF-02", "PERF-05", "PERF-13")
def test_figures_that_do_not_fit_are_not_filed(lin: User) -> None:
    with pytest.raises(Refused) as refused:
        file_indicators(date(2026, 11, 2), {lin: Figures(success=Measure(5, 4))}, by=perf.supervisor(), now=DECEMBER)
    assert codes(refused) == {"month", "figures"}


@rule.both("PERF-S01")
def test_the_score_weighs_what_was_measured(lin: User) -> None:
    # (quality 90 × 30 + satisfaction 96 × 30 + efficiency 90 × 20 + development 80 × 10) / 90
    assert score(GOOD, (30, 30, 20, 10)) == Decimal("90.89")
    assert score(Figures(satisfaction=Measure(1, 2)), (30, 30, 20, 10)) == Decimal(50)
    assert score(Figures(), (30, 30, 20, 10)) is None
    assert score(GOOD, (0, 0, 0, 0)) is None
    Limit.objects.create(
        name="indicator_weights", value=[0, 10, 0, 0], valid_from=date(2026, 1, 1), set_by=perf.manager(), set_at=NOW
    )
    (made,) = file_indicators(NOVEMBER, {lin: GOOD}, by=perf.supervisor(), now=DECEMBER)
    assert (made.score, made.weights) == (Decimal(96), [0, 10, 0, 0])


@rule.both("PERF-12")
def test_three_verified_complaints_or_a_phone_left_to_ring_are_a_service_failure(lin: User) -> None:
    chen, zhou = perf.agent(), perf.agent()
    figures = {lin: Figures(verified_complaints=2), chen: Figures(verified_complaints=3), zhou: Figures(missed_calls=1)}
    file_indicators(NOVEMBER, figures, by=perf.supervisor(), now=DECEMBER)
    failed = set(Indicator.objects.filter(is_failure=True).values_list("person", flat=True))
    assert failed == {chen.pk, zhou.pk}


@rule.both("PERF-01")
def test_everybody_reads_his_own_and_supervisors_and_hr_all(client: Client, lin: User) -> None:
    chen = perf.agent(name="陈静")
    file_indicators(NOVEMBER, {lin: GOOD, chen: Figures()}, by=perf.supervisor(), now=DECEMBER)
    address = reverse("staffing:indicators")
    make.signed_in(client, lin)
    page = client.get(address).content.decode()
    assert "90.9" in page
    assert "陈静" not in page
    assert client.get(reverse("staffing:indicators-print")).status_code == 403
    for who in (perf.supervisor(), make.person(Role.HR_VIEWER, "hr"), perf.general_manager()):
        make.signed_in(client, who)
        page = client.get(address).content.decode()
        assert "陈静" in page
        assert "林芳" in page
        assert client.get(reverse("staffing:indicators-print")).content.startswith(b"%PDF")
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(address).status_code == 403


def test_a_month_that_is_not_filed_says_so(client: Client) -> None:
    make.signed_in(client, perf.supervisor())
    assert "尚未入档" in client.get(reverse("staffing:indicators"), {"month": "2026-08"}).content.decode()
    assert client.get(reverse("staffing:indicators"), {"month": "2026-13"}).status_code == 404


def test_the_lists_cost_the_same_whatever_their_length(client: Client, lin: User) -> None:
    chief, costs = perf.supervisor(), []
    for many in (1, 5):
        for n in range(many):
            month = date(2026, n + many, 1)
            people = [lin, chief, *(perf.agent() for _one in range(many))]
            file_indicators(month, dict.fromkeys(people, GOOD), by=chief, now=DECEMBER)
        cost = []
        for who, names in ((lin, ("indicators",)), (chief, ("indicators", "indicators-print"))):
            make.signed_in(client, who)
            cost += [questions(client, reverse(f"staffing:{name}")) for name in names]
        costs.append(cost)
    assert costs[0] == costs[1]

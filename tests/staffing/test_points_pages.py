"""Brand points on their pages: applied for, decided, closed, listed, printed (PERF-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import ClosedPeriod
from mall.roles import Role
from staffing.actions import points
from staffing.models import BrandPoint, PointAppeal
from tests import make
from tests import make_performance as perf
from tests.counting import questions
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


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


def test_the_lists_cost_the_same_for_many_rows(client: Client) -> None:
    lin, chief, boss, now = perf.agent(), perf.supervisor(), perf.manager(), timezone.now()
    lists = ["points", "points?view=decide", "points?view=mine", "points-month", "points-reasons", "points-person"]
    lists += ["points-print", "points-register-print"]
    costs = []
    for many in (1, 8):
        for n in range(many):
            made = perf.announced(perf.agent(), by=chief, now=now)
            points.appeal(made, "不同意", by=lin, now=now)
            perf.applied(perf.agent(), now=now)
            perf.applied(chief, now=now)
            perf.reason(1, f"事由{many}之{n}")
        cost = []
        for name in lists:
            make.signed_in(client, chief)
            name, _sign, query = name.partition("?")  # noqa: PLW2901 - the same thing in two parts
            args = [lin.pk] if name == "points-person" else []
            cost.append(questions(client, f"{reverse(f'staffing:{name}', args=args)}?{query}"))
        make.signed_in(client, boss)
        costs.append([*cost, questions(client, reverse("staffing:points"))])
    assert costs[0] == costs[1]


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

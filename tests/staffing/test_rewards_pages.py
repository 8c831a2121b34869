"""Rewards, penalties and the month's sheet on their pages (PERF-10, PERF-11, F-46, F-47, F-103)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.roles import Role
from staffing.actions import points, rewards
from staffing.models import Reward, RewardSheet
from staffing.months import code_of, month_of
from tests import make
from tests import make_performance as perf
from tests.counting import questions
from tests.rules import rule

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@rule.both("PERF-10")
def test_a_penalty_goes_from_the_form_to_the_notice(client: Client) -> None:
    lin, chief, boss = perf.agent(name="林芳"), perf.supervisor(), perf.general_manager()
    make.signed_in(client, chief)
    address = reverse("staffing:reward-new")
    assert "10、20" in client.get(address).content.decode()
    sent = {"person": lin.pk, "kind": "fine", "case": "早会迟到", "reason": "无故迟到二十分钟"}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "无故迟到二十分钟" in wrong.content.decode()
    assert client.post(address, {**sent, "amount": "10"}).status_code == 302
    made = Reward.objects.get()
    one = reverse("staffing:reward", args=[made.pk])
    make.signed_in(client, lin)
    assert client.get(one).status_code == 404
    assert client.get(reverse("staffing:reward-print", args=[made.pk])).status_code == 404
    make.signed_in(client, boss)
    decide = reverse("staffing:reward-decide", args=[made.pk])
    assert client.post(decide, {"verdict": "refuse", "decision": ""}).status_code == 422
    assert client.post(decide, {"verdict": "approve"}).status_code == 302
    make.signed_in(client, lin)
    assert "早会迟到" in client.get(one).content.decode()
    assert client.get(reverse("staffing:reward-print", args=[made.pk])).content.startswith(b"%PDF")
    assert client.get(reverse("staffing:reward-published-print", args=[made.pk])).status_code == 404
    make.signed_in(client, perf.agent())
    assert client.get(one).status_code == 404


@rule.both("PERF-10")
def test_what_is_published_is_read_without_its_reason(client: Client) -> None:
    chief, boss = perf.supervisor(), perf.general_manager()
    made = perf.in_effect(perf.agent(), "praise", None, chief, boss)
    make.signed_in(client, chief)
    assert client.post(reverse("staffing:reward-publish", args=[made.pk])).status_code == 302
    make.signed_in(client, perf.agent())
    page = client.get(reverse("staffing:reward", args=[made.pk])).content.decode()
    assert "拾金不昧" in page
    assert "交还顾客钱包" not in page
    assert client.get(reverse("staffing:reward-published-print", args=[made.pk])).content.startswith(b"%PDF")
    assert client.get(reverse("staffing:reward-print", args=[made.pk])).status_code == 404
    assert client.post(reverse("staffing:reward-publish", args=[made.pk])).status_code == 403


def test_the_sheet_is_submitted_approved_and_printed_over_the_doors(client: Client) -> None:
    chief, boss, gm = perf.supervisor(), perf.manager(), perf.general_manager()
    past = timezone.now() - timedelta(days=70)
    month = month_of(past)
    rewards.approve(perf.reward(perf.agent(name="林芳"), "fine", 20, by=chief, now=past), by=gm, now=past)
    data = {"month": code_of(month)}
    make.signed_in(client, chief)
    assert client.post(reverse("staffing:rewards-sheet-submit"), data).status_code == 409
    points.close_month(month, by=chief, now=timezone.now())
    assert client.post(reverse("staffing:rewards-sheet-submit"), data).status_code == 302
    assert client.post(reverse("staffing:rewards-sheet-decide"), {**data, "verdict": "approve"}).status_code == 403
    make.signed_in(client, boss)
    assert "林芳" in client.get(reverse("staffing:rewards-sheet"), data).content.decode()
    sent = client.post(reverse("staffing:rewards-sheet-decide"), {**data, "verdict": "send_back"})
    assert sent.status_code == 422
    assert client.post(reverse("staffing:rewards-sheet-decide"), {**data, "verdict": "approve"}).status_code == 302
    assert client.get(reverse("staffing:rewards-sheet-print"), data).content.startswith(b"%PDF")
    assert RewardSheet.objects.get().state == RewardSheet.State.APPROVED


def test_the_lists_and_the_sheet_cost_the_same_whatever_their_length(client: Client) -> None:
    chief, gm, now = perf.supervisor(), perf.general_manager(), timezone.now()
    costs = []
    for many in (1, 5):
        for _n in range(many):
            perf.reward(perf.agent(), by=chief, now=now)
            made = perf.reward(perf.agent(), "fine", 20, by=chief, now=now)
            rewards.publish(rewards.approve(made, by=gm, now=now), by=chief, now=now)
        cost = []
        for who, views in ((gm, ("decide", "all")), (chief, ("all", "published", "mine"))):
            make.signed_in(client, who)
            cost += [questions(client, f"{reverse('staffing:rewards')}?view={view}") for view in views]
        address = f"{reverse('staffing:rewards-sheet')}?month={code_of(month_of(now))}"
        costs.append([*cost, questions(client, address)])
    assert costs[0] == costs[1]


@pytest.mark.parametrize("view", ["decide", "all", "published", "mine", "nonsense"])
def test_every_list_is_shown_to_whom_it_concerns(client: Client, view: str) -> None:
    perf.in_effect(perf.agent(), "bonus", 100, perf.supervisor(), perf.general_manager())
    for who in (perf.agent(), perf.supervisor(), perf.general_manager(), make.person(Role.HR_VIEWER, "hr")):
        make.signed_in(client, who)
        assert client.get(reverse("staffing:rewards"), {"view": view}).status_code == 200


@pytest.mark.parametrize("name", ["rewards", "reward-new", "rewards-sheet", "rewards-sheet-print"])
def test_who_is_of_another_department_gets_no_page(client: Client, name: str) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse(f"staffing:{name}")).status_code == 403

"""Rewards and penalties, and the month's sheet (PERF-03, PERF-08…11, PERF-14, F-46, F-47, F-103)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import Reminder
from mall.roles import Role
from staffing.actions import points, rewards
from staffing.models import Reward, RewardSheet
from staffing.months import code_of, month_of
from staffing.queries import rewards as reads
from staffing.rules.rewards import fines_of_the_house
from tests import make
from tests import make_performance as perf
from tests.make_performance import DAY, NOVEMBER, NOW
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
S = Reward.State
DECEMBER = NOW + 12 * DAY


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.obstacles}


@rule.both("PERF-08", "PERF-09", "PERF-03")
@pytest.mark.parametrize("kind", Reward.Kind.values)
def test_each_reward_and_penalty_of_the_list_is_proposed_with_case_and_reason(kind: str) -> None:
    lin, chief = perf.agent(), perf.supervisor()
    amount = 100 if kind in Reward.MONEY else None
    made = rewards.propose(perf.reward_proposal(lin, kind, amount), by=chief, now=NOW)
    assert (made.state, made.is_reward) == (S.PROPOSED, kind in Reward.REWARDS)
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(lin, kind, amount, case=" ", reason=""), by=chief, now=NOW)
    assert codes(refused) == {"case", "reason"}


@rule.refuses("PERF-08", "PERF-09")
def test_what_is_not_of_the_list_and_who_may_not_are_turned_away() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(lin, "flogging"), by=chief, now=NOW)
    assert codes(refused) == {"kind"}
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(lin), by=perf.agent(), now=NOW)
    assert codes(refused) == {"level"}
    with pytest.raises(Refused) as refused:
        rewards.propose(perf.reward_proposal(chief), by=chief, now=NOW)
    assert codes(refused) == {"own"}


@rule.both("PERF-14")
def test_a_fine_says_how_many_yuan_and_a_warning_names_none() -> None:
    lin, chief = perf.agent(), perf.supervisor()
    made = perf.reward(lin, "fine", 20, by=chief)
    assert made.amount == Decimal(20)
    for kind, amount in (("fine", None), ("bonus", None), ("warning", 10), ("fine", -5), ("demotion", 2_000_000)):
        with pytest.raises(Refused) as refused:
            perf.reward(lin, kind, amount, by=chief)
        assert codes(refused) == {"amount"}
    assert perf.reward(lin, "demotion", by=chief).amount is None
    assert fines_of_the_house(NOW) == (10, 20)


@rule.both("PERF-10")
def test_nothing_takes_effect_without_the_general_manager_and_nobody_hears_of_it_before() -> None:
    lin, chief, boss = perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.reward(lin, "fine", 20, by=chief)
    assert Reminder.objects.filter(kind="reward.proposed", receiver=boss).exists()
    assert not Reminder.objects.filter(receiver=lin).exists()
    assert list(reads.rewards_of(lin)) == []
    with pytest.raises(Refused) as refused:
        rewards.approve(made, by=perf.manager(), now=NOW)
    assert codes(refused) == {"level"}
    rewards.approve(made, "同意", by=boss, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (S.APPROVED, boss)
    assert Reminder.objects.filter(kind="reward.given", receiver=lin).exists()
    assert list(reads.rewards_of(lin)) == [made]
    with pytest.raises(Refused) as refused:
        rewards.approve(made, by=boss, now=NOW)
    assert codes(refused) == {"decided"}


@rule.both("PERF-10")
def test_what_is_not_approved_goes_back_with_the_reason_and_the_person_never_hears_of_it() -> None:
    lin, chief, boss = perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.reward(lin, "criticism", by=chief)
    with pytest.raises(Refused) as refused:
        rewards.refuse(made, "", by=boss, now=NOW)
    assert codes(refused) == {"reason"}
    rewards.refuse(made, "情节轻微", by=boss, now=NOW)
    assert Reminder.objects.filter(kind="reward.answered", receiver=chief).exists()
    assert not Reminder.objects.filter(receiver=lin).exists()
    assert list(reads.rewards_of(lin)) == []


@rule.refuses("PERF-10")
def test_nobody_decides_about_himself_or_on_his_own_proposal() -> None:
    boss, chief = perf.general_manager(), perf.supervisor()
    make.member(boss, Role.SUPERVISOR)
    for made in (perf.reward(boss, by=chief), perf.reward(perf.agent(), by=boss)):
        with pytest.raises(Refused) as refused:
            rewards.approve(made, by=boss, now=NOW)
        assert codes(refused) == {"own"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Reward.objects.filter(person=boss).update(decided_by=boss, decided_at=NOW, state="approved")


@rule.both("PERF-10")
def test_a_proposal_is_taken_back_by_who_made_it_until_it_is_decided() -> None:
    chief, boss = perf.supervisor(), perf.general_manager()
    made = perf.reward(perf.agent(), by=chief)
    with pytest.raises(Refused):
        rewards.withdraw(made, by=perf.supervisor())
    assert rewards.withdraw(made, by=chief).state == S.WITHDRAWN
    with pytest.raises(Refused):
        rewards.approve(made, by=boss, now=NOW)


@rule.both("PERF-10")
def test_the_others_see_it_only_when_it_is_published() -> None:
    lin, chen, chief, boss = perf.agent(), perf.agent(), perf.supervisor(), perf.general_manager()
    made = perf.reward(lin, "bonus", 200, by=chief)
    with pytest.raises(Refused) as refused:
        rewards.publish(made, by=chief, now=NOW)
    assert codes(refused) == {"state"}
    rewards.approve(made, by=boss, now=NOW)
    assert list(reads.rewards_of(chen)) == []
    with pytest.raises(Refused) as refused:
        rewards.publish(made, by=chen, now=NOW)
    assert codes(refused) == {"level"}
    rewards.publish(made, by=chief, now=NOW)
    assert list(reads.rewards_of(chen)) == [made]
    assert Reminder.objects.filter(kind="reward.published", receiver=chen).exists()
    with pytest.raises(Refused) as refused:
        rewards.publish(made, by=chief, now=NOW)
    assert codes(refused) == {"published"}


# -- the month's sheet


def in_effect(person: Any, kind: str, amount: int | None, chief: Any, boss: Any) -> Reward:
    return rewards.approve(perf.reward(person, kind, amount, by=chief), by=boss, now=NOW)


@rule.both("PERF-11")
def test_the_sheet_goes_up_when_the_month_is_over_and_nothing_of_it_waits() -> None:
    lin, chief, boss, gm = perf.agent(name="林芳"), perf.supervisor(), perf.manager(), perf.general_manager()
    in_effect(lin, "fine", 20, chief, gm)
    in_effect(lin, "bonus", 100, chief, gm)
    perf.announced(lin, 3, by=chief)
    waits = perf.reward(perf.agent(), "praise", by=chief)
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=chief, now=NOW)
    assert codes(refused) == {"open", "undecided"}
    rewards.withdraw(waits, by=chief)
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    assert codes(refused) == {"points"}
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=lin, now=DECEMBER)
    assert codes(refused) == {"level"}
    sheet = rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    (line,) = sheet.lines
    assert (line["name"], line["points"], line["yuan"]) == ("林芳", 3, "80.00")
    assert Reminder.objects.filter(kind="reward.sheet", receiver=boss).exists()
    with pytest.raises(Refused) as refused:
        rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    assert codes(refused) == {"sent"}


@pytest.fixture
def sheet() -> RewardSheet:
    chief = perf.supervisor()
    in_effect(perf.agent(), "fine", 20, chief, perf.general_manager())
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)
    return rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)


@rule.both("PERF-11")
def test_the_superior_approves_the_sheet_before_payroll_and_not_who_sent_it(sheet: RewardSheet) -> None:
    boss = perf.manager()
    for who, code in ((sheet.submitted_by, "level"), (perf.agent(), "level")):
        with pytest.raises(Refused) as refused:
            rewards.approve_sheet(sheet, by=who, now=DECEMBER)
        assert codes(refused) == {code}
    rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    assert codes(refused) == {"none"}
    with pytest.raises(DatabaseError), transaction.atomic():
        RewardSheet.objects.update(lines=[])


@rule.refuses("PERF-11")
def test_a_superior_who_stands_on_the_sheet_leaves_it_to_the_one_above() -> None:
    boss, chief, gm = perf.manager(), perf.supervisor(), perf.general_manager()
    in_effect(boss, "bonus", 500, chief, gm)
    points.close_month(NOVEMBER, by=chief, now=DECEMBER)
    sheet = rewards.submit_sheet(NOVEMBER, by=chief, now=DECEMBER)
    with pytest.raises(Refused) as refused:
        rewards.approve_sheet(sheet, by=boss, now=DECEMBER)
    assert codes(refused) == {"self"}
    assert rewards.approve_sheet(sheet, by=gm, now=DECEMBER).state == RewardSheet.State.APPROVED
    own = rewards.submit_sheet
    with pytest.raises(Refused):
        own(NOVEMBER, by=boss, now=DECEMBER)


@rule.both("PERF-11")
def test_a_sheet_that_is_sent_back_is_submitted_again(sheet: RewardSheet) -> None:
    boss = perf.manager()
    with pytest.raises(Refused) as refused:
        rewards.send_back_sheet(sheet, " ", by=boss, now=DECEMBER)
    assert codes(refused) == {"reason"}
    rewards.send_back_sheet(sheet, "金额有误", by=boss, now=DECEMBER)
    again = rewards.submit_sheet(NOVEMBER, by=sheet.submitted_by, now=DECEMBER + DAY)
    assert reads.sheet_of(NOVEMBER) == again


# -- the pages


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
    made = in_effect(perf.agent(), "praise", None, chief, boss)
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


@pytest.mark.parametrize("view", ["decide", "all", "published", "mine", "nonsense"])
def test_every_list_is_shown_to_whom_it_concerns(client: Client, view: str) -> None:
    in_effect(perf.agent(), "bonus", 100, perf.supervisor(), perf.general_manager())
    for who in (perf.agent(), perf.supervisor(), perf.general_manager(), make.person(Role.HR_VIEWER, "hr")):
        make.signed_in(client, who)
        assert client.get(reverse("staffing:rewards"), {"view": view}).status_code == 200


@pytest.mark.parametrize("name", ["rewards", "reward-new", "rewards-sheet", "rewards-sheet-print"])
def test_who_is_of_another_department_gets_no_page(client: Client, name: str) -> None:
    make.signed_in(client, make.person(Role.DEPARTMENT_USER, "onsite"))
    assert client.get(reverse(f"staffing:{name}")).status_code == 403

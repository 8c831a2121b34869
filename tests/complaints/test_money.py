"""Money: who may say yes to how much, and where it goes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from casework.models import Approval, Reminder
from complaints.actions import money
from complaints.models import Complaint, Settlement
from complaints.offers import offers
from complaints.queries.lists import Wanted, queue
from complaints.queries.waiting import read_waiting
from complaints.rules import money as rules
from complaints.states import SettlementKind, Severity, State
from mall.roles import Permission, Role
from tests import make, make_merchants
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from django.test import Client

    from mall.models import User

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = Permission.APPROVE_BAND_1, Permission.APPROVE_BAND_2, Permission.APPROVE_BAND_3


@rule.both("CMP-37")
@pytest.mark.parametrize(
    ("amount", "authority"),
    [
        ("0", ONE),
        ("0.01", ONE),
        ("1000.00", ONE),
        ("1000.01", TWO),
        ("5000.00", TWO),
        ("5000.01", THREE),
        ("99999999.99", THREE),
    ],
)
def test_each_edge_belongs_to_the_band_below_it(amount: str, authority: Permission) -> None:
    assert rules.authority_for(Decimal(amount), (1000, 5000)) == authority


def decider(role: str) -> User:
    """Somebody who may approve."""
    return {"manager": cases.manager, "deputy": cases.deputy, "gm": cases.general_manager}[role]()


@rule.both("CMP-31", "CMP-37")
@pytest.mark.parametrize(
    ("amount", "role", "may"),
    [
        ("1000.00", "manager", True),
        ("1000.01", "manager", False),
        ("1000.01", "deputy", True),
        ("5000.00", "deputy", True),
        ("5000.01", "deputy", False),
        ("5000.01", "gm", True),
        ("800", "gm", True),
    ],
)
def test_nobody_approves_above_his_band(amount: str, role: str, may: bool) -> None:  # noqa: FBT001 - a case of the test
    complaint = cases.proposed(amount)
    by = decider(role)
    assert (rules.obstacles_to_deciding(complaint, by, cases.NOON) == []) is may
    if may:
        money.approve(complaint, by=by, now=cases.later(hours=3))
        assert complaint.settlements.get().state == Settlement.State.APPROVED
    else:
        with pytest.raises(Refused):
            money.approve(complaint, by=by, now=cases.later(hours=3))
        assert Approval.objects.get().verdict == ""


@rule.both("CMP-31", "CMP-46")
def test_nobody_decides_on_his_own_proposal_or_about_himself() -> None:
    manager = cases.manager()
    own = cases.proposed("100", by=manager)
    assert [o.code for o in rules.obstacles_to_deciding(own, manager, cases.NOON)] == ["own"]
    about = cases.proposed("100")
    about.staff_person = manager
    assert [o.code for o in rules.obstacles_to_deciding(about, manager, cases.NOON)] == ["self"]
    assert rules.obstacles_to_deciding(about, cases.manager(), cases.NOON) == []


@rule.both("CMP-31")
@rule("CMP-23")
def test_what_costs_money_or_is_serious_needs_a_yes() -> None:
    general, serious = cases.answered(), cases.answered(severity=Severity.SERIOUS)
    assert rules.needs_approval(general, Decimal("0.01"))
    assert not rules.needs_approval(general, Decimal(0))
    assert rules.needs_approval(serious, Decimal(0))
    agent = cases.agent()
    money.propose(general, kind="exchange", amount=Decimal(0), reason="换货", by=agent, now=cases.later(hours=2))
    assert (general.state, general.settlements.get().state) == (State.ANSWERED, "approved")
    money.propose(serious, kind="apology", amount=Decimal(0), reason="道歉", by=agent, now=cases.later(hours=2))
    assert (serious.state, serious.settlements.get().state) == (State.AWAITING_APPROVAL, "proposed")


@rule.both("CMP-23")
def test_compensation_is_reported_to_the_deputy_whoever_decides() -> None:
    deputy = cases.deputy()
    cases.proposed("100")
    assert Reminder.objects.filter(receiver=deputy, kind="complaint.compensation").exists()
    other = cases.answered()
    Reminder.objects.all().delete()
    money.propose(other, kind="exchange", amount=Decimal(0), reason="换货", by=cases.agent(), now=cases.NOON)
    assert not Reminder.objects.filter(kind="complaint.compensation").exists()


def test_a_refused_proposal_goes_back_with_its_reason() -> None:
    complaint = cases.proposed("500")
    with pytest.raises(Refused):
        money.refuse(complaint, " ", by=cases.manager(), now=cases.later(hours=3))
    complaint.refresh_from_db()
    money.refuse(complaint, "证据不足", by=cases.manager(), now=cases.later(hours=3))
    assert complaint.state == State.ANSWERED
    assert Approval.objects.get().reason == "证据不足"
    money.propose(
        complaint, kind="refund", amount=Decimal(300), reason="再议", by=cases.agent(), now=cases.later(hours=4)
    )
    assert complaint.state == State.AWAITING_APPROVAL


@rule.both("CMP-38")
def test_a_settlement_is_proposed_on_the_answer_once_at_a_time() -> None:
    agent = cases.agent()
    assert rules.obstacles_to_proposing(cases.answered(), agent, cases.NOON) == []
    assert [o.code for o in rules.obstacles_to_proposing(cases.registered(), agent, cases.NOON)] == ["state"]
    assert "proposed" in [o.code for o in rules.obstacles_to_proposing(cases.proposed(), agent, cases.NOON)]


@rule.both("CMP-38")
@pytest.mark.parametrize(
    ("kind", "amount", "fits"),
    [
        (SettlementKind.COMPENSATION, "1", True),
        (SettlementKind.COMPENSATION, "0", False),
        (SettlementKind.REFUND, "0", False),
        (SettlementKind.DISCOUNT, "0", False),
        (SettlementKind.EXCHANGE, "0", True),
        (SettlementKind.EXCHANGE, "20", True),
        (SettlementKind.APOLOGY, "0", True),
        (SettlementKind.APOLOGY, "5", False),
    ],
)
def test_kind_and_amount_fit(kind: str, amount: str, fits: bool) -> None:  # noqa: FBT001 - a case of the test
    assert (rules.obstacles_to_amount(kind, Decimal(amount)) == []) is fits


def advanced(amount: str = "800") -> Complaint:
    """A complaint about a merchant for which the mall advanced money."""
    complaint = cases.answered(merchant=make_merchants.merchant())
    agent = cases.agent()
    money.propose(
        complaint,
        kind="compensation",
        amount=Decimal(amount),
        reason="先行赔付",
        paid_by_mall=True,
        by=agent,
        now=cases.NOON,
    )
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    money.carry_out(complaint, by=agent, now=cases.later(hours=4))
    return complaint


@rule.both("CMP-38")
def test_no_more_is_recovered_than_was_advanced() -> None:
    complaint, agent = advanced("800"), cases.agent()
    assert rules.obstacles_to_recovering(complaint, agent, cases.NOON) == []
    money.recover(complaint, Decimal("300.50"), receipt="S1", by=agent, now=cases.later(days=1))
    settlement = complaint.settlements.get()
    assert rules.still_to_recover(settlement) == Decimal("499.50")
    assert rules.obstacles_to_recovered_sum(settlement, Decimal("499.50")) == []
    for wrong in ("499.51", "0", "-1"):
        with pytest.raises(Refused):
            money.recover(complaint, Decimal(wrong), by=agent, now=cases.later(days=1))
    money.recover(complaint, Decimal("499.50"), by=agent, now=cases.later(days=2))
    assert rules.obstacles_to_recovering(complaint, agent, cases.NOON)


@rule.both("CMP-38")
def test_money_is_advanced_only_where_a_merchant_can_pay_it_back() -> None:
    nobody, shop = cases.answered(), cases.answered(merchant=make_merchants.merchant())
    amount = Decimal(100)
    assert rules.obstacles_to_advancing(nobody, amount, paid_by_mall=True)
    assert rules.obstacles_to_advancing(shop, Decimal(0), paid_by_mall=True)
    assert rules.obstacles_to_advancing(shop, amount, paid_by_mall=True) == []
    assert rules.obstacles_to_advancing(nobody, amount, paid_by_mall=False) == []


@rule.both("CMP-31")
def test_only_what_was_approved_is_carried_out() -> None:
    complaint = cases.proposed("100")
    agent = cases.agent()
    with pytest.raises(Refused):
        money.carry_out(complaint, by=agent, now=cases.later(hours=3))
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    assert rules.obstacles_to_carrying_out(complaint, agent, cases.NOON) == []
    money.carry_out(complaint, by=agent, now=cases.later(hours=4))
    assert complaint.settlements.get().carried_out_by == agent


@rule.both("CMP-38")
def test_a_proposal_is_taken_back_by_who_made_it_or_a_supervisor() -> None:
    agent = cases.agent()
    complaint = cases.proposed("100", by=agent)
    assert rules.obstacles_to_withdrawing_proposal(complaint, cases.agent(), cases.NOON)
    assert rules.obstacles_to_withdrawing_proposal(complaint, cases.supervisor(), cases.NOON) == []
    assert rules.obstacles_to_withdrawing_proposal(cases.answered(), agent, cases.NOON)
    money.take_back(complaint, by=agent, now=cases.later(hours=3))
    assert (complaint.state, complaint.settlements.get().state) == (State.ANSWERED, "withdrawn")


def test_the_approvers_list_shows_only_what_he_may_decide() -> None:
    manager, deputy = cases.manager(), cases.deputy()
    small, large = cases.proposed("500"), cases.proposed("4000")
    own = cases.proposed("10", by=manager)

    def numbers(user: User) -> set[str]:
        return {row["case_number"] for row in read_waiting(user, cases.later(days=1)).rows["settlements"]}

    assert numbers(manager) == {small.folder.number}
    assert numbers(deputy) == {small.folder.number, large.folder.number, own.folder.number}
    assert numbers(make.person(Role.AGENT)) == set()


@rule("CMP-37")
def test_what_is_approved_waits_for_nobody_and_says_that_it_is_to_be_told(client: Client) -> None:
    lin = cases.agent()
    complaint = cases.proposed(by=lin)
    number = complaint.folder.number

    def stands_in(view: str) -> str:
        row = next((one for one in queue(lin, Wanted(view=view), {}, cases.later(hours=4)).rows), None)
        return row.state if row else ""

    assert not rules.is_decided(complaint)
    assert (stands_in("approval"), stands_in("answered")) == ("待审批", "")
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert rules.is_decided(complaint)
    assert (stands_in("approval"), stands_in("answered")) == ("", "已批准，待答复")
    assert [one.code for one in offers(complaint, lin, cases.later(hours=4)) if one.primary] == ["reply"]
    page = make.signed_in(client, lin).get(f"/complaints/{number}/").content.decode()
    assert "已批准，待答复" in page

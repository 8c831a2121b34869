"""How a complaint ends, and how it begins again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.actions import closing, money, papers, reopening, replying
from complaints.actions.moving import move
from complaints.rules import closing as rules
from complaints.rules.moving import obstacles_to_move
from complaints.states import TRANSITIONS, Ending, Severity, State
from mall.limits import limit
from mall.models import Limit
from merchants.models import Dispute
from tests import make, make_merchants
from tests import make_cases as cases
from tests.rules import rule
from ui.obstacles import Refused

if TYPE_CHECKING:
    from complaints.models import Complaint

pytestmark = pytest.mark.django_db


def codes(complaint: Complaint) -> set[str]:
    """What stands in the way of closing."""
    return {o.code for o in rules.obstacles_to_closing(complaint, cases.agent(), cases.NOON)}


@rule.allows("CMP-39", "CMP-40", "ORG-08")
def test_a_followed_up_complaint_closes_and_is_filed() -> None:
    complaint = cases.followed_up()
    assert codes(complaint) == set()
    closing.close(complaint, by=cases.agent(), now=cases.later(days=2))
    assert (complaint.state, complaint.ending) == (State.CLOSED, Ending.SOLVED)
    assert complaint.folder.closed_at == cases.later(days=2)
    # Nothing is owed of it any more, but that a supervisor may be asked to check the follow-up again.
    assert set(complaint.folder.clocks.running().values_list("kind", flat=True)) <= {"recheck"}
    assert complaint.folder.clocks.get(kind="closing").met_at == cases.later(days=2)
    with pytest.raises(Refused):
        closing.close(complaint, by=cases.agent(), now=cases.later(days=2))


@rule.both("CMP-19")
def test_no_closing_with_an_unanswered_hand_off() -> None:
    complaint = cases.followed_up()
    complaint.folder.handoffs.update(state="accepted")
    assert "handoff" in codes(complaint)
    complaint.folder.handoffs.update(state="answered")
    assert "handoff" not in codes(complaint)


@rule.both("CMP-39", "FUP-S03")
def test_no_closing_before_the_follow_up() -> None:
    assert "follow_up" in codes(cases.replied())
    assert codes(cases.replied(phone="")) == set()


@rule.refuses("CMP-30")
def test_no_closing_before_the_result_is_told() -> None:
    complaint = cases.followed_up()
    complaint.result_told_at = None
    assert codes(complaint) == {"told"}


@rule.refuses("CMP-40")
@pytest.mark.parametrize("missing", ["category", "cause"])
def test_no_closing_without_kind_and_cause(missing: str) -> None:
    complaint = cases.followed_up()
    setattr(complaint, missing, None)
    assert codes(complaint) == {missing}


@rule.both("CMP-12", "CMP-40")
def test_what_talking_settled_has_a_kind_but_no_cause() -> None:
    complaint = cases.followed_up()
    complaint.ending, complaint.cause = Ending.SETTLED_AT_ONCE, None
    assert codes(complaint) == set()
    complaint.category = None
    assert codes(complaint) == {"category"}
    complaint.severity = Severity.SERIOUS
    assert codes(complaint) == {"category", "judgement", "lesson", "report_up"}


@rule.both("CMP-24", "CMP-28", "CMP-41")
def test_a_serious_case_closes_with_judgement_lesson_and_report() -> None:
    complaint = cases.followed_up()
    complaint.severity = Severity.SERIOUS
    assert codes(complaint) == {"judgement", "lesson", "report_up"}
    closing.judge(
        complaint,
        category=complaint.category,
        cause=complaint.cause,
        responsible=make.department("onsite"),
        responsible_loss=Decimal("120.50"),
        personal_penalty="",
        judgement="商户责任",
        lesson="收货时检查",
        by=cases.agent(),
        now=cases.NOON,
    )
    complaint.reported_at = cases.NOON
    assert codes(complaint) == set()
    complaint.severity = Severity.SPECIAL
    assert codes(complaint) == {"agreement"}


@rule.both("CMP-28")
def test_a_closed_case_is_judged_no_more() -> None:
    by = cases.agent()
    assert rules.obstacles_to_judging(cases.answered(), by, cases.NOON) == []
    assert rules.obstacles_to_judging(cases.closed(), by, cases.NOON)


def test_an_approved_settlement_is_carried_out_before_closing() -> None:
    complaint, by = cases.proposed("100"), cases.agent()
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    replying.reply(complaint, "phone", "赔偿 100 元", final=True, by=by, now=cases.later(hours=4))
    cases.ask(complaint)
    assert codes(complaint) == {"settlement"}
    money.carry_out(complaint, by=by, now=cases.later(days=1))
    closing.close(complaint, by=by, now=cases.later(days=2))
    assert complaint.ending == Ending.COMPENSATED


@rule.both("CMP-32")
def test_unfounded_is_told_and_closed() -> None:
    complaint, by = cases.answered(), cases.agent()
    assert rules.obstacles_to_rejecting(complaint, by, cases.NOON) == []
    closing.reject(complaint, "商品无质量问题", by=by, now=cases.later(hours=2))
    assert (complaint.state, complaint.ending) == (State.REJECTED, Ending.UNFOUNDED)
    assert codes(complaint) == {"told"}
    replying.reply(complaint, "phone", "经核实…", final=True, by=by, now=cases.later(hours=3))
    assert complaint.state == State.REJECTED
    assert cases.open_follow_up(complaint) is None
    closing.close(complaint, by=by, now=cases.later(hours=4))
    assert complaint.state == State.CLOSED
    assert rules.obstacles_to_rejecting(cases.replied(), by, cases.NOON)


@rule.both("CMP-32")
@pytest.mark.parametrize(("upholds", "state"), [(True, State.REJECTED), (False, State.REOPENED)])
def test_an_objection_goes_up_as_a_petition(upholds: bool, state: State) -> None:  # noqa: FBT001 - a case of the test
    by, deputy = cases.agent(), cases.deputy()
    complaint = cases.answered()
    assert rules.obstacles_to_objecting(complaint, by, cases.NOON)
    closing.reject(complaint, "无质量问题", by=by, now=cases.later(hours=2))
    assert rules.obstacles_to_objecting(complaint, by, cases.NOON) == []
    petition = closing.object_to(
        complaint, objection="不服", facts="事实", proposal="维持", by=by, now=cases.later(hours=3)
    )
    assert petition.number == f"{complaint.folder.number}-QC1"
    assert rules.obstacles_to_objecting(complaint, by, cases.NOON)
    assert "petition" in codes(complaint)
    assert [o.code for o in rules.obstacles_to_deciding_petition(complaint, by, cases.NOON)] == ["own"]
    assert rules.obstacles_to_deciding_petition(complaint, deputy, cases.NOON) == []
    closing.decide_petition(complaint, "同意", upholds=upholds, by=deputy, now=cases.later(hours=4))
    assert complaint.state == state
    assert rules.obstacles_to_deciding_petition(complaint, deputy, cases.NOON)


def approved() -> Complaint:
    """A complaint whose money is approved and not paid out yet."""
    complaint = cases.proposed("500")
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    return complaint


@rule.both("HOUSE-03")
@pytest.mark.parametrize(
    "stage",
    [cases.registered, cases.dispatched, cases.answered, cases.proposed, approved, cases.replied],
)
def test_a_complaint_is_withdrawn_from_every_stage_and_nothing_is_owed(stage: Any) -> None:
    complaint, by = stage(), cases.agent()
    closing.withdraw(complaint, "顾客自行解决", by=by, now=cases.later(days=1))
    assert complaint.state == State.WITHDRAWN
    assert rules.obstacles_to_withdrawing(complaint, by, cases.NOON)
    assert not complaint.folder.handoffs.unanswered().exists()
    assert not complaint.folder.approvals.undecided().exists()
    assert not complaint.settlements.filter(state__in=("proposed", "approved")).exists()
    assert cases.open_follow_up(complaint) is None
    replying.reply(complaint, "phone", "已按您的要求撤诉", final=True, by=by, now=cases.later(days=1))
    closing.close(complaint, by=by, now=cases.later(days=1))
    assert complaint.ending == Ending.WITHDRAWN
    with pytest.raises(Refused):
        closing.withdraw(complaint, "x", by=by, now=cases.later(days=2))


@rule.both("CMP-12", "FUP-S03")
@pytest.mark.parametrize("asks", [False, True])
def test_settled_on_the_spot_closes_without_a_call_unless_the_limit_asks(asks: bool) -> None:  # noqa: FBT001 - a case of the test
    if asks:
        Limit.objects.create(
            name="follow_up_when_settled",
            value=True,
            valid_from=cases.NOON.date().replace(month=1),
            reason="t",
            set_by=cases.manager(),
            set_at=cases.NOON,
        )
    assert limit("follow_up_when_settled", cases.NOON) is asks
    complaint, by = cases.registered(), cases.agent()
    move(complaint, State.REPLIED)
    complaint.ending, complaint.result_told_at = Ending.SETTLED_AT_ONCE, cases.NOON
    complaint.save()
    closing.after_settling_at_once(complaint, by=by, now=cases.NOON)
    assert complaint.state == (State.REPLIED if asks else State.CLOSED)
    assert (cases.open_follow_up(complaint) is not None) is asks


@rule.refuses("CMP-12")
def test_settled_on_the_spot_without_a_category_stays_until_it_is_there() -> None:
    complaint, by = cases.registered(category=None), cases.agent()
    move(complaint, State.REPLIED)
    complaint.ending, complaint.result_told_at = Ending.SETTLED_AT_ONCE, cases.NOON
    complaint.save()
    closing.after_settling_at_once(complaint, by=by, now=cases.NOON)
    assert complaint.state == State.REPLIED


@rule.both("CMP-29")
@rule.allows("ORG-04")
def test_reopening_keeps_the_papers_and_withdraws_the_merchants_record() -> None:
    by = cases.agent()
    complaint = cases.closed(by=by, merchant=make_merchants.merchant())
    dispute = Dispute.objects.get(origin=complaint.folder)
    assert (dispute.upheld, dispute.withdrawn_at) == (True, None)
    assert rules.obstacles_to_reopening(complaint, by, cases.NOON) == []
    reopening.reopen(complaint, "顾客再次来访", by=by, now=cases.later(days=5))
    dispute.refresh_from_db()
    assert dispute.withdrawn_at == cases.later(days=5)
    assert (complaint.state, complaint.level, complaint.ending) == (State.REOPENED, 1, "")
    assert complaint.folder.handoffs.get().answer != ""
    assert complaint.folder.notes.get().text == "顾客再次来访"
    running = cases.answered()
    assert rules.obstacles_to_reopening(running, by, cases.NOON)
    with pytest.raises(Refused):
        reopening.reopen(running, "x", by=by, now=cases.NOON)


def test_a_reopened_case_goes_round_again_with_nothing_promised() -> None:
    by = cases.agent()
    complaint = cases.proposed("100", by=by)
    money.approve(complaint, by=cases.manager(), now=cases.later(hours=3))
    replying.reply(complaint, "phone", "赔偿", final=True, by=by, now=cases.later(hours=4))
    cases.ask(complaint, content=False)
    assert complaint.settlements.get().state == "withdrawn"
    cases.hand_over(complaint, by=by, now=cases.later(days=1, hours=1))
    cases.answer(complaint, now=cases.later(days=1, hours=2))
    replying.reply(complaint, "phone", "再次答复", final=True, by=by, now=cases.later(days=1, hours=3))
    cases.ask(complaint, now=cases.later(days=2))
    closing.close(complaint, by=by, now=cases.later(days=3))
    assert (complaint.state, complaint.ending, complaint.folder.reopened) == (State.CLOSED, Ending.SOLVED, 1)


def test_an_unfounded_complaint_is_not_held_against_the_merchant() -> None:
    by = cases.agent()
    complaint = cases.answered(merchant=make_merchants.merchant())
    closing.reject(complaint, "无质量问题", by=by, now=cases.later(hours=2))
    replying.reply(complaint, "letter", "经核实…", final=True, by=by, now=cases.later(hours=3))
    closing.close(complaint, by=by, now=cases.later(hours=4))
    assert Dispute.objects.get().upheld is False


# --- random walks ------------------------------------------------------------------------------


@rule.both("HOUSE-03")
@pytest.mark.parametrize("here", list(State))
@pytest.mark.parametrize("there", list(State))
def test_every_edge_outside_the_table_is_refused(here: State, there: State) -> None:
    complaint = cases.registered()
    complaint.state = here
    refused = obstacles_to_move(complaint, there)
    assert (refused == []) is (there in TRANSITIONS[here])


def _acts() -> dict[str, Any]:
    """Every act that may change a state, with plausible words."""
    agent, manager, deputy = cases.agent(), cases.manager(), cases.deputy()
    return {
        "hand over": lambda c, now: cases.hand_over(c, by=agent, now=now),
        "answer": lambda c, now: cases.answer(c, now=now),
        "propose": lambda c, now: money.propose(
            c, kind="compensation", amount=Decimal(10), reason="r", by=agent, now=now
        ),
        "approve": lambda c, now: money.approve(c, by=manager, now=now),
        "refuse": lambda c, now: money.refuse(c, "不同意", by=manager, now=now),
        "take back": lambda c, now: money.take_back(c, by=agent, now=now),
        "carry out": lambda c, now: money.carry_out(c, by=agent, now=now),
        "tell": lambda c, now: replying.reply(c, "phone", "结果", final=True, by=agent, now=now),
        "ask content": lambda c, now: cases.ask(c, by=manager, now=now),
        "ask not content": lambda c, now: cases.ask(c, content=False, by=manager, now=now),
        "reject": lambda c, now: closing.reject(c, "r", by=agent, now=now),
        "object": lambda c, now: closing.object_to(c, objection="o", facts="f", proposal="p", by=agent, now=now),
        "uphold": lambda c, now: closing.decide_petition(c, "d", upholds=True, by=deputy, now=now),
        "withdraw": lambda c, now: closing.withdraw(c, "r", by=agent, now=now),
        "reopen": lambda c, now: reopening.reopen(c, "r", by=agent, now=now),
        "report": lambda c, now: papers.report_up(c, by=agent, now=now),
        "close": lambda c, now: closing.close(c, by=agent, now=now),
    }


NAMES = (
    "hand over", "answer", "propose", "approve", "refuse", "take back", "carry out", "tell", "ask content",
    "ask not content", "reject", "object", "uphold", "withdraw", "reopen", "report", "close",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(walk=st.lists(st.sampled_from(NAMES), max_size=14))
def test_a_random_walk_never_leaves_the_table(walk: list[str]) -> None:
    """Whatever people try in whatever order, the state moves along edges of the table or not at all."""
    from django.db import transaction

    acts = _acts()
    complaint = cases.registered()
    for step, name in enumerate(walk):
        before = State(complaint.state)
        now = cases.later(hours=step + 1)
        try:
            with transaction.atomic():
                acts[name](complaint, now)
        except (Refused, complaint.folder.handoffs.model.DoesNotExist):
            complaint.refresh_from_db()
            complaint.folder.refresh_from_db()
            assert State(complaint.state) == before
            continue
        complaint.refresh_from_db()
        complaint.folder.refresh_from_db()
        after = State(complaint.state)
        reached = {before} | TRANSITIONS[before]
        reached |= {there for here in TRANSITIONS[before] for there in TRANSITIONS[here]}  # followed up → reopened
        assert after in reached
        assert complaint.folder.stage == after
        assert (complaint.folder.closed_at is not None) is (after == State.CLOSED)
        if after == State.CLOSED:
            assert complaint.ending
            assert complaint.result_told_at
            assert not complaint.folder.handoffs.unanswered().exists()

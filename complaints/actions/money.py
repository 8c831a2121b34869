"""Offering, deciding, paying, getting back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from casework.actions import approvals
from casework.actions.folders import record
from casework.actions.notices import tell
from complaints import notice_kinds
from complaints.actions import clocks
from complaints.actions.moving import move
from complaints.models import Recovery, Settlement
from complaints.rules import money as rules
from complaints.states import State
from mall.queries.people import deputies
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from casework.models import Approval
    from complaints.models import Complaint
    from mall.models import User

S = Settlement.State
T = TypeVar("T")


def propose(  # one argument per fact of the proposal
    complaint: Complaint,
    *,
    kind: str,
    amount: Decimal,
    reason: str,
    paid_by_mall: bool = False,
    by: User,
    now: datetime,
) -> Settlement:
    """CMP-37, CMP-38. Propose what the complainant is to get; what needs a yes goes to whoever may give it.

    `amount` in yuan. Raises Refused.
    """
    refuse_if(
        [
            *rules.obstacles_to_proposing(complaint, by, now),
            *rules.obstacles_to_amount(kind, amount),
            *rules.obstacles_to_advancing(complaint, amount, paid_by_mall=paid_by_mall),
        ]
    )
    settlement = Settlement(
        complaint=complaint,
        kind=kind,
        amount=amount,
        reason=reason.strip(),
        paid_by_mall=paid_by_mall,
        proposed_at=now,
        proposed_by=by,
    )
    if rules.needs_approval(complaint, amount):
        settlement.approval = _ask(complaint, settlement, by=by, now=now)
        settlement.save()
        move(complaint, State.AWAITING_APPROVAL)
        clocks.proposal_waits(complaint, now=now)
        return settlement
    settlement.state = S.APPROVED
    settlement.save()
    record(complaint.folder, "settlement_agreed", by=by, now=now, facts={"settlement": settlement.pk})
    clocks.result_owed(complaint, now=now)
    return settlement


def _ask(complaint: Complaint, settlement: Settlement, *, by: User, now: datetime) -> Approval:
    approval = approvals.propose(
        complaint.folder,
        rules.WHAT,
        permission=rules.authority_for(settlement.amount, rules.bands(now)),
        amount=settlement.amount,
        proposal=settlement.reason,
        by=by,
        now=now,
    )
    if settlement.amount > 0:
        # CMP-23: compensation is reported to the deputy general manager whoever decides it.
        tell(
            [person for person in deputies() if person.pk != by.pk],
            notice_kinds.COMPENSATION,
            complaint.folder,
            key=f"compensation:{approval.pk}",
            now=now,
            facts={"amount": f"{settlement.amount:.2f}"},
        )
    return approval


def approve(complaint: Complaint, *, by: User, now: datetime, reason: str = "") -> Settlement:
    """CMP-37. Say yes within one's band. The complainant may be told from now on. Raises Refused."""
    refuse_if(rules.obstacles_to_deciding(complaint, by, now))
    settlement = _waiting(complaint)
    approvals.approve(_approval(settlement), by=by, now=now, reason=reason)
    _set(settlement, S.APPROVED)
    clocks.result_owed(complaint, now=now)
    return settlement


def refuse(complaint: Complaint, reason: str, *, by: User, now: datetime) -> Settlement:
    """CMP-37. Say no with a reason; the complaint goes back to where it was answered. Raises Refused."""
    refuse_if(rules.obstacles_to_deciding(complaint, by, now))
    settlement = _waiting(complaint)
    approvals.refuse(_approval(settlement), reason, by=by, now=now)
    _set(settlement, S.REFUSED)
    move(complaint, State.ANSWERED)
    clocks.result_owed(complaint, now=now)
    return settlement


def take_back(complaint: Complaint, *, by: User, now: datetime, reason: str = "") -> Settlement:
    """CMP-38. Take the waiting proposal back; the complaint is answered again. Raises Refused."""
    refuse_if(rules.obstacles_to_withdrawing_proposal(complaint, by, now))
    settlement = _waiting(complaint)
    approvals.withdraw(_approval(settlement), by=by, now=now, reason=reason)
    _set(settlement, S.WITHDRAWN)
    move(complaint, State.ANSWERED)
    clocks.result_owed(complaint, now=now)
    return settlement


def carry_out(complaint: Complaint, *, by: User, now: datetime) -> Settlement:
    """CMP-31. Note that the approved settlement was carried out. Raises Refused."""
    refuse_if(rules.obstacles_to_carrying_out(complaint, by, now))
    settlement = Settlement.objects.select_for_update().get(pk=_must(rules.approved_settlement(complaint)).pk)
    settlement.state, settlement.carried_out_at, settlement.carried_out_by = S.CARRIED_OUT, now, by
    settlement.save(update_fields=["state", "carried_out_at", "carried_out_by"])
    record(complaint.folder, "settlement_carried_out", by=by, now=now, facts={"settlement": settlement.pk})
    return settlement


def recover(complaint: Complaint, amount: Decimal, *, receipt: str = "", by: User, now: datetime) -> Recovery:
    """CMP-38. Enter money the merchant paid back to the mall, in yuan; never more than is open. Raises Refused."""
    refuse_if(rules.obstacles_to_recovering(complaint, by, now))
    settlement = Settlement.objects.select_for_update().get(pk=_must(rules.advanced_settlement(complaint)).pk)
    refuse_if(rules.obstacles_to_recovered_sum(settlement, amount))
    recovery = Recovery.objects.create(settlement=settlement, amount=amount, receipt=receipt.strip(), at=now, by=by)
    facts = {"settlement": settlement.pk, "recovery": recovery.pk, "amount": f"{amount:.2f}"}
    record(complaint.folder, "advance_recovered", by=by, now=now, facts=facts)
    return recovery


def drop_open(complaint: Complaint, *, by: User, now: datetime) -> None:
    """End what was offered and not carried out: the case ends, or a new round begins with nothing promised.

    What ends it moves the case itself.
    """
    if rules.waiting_approval(complaint) is not None:
        approvals.lapse(_approval(_waiting(complaint)), by=by, now=now)
    for settlement in complaint.settlements.filter(state__in=(S.PROPOSED, S.APPROVED)):
        _set(settlement, S.WITHDRAWN)


def _waiting(complaint: Complaint) -> Settlement:
    return complaint.settlements.select_related("approval").get(state=S.PROPOSED)


def _approval(settlement: Settlement) -> Approval:
    return _must(settlement.approval)


def _set(settlement: Settlement, state: str) -> None:
    settlement.state = state
    settlement.save(update_fields=["state"])


def _must(found: T | None) -> T:
    if found is None:  # the rule asked just before says it is there
        raise LookupError
    return found

"""Money: what is offered, who may say yes to how much, what the mall advances and gets back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import sla
from complaints.models import Settlement
from complaints.rules.offering import CaseAct
from complaints.states import AgreementState, SettlementKind, State
from mall.limits import limit
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casework.models import Approval
    from complaints.models import Complaint
    from mall.models import User

#: What the approval of a settlement is called among a folder's approvals.
WHAT = "settlement"

#: Kinds that are money by their nature; the others may cost nothing.
MONEY_KINDS = frozenset({SettlementKind.REFUND, SettlementKind.COMPENSATION, SettlementKind.DISCOUNT})

BANDS = (Permission.APPROVE_BAND_1, Permission.APPROVE_BAND_2, Permission.APPROVE_BAND_3)


def authority_for(amount: Decimal, edges: Sequence[int | Decimal]) -> Permission:
    """CMP-37. The manager up to the first edge, the deputy up to the second, above it the general manager.

    Each edge belongs to the band below it.
    """
    for edge, permission in zip(edges, BANDS, strict=False):
        if amount <= Decimal(edge):
            return permission
    return BANDS[len(edges)]


def needs_approval(complaint: Complaint, amount: Decimal) -> bool:
    """CMP-23, CMP-31. Money needs a yes, and so does every serious case, whatever it costs."""
    return amount > 0 or (complaint.severity or 0) >= sla.REPORTED_FROM


def obstacles_to_proposing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-38, CMP-25. Proposed on the department's answer, one at a time, never past an agreement in force.

    With an agreement all claims are settled.
    """
    obstacles = []
    if complaint.state != State.ANSWERED:
        obstacles.append(Obstacle("state", _("A settlement is proposed once the department has answered.")))
    if any(one.state == Settlement.State.PROPOSED for one in complaint.settlements.all()):
        obstacles.append(Obstacle("proposed", _("A proposal is waiting already.")))
    if any(one.state == AgreementState.EFFECTIVE for one in complaint.agreements.all()):
        obstacles.append(Obstacle("agreement", _("A mediation agreement is in force; all claims are settled.")))
    return obstacles


def obstacles_to_amount(kind: str, amount: Decimal) -> list[Obstacle]:
    """CMP-38. Refund, compensation and discount say how much; an apology costs nothing."""
    if kind in MONEY_KINDS and amount <= 0:
        return [Obstacle("amount", _("Say how much."), "amount")]
    if kind == SettlementKind.APOLOGY and amount > 0:
        return [Obstacle("amount", _("An apology costs nothing; choose another kind for money."), "amount")]
    return []


def obstacles_to_advancing(complaint: Complaint, amount: Decimal, *, paid_by_mall: bool) -> list[Obstacle]:
    """CMP-38. The mall advances money only where there is money and a merchant to get it back from."""
    if not paid_by_mall:
        return []
    if amount <= 0:
        return [Obstacle("advance", _("There is nothing to pay in advance."), "paid_by_mall")]
    if complaint.merchant_id is None:
        return [Obstacle("merchant", _("No merchant is named from whom it could be recovered."), "paid_by_mall")]
    return []


def waiting_approval(complaint: Complaint) -> Approval | None:
    """Return the undecided approval of a settlement, if there is one."""
    return next((one for one in complaint.folder.approvals.all() if one.what == WHAT and not one.verdict), None)


def obstacles_to_deciding(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-31, CMP-37. Nobody approves above his band, or his own proposal, or in a matter about himself."""
    approval = waiting_approval(complaint)
    if complaint.state != State.AWAITING_APPROVAL or approval is None:
        return [Obstacle("none", _("Nothing waits for approval here."))]
    obstacles = []
    if not user.may(Permission(approval.permission)):
        obstacles.append(Obstacle("band", _("The amount is above your authority.")))
    if approval.asked_by_id == user.pk:
        obstacles.append(Obstacle("own", _("Nobody decides on his own proposal.")))
    if complaint.staff_person_id == user.pk:
        obstacles.append(Obstacle("self", _("Nobody decides in a matter about himself.")))
    return obstacles


def obstacles_to_withdrawing_proposal(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-38. Whoever proposed takes the proposal back, or a supervisor does, until it is decided."""
    approval = waiting_approval(complaint)
    if approval is None:
        return [Obstacle("none", _("Nothing waits for approval here."))]
    if approval.asked_by_id != user.pk and not user.may(Permission.COMPLAINT_ASSIGN):
        return [Obstacle("own", _("Only who proposed it or a supervisor takes it back."))]
    return []


def is_decided(complaint: Complaint) -> bool:
    """CMP-37. Whether the yes that was waited for is given, and the complainant is still to be told."""
    return complaint.state == State.AWAITING_APPROVAL and waiting_approval(complaint) is None


def approved_settlement(complaint: Complaint) -> Settlement | None:
    """Return the settlement that was approved and is not carried out yet."""
    approved = (one for one in complaint.settlements.all() if one.state == Settlement.State.APPROVED)
    return max(approved, key=lambda one: one.pk, default=None)


def obstacles_to_carrying_out(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-31. Only what was approved is carried out, and the complainant is told of it."""
    if approved_settlement(complaint) is None:
        return [Obstacle("none", _("No approved settlement waits to be carried out."))]
    return []


def advanced_settlement(complaint: Complaint) -> Settlement | None:
    """Return the advance that is not wholly recovered yet."""
    return next((one for one in complaint.settlements.all() if still_to_recover(one) > 0), None)


def still_to_recover(settlement: Settlement) -> Decimal:
    """Return what the merchant still owes the mall of this advance, in yuan."""
    if not settlement.paid_by_mall or settlement.state != Settlement.State.CARRIED_OUT:
        return Decimal(0)
    return settlement.amount - sum((one.amount for one in settlement.recoveries.all()), Decimal(0))


def obstacles_to_recovering(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-38. Only an advance that was paid and is still open is recovered."""
    if advanced_settlement(complaint) is None:
        return [Obstacle("none", _("No advance is open."))]
    return []


def obstacles_to_recovered_sum(settlement: Settlement, amount: Decimal) -> list[Obstacle]:
    """CMP-38. No more comes back than went out."""
    left = still_to_recover(settlement)
    if amount <= 0:
        return [Obstacle("amount", _("Say how much came back."), "amount")]
    if amount > left:
        return [Obstacle("sum", _("Only %(left)s yuan are still open.") % {"left": left}, "amount")]
    return []


def bands(at: datetime) -> tuple[int, ...]:
    """Return the edges of the amount bands in force at a moment, in yuan."""
    edges: tuple[int, ...] = limit(sla.BANDS, at)
    return edges


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


def _answered(complaint: Complaint, _user: User) -> bool:
    return complaint.state == State.ANSWERED


def _awaiting(complaint: Complaint, _user: User) -> bool:
    return complaint.state == State.AWAITING_APPROVAL


def _approved(complaint: Complaint, _user: User) -> bool:
    return approved_settlement(complaint) is not None


def _advanced(complaint: Complaint, _user: User) -> bool:
    return advanced_settlement(complaint) is not None


SETTLE = CaseAct(
    "settle",
    gettext_lazy("Settlement and compensation"),
    Permission.SETTLEMENT_PROPOSE,
    "coin-yuan",
    obstacles_to_proposing,
    _answered,
    order=320,
)
APPROVE = CaseAct(
    "approve",
    gettext_lazy("Approve"),
    BANDS,
    "circle-check",
    obstacles_to_deciding,
    _awaiting,
    _in(State.AWAITING_APPROVAL),
    order=100,
)
REFUSE = CaseAct(
    "refuse",
    gettext_lazy("Refuse"),
    BANDS,
    "circle-x",
    obstacles_to_deciding,
    _awaiting,
    order=101,
    danger=True,
)
TAKE_BACK = CaseAct(
    "take-back",
    gettext_lazy("Take the proposal back"),
    Permission.SETTLEMENT_PROPOSE,
    "arrow-back-up",
    obstacles_to_withdrawing_proposal,
    _awaiting,
    order=330,
)
CARRY_OUT = CaseAct(
    "carry-out",
    gettext_lazy("Settlement carried out"),
    Permission.SETTLEMENT_PROPOSE,
    "checks",
    obstacles_to_carrying_out,
    _approved,
    order=340,
)
RECOVER = CaseAct(
    "recover",
    gettext_lazy("Recover the advance"),
    Permission.SETTLEMENT_PROPOSE,
    "receipt-refund",
    obstacles_to_recovering,
    _advanced,
    order=350,
)

OFFERS = (SETTLE, APPROVE, REFUSE, TAKE_BACK, CARRY_OUT, RECOVER)

"""The mediation agreement F-85: signed by A, signed and sealed by B, and then it is final."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Agreement, Settlement
from complaints.rules.offering import CaseAct, Shown
from complaints.states import AgreementState, Severity, State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date, datetime

    from complaints.models import Complaint
    from mall.models import User

#: From the department's answer until the case is closed.
WHEN = frozenset({State.ANSWERED, State.AWAITING_APPROVAL, State.REPLIED, State.FOLLOWED_UP})


def current(complaint: Complaint) -> Agreement | None:
    """Return the agreement that is not voided, if there is one."""
    return next((one for one in complaint.agreements.all() if one.state != AgreementState.VOIDED), None)


def in_force(complaint: Complaint) -> bool:
    """CMP-25. Whether an agreement is effective."""
    return any(one.state == AgreementState.EFFECTIVE for one in complaint.agreements.all())


def needs_agreement(complaint: Complaint) -> bool:
    """CMP-24. The especially serious is settled in writing; whatever was drafted must come into force too."""
    return complaint.severity == Severity.SPECIAL or current(complaint) is not None


def obstacles_to_drafting(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-24, CMP-25. Drafted on the department's answer; what A has signed is never changed, only voided."""
    if complaint.state not in WHEN:
        return [Obstacle("state", _("An agreement is drafted once the department has answered."))]
    agreement = current(complaint)
    if agreement is not None and agreement.state != AgreementState.DRAFTED:
        return [Obstacle("signed", _("The agreement is signed; it can only be voided."))]
    return []


def allowed_amount(complaint: Complaint) -> Decimal:
    """CMP-31. Return the greatest amount that was approved for this complaint, in yuan."""
    agreed = (Settlement.State.APPROVED, Settlement.State.CARRIED_OUT)
    return max((one.amount for one in complaint.settlements.all() if one.state in agreed), default=Decimal(0))


def obstacles_to_signing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-25, CMP-31. A signs the printed draft, and never over more money than was approved."""
    agreement = current(complaint)
    if agreement is None or agreement.state != AgreementState.DRAFTED:
        return [Obstacle("draft", _("There is no draft to sign."))]
    obstacles = []
    if agreement.printed_at is None:
        obstacles.append(Obstacle("print", _("Print the draft first; people sign on paper.")))
    if (agreement.amount or Decimal(0)) > allowed_amount(complaint):
        obstacles.append(Obstacle("amount", _("The amount in the agreement is more than was approved.")))
    return obstacles


def obstacles_to_sealing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-25. B signs and seals after A; with the scan attached the agreement comes into force."""
    agreement = current(complaint)
    if agreement is None or agreement.state != AgreementState.SIGNED_A:
        return [Obstacle("a", _("Party A has not signed yet."))]
    return []


def obstacles_to_sign_day(agreement: Agreement, day: date, today: date) -> list[Obstacle]:
    """CMP-25. Nobody signs in the future, nobody before the draft, and B not before A."""
    if day > today:
        return [Obstacle("future", _("The day lies in the future."), "signed_on")]
    if agreement.a_signed_on is not None and day < agreement.a_signed_on:
        return [Obstacle("order", _("B signs after A."), "signed_on")]
    return []


def obstacles_to_voiding(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-25. What is signed is voided with a reason, by a supervisor, while the case is open."""
    agreement = current(complaint)
    if agreement is None:
        return [Obstacle("none", _("There is no agreement."))]
    obstacles = []
    if complaint.state == State.CLOSED:
        obstacles.append(Obstacle("closed", _("The case is closed; reopen it first.")))
    if agreement.state != AgreementState.DRAFTED and not user.may(Permission.COMPLAINT_ASSIGN):
        obstacles.append(Obstacle("supervisor", _("What is signed is voided by a supervisor.")))
    return obstacles


def _draftable(complaint: Complaint, _user: User) -> bool:
    agreement = current(complaint)
    return complaint.state in WHEN and (agreement is None or agreement.state == AgreementState.DRAFTED)


def _stands(state: AgreementState) -> Shown:
    def shown(complaint: Complaint, _user: User) -> bool:
        agreement = current(complaint)
        return agreement is not None and agreement.state == state

    return shown


def _exists(complaint: Complaint, _user: User) -> bool:
    return complaint.state != State.CLOSED and current(complaint) is not None


DRAFT = CaseAct(
    "agreement",
    gettext_lazy("Mediation agreement"),
    Permission.AGREEMENT_HANDLE,
    "file-pencil",
    obstacles_to_drafting,
    _draftable,
    order=360,
)
SIGN = CaseAct(
    "agreement-signed",
    gettext_lazy("A has signed"),
    Permission.AGREEMENT_HANDLE,
    "signature",
    obstacles_to_signing,
    _stands(AgreementState.DRAFTED),
    order=361,
)
SEAL = CaseAct(
    "agreement-sealed",
    gettext_lazy("B has signed and sealed"),
    Permission.AGREEMENT_HANDLE,
    "rubber-stamp",
    obstacles_to_sealing,
    _stands(AgreementState.SIGNED_A),
    order=362,
)
VOID = CaseAct(
    "agreement-void",
    gettext_lazy("Void the agreement"),
    Permission.AGREEMENT_HANDLE,
    "file-x",
    obstacles_to_voiding,
    _exists,
    order=363,
    danger=True,
    in_bar=False,
)

OFFERS = (DRAFT, SIGN, SEAL, VOID)

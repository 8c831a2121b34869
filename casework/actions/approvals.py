"""Asking somebody with the authority to say yes or no (CMP-37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from casework.actions.folders import record
from casework.actions.notices import tell
from casework.models import Approval
from casework.rules import approvals as rules
from mall.queries import people_who_may
from mall.roles import Permission
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from casework.models import Folder
    from mall.models import User

V = Approval.Verdict


@transaction.atomic
def propose(  # noqa: PLR0913 - one argument per fact of the proposal
    folder: Folder,
    what: str,
    *,
    permission: Permission,
    by: User,
    now: datetime,
    amount: Decimal | None = None,
    proposal: str = "",
    afterwards: bool = False,
) -> Approval:
    """CMP-31, CMP-37. Put a proposal before whoever holds the permission; they are told. Raises Refused.

    `afterwards` says that it is about a closed matter, which stays closed.
    """
    refuse_if(rules.obstacles_to_proposing(folder, what, by, afterwards=afterwards))
    approval = Approval.objects.create(
        folder=folder,
        what=what,
        amount=amount,
        permission=str(permission),
        asked_at=now,
        asked_by=by,
        proposal=proposal.strip(),
    )
    _record(approval, "approval_asked", by=by, now=now)
    deciders = [person for person in people_who_may(Permission(permission)) if person.pk != by.pk]
    tell(deciders, "approval.asked", folder, key=f"approval:{approval.pk}:asked", now=now)
    return approval


@transaction.atomic
def approve(approval: Approval, *, by: User, now: datetime, reason: str = "") -> Approval:
    """CMP-37. Say yes; the person who proposed is told. Raises Refused."""
    approval = _held(approval)
    refuse_if(rules.obstacles_to_approving(approval, by))
    return _decide(approval, V.APPROVED, "approved", reason=reason, by=by, now=now)


@transaction.atomic
def refuse(approval: Approval, reason: str, *, by: User, now: datetime) -> Approval:
    """CMP-37. Say no, with a reason; the person who proposed is told. Raises Refused."""
    approval = _held(approval)
    refuse_if(rules.obstacles_to_refusing(approval, by, reason))
    return _decide(approval, V.REFUSED, "approval_refused", reason=reason, by=by, now=now)


@transaction.atomic
def withdraw(approval: Approval, *, by: User, now: datetime, reason: str = "") -> Approval:
    """CMP-31. Take a proposal back. Raises Refused."""
    approval = _held(approval)
    refuse_if(rules.obstacles_to_withdrawing(approval, by))
    return _decide(approval, V.WITHDRAWN, "approval_withdrawn", reason=reason, by=by, now=now)


@transaction.atomic
def lapse(approval: Approval, *, by: User, now: datetime) -> Approval:
    """CMP-31. The matter ended or began anew, so nothing is proposed any more; whoever did that stands in the line."""
    approval = _held(approval)
    if approval.verdict:
        return approval
    return _decide(approval, V.WITHDRAWN, "approval_withdrawn", reason="", by=by, now=now)


def _held(approval: Approval) -> Approval:
    return (
        Approval.objects.select_for_update(of=("self",), no_key=True)
        .select_related("folder", "asked_by")
        .get(pk=approval.pk)
    )


def _decide(approval: Approval, verdict: str, verb: str, *, reason: str, by: User, now: datetime) -> Approval:
    approval.verdict, approval.reason = verdict, reason.strip()
    approval.decided_at, approval.decided_by = now, by
    approval.save(update_fields=["verdict", "reason", "decided_at", "decided_by"])
    _record(approval, verb, by=by, now=now)
    if verdict != V.WITHDRAWN and approval.asked_by_id != by.pk:
        kind = "approval.approved" if verdict == V.APPROVED else "approval.refused"
        tell([approval.asked_by], kind, approval.folder, key=f"approval:{approval.pk}:{verdict}", now=now)
    return approval


def _record(approval: Approval, verb: str, *, by: User, now: datetime) -> None:
    facts = {"approval": approval.pk, "what": approval.what}
    if approval.amount is not None:
        facts["amount"] = str(approval.amount)
    record(approval.folder, verb, by=by, now=now, facts=facts)

"""What a closed case has for persons: proposing, deciding, telling, publishing (CMP-42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from casework.actions import approvals
from casework.actions.folders import record, shut_out
from casework.actions.notices import tell
from complaints import month_notices
from complaints.models import Consequence
from complaints.rules import consequences as rules
from mall.queries.people import people_with
from mall.roles import Permission, Role
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from casework.models import Approval
    from complaints.models import Complaint
    from mall.models import User

S = Consequence.State


def propose(  # one argument per part of the proposal
    complaint: Complaint,
    person: User,
    kind: str,
    reason: str,
    *,
    amount: Decimal | None = None,
    by: User,
    now: datetime,
) -> Consequence:
    """CMP-42. Propose what a closed case has for a person; from now on that person is kept out of the case.

    A disciplinary action stands at once and goes to HR; money (`amount` in yuan) waits for the general manager.
    Raises Refused.
    """
    refuse_if(
        [
            *rules.obstacles_to_proposing(complaint, by, now),
            *rules.obstacles_to_consequence(complaint, person, kind, amount, by),
        ]
    )
    folder = complaint.folder
    shut_out(folder, person, by=by, now=now, for_a_time=True)
    made = Consequence(
        complaint=complaint,
        person=person,
        kind=kind,
        amount=amount or None,
        reason=reason.strip(),
        proposed_at=now,
        proposed_by=by,
    )
    if made.is_money:
        # Neither name nor sum stands in the line of time, which the whole desk reads.
        made.approval = approvals.propose(
            folder, rules.WHAT, permission=Permission.PENALTY_APPROVE, afterwards=True, by=by, now=now
        )
        made.save()
        record(folder, "consequence_proposed", by=by, now=now, facts={"consequence": made.pk})
        return made
    _stands(made, by=by, now=now)
    return made


def approve(complaint: Complaint, *, by: User, now: datetime, reason: str = "") -> Consequence:
    """CMP-42. The general manager's yes: the person is told and the notice may be printed. Raises Refused."""
    refuse_if(rules.obstacles_to_deciding_penalty(complaint, by, now))
    penalty = _waiting(complaint)
    approvals.approve(_approval(penalty), by=by, now=now, reason=reason)
    _stands(penalty, by=by, now=now)
    return penalty


def refuse(complaint: Complaint, reason: str, *, by: User, now: datetime) -> Consequence:
    """CMP-42. The general manager's no, with its reason; nobody else hears of it. Raises Refused."""
    refuse_if(rules.obstacles_to_deciding_penalty(complaint, by, now))
    penalty = _waiting(complaint)
    approvals.refuse(_approval(penalty), reason, by=by, now=now)
    return _ended(penalty, S.REFUSED)


def take_back(complaint: Complaint, *, by: User, now: datetime) -> Consequence:
    """CMP-42. Take the waiting penalty back. Raises Refused."""
    refuse_if(rules.obstacles_to_withdrawing_penalty(complaint, by, now))
    penalty = _waiting(complaint)
    approvals.withdraw(_approval(penalty), by=by, now=now)
    return _ended(penalty, S.WITHDRAWN)


def let_lapse(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-42. A case that is heard again has no settled fault: the waiting penalty falls away."""
    if rules.waiting_penalty(complaint) is None:
        return
    penalty = _waiting(complaint)
    approvals.lapse(_approval(penalty), by=by, now=now)
    _ended(penalty, S.WITHDRAWN)


def publish(one: Consequence, on: date, *, by: User, now: datetime) -> Consequence:
    """CMP-42. HR notes the day a disciplinary action was published. Raises Refused."""
    one = Consequence.objects.select_for_update(of=("self",)).select_related("complaint__folder").get(pk=one.pk)
    refuse_if(rules.obstacles_to_publishing(one, on, by, now))
    one.published_on, one.published_by = on, by
    one.save(update_fields=["published_on", "published_by"])
    record(one.complaint.folder, "consequence_published", by=by, now=now, facts={"consequence": one.pk})
    return one


def _stands(one: Consequence, *, by: User, now: datetime) -> None:
    """It is decided: the person is told, and HR of what it publishes."""
    one.state, one.decided_at, one.decided_by = S.DECIDED, now, by
    one.save()
    folder = one.complaint.folder
    record(folder, "consequence_decided", by=by, now=now, facts={"consequence": one.pk})
    # Not a message of the folder: whom it is about is kept out of that, and HR does not see it.
    facts = {"case": folder.number, "person": one.person_id}
    notice = reverse("complaints:consequence_print", args=[one.pk])
    key = f"consequence:{one.pk}"
    tell([one.person], month_notices.CONSEQUENCE_MINE, None, key=key, now=now, facts={**facts, "path": notice})
    if not one.is_money:
        people = [person for person in people_with(Role.HR_VIEWER) if person.pk not in (one.person_id, by.pk)]
        facts["path"] = reverse("complaints:consequences")
        tell(people, month_notices.CONSEQUENCE_HR, None, key=f"{key}:hr", now=now, facts=facts)


def _waiting(complaint: Complaint) -> Consequence:
    found = complaint.consequences.select_for_update(of=("self",)).select_related("person", "approval")
    return found.get(state=S.PROPOSED)


def _approval(penalty: Consequence) -> Approval:
    if penalty.approval is None:  # a constraint says there is one
        raise LookupError
    return penalty.approval


def _ended(penalty: Consequence, state: str) -> Consequence:
    penalty.state = state
    penalty.save(update_fields=["state"])
    return penalty

"""What a closed case has for persons: proposing, deciding, telling, publishing (CMP-42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from casework.actions import approvals
from casework.actions.folders import let_back, record, shut_out
from casework.actions.notices import take_back as take_back_words
from casework.actions.notices import tell
from casework.rules.folders import shut_out_ids
from complaints import month_notices
from complaints.actions.moving import hold
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
    """CMP-42. Propose what a closed case has for a person, who is kept out of the case while it waits or stands.

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


def approve(penalty: Consequence, *, by: User, now: datetime, reason: str = "") -> Consequence:
    """CMP-42. The general manager's yes: the person is told and the notice may be printed. Raises Refused."""
    penalty = _held(penalty)
    refuse_if(rules.obstacles_to_deciding_penalty(penalty, by))
    approvals.approve(_approval(penalty), by=by, now=now, reason=reason)
    _stands(penalty, by=by, now=now)
    return penalty


def refuse(penalty: Consequence, reason: str, *, by: User, now: datetime) -> Consequence:
    """CMP-42. The general manager's no, with its reason; nobody else hears of it. Raises Refused."""
    penalty = _held(penalty)
    refuse_if(rules.obstacles_to_deciding_penalty(penalty, by))
    approvals.refuse(_approval(penalty), reason, by=by, now=now)
    return _ended(penalty, S.REFUSED)


def take_back(penalty: Consequence, *, by: User, now: datetime) -> Consequence:
    """CMP-42. Take a waiting penalty back. Raises Refused."""
    penalty = _held(penalty)
    refuse_if(rules.obstacles_to_withdrawing_penalty(penalty, by))
    approvals.withdraw(_approval(penalty), by=by, now=now)
    return _ended(penalty, S.WITHDRAWN)


def let_lapse(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-42, CMP-29. A case that is heard again has no settled fault: what was not carried out falls away.

    The waiting penalty lapses. A disciplinary action HR has not published is taken back, and who heard of it is told.
    What was published stands, and so does a penalty whose notice was given. Once the case is closed again, the office
    may propose anew.
    """
    for one in complaint.consequences.select_related("person"):
        if not rules.falls_away(one):
            continue
        held = _held(one)
        if held.state == S.PROPOSED:
            approvals.lapse(_approval(held), by=by, now=now)
        else:
            record(complaint.folder, "consequence_withdrawn", by=by, now=now, facts={"consequence": held.pk})
            _unsay(held, by=by, now=now)
        _ended(held, S.WITHDRAWN)


def publish(one: Consequence, on: date, *, by: User, now: datetime) -> Consequence:
    """CMP-42. HR notes the day a disciplinary action was published. Raises Refused."""
    hold(one.complaint)
    one = _held(one)
    refuse_if([*rules.obstacles_to_publishing(one, by), *rules.obstacles_to_day_published(one, on, now)])
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
    key = _occasion(one)
    tell([one.person], month_notices.CONSEQUENCE_MINE, None, key=key, now=now, facts={**facts, "path": notice})
    if not one.is_money:
        out = {*shut_out_ids(folder), by.pk}
        people = [person for person in people_with(Role.HR_VIEWER) if person.pk not in out]
        facts["path"] = reverse("complaints:consequences")
        tell(people, month_notices.CONSEQUENCE_HR, None, key=f"{key}:hr", now=now, facts=facts)


def _unsay(one: Consequence, *, by: User, now: datetime) -> None:
    """What was told of it is taken back; who had heard it, and who proposed it, learns that it does not stand."""
    key = _occasion(one)
    heard = {person.pk: person for person in take_back_words(key, now=now)}
    facts = {"case": one.complaint.folder.number, "person": one.person_id}
    mine = [person for person in (heard.pop(one.person_id, None),) if person is not None]
    tell(mine, month_notices.CONSEQUENCE_MINE_BACK, None, key=f"{key}:back", now=now, facts=facts)
    others = [person for pk, person in {**heard, one.proposed_by_id: one.proposed_by}.items() if pk != by.pk]
    tell(others, month_notices.CONSEQUENCE_BACK, None, key=f"{key}:back", now=now, facts=facts)


def _occasion(one: Consequence) -> str:
    return f"consequence:{one.pk}"


def _held(one: Consequence) -> Consequence:
    """The row as it is now, locked: whoever decided on it in between is seen."""
    rows = one.complaint.consequences.select_for_update(of=("self",))
    return rows.select_related("person", "approval", "proposed_by").get(pk=one.pk)


def _approval(penalty: Consequence) -> Approval:
    if penalty.approval is None:  # a constraint says there is one
        raise LookupError
    return penalty.approval


def _ended(one: Consequence, state: str) -> Consequence:
    """It does not stand: unless the case is about the person in another way, he may do there what he might before."""
    one.state, one.decided_at, one.decided_by = state, None, None
    one.save(update_fields=["state", "decided_at", "decided_by"])
    if not rules.is_about(one.complaint, one.person):
        let_back(one.complaint.folder, one.person)
    return one

"""How a complaint ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions import follow_ups, handoffs
from casework.actions.folders import close_folder, record
from casework.actions.notices import tell
from complaints import notice_kinds
from complaints.actions import clocks
from complaints.actions.merchants import record_dispute
from complaints.actions.money import drop_open
from complaints.actions.moving import move
from complaints.actions.reopening import reopen
from complaints.actions.replying import plan_follow_up
from complaints.models import Petition
from complaints.rules import closing as rules
from complaints.rules.dispatch import owed
from complaints.sla import Kind
from complaints.states import Ending, State
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from complaints.models import Cause, Complaint, ComplaintCategory
    from mall.models import Department, User


def after_settling_at_once(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-12, FUP-S03. What was settled on the spot is closed without a call unless the limit asks for one.

    Where the category or cause is still missing it stays replied until they are there.
    """
    if plan_follow_up(complaint, by=by, now=now) is not None:
        return
    if rules.obstacles_to_closing(complaint, by, now):
        clocks.closing_owed(complaint, now=now)
        return
    close(complaint, by=by, now=now)


def close(complaint: Complaint, *, by: User, now: datetime) -> None:
    """CMP-40. Close and file the case: all its papers are there. Its merchant's record is written. Raises Refused."""
    refuse_if(rules.obstacles_to_closing(complaint, by, now))
    complaint.ending = rules.ending_of(complaint)
    complaint.save(update_fields=["ending"])
    move(complaint, State.CLOSED)
    if complaint.folder.paused_at is not None:
        clocks.resume(complaint, by=by, now=now)
    clocks.closed(complaint, now=now)
    # A re-check is made of closed cases too; it reminds the supervisors until it is done.
    close_folder(complaint.folder, by=by, now=now, keep=(Kind.RECHECK,))
    record_dispute(complaint, by=by, now=now)


def reject(complaint: Complaint, reason: str, *, by: User, now: datetime) -> None:
    """CMP-32. Find the complaint unfounded, with the reason; the complainant is still to be told. Raises Refused."""
    refuse_if(rules.obstacles_to_rejecting(complaint, by, now))
    _end_handling(complaint, by=by, now=now)
    move(complaint, State.REJECTED)
    complaint.rejected_reason, complaint.ending = reason.strip(), Ending.UNFOUNDED
    complaint.save(update_fields=["rejected_reason", "ending"])
    record(complaint.folder, "found_unfounded", by=by, now=now, facts={"complaint": complaint.pk})
    clocks.ended(complaint, by=by, now=now)


def object_to(  # one argument per part of the petition
    complaint: Complaint, *, objection: str, facts: str, proposal: str, by: User, now: datetime
) -> Petition:
    """CMP-32. Note the complainant's objection and send the petition F-50 upward. Raises Refused."""
    refuse_if(rules.obstacles_to_objecting(complaint, by, now))
    petition = Petition.objects.create(
        complaint=complaint,
        number=f"{complaint.folder.number}-QC{complaint.petitions.count() + 1}",
        objection=objection.strip(),
        facts=facts.strip(),
        proposal=proposal.strip(),
        asked_at=now,
        asked_by=by,
    )
    record(complaint.folder, "petition_sent", by=by, now=now, facts={"petition": petition.pk})
    clocks.petition_owed(complaint, now=now)
    people = rules.may_decide_petition(complaint)
    tell(people, notice_kinds.PETITION, complaint.folder, key=f"petition:{petition.pk}", now=now)
    return petition


def decide_petition(complaint: Complaint, decision: str, *, upholds: bool, by: User, now: datetime) -> None:
    """CMP-32. Decide above: it stays unfounded, or it is heard again. Raises Refused."""
    refuse_if(rules.obstacles_to_deciding_petition(complaint, by, now))
    petition = complaint.petitions.select_for_update(of=("self",)).get(decided_at=None)
    petition.decision, petition.upholds_rejection = decision.strip(), upholds
    petition.decided_at, petition.decided_by = now, by
    petition.save(update_fields=["decision", "upholds_rejection", "decided_at", "decided_by"])
    clocks.petition_decided(complaint, now=now)
    facts = {"petition": petition.pk, "upholds": upholds}
    record(complaint.folder, "petition_decided", by=by, now=now, facts=facts)
    key = f"petition:{petition.pk}:decided"
    tell([petition.asked_by], notice_kinds.PETITION_DECIDED, complaint.folder, key=key, now=now)
    if not upholds:
        reopen(complaint, by=by, now=now)
        return
    # The complainant objected after hearing "unfounded"; the decision from above is still to be told.
    complaint.result_told_at = None
    complaint.save(update_fields=["result_told_at"])
    clocks.ended(complaint, by=by, now=now)


def withdraw(complaint: Complaint, reason: str, *, by: User, now: datetime) -> None:
    """Handbook 6.1. The complainant takes the complaint back; nobody owes anything but a last word. Raises Refused."""
    refuse_if(rules.obstacles_to_withdrawing(complaint, by, now))
    _end_handling(complaint, by=by, now=now)
    for follow_up in complaint.folder.follow_ups.filter(done_at=None):
        follow_ups.cancel(follow_up, by=by, now=now)
    move(complaint, State.WITHDRAWN)
    complaint.withdrawn_reason, complaint.ending = reason.strip(), Ending.WITHDRAWN
    complaint.save(update_fields=["withdrawn_reason", "ending"])
    record(complaint.folder, "complaint_withdrawn", by=by, now=now, facts={"complaint": complaint.pk})
    clocks.ended(complaint, by=by, now=now)


def judge(  # noqa: PLR0913  # one argument per part of the judgement
    complaint: Complaint,
    *,
    category: ComplaintCategory | None,
    cause: Cause | None,
    responsible: Department | None,
    responsible_loss: Decimal | None,
    personal_penalty: str,
    judgement: str,
    lesson: str,
    by: User,
    now: datetime,
) -> None:
    """CMP-15, CMP-28, CMP-41. Write down the judgement and the lesson.

    The kind, the cause, the department of origin, its loss, the penalty of persons. Raises Refused.
    """
    refuse_if(rules.obstacles_to_judging(complaint, by, now))
    words = {
        "category": category,
        "cause": cause,
        "responsible": responsible,
        "responsible_loss": responsible_loss,
        "personal_penalty": personal_penalty.strip(),
        "judgement": judgement.strip(),
        "lesson": lesson.strip(),
    }
    changed = [name for name, value in words.items() if getattr(complaint, name) != value]
    for name in changed:
        setattr(complaint, name, words[name])
    if not changed:
        return
    complaint.save(update_fields=changed)
    record(complaint.folder, "judged", by=by, now=now, facts={"complaint": complaint.pk, "fields": changed})


def _end_handling(complaint: Complaint, *, by: User, now: datetime) -> None:
    """Take back what departments and deciders were asked; what was promised and not paid yet falls away."""
    for handoff in owed(complaint):
        handoffs.withdraw(handoff, by=by, now=now)
    drop_open(complaint, by=by, now=now)

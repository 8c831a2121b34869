"""Handing over to the departments, and what comes back from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from casework.actions import handoffs as papers
from casework.actions.folders import record
from casework.models import Handoff
from complaints.actions import clocks
from complaints.actions.intake import take_in
from complaints.actions.moving import move
from complaints.rules import dispatch as rules
from complaints.rules.dispatch import handoffs_of
from complaints.states import WITH_DEPARTMENT, State
from ui.obstacles import Obstacle, Refused, refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import Department, User

Role = Handoff.Role


def hand_over(  # noqa: PLR0913 - whom, who helps, until when, what is asked
    complaint: Complaint,
    lead: Department,
    *,
    answer_due_at: datetime,
    by: User,
    now: datetime,
    assisting: Sequence[Department] = (),
    severity: int | None = None,
    request: str = "",
) -> list[Handoff]:
    """CMP-03, CMP-26. Hand the case to a lead and assisting departments, the time limit written in.

    Departments still asked from before a lead said “not ours” stay asked. Raises Refused.
    """
    severity = severity or complaint.severity
    refuse_if(
        [
            *rules.obstacles_to_dispatching(complaint, by, now),
            *rules.obstacles_to_severity_at_hand_over(severity),
            *rules.obstacles_to_departments(lead, assisting),
            *rules.obstacles_to_time_limit(complaint, answer_due_at, now),
        ]
    )
    if severity != complaint.severity:
        _grade(complaint, severity, by=by, now=now)
    _clear_the_way(complaint, lead, by=by, now=now)
    asked = {one.to_department_id for one in handoffs_of(complaint)}
    made = [_ask(complaint, lead, Role.LEAD, answer_due_at, request, by=by, now=now)]
    made += [
        _ask(complaint, department, Role.ASSIST, answer_due_at, request, by=by, now=now)
        for department in assisting
        if department.pk not in asked
    ]
    if complaint.dispatched_at is None:
        complaint.dispatched_at = now
        complaint.save(update_fields=["dispatched_at"])
    move(complaint, State.DISPATCHED)
    clocks.handed_over(complaint, made, by=by, now=now)
    return made


def accept(complaint: Complaint, *, by: User, now: datetime) -> Handoff:
    """CMP-19. The department takes the case in, and handling begins."""
    refuse_if(rules.obstacles_to_accepting(complaint, by, now))
    handoff = papers.accept(_own(complaint, by), by=by, now=now)
    _begin_handling(complaint)
    return handoff


def give(complaint: Complaint, person: User, *, by: User, now: datetime) -> Handoff:
    """CMP-19, JOINT-S02. The department names who handles it; what was not taken in is so taken in."""
    own = _own(complaint, by)
    refuse_if(
        [
            *rules.obstacles_to_giving_to_a_person(complaint, by, now),
            *rules.obstacles_to_giving(complaint, person, own.to_department),
        ]
    )
    handoff = papers.assign(own, person, by=by, now=now)
    _begin_handling(complaint)
    return handoff


def answer(complaint: Complaint, text: str, *, by: User, now: datetime, files: Sequence[str] = ()) -> Handoff:
    """CMP-19, CMP-21. The department answers in writing; when all have, the complaint is answered."""
    refuse_if(rules.obstacles_to_answering(complaint, by, now))
    own = _own(complaint, by)
    handoff = papers.answer(own, text, by=by, now=now)
    take_in(complaint.folder, files, by=by, now=now, kind="answer", handoff=handoff)
    _settle_state(complaint)
    clocks.answered(complaint, handoff, by=by, now=now)
    return handoff


def bounce(complaint: Complaint, reason: str, *, by: User, now: datetime) -> Handoff:
    """JOINT-S09. “Not ours”: the department says why, the supervisor decides."""
    refuse_if(rules.obstacles_to_bouncing(complaint, by, now))
    return papers.bounce(_own(complaint, by), reason, by=by, now=now)


def decide(complaint: Complaint, handoff: Handoff, *, agreed: bool, by: User, now: datetime) -> Handoff:
    """JOINT-S09. Agreed: the department is out, and a case without its lead is handed over anew. Refused: it stays."""
    refuse_if(rules.obstacles_to_deciding(complaint, by, now))
    handoff = papers.decide_bounce(_of(complaint, handoff), agreed=agreed, by=by, now=now)
    if not agreed:
        return handoff
    led = any(one.role == Role.LEAD for one in _fresh(complaint))
    if not led and State(complaint.state) in WITH_DEPARTMENT:
        move(complaint, State.REGISTERED)
    _let_go(complaint, handoff, by=by, now=now)
    return handoff


def send_back(
    complaint: Complaint, handoff: Handoff, reason: str, *, answer_due_at: datetime, by: User, now: datetime
) -> Handoff:
    """CMP-22. An answer that does not suffice goes back, with what is missing and a new time limit."""
    refuse_if(
        [
            *rules.obstacles_to_sending_back(complaint, by, now),
            *rules.obstacles_to_time_limit(complaint, answer_due_at, now),
        ]
    )
    handoff = papers.send_back(_of(complaint, handoff), reason, answer_due_at=answer_due_at, by=by, now=now)
    if State(complaint.state) == State.ANSWERED:
        move(complaint, State.IN_HANDLING)
    clocks.sent_back(complaint, handoff, by=by, now=now)
    return handoff


def ask_more(
    complaint: Complaint, department: Department, *, answer_due_at: datetime, by: User, now: datetime, request: str = ""
) -> Handoff:
    """CMP-18. Ask one more department to help; an answered case is in handling again until it has."""
    lead = next((one.to_department for one in handoffs_of(complaint) if one.role == Role.LEAD), department)
    refuse_if(
        [
            *rules.obstacles_to_asking_more(complaint, by, now),
            *(rules.obstacles_to_departments(lead, [department]) if lead != department else []),
            *rules.obstacles_to_time_limit(complaint, answer_due_at, now),
        ]
    )
    handoff = _ask(complaint, department, Role.ASSIST, answer_due_at, request, by=by, now=now)
    if State(complaint.state) == State.ANSWERED:
        move(complaint, State.IN_HANDLING)
    clocks.handed_over(complaint, [handoff], by=by, now=now)
    return handoff


def let_go(complaint: Complaint, handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    """JOINT-03. An assisting department is no longer needed."""
    refuse_if(rules.obstacles_to_withdrawing(complaint, by, now))
    handoff = _of(complaint, handoff)
    if handoff.role == Role.LEAD:
        raise Refused(Obstacle("lead", _("The lead cannot be let go; let it say “not ours”."), "handoff"))
    handoff = papers.withdraw(handoff, by=by, now=now)
    _let_go(complaint, handoff, by=by, now=now)
    return handoff


def chase(complaint: Complaint, *, by: User, now: datetime, handoffs: Iterable[Handoff] = ()) -> list[Handoff]:
    """CMP-36. Chase whoever owes an answer (催办), or only those named; the times are counted."""
    refuse_if(rules.obstacles_to_chasing(complaint, by, now))
    wanted = {one.pk for one in handoffs}
    late = [one for one in rules.owed(complaint) if one.state != Handoff.State.DISPUTED]
    return [papers.chase(one, by=by, now=now) for one in late if not wanted or one.pk in wanted]


def _ask(
    complaint: Complaint, to: Department, role: str, answer_due_at: datetime, request: str, *, by: User, now: datetime
) -> Handoff:
    return papers.ask(complaint.folder, to, role, answer_due_at=answer_due_at, request=request, by=by, now=now)


def _grade(complaint: Complaint, severity: int | None, *, by: User, now: datetime) -> None:
    """The severity said at the hand-over: the first one, so nothing is raised or lowered."""
    complaint.severity = severity
    complaint.save(update_fields=["severity"])
    complaint.folder.rank = severity or 0
    complaint.folder.save(update_fields=["rank"])
    record(complaint.folder, "changed", by=by, now=now, facts={"fields": ["severity"]})
    clocks.severity_changed(complaint, by=by, now=now)


def _clear_the_way(complaint: Complaint, lead: Department, *, by: User, now: datetime) -> None:
    """After a reopening the departments' old answers stay on paper, but they are asked anew."""
    for one in handoffs_of(complaint):
        reopened = State(complaint.state) == State.REOPENED
        if reopened or one.to_department_id == lead.pk:
            one.state = Handoff.State.WITHDRAWN
            one.save(update_fields=["state"])
            record(complaint.folder, "handoff_withdrawn", by=by, now=now, facts={"handoff": one.pk})
            clocks.let_go(complaint, one, by=by, now=now)


def _let_go(complaint: Complaint, handoff: Handoff, *, by: User, now: datetime) -> None:
    """The department owes nothing any more; perhaps all the others have answered."""
    clocks.let_go(complaint, handoff, by=by, now=now)
    before = complaint.state
    _settle_state(complaint)
    if complaint.state != before and State(complaint.state) == State.ANSWERED:
        lead = next(one for one in handoffs_of(complaint) if one.role == Role.LEAD)
        clocks.answered(complaint, lead, by=by, now=now)


def _begin_handling(complaint: Complaint) -> None:
    if State(complaint.state) == State.DISPATCHED:
        move(complaint, State.IN_HANDLING)


def _settle_state(complaint: Complaint) -> None:
    """CMP-21. Answered when the lead has answered and no assisting hand-off is open; in handling until then."""
    _fresh(complaint)
    state = State(complaint.state)
    if state in WITH_DEPARTMENT and rules.all_answered(complaint):
        move(complaint, State.ANSWERED)
    elif state == State.DISPATCHED and any(one.accepted_at for one in handoffs_of(complaint)):
        move(complaint, State.IN_HANDLING)


def _fresh(complaint: Complaint) -> list[Handoff]:
    """Read the hand-offs again, past any prefetch."""
    getattr(complaint.folder, "_prefetched_objects_cache", {}).pop("handoffs", None)
    return handoffs_of(complaint)


def _own(complaint: Complaint, user: User) -> Handoff:
    own = rules.own_handoff(complaint, user)
    if own is None:
        raise Refused(rules.not_yours())
    return own


def _of(complaint: Complaint, handoff: Handoff) -> Handoff:
    """The hand-off of this very case; one of another case is refused."""
    if handoff.folder_id != complaint.folder_id:
        raise Refused(rules.not_yours())
    return handoff

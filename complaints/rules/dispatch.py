"""Handing over: to whom, by when, and what the departments may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Handoff
from complaints.rules.offering import CaseAct, Shown
from complaints.states import WITH_DEPARTMENT, State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import Department, User

S = Handoff.State
TO_HAND_OVER = frozenset({State.REGISTERED, State.REOPENED})
# Until the complainant has been told, another department may still be asked.
MAY_ASK_MORE = WITH_DEPARTMENT | {State.ANSWERED}


def handoffs_of(complaint: Complaint) -> list[Handoff]:
    """The hand-offs that count: neither withdrawn nor agreed to be somebody else's; the lead first."""
    current = [one for one in complaint.folder.handoffs.all() if one.state not in (S.WITHDRAWN, S.BOUNCED)]
    return sorted(current, key=lambda one: (one.role != Handoff.Role.LEAD, one.asked_at, one.pk))


def owed(complaint: Complaint) -> list[Handoff]:
    """The hand-offs still owed an answer."""
    return [one for one in handoffs_of(complaint) if one.state in Handoff.OWED]


def own_handoff(complaint: Complaint, user: User) -> Handoff | None:
    """The hand-off to the person's own department; one still owed before one answered."""
    own = [one for one in handoffs_of(complaint) if one.to_department_id in user.department_ids]
    return min(own, key=lambda one: one.state not in Handoff.OWED, default=None)


def all_answered(complaint: Complaint) -> bool:
    """CMP-21, JOINT-03. The lead has answered and no assisting hand-off is open."""
    current = handoffs_of(complaint)
    led = any(one.role == Handoff.Role.LEAD and one.state == S.ANSWERED for one in current)
    return led and all(one.state == S.ANSWERED for one in current)


def obstacles_to_dispatching(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-03, CMP-04, JOINT-02. A registered or reopened case is handed over, once; nobody hands on his own case."""
    del now
    found = []
    if State(complaint.state) not in TO_HAND_OVER:
        found.append(Obstacle("state", _("It is with the departments already, or past them.")))
    if complaint.staff_person_id == user.pk:
        found.append(Obstacle("own", _("It is about you.")))
    return found


def obstacles_to_severity_at_hand_over(severity: int | None) -> list[Obstacle]:
    """CMP-14. The severity is known when a department gets the case: its time limits hang on it."""
    if severity is not None:
        return []
    return [Obstacle("severity", _("Say how severe it is; the time limits hang on it."), "severity")]


def obstacles_to_departments(lead: Department, assisting: Sequence[Department]) -> list[Obstacle]:
    """CMP-18, JOINT-03. One department leads, others help; each is named once and takes complaints."""
    found = []
    if lead in assisting or len(set(assisting)) != len(assisting):
        found.append(Obstacle("twice", _("A department is named twice."), "assisting"))
    for department in (lead, *assisting):
        if not department.takes_complaints or not department.is_active:
            field = "lead" if department == lead else "assisting"
            text = _("%(department)s is not asked to handle complaints.") % {"department": department}
            found.append(Obstacle("department", text, field))
    return found


def obstacles_to_time_limit(complaint: Complaint, due_at: datetime, now: datetime) -> list[Obstacle]:
    """CMP-26, JOINT-S13. The time limit is written in: ahead, and not after the authority's own deadline."""
    if due_at <= now:
        return [Obstacle("due", _("The time limit lies in the past."), "answer_due_at")]
    last = complaint.authority_due_at
    if last is not None and last > now and due_at > last:
        return [Obstacle("authority", _("That is after the authority's own deadline."), "answer_due_at")]
    return []


def obstacles_to_accepting(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-19, JOINT-S02. The department asked takes the case in: it was asked, and has not taken it in yet."""
    del now
    own = own_handoff(complaint, user)
    if own is None:
        return [not_yours()]
    if own.state != S.ASKED:
        return [Obstacle("taken", _("Your department has taken it in already."))]
    return []


def obstacles_to_giving_to_a_person(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-19, JOINT-S02. Somebody of the department is named while it owes an answer."""
    del now
    own = own_handoff(complaint, user)
    if own is None:
        return [not_yours()]
    if own.state not in (S.ASKED, S.ACCEPTED, S.SENT_BACK):
        return [Obstacle("state", _("Your department owes no answer now."))]
    return []


def obstacles_to_answering(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-19, CMP-21. The department that was asked answers, while it still owes the answer."""
    del now
    own = own_handoff(complaint, user)
    if own is None:
        return [not_yours()]
    if own.state == S.DISPUTED:
        return [Obstacle("disputed", _("Your department says it is not yours; wait for the decision."))]
    if own.state == S.ANSWERED:
        return [Obstacle("answered", _("Your department has answered."))]
    return []


def obstacles_to_bouncing(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """JOINT-S09. “Not ours” is said before work begins; then the supervisor decides."""
    del now
    own = own_handoff(complaint, user)
    if own is None:
        return [not_yours()]
    if own.state not in (S.ASKED, S.ACCEPTED):
        return [Obstacle("state", _("It is too late to say “not ours”."))]
    return []


def obstacles_to_deciding(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """JOINT-S09. Somebody above both sides decides on a “not ours” that was said."""
    del now
    disputed = [one for one in handoffs_of(complaint) if one.state == S.DISPUTED]
    if not disputed:
        return [Obstacle("none", _("No department says it is not theirs."))]
    if complaint.staff_person_id == user.pk:
        return [Obstacle("own", _("It is about you."))]
    return []


def obstacles_to_sending_back(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-22. An answer that does not suffice goes back, before the complainant is told."""
    del user, now
    if State(complaint.state) not in MAY_ASK_MORE:
        return [Obstacle("state", _("That is only possible before approval and reply."))]
    if not any(one.state == S.ANSWERED for one in handoffs_of(complaint)):
        return [Obstacle("none", _("No department has answered yet."))]
    return []


def obstacles_to_asking_more(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-18. Another department may be asked to help while the matter is with departments or just answered."""
    del user, now
    if State(complaint.state) in MAY_ASK_MORE and handoffs_of(complaint):
        return []
    return [Obstacle("state", _("Hand it over first, or it is past the departments."))]


def obstacles_to_withdrawing(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """JOINT-03. An assisting department may be let go before it answers; the lead may not."""
    del user, now
    if any(one.role == Handoff.Role.ASSIST for one in owed(complaint)):
        return []
    return [Obstacle("none", _("No assisting department owes an answer."))]


def obstacles_to_chasing(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-36. Only a department that owes an answer is chased."""
    del user, now
    if any(one.state != S.DISPUTED for one in owed(complaint)):
        return []
    return [Obstacle("none", _("Nobody owes an answer."))]


def obstacles_to_giving(complaint: Complaint, person: User, department: Department) -> list[Obstacle]:
    """CMP-06, CMP-19. A case is given to somebody of the department, never to whom it is about."""
    if person.pk == complaint.staff_person_id:
        return [Obstacle("own", _("It is about this person."), "person")]
    if department.pk not in person.department_ids:
        return [Obstacle("department", _("This person does not belong to the department."), "person")]
    return []


def not_yours() -> Obstacle:
    """Say that the person's department is not among those asked."""
    return Obstacle("not_yours", _("Your department is not asked."))


def _asked_of_mine(complaint: Complaint, user: User) -> bool:
    own = own_handoff(complaint, user)
    return own is not None and own.state in Handoff.OWED


def _taken_in_by_mine(complaint: Complaint, user: User) -> bool:
    own = own_handoff(complaint, user)
    return own is not None and own.state in (S.ACCEPTED, S.SENT_BACK)


def _to_take_in(complaint: Complaint, user: User) -> bool:
    own = own_handoff(complaint, user)
    return own is not None and own.state == S.ASKED


def _is(*states: State) -> Shown:
    wanted = frozenset(states)
    return lambda complaint, _user: State(complaint.state) in wanted


P = Permission
DISPATCH = CaseAct(
    "dispatch",
    gettext_lazy("Hand over"),
    P.COMPLAINT_DISPATCH,
    "send",
    obstacles_to_dispatching,
    _is(*TO_HAND_OVER),
    TO_HAND_OVER,
    order=10,
)
ACCEPT = CaseAct(
    "accept",
    gettext_lazy("Take it in"),
    P.HANDOFF_ANSWER,
    "circle-check",
    obstacles_to_accepting,
    _to_take_in,
    MAY_ASK_MORE,
    order=11,
)
ANSWER = CaseAct(
    "answer",
    gettext_lazy("Answer in writing"),
    P.HANDOFF_ANSWER,
    "message-2",
    obstacles_to_answering,
    _asked_of_mine,
    MAY_ASK_MORE,
    order=12,
)
GIVE = CaseAct(
    "give",
    gettext_lazy("Name who handles it"),
    P.HANDOFF_ANSWER,
    "user-share",
    obstacles_to_giving_to_a_person,
    _asked_of_mine,
    order=13,
)
BOUNCE = CaseAct(
    "not-ours",
    gettext_lazy("Not ours"),
    P.HANDOFF_ANSWER,
    "arrow-back-up",
    obstacles_to_bouncing,
    _asked_of_mine,
    order=14,
    danger=True,
)
DECIDE = CaseAct(
    "decide",
    gettext_lazy("Decide on “not ours”"),
    P.HANDOFF_DECIDE,
    "gavel",
    obstacles_to_deciding,
    lambda complaint, _user: any(one.state == S.DISPUTED for one in handoffs_of(complaint)),
    MAY_ASK_MORE,
    order=9,
)
CHASE = CaseAct(
    "chase",
    gettext_lazy("Chase"),
    P.COMPLAINT_REPLY,
    "bell-ringing",
    obstacles_to_chasing,
    lambda complaint, _user: bool(owed(complaint)),
    order=30,
)
SEND_BACK = CaseAct(
    "send-back",
    gettext_lazy("Send the answer back"),
    P.COMPLAINT_REPLY,
    "arrow-back-up",
    obstacles_to_sending_back,
    _is(*MAY_ASK_MORE),
    order=40,
)
ASK_MORE = CaseAct(
    "ask-more",
    gettext_lazy("Ask another department"),
    P.COMPLAINT_DISPATCH,
    "arrows-split-2",
    obstacles_to_asking_more,
    _is(*MAY_ASK_MORE),
    order=35,
)
LET_GO = CaseAct(
    "let-go",
    gettext_lazy("Let a department go"),
    P.COMPLAINT_DISPATCH,
    "x",
    obstacles_to_withdrawing,
    lambda complaint, _user: any(one.role == Handoff.Role.ASSIST for one in owed(complaint)),
    order=90,
    in_bar=False,
)
OFFERS = (DISPATCH, ACCEPT, ANSWER, GIVE, BOUNCE, DECIDE, CHASE, SEND_BACK, ASK_MORE, LET_GO)

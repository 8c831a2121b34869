"""How a complaint ends: unfounded, withdrawn, closed; and how it begins again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Settlement
from complaints.rules import agreements, papers, replying
from complaints.rules.dispatch import owed
from complaints.rules.follow_ups import owes_follow_up
from complaints.rules.moving import obstacles_to_move
from complaints.rules.offering import CaseAct
from complaints.states import Ending, State
from mall.queries.people import people_who_may
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint, Petition
    from mall.models import User


#: Who decides a petition: the deputy general manager and above.
DECIDE_PETITION_NEEDS = Permission.APPROVE_BAND_2


def obstacles_to_rejecting(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-32. Found unfounded before a result is told; a proposal of money must be decided first."""
    return obstacles_to_move(complaint, State.REJECTED)


def waiting_petition(complaint: Complaint) -> Petition | None:
    """Return the petition that is not decided yet."""
    return next((one for one in complaint.petitions.all() if one.decided_at is None), None)


def obstacles_to_objecting(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-32. Against "unfounded" the complainant objects, and a petition goes up: one at a time."""
    if complaint.state != State.REJECTED:
        return [Obstacle("state", _("Only a complaint called unfounded is objected to."))]
    if waiting_petition(complaint) is not None:
        return [Obstacle("waiting", _("A petition is waiting for its decision."))]
    return []


def obstacles_to_deciding_petition(complaint: Complaint, user: User, _now: datetime) -> list[Obstacle]:
    """CMP-32. A petition is decided above, not by its author."""
    petition = waiting_petition(complaint)
    if petition is None:
        return [Obstacle("none", _("No petition waits."))]
    if petition.asked_by_id == user.pk:
        return [Obstacle("own", _("Nobody decides on his own petition."))]
    return []


def may_decide_petition(complaint: Complaint) -> list[User]:
    """CMP-32. Return everybody who may decide the petition that waits; nobody when none does."""
    petition = waiting_petition(complaint)
    if petition is None:
        return []
    return [person for person in people_who_may(DECIDE_PETITION_NEEDS) if person.pk != petition.asked_by_id]


def obstacles_to_withdrawing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """HOUSE-03. Handbook 6.1. The complainant may take the complaint back until it has been followed up."""
    return obstacles_to_move(complaint, State.WITHDRAWN)


def obstacles_to_reopening(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-29. Who does not accept the result is heard again, one level higher."""
    return obstacles_to_move(complaint, State.REOPENED)


def obstacles_to_closing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-19, CMP-24, CMP-28, CMP-30, CMP-39, CMP-40. Everything is done that the file must show."""
    obstacles = _unfinished_work(complaint)
    if complaint.result_told_at is None:
        obstacles.append(Obstacle("told", _("The complainant has not been told the result.")))
    if owes_follow_up(complaint):
        obstacles.append(Obstacle("follow_up", _("The follow-up is still to be done.")))
    if waiting_petition(complaint) is not None:
        obstacles.append(Obstacle("petition", _("A petition is waiting for its decision.")))
    obstacles += _missing_words(complaint)
    # The state stands last: what is still to be done says more to whoever reads the button.
    return obstacles + obstacles_to_move(complaint, State.CLOSED)


#: In these nothing is done with the case any more but closing it, once the result is told.
CLOSABLE = frozenset({State.REPLIED, State.FOLLOWED_UP, State.REJECTED, State.WITHDRAWN})


def is_to_be_closed(complaint: Complaint) -> bool:
    """CMP-40. Whether nothing is left but to complete and file the case: told, nobody to be called, no petition."""
    told = State(complaint.state) in CLOSABLE and complaint.result_told_at is not None
    return told and not owes_follow_up(complaint) and waiting_petition(complaint) is None


def _unfinished_work(complaint: Complaint) -> list[Obstacle]:
    obstacles = [
        Obstacle("handoff", _("%(department)s has not answered yet.") % {"department": handoff.to_department})
        for handoff in owed(complaint)
    ]
    if any(not one.verdict for one in complaint.folder.approvals.all()):
        obstacles.append(Obstacle("approval", _("An approval is not decided.")))
    if any(one.state == Settlement.State.APPROVED for one in complaint.settlements.all()):
        obstacles.append(Obstacle("settlement", _("The approved settlement is not carried out.")))
    return obstacles


def _missing_words(complaint: Complaint) -> list[Obstacle]:
    obstacles = []
    if complaint.category_id is None:
        obstacles.append(Obstacle("category", _("The category is missing.")))
    ending = ending_of(complaint)
    if ending in (Ending.UNFOUNDED, Ending.WITHDRAWN):
        return obstacles
    # What talking settled (CMP-12) was not investigated: it has no cause to name.
    if complaint.cause_id is None and ending != Ending.SETTLED_AT_ONCE:
        obstacles.append(Obstacle("cause", _("The cause is missing.")))
    if agreements.needs_agreement(complaint) and not agreements.in_force(complaint):
        obstacles.append(Obstacle("agreement", _("The mediation agreement is not in force.")))
    if papers.is_serious(complaint):
        if not complaint.judgement or complaint.responsible_id is None:
            obstacles.append(Obstacle("judgement", _("The judgement and the department of origin are missing.")))
        if not complaint.lesson:
            obstacles.append(Obstacle("lesson", _("The lesson of a serious case is missing.")))
        if complaint.reported_at is None:
            obstacles.append(Obstacle("report_up", _("The case has not been reported upward.")))
    return obstacles


def ending_of(complaint: Complaint) -> Ending:
    """Return how the complaint ends as things stand."""
    if complaint.state == State.REJECTED:
        return Ending.UNFOUNDED
    if complaint.state == State.WITHDRAWN:
        return Ending.WITHDRAWN
    if agreements.in_force(complaint):
        return Ending.MEDIATED
    agreed = (Settlement.State.APPROVED, Settlement.State.CARRIED_OUT)
    if any(one.state in agreed and one.amount > 0 for one in complaint.settlements.all()):
        return Ending.COMPENSATED
    if complaint.ending == Ending.SETTLED_AT_ONCE:
        return Ending.SETTLED_AT_ONCE
    return Ending.SOLVED


def obstacles_to_judging(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-28. The judgement is written while the case is open."""
    if complaint.state == State.CLOSED:
        return [Obstacle("closed", _("The case is closed and filed."))]
    return []


def _can_be_unfounded(complaint: Complaint, _user: User) -> bool:
    return not obstacles_to_move(complaint, State.REJECTED)


def _is_unfounded(complaint: Complaint, _user: User) -> bool:
    return complaint.state == State.REJECTED and waiting_petition(complaint) is None


def _has_petition(complaint: Complaint, _user: User) -> bool:
    return waiting_petition(complaint) is not None


def _can_withdraw(complaint: Complaint, _user: User) -> bool:
    return not obstacles_to_move(complaint, State.WITHDRAWN)


def _can_reopen(complaint: Complaint, _user: User) -> bool:
    return not obstacles_to_move(complaint, State.REOPENED)


def _to_be_heard_again(complaint: Complaint, _user: User) -> bool:
    return complaint.state == State.REPLIED and replying.is_not_accepted(complaint)


def _to_go_up(complaint: Complaint, _user: User) -> bool:
    return complaint.state == State.REJECTED and replying.is_not_accepted(complaint)


def _nothing_else_left(complaint: Complaint, _user: User) -> bool:
    return is_to_be_closed(complaint)


def _open(complaint: Complaint, _user: User) -> bool:
    return complaint.state != State.CLOSED


P = Permission

REJECT = CaseAct(
    "reject",
    gettext_lazy("Unfounded"),
    P.COMPLAINT_REJECT,
    "ban",
    obstacles_to_rejecting,
    _can_be_unfounded,
    order=700,
    danger=True,
    in_bar=False,
)
OBJECT = CaseAct(
    "object",
    gettext_lazy("Objection and petition"),
    P.COMPLAINT_REJECT,
    "gavel",
    obstacles_to_objecting,
    _is_unfounded,
    pressing=_to_go_up,
    order=310,
)
DECIDE_PETITION = CaseAct(
    "petition",
    gettext_lazy("Decide the petition"),
    DECIDE_PETITION_NEEDS,
    "gavel",
    obstacles_to_deciding_petition,
    _has_petition,
    frozenset({State.REJECTED}),
    order=105,
)
WITHDRAW = CaseAct(
    "withdraw",
    gettext_lazy("Complaint withdrawn"),
    P.COMPLAINT_CLOSE,
    "arrow-back",
    obstacles_to_withdrawing,
    _can_withdraw,
    order=710,
    danger=True,
    in_bar=False,
)
JUDGE = CaseAct(
    "judgement",
    gettext_lazy("Cause and judgement"),
    P.COMPLAINT_CLOSE,
    "scale",
    obstacles_to_judging,
    _open,
    order=390,
)
REOPEN = CaseAct(
    "reopen",
    gettext_lazy("Reopen"),
    P.COMPLAINT_DISPATCH,
    "refresh",
    obstacles_to_reopening,
    _can_reopen,
    pressing=_to_be_heard_again,
    order=720,
    in_bar=False,
)
CLOSE = CaseAct(
    "close",
    gettext_lazy("Close the case"),
    P.COMPLAINT_CLOSE,
    "lock",
    obstacles_to_closing,
    _open,
    CLOSABLE,
    pressing=_nothing_else_left,
    order=900,
)

OFFERS = (REJECT, OBJECT, DECIDE_PETITION, WITHDRAW, JUDGE, REOPEN, CLOSE)

"""Answering the complainant: the first word, and the result."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Party, Reply, Settlement
from complaints.rules import papers
from complaints.rules.dispatch import owed
from complaints.rules.money import is_decided, needs_approval, waiting_approval
from complaints.rules.offering import CaseAct
from complaints.states import Severity, State
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import User

#: States in which the result can be told.
RESULT_IN = frozenset({State.ANSWERED, State.AWAITING_APPROVAL, State.REOPENED, State.REJECTED, State.WITHDRAWN})


def round_began(complaint: Complaint) -> datetime:
    """Return when the present round of handling began: the registration, or the last reopening."""
    last = complaint.folder.entries.filter(verb="reopened").order_by("-at", "-id").first()
    return last.at if last else complaint.registered_at


def obstacles_to_replying(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-30, FUP-S02. A word to the complainant is possible while the case is open."""
    if complaint.state == State.CLOSED:
        return [Obstacle("closed", _("The case is closed; reopen it first."))]
    return []


def obstacles_to_telling_result(complaint: Complaint, way: str) -> list[Obstacle]:
    """CMP-22, CMP-31, CMP-34. The result is told when there is one.

    The department has answered, what needs a yes has it, a serious case has its signed report, and the especially
    serious is told by letter.
    """
    if complaint.state not in RESULT_IN:
        return [Obstacle("state", _("There is no result to tell yet."), "final")]
    if complaint.state in (State.REJECTED, State.WITHDRAWN):
        return []
    obstacles = []
    if owed(complaint):
        obstacles.append(Obstacle("handoff", _("A department has not answered yet."), "final"))
    if waiting_approval(complaint) is not None:
        obstacles.append(Obstacle("undecided", _("The proposal is not decided; nothing may be promised."), "final"))
    elif needs_approval(complaint, Decimal(0)) and not _approved_this_round(complaint):
        obstacles.append(Obstacle("approval", _("A serious case needs an approved settlement first."), "final"))
    obstacles += _obstacles_of_serious_cases(complaint, way)
    return obstacles


def _obstacles_of_serious_cases(complaint: Complaint, way: str) -> list[Obstacle]:
    obstacles = []
    if papers.is_serious(complaint):
        paper = papers.report(complaint)
        if paper is None or paper.reviewed_by_id is None:
            obstacles.append(Obstacle("report", _("The handling report is not signed yet."), "final"))
    if complaint.severity == Severity.SPECIAL and way and way != Reply.Way.LETTER:
        obstacles.append(Obstacle("letter", _("The especially serious is told by letter."), "way"))
    return obstacles


def _approved_this_round(complaint: Complaint) -> bool:
    agreed = (Settlement.State.APPROVED, Settlement.State.CARRIED_OUT)
    began = round_began(complaint)
    return any(one.state in agreed and one.proposed_at >= began for one in complaint.settlements.all())


def is_not_accepted(complaint: Complaint) -> bool:
    """CMP-29. Whether the complainant said of the result, when it was last told, that it is not accepted."""
    if complaint.result_told_at is None:
        return False
    told = [one for one in complaint.replies.all() if one.final]
    return max(told, key=lambda one: (one.at, one.pk)).accepted is False if told else False


def can_be_called(complaint: Complaint) -> bool:
    """FUP-01, FUP-S03. Whether the complainant left a phone and wants to be called; only then is there a follow-up."""
    if not complaint.wants_call:
        return False
    party = next((one for one in complaint.parties.all() if one.part == Party.Part.COMPLAINANT), None)
    if party is not None and party.phone and not party.will_not_say:
        return True
    merchant = complaint.complaining_merchant
    return merchant is not None and merchant.contacts.filter(removed_at=None).exclude(phone="").exists()


def _open(complaint: Complaint, _user: User) -> bool:
    return complaint.state not in (State.CLOSED, State.FOLLOWED_UP)


def _to_be_told(complaint: Complaint, _user: User) -> bool:
    return is_decided(complaint)


REPLY = CaseAct(
    "reply",
    gettext_lazy("Reply to the complainant"),
    Permission.COMPLAINT_REPLY,
    "message-reply",
    obstacles_to_replying,
    _open,
    frozenset({State.ANSWERED, State.IN_HANDLING, State.REJECTED, State.WITHDRAWN}),
    pressing=_to_be_told,
    order=110,
)

OFFERS = (REPLY,)

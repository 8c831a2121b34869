"""What a case has for persons: who proposes, who decides, who reads and publishes it (CMP-42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Consequence
from complaints.rules.offering import CaseAct, Rows
from complaints.states import State
from mall.localtime import local_day
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from complaints.models import Complaint
    from mall.models import User

#: What the approval of a money penalty is called among a folder's approvals.
WHAT = "penalty"

K, S = Consequence.Kind, Consequence.State
#: It waits or it stands; of these a person has one of a kind after a case.
LIVE = frozenset({S.PROPOSED, S.DECIDED})


def obstacles_to_proposing(complaint: Complaint, _user: User, _now: datetime) -> list[Obstacle]:
    """CMP-42. What is looked through are closed cases: while one is open, nobody's fault is settled."""
    if complaint.state != State.CLOSED:
        return [Obstacle("open", _("The case is not closed: what it has for persons is decided afterwards."))]
    return []


def obstacles_to_consequence(
    complaint: Complaint, person: User, kind: str, amount: Decimal | None, by: User
) -> list[Obstacle]:
    """CMP-42, CMP-46. An amount belongs to money alone; nobody proposes about himself, and nothing stands twice."""
    found = []
    if person.pk == by.pk:
        found.append(Obstacle("own", _("It is about you: somebody else proposes it."), "person"))
    if kind == K.MONEY and not amount:
        found.append(Obstacle("amount", _("Say how much."), "amount"))
    if kind != K.MONEY and amount:
        found.append(Obstacle("amount", _("Only a money penalty has an amount."), "amount"))
    live = [one for one in complaint.consequences.all() if one.state in LIVE]
    if any(one.person_id == person.pk and one.kind == kind for one in live):
        found.append(Obstacle("twice", _("This stands for this person already."), "person"))
    if kind == K.MONEY and any(one.state == S.PROPOSED for one in live):
        found.append(
            Obstacle("waiting", _("A money penalty of this case waits for the general manager already."), "kind")
        )
    return found


def waiting_penalty(complaint: Complaint) -> Consequence | None:
    """Return the money penalty that waits for the general manager, if there is one; never two at a time."""
    return next((one for one in complaint.consequences.all() if one.state == S.PROPOSED), None)


def obstacles_to_deciding_penalty(penalty: Consequence | None, user: User) -> list[Obstacle]:
    """CMP-42, CMP-31. The general manager decides once: never on his own proposal, never about himself."""
    if penalty is None or penalty.state != S.PROPOSED:
        return [Obstacle("none", _("No money penalty waits here."))]
    found = []
    if not user.may(Permission.PENALTY_APPROVE):
        found.append(Obstacle("authority", _("The general manager approves money penalties.")))
    if penalty.proposed_by_id == user.pk:
        found.append(Obstacle("own", _("Nobody decides on his own proposal.")))
    if penalty.person_id == user.pk:
        found.append(Obstacle("self", _("Nobody decides in a matter about himself.")))
    return found


def obstacles_to_withdrawing_penalty(penalty: Consequence | None, user: User) -> list[Obstacle]:
    """CMP-42. Whoever proposed it takes it back until it is decided."""
    if penalty is None or penalty.state != S.PROPOSED:
        return [Obstacle("none", _("No money penalty waits here."))]
    if penalty.proposed_by_id != user.pk:
        return [Obstacle("own", _("Only who proposed it takes it back."))]
    return []


def is_about(complaint: Complaint, person: User) -> bool:
    """CMP-42, CMP-46. Whether a case is about a person: complained of, or with a consequence that waits or stands."""
    live = (one.person_id for one in complaint.consequences.all() if one.state in LIVE)
    return complaint.staff_person_id == person.pk or person.pk in live


def falls_away(one: Consequence) -> bool:
    """CMP-42. Whether it ends when its case is heard again: what waits, and what HR has not published.

    What was published, and a penalty whose notice was given, is carried out and stands.
    """
    return one.state == S.PROPOSED or (one.state == S.DECIDED and not one.is_money and one.published_on is None)


def obstacles_to_publishing(one: Consequence, by: User) -> list[Obstacle]:
    """CMP-42. HR publishes a decided disciplinary action once, of a case that is not heard again; never his own.

    Money is told by notice. `Consequence.objects.to_publish` asks the same of many at once.
    """
    found = []
    if not by.may(Permission.CONSEQUENCE_PUBLISH):
        found.append(Obstacle("may", _("HR publishes disciplinary actions.")))
    if one.state != S.DECIDED or one.is_money:
        found.append(Obstacle("kind", _("Only decided disciplinary actions are published.")))
    elif one.published_on is not None:
        found.append(Obstacle("published", _("It is published already.")))
    elif one.complaint.state != State.CLOSED:
        found.append(Obstacle("open", _("The case is heard again: nothing is published before it is closed.")))
    if one.person_id == by.pk:
        found.append(Obstacle("own", _("It is about you: a colleague publishes it.")))
    return found


def obstacles_to_day_published(one: Consequence, on: date, now: datetime) -> list[Obstacle]:
    """CMP-42. The day it was published has come, and it was decided by then."""
    if on > local_day(now):
        return [Obstacle("ahead", _("This day lies ahead."), "published_on")]
    if one.decided_at is not None and on < local_day(one.decided_at):
        return [Obstacle("before", _("It was not decided yet on this day."), "published_on")]
    return []


def _closed(complaint: Complaint, _user: User) -> bool:
    return complaint.state == State.CLOSED


def _waits(complaint: Complaint, _user: User) -> bool:
    return waiting_penalty(complaint) is not None


TO_DECIDE = Rows("consequences", waiting_penalty, obstacles_to_deciding_penalty)

CONSEQUENCE = CaseAct(
    "consequence",
    gettext_lazy("Consequence for a person"),
    Permission.CONSEQUENCE_PROPOSE,
    "user-exclamation",
    obstacles_to_proposing,
    _closed,
    order=820,
    in_bar=False,
)
APPROVE_PENALTY = CaseAct(
    "penalty-approve",
    gettext_lazy("Approve the penalty"),
    Permission.PENALTY_APPROVE,
    "circle-check",
    shown=_waits,
    pressing=_waits,
    order=102,
    rows=TO_DECIDE,
)
REFUSE_PENALTY = CaseAct(
    "penalty-refuse",
    gettext_lazy("Refuse the penalty"),
    Permission.PENALTY_APPROVE,
    "circle-x",
    shown=_waits,
    order=103,
    danger=True,
    rows=TO_DECIDE,
)
TAKE_BACK_PENALTY = CaseAct(
    "penalty-take-back",
    gettext_lazy("Take the penalty back"),
    Permission.CONSEQUENCE_PROPOSE,
    "arrow-back-up",
    shown=_waits,
    order=331,
    rows=Rows("consequences", waiting_penalty, obstacles_to_withdrawing_penalty),
)

OFFERS = (CONSEQUENCE, APPROVE_PENALTY, REFUSE_PENALTY, TAKE_BACK_PENALTY)

"""What forbids proposing a reward or penalty, deciding on it, publishing it, and the month's sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.limits import limit
from mall.roles import Permission
from staffing.models import Reward, RewardSheet
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from mall.models import User

P = Permission
Kind, State = Reward.Kind, Reward.State
MOST = Decimal(1_000_000)


class Proposal(NamedTuple):
    """A reward or penalty as it is proposed."""

    person: User
    kind: str
    case: str
    reason: str
    amount: Decimal | None = None


def obstacles_to_proposing(proposal: Proposal, *, by: User) -> list[Obstacle]:
    """PERF-08, PERF-09. The supervisor proposes one of the list with its case and reason, never about himself."""
    found = []
    if not by.may(P.REWARD_PROPOSE):
        found.append(Obstacle("level", _("The supervisor proposes rewards and penalties.")))
    if by == proposal.person:
        found.append(Obstacle("own", _("It is about you: somebody else proposes it."), "person"))
    if proposal.kind not in Kind.values:
        found.append(Obstacle("kind", _("Choose what it is."), "kind"))
    if not proposal.case.strip():
        found.append(Obstacle("case", _("Write what happened."), "case"))
    if not proposal.reason.strip():
        found.append(Obstacle("reason", _("Write the reason."), "reason"))
    return [*found, *obstacles_to_amount(proposal.kind, proposal.amount)]


def obstacles_to_amount(kind: str, amount: Decimal | None) -> list[Obstacle]:
    """PERF-14. A bonus and a fine say how many yuan; what is no money names none."""
    if kind in Reward.MONEY and not amount:
        return [Obstacle("amount", _("Write how many yuan."), "amount")]
    if kind not in Reward.MAY_BE_MONEY and amount:
        return [Obstacle("amount", _("Only a bonus, a fine or a pay cut has an amount."), "amount")]
    if amount is not None and not 0 < amount < MOST:
        return [Obstacle("amount", _("Write an amount between 0 and one million yuan."), "amount")]
    return []


def fines_of_the_house(at: datetime) -> tuple[int, ...]:
    """PERF-14, MEET-07. The amounts the house has set for meetings, as suggestions; each is named once."""
    return tuple(sorted(set(limit("meeting_fines", at))))


def obstacles_to_deciding(reward: Reward, by: User) -> list[Obstacle]:
    """PERF-10. Nothing takes effect without the general manager, who never decides on himself or on his proposal."""
    if reward.state != State.PROPOSED:
        return [Obstacle("decided", _("It is already decided: %(state)s.") % {"state": reward.get_state_display()})]
    if not by.may(P.REWARD_APPROVE):
        return [Obstacle("level", _("Only the general manager's approval puts it into effect."))]
    if by.pk in (reward.person_id, reward.proposed_by_id):
        return [Obstacle("own", _("Nobody decides about himself or on his own proposal."))]
    return []


def obstacles_to_refusing(reward: Reward, words: str, by: User) -> list[Obstacle]:
    """PERF-10. What is not approved is sent back with the reason."""
    found = obstacles_to_deciding(reward, by)
    if not words.strip():
        found.append(Obstacle("reason", _("Write the reason."), "decision"))
    return found


def obstacles_to_withdrawing(reward: Reward, by: User) -> list[Obstacle]:
    """PERF-10. Who proposed it takes it back until it is decided."""
    if reward.state != State.PROPOSED:
        return [Obstacle("decided", _("It is already decided: %(state)s.") % {"state": reward.get_state_display()})]
    return [] if by.pk == reward.proposed_by_id else [Obstacle("other", _("Only who proposed it may withdraw it."))]


def obstacles_to_taking_back(
    reward: Reward, sheet: RewardSheet | None, by: User, words: str | None = None
) -> list[Obstacle]:
    """PERF-10, PERF-11. What is in effect is taken back by the general manager, until its month went to payroll.

    Without `words` only whether it may be.
    """
    if reward.state != State.APPROVED:
        return [Obstacle("state", _("Only what is in effect is taken back."))]
    if not by.may(P.REWARD_APPROVE):
        return [Obstacle("level", _("Only the general manager takes it back."))]
    if by.pk in (reward.person_id, reward.proposed_by_id):
        return [Obstacle("own", _("Nobody decides about himself or on his own proposal."))]
    if sheet is not None and sheet.state == RewardSheet.State.APPROVED:
        return [Obstacle("sheet", _("The sheet of its month is approved: it stays as it is."))]
    return [] if words is None or words.strip() else [Obstacle("reason", _("Write the reason."), "withdrawal")]


def reads_whole(reward: Reward, by: User) -> bool:
    """PERF-10. Who reads reason and notice: who proposes and approves, and the person; others what is published."""
    return by.pk == reward.person_id or by.may(P.REWARD_PROPOSE) or by.may(P.REWARD_APPROVE)


def obstacles_to_publishing(reward: Reward, by: User) -> list[Obstacle]:
    """PERF-10. Only what is in effect is published, once, and by somebody else than the person."""
    if reward.state != State.APPROVED:
        return [Obstacle("state", _("Only what is in effect is published."))]
    if reward.published_at is not None:
        return [Obstacle("published", _("It is published already."))]
    if not by.may(P.REWARD_PROPOSE):
        return [Obstacle("level", _("The supervisor publishes it."))]
    return [Obstacle("own", _("It is about you: a colleague publishes it."))] if by.pk == reward.person_id else []


# -- the sheet


class Ready(NamedTuple):
    """What the sheet of a month needs before it is sent."""

    is_over: bool
    is_points_closed: bool
    undecided: int
    sheet: RewardSheet | None


def obstacles_to_submitting(ready: Ready, by: User) -> list[Obstacle]:
    """PERF-11. The sheet goes up when the month is over, its points are closed and every proposal is decided."""
    found = []
    if ready.sheet is not None and ready.sheet.stands:
        state = ready.sheet.get_state_display()
        return [Obstacle("sent", _("The sheet of this month is there already: %(state)s.") % {"state": state})]
    if not by.may(P.REWARD_PROPOSE):
        found.append(Obstacle("level", _("The supervisor submits the sheet.")))
    if not ready.is_over:
        found.append(Obstacle("open", _("This month is not over yet.")))
    elif not ready.is_points_closed:
        found.append(Obstacle("points", _("Close the month of brand points first.")))
    if ready.undecided:
        words = ngettext(
            "%(n)d proposal of the month is not decided.",
            "%(n)d proposals of the month are not decided.",
            ready.undecided,
        )
        found.append(Obstacle("undecided", words % {"n": ready.undecided}))
    return found


def obstacles_to_judging(sheet: RewardSheet | None, by: User) -> list[Obstacle]:
    """PERF-11. The superior approves the sheet before payroll: not who sent it, nor who stands on it with money."""
    if sheet is None or sheet.state != RewardSheet.State.SUBMITTED:
        return [Obstacle("none", _("No sheet waits for approval."))]
    if not by.may(P.REWARD_SHEET):
        return [Obstacle("level", _("The superior approves the sheet."))]
    if by.pk == sheet.submitted_by_id:
        return [Obstacle("own", _("Nobody approves the sheet he has submitted."))]
    if any(line["pk"] == by.pk for line in sheet.lines):
        return [Obstacle("self", _("You stand on this sheet yourself: the general manager approves it."))]
    return []


def obstacles_to_approving(sheet: RewardSheet | None, by: User, *, taken_back: int = 0) -> list[Obstacle]:
    """PERF-11. A sheet is approved as it was sent, unless something on it was taken back since."""
    found = obstacles_to_judging(sheet, by)
    if not found and taken_back:
        words = _("Something on this sheet was taken back since: send it back, so that it is made anew.")
        found.append(Obstacle("stale", words))
    return found


def obstacles_to_sending_back(sheet: RewardSheet | None, words: str, by: User) -> list[Obstacle]:
    """PERF-11. A sheet is sent back with the reason."""
    found = obstacles_to_judging(sheet, by)
    if not words.strip():
        found.append(Obstacle("reason", _("Write the reason."), "decision"))
    return found

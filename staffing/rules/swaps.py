"""What forbids a swap of shifts, and what two people's days are with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.roles import Permission
from staffing.models import Swap
from ui.obstacles import Obstacle
from ui.times import when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mall.models import User
    from staffing.plan import Cell, Plan
    from staffing.rules.findings import Finding

State = Swap.State
P = Permission
Slot = tuple[int, date]
#: It may still come about.
OPEN = (State.ASKED, State.ACCEPTED)
#: So many sentences of the law stand in one refusal.
MOST_SAID = 5
#: Kept where a swap lapsed for another reason than the hour (`Swap.decision`).
CHANGED = "changed"


@dataclass(frozen=True)
class Exchange:
    """What a swap is about: whose shift on which day, who takes it, and which of his is given for it, if any."""

    person: int
    on: date
    colleague: int
    other_on: date | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The days of the two that it touches."""
        days = {self.on} | ({self.other_on} if self.other_on else set())
        return tuple((pk, on) for on in sorted(days) for pk in (self.person, self.colleague))

    @property
    def shifts(self) -> tuple[Slot, ...]:
        """The shifts that are given away."""
        mine = ((self.person, self.on),)
        return (*mine, (self.colleague, self.other_on)) if self.other_on else mine

    def cells(self, plan: Plan) -> dict[Slot, Cell | None]:
        """What each of the two has on the days it touches, with the swap."""
        mine = plan.get((self.person, self.on))
        if self.other_on is None:
            return {(self.person, self.on): None, (self.colleague, self.on): mine}
        theirs = plan.get((self.colleague, self.other_on))
        found: dict[Slot, Cell | None] = {(self.person, self.on): None, (self.colleague, self.other_on): None}
        found[self.colleague, self.on] = mine
        found[self.person, self.other_on] = theirs
        return found


@dataclass(frozen=True)
class Shifts:
    """What is known about the two shifts when a swap is asked, answered or decided."""

    exchange: Exchange
    plan: Plan
    #: When the first of the two begins; None where there is none.
    begins_at: datetime | None
    #: Whether both are of the same crew on these days.
    one_crew: bool = True
    #: Whether another swap that is open touches one of them.
    taken: bool = False


@dataclass(frozen=True)
class Harm:
    """What a swap would do that was not so before."""

    law: tuple[Finding, ...] = ()
    short: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = field(default=())


def exchange_of(swap: Swap) -> Exchange:
    """What a swap is about."""
    return Exchange(swap.person_id, swap.on, swap.colleague_id, swap.other_on)


# -- asking


def obstacles_to_asking(shifts: Shifts, reason: str, by: User, now: datetime) -> list[Obstacle]:
    """ROST-15. The owner of a shift asks, or the supervisor for somebody; for shifts that are still to come."""
    found = []
    if by.pk != shifts.exchange.person and not by.may(P.SWAP_APPROVE):
        found.append(Obstacle("other", _("Only the owner of a shift asks to swap it, or the supervisor."), "on"))
    if not reason.strip():
        found.append(Obstacle("reason", _("Write the reason."), "reason"))
    return [*obstacles_to_exchange(shifts, now), *found]


def obstacles_to_exchange(shifts: Shifts, now: datetime) -> list[Obstacle]:
    """ROST-15. Two people of one crew; each is free where the other works; neither shift has begun nor is swapped."""
    exchange, plan = shifts.exchange, shifts.plan
    if exchange.person == exchange.colleague:
        return [Obstacle("one", _("Choose a colleague."), "colleague")]
    if plan.get((exchange.person, exchange.on)) is None:
        return [Obstacle("no_shift", _("There is no shift on that day by the published roster."), "on")]
    if exchange.other_on and plan.get((exchange.colleague, exchange.other_on)) is None:
        return [Obstacle("no_other", _("The colleague has no shift on that day."), "other_on")]
    if shifts.begins_at is None or shifts.begins_at <= now:
        return [Obstacle("begun", _("The shift has begun."), "on")]
    found = []
    if not shifts.one_crew:
        found.append(Obstacle("crew", _("The colleague is not of the same crew."), "colleague"))
    if shifts.taken:
        found.append(Obstacle("taken", _("Another swap that is open touches one of these shifts."), "other_on"))
    return [*found, *_obstacles_to_days(exchange, plan)]


def _obstacles_to_days(exchange: Exchange, plan: Plan) -> list[Obstacle]:
    """One shift a day: who takes a shift is off on that day, unless the two of that very day change places."""
    theirs = plan.get((exchange.colleague, exchange.on))
    if exchange.other_on is None:
        return [] if theirs is None else [_works(exchange.on)]
    if exchange.other_on == exchange.on:
        if theirs == plan.get((exchange.person, exchange.on)):
            return [Obstacle("same", _("Both have the same shift on that day."), "other_on")]
        return []
    found = [] if theirs is None else [_works(exchange.on)]
    if plan.get((exchange.person, exchange.other_on)) is not None:
        found.append(Obstacle("works", _("Who asks works on that day too."), "other_on"))
    return found


def _works(on: date) -> Obstacle:
    return Obstacle("works", _("The colleague works on %(day)s too.") % {"day": when(on)}, "other_on")


def obstacles_to_breaking_law(harm: Harm) -> list[Obstacle]:
    """ROST-15, ROST-20. What would break the law is refused, whoever agrees."""
    return [Obstacle("law", one.words, "other_on") for one in harm.law[:MOST_SAID]]


# -- answering and deciding


def obstacles_to_answering(swap: Swap, by: User, now: datetime) -> list[Obstacle]:
    """ROST-15. The colleague who is asked answers, once, before the first shift begins."""
    if swap.state != State.ASKED:
        return [_dealt_with(swap)]
    if by.pk != swap.colleague_id:
        return [Obstacle("other", _("Only the colleague who is asked answers."))]
    return _obstacles_to_hour(swap, now)


def obstacles_to_approving(
    swap: Swap, shifts: Shifts, harm: Harm, words: str, *, by: User, now: datetime
) -> list[Obstacle]:
    """ROST-15, ROST-20. The supervisor signs what the colleague accepted: never his own, nothing against the law.

    A desk it leaves short needs his reason.
    """
    found = obstacles_to_deciding(swap, by, now)
    if found:
        return found
    found = [*obstacles_to_exchange(shifts, now), *obstacles_to_breaking_law(harm)]
    if harm.short and not words.strip():
        found.append(Obstacle("cover", _("It leaves a desk short: say why it is approved all the same."), "decision"))
    return found


def obstacles_to_deciding(swap: Swap, by: User, now: datetime) -> list[Obstacle]:
    """ROST-15. A supervisor decides, once, on what was accepted; nobody on his own, nor on what he has asked for."""
    if swap.state == State.ASKED:
        return [Obstacle("asked", _("The colleague has not answered yet."))]
    if swap.state != State.ACCEPTED:
        return [_dealt_with(swap)]
    if not by.may(P.SWAP_APPROVE):
        return [Obstacle("level", _("It waits for the supervisor."))]
    if by.pk in (swap.person_id, swap.colleague_id, swap.asked_by_id):
        return [Obstacle("own", _("Nobody approves his own swap, nor one he has asked for."))]
    return _obstacles_to_hour(swap, now)


def obstacles_to_refusing(swap: Swap, words: str, by: User, now: datetime) -> list[Obstacle]:
    """ROST-15. Whoever may decide may refuse, and says why."""
    found = obstacles_to_deciding(swap, by, now)
    if not words.strip():
        found.append(Obstacle("reason", _("Write the reason."), "decision"))
    return found


def obstacles_to_withdrawing(swap: Swap, by: User) -> list[Obstacle]:
    """ROST-15. Who asked, or whose shift it is, withdraws it while it is open."""
    if swap.state not in OPEN:
        return [_dealt_with(swap)]
    if by.pk not in (swap.person_id, swap.asked_by_id):
        return [Obstacle("other", _("Only who asked may withdraw it."))]
    return []


def lapse_of(swap: Swap, then: Plan, plan: Plan, now: datetime) -> str | None:
    """ROST-15. Why an open swap has lapsed: its hour has come (''), or the shifts were changed since; None if not."""
    if swap.state not in OPEN:
        return None
    if now >= swap.expires_at:
        return ""
    moved = [slot for slot in exchange_of(swap).slots if _of(then, slot) != _of(plan, slot)]
    return CHANGED if moved else None


def _of(plan: Mapping[Slot, Cell | None], slot: Slot) -> Cell | None:
    return plan.get(slot)


def _obstacles_to_hour(swap: Swap, now: datetime) -> list[Obstacle]:
    if now < swap.expires_at:
        return []
    return [Obstacle("expired", _("The first of the shifts has begun: the swap has lapsed."))]


def _dealt_with(swap: Swap) -> Obstacle:
    words = _("This swap is already dealt with: %(state)s.") % {"state": swap.get_state_display()}
    return Obstacle("decided", words)


def open_slots(swaps: Sequence[Swap]) -> set[Slot]:
    """The shifts that open swaps give away."""
    return {slot for swap in swaps for slot in exchange_of(swap).shifts}

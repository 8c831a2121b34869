"""Swapping shifts: asked, answered by the colleague, approved by the supervisor; and what has lapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework.actions.notices import tell
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.actions.rosters import amend, hold
from staffing.halves import half_of
from staffing.models import Swap
from staffing.queries import swaps as reads
from staffing.rules import swaps as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from staffing.models import Roster, RosterVersion
    from staffing.plan import Plan

State = Swap.State
log = structlog.get_logger()


@transaction.atomic
def ask(exchange: rules.Exchange, reason: str, *, by: User, now: datetime) -> Swap:
    """ROST-15. Ask a colleague to take a shift, or to give one for it; he and whose shift it is are told.

    Raises Refused.
    """
    _hold_rosters(exchange)
    for other in reads.open_beside(exchange):
        _lapse_if_due(_hold(other), now)
    shifts = reads.shifts_of(exchange)
    refuse_if(rules.obstacles_to_asking(shifts, reason, by, now))
    refuse_if(rules.obstacles_to_breaking_law(reads.harm_of(exchange)))
    made = Swap.objects.create(
        person_id=exchange.person,
        on=exchange.on,
        colleague_id=exchange.colleague,
        other_on=exchange.other_on,
        reason=reason.strip()[:300],
        asked_at=now,
        asked_by=by,
        expires_at=cast("datetime", shifts.begins_at),
    )
    _tell({made.colleague} - {by}, "asked", made, about=made.person_id, now=now)
    _tell({made.person} - {by}, "for_me", made, about=made.colleague_id, now=now)
    return made


@transaction.atomic
def accept(swap: Swap, *, by: User, now: datetime) -> Swap:
    """ROST-15. The colleague agrees; the supervisors are told. Returns it lapsed where it has. Raises Refused."""
    swap = _hold(swap)
    if _lapse_if_due(swap, now):
        return swap
    refuse_if(rules.obstacles_to_answering(swap, by, now))
    exchange = rules.exchange_of(swap)
    refuse_if(rules.obstacles_to_breaking_law(reads.harm_of(exchange)))
    swap.state, swap.answered_at = State.ACCEPTED, now
    swap.save(update_fields=["state", "answered_at"])
    own = (swap.person_id, swap.colleague_id, swap.asked_by_id)
    _tell(people_who_may(Permission.SWAP_APPROVE).exclude(pk__in=own), "accepted", swap, about=own[0], now=now)
    return swap


@transaction.atomic
def decline(swap: Swap, *, by: User, now: datetime) -> Swap:
    """ROST-15. The colleague does not agree; who asked is told. Raises Refused."""
    swap = _hold(swap)
    if _lapse_if_due(swap, now):
        return swap
    refuse_if(rules.obstacles_to_answering(swap, by, now))
    swap.state, swap.answered_at = State.DECLINED, now
    swap.save(update_fields=["state", "answered_at"])
    _tell({swap.person, swap.asked_by}, "declined", swap, about=swap.colleague_id, now=now)
    return swap


@transaction.atomic
def approve(swap: Swap, words: str = "", *, by: User, now: datetime) -> Swap:
    """ROST-15. The supervisor signs: the shifts change hands, as a version of the roster of its own.

    Returns it lapsed where it has. Raises Refused.
    """
    exchange = rules.exchange_of(swap)
    rosters = _hold_rosters(exchange)
    swap = _hold(swap)
    if _lapse_if_due(swap, now):
        return swap
    shifts = reads.shifts_of(exchange, but=swap.pk)
    harm = reads.harm_of(exchange)
    refuse_if(rules.obstacles_to_approving(swap, shifts, harm, words, by=by, now=now))
    cells = exchange.cells(shifts.plan)
    version: RosterVersion | None = None
    with override(settings.LANGUAGE_CODE):  # kept with the roster, and read by all
        reason = ": ".join(filter(None, [_("Swap %(number)s") % {"number": swap.pk}, words.strip()]))
        for roster in rosters:
            own = {slot: cell for slot, cell in cells.items() if half_of(slot[1]).first == roster.starts_on}
            version = (amend(roster, own, reason, by=by, now=now) if own else None) or version
    swap.version = version
    _decide(swap, State.APPROVED, words, by=by, now=now)
    _tell({swap.person, swap.colleague, swap.asked_by}, "approved", swap, about=swap.person_id, now=now)
    return swap


@transaction.atomic
def refuse(swap: Swap, words: str, *, by: User, now: datetime) -> Swap:
    """ROST-15. The supervisor does not sign, and says why; the shifts stay. Raises Refused."""
    swap = _hold(swap)
    if _lapse_if_due(swap, now):
        return swap
    refuse_if(rules.obstacles_to_refusing(swap, words, by, now))
    _decide(swap, State.REFUSED, words, by=by, now=now)
    _tell({swap.person, swap.colleague, swap.asked_by}, "refused", swap, about=swap.person_id, now=now)
    return swap


@transaction.atomic
def withdraw(swap: Swap, *, by: User, now: datetime) -> Swap:
    """ROST-15. Who asked withdraws it while it is open; the others are told. Raises Refused."""
    swap = _hold(swap)
    refuse_if(rules.obstacles_to_withdrawing(swap, by))
    swap.state = State.WITHDRAWN
    swap.save(update_fields=["state"])
    _tell({swap.person, swap.colleague, swap.asked_by} - {by}, "withdrawn", swap, about=by.pk, now=now)
    return swap


def expire(now: datetime) -> int:
    """ROST-15. Let every open swap lapse whose first shift has begun, or whose shifts were changed. Returns how many.

    Each in a transaction of its own, so that one that fails is reported and the others do not wait for it; one
    somebody works on just now is left for the next time. Safe to run twice.
    """
    waiting = Swap.objects.filter(state__in=rules.OPEN).order_by("expires_at").values_list("pk", flat=True)
    return sum(_expire_one(pk, now) for pk in list(waiting))


def _expire_one(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = Swap.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person", "colleague")
            swap = rows.filter(pk=pk, state__in=rules.OPEN).first()
            return swap is not None and _lapse_if_due(swap, now)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other swaps must not wait for this one
        log.warning("swap_troubled", swap=pk, kind=type(failure).__name__)
        return False


def _hold(swap: Swap) -> Swap:
    """Lock it until the transaction ends, and read it anew: a colleague may have decided meanwhile."""
    rows = Swap.objects.select_for_update(of=("self",)).select_related("person", "colleague", "asked_by")
    return rows.get(pk=swap.pk)


def _hold_rosters(exchange: rules.Exchange) -> list[Roster]:
    """Nobody changes the weeks of the shifts, nor asks for these a second time, until the transaction ends."""
    weeks = reads.weeks_of({on for _pk, on in exchange.slots})
    return [hold(roster) for roster in reads.rosters_of(weeks)]


def _lapse_if_due(swap: Swap, now: datetime) -> bool:
    """Let an open swap lapse that can come about no more; both are told. Returns whether it did."""
    why = rules.lapse_of(swap, _then(swap), reads.plan_of(swap), now)
    if why is None:
        return False
    swap.state, swap.decision = State.EXPIRED, why
    swap.save(update_fields=["state", "decision"])
    _tell({swap.person, swap.colleague}, "lapsed", swap, about=swap.person_id, now=now)
    return True


def _then(swap: Swap) -> Plan:
    return reads.plan_of(swap, swap.asked_at)


def _decide(swap: Swap, state: State, words: str, *, by: User, now: datetime) -> None:
    swap.state, swap.decided_at, swap.decided_by, swap.decision = state, now, by, words.strip()[:300]
    swap.save(update_fields=["state", "decided_at", "decided_by", "decision", "version"])


def _tell(people: Iterable[User], what: str, swap: Swap, *, about: int, now: datetime) -> None:
    path = reverse("staffing:swap-one", args=[swap.pk])
    facts = {"person": about, "on": swap.on.isoformat(), "path": path}
    tell(people, f"swap.{what}", None, key=f"swap:{swap.pk}:{what}", now=now, facts=facts)

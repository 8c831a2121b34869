"""Asking for leave, deciding on it, withdrawing it, counting somebody as absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.localtime import days_bounds, local_day
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.actions.blocks import block, lift
from staffing.models import Block, Leave
from staffing.queries import leave as reads
from staffing.rules import leave as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

State = Leave.State


@transaction.atomic
def ask(asked: rules.Asked, *, by: User, now: datetime) -> Leave:
    """LEAVE-01, LEAVE-03, LEAVE-05. Ask for leave; the level above is told. Raises Refused."""
    _hold_person(asked.person)
    others = reads.others_of(asked.person, asked.from_on, asked.to_on)
    refuse_if(rules.obstacles_to_asking(asked, others, by=by, now=now))
    is_trip = asked.kind == Leave.Kind.TRIP
    made = Leave.objects.create(
        person=asked.person,
        kind=asked.kind,
        from_on=asked.from_on,
        to_on=asked.to_on,
        reason=asked.reason.strip()[:300],
        place=asked.place.strip()[:60] if is_trip else "",
        is_emergency=asked.is_emergency,
        told_at=asked.told_at if asked.is_emergency else None,
        extends=asked.extends,
        state=State.REQUESTED if reads.checkers(asked.person) else State.PASSED_ON,
        asked_at=now,
        asked_by=by,
    )
    _tell(reads.deciders(made), "asked" if made.state == State.REQUESTED else "passed_on", made, now=now)
    return made


@transaction.atomic
def pass_on(leave: Leave, words: str = "", *, by: User, now: datetime) -> Leave:
    """LEAVE-02, LEAVE-03, LEAVE-05. The supervisor has checked it and passes it on upwards. Raises Refused."""
    leave = _hold(leave)
    refuse_if(rules.obstacles_to_passing_on(leave, by, reads.days_in_one_piece(leave)))
    leave.state, leave.checked_at, leave.checked_by = State.PASSED_ON, now, by
    leave.decision = words.strip()[:300]
    leave.save(update_fields=["state", "checked_at", "checked_by", "decision"])
    _tell(reads.deciders(leave), "passed_on", leave, now=now)
    return leave


@transaction.atomic
def approve(leave: Leave, words: str = "", *, by: User, now: datetime) -> Leave:
    """LEAVE-02, LEAVE-04, LEAVE-06, ROST-14. Grant it: the person is taken off the roster. Raises Refused."""
    leave = _hold(leave)
    refuse_if(rules.obstacles_to_granting(leave, by, reads.days_in_one_piece(leave)))
    _decide(leave, State.APPROVED, words, by=by, now=now)
    is_trip = leave.kind == Leave.Kind.TRIP
    why = Block.Why.TRIP if is_trip else Block.Why.LEAVE
    block(leave.person, days_bounds(leave.from_on, leave.to_on), why, by=by, now=now, origin=_origin(leave))
    _tell(_who_asked(leave), "approved", leave, now=now)
    if is_trip:
        # LEAVE-05: the paper goes to the desk for the attendance sheet.
        _tell(people_who_may(Permission.ROSTER_LAY).exclude(pk=leave.person_id), "attendance", leave, now=now)
    return leave


@transaction.atomic
def refuse(leave: Leave, words: str, *, by: User, now: datetime) -> Leave:
    """LEAVE-04. Do not grant it, and say why. Raises Refused."""
    leave = _hold(leave)
    refuse_if(rules.obstacles_to_refusing(leave, by, words))
    _decide(leave, State.REFUSED, words, by=by, now=now)
    _tell(_who_asked(leave), "refused", leave, now=now)
    return leave


@transaction.atomic
def withdraw(leave: Leave, *, by: User, now: datetime) -> Leave:
    """LEAVE-01. Who asked withdraws it before it begins; granted or not, who decides is told. Raises Refused."""
    leave = _hold(leave)
    refuse_if(rules.obstacles_to_withdrawing(leave, by, local_day(now)))
    told = reads.deciders(leave)
    was_granted = leave.state == State.APPROVED
    leave.state = State.WITHDRAWN
    leave.save(update_fields=["state"])
    if was_granted:
        for made in Block.objects.filter(person=leave.person, origin=_origin(leave), lifted_at=None):
            lift(made, by=by, now=now)
        told = list(people_who_may(Permission.ROSTER_LAY).exclude(pk=by.pk))
    _tell(told, "withdrawn", leave, now=now)
    return leave


@transaction.atomic
def count_absent(leave: Leave, words: str = "", *, by: User, now: datetime) -> Leave:
    """LEAVE-01, LEAVE-04. Leave that nobody granted and that has begun is counted as absent. Raises Refused."""
    leave = _hold(leave)
    refuse_if(rules.obstacles_to_counting_absent(leave, by, local_day(now)))
    _decide(leave, State.ABSENT, words, by=by, now=now)
    _tell(_who_asked(leave), "absent", leave, now=now)
    return leave


@transaction.atomic
def note_absence(asked: rules.Asked, *, by: User, now: datetime) -> Leave:
    """LEAVE-01, ROST-14. Count somebody as absent who was not there and had not asked. Raises Refused."""
    _hold_person(asked.person)
    others = reads.others_of(asked.person, asked.from_on, asked.to_on)
    refuse_if(rules.obstacles_to_noting_absence(asked, others, by=by, now=now))
    made = Leave.objects.create(
        person=asked.person,
        kind=Leave.Kind.PERSONAL,
        from_on=asked.from_on,
        to_on=asked.to_on,
        reason=asked.reason.strip()[:300],
        state=State.ABSENT,
        asked_at=now,
        asked_by=by,
        decided_at=now,
        decided_by=by,
    )
    _tell([made.person], "absent", made, now=now)
    return made


def _hold(leave: Leave) -> Leave:
    """Lock it until the transaction ends, and read it anew: a colleague may have decided meanwhile."""
    _hold_person(leave.person)
    rows = Leave.objects.select_for_update(of=("self",)).select_related("person", "asked_by")
    return rows.get(pk=leave.pk)


def _hold_person(person: User) -> None:
    """One leave of a person at a time, so that two do not overlap; a roster that names him is published meanwhile."""
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=person.pk)


def _decide(leave: Leave, state: State, words: str, *, by: User, now: datetime) -> None:
    leave.state, leave.decided_at, leave.decided_by = state, now, by
    # What the supervisor said when it was passed on stays.
    leave.decision = "\n".join(filter(None, [leave.decision, words.strip()]))[:300]
    leave.save(update_fields=["state", "decided_at", "decided_by", "decision"])


def _origin(leave: Leave) -> str:
    return f"leave:{leave.pk}"


def _who_asked(leave: Leave) -> list[User]:
    return [leave.person] if leave.person == leave.asked_by else [leave.person, leave.asked_by]


def _tell(people: Iterable[User], what: str, leave: Leave, *, now: datetime) -> None:
    facts = {
        "person": leave.person_id,
        "begins": leave.from_on.isoformat(),
        "ends": leave.to_on.isoformat(),
        "path": reverse("staffing:leave-one", args=[leave.pk]),
    }
    tell(people, f"leave.{what}", None, key=f"leave:{leave.pk}:{what}", now=now, facts=facts)

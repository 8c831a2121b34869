"""Handing a folder over to a department, and what the department does with it (CMP-03, CMP-19, CMP-21, CMP-26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from casework.actions.folders import add_audience, record, send_away
from casework.actions.notices import tell
from casework.actions.papers import attach
from casework.models import Audience, Handoff
from casework.rules import handoffs as rules
from mall.queries import people_who_may
from mall.roles import Permission
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casework.models import Folder
    from mall.models import Department, User

S = Handoff.State


@transaction.atomic
def ask(
    folder: Folder,
    to: Department,
    role: str = Handoff.Role.LEAD,
    *,
    answer_due_at: datetime,
    by: User,
    now: datetime,
    request: str = "",
) -> Handoff:
    """CMP-03, CMP-26. Hand a folder over to a department as lead or assisting; the department may see it from now on.

    Raises Refused. Starting the department's clock is the desk's own business.
    """
    refuse_if(rules.obstacles_to_asking(folder, to, role, answer_due_at=answer_due_at, now=now))
    handoff = Handoff.objects.create(
        folder=folder,
        to_department=to,
        role=role,
        asked_at=now,
        asked_by=by,
        request=request.strip(),
        answer_due_at=answer_due_at,
    )
    add_audience(folder, department=to, may=Audience.May.HANDLE, by=by, now=now)
    facts = {"handoff": handoff.pk, "department": to.pk, "role": role, "due": answer_due_at.isoformat()}
    record(folder, "handed_over", by=by, now=now, facts=facts)
    _tell_department(handoff, "handoff.asked", key=f"handoff:{handoff.pk}:asked", now=now)
    return handoff


@transaction.atomic
def accept(handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    """CMP-19. Accept for the department. Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_accepting(handoff, by))
    _change(handoff, state=S.ACCEPTED, accepted_at=now, accepted_by=by)
    _record(handoff, "accepted", by=by, now=now)
    return handoff


@transaction.atomic
def assign(handoff: Handoff, person: User, *, by: User, now: datetime) -> Handoff:
    """CMP-19. Give it to somebody of the department; what was not accepted yet is so accepted. Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_assigning(handoff, person, by))
    _change(handoff, assigned_to=person)
    if handoff.state == S.ASKED:
        _change(handoff, state=S.ACCEPTED, accepted_at=now, accepted_by=by)
    _record(handoff, "assigned", by=by, now=now, person=person.pk)
    if person.pk != by.pk:
        key = f"handoff:{handoff.pk}:assigned:{now.timestamp():.0f}"
        tell([person], "handoff.assigned", handoff.folder, key=key, now=now)
    return handoff


@transaction.atomic
def bounce(handoff: Handoff, reason: str, *, by: User, now: datetime) -> Handoff:
    """CMP-03. Say “not ours”, with a reason; the supervisors are told and decide. Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_bouncing(handoff, by, reason))
    _change(handoff, state=S.DISPUTED, bounce_reason=reason.strip(), bounces=handoff.bounces + 1)
    _record(handoff, "bounced", by=by, now=now, times=handoff.bounces)
    deciders = people_who_may(Permission.HANDOFF_DECIDE, on=None)
    key = f"handoff:{handoff.pk}:bounced:{handoff.bounces}"
    facts = {"department": handoff.to_department_id}
    tell(deciders, "handoff.bounced", handoff.folder, key=key, now=now, facts=facts)
    return handoff


@transaction.atomic
def decide_bounce(handoff: Handoff, *, agreed: bool, by: User, now: datetime) -> Handoff:
    """CMP-03. Decide on “not ours”: agreed ends the hand-off, refused gives it back to the department."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_deciding_a_bounce(handoff, by))
    if agreed:
        _change(handoff, state=S.BOUNCED, decided_by=by)
        send_away(handoff.folder, handoff.to_department)
        _record(handoff, "bounce_agreed", by=by, now=now)
        return handoff
    _change(handoff, state=S.ACCEPTED if handoff.accepted_at else S.ASKED, decided_by=by)
    _record(handoff, "bounce_refused", by=by, now=now)
    key = f"handoff:{handoff.pk}:refused:{handoff.bounces}"
    _tell_department(handoff, "handoff.bounce_refused", key=key, now=now)
    return handoff


@transaction.atomic
def answer(handoff: Handoff, text: str, *, by: User, now: datetime, files: Iterable[Any] = ()) -> Handoff:
    """CMP-21. Answer in writing, with files (uploads or staged uploads). Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_answering(handoff, by, text))
    for upload in files:
        attach(handoff.folder, upload, kind="answer", handoff=handoff, by=by, now=now)
    _change(handoff, state=S.ANSWERED, answer=text.strip(), answered_at=now, answered_by=by)
    if handoff.accepted_at is None:
        _change(handoff, accepted_at=now, accepted_by=by)
    _record(handoff, "answered", by=by, now=now)
    waiting = {p.pk: p for p in (handoff.asked_by, handoff.folder.handler) if p is not None}
    key = f"handoff:{handoff.pk}:answered:{now.timestamp():.0f}"
    facts = {"department": handoff.to_department_id}
    tell(waiting.values(), "handoff.answered", handoff.folder, key=key, now=now, facts=facts)
    return handoff


@transaction.atomic
def send_back(
    handoff: Handoff, reason: str, *, by: User, now: datetime, answer_due_at: datetime | None = None
) -> Handoff:
    """CMP-22. Send an answer back with a reason, perhaps with a new time limit. The text stays. Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_sending_back(handoff, by, reason))
    _change(
        handoff,
        state=S.SENT_BACK,
        sent_back_reason=reason.strip(),
        answer_due_at=answer_due_at or handoff.answer_due_at,
    )
    _record(handoff, "sent_back", by=by, now=now)
    _tell_department(handoff, "handoff.sent_back", key=f"handoff:{handoff.pk}:back:{now.timestamp():.0f}", now=now)
    return handoff


@transaction.atomic
def withdraw(handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    """CMP-03. Take back what was asked; the department sees the folder no more. Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_withdrawing(handoff, by))
    _change(handoff, state=S.WITHDRAWN)
    send_away(handoff.folder, handoff.to_department)
    _record(handoff, "handoff_withdrawn", by=by, now=now)
    _tell_department(handoff, "handoff.withdrawn", key=f"handoff:{handoff.pk}:withdrawn", now=now)
    return handoff


@transaction.atomic
def chase(handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    """CMP-36. Chase an answer that is owed (催办); the times are counted. Raises Refused."""
    handoff = _held(handoff)
    refuse_if(rules.obstacles_to_chasing(handoff, by))
    _change(handoff, chased=handoff.chased + 1, chased_at=now)
    _record(handoff, "chased", by=by, now=now, times=handoff.chased)
    key = f"handoff:{handoff.pk}:chased:{handoff.chased}"
    _tell_department(handoff, "handoff.chased", key=key, now=now, times=handoff.chased)
    return handoff


def _held(handoff: Handoff) -> Handoff:
    """The hand-off as it stands, held until the transaction ends."""
    held = Handoff.objects.select_for_update(of=("self",), no_key=True).select_related(
        "folder", "to_department", "asked_by"
    )
    return held.get(pk=handoff.pk)


def _change(handoff: Handoff, **values: Any) -> None:
    for name, value in values.items():
        setattr(handoff, name, value)
    handoff.save(update_fields=list(values))


def _record(handoff: Handoff, verb: str, *, by: User, now: datetime, **facts: int) -> None:
    ids = {"handoff": handoff.pk, "department": handoff.to_department_id}
    record(handoff.folder, verb, by=by, now=now, facts={**ids, **facts})


def _tell_department(handoff: Handoff, kind: str, *, key: str, now: datetime, **facts: int) -> None:
    """Tell whoever answers for the department: the person it was given to, else all who may answer."""
    people = (
        [handoff.assigned_to]
        if handoff.assigned_to is not None
        else list(people_who_may(Permission.HANDOFF_ANSWER, department=handoff.to_department))
    )
    tell(
        people,
        kind,
        handoff.folder,
        key=key,
        now=now,
        facts={"department": handoff.to_department_id, **facts},
        departments=[handoff.to_department],
    )

"""Announcing a meeting, changing and cancelling it, excuses (MEET-01…06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from casework.actions.notices import tell
from mall.localtime import Bounds, local
from staffing.actions.blocks import block, lift
from staffing.models import Block, Meeting, Participant
from staffing.queries import meetings as reads
from staffing.rules import meetings as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mall.models import User
    from staffing.rules.meetings import Announced, Change

State = Meeting.State


@transaction.atomic
def announce(wanted: Announced, *, by: User, now: datetime) -> Meeting:
    """MEET-01…05, DESK-06. Announce a meeting: all called are told and taken off their desks meanwhile.

    Raises Refused.
    """
    hours = Bounds(wanted.begins_at, wanted.ends_at)
    empty = reads.desks_emptied(wanted.everybody, hours) if hours.begins < hours.ends else []
    refuse_if(rules.obstacles_to_announcing(wanted, empty, by=by, now=now))
    meeting = Meeting.objects.create(
        kind=wanted.kind,
        department=wanted.department,
        topic=wanted.topic.strip()[:120],
        place=wanted.place.strip()[:60],
        begins_at=hours.begins,
        ends_at=hours.ends,
        papers=wanted.papers.strip()[:300],
        notes=wanted.notes.strip()[:500],
        chair=wanted.chair,
        announced_at=now,
        announced_by=by,
        late_reason=wanted.late_reason.strip()[:200],
    )
    Participant.objects.bulk_create(Participant(meeting=meeting, person=person) for person in wanted.people)
    _block(meeting, wanted.everybody, by=by, now=now)
    _tell(wanted.everybody, "announced", meeting, by=by, now=now)
    return meeting


@transaction.atomic
def change(meeting: Meeting, wanted: Change, *, by: User, now: datetime) -> Meeting:
    """MEET-05. Move a meeting to another hour or place: all are told, and their blocks move with it. Raises Refused."""
    meeting = hold(meeting)
    people = reads.away_for(meeting)
    hours = Bounds(wanted.begins_at, wanted.ends_at)
    moves = hours != (meeting.begins_at, meeting.ends_at)
    empty = reads.desks_emptied(people, hours) if moves and hours.begins < hours.ends else []
    refuse_if(rules.obstacles_to_changing(meeting, wanted, empty, by=by, now=now))
    meeting.place, meeting.notes = wanted.place.strip()[:60], wanted.notes.strip()[:500]
    meeting.begins_at, meeting.ends_at = hours
    meeting.changed_at, meeting.changed_by = now, by
    meeting.change_reason = wanted.reason.strip()[:200]
    meeting.save(update_fields=["place", "notes", "begins_at", "ends_at", "changed_at", "changed_by", "change_reason"])
    if moves:
        _lift(meeting, by=by, now=now)
        _block(meeting, people, by=by, now=now)
    _tell([*(seat.person for seat in reads.seats_of(meeting)), meeting.chair], "changed", meeting, by=by, now=now)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """MEET-05. Cancel a meeting before it begins: all are told, and can be had again. Raises Refused."""
    meeting = hold(meeting)
    refuse_if(rules.obstacles_to_touching(meeting, by, now))
    meeting.state, meeting.cancelled_at, meeting.cancelled_by = State.CANCELLED, now, by
    meeting.save(update_fields=["state", "cancelled_at", "cancelled_by"])
    _lift(meeting, by=by, now=now)
    _tell([*(seat.person for seat in reads.seats_of(meeting)), meeting.chair], "cancelled", meeting, by=by, now=now)
    return meeting


@transaction.atomic
def excuse(seat: Participant, words: str, *, by: User, now: datetime) -> Participant:
    """MEET-06. Excuse oneself one day before; the chair is told, and one can be had again. Raises Refused."""
    meeting = hold(seat.meeting)
    seat = Participant.objects.select_for_update(of=("self",)).select_related("person").get(pk=seat.pk)
    refuse_if(rules.obstacles_to_excuse(seat, meeting, words, by=by, now=now))
    seat.excuse, seat.excused_at = words.strip()[:200], now
    seat.save(update_fields=["excuse", "excused_at"])
    for made in Block.objects.filter(person=seat.person, origin=meeting.origin, lifted_at=None):
        lift(made, by=by, now=now)
    _tell([meeting.chair], "excused", meeting, by=by, now=now, person=seat.person_id)
    return seat


def hold(meeting: Meeting) -> Meeting:
    """Lock a meeting until the transaction ends, and read it anew."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("kind", "department", "chair", "announced_by").get(pk=meeting.pk)


def _block(meeting: Meeting, people: Iterable[User], *, by: User, now: datetime) -> None:
    hours = Bounds(meeting.begins_at, meeting.ends_at)
    for person in reads.at_desks(people, hours):
        block(person, hours, Block.Why.MEETING, by=by, now=now, origin=meeting.origin)


def _lift(meeting: Meeting, *, by: User, now: datetime) -> None:
    for made in Block.objects.filter(origin=meeting.origin, lifted_at=None):
        lift(made, by=by, now=now)


def _tell(people: Iterable[User], what: str, meeting: Meeting, *, by: User, now: datetime, **more: int) -> None:
    facts = {
        "at": f"{local(meeting.begins_at):%m-%d %H:%M}",
        "place": meeting.place,
        "topic": meeting.topic,
        "path": meeting.get_absolute_url(),
        **more,
    }
    key = f"meeting:{meeting.pk}:{what}:{now.timestamp():.0f}"
    tell([one for one in people if one.pk != by.pk], f"meeting.{what}", None, key=key, now=now, facts=facts)

"""Arranging staff trainings, calling them off, writing down how they were (STTR-01…04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.localtime import Bounds, local
from mall.models import User
from staffing.actions.blocks import block, lift
from staffing.models import Block, StaffTraining, TrainingSeat
from staffing.notices_performance import TRAINING_ANNOUNCED, TRAINING_CALLED_OFF
from staffing.queries import trainings as reads
from staffing.rules import trainings as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

State = StaffTraining.State


@transaction.atomic
def arrange(plan: rules.Plan, *, by: User, now: datetime) -> StaffTraining:
    """STTR-01, DESK-06. Announce a training: who takes part is told and is not to be had meanwhile. Raises Refused."""
    _one_at_a_time()
    refuse_if(rules.obstacles_to_arranging(plan, reads.known(plan), by=by, now=now))
    made = StaffTraining.objects.create(
        topic=plan.topic.strip()[:100],
        content=plan.content,
        form=plan.form,
        chosen_by=plan.chosen_by,
        host=plan.host,
        place=plan.place.strip()[:60],
        period=(plan.begins, plan.ends),
        has_test=plan.has_test,
        why_empty=plan.why_empty.strip()[:300],
        announced_at=now,
        announced_by=by,
    )
    TrainingSeat.objects.bulk_create(TrainingSeat(training=made, person=person) for person in plan.everybody)
    for person in plan.everybody:
        period = Bounds(plan.begins, plan.ends)
        block(person, period, Block.Why.TRAINING, by=by, now=now, origin=_origin(made))
    tell(plan.everybody, TRAINING_ANNOUNCED, None, key=f"training:{made.pk}", now=now, facts=_facts(made, plan.begins))
    return made


@transaction.atomic
def call_off(training: StaffTraining, words: str, *, by: User, now: datetime) -> StaffTraining:
    """STTR-01. Call it off: everybody can be had again and is told. Raises Refused."""
    held = _hold(training)
    refuse_if(rules.obstacles_to_calling_off(held, words, by=by))
    _end(held, State.CALLED_OFF, words, by=by, now=now)
    for made in Block.objects.filter(origin=_origin(held), lifted_at=None):
        lift(made, by=by, now=now)
    people = User.objects.filter(training_seats__training=held)
    facts = _facts(held, held.period.lower)
    tell(people, TRAINING_CALLED_OFF, None, key=f"training:{held.pk}:off", now=now, facts=facts)
    return held


@transaction.atomic
def record(training: StaffTraining, record: rules.Record, *, by: User, now: datetime) -> StaffTraining:
    """STTR-03, STTR-04. Write down who was there, what the test gave, what was taught. Raises Refused."""
    held = _hold(training)
    seats = reads.seats_of(held)
    refuse_if(rules.obstacles_to_recording(held, record, seats, by=by, now=now))
    for seat in seats:
        one = record.people[seat.person_id]
        seat.attended, seat.score = one.attended, one.score
        seat.excuse = "" if one.attended else one.excuse.strip()[:200]
    TrainingSeat.objects.bulk_update(seats, ["attended", "score", "excuse"])
    return _end(held, State.HELD, record.notes, by=by, now=now)


@transaction.atomic
def take_notes(seat: TrainingSeat, text: str, *, by: User, now: datetime) -> TrainingSeat:
    """STTR-03. Write one's own notes of a training; they are kept with it. Raises Refused."""
    rows = TrainingSeat.objects.select_for_update(of=("self",)).select_related("training", "person")
    seat = rows.get(pk=seat.pk)
    refuse_if(rules.obstacles_to_taking_notes(seat, text, by=by, now=now))
    seat.notes, seat.notes_at = text.strip(), now
    seat.save(update_fields=["notes", "notes_at"])
    return seat


def _one_at_a_time() -> None:
    """Whose turn it is and how many there are is counted; who comes second waits and counts the first one too."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE staffing_stafftraining IN SHARE ROW EXCLUSIVE MODE")


def _hold(training: StaffTraining) -> StaffTraining:
    return StaffTraining.objects.select_for_update(of=("self",)).select_related("host").get(pk=training.pk)


def _end(training: StaffTraining, state: State, words: str, *, by: User, now: datetime) -> StaffTraining:
    training.state, training.notes, training.ended_at, training.ended_by = state, words.strip(), now, by
    training.save(update_fields=["state", "notes", "ended_at", "ended_by"])
    return training


def _origin(training: StaffTraining) -> str:
    return f"training:{training.pk}"


def _facts(training: StaffTraining, begins: datetime) -> dict[str, str]:
    here = local(begins)
    return {"on": f"{here:%F}", "hour": f"{here:%R}", "path": reverse("staffing:training", args=[training.pk])}

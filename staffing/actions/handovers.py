"""Handing a desk over: beginning, signing, taking over, countersigning for the night, adding to what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from casework.actions.notices import tell
from mall.localtime import local_day
from mall.models import Desk
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.models import Addition, Handover, HandoverLine, MustRead
from staffing.queries import handovers as reads
from staffing.queries.frames import day_of
from staffing.rules import handovers as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from mall.models import User

S = Handover.State
T = Handover.Turn
ACCEPTED = ("state", "incoming", "arrived_at", "accepted_at", "accepted_signature", "accepted_on_paper", "why_alone")
COUNTERSIGNED = ("state", "countersigned_at", "countersigned_by", "by_supervisor", "countersignature")


class Signed(NamedTuple):
    """A signature: drawn on the screen, or on the paper."""

    signature: str = ""
    on_paper: bool = False

    @property
    def is_there(self) -> bool:
        """Whether somebody has signed at all."""
        return bool(self.signature) or self.on_paper


def hold(handover: Handover) -> Handover:
    """Lock a handover until the transaction ends, and read it anew."""
    return Handover.objects.select_for_update(of=("self",)).select_related("desk").get(pk=handover.pk)


@transaction.atomic
def begin(  # noqa: PLR0913 - one argument per fact of the form
    desk: Desk,
    turn: str,
    *,
    outgoing: User | None,
    incoming: User | None,
    planned_at: datetime | None = None,
    why_alone: str = "",
    by: User,
    now: datetime,
) -> Handover:
    """HAND-01, HAND-02. Begin a desk's handover; in a morning without a night's it is ready to be taken over at once.

    What was begun on an earlier day and never signed is given up then. Raises Refused.
    """
    desk = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)  # of two who begin at once one is refused
    on = local_day(now)
    day, left_over = day_of(on), _hold_unfinished(desk)
    refuse_if(
        [
            *rules.obstacles_to_beginning(turn, day, reads.done_on(desk, on), left_over, why_alone, now=now),
            *rules.obstacles_to_naming(outgoing, incoming, turn),
        ]
    )
    if left_over is not None:
        _give_up(left_over, why_alone, by=by, now=now)
    fixed = {T.NOON: day.handover, T.NIGHT: day.closes, T.MORNING: day.opens}
    row = Handover(desk=desk, on=on, turn=turn, planned_at=fixed.get(T(turn), planned_at), begun_at=now, begun_by=by)
    if turn == T.MORNING:
        row.why_alone = why_alone.strip()[:200]
        row.save()
        _store(row, by=by, now=now)
        _tell(row, "handover.night_missing", now=now)
        return row
    row.outgoing, row.incoming = outgoing, incoming if turn != T.NIGHT else None
    row.save()
    return row


@transaction.atomic
def rename(handover: Handover, outgoing: User | None, incoming: User | None, *, by: User, now: datetime) -> Handover:
    """HAND-01. Put right who hands over to whom, while nobody has signed; who did it is kept. Raises Refused."""
    row = hold(handover)
    refuse_if([*rules.obstacles_to_renaming(row), *rules.obstacles_to_naming(outgoing, incoming, row.turn)])
    row.outgoing, row.incoming = outgoing, incoming if row.turn != T.NIGHT else None
    row.renamed_at, row.renamed_by = now, by
    row.save(update_fields=["outgoing", "incoming", "renamed_at", "renamed_by"])
    return row


@transaction.atomic
def prepare(handover: Handover, notes: rules.Notes, signed: Signed, *, by: User, now: datetime) -> Handover:
    """HAND-03, HAND-05, HAND-06, HAND-07. The outgoing person signs: what is open is stored as it is now.

    Important matters are told to the duty supervisors. Raises Refused.
    """
    row = hold(handover)
    day = day_of(row.on)
    refuse_if(rules.obstacles_to_preparing(row, day, notes, signed=signed.is_there, by=by, now=now))
    row.work, row.feedback, row.progress = notes.work.strip(), notes.feedback.strip(), notes.progress.strip()
    row.signature, row.on_paper = signed
    _store(row, by=by, now=now)
    texts = [*((text, True) for text in notes.important), *((text, False) for text in notes.must_reads)]
    MustRead.objects.bulk_create(
        MustRead(handover=row, order=order, text=text, is_important=important)
        for order, (text, important) in enumerate(texts)
    )
    if notes.important:
        _tell(row, "handover.important", now=now, count=len(notes.important))
    return row


@transaction.atomic
def arrive(handover: Handover, *, by: User, now: datetime) -> Handover:
    """ROST-13, HAND-04. Somebody who takes the desk over is there; the hour is kept. Raises Refused."""
    row = hold(handover)
    refuse_if(rules.obstacles_to_arriving(row, by, now))
    row.incoming, row.arrived_at = by, now
    row.save(update_fields=["incoming", "arrived_at"])
    return row


@transaction.atomic
def accept(
    handover: Handover,
    answers: Mapping[int, rules.Answer],
    read: Collection[int],
    signed: Signed,
    *,
    why_alone: str = "",
    by: User,
    now: datetime,
) -> Handover:
    """HAND-01, HAND-07, HAND-08. The incoming person has counted, has read and signs; from then on it is locked.

    Of two at once the second finds it accepted. Raises Refused.
    """
    row = hold(handover)
    lines, must_reads = list(row.lines.all()), list(row.must_reads.all())
    found = rules.obstacles_to_accepting(row, lines, answers, must_reads, read, signed=signed.is_there, by=by, now=now)
    refuse_if([*found, *rules.obstacles_to_taking_uncountersigned(row, why_alone)])
    for line in lines:
        answer = answers[line.pk]
        line.found = answer.found
        line.explanation = answer.explanation.strip()[:200] if answer.found != line.count else ""
    HandoverLine.objects.bulk_update(lines, ["found", "explanation"])
    row.must_reads.update(read_at=now)
    row.why_alone = row.why_alone or why_alone.strip()[:200]
    if row.incoming_id != by.pk or row.arrived_at is None:
        row.arrived_at = now
    row.incoming, row.accepted_at, row.state = by, now, S.ACCEPTED
    row.accepted_signature, row.accepted_on_paper = signed
    # Encrypted anew the outgoing signature would be another text, and what is signed stays as it is.
    row.save(update_fields=ACCEPTED)
    differing = sum(line.differs for line in lines)
    if differing:
        _tell(row, "handover.differs", now=now, count=differing)
    return row


@transaction.atomic
def countersign(handover: Handover, signed: Signed, *, by: User, now: datetime) -> Handover:
    """HAND-01, HAND-07. The duty supervisor or a colleague countersigns the handover to the night. Raises Refused."""
    row = hold(handover)
    refuse_if(rules.obstacles_to_countersigning(row, signed=signed.is_there, by=by))
    row.state, row.countersigned_at, row.countersigned_by = S.NIGHT, now, by
    row.by_supervisor, row.countersignature = by.may(Permission.HANDOVER_COUNTERSIGN), signed.signature
    row.save(update_fields=COUNTERSIGNED)
    return row


@transaction.atomic
def leave_alone(handover: Handover, reason: str, *, by: User, now: datetime) -> Handover:
    """HAND-01. Nobody is there to countersign: the reason is kept, the duty supervisors are told. Raises Refused."""
    row = hold(handover)
    refuse_if(rules.obstacles_to_leaving_alone(row, reason, by))
    row.state, row.why_alone = S.NIGHT, reason.strip()[:200]
    row.save(update_fields=["state", "why_alone"])
    _tell(row, "handover.alone", now=now)
    return row


@transaction.atomic
def add(handover: Handover, text: str, *, by: User, now: datetime) -> Addition:
    """HAND-08. Add to what was signed; nothing of it is altered. Raises Refused."""
    row = hold(handover)
    refuse_if(rules.obstacles_to_adding(row, text))
    return Addition.objects.create(handover=row, text=text.strip()[:500], by=by, at=now)


@transaction.atomic
def give_up(handover: Handover, reason: str, *, by: User, now: datetime) -> Handover:
    """HAND-08. Give up what nobody has signed; it stays in the list with its reason. Raises Refused."""
    row = hold(handover)
    refuse_if(rules.obstacles_to_giving_up(row, reason))
    _give_up(row, reason, by=by, now=now)
    return row


def _hold_unfinished(desk: Desk) -> Handover | None:
    """The handover of a desk that nobody has accepted, as it is once who works on it is done with it."""
    rows = Handover.objects.unfinished().filter(desk=desk)
    return rows.select_for_update(of=("self",)).select_related("desk").first()


def _give_up(row: Handover, reason: str, *, by: User, now: datetime) -> None:
    row.state, row.given_up_at, row.given_up_by, row.why_given_up = S.GIVEN_UP, now, by, reason.strip()[:200]
    row.save(update_fields=["state", "given_up_at", "given_up_by", "why_given_up"])


def _store(row: Handover, *, by: User, now: datetime) -> None:
    """Keep what is open now; the handover is signed from here on."""
    with override(settings.LANGUAGE_CODE):  # what is kept is in the language of the house, whoever signs
        lines = reads.to_store(reads.gathered(row.desk, now, by))
    for line in lines:
        line.handover = row
    HandoverLine.objects.bulk_create(lines)
    row.state, row.prepared_at = S.PREPARED, now
    row.save()


def _tell(row: Handover, kind: str, *, now: datetime, count: int = 0) -> None:
    """HAND-06. Tell the duty supervisors, without whoever it is about."""
    mine = {row.outgoing_id, row.incoming_id}
    receivers = [one for one in people_who_may(Permission.HANDOVER_COUNTERSIGN) if one.pk not in mine]
    facts = {"desk": row.desk.name, "count": count, "path": row.get_absolute_url()}
    tell(receivers, kind, None, key=f"handover:{row.pk}:{kind}", now=now, facts=facts)

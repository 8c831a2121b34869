"""What forbids arranging a staff training, ending it, and what it asks of everybody (STTR-01…04)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall.limits import limit
from mall.roles import Permission
from staffing.models import StaffTraining
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mall.models import User
    from staffing.models import TrainingSeat

P = Permission
State = StaffTraining.State
#: A training longer than this is a mistyped hour.
LONGEST = timedelta(hours=12)
FULL_MARKS = 100


@dataclass(frozen=True)
class Plan:
    """A training as it is arranged."""

    topic: str
    content: str
    form: str
    chosen_by: str
    host: User
    place: str
    begins: datetime
    ends: datetime
    people: Sequence[User]
    has_test: bool = False
    why_empty: str = ""

    @property
    def everybody(self) -> tuple[User, ...]:
        """DESK-06. Who is away for it, each once: all who take part, and the host, who is not at a desk meanwhile."""
        return tuple({person.pk: person for person in (*self.people, self.host)}.values())


class Known(NamedTuple):
    """What is known about the trainings around it."""

    #: How many of its month are arranged or held already.
    in_month: int = 0
    #: Who held the one before it.
    last_host: int | None = None
    #: What the desks would lack meanwhile.
    empty: Sequence[str] = ()


class Present(NamedTuple):
    """Whether somebody was there, why not, and what the test gave."""

    attended: bool
    excuse: str = ""
    score: int | None = None


@dataclass(frozen=True)
class Record:
    """A training as it was held: everybody's attendance, and what was taught."""

    notes: str
    people: Mapping[int, Present] = field(default_factory=dict)


def obstacles_to_arranging(plan: Plan, known: Known, *, by: User, now: datetime) -> list[Obstacle]:
    """STTR-01, DESK-06. One or two a month, the host in turn; no desk is left short without a reason."""
    found = []
    if not by.may(P.TRAINING_HOLD):
        found.append(Obstacle("level", _("The supervisor arranges trainings.")))
    if not plan.topic.strip():
        found.append(Obstacle("topic", _("Write what it is about."), "topic"))
    found += _obstacles_to_hours(plan, now)
    if not plan.people:
        found.append(Obstacle("people", _("Choose who takes part: everybody who can be spared."), "people"))
    most = limit("staff_trainings", plan.begins)[1]
    if known.in_month >= most:
        words = ngettext("%(n)d training a month is enough.", "%(n)d trainings a month are enough.", most)
        found.append(Obstacle("month", words % {"n": most}, "begins"))
    if known.last_host == plan.host.pk:
        found.append(Obstacle("turn", _("This person held the last one: it goes in turn."), "host"))
    if known.empty and not plan.why_empty.strip():
        words = _("Desks would lack people. Choose fewer people, or say why it is held all the same.")
        found.append(Obstacle("empty", words, "why_empty"))
        found += [Obstacle("desk", sentence, "why_empty") for sentence in known.empty]
    return found


def _obstacles_to_hours(plan: Plan, now: datetime) -> list[Obstacle]:
    if plan.begins <= now:
        return [Obstacle("past", _("That hour has passed."), "begins")]
    if not timedelta(0) < plan.ends - plan.begins <= LONGEST:
        return [Obstacle("hours", _("It ends after it begins, within twelve hours."), "ends")]
    return []


def may_record(training: StaffTraining, by: User) -> bool:
    """STTR-01, STTR-03. The supervisor and the host write down how it was."""
    return by.may(P.TRAINING_HOLD) or by.pk == training.host_id


def obstacles_to_calling_off(training: StaffTraining, words: str | None, *, by: User) -> list[Obstacle]:
    """STTR-01. What is announced may be called off, with the reason; without `words` only whether it may be."""
    if training.state != State.ANNOUNCED:
        return [Obstacle("ended", _("It is over: %(state)s.") % {"state": training.get_state_display()})]
    if not by.may(P.TRAINING_HOLD):
        return [Obstacle("level", _("The supervisor arranges trainings."))]
    return [] if words is None or words.strip() else [Obstacle("reason", _("Write the reason."), "words")]


def obstacles_to_holding(training: StaffTraining, *, by: User, now: datetime) -> list[Obstacle]:
    """STTR-03. It is written down once, when it has begun, by the supervisor or the host."""
    if training.state != State.ANNOUNCED:
        return [Obstacle("ended", _("It is over: %(state)s.") % {"state": training.get_state_display()})]
    if not may_record(training, by):
        return [Obstacle("level", _("The supervisor or the host writes down how it was."))]
    return [Obstacle("to_come", _("It has not begun yet."))] if now < training.period.lower else []


def obstacles_to_recording(
    training: StaffTraining, record: Record, seats: Iterable[TrainingSeat], *, by: User, now: datetime
) -> list[Obstacle]:
    """STTR-03, STTR-04. Attendance is compulsory: who was not there has a reason. What was taught is kept."""
    found = obstacles_to_holding(training, by=by, now=now)
    if not record.notes.strip():
        found.append(Obstacle("notes", _("Write down what was taught."), "notes"))
    for seat in seats:
        one = record.people.get(seat.person_id)
        if one is None or (not one.attended and not one.excuse.strip()):
            words = _("%(name)s was not there: write why. Attendance is compulsory.")
            found.append(Obstacle("absent", words % {"name": seat.person.name}, f"excuse_{seat.pk}"))
        elif one.score is not None and not (training.has_test and one.attended and 0 <= one.score <= FULL_MARKS):
            words = _("Only who was there has a test result, from 0 to 100.")
            found.append(Obstacle("score", words, f"score_{seat.pk}"))
    return found


def obstacles_to_taking_notes(seat: TrainingSeat, text: str | None, *, by: User, now: datetime) -> list[Obstacle]:
    """STTR-03. Everybody takes notes of his own, of a training he has been to."""
    if seat.person_id != by.pk:
        return [Obstacle("other", _("Everybody writes his own notes."))]
    if seat.training.state == State.CALLED_OFF or seat.attended is False:
        return [Obstacle("absent", _("You were not there."))]
    if now < seat.training.period.lower:
        return [Obstacle("to_come", _("It has not begun yet."))]
    return (
        [Obstacle("text", _("Write what you take with you."), "text")] if text is not None and not text.strip() else []
    )


def months_without(first: date, last: date, held: Iterable[date]) -> list[date]:
    """STTR-01. The months from `first` to `last` in which there was no training, the newest first."""
    known, found, month = set(held), [], last
    while month >= first:
        if month not in known:
            found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found

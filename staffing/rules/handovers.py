"""What forbids handing a desk over, taking it over, and leaving it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mall.localtime import local_day
from staffing.models import Handover
from ui.obstacles import Obstacle
from ui.times import duration, hm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from mall.models import User
    from staffing.models import HandoverLine, MustRead
    from staffing.plan import Day

S = Handover.State
T = Handover.Turn
#: Shorter words say nothing.
SHORTEST = 2
MOST_MUST_READS = 20
#: So long a line is taken in at a glance (`MustRead.text`).
LONGEST_MUST_READ = 300


class Answer(NamedTuple):
    """What the incoming person says of one count: how many were found, and why it is another number."""

    found: int | None = None
    explanation: str = ""


class Notes(NamedTuple):
    """What the outgoing person writes (HAND-03) and what must be read (HAND-06)."""

    work: str
    feedback: str
    progress: str
    must_reads: tuple[str, ...] = ()
    important: tuple[str, ...] = ()


class Arrival(NamedTuple):
    """When somebody came, beside the hour that is asked: how it is to be taken, and how far from it."""

    tone: str  # ok: early enough; soon: in time, not early enough; late
    away: timedelta


def arrival(arrived_at: datetime | None, planned_at: datetime | None, early: timedelta) -> Arrival | None:
    """ROST-13, HAND-04. Whether somebody came early enough before an hour; nothing where one of them is not known."""
    if arrived_at is None or planned_at is None:
        return None
    before = planned_at - arrived_at
    if before >= early:
        return Arrival("ok", before)
    return Arrival("soon" if before >= timedelta(0) else "late", abs(before))


def obstacles_to_beginning(
    turn: str, day: Day, done: Collection[str], unfinished: Handover | None, why: str, *, now: datetime
) -> list[Obstacle]:
    """HAND-01, HAND-02. A desk has one handover at a time; noon's keeps to the noon duty; the night's goes first."""
    found = []
    if day.is_closed:
        found.append(Obstacle("closed", _("The mall is closed on this day: there is nothing to hand over.")))
    if unfinished is not None and not _is_left_over(unfinished, turn, day):
        found.append(Obstacle("unfinished", _unfinished(unfinished)))
    if turn != T.SHIFT and turn in done:
        found.append(Obstacle("done", _("This handover has been made today: choose another turn."), "turn"))
    if turn == T.NOON and now > day.noon_to:
        words = _("The noon duty ended at %(at)s: hand over by a change of person.")
        found.append(Obstacle("noon", words % {"at": hm(day.noon_to)}, "turn"))
    if turn == T.MORNING:
        if done:
            found.append(Obstacle("taken", _("The desk has been taken over today."), "turn"))
        if len(why.strip()) < SHORTEST:
            found.append(Obstacle("why", _("Say why the night was not handed over."), "why_alone"))
    return found


def obstacles_to_naming(outgoing: User | None, incoming: User | None, turn: str) -> list[Obstacle]:
    """HAND-01, HAND-07. A handover is between two people; only in a morning without a night's is nobody outgoing."""
    found = []
    if outgoing is None and turn != T.MORNING:
        found.append(Obstacle("outgoing", _("Say who hands over."), "outgoing"))
    if outgoing is not None and outgoing == incoming:
        found.append(Obstacle("same", _("Nobody hands over to himself: name another person."), "incoming"))
    return found


def _is_left_over(unfinished: Handover, turn: str, day: Day) -> bool:
    """One that was begun on an earlier day and never signed holds nobody up in the morning."""
    return turn == T.MORNING and unfinished.state == S.OPEN and unfinished.on < day.on


def _unfinished(handover: Handover) -> str:
    if handover.turn == T.NIGHT and handover.state != S.OPEN:
        return _("The night's handover waits: accept it first.")
    return _("A handover of this desk is under way: finish it, or give it up.")


def obstacles_to_preparing(
    handover: Handover, day: Day, notes: Notes, *, signed: bool, by: User, now: datetime
) -> list[Obstacle]:
    """HAND-03, HAND-07. The outgoing person signs for what is written: work, feedback, progress of complaints."""
    found = []
    if handover.state != S.OPEN:
        found.append(Obstacle("state", _("The outgoing person has signed already: add to it instead.")))
    if handover.outgoing_id != by.pk:
        found.append(Obstacle("who", _("Only the outgoing person signs here: put the name right first.")))
    found += obstacles_to_going(handover, day, now)
    for name in ("work", "feedback", "progress"):
        if len(getattr(notes, name).strip()) < 1:
            found.append(Obstacle("empty", _("Write it down, or “none”."), name))
    if len(notes.must_reads) + len(notes.important) > MOST_MUST_READS:
        words = _("At most %(n)d lines: nobody reads more in a handover.") % {"n": MOST_MUST_READS}
        found.append(Obstacle("many", words, "must_reads"))
    found += _obstacles_to_lines(notes.must_reads, "must_reads") + _obstacles_to_lines(notes.important, "important")
    if not signed:
        found.append(Obstacle("signature", _("Sign, or tick that the paper is signed."), "signature"))
    return found


def _obstacles_to_lines(lines: Iterable[str], field: str) -> list[Obstacle]:
    """HAND-06. Nothing of a matter is cut off: what is too long for one line is made two."""
    words = _("Line %(n)d has %(many)d characters: at most %(most)d. Make two lines of it.")
    return [
        Obstacle("long", words % {"n": n, "many": len(line), "most": LONGEST_MUST_READ}, field)
        for n, line in enumerate(lines, 1)
        if len(line) > LONGEST_MUST_READ
    ]


def obstacles_to_going(handover: Handover, day: Day, now: datetime) -> list[Obstacle]:
    """HAND-01, HAND-02, DESK-06. While the desk is open it goes to somebody; only at closing it goes to the night."""
    if handover.turn == T.NIGHT:
        if day.on == local_day(now) and now < day.closes and not day.is_closed:
            words = _("The desk is open until %(at)s: until then it is handed to a person, not to the night.")
            return [Obstacle("open", words % {"at": hm(day.closes)})]
        return []
    if handover.turn == T.NOON and now < day.noon_from:
        words = _("The noon duty begins at %(at)s: until then hand over by a change of person.")
        return [Obstacle("noon", words % {"at": hm(day.noon_from)})]
    if handover.incoming_id is None:
        return [Obstacle("nobody", _("Name who takes the desk over: without a successor nobody leaves."))]
    return []


def obstacles_to_accepting(  # noqa: PLR0913 - one argument per fact of the form
    handover: Handover,
    lines: Iterable[HandoverLine],
    answers: Mapping[int, Answer],
    must_reads: Iterable[MustRead],
    read: Collection[int],
    *,
    signed: bool,
    by: User,
    now: datetime,
) -> list[Obstacle]:
    """HAND-01, HAND-07. Each count is confirmed or explained, each must-read ticked, and the incoming person signs."""
    found = obstacles_to_taking(handover, by, now)
    for line in lines:
        answer = answers.get(line.pk, Answer())
        if answer.found is None:
            found.append(Obstacle("count", _("Count it, and say what you find."), f"line_{line.pk}"))
        elif answer.found != line.count and len(answer.explanation.strip()) < SHORTEST:
            words = _("Explain why there are %(found)d and not %(count)d.")
            values = {"found": answer.found, "count": line.count}
            found.append(Obstacle("explain", words % values, f"why_{line.pk}"))
    unread = [one for one in must_reads if one.pk not in read]
    found += [Obstacle("unread", _("Read it, then tick it."), f"read_{one.pk}") for one in unread]
    if not signed:
        found.append(Obstacle("signature", _("Sign, or tick that the paper is signed."), "signature"))
    return found


def obstacles_to_taking(handover: Handover, by: User, now: datetime) -> list[Obstacle]:
    """HAND-01, HAND-07. What was signed is taken over by another person; the night's in the morning after it."""
    if handover.state == S.ACCEPTED:
        words = _("%(who)s has accepted it already: look at it as it is now.")
        return [Obstacle("accepted", words % {"who": handover.incoming})]
    if handover.state == S.OPEN:
        return [Obstacle("unsigned", _("The outgoing person has not signed yet."))]
    if handover.state == S.GIVEN_UP:
        return [Obstacle("given_up", _("This handover was given up."))]
    found = []
    if handover.outgoing_id == by.pk:
        found.append(Obstacle("own", _("Nobody accepts his own handover: a colleague or the supervisor does.")))
    if handover.turn == T.NIGHT and local_day(now) <= handover.on:
        found.append(Obstacle("night", _("The night's handover is accepted in the morning, by who comes first.")))
    return found


def obstacles_to_taking_uncountersigned(handover: Handover, why: str) -> list[Obstacle]:
    """HAND-07. A night that nobody countersigned is accepted with the reason, which the first of the morning asks."""
    if handover.turn != T.NIGHT or handover.state != S.PREPARED or len(why.strip()) >= SHORTEST:
        return []
    return [Obstacle("alone", _("Nobody countersigned: say why."), "why_alone")]


def obstacles_to_countersigning(handover: Handover, *, signed: bool, by: User) -> list[Obstacle]:
    """HAND-01, HAND-07. The duty supervisor or a colleague countersigns that the desk was handed to the night."""
    found = _of_a_prepared_night(handover)
    if handover.outgoing_id == by.pk:
        found.append(Obstacle("own", _("Nobody countersigns his own handover.")))
    if not signed:
        words = _("Sign, or tick that the paper is signed.")
        found.append(Obstacle("signature", words, "signature"))
    return found


def obstacles_to_leaving_alone(handover: Handover, reason: str, by: User) -> list[Obstacle]:
    """HAND-01. Where nobody is there to countersign, the outgoing person says why."""
    found = _of_a_prepared_night(handover)
    if handover.outgoing_id != by.pk:
        found.append(Obstacle("who", _("Only the outgoing person says so.")))
    if len(reason.strip()) < SHORTEST:
        found.append(Obstacle("why", _("Say why nobody countersigns."), "why_alone"))
    return found


def _of_a_prepared_night(handover: Handover) -> list[Obstacle]:
    if handover.turn == T.NIGHT and handover.state == S.PREPARED:
        return []
    return [Obstacle("state", _("Only a signed handover to the night is countersigned, and once."))]


def obstacles_to_leaving(handover: Handover) -> list[Obstacle]:
    """HAND-01. The outgoing person stays until the other side has signed too."""
    if handover.state in {S.ACCEPTED, S.NIGHT}:
        return []
    if handover.turn == T.NIGHT:
        return [Obstacle("stay", _("Stay until it is countersigned, or say why nobody does."))]
    if handover.state == S.OPEN:
        return [Obstacle("stay", _("Stay until both have signed: without a successor nobody leaves."))]
    words = _("Stay until %(who)s has accepted: without a successor nobody leaves.")
    return [Obstacle("stay", words % {"who": handover.incoming or _("somebody")})]


def obstacles_to_arriving(handover: Handover, by: User, now: datetime) -> list[Obstacle]:
    """ROST-13, HAND-04. The incoming person notes the hour of arrival once, before accepting."""
    if handover.state not in Handover.UNFINISHED:
        return [Obstacle("state", _("This handover is over."))]
    if handover.outgoing_id == by.pk:
        return [Obstacle("own", _("You hand over: the other person notes the arrival."))]
    if handover.turn == T.NIGHT and local_day(now) <= handover.on:
        return [Obstacle("night", _("The night's handover is accepted in the morning, by who comes first."))]
    if handover.arrived_at is not None and handover.incoming_id == by.pk:
        return [Obstacle("twice", _("Your arrival is noted: %(at)s.") % {"at": hm(handover.arrived_at)})]
    return []


def obstacles_to_adding(handover: Handover, text: str) -> list[Obstacle]:
    """HAND-08. What was signed is not altered: it is added to, and that belongs to the next shift."""
    found = []
    if handover.state in {S.OPEN, S.GIVEN_UP}:
        found.append(Obstacle("state", _("Nothing is signed here that could be added to.")))
    if len(text.strip()) < SHORTEST:
        found.append(Obstacle("text", _("Write what is to be added."), "text"))
    return found


def obstacles_to_renaming(handover: Handover) -> list[Obstacle]:
    """HAND-08. The names are put right while nobody has signed."""
    if handover.state == S.OPEN:
        return []
    return [Obstacle("state", _("It is signed: whoever takes the desk over accepts it by name."))]


def obstacles_to_giving_up(handover: Handover, reason: str) -> list[Obstacle]:
    """HAND-08. What nobody has signed may be given up, with the reason; it stays in the list."""
    found = []
    if handover.state != S.OPEN:
        found.append(Obstacle("state", _("What is signed is not given up: add to it.")))
    if len(reason.strip()) < SHORTEST:
        found.append(Obstacle("why", _("Say why it is given up."), "reason"))
    return found


def late_by(done_at: datetime, due_at: datetime) -> str:
    """How long after the hour something was done, in words; nothing where it was in time."""
    return duration(done_at - due_at) if done_at > due_at else ""

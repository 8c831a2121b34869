"""What forbids writing, signing, answering and reporting a work letter (TASK-01…05, handbook 6.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from mall.localtime import local, local_day
from mall.models import Department
from mall.queries import people_who_may
from mall.queries.people import people_with
from mall.roles import Permission, Role
from staffing.models import WorkLetter
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Clock
    from mall.models import User

P = Permission
State = WorkLetter.State
#: TASK-03: half a working day.
HALF_DAY_HOURS = 4
WAITS_FOR_HEAD = (State.DRAFTED, State.RETURNED)
WITH_EXECUTOR = (State.SENT, State.RECEIVED)
PROMISED = (State.COMMITTED, State.AGREED)


class Written(NamedTuple):
    """A letter as it is written."""

    from_department: Department
    to_department: Department
    content: str
    executor: User
    final_at: datetime
    is_oral: bool = False
    hours: int | None = None
    is_simple: bool = False
    other_head: User | None = None


class Promise(NamedTuple):
    """What the executing head states and signs."""

    at: datetime
    commitment: str
    later_reason: str = ""
    signature: str = ""
    on_paper: bool = False


# -- who


def belongs_to(person: User, department: Department) -> bool:
    """Whether the person works there today."""
    return department.pk in person.department_ids


def signs_for(person: User, department: Department) -> bool:
    """TASK-01. Whether the person is the head who signs what the department sends."""
    return department.pk in person.departments_where(P.LETTER_APPROVE)


def answers_for(person: User, department: Department) -> bool:
    """TASK-01. Whether the person states times for the department: its head, in customer service the supervisor too."""
    leads = any(m.department_id == department.pk and m.role == Role.SUPERVISOR for m in person.current_memberships)
    return leads or signs_for(person, department)


def owers(clock: Clock) -> list[User]:
    """TASK-01. Who owes what a letter asks: the executor, and the head who promised or has yet to promise it."""
    letter = WorkLetter.objects.select_related("executor", "committed_by", "to_department").get(folder=clock.folder_id)
    heads = [letter.committed_by] if letter.committed_by else answering(letter.to_department)
    return [letter.executor, *(one for one in heads if one != letter.executor)]


def answering(department: Department) -> list[User]:
    """TASK-01. The people who answer for a department, by one question."""
    heads = people_who_may(P.LETTER_APPROVE, department=department)
    return list(heads | people_with(Role.SUPERVISOR, department=department))


# -- writing


def obstacles_to_writing(written: Written, *, by: User, now: datetime) -> list[Obstacle]:
    """TASK-01, TASK-02. Content, executor and final deadline; from one's own department to or from customer service."""
    found = []
    ours, theirs = written.from_department, written.to_department
    if ours.pk not in by.departments_where(P.LETTER_WRITE):
        found.append(Obstacle("from", _("You write for your own department."), "from_department"))
    if ours == theirs:
        found.append(Obstacle("same", _("Work of one's own department needs no letter."), "to_department"))
    elif Department.CUSTOMER_SERVICE not in (ours.code, theirs.code):
        words = _("Letters go to customer service or come from it.")
        found.append(Obstacle("between", words, "to_department"))
    elif not answering(theirs):
        found.append(_unanswered(theirs))
    if not written.content.strip():
        found.append(Obstacle("content", _("Write what is to be done."), "content"))
    if not belongs_to(written.executor, theirs):
        words = _("The executor is somebody of the department that is asked.")
        found.append(Obstacle("executor", words, "executor"))
    if written.final_at <= now:
        found.append(Obstacle("past", _("The final deadline lies ahead."), "final_at"))
    return found


def obstacles_to_agreeing_by_word(written: Written) -> list[Obstacle]:
    """TASK-03. By word of mouth: up to half a day, or simple help; the other head knows of it and is named."""
    found = []
    head = written.other_head
    if head is None:
        words = _("Name the other head who knows of it; without him the executor may refuse.")
        found.append(Obstacle("head", words, "other_head"))
    elif not answers_for(head, written.to_department):
        found.append(Obstacle("head", _("That is not the head of the department that is asked."), "other_head"))
    if not written.is_simple and written.hours is None:
        words = _("Write how many hours it takes, or tick that it is simple help.")
        found.append(Obstacle("hours", words, "hours"))
    elif not written.is_simple and (written.hours or 0) > HALF_DAY_HOURS:
        words = _("What takes more than half a day (%(n)d hours) needs a letter.") % {"n": HALF_DAY_HOURS}
        found.append(Obstacle("long", words, "hours"))
    return found


def obstacles_to_rewriting(letter: WorkLetter, by: User) -> list[Obstacle]:
    """TASK-01. What the own head has not signed yet is put right by whoever wrote it."""
    if letter.state not in WAITS_FOR_HEAD:
        return [_dealt_with(letter)]
    if by.pk != letter.folder.opened_by_id:
        return [Obstacle("other", _("Only who wrote it puts it right."))]
    return []


def obstacles_to_withdrawing(letter: WorkLetter, by: User, reason: str | None = None) -> list[Obstacle]:
    """TASK-01. Whoever wrote it, or the own head, withdraws it before a time is promised."""
    if letter.state not in (*WAITS_FOR_HEAD, *WITH_EXECUTOR):
        return [_dealt_with(letter)]
    if by.pk != letter.folder.opened_by_id and not signs_for(by, letter.from_department):
        return [Obstacle("other", _("Who wrote it or the own head withdraws it."))]
    return [] if reason is None or reason.strip() else [Obstacle("reason", _("Write the reason."), "reason")]


# -- the own head


def obstacles_to_approving(letter: WorkLetter, by: User, now: datetime) -> list[Obstacle]:
    """TASK-01. The own head signs before it goes out, and only while the final deadline lies ahead."""
    found = _obstacles_of_the_head(letter, by)
    if not found and letter.state != State.DRAFTED:
        found.append(_dealt_with(letter))
    if not found and letter.final_at <= now:
        words = _("Its final deadline is over: send it back for another one.")
        found.append(Obstacle("past", words))
    if not found and not answering(letter.to_department):
        found.append(_unanswered(letter.to_department))
    return found


def obstacles_to_signing(letter: WorkLetter, by: User, now: datetime, *, signed: bool) -> list[Obstacle]:
    """TASK-01. The head signs by hand, on the screen or on the paper."""
    found = obstacles_to_approving(letter, by, now)
    return [*found, *([] if signed else [_unsigned()])]


def obstacles_to_sending_back(letter: WorkLetter, by: User, reason: str | None = None) -> list[Obstacle]:
    """TASK-01. The own head sends it back with a reason instead of signing."""
    found = _obstacles_of_the_head(letter, by)
    if not found and letter.state != State.DRAFTED:
        found.append(_dealt_with(letter))
    if reason is not None and not reason.strip():
        found.append(Obstacle("reason", _("Write the reason."), "reason"))
    return found


def _obstacles_of_the_head(letter: WorkLetter, by: User) -> list[Obstacle]:
    if signs_for(by, letter.from_department):
        return []
    return [Obstacle("head", _("The head of the department that asks signs it."))]


# -- the executing department


def obstacles_to_receiving(letter: WorkLetter, by: User) -> list[Obstacle]:
    """TASK-01. It reaches the head of the executing department, in customer service the supervisor."""
    if letter.state != State.SENT:
        return [_dealt_with(letter)]
    return _obstacles_of_the_answering(letter, by)


def obstacles_to_promising(letter: WorkLetter, by: User) -> list[Obstacle]:
    """TASK-01. The head of the executing department, in customer service the supervisor, states the time once."""
    if letter.state not in WITH_EXECUTOR:
        return [_dealt_with(letter)]
    return _obstacles_of_the_answering(letter, by)


def obstacles_to_committing(letter: WorkLetter, promise: Promise, by: User, now: datetime) -> list[Obstacle]:
    """TASK-01, TASK-04. The realistic time in writing, signed, with what happens if it is not done."""
    found = obstacles_to_promising(letter, by)
    if promise.at <= now:
        found.append(Obstacle("past", _("The promised time lies ahead."), "at"))
    if promise.at > letter.final_at and not promise.later_reason.strip():
        words = _("That is later than the final deadline: write why.")
        found.append(Obstacle("later", words, "later_reason"))
    if not promise.commitment.strip():
        found.append(Obstacle("commitment", _("Write what happens if it is not done."), "commitment"))
    if not (promise.signature or promise.on_paper):
        found.append(_unsigned())
    return found


def obstacles_to_refusing(letter: WorkLetter, by: User, reason: str | None = None) -> list[Obstacle]:
    """TASK-03. Who was told by word of mouth may refuse; a letter is answered by the head."""
    if letter.state != State.AGREED:
        return [Obstacle("letter", _("Only what was agreed by word of mouth may be refused."))]
    if by.pk != letter.executor_id:
        return [Obstacle("other", _("Only the executor may refuse."))]
    return [] if reason is None or reason.strip() else [Obstacle("reason", _("Write the reason."), "reason")]


def obstacles_to_reporting(letter: WorkLetter, by: User, now: datetime) -> list[Obstacle]:
    """TASK-01. The executor or the answering head reports; once it is late the asking side may say “not done”."""
    if letter.state not in PROMISED:
        return [_dealt_with(letter) if letter.ended_at else Obstacle("early", _("No time is promised yet."))]
    if by.pk == letter.executor_id or answers_for(by, letter.to_department):
        return []
    if may_find_it_undone(letter, by, now):
        return []
    return [Obstacle("other", _("The executor or the head of the executing department reports the result."))]


def may_find_it_undone(letter: WorkLetter, by: User, now: datetime) -> bool:
    """TASK-04. Whether the asking side may say that it was not done: once the promised time is over."""
    asks = by.pk == letter.folder.opened_by_id or signs_for(by, letter.from_department)
    return asks and now > (letter.committed_for or letter.due_at)


def obstacles_to_saying_done(letter: WorkLetter, by: User, now: datetime, *, done: bool, result: str) -> list[Obstacle]:
    """TASK-01, TASK-04. The result is reported in writing; that it is done only the executing side says.

    That it is not done is said once the promised time is over: the commitment does not apply before.
    """
    found = obstacles_to_reporting(letter, by, now)
    if not found and not done and letter.committed_for is not None and now <= letter.committed_for:
        words = _("It is promised for %(at)s; only after that it counts as not done.")
        found.append(Obstacle("early", words % {"at": f"{local(letter.committed_for):%m-%d %H:%M}"}, "done"))
    if not found and done and by.pk != letter.executor_id and not answers_for(by, letter.to_department):
        found.append(Obstacle("other", _("That it is done, the executing department reports."), "done"))
    if not result.strip():
        found.append(Obstacle("result", _("Write the result."), "result"))
    return found


def obstacles_to_applying(letter: WorkLetter, by: User, words: str | None = None) -> list[Obstacle]:
    """TASK-04. The executing head enforces the commitment of what was not done, and writes how."""
    if letter.state != State.NOT_DONE:
        return [Obstacle("state", _("No commitment applies here."))]
    found = _obstacles_of_the_answering(letter, by)
    if words is not None and not words.strip():
        found.append(Obstacle("applied", _("Write how the commitment was carried out."), "applied"))
    return found


def is_due_today(letter: WorkLetter, now: datetime) -> bool:
    """TASK-07. Whether it is to be finished today or should have been before: today's work is finished today."""
    return letter.ended_at is None and local_day(letter.due_at) <= local_day(now)


def _obstacles_of_the_answering(letter: WorkLetter, by: User) -> list[Obstacle]:
    if answers_for(by, letter.to_department):
        return []
    return [Obstacle("head", _("The head of the executing department answers it, in customer service the supervisor."))]


def _dealt_with(letter: WorkLetter) -> Obstacle:
    return Obstacle("state", _("Look at it again, it is: %(state)s.") % {"state": letter.get_state_display()})


def _unanswered(department: Department) -> Obstacle:
    words = _("Nobody answers for %(department)s: the people's list names no head of it.")
    return Obstacle("unanswered", words % {"department": department}, "to_department")


def _unsigned() -> Obstacle:
    return Obstacle("signature", _("Sign here, or tick that the paper is signed."), "signature")

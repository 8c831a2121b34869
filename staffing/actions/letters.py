"""What happens to a work letter: written, signed by the own head, answered, reported (TASK, handbook 6.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from casework.actions import clocks
from casework.actions.folders import add_audience, close_folder, move_stage, open_folder, record, write_search_text
from casework.actions.notices import tell
from casework.models import Audience
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.clock_kinds import FINAL, PROMISED
from staffing.kinds import LETTER
from staffing.models import WorkLetter
from staffing.rules import letters as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mall.models import Department
    from staffing.rules.letters import Promise, Written

State = WorkLetter.State
LONGEST_TITLE = 60


@transaction.atomic
def write(written: Written, *, by: User, now: datetime) -> WorkLetter:
    """TASK-01, TASK-02, TASK-05. Write a letter; it gets its number and date, and waits for the own head's signature.

    Raises Refused.
    """
    refuse_if(rules.obstacles_to_writing(written, by=by, now=now))
    letter = _new(written, State.DRAFTED, by=by, now=now)
    record(letter.folder, "letter_submitted", by=by, now=now, facts={"letter": letter.pk})
    _tell(_signing(letter.from_department), "to_sign", letter, by=by, now=now)
    return letter


@transaction.atomic
def agree_by_word(written: Written, *, by: User, now: datetime) -> WorkLetter:
    """TASK-03. Record what was agreed by word of mouth; executor and other head are told. Raises Refused."""
    found = rules.obstacles_to_writing(written, by=by, now=now)
    refuse_if([*found, *rules.obstacles_to_agreeing_by_word(written)])
    letter = _new(written, State.AGREED, by=by, now=now)
    _send(letter, by=by, now=now)
    record(letter.folder, "letter_agreed", by=by, now=now, facts={"letter": letter.pk})
    heads = [written.other_head] if written.other_head else []
    _tell([letter.executor, *heads], "agreed", letter, by=by, now=now)
    return letter


def _new(written: Written, state: State, *, by: User, now: datetime) -> WorkLetter:
    content = written.content.strip()
    folder = open_folder(
        kind=LETTER.code,
        title=content.splitlines()[0][:LONGEST_TITLE],
        department=written.from_department,
        desk=None,
        stage=state,
        by=by,
        now=now,
    )
    letter = WorkLetter.objects.create(
        folder=folder,
        from_department=written.from_department,
        to_department=written.to_department,
        content=content,
        executor=written.executor,
        final_at=written.final_at,
        due_at=written.final_at,
        state=state,
        submitted_at=now,
        is_oral=written.is_oral,
        hours=written.hours if written.is_oral and not written.is_simple else None,
        is_simple=written.is_oral and written.is_simple,
        other_head=written.other_head if written.is_oral else None,
    )
    write_search_text(folder, [content])
    return letter


@transaction.atomic
def rewrite(letter: WorkLetter, written: Written, *, by: User, now: datetime) -> WorkLetter:
    """TASK-01. Put right what the own head has not signed, and submit it again. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_rewriting(letter, by))
    same = written._replace(from_department=letter.from_department, to_department=letter.to_department)
    refuse_if(rules.obstacles_to_writing(same, by=by, now=now))
    content = written.content.strip()
    letter.folder.title = content.splitlines()[0][:LONGEST_TITLE]
    letter.folder.save(update_fields=["title"])
    write_search_text(letter.folder, [content])
    final = written.final_at
    changed = {"content": content, "executor": written.executor, "final_at": final, "due_at": final}
    _move(letter, State.DRAFTED, "submitted", by=by, now=now, submitted_at=now, return_reason="", **changed)
    _tell(_signing(letter.from_department), "to_sign", letter, by=by, now=now)
    return letter


@transaction.atomic
def approve(letter: WorkLetter, *, signature: str = "", on_paper: bool = False, by: User, now: datetime) -> WorkLetter:
    """TASK-01. The own head signs: the letter goes out, its final deadline runs. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_signing(letter, by, now, signed=bool(signature) or on_paper))
    _move(letter, State.SENT, "approved", by=by, now=now, approved_at=now, approved_by=by, signature=signature)
    _send(letter, by=by, now=now)
    _tell([*rules.answering(letter.to_department), letter.executor], "sent", letter, by=by, now=now)
    return letter


@transaction.atomic
def send_back(letter: WorkLetter, reason: str, *, by: User, now: datetime) -> WorkLetter:
    """TASK-01. The own head does not sign, and says why. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_sending_back(letter, by, reason))
    _move(letter, State.RETURNED, "returned", by=by, now=now, return_reason=reason.strip()[:300])
    _tell([letter.folder.opened_by], "returned", letter, by=by, now=now)
    return letter


@transaction.atomic
def receive(letter: WorkLetter, *, by: User, now: datetime) -> WorkLetter:
    """TASK-01. The head of the executing department has it in hand. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_receiving(letter, by))
    _move(letter, State.RECEIVED, "received", by=by, now=now, received_at=now, received_by=by)
    return letter


@transaction.atomic
def commit(letter: WorkLetter, promise: Promise, *, by: User, now: datetime) -> WorkLetter:
    """TASK-01, TASK-04. The realistic time, signed, with the commitment; its clock runs. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_committing(letter, promise, by, now))
    later = promise.later_reason.strip()[:300] if promise.at > letter.final_at else ""
    promised: dict[str, Any] = {
        "committed_at": now,
        "committed_by": by,
        "committed_for": promise.at,
        "commitment": promise.commitment.strip()[:500],
        "later_reason": later,
        "committed_signature": promise.signature,
        "due_at": min(letter.final_at, promise.at),
    }
    if letter.received_at is None:
        promised |= {"received_at": now, "received_by": by}
    _move(letter, State.COMMITTED, "committed", by=by, now=now, **promised)
    clocks.start(
        letter.folder, PROMISED, starts_at=now, due_at=promise.at, department=letter.to_department, now=now, order=10
    )
    _tell([letter.folder.opened_by, letter.executor], "committed", letter, by=by, now=now)
    return letter


@transaction.atomic
def report(letter: WorkLetter, result: str, *, done: bool, by: User, now: datetime) -> WorkLetter:
    """TASK-01, TASK-04. Report the result: done ends it; not done lets the commitment apply. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_saying_done(letter, by, now, done=done, result=result))
    said: dict[str, Any] = {"reported_at": now, "reported_by": by, "result": result.strip()[:1000]}
    asking = [letter.folder.opened_by, *_signing(letter.from_department)]
    if done or letter.state == State.AGREED:
        # What was agreed by word of mouth carries no commitment: its result ends it either way.
        state, verb = (State.DONE, "done") if done else (State.UNDONE, "not_done")
        _end(letter, state, verb, by=by, now=now, met=done, **said)
        _tell(asking, "done" if done else "not_done", letter, by=by, now=now)
        return letter
    _move(letter, State.NOT_DONE, "not_done", by=by, now=now, **said)
    for kind in (FINAL, PROMISED):
        clocks.stop(letter.folder, kind, now=now)
    _tell([*asking, *rules.answering(letter.to_department)], "not_done", letter, by=by, now=now)
    return letter


@transaction.atomic
def apply_commitment(letter: WorkLetter, words: str, *, by: User, now: datetime) -> WorkLetter:
    """TASK-04. The executing head has enforced the commitment; that ends the letter. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_applying(letter, by, words))
    applied = {"applied_at": now, "applied_by": by, "applied": words.strip()[:500]}
    _end(letter, State.SETTLED, "applied", by=by, now=now, met=False, **applied)
    _tell([letter.folder.opened_by], "applied", letter, by=by, now=now)
    return letter


@transaction.atomic
def refuse(letter: WorkLetter, reason: str, *, by: User, now: datetime) -> WorkLetter:
    """TASK-03. The executor who was told by word of mouth refuses. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_refusing(letter, by, reason))
    _end(letter, State.REFUSED, "refused", by=by, now=now, met=False, ended_reason=reason.strip()[:300])
    heads = [letter.other_head] if letter.other_head else []
    _tell([letter.folder.opened_by, *heads], "refused", letter, by=by, now=now)
    return letter


@transaction.atomic
def withdraw(letter: WorkLetter, reason: str, *, by: User, now: datetime) -> WorkLetter:
    """TASK-01. Withdraw a letter before a time is promised. Raises Refused."""
    letter = hold(letter)
    refuse_if(rules.obstacles_to_withdrawing(letter, by, reason))
    # The executing department never heard of what its own head has not signed.
    told = rules.answering(letter.to_department) if letter.approved_at else _signing(letter.from_department)
    _end(letter, State.WITHDRAWN, "withdrawn", by=by, now=now, met=False, ended_reason=reason.strip()[:300])
    _tell(told, "withdrawn", letter, by=by, now=now)
    return letter


def hold(letter: WorkLetter) -> WorkLetter:
    """Lock a letter until the transaction ends, and read it anew."""
    rows = WorkLetter.objects.select_for_update(of=("self",)).select_related(
        "folder__opened_by", "from_department", "to_department", "executor", "other_head"
    )
    return rows.get(pk=letter.pk)


def _move(letter: WorkLetter, state: State, verb: str, *, by: User, now: datetime, **values: Any) -> None:
    letter.state = state
    for name, value in values.items():
        setattr(letter, name, value)
    letter.save(update_fields=["state", *values])
    move_stage(letter.folder, state, by=by, now=now)
    record(letter.folder, f"letter_{verb}", by=by, now=now, facts={"letter": letter.pk})


def _send(letter: WorkLetter, *, by: User, now: datetime) -> None:
    """The executing department sees it from now on, and the final deadline runs."""
    add_audience(letter.folder, department=letter.to_department, may=Audience.May.HANDLE, by=by, now=now)
    due = {"due_at": letter.final_at, "department": letter.to_department}
    clocks.start(letter.folder, FINAL, starts_at=now, now=now, order=20, **due)  # type: ignore[arg-type]  # two arguments of two types


def _end(letter: WorkLetter, state: State, verb: str, *, by: User, now: datetime, met: bool, **values: Any) -> None:
    _move(letter, state, verb, by=by, now=now, ended_at=now, **values)
    if met:
        for kind in (FINAL, PROMISED):
            clocks.met(letter.folder, kind, now=now)
    close_folder(letter.folder, by=by, now=now)


def _signing(department: Department) -> list[User]:
    return list(people_who_may(Permission.LETTER_APPROVE, department=department))


def _tell(people: Iterable[User], what: str, letter: WorkLetter, *, by: User, now: datetime) -> None:
    """Tell everybody but whoever acts."""
    facts = {"department": letter.from_department_id, "other": letter.to_department_id}
    key = f"letter:{letter.pk}:{what}:{now.timestamp():.0f}"
    tell([one for one in people if one.pk != by.pk], f"letter.{what}", letter.folder, key=key, now=now, facts=facts)

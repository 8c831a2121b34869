"""What staffing keeps in words of its people's work, and how it is emptied when its term has ended (ARCH-S01).

Numbers, states, dates and who did what stay. A letter goes with its folder; everything else by its own day, since no
folder closes with it. The rows are locked once they are signed or decided: only here their words are taken out.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pgtrigger
from django.db.models import Case, F, JSONField, Q, TextField, Value, When

from casework.retention import GONE, register, register_sweep
from mall.fields import EncryptedTextField
from staffing.kinds import LETTER
from staffing.models import (
    Addition,
    BrandPoint,
    ConductCheck,
    Handover,
    HandoverLine,
    Leave,
    Meeting,
    MeetingAction,
    MeetingProblem,
    MustRead,
    Participant,
    PlanRow,
    PointAppeal,
    PostLeave,
    PrivateCall,
    Reward,
    RewardSheet,
    RosterVersion,
    StaffTraining,
    Swap,
    TalkConsent,
    TalkNote,
    TrainingSeat,
    WeekPlan,
    WorkLetter,
    WorkReport,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from django.db.models import Model


class Texts(NamedTuple):
    """Columns of a table that hold words, drawn names and lists of words, and the day the rows are about."""

    model: type[Model]
    since: str
    columns: tuple[str, ...]


#: Keeper → what it empties. A swap's and a roster's day are known by the hour they were made.
TEXTS: dict[str, tuple[Texts, ...]] = {
    "staffing.handovers": (
        Texts(
            Handover,
            "begun_at",
            (
                *("work", "feedback", "progress", "why_alone", "why_given_up"),
                *("signature", "countersignature", "accepted_signature"),
            ),
        ),
        Texts(HandoverLine, "handover__begun_at", ("items", "explanation")),
        Texts(MustRead, "handover__begun_at", ("text",)),
        Texts(Addition, "at", ("text",)),
    ),
    "staffing.absences": (
        Texts(Leave, "to_on", ("reason", "place", "decision")),
        Texts(Swap, "asked_at", ("reason", "decision")),
        Texts(PostLeave, "asked_at", ("reason",)),
        Texts(RosterVersion, "published_at", ("reason",)),
    ),
    "staffing.meetings": (
        Texts(
            Meeting,
            "begins_at",
            ("topic", "papers", "notes", "late_reason", "change_reason", "minutes", "decisions"),
        ),
        Texts(Participant, "meeting__begins_at", ("excuse", "reason", "own_record")),
        Texts(MeetingAction, "meeting__begins_at", ("what", "report")),
        Texts(MeetingProblem, "meeting__begins_at", ("what", "letter", "answer")),
    ),
    "staffing.plans": (
        Texts(WeekPlan, "week", ("summary", "comment")),
        Texts(PlanRow, "plan__week", ("what",)),
        Texts(WorkReport, "last_on", ("done", "findings", "problems", "ahead", "tasks")),
    ),
    "staffing.work_reports": (Texts(WorkReport, "last_on", ("done", "findings", "problems", "ahead", "tasks")),),
    "staffing.performance": (
        Texts(BrandPoint, "proposed_at", ("facts", "decision")),
        Texts(PointAppeal, "at", ("text", "decision")),
        Texts(Reward, "proposed_at", ("case", "reason", "decision", "withdrawal")),
        Texts(RewardSheet, "submitted_at", ("decision",)),
        Texts(StaffTraining, "period__endswith", ("why_empty", "notes")),
        Texts(TrainingSeat, "training__period__endswith", ("excuse", "notes")),
        Texts(ConductCheck, "on", ("words",)),
        Texts(PrivateCall, "at", ("why",)),
    ),
}
#: A letter's day is the closing of its folder.
OF_A_LETTER = Texts(
    WorkLetter,
    "folder__closed_at",
    (
        *("content", "return_reason", "commitment", "later_reason", "result", "applied", "ended_reason"),
        *("signature", "committed_signature"),
    ),
)


def blank_letters(folder_ids: Sequence[int], now: datetime) -> int:
    """ARCH-S01. Empty what these letters ask, promise and report, and the names drawn under them."""
    del now
    return _empty(OF_A_LETTER, Q(folder__in=folder_ids))


def sweep_texts(name: str, before: datetime) -> int:
    """ARCH-S01. Empty what a keeper's rows from before that day say."""
    return sum(_empty(texts, Q((f"{texts.since}__lt", before))) for texts in TEXTS[name])


def sweep_sheets(before: datetime) -> int:
    """ARCH-S01. Empty what the lines of old sheets say each reward was for; people, points and yuan stay."""
    emptied = 0
    for sheet in RewardSheet.objects.filter(submitted_at__lt=before):
        lines = [
            {**line, "what": [{**what, "case": what["case"] and GONE} for what in line["what"]]} for line in sheet.lines
        ]
        if lines != sheet.lines:
            with _unlocked(RewardSheet):
                emptied += RewardSheet.objects.filter(pk=sheet.pk).update(lines=lines)
    return emptied


def sweep_talks(before: datetime) -> int:
    """ARCH-S01, MEET-11. Forget old talks whole: that there was one is known to two people only."""
    old = TalkNote.objects.filter(talked_on__lt=before)
    consents, _rows = TalkConsent.objects.filter(note__in=old).delete()
    talks, _rows = old.delete()
    return consents + talks


def _empty(texts: Texts, which: Q) -> int:
    """Empty the columns where they say something. What must say something says that it is gone."""
    says, gone = Q(), {}
    for name in texts.columns:
        holds, gone[name] = _emptied(texts.model, name)
        says |= holds
    rows = texts.model._default_manager.filter(which & says)  # noqa: SLF001 - Django's own name
    with _unlocked(texts.model):
        return rows.order_by().update(**gone)


def _emptied(model: type[Model], name: str) -> tuple[Q, Any]:
    """Which rows say something in the column, and what stands there afterwards."""
    field = model._meta.get_field(name)
    if isinstance(field, JSONField):
        return ~Q((name, [])), []
    if isinstance(field, EncryptedTextField):
        return ~Q((name, "")), ""
    return ~Q((f"{name}__in", ("", GONE))), Case(
        When(Q((name, "")), then=F(name)), default=Value(GONE), output_field=TextField()
    )


def _unlocked(model: type[Model]) -> AbstractContextManager[None]:
    """Let the rows of a table be changed that are locked otherwise; without a name every lock would be passed over."""
    locks = [f"{model._meta.label}:{one.name}" for one in getattr(model._meta, "triggers", ())]
    return pgtrigger.ignore(*locks) if locks else nullcontext()


register("staffing.letters", blank_letters, kind=LETTER.code)
for keeper in TEXTS:
    register_sweep(keeper, partial(sweep_texts, keeper))
register_sweep("staffing.sheets", sweep_sheets)
register_sweep("staffing.talks", sweep_talks)

"""Writing into a development file, and consent to tell others of it (MEET-11).

No history of the department mentions it: there is no folder, no entry and no log of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from staffing.models import TalkConsent, TalkNote
from staffing.notices_performance import TALK_ANSWERED, TALK_ASKED, TALK_TOLD, TALK_WRITTEN
from staffing.rules import development as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import User

State = TalkConsent.State


@transaction.atomic
def write(employee: User, talked_on: date, text: str, *, by: User, now: datetime) -> TalkNote:
    """MEET-11. Write a talk into the employee's file; he is told that there is something new. Raises Refused."""
    refuse_if(rules.obstacles_to_writing(employee, talked_on, text, by=by, now=now))
    made = TalkNote.objects.create(
        employee=employee, written_by=by, talked_on=talked_on, text=text.strip(), written_at=now
    )
    facts = {"path": reverse("staffing:development")}
    tell([employee], TALK_WRITTEN, None, key=f"talk:{made.pk}", now=now, facts=facts)
    return made


@transaction.atomic
def ask_consent(note: TalkNote, whom: User, why: str, *, by: User, now: datetime) -> TalkConsent:
    """MEET-11. Ask the employee whether somebody may be told of a talk. Raises Refused."""
    note = TalkNote.objects.select_for_update(of=("self",), no_key=True).select_related("employee").get(pk=note.pk)
    # Read anew with the note held: a colleague's window may have asked meanwhile.
    refuse_if(rules.obstacles_to_asking(note, whom, why, list(note.consents.all()), by=by))
    made = TalkConsent.objects.create(note=note, whom=whom, why=why.strip(), asked_at=now)
    facts = {"path": reverse("staffing:development")}
    tell([note.employee], TALK_ASKED, None, key=f"talk-consent:{made.pk}", now=now, facts=facts)
    return made


@transaction.atomic
def answer(consent: TalkConsent, *, given: bool, by: User, now: datetime) -> TalkConsent:
    """MEET-11. The employee gives or refuses consent; who is named may read that one note then. Raises Refused."""
    held = _hold(consent)
    refuse_if(rules.obstacles_to_answering(held, by))
    held.state, held.answered_at = State.GIVEN if given else State.REFUSED, now
    held.save(update_fields=["state", "answered_at"])
    _tell_writer(held, "answer", now=now)
    if given:
        facts = {"path": reverse("staffing:development")}
        tell([held.whom], TALK_TOLD, None, key=f"talk-consent:{held.pk}:told", now=now, facts=facts)
    return held


@transaction.atomic
def take_back(consent: TalkConsent, *, by: User, now: datetime) -> TalkConsent:
    """MEET-11. The employee takes consent back: the note is hidden again, and its writer is told. Raises Refused."""
    held = _hold(consent)
    refuse_if(rules.obstacles_to_taking_back(held, by))
    held.state, held.answered_at = State.TAKEN_BACK, now
    held.save(update_fields=["state", "answered_at"])
    _tell_writer(held, "taken_back", now=now)
    return held


def _tell_writer(consent: TalkConsent, what: str, *, now: datetime) -> None:
    note = consent.note
    facts = {"path": reverse("staffing:development-file", args=[note.employee_id])}
    tell([note.written_by], TALK_ANSWERED, None, key=f"talk-consent:{consent.pk}:{what}", now=now, facts=facts)


def _hold(consent: TalkConsent) -> TalkConsent:
    rows = TalkConsent.objects.select_for_update(of=("self",))
    return rows.select_related("note__employee", "note__written_by", "whom").get(pk=consent.pk)

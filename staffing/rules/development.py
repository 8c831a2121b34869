"""Who may read and write a development file, and what forbids telling others of it (MEET-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.roles import Permission
from staffing.models import TalkConsent
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mall.models import User
    from staffing.models import TalkNote

P = Permission
State = TalkConsent.State


def may_keep_file_of(employee: User, by: User) -> bool:
    """MEET-11. The supervisor keeps a file of each one in the department, not of himself."""
    return by.may(P.DEVELOPMENT_WRITE) and employee.may(P.POINTS_PROPOSE) and by.pk != employee.pk


def obstacles_to_writing(employee: User, talked_on: date, text: str, *, by: User, now: datetime) -> list[Obstacle]:
    """MEET-11. The supervisor writes down a talk that has taken place."""
    found = []
    if not may_keep_file_of(employee, by):
        found.append(Obstacle("file", _("You keep no file of this person.")))
    if not text.strip():
        found.append(Obstacle("text", _("Write what was talked about."), "text"))
    if talked_on > local_day(now):
        found.append(Obstacle("to_come", _("That day is still to come."), "talked_on"))
    return found


def obstacles_to_asking(
    note: TalkNote, whom: User, why: str, known: Iterable[TalkConsent], *, by: User
) -> list[Obstacle]:
    """MEET-11. Only who wrote it may ask to tell somebody of it, and says what for."""
    found = []
    if by.pk != note.written_by_id:
        found.append(Obstacle("other", _("Only who wrote the note asks for consent.")))
    if whom.pk in (note.employee_id, note.written_by_id):
        found.append(Obstacle("whom", _("This person knows it already."), "whom"))
    if any(one.whom_id == whom.pk and one.state in (State.ASKED, State.GIVEN) for one in known):
        found.append(Obstacle("twice", _("That is asked for already."), "whom"))
    if not why.strip():
        found.append(Obstacle("why", _("Write what for."), "why"))
    return found


def obstacles_to_answering(consent: TalkConsent, by: User) -> list[Obstacle]:
    """MEET-11. Only the employee himself says whether somebody may be told."""
    if by.pk != consent.note.employee_id:
        return [Obstacle("other", _("Only the employee gives consent."))]
    if consent.state != State.ASKED:
        return [Obstacle("answered", _("It is answered already: %(state)s.") % {"state": consent.get_state_display()})]
    return []


def obstacles_to_taking_back(consent: TalkConsent, by: User) -> list[Obstacle]:
    """MEET-11. The employee may take consent back at any time."""
    if by.pk != consent.note.employee_id:
        return [Obstacle("other", _("Only the employee gives consent."))]
    return [] if consent.state == State.GIVEN else [Obstacle("none", _("No consent is given."))]

"""What forbids an act on a hand-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.models import Handoff
from casework.rules.folders import obstacle_of_the_person, obstacles_to_touching
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Folder
    from mall.models import Department, User

S = Handoff.State


def obstacles_to_asking(
    folder: Folder, to: Department, role: str, *, answer_due_at: datetime | None, now: datetime
) -> list[Obstacle]:
    """CMP-26. A department is asked once at a time, one leads, and the time limit is written in."""
    found = obstacles_to_touching(folder)
    if not (to.is_active and to.takes_complaints):
        found.append(Obstacle("department", _("This department cannot be asked."), "department"))
    if answer_due_at is None or answer_due_at <= now:
        found.append(Obstacle("time_limit", _("Write a time limit that lies ahead."), "answer_due_at"))
    current = list(folder.handoffs.exclude(state__in=(S.WITHDRAWN, S.BOUNCED)).values_list("to_department", "role"))
    if any(department == to.pk for department, _role in current):
        found.append(Obstacle("asked_already", _("This department is asked already."), "department"))
    if role == Handoff.Role.LEAD and any(each == Handoff.Role.LEAD for _department, each in current):
        found.append(Obstacle("lead_already", _("Another department leads already."), "department"))
    return found


def _of_the_department(handoff: Handoff, by: User) -> list[Obstacle]:
    found = obstacles_to_touching(handoff.folder) + obstacle_of_the_person(handoff.folder, by)
    if not by.may(Permission.HANDOFF_ANSWER) or handoff.to_department_id not in by.department_ids:
        found.append(Obstacle("not_yours", _("Only the department that is asked can do this.")))
    return found


def obstacles_to_accepting(handoff: Handoff, by: User) -> list[Obstacle]:
    """CMP-19. The department that is asked accepts what waits for it."""
    found = _of_the_department(handoff, by)
    if handoff.state != S.ASKED:
        found.append(Obstacle("state", _("It does not wait to be accepted.")))
    return found


def obstacles_to_assigning(handoff: Handoff, person: User, by: User) -> list[Obstacle]:
    """CMP-19. The department gives it to one of its own, never to the person it is about."""
    found = _of_the_department(handoff, by)
    if handoff.state not in (S.ASKED, S.ACCEPTED, S.SENT_BACK):
        found.append(Obstacle("state", _("It is not being handled.")))
    if handoff.to_department_id not in person.department_ids or not person.may(Permission.HANDOFF_ANSWER):
        found.append(Obstacle("person", _("Choose somebody of the department who may answer."), "person"))
    if obstacle_of_the_person(handoff.folder, person):
        found.append(Obstacle("about_person", _("This matter is about this person, who cannot handle it."), "person"))
    return found


def obstacles_to_bouncing(handoff: Handoff, by: User, reason: str = "-") -> list[Obstacle]:
    """CMP-03. “Not ours” is said with a reason, before the work is done; the supervisor decides."""
    found = _of_the_department(handoff, by)
    if handoff.state not in (S.ASKED, S.ACCEPTED, S.SENT_BACK):
        found.append(Obstacle("state", _("It is not being handled.")))
    if not reason.strip():
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found


def obstacles_to_deciding_a_bounce(handoff: Handoff, by: User) -> list[Obstacle]:
    """CMP-03. The supervisor decides whose it is when a department says “not ours”."""
    found = obstacles_to_touching(handoff.folder) + obstacle_of_the_person(handoff.folder, by)
    if handoff.state != S.DISPUTED:
        found.append(Obstacle("state", _("Nobody says it is not theirs.")))
    if not by.may(Permission.HANDOFF_DECIDE):
        found.append(Obstacle("may", _("A supervisor decides this.")))
    return found


def obstacles_to_answering(handoff: Handoff, by: User, text: str = "-") -> list[Obstacle]:
    """CMP-21. The department answers in writing."""
    found = _of_the_department(handoff, by)
    if handoff.state not in (S.ASKED, S.ACCEPTED, S.SENT_BACK):
        found.append(Obstacle("state", _("It does not wait for an answer.")))
    if not text.strip():
        found.append(Obstacle("text", _("Write the answer."), "text"))
    return found


def obstacles_to_sending_back(handoff: Handoff, by: User, reason: str = "-") -> list[Obstacle]:
    """CMP-22. An answer that does not serve goes back with a reason."""
    found = obstacles_to_touching(handoff.folder) + obstacle_of_the_person(handoff.folder, by)
    if not by.may(Permission.COMPLAINT_DISPATCH):
        found.append(Obstacle("may", _("Customer service decides this.")))
    if handoff.state != S.ANSWERED:
        found.append(Obstacle("state", _("There is no answer to send back.")))
    if not reason.strip():
        found.append(Obstacle("reason", _("Say why."), "reason"))
    return found


def obstacles_to_withdrawing(handoff: Handoff, by: User) -> list[Obstacle]:
    """CMP-03. Customer service may take back what it asked while no answer is there."""
    found = obstacles_to_touching(handoff.folder) + obstacle_of_the_person(handoff.folder, by)
    if not by.may(Permission.COMPLAINT_DISPATCH):
        found.append(Obstacle("may", _("Customer service decides this.")))
    if handoff.state not in Handoff.OWED:
        found.append(Obstacle("state", _("It is not open any more.")))
    return found


def obstacles_to_chasing(handoff: Handoff, by: User) -> list[Obstacle]:
    """CMP-36. Customer service chases a department that owes its answer."""
    found = obstacles_to_touching(handoff.folder) + obstacle_of_the_person(handoff.folder, by)
    if not (by.may(Permission.COMPLAINT_DISPATCH) or by.may(Permission.COMPLAINT_ASSIGN)):
        found.append(Obstacle("may", _("Customer service decides this.")))
    if handoff.state not in Handoff.OWED:
        found.append(Obstacle("state", _("There is no answer to chase.")))
    return found

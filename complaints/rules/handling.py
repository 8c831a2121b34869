"""While it is handled: the other side's words, meeting the customer, joint meetings, changing what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Handoff
from complaints.rules.dispatch import handoffs_of
from complaints.rules.intake import may_take_staff_complaint
from complaints.rules.offering import CaseAct
from complaints.states import Against, Severity, State
from mall.roles import Permission, Role
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.models import Cause, Complaint, Meeting
    from mall.models import Department, User

BEFORE_THE_END = frozenset(State) - {State.CLOSED}


def obstacles_to_handling(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-04, CMP-06. What is handled is open, and nobody handles what is about himself."""
    del now
    found = []
    if complaint.state == State.CLOSED:
        found.append(Obstacle("closed", _("The case is closed.")))
    if complaint.staff_person_id == user.pk:
        found.append(Obstacle("own", _("It is about you.")))
    return found


def obstacles_to_stating(complaint: Complaint, words: str) -> list[Obstacle]:
    """CMP-10, JOINT-S01. The other side is heard too, in its own words, while the case is open."""
    found = []
    if complaint.state == State.CLOSED:
        found.append(Obstacle("closed", _("The case is closed.")))
    if not words.strip():
        found.append(Obstacle("words", _("Write down what the other side says."), "text"))
    return found


def obstacles_to_meeting_with(met_by: User, sent_by: User | None) -> list[Obstacle]:
    """CMP-33. The manager meets the complaining customer, or a person the manager sends."""
    if met_by.has_role(Role.MANAGER):
        return []
    if sent_by is None or not sent_by.has_role(Role.MANAGER):
        return [Obstacle("sent", _("Say which manager sent this person."), "sent_by")]
    return []


def obstacles_to_being_met(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """CMP-33. The meeting is recorded once; the manager looks at who was not met yet."""
    found = obstacles_to_handling(complaint, user, now)
    if complaint.met_at is not None:
        found.append(Obstacle("met", _("The customer has been met; add what followed.")))
    return found


def obstacles_to_calling_a_meeting(
    complaint: Complaint, departments: Sequence[Department], takes_place_at: datetime, now: datetime
) -> list[Obstacle]:
    """JOINT-S09. Several departments are called together, at an hour ahead."""
    found = []
    if complaint.state == State.CLOSED:
        found.append(Obstacle("closed", _("The case is closed.")))
    if len(set(departments)) < 2:  # noqa: PLR2004 - one department alone needs no meeting
        found.append(Obstacle("few", _("A joint meeting calls two departments at least."), "departments"))
    if takes_place_at <= now:
        found.append(Obstacle("past", _("The hour lies in the past."), "takes_place_at"))
    return found


def obstacles_to_minutes(
    meeting: Meeting, minutes: str, attended: Sequence[Department], now: datetime
) -> list[Obstacle]:
    """JOINT-S10. After the meeting its minutes say what was said and who came; they are written once."""
    found = []
    if meeting.held_at is not None:
        found.append(Obstacle("held", _("The minutes are written.")))
    if meeting.takes_place_at > now:
        found.append(Obstacle("early", _("The meeting has not taken place yet.")))
    if not minutes.strip():
        found.append(Obstacle("minutes", _("Write the minutes."), "minutes"))
    if not attended:
        found.append(Obstacle("attended", _("Say which departments came."), "attended"))
    return found


def absent_departments(meeting: Meeting) -> list[Department]:
    """JOINT-S10. The departments that were called to a meeting and did not come."""
    came = {department.pk for department in meeting.attended.all()}
    return [department for department in meeting.departments.all() if department.pk not in came]


def departments_answering_late(complaint: Complaint, at: datetime) -> list[Department]:
    """JOINT-S10. The departments asked whose answer is overdue at that hour, or came after its time limit."""
    return [
        one.to_department
        for one in handoffs_of(complaint)
        if one.answer_due_at < at
        and (one.state in Handoff.OWED or one.answered_at is None or one.answered_at > one.answer_due_at)
    ]


def late_departments(meeting: Meeting) -> list[Department]:
    """JOINT-S10. The meeting names the late: who was called and did not come, and whose answer was late when it met."""
    found = {one.pk: one for one in (*absent_departments(meeting), *meeting.answers_late.all())}
    return list(found.values())


def obstacles_to_grading(
    complaint: Complaint, *, severity: int | None, injury: bool, reason: str, by: User
) -> list[Obstacle]:
    """CMP-13, CMP-14, CMP-46. Raising is free; lowering needs a superior and a reason."""
    found = []
    if severity is None and complaint.severity is not None:
        found.append(Obstacle("severity", _("A severity once given is not taken back."), "severity"))
    if injury and severity == Severity.GENERAL:
        found.append(Obstacle("injury", _("Somebody is hurt: that is serious at least."), "severity"))
    lowered = severity is not None and complaint.severity is not None and severity < complaint.severity
    if lowered or (complaint.injury and not injury):
        if not may_take_staff_complaint(by):
            found.append(Obstacle("superior", _("Only a supervisor lowers it."), "severity"))
        if not reason.strip():
            found.append(Obstacle("reason", _("Say why it is lowered."), "reason"))
    return found


def obstacles_to_calling_important(complaint: Complaint, *, important: bool, by: User) -> list[Obstacle]:
    """JOINT-S07. What the operation cannot settle goes straight to the general manager; a superior says so."""
    if important == complaint.important or may_take_staff_complaint(by):
        return []
    return [Obstacle("important", _("A supervisor decides that."), "important")]


def obstacles_to_cause(cause: Cause | None) -> list[Obstacle]:
    """CMP-15. The cause is one of the list: quality, or another."""
    if cause is None or cause.is_active:
        return []
    return [Obstacle("cause", _("This cause is no longer in use."), "cause")]


def obstacles_to_taking_over(complaint: Complaint, person: User) -> list[Obstacle]:
    """CMP-06, CMP-13. Never whom it is about; a complaint about our staff or a grave one is a superior's."""
    if person.pk == complaint.staff_person_id:
        return [Obstacle("own", _("It is about this person."), "person")]
    if not person.may(Permission.COMPLAINT_REPLY):
        return [Obstacle("role", _("This person does not handle complaints."), "person")]
    grave = complaint.severity == Severity.SPECIAL or complaint.against == Against.STAFF
    if grave and not may_take_staff_complaint(person):
        return [Obstacle("superior", _("That is for a supervisor or the manager."), "person")]
    return []


def obstacles_to_linking(complaint: Complaint, other: Complaint | None) -> list[Obstacle]:
    """JOINT-S05. A repeat is linked, not merged: to another case, once."""
    if other is None:
        return [Obstacle("unknown", _("No such case, or it is not yours to see."), "number")]
    if other.pk == complaint.pk:
        return [Obstacle("self", _("That is this case."), "number")]
    linked = {link.other_id for link in complaint.folder.links.all()}
    linked |= {link.folder_id for link in complaint.folder.linked_from.all()}
    if other.folder_id in linked:
        return [Obstacle("linked", _("They are linked already."), "number")]
    return []


def _open(complaint: Complaint, _user: object) -> bool:
    return complaint.state != State.CLOSED


def _not_met(complaint: Complaint, _user: object) -> bool:
    return complaint.state != State.CLOSED and complaint.met_at is None


def _waits_for_minutes(complaint: Complaint, _user: object) -> bool:
    return any(meeting.held_at is None for meeting in complaint.meetings.all())


def obstacles_to_holding(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """JOINT-S10. There is a meeting called that has no minutes yet."""
    found = obstacles_to_handling(complaint, user, now)
    if not any(meeting.held_at is None for meeting in complaint.meetings.all()):
        found.append(Obstacle("none", _("No meeting is called.")))
    return found


def obstacles_to_meeting(complaint: Complaint, user: User, now: datetime) -> list[Obstacle]:
    """JOINT-S09. Departments are called together once the case is with one of them."""
    found = obstacles_to_handling(complaint, user, now)
    if not handoffs_of(complaint):
        found.append(Obstacle("nobody", _("Hand it over first.")))
    return found


P = Permission
_WRITERS = P.NOTE_WRITE
STATEMENT = CaseAct(
    "statement",
    gettext_lazy("Other side's statement"),
    _WRITERS,
    "message-circle",
    obstacles_to_handling,
    _open,
    order=45,
    on_card=True,
)
MET = CaseAct(
    "met",
    gettext_lazy("Customer met"),
    P.COMPLAINT_REPLY,
    "user-heart",
    obstacles_to_being_met,
    _not_met,
    order=50,
    in_bar=False,
)
CHANGE = CaseAct(
    "change",
    gettext_lazy("Grade and particulars"),
    P.COMPLAINT_REPLY,
    "edit",
    obstacles_to_handling,
    _open,
    order=60,
    on_card=True,
)
ADD = CaseAct("add", gettext_lazy("Add to it"), _WRITERS, "plus", obstacles_to_handling, _open, order=61, on_card=True)
PARTY = CaseAct(
    "party",
    gettext_lazy("Persons"),
    P.COMPLAINT_REPLY,
    "users",
    obstacles_to_handling,
    _open,
    order=62,
    in_bar=False,
)
TAKE_OVER = CaseAct(
    "handler",
    gettext_lazy("Who handles it"),
    P.COMPLAINT_ASSIGN,
    "user-share",
    obstacles_to_handling,
    _open,
    order=63,
    in_bar=False,
)
LINK = CaseAct("link", gettext_lazy("Link a case"), P.COMPLAINT_REPLY, "link", order=70, on_card=True)
MEETING = CaseAct(
    "meeting",
    gettext_lazy("Call a joint meeting"),
    P.MEETING_HOLD,
    "users-group",
    obstacles_to_meeting,
    _open,
    order=80,
    in_bar=False,
)
MINUTES = CaseAct(
    "minutes",
    gettext_lazy("Minutes of the meeting"),
    P.MEETING_HOLD,
    "notes",
    obstacles_to_holding,
    _waits_for_minutes,
    order=25,
)
NOTE = CaseAct("note", gettext_lazy("Note"), _WRITERS, "note", order=95, on_card=True)

OFFERS = (STATEMENT, MET, CHANGE, ADD, PARTY, TAKE_OVER, LINK, MEETING, MINUTES, NOTE)

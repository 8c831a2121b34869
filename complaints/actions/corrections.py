"""Putting right: whom it is about, a wrong file, a wrong link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions import folders, papers
from casework.actions.notices import tell
from complaints.actions.confidence import keep_confidential, tell_handler
from complaints.queries.people import first_supervisor
from complaints.rules import corrections as rules
from complaints.rules.dispatch import owed
from complaints.rules.intake import may_take_staff_complaint
from complaints.states import Against
from mall.queries import people_who_may
from mall.roles import Permission
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import Attachment, Link
    from complaints.models import Complaint
    from mall.models import User


def name_staff(complaint: Complaint, person: User, *, by: User, now: datetime) -> None:
    """CMP-06. It turns out to be about a person of our staff: confidential from now on, a superior handles it.

    The person never sees it again nor hears of it; what he held of it goes to others, what he was told is taken back.
    Who was named before stays kept out. Raises Refused.
    """
    refuse_if(rules.obstacles_to_naming_staff(complaint, person, by))
    folder = complaint.folder
    given = [one.pk for one in owed(complaint) if one.assigned_to_id == person.pk]
    complaint.against, complaint.staff_person = Against.STAFF, person
    complaint.save(update_fields=["against", "staff_person"])
    folders.record(folder, "staff_named", by=by, now=now, facts={"person": person.pk})
    before = folder.handler
    if folder.opened_by_id != person.pk:
        folders.add_audience(folder, person=folder.opened_by, by=by, now=now)
    if before is not None and before.pk != person.pk:
        folders.add_audience(folder, person=before, by=by, now=now)
    keep_confidential(complaint, by=by, now=now)
    folders.keep_secret(folder, now=now)
    _give_to_a_superior(complaint, by=by, now=now)
    _ask_the_departments_anew(complaint, given, now=now)


def _give_to_a_superior(complaint: Complaint, *, by: User, now: datetime) -> None:
    folder, about = complaint.folder, complaint.staff_person
    if folder.handler is not None and may_take_staff_complaint(folder.handler):
        return
    superior = by if may_take_staff_complaint(by) else first_supervisor(without=about)
    if superior is not None:
        folders.take_over(folder, superior, by=by, now=now)
        tell_handler(complaint, by=by, now=now)


def _ask_the_departments_anew(complaint: Complaint, handoff_ids: list[int], *, now: datetime) -> None:
    """Where the person was to answer for a department, the department names somebody else."""
    for handoff in complaint.folder.handoffs.filter(pk__in=handoff_ids).select_related("to_department"):
        people = people_who_may(Permission.HANDOFF_ANSWER, department=handoff.to_department)
        facts = {"department": handoff.to_department_id}
        key = f"handoff:{handoff.pk}:anew:{now.timestamp():.0f}"
        tell(people, "handoff.asked", complaint.folder, key=key, now=now, facts=facts)


def take_off(complaint: Complaint, attachment: Attachment, reason: str, *, by: User, now: datetime) -> None:
    """HAND-08. Take a wrong file off the case; the reason stands as an internal note. Raises Refused."""
    refuse_if(rules.obstacles_to_taking_off(complaint, by, now))
    papers.remove_attachment(attachment, by=by, now=now)
    papers.write_note(complaint.folder, reason, by=by, now=now)


def part(complaint: Complaint, link: Link, *, by: User, now: datetime) -> None:
    """CMP-29, JOINT-S05. Take back that two cases belong together; both keep the line of it. Raises Refused."""
    refuse_if(rules.obstacles_to_parting(complaint, by, now))
    papers.unlink(link, by=by, now=now)

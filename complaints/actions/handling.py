"""While it is handled: statements, meeting the customer, joint meetings, grading, who handles it, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.actions import folders, papers
from casework.actions.notices import tell
from casework.models import Link
from complaints.actions import clocks
from complaints.actions.intake import alarm
from complaints.actions.words import write_words
from complaints.models import Meeting, Party, Statement
from complaints.notice_kinds import MEETING
from complaints.queries.people import not_shut_out
from complaints.rules import handling as rules
from complaints.rules.intake import obstacles_to_complaining_of_oneself, obstacles_to_forwarding
from mall.fields import blind
from mall.queries.people import staff_of
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from complaints.models import Complaint
    from mall.models import Department, User

# What "grade and particulars" may set, and what on the folder goes with it.
CHANGEABLE = [
    "severity",
    "injury",
    "important",
    "vip",
    "channel",
    "authority",
    "authority_number",
    "authority_due_at",
    "complainant_kind",
    "complaining_merchant",
    "category",
    "cause",
    "merchant",
    "unit",
    "floor",
    "place",
    "demand",
    "demand_words",
    "demand_amount",
    "goods",
    "goods_model",
    "goods_quantity",
    "defect_quantity",
    "goods_price",
    "order_number",
    "bought_on",
    "has_receipt",
    "wants_call",
    "rules_explained",
]


def state_other_side(complaint: Complaint, text: str, *, said_by: str, by: User, now: datetime) -> Statement:
    """JOINT-S01, CMP-10. Record what the other side says, beside the complainant's words."""
    refuse_if(rules.obstacles_to_stating(complaint, text))
    statement = Statement.objects.create(
        complaint=complaint, said_by=said_by.strip()[:60], text=text.strip(), at=now, by=by
    )
    folders.record(complaint.folder, "statement_taken", by=by, now=now, facts={"statement": statement.pk})
    write_words(complaint)
    return statement


def meet(complaint: Complaint, met_by: User, *, at: datetime, sent_by: User | None, by: User, now: datetime) -> None:
    """CMP-33. Record that the manager, or a person he sent, met the complaining customer."""
    refuse_if([*rules.obstacles_to_being_met(complaint, by, now), *rules.obstacles_to_meeting_with(met_by, sent_by)])
    complaint.met_by, complaint.met_at, complaint.met_sent_by = met_by, at, sent_by
    complaint.save(update_fields=["met_by", "met_at", "met_sent_by"])
    folders.record(complaint.folder, "customer_met", by=by, now=now, facts={"person": met_by.pk})


def call_meeting(
    complaint: Complaint,
    departments: Sequence[Department],
    *,
    takes_place_at: datetime,
    place: str,
    agenda: str,
    by: User,
    now: datetime,
) -> Meeting:
    """JOINT-S09. Call several departments together; each is told."""
    refuse_if(rules.obstacles_to_calling_a_meeting(complaint, departments, takes_place_at, now))
    meeting = Meeting.objects.create(
        complaint=complaint,
        called_at=now,
        called_by=by,
        takes_place_at=takes_place_at,
        place=place.strip(),
        agenda=agenda.strip(),
    )
    meeting.departments.set(departments)
    folders.record(complaint.folder, "meeting_called", by=by, now=now, facts={"meeting": meeting.pk})
    for department in departments:
        folders.add_audience(complaint.folder, department=department, by=by, now=now)
        tell(
            not_shut_out(staff_of(department), complaint),
            MEETING,
            complaint.folder,
            key=f"meeting:{meeting.pk}",
            now=now,
            facts={"at": takes_place_at.isoformat()},
        )
    return meeting


def hold_meeting(
    meeting: Meeting, *, minutes: str, decision: str, attended: Sequence[Department], by: User, now: datetime
) -> Meeting:
    """JOINT-S10. Write the minutes, once: who came, whose answer is late, what was said and decided."""
    refuse_if(rules.obstacles_to_minutes(meeting, minutes, attended, now))
    meeting.minutes, meeting.decision = minutes.strip(), decision.strip()
    meeting.held_at, meeting.held_by = now, by
    meeting.save(update_fields=["minutes", "decision", "held_at", "held_by"])
    meeting.attended.set(attended)
    meeting.answers_late.set(rules.departments_answering_late(meeting.complaint, now))
    facts = {
        "meeting": meeting.pk,
        "missing": [department.pk for department in rules.absent_departments(meeting)],
        "late": [department.pk for department in meeting.answers_late.all()],
    }
    folders.record(meeting.complaint.folder, "meeting_held", by=by, now=now, facts=facts)
    return meeting


def change(  # noqa: PLR0913 - both texts of a conflict travel with the values
    complaint: Complaint,
    values: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
    reason: str = "",
    version: int | None = None,
    title: str = "",
    mine: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
    labels: Mapping[str, Any] | None = None,
) -> list[str]:
    """CMP-14, CMP-46, HAND-08. Set the grade and the particulars; returns the names of what differs now.

    Raises Conflict when the form was made from an older version, Refused when a superior is needed.
    """
    refuse_if(_obstacles_to_change(complaint, values, reason=reason, by=by, now=now))
    folders.bump_version(complaint.folder, version, mine=mine, theirs=theirs, labels=labels)
    was_hurt = complaint.injury
    changed = [name for name in CHANGEABLE if name in values and getattr(complaint, name) != values[name]]
    for name in changed:
        setattr(complaint, name, values[name])
    complaint.save(update_fields=list(changed) or ["severity"])
    folder = complaint.folder
    if title.strip() and title.strip() != folder.title:
        folder.title = title.strip()[:200]
        changed.append("title")
    folder.rank, folder.safety = complaint.severity or 0, complaint.injury
    folder.save(update_fields=["title", "rank", "safety"])
    if not changed:
        return changed
    folders.record(folder, "changed", by=by, now=now, facts={"fields": changed})
    if reason.strip():
        papers.write_note(folder, reason, by=by, now=now)
    if {"severity", "vip", "important", "injury"} & set(changed):
        clocks.severity_changed(complaint, by=by, now=now)
    if {"channel", "authority", "authority_due_at"} & set(changed):
        clocks.authority_changed(complaint, now=now)
    if complaint.injury and not was_hurt:
        alarm(complaint, now=now)
    write_words(complaint)
    return changed


def name_party(  # noqa: PLR0913 - one argument per thing known of a person
    complaint: Complaint,
    *,
    part: str,
    name: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    by: User,
    now: datetime,
) -> Party:
    """CMP-07, CMP-17. Name a person of the matter; the complainant's own row is completed, not doubled."""
    refuse_if(rules.obstacles_to_handling(complaint, by, now))
    party = complaint.parties.filter(part=part).first() if part == Party.Part.COMPLAINANT else None
    party = party or Party(complaint=complaint, part=part)
    party.name = name.strip()[:60] or party.name
    party.will_not_say = party.will_not_say and not party.name
    if phone:
        party.phone, party.phone_blind = phone, blind(phone)
    party.email, party.address = email or party.email, address or party.address
    party.save()
    folders.record(complaint.folder, "party_named", by=by, now=now, facts={"party": party.pk})
    write_words(complaint)
    return party


def take_over(complaint: Complaint, person: User, *, by: User, now: datetime) -> None:
    """CMP-06, CMP-13. Give the case to the person of the desk who handles it from now on."""
    refuse_if([*rules.obstacles_to_handling(complaint, by, now), *rules.obstacles_to_taking_over(complaint, person)])
    folders.take_over(complaint.folder, person, by=by, now=now)
    if person != by:
        key = f"handler:{complaint.folder_id}:{person.pk}:{now.timestamp():.0f}"
        tell([person], "handoff.assigned", complaint.folder, key=key, now=now)


def link_cases(complaint: Complaint, other: Complaint | None, kind: str, *, by: User, now: datetime) -> Link:
    """JOINT-S05, CMP-29. Link two cases: the same incident, or the same person again. Nothing is merged."""
    refuse_if(rules.obstacles_to_linking(complaint, other))
    assert other is not None  # noqa: S101 - refused above
    return papers.link(complaint.folder, other.folder, kind, by=by, now=now)


def _obstacles_to_change(
    complaint: Complaint, values: Mapping[str, Any], *, reason: str, by: User, now: datetime
) -> list[Any]:
    severity = values.get("severity", complaint.severity)
    injury = values.get("injury", complaint.injury)
    read = ("channel", "authority", "authority_due_at", "merchant", "complaining_merchant")
    new = {name: values.get(name, getattr(complaint, name)) for name in read}
    return [
        *rules.obstacles_to_handling(complaint, by, now),
        *rules.obstacles_to_grading(complaint, severity=severity, injury=injury, reason=reason, by=by),
        *rules.obstacles_to_calling_important(complaint, important=values.get("important", complaint.important), by=by),
        *rules.obstacles_to_cause(values.get("cause")),
        *obstacles_to_forwarding(
            new["channel"], authority=new["authority"], due_at=new["authority_due_at"], arrived_at=complaint.arrived_at
        ),
        *obstacles_to_complaining_of_oneself(new["merchant"], new["complaining_merchant"]),
    ]

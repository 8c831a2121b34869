"""Measures against its happening again, and customers to be careful with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.actions.folders import let_in, record
from casework.actions.notices import tell
from complaints import notice_kinds
from complaints.actions import clocks
from complaints.models import FlaggedCustomer, Improvement
from complaints.rules import aftermath as rules
from complaints.rules.owners import owners_of_measure
from mall.localtime import local_day
from mall.queries.people import deputies, managers, supervisors
from mall.roles import Permission
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from complaints.models import Complaint
    from mall.models import Department, User


def improve(  # one argument per part of the measure
    complaint: Complaint,
    measure: str,
    *,
    owner: Department,
    check_on: date,
    owner_person: User | None = None,
    by: User,
    now: datetime,
) -> Improvement:
    """IMPR-01, IMPR-03, CMP-28, JOINT-S06. Propose a measure with an owner and a day to look whether it works.

    It stands apart from the remedy of the case. The manager agrees or sends it back; one that he proposes himself is
    agreed to at once. Raises Refused.
    """
    refuse_if(
        [
            *rules.obstacles_to_improving(complaint, by, now),
            *rules.obstacles_to_check_day(check_on, local_day(now)),
        ]
    )
    made = Improvement.objects.create(
        complaint=complaint,
        measure=measure.strip(),
        owner=owner,
        owner_person=owner_person,
        check_on=check_on,
        proposed_at=now,
        proposed_by=by,
    )
    record(complaint.folder, "measure_proposed", by=by, now=now, facts={"improvement": made.pk, "department": owner.pk})
    if by.may(Permission.MEASURE_AGREE):
        return _agreed(made, complaint, by=by, now=now)
    superiors = managers() or deputies()
    tell(superiors, notice_kinds.MEASURE_PROPOSED, complaint.folder, key=f"measure:{made.pk}:asked", now=now)
    return made


def agree(measure: Improvement, *, check_on: date | None = None, by: User, now: datetime) -> Improvement:
    """IMPR-01. Say yes to a measure that waits, perhaps with another day; its owner is told and its day counts.

    Raises Refused.
    """
    complaint, measure = measure.complaint, _held(measure)
    refuse_if(rules.obstacles_to_answering_measure(measure, by))
    measure.check_on = check_on or measure.check_on
    refuse_if(rules.obstacles_to_check_day(measure.check_on, local_day(now)))
    record(complaint.folder, "measure_agreed", by=by, now=now, facts={"improvement": measure.pk})
    _agreed(measure, complaint, by=by, now=now)
    tell([measure.proposed_by], notice_kinds.MEASURE_AGREED, complaint.folder, key=f"measure:{measure.pk}:yes", now=now)
    return measure


def decline(measure: Improvement, reason: str, *, by: User, now: datetime) -> Improvement:
    """IMPR-01. Send a measure back to who proposed it, with a reason; its owner never hears of it. Raises Refused."""
    complaint, measure = measure.complaint, _held(measure)
    refuse_if([*rules.obstacles_to_answering_measure(measure, by), *rules.obstacles_to_sending_back(reason)])
    measure.state, measure.answered_at, measure.answered_by = Improvement.State.DECLINED, now, by
    measure.answer = reason.strip()
    measure.save(update_fields=["state", "answered_at", "answered_by", "answer"])
    record(complaint.folder, "measure_declined", by=by, now=now, facts={"improvement": measure.pk})
    key = f"measure:{measure.pk}:no"
    tell([measure.proposed_by], notice_kinds.MEASURE_DECLINED, complaint.folder, key=key, now=now)
    return measure


def _held(measure: Improvement) -> Improvement:
    """The row as it is now, locked: whoever answered it in between is seen."""
    rows = measure.complaint.improvements.select_for_update(of=("self",))
    return rows.select_related("owner", "owner_person").get(pk=measure.pk)


def _agreed(measure: Improvement, complaint: Complaint, *, by: User, now: datetime) -> Improvement:
    """From now on its day counts: its owner reads the case, is told, and reminded on the day."""
    measure.state, measure.answered_at, measure.answered_by = Improvement.State.AGREED, now, by
    measure.remind_on = measure.check_on
    measure.save(update_fields=["state", "answered_at", "answered_by", "check_on", "remind_on"])
    clocks.measure_owed(complaint, rules.measure_to_check(complaint) or measure, now=now)
    _let_owner_read(measure, by=by, now=now)
    tell(owners_of_measure(measure), notice_kinds.MEASURE, complaint.folder, key=f"measure:{measure.pk}", now=now)
    return measure


def check(measure: Improvement, *, works: bool, finding: str, by: User, now: datetime) -> Improvement:
    """IMPR-03. Confirm whether a measure works. Raises Refused."""
    complaint, measure = measure.complaint, _held(measure)
    refuse_if(rules.obstacles_to_checking(measure, by))
    measure.confirmed_at, measure.confirmed_by = now, by
    measure.works, measure.finding, measure.remind_on = works, finding.strip(), None
    measure.save(update_fields=["confirmed_at", "confirmed_by", "works", "finding", "remind_on"])
    facts = {"improvement": measure.pk, "works": works}
    record(complaint.folder, "measure_checked", by=by, now=now, facts=facts)
    clocks.measure_checked(complaint, now=now)
    following = rules.measure_to_check(complaint)
    if following is not None:
        clocks.measure_owed(complaint, following, now=now)
    return measure


def _let_owner_read(measure: Improvement, *, by: User, now: datetime) -> None:
    """IMPR-03. Who answers for a measure sees the case it came from; of a confidential one only the person named."""
    folder = measure.complaint.folder
    if measure.owner_person is not None:
        let_in(folder, measure.owner_person, by=by, now=now)
    if not folder.confidential:
        let_in(folder, measure.owner, by=by, now=now)


def flag(complaint: Complaint, reason: str, *, by: User, now: datetime) -> FlaggedCustomer:
    """CMP-45. Propose to flag the complainant; a supervisor confirms. It never refuses anybody anything by itself.

    Raises Refused.
    """
    refuse_if(rules.obstacles_to_flagging(complaint, by, now))
    party = rules.complainant(complaint)
    if party is None:  # the rule asked just before says there is one
        raise LookupError
    made = FlaggedCustomer.objects.create(
        phone_blind=party.phone_blind,
        name=party.name,
        phone=party.phone,
        reason=reason.strip(),
        origin=complaint,
        proposed_at=now,
        proposed_by=by,
    )
    record(complaint.folder, "flag_proposed", by=by, now=now, facts={"flag": made.pk})
    people = [person for person in supervisors() if person.pk != by.pk]
    tell(people, notice_kinds.FLAG_PROPOSED, complaint.folder, key=f"flag:{made.pk}", now=now)
    return made


def confirm_flag(complaint: Complaint, *, by: User, now: datetime) -> FlaggedCustomer:
    """CMP-45. Confirm what a colleague proposed. Raises Refused."""
    refuse_if(rules.obstacles_to_confirming_flag(complaint, by, now))
    found = complaint.flags.select_for_update(of=("self",)).get(confirmed_at=None, lifted_at=None)
    found.confirmed_at, found.confirmed_by = now, by
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    record(complaint.folder, "flag_confirmed", by=by, now=now, facts={"flag": found.pk})
    return found


def lift_flag(complaint: Complaint, *, by: User, now: datetime) -> FlaggedCustomer:
    """CMP-45. Take a flag or its proposal back. Raises Refused."""
    refuse_if(rules.obstacles_to_lifting_flag(complaint, by, now))
    found = rules.waiting_flag(complaint) or rules.standing_flag(complaint)
    if found is None:
        raise LookupError
    found.lifted_at, found.lifted_by = now, by
    found.save(update_fields=["lifted_at", "lifted_by"])
    record(complaint.folder, "flag_lifted", by=by, now=now, facts={"flag": found.pk})
    return found

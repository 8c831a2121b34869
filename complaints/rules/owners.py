"""Who owes what of a complaint is not simply its handler's: calls, re-checks, measures, petitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.models import FollowUp
from complaints.models import Complaint
from complaints.rules.aftermath import measure_to_check
from complaints.rules.closing import may_decide_petition
from complaints.rules.follow_ups import obstacles_to_asking_for
from mall.models import User
from mall.queries.people import heads_of, people_who_may
from mall.roles import Permission

if TYPE_CHECKING:
    from casework.models import Clock
    from complaints.models import Improvement


def who_calls(clock: Clock) -> list[User]:
    """FUP-S01, FUP-S06. Whom the call was given to, else who promised it, else all at the desk who may make it.

    Never the handler of the case, who may not ask; after a serious case the supervisors and the manager.
    """
    follow_up = _open_one(clock, recheck=False)
    return [] if follow_up is None else callers_of(follow_up)


def who_rechecks(clock: Clock) -> list[User]:
    """FUP-S12. The supervisors who may check a follow-up again: not who asked the first time."""
    follow_up = _open_one(clock, recheck=True)
    return [] if follow_up is None else callers_of(follow_up)


def callers_of(follow_up: FollowUp) -> list[User]:
    """FUP-S06, FUP-S12. Who is to make a follow-up: one person where one is named, else all who may make it."""
    complaint = Complaint.objects.filter(folder=follow_up.folder_id).first()
    if complaint is None:
        return []
    named = follow_up.assigned_to or follow_up.promised_by
    if named is not None and _may_call(follow_up, complaint, named):
        return [named]
    rechecks = follow_up.reason == FollowUp.Reason.RECHECK
    needed = Permission.FOLLOW_UP_RECHECK if rechecks else Permission.FOLLOW_UP_ASK
    able = [person for person in people_who_may(needed) if _may_call(follow_up, complaint, person)]
    agents = [person for person in able if not person.may(Permission.COMPLAINT_ASSIGN)]
    return _at_its_desk(follow_up, agents or able)


def owners_of_measure(measure: Improvement) -> list[User]:
    """IMPR-03. Who answers for a measure: the person named, else whoever heads the department that owns it."""
    if measure.owner_person is not None and measure.owner_person.is_active:
        return [measure.owner_person]
    return list(heads_of(measure.owner))


def who_owns_measure(clock: Clock) -> list[User]:
    """IMPR-03. The owner of the measure that is looked at next."""
    complaint = Complaint.objects.filter(folder=clock.folder_id).first()
    measure = None if complaint is None else measure_to_check(complaint)
    return [] if measure is None else owners_of_measure(measure)


def who_decides_petition(clock: Clock) -> list[User]:
    """CMP-32. Whoever may decide the petition that waits: never its author."""
    complaint = Complaint.objects.filter(folder=clock.folder_id).first()
    return [] if complaint is None else may_decide_petition(complaint)


def _open_one(clock: Clock, *, recheck: bool) -> FollowUp | None:
    waiting = FollowUp.objects.filter(folder=clock.folder_id, done_at=None).select_related(
        "folder", "assigned_to", "promised_by", "recheck_of"
    )
    again = FollowUp.Reason.RECHECK
    waiting = waiting.filter(reason=again) if recheck else waiting.exclude(reason=again)
    return waiting.order_by("due_at", "id").first()


def _may_call(follow_up: FollowUp, complaint: Complaint, person: User) -> bool:
    return person.is_active and not obstacles_to_asking_for(follow_up, complaint, person)


def _at_its_desk(follow_up: FollowUp, people: list[User]) -> list[User]:
    """Those whose usual desk has the case; all of them where nobody's is, or the case belongs to no desk."""
    desk = follow_up.folder.desk_id
    here = [person for person in people if desk and any(m.desk_id == desk for m in person.current_memberships)]
    return here or people

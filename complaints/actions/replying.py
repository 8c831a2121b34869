"""Telling the complainant: a first word, the result."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.actions import follow_ups
from casework.actions.folders import record
from complaints import sla
from complaints.actions import clocks
from complaints.actions.moving import move
from complaints.models import Reply
from complaints.rules import closing
from complaints.rules import replying as rules
from complaints.sla import OBLIGATIONS, Kind
from complaints.states import Ending, State
from mall.limits import limit
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import FollowUp
    from complaints.models import Complaint
    from mall.models import User

#: In these the reply changes nothing but that the complainant knows.
ENDED_WITHOUT_RESULT = (State.REJECTED, State.WITHDRAWN)


def reply(  # one argument per column of the form
    complaint: Complaint,
    way: str,
    words: str,
    *,
    final: bool,
    accepted: bool | None = None,
    by: User,
    now: datetime,
) -> Reply:
    """CMP-30, FUP-S02. Log what was said to the complainant. `final` tells the result.

    The case is replied, a follow-up is planned where the complainant can be called. Not accepted, it is for whoever
    replied to reopen.

    Raises Refused.
    """
    refuse_if(rules.obstacles_to_replying(complaint, by, now))
    if final:
        refuse_if(rules.obstacles_to_telling_result(complaint, way))
    said = Reply.objects.create(
        complaint=complaint, way=way, words=words.strip(), final=final, accepted=accepted, at=now, by=by
    )
    facts = {"reply": said.pk, "way": way}
    record(complaint.folder, "result_told" if final else "replied", by=by, now=now, facts=facts)
    if final:
        _tell_result(complaint, by=by, now=now)
    else:
        clocks.replied(complaint, final=False, by=by, now=now)
    return said


def _tell_result(complaint: Complaint, *, by: User, now: datetime) -> None:
    complaint.result_told_at = now
    complaint.save(update_fields=["result_told_at"])
    clocks.replied(complaint, final=True, by=by, now=now)
    if complaint.state in ENDED_WITHOUT_RESULT:
        clocks.closing_owed(complaint, now=now)
        return
    move(complaint, State.REPLIED)
    complaint.ending = closing.ending_of(complaint)
    complaint.save(update_fields=["ending"])
    if plan_follow_up(complaint, by=by, now=now) is None:
        clocks.closing_owed(complaint, now=now)


def plan_follow_up(complaint: Complaint, *, by: User, now: datetime) -> FollowUp | None:
    """FUP-01, FUP-S01, FUP-S03. Plan the call afterwards: of every complaint whose complainant can be called.

    None where nobody can be called, or where it was settled on the spot and the limit asks for no call.
    """
    if not rules.can_be_called(complaint):
        return None
    if complaint.ending == Ending.SETTLED_AT_ONCE and not limit(sla.FOLLOW_UP_WHEN_SETTLED, now):
        return None
    due_at = now + timedelta(days=limit(OBLIGATIONS[Kind.FOLLOW_UP].limit, now))
    handled_by = complaint.folder.handler or by
    planned = follow_ups.plan(complaint.folder, due_at=due_at, handled_by=handled_by, by=by, now=now)
    clocks.follow_up_owed(complaint, now=now)
    return planned

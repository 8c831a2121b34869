"""What the complaint desk does when casework tells or asks something; inside the asker's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from casework import clock_kinds
from casework.events import follow_up_answered
from complaints.actions.follow_ups import take_answer
from complaints.rules import owners
from complaints.sla import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from casework.models import FollowUp
    from mall.models import User


@receiver(follow_up_answered, dispatch_uid="complaints.follow_up_answered")
def hear_answer(  # the signal's own arguments
    *, follow_up: FollowUp, satisfied: bool | None, by: User, now: datetime, **_signal: Any
) -> None:
    """FUP-13. A complainant was asked: content, not content, or could not be asked."""
    take_answer(follow_up, satisfied=satisfied, by=by, now=now)


# Whom casework reminds of what is not simply the handler's.
clock_kinds.plug_owners(Kind.FOLLOW_UP, owners.who_calls)
clock_kinds.plug_owners(Kind.RECHECK, owners.who_rechecks)
clock_kinds.plug_owners(Kind.IMPROVEMENT, owners.who_owns_measure)
clock_kinds.plug_owners(Kind.PETITION, owners.who_decides_petition)

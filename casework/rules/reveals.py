"""Who handles an open folder now, and so sees its numbers with one click (design 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.models import FollowUp, Handoff
from casework.rules.folders import is_shut_out

if TYPE_CHECKING:
    from casework.models import Folder
    from mall.models import User


def handles(folder: Folder, person: User) -> bool:
    """DATA-01. Whether a person handles an open folder now.

    Its handler, its desk, the caller of an open follow-up, or whom the department that was asked has given it to.
    Nobody handles what is closed, or what is about himself.
    """
    if folder.closed_at is not None or is_shut_out(folder, person):
        return False
    if folder.handler_id == person.pk:
        return True
    if folder.desk_id is not None and any(m.desk_id == folder.desk_id for m in person.current_memberships):
        return True
    asks = FollowUp.objects.filter(folder=folder, done_at=None, assigned_to=person).exclude(handled_by=person)
    answers = Handoff.objects.unanswered().filter(folder=folder, assigned_to=person)
    return asks.exists() or answers.exists()

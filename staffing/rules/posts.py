"""What forbids leaving the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mall.localtime import local_day
from mall.roles import Permission
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from mall.models import Desk, User
    from staffing.models import PostLeave


def obstacles_to_asking(
    desk: Desk | None, reason: str, relief: User | None, there: Collection[User], *, open_one: PostLeave | None
) -> list[Obstacle]:
    """ROST-16. Who stands at a desk asks, says why, and names only who stands there now to relieve him."""
    if open_one is not None:
        return [Obstacle("open", _("You have asked already: say first that you are back, or that you stay."))]
    if desk is None:
        return [Obstacle("no_post", _("By the published roster you stand at no desk now."))]
    found = []
    if not reason.strip():
        found.append(Obstacle("reason", _("Write the reason."), "reason"))
    if relief is not None:
        found += obstacles_to_relief(relief, there)
    return found


def obstacles_to_relief(relief: User, there: Collection[User]) -> list[Obstacle]:
    """ROST-16. Only who stands at the desk now, and is not away himself, relieves somebody."""
    if relief in there:
        return []
    return [Obstacle("relief", _("That colleague does not stand at this desk now."), "relieved_by")]


def obstacles_to_leaving(post: PostLeave, by: User) -> list[Obstacle]:
    """ROST-16. Nobody leaves who is neither relieved nor permitted: the post must not become empty."""
    if post.refused_at is not None or post.left_at is not None:
        return [_dealt_with()]
    if by.pk != post.person_id:
        return [Obstacle("other", _("Only who asked may do that."))]
    if post.relieved_by_id or post.permitted_by_id:
        return []
    words = _("The post must not become empty: stay until somebody relieves you or the supervisor permits it.")
    return [Obstacle("empty", words)]


def obstacles_to_going(stands_in_for: User | None) -> list[Obstacle]:
    """ROST-16. Who stands in for a colleague stays until that one is back, whoever else has come or permits it."""
    if stands_in_for is None:
        return []
    words = _("You stand in for %(who)s: stay until %(who)s is back.")
    return [Obstacle("stands_in", words % {"who": stands_in_for})]


def obstacles_to_day(post: PostLeave, now: datetime) -> list[Obstacle]:
    """ROST-16. What was asked holds for its day: on the next others stand there."""
    if local_day(post.asked_at) == local_day(now):
        return []
    return [Obstacle("day", _("That was asked on an earlier day: take it back, and ask again."))]


def obstacles_to_deciding(post: PostLeave, by: User) -> list[Obstacle]:
    """ROST-16. The supervisor permits or refuses, once, and never to himself."""
    if post.refused_at is not None or post.left_at is not None or post.permitted_by_id:
        return [_dealt_with()]
    if by.pk == post.person_id:
        return [Obstacle("own", _("Nobody permits himself to leave the post."))]
    return [] if by.may(Permission.SWAP_APPROVE) else [Obstacle("level", _("It waits for the supervisor."))]


def obstacles_to_staying(post: PostLeave, by: User) -> list[Obstacle]:
    """ROST-16. Who asked and has not left may say that it is not needed any more."""
    if post.refused_at is not None or post.left_at is not None:
        return [_dealt_with()]
    return [] if by.pk == post.person_id else [Obstacle("other", _("Only who asked may do that."))]


def obstacles_to_coming_back(post: PostLeave, by: User) -> list[Obstacle]:
    """ROST-16. Who has left says that he is back, or the supervisor who sees him there."""
    if post.left_at is None or post.back_at is not None:
        return [_dealt_with()]
    if by.pk == post.person_id or by.may(Permission.SWAP_APPROVE):
        return []
    return [Obstacle("other", _("Only who left, or the supervisor, says so."))]


def _dealt_with() -> Obstacle:
    return Obstacle("decided", _("That is already dealt with: look at it again."))

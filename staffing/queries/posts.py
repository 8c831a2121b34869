"""Who stands where just now, who is away from the post, and who asks to leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from mall.localtime import day_bounds, local_day
from mall.models import Desk, User
from mall.roles import Permission
from staffing.models import PostLeave
from staffing.queries.rosters import on_duty
from ui.paging import Keyset, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

ORDER = Keyset(("-asked_at", "-pk"))


def posts_of(user: User) -> QuerySet[PostLeave]:
    """What a person may look at: the supervisor all, everybody his own."""
    rows = PostLeave.objects.select_related("person", "desk", "relieved_by", "permitted_by", "refused_by")
    return rows if user.may(Permission.SWAP_APPROVE) else rows.filter(person=user)


def open_one(user: User) -> PostLeave | None:
    """The one a person has asked for and that is not over."""
    return posts_of(user).filter(person=user, back_at=None, refused_at=None).first()


def post_of(user: User, now: datetime) -> Desk | None:
    """The desk at which a person stands now, by the published roster."""
    return next((duty.desk for duty in on_duty(now) if duty.person_id == user.pk), None)


def there_too(user: User, desk: Desk, now: datetime) -> list[User]:
    """ROST-16. Who else stands at a desk now: on duty there, and not away from it."""
    gone = {user.pk, *_away(now).values_list("person_id", flat=True)}
    return [duty.person for duty in on_duty(now, desk) if duty.person_id not in gone]


def stands_in_for(user: User, now: datetime) -> User | None:
    """ROST-16. For whom a person stands in now, if for anybody."""
    found = _away(now).filter(relieved_by=user).select_related("person").first()
    return found.person if found else None


def _away(now: datetime) -> QuerySet[PostLeave]:
    """Who has left today and is not back."""
    return PostLeave.objects.filter(left_at__gte=day_bounds(local_day(now)).begins, back_at=None)


def waiting(user: User, now: datetime) -> list[PostLeave]:
    """What waits for the supervisor today, the oldest first."""
    rows = posts_of(user).filter(refused_at=None, left_at=None, permitted_by=None, relieved_by=None)
    rows = rows.filter(asked_at__gte=day_bounds(local_day(now)).begins)
    return list(rows.exclude(person=user).order_by("asked_at")[:50])


def away_now(user: User) -> list[PostLeave]:
    """Who has left and is not back."""
    rows = posts_of(user).filter(left_at__isnull=False, back_at=None).exclude(person=user)
    return list(rows.order_by("left_at")[:50])


def past_page(user: User, parameters: QueryDict | Mapping[str, str]) -> Page:
    """One page of those that are over, the newest first."""
    return ORDER.page(posts_of(user).filter(Q(back_at__isnull=False) | Q(refused_at__isnull=False)), parameters)

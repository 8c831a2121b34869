"""Which accounts wrong passwords have locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from axes.models import AccessAttempt
from django.conf import settings

from mall.models import AccountLock, User

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Lock:
    """A number locked at an address since an hour; the name when the number is somebody's."""

    staff_number: str
    name: str
    address: str
    since: datetime
    failures: int


def locks(now: datetime) -> list[Lock]:
    """The locks in force, the newest first."""
    attempts = list(
        AccessAttempt.objects.filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=now - settings.AXES_COOLOFF_TIME,
            username__isnull=False,
        ).order_by("-attempt_time")[:200]
    )
    numbers = {str(attempt.username) for attempt in attempts}
    names = {
        number.lower(): name
        for number, name in User.objects.filter(staff_number__in=numbers).values_list("staff_number", "name")
    }
    return [
        Lock(
            staff_number=str(attempt.username),
            name=names.get(str(attempt.username), ""),
            address=str(attempt.ip_address or ""),
            since=attempt.attempt_time,
            failures=attempt.failures_since_start,
        )
        for attempt in attempts
    ]


def releases() -> list[AccountLock]:
    """The last releases."""
    return list(AccountLock.objects.select_related("released_by").order_by("-released_at")[:20])

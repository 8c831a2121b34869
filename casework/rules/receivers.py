"""From what hour on a message may reach somebody, and where a department is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from mall.localtime import local_day
from mall.models import Department, Membership
from mall.queries import calendar
from mall.worktime import NoWorkingTime, next_opening

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def at_the_desk(person_ids: Iterable[int], now: datetime) -> set[int]:
    """Who of these works the desk's hours: the people of customer service."""
    held = Membership.objects.in_force(local_day(now)).filter(
        person__in=list(person_ids), department__code=Department.CUSTOMER_SERVICE
    )
    return set(held.values_list("person_id", flat=True))


def may_go_out_at(now: datetime, *, desk: bool) -> datetime:
    """CMP-35. A message waits for the receiver's working time: the desk's hours, or the office's.

    A calendar without any working time holds nothing back.
    """
    try:
        return next_opening(now, calendar("desk" if desk else "office"))
    except NoWorkingTime:
        return now


def group_address(department: Department) -> str:
    """Where a department's group chat is reached: its own address, else the one the installation gives; '' for none."""
    return department.notice_url or str(settings.NOTICE_URLS.get(department.code, ""))


def can_be_told(department: Department) -> bool:
    """Whether a department itself is reached at all: by a group chat or by its own e-mail."""
    return bool(group_address(department) or department.email)

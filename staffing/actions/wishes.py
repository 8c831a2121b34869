"""Wishing for days off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mall.localtime import local_day
from staffing.models import Wish
from staffing.queries import wishes as reads
from staffing.rules.wishes import obstacles_to_wishing
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from mall.models import User
    from staffing.halves import Half


@transaction.atomic
def wish(half: Half, days: Collection[date], *, by: User, now: datetime) -> None:
    """ROST-12. The days of a half month one would like to be off, all of them; days that have come stay as they were.

    Raises Refused.
    """
    today = local_day(now)
    refuse_if(obstacles_to_wishing(half, days, is_published=reads.is_published(half), today=today))
    mine = Wish.objects.filter(person=by, on__range=(half.first, half.last), on__gt=today)
    mine.exclude(on__in=days).delete()
    Wish.objects.bulk_create([Wish(person=by, on=on, at=now) for on in days], ignore_conflicts=True)

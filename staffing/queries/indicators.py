"""The monthly indicators, shaped for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from mall.roles import Permission
from staffing.models import Indicator

if TYPE_CHECKING:
    from datetime import date

    from mall.models import User

#: So many months of one's own stand on the page.
MOST = 24


def last_filed() -> date | None:
    """The newest month that is filed."""
    found: date | None = Indicator.objects.aggregate(last=Max("month"))["last"]
    return found


def of_month(month: date, user: User) -> list[Indicator]:
    """R-17. Everybody's of a month, for who may read them; else one's own alone."""
    rows = Indicator.objects.filter(month=month).select_related("person").order_by("person__pinyin", "pk")
    return list(rows if user.may(Permission.INDICATORS_READ) else rows.filter(person=user))


def own(user: User) -> list[Indicator]:
    """PERF-01. One's own months, the newest first."""
    return list(Indicator.objects.filter(person=user).order_by("-month")[:MOST])

"""Set a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction

from mall.localtime import local_day
from mall.models import Limit
from mall.rules.limits import obstacles_to_setting_limit
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import User


@transaction.atomic
def set_limit(name: str, value: Any, valid_from: date, reason: str, *, by: User, now: datetime) -> Limit:
    """Let a limit have this value (in its stored form) from a day on, until a later one replaces it.

    A value entered for the same day is replaced and stays in the history. Deadlines that are stored
    already do not move. Raises Refused.
    """
    refuse_if(
        obstacles_to_setting_limit(name, value, valid_from=valid_from, reason=reason, today=local_day(now), by=by)
    )
    row = Limit.objects.select_for_update().filter(name=name, valid_from=valid_from).first()
    row = row or Limit(name=name, valid_from=valid_from)
    row.value, row.reason, row.set_by, row.set_at = value, reason.strip(), by, now
    with pghistory.context(act="set_limit", user=by.pk):
        row.save()
    return row

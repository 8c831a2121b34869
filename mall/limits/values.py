"""The value of a limit on a day: the latest row in force, else the default."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from mall.held import Held
from mall.limits.table import LIMITS
from mall.localtime import local_day
from mall.models import Limit

log = logging.getLogger(__name__)


def _read() -> dict[str, list[tuple[date, Any]]]:
    """All rows by name, each with its first day, oldest first. A row that does not fit is left out and reported."""
    rows: dict[str, list[tuple[date, Any]]] = {}
    for name, valid_from, stored in Limit.objects.order_by("valid_from").values_list("name", "valid_from", "value"):
        try:
            value = LIMITS[name].read(stored)
        except (KeyError, ValueError):
            log.exception("limit_does_not_fit", extra={"limit": name})
            continue
        rows.setdefault(name, []).append((valid_from, value))
    return rows


HELD = Held(_read, models=("mall.Limit",))


def limit(name: str, at: datetime | date | None = None) -> Any:
    """The value of a named limit in force at a moment or on a day; today when none is given.

    Minutes and working hours come as a timedelta; days, working days, months, percent, yuan and counts
    as an int; a flag as a bool; bands, numbers and stretches of the day as tuples; a limit that is
    switched off as None. Raises KeyError for a name that is not declared.
    """
    named = LIMITS[name]
    if at is None:
        at = timezone.now()
    day = local_day(at) if isinstance(at, datetime) else at
    for valid_from, value in reversed(HELD.get().get(name, ())):
        if valid_from <= day:
            return value
    return named.read(named.default)


def changes(name: str) -> tuple[tuple[date, Any], ...]:
    """The values that replaced the default of a limit, each with its first day, oldest first."""
    return tuple(HELD.get().get(name, ()))

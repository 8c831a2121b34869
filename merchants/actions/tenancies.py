"""Moving in and out of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

from casework.actions import folders
from merchants import rules
from merchants.actions.words import write_words
from merchants.models import Merchant, Tenancy
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import date, datetime

    from mall.models import Unit, User


def move_in(merchant: Merchant, unit: Unit, *, on: date, by: User, now: datetime) -> Tenancy:
    """Let a unit to a merchant from a day on. A merchant who had left is in the register again."""
    refuse_if(rules.obstacles_to_letting(unit, on, to=merchant))
    tenancy = Tenancy.objects.create(merchant=merchant, unit=unit, period=DateRange(on, None))
    if merchant.left_on is not None:
        merchant.left_on = None
        merchant.save(update_fields=["left_on"])
    facts = {"unit": unit.number, "on": on.isoformat()}
    folders.record(merchant.folder, "moved_in", by=by, now=now, facts=facts)
    write_words(merchant)
    return tenancy


def move_out(tenancy: Tenancy, *, on: date, by: User, now: datetime) -> None:
    """End a tenancy; `on` is the first day the unit is free.

    A tenancy that would not have lasted a day never was and is taken out. With his last unit a
    merchant leaves the register of those who trade.
    """
    refuse_if(rules.obstacles_to_moving_out(tenancy, on))
    merchant = tenancy.merchant
    unit = tenancy.unit
    end_tenancy(tenancy, on)
    leaves = not merchant.tenancies.filter(period__upper_inf=True).exists()
    if leaves:
        leave(merchant, on)
    facts = {"unit": unit.number, "on": on.isoformat(), "leaves": leaves}
    folders.record(merchant.folder, "moved_out", by=by, now=now, facts=facts)
    write_words(merchant)


def end_tenancy(tenancy: Tenancy, on: date) -> None:
    """Write the end of a tenancy, or take it out when it would be empty; without an entry."""
    if on <= tenancy.period.lower:
        tenancy.delete()
    else:
        tenancy.period = DateRange(tenancy.period.lower, on)
        tenancy.save(update_fields=["period"])


def leave(merchant: Merchant, on: date) -> None:
    """Note the day a merchant left; never before the day he entered."""
    merchant.left_on = max(on, merchant.entered_on) if merchant.entered_on else on
    merchant.save(update_fields=["left_on"])

"""Taking people off the roster for some hours: leave, training, meetings (the door of the apps above)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from mall.localtime import local_day
from staffing.actions.rosters import amend, hold
from staffing.halves import half_of
from staffing.models import Block, Roster
from staffing.queries import rosters as reads
from staffing.queries.frames import day_of
from staffing.rules.blocks import obstacles_to_blocking
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from datetime import datetime

    from mall.localtime import Bounds
    from mall.models import User


@transaction.atomic
def block(person: User, period: Bounds, why: str, *, by: User, now: datetime, origin: str = "") -> Block:
    """DESK-06, ROST-12. A person is not to be had in these hours, [begins, ends).

    Whole days of it are taken off the roster: the draft's, and by a version of its own what is published. `origin`
    says what asked for it, and asks for it once. Raises Refused.
    """
    refuse_if(obstacles_to_blocking(period, why))
    if origin:
        known = Block.objects.filter(person=person, origin=origin, lifted_at=None).first()
        if known is not None:
            return known
    made = Block.objects.create(
        person=person, period=(period.begins, period.ends), why=why, origin=origin, made_at=now, made_by=by
    )
    with override(settings.LANGUAGE_CODE):  # kept with the roster, and read by all
        _open_holes(person, period, str(made.get_why_display()), by=by, now=now)
    return made


@transaction.atomic
def lift(made: Block, *, by: User, now: datetime) -> None:
    """A block is lifted: the person can be had again. What was taken off the roster is laid again by hand."""
    Block.objects.filter(pk=made.pk, lifted_at=None).update(lifted_at=now, lifted_by=by)


def _open_holes(person: User, period: Bounds, reason: str, *, by: User, now: datetime) -> None:
    """Whole days, whatever stands there: a swap may lay one of them meanwhile, so that it is read with the roster held.

    Nothing changes for who is not laid out at all.
    """
    first, last = max(local_day(period.begins), local_day(now)), local_day(period.ends)
    for roster in Roster.objects.filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on"):
        days = [day_of(on) for on in half_of(roster.starts_on).days if first <= on <= last]
        gone = [day.on for day in days if period.begins <= day.opens and day.closes <= period.ends]
        if gone and _is_laid_out(person, hold(roster)):
            amend(roster, {(person.pk, on): None for on in gone}, reason, by=by, now=now)


def _is_laid_out(person: User, roster: Roster) -> bool:
    laid = reads.draft_of(roster).plan.keys() | reads.plan_of(reads.newest(roster)).keys()
    return any(pk == person.pk for pk, _on in laid)

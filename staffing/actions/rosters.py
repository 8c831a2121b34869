"""Laying rosters, publishing them in versions, and changing what was published."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.localtime import local_day
from mall.models import User
from mall.queries import people_who_may
from mall.roles import Permission
from staffing.cells import changes, keep, mark
from staffing.halves import half_of
from staffing.inputs import inputs_of
from staffing.models import Drafting, Duty, Roster, RosterVersion
from staffing.queries import rosters as reads
from staffing.queries.frames import day_of
from staffing.rules import rosters as rules
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from staffing.halves import Half
    from staffing.models import Crew
    from staffing.plan import Cell, Frame, Plan
    from staffing.solving import Solved

Slot = tuple[int, "date"]


@transaction.atomic
def open_roster(half: Half) -> Roster:
    """ROST-04. Begin the roster of a half month with what squads and rotation lay; one that is begun stays as it is."""
    roster, made = Roster.objects.get_or_create(starts_on=half.first, defaults={"ends_on": half.last})
    if made:
        _keep(roster, _pattern(half), frozenset())
    return roster


@transaction.atomic
def begin(half: Half, *, now: datetime) -> Roster:
    """ROST-04. Begin the roster of a half month that is not over. Raises Refused."""
    refuse_if(rules.obstacles_to_opening(half, local_day(now)))
    return open_roster(half)


def hold(roster: Roster) -> Roster:
    """Lock a roster until the transaction ends, and read it anew."""
    return Roster.objects.select_for_update().get(pk=roster.pk)


@transaction.atomic
def lay(roster: Roster, cells: Mapping[Slot, Cell | None], *, edition: int, now: datetime) -> Roster:
    """ROST-12. Lay some cells by hand: they stay when the rest is searched for. Raises Refused."""
    roster = hold(roster)
    refuse_if(rules.obstacles_to_laying(roster, edition, {on for _person, on in cells}, local_day(now)))
    draft = reads.draft_of(roster)
    _keep(roster, {**draft.plan, **cells}, draft.pinned | cells.keys())
    return roster


@transaction.atomic
def let_go(roster: Roster, slots: Iterable[Slot], *, edition: int, now: datetime) -> Roster:
    """ROST-12. Let the search decide again about cells that were laid by hand. Raises Refused."""
    roster, wanted = hold(roster), set(slots)
    refuse_if(rules.obstacles_to_laying(roster, edition, {on for _person, on in wanted}, local_day(now)))
    draft = reads.draft_of(roster)
    _keep(roster, draft.plan, draft.pinned - wanted)
    return roster


@transaction.atomic
def lay_pattern(roster: Roster, *, edition: int, now: datetime) -> Roster:
    """ROST-04, ROST-10. Begin anew with what squads and rotation lay; days that are over stay. Raises Refused."""
    roster = hold(roster)
    refuse_if(rules.obstacles_to_laying(roster, edition, (), local_day(now)))
    pattern = _pattern(half_of(roster.starts_on))
    _keep(roster, reads.with_the_past(reads.newest(roster), pattern, local_day(now)), frozenset())
    return roster


@transaction.atomic
def publish(roster: Roster, reason: str, *, edition: int, by: User, now: datetime) -> RosterVersion:
    """ROST-09, ROST-20. Publish the draft as the next version; the people it touches are told. Raises Refused."""
    roster = hold(roster)
    stood = reads.newest(roster)
    frames = reads.frames(half_of(roster.starts_on))
    laid = reads.with_the_past(stood, reads.draft_of(roster).plan, local_day(now))
    plan = reads.of_the_crews(frames, laid, local_day(now))
    found = reads.all_findings(frames, plan)
    changed = changes(reads.plan_of(stood), plan)
    refuse_if(
        rules.obstacles_to_publishing(roster, edition, found, reason, is_changed=bool(changed), today=local_day(now))
    )
    version = _store(roster, plan, stood, frames, reason, by=by, now=now)
    if roster.submitted_at is None:
        roster.submitted_at, roster.submitted_by = now, by
        roster.save(update_fields=["submitted_at", "submitted_by"])
        readers = people_who_may(Permission.ROSTER_RECEIVE)
        tell(readers, "roster.submitted", None, key=f"roster:{roster.pk}:submitted", now=now, facts=_facts(roster))
    return version


@transaction.atomic
def amend(
    roster: Roster, cells: Mapping[Slot, Cell | None], reason: str, *, by: User, now: datetime
) -> RosterVersion | None:
    """ROST-12, ROST-15. Change some cells of what is published, as a version of its own; the draft follows.

    What is asked has been granted by whoever may: a desk it leaves empty is named in the version and holds nothing
    up. Returns None where nothing is published yet, or nothing changes.
    """
    roster = hold(roster)
    stood = reads.newest(roster)
    draft = reads.draft_of(roster)
    _keep(roster, {**draft.plan, **cells}, draft.pinned | cells.keys())
    if stood is None:
        return None
    frames = reads.frames(half_of(roster.starts_on))
    plan = reads.of_the_crews(frames, {**reads.plan_of(stood), **cells}, local_day(now))
    if not changes(reads.plan_of(stood), plan):
        return None
    return _store(roster, plan, stood, frames, reason, by=by, now=now)


def _store(  # one argument per part of a version
    roster: Roster,
    plan: Plan,
    stood: RosterVersion | None,
    frames: list[tuple[Crew, Frame]],
    reason: str,
    *,
    by: User,
    now: datetime,
) -> RosterVersion:
    kept = keep(plan)
    version = RosterVersion.objects.create(
        roster=roster,
        number=stood.number + 1 if stood else 1,
        cells=kept,
        gaps=[one.facts for one in reads.all_findings(frames, plan) if one.code == "cover"],
        ledger=reads.ledger(frames, plan),
        reason=reason.strip()[:300],
        sha256=mark(kept, stood.sha256 if stood else ""),
        published_at=now,
        published_by=by,
    )
    since = roster.starts_on if stood is None else max(roster.starts_on, local_day(now))
    _stand(roster, version, plan, [on for on in half_of(roster.starts_on).days if on >= since])
    touched = {person for person, *_rest in changes(reads.plan_of(stood), plan)}
    told = User.objects.filter(pk__in=touched, is_active=True)
    facts = _facts(roster) | {"version": version.number}
    tell(told, "roster.published", None, key=f"roster:{roster.pk}:v{version.number}", now=now, facts=facts)
    return version


def _stand(roster: Roster, version: RosterVersion, plan: Plan, days: list[date]) -> None:
    """DESK-02. Who stands where on these days, by a version and the hours of the calendar; other days stay as they are.

    Days that are over stay by the hours they were stood by, whatever is changed or entered since.
    """
    hours = {on: day_of(on) for on in days}
    Duty.objects.filter(version__roster=roster, on__in=days).delete()
    Duty.objects.bulk_create(
        Duty(version=version, person_id=person, desk_id=one.desk, on=on, period=(one.begins, one.ends))
        for (person, on), cell in plan.items()
        if on in hours
        for one in hours[on].stretches(cell)
    )
    roster.hours = {**roster.hours, **{on.isoformat(): day.mark for on, day in hours.items()}}
    roster.save(update_fields=["hours"])


def renew_duties(now: datetime) -> int:
    """ROST-05, ROST-06, DESK-02. Where the calendar has changed since, published shifts stand at its hours from today.

    Who works on such a day is told. Returns how many days were renewed; safe to run twice.
    """
    running = Roster.objects.filter(ends_on__gte=local_day(now), versions__isnull=False).distinct()
    return sum(_renew(roster, now) for roster in running.order_by("starts_on"))


@transaction.atomic
def _renew(roster: Roster, now: datetime) -> int:
    ahead = [on for on in half_of(roster.starts_on).days if on >= local_day(now)]
    if all(roster.hours.get(on.isoformat()) == day_of(on).mark for on in ahead):
        return 0
    roster = hold(roster)
    days = [on for on in ahead if roster.hours.get(on.isoformat()) != day_of(on).mark]
    version = reads.newest(roster)
    if version is None or not days:
        return 0
    plan = reads.plan_of(version)
    _stand(roster, version, plan, days)
    told = User.objects.filter(pk__in={person for person, on in plan if on in days}, is_active=True)
    hours = hashlib.sha256(repr([(on, day_of(on).mark) for on in days]).encode()).hexdigest()[:16]
    tell(told, "roster.hours", None, key=f"roster:{roster.pk}:hours:{hours}", now=now, facts=_facts(roster))
    return len(days)


def _facts(roster: Roster) -> dict[str, str | int]:
    return {"roster": roster.code, "path": reverse("staffing:roster", args=[roster.code])}


def _keep(roster: Roster, plan: Plan, pinned: frozenset[Slot]) -> None:
    roster.draft = {"cells": keep(plan), "pinned": sorted([str(person), on.isoformat()] for person, on in pinned)}
    roster.edition += 1
    roster.save(update_fields=["draft", "edition"])


def _pattern(half: Half) -> dict[Slot, Cell | None]:
    found: dict[Slot, Cell | None] = {}
    for _crew, frame in reads.frames(half):
        found |= frame.pattern()
    return found


def keep_drafting(  # one argument per fact of a search
    roster: Roster,
    crew: Crew,
    frame: Frame,
    laid: Plan,
    found: Solved,
    *,
    by: User | None,
    now: datetime,
) -> Drafting:
    """ROST-20. Keep what a search was given and what it found."""
    return Drafting.objects.create(
        roster=roster,
        crew=crew,
        inputs=inputs_of(frame, laid),
        cells=keep(found.plan),
        price=found.price,
        is_best=found.is_best,
        seconds=round(found.seconds, 3),
        seed=found.seed,
        version=found.version,
        at=now,
        by=by,
    )


@transaction.atomic
def take_over(roster: Roster, found: Plan) -> dict[Slot, Cell | None]:
    """Take over what a search has found; what was laid by hand, also meanwhile, stays. Returns the plan."""
    roster = hold(roster)
    draft = reads.draft_of(roster)
    plan = {**found, **{slot: draft.plan.get(slot) for slot in draft.pinned}}
    _keep(roster, plan, draft.pinned)
    return plan

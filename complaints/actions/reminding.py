"""What the sweeps of the complaint desk remind of, beside the clocks: measures, forms left open at the counter.

Each row is claimed by who finds it first, oldest first, in a transaction of its own; safe to run twice (design 4.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from casework.actions.notices import tell
from complaints import notice_kinds
from complaints.models import Improvement
from complaints.queries.intake import COUNTER_FORM
from complaints.rules.aftermath import measure_to_check
from complaints.rules.owners import owners_of_measure
from complaints.sla import OBLIGATIONS, Kind
from mall.limits import limit
from mall.localtime import local_day
from mall.models import Draft
from mall.queries.people import managers, supervisors

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = structlog.get_logger()

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass
class Reminded:
    """What one sweep did: rows seen to, rows that made trouble and are left for tomorrow."""

    told: int = 0
    troubled: int = 0


def remind_of_measures(now: datetime, *, most: int = 2_000) -> Reminded:
    """IMPR-03, CMP-41. Remind the owner on the day a measure is to be checked, the supervisors too once it is late.

    Whether its case is open or filed. While a clock of the open case rings for the measure, that reminds.
    """
    return _sweep(_take_measure, now, most)


def remind_of_open_forms(now: datetime, *, most: int = 500) -> Reminded:
    """CMP-02. Say once that a complaint is being taken down for longer than registering may take.

    Told are the person at the counter and the supervisors.
    """
    return _sweep(_take_form, now, most)


def _sweep(take: Callable[[datetime], bool | None], now: datetime, most: int) -> Reminded:
    done = Reminded()
    while done.told + done.troubled < most:
        went_well = take(now)
        if went_well is None:
            break
        done.told += went_well
        done.troubled += not went_well
    return done


def _take_measure(now: datetime) -> bool | None:
    """Claim the measure that has waited longest; None when there is none. One that fails is left for tomorrow."""
    today = local_day(now)
    with transaction.atomic():
        measure = (
            Improvement.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .select_related("complaint__folder", "owner", "owner_person")
            .filter(remind_on__isnull=False, remind_on__lte=today)
            .order_by("remind_on", "id")
            .first()
        )
        if measure is None:
            return None
        try:
            with transaction.atomic():
                _remind_of(measure, now)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other measures must not wait for this one
            log.warning("measure_troubled", measure=measure.pk, kind=type(failure).__name__)
            Improvement.objects.filter(pk=measure.pk).update(remind_on=today + DAY)
            return False
    return True


def _remind_of(measure: Improvement, now: datetime) -> None:
    today = local_day(now)
    if _a_clock_rings(measure):
        measure.remind_on = today + DAY
        measure.save(update_fields=["remind_on"])
        return
    folder = measure.complaint.folder
    facts = {"improvement": measure.pk, "day": measure.check_on.isoformat()}
    people = owners_of_measure(measure)
    late = today > measure.check_on
    kind = notice_kinds.MEASURE_OVERDUE if late else notice_kinds.MEASURE_DUE
    if late:
        people = [*people, *(supervisors() or managers())]
    tell(people, kind, folder, key=f"{kind}:{measure.pk}:{measure.check_on}", now=now, facts=facts)
    measure.reminded = 2 if late else 1
    measure.remind_on = None if late else measure.check_on + DAY
    measure.save(update_fields=["reminded", "remind_on"])


def _a_clock_rings(measure: Improvement) -> bool:
    """Whether the open case's own clock reminds of this measure: the one that is looked at next."""
    running = measure.complaint.folder.clocks.running().filter(kind=Kind.IMPROVEMENT).exists()
    return running and measure_to_check(measure.complaint) == measure


def _take_form(now: datetime) -> bool | None:
    """Claim the form that is open longest; None when there is none."""
    allowed: timedelta = limit(OBLIGATIONS[Kind.REGISTER].limit, now)
    with transaction.atomic():
        draft = (
            Draft.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .select_related("person")
            .defer("body")
            .filter(key=COUNTER_FORM, told_at=None, begun_at__lte=now - allowed)
            .order_by("begun_at", "id")
            .first()
        )
        if draft is None:
            return None
        Draft.objects.filter(pk=draft.pk).update(told_at=now)
        facts = {"person": draft.person_id, "minutes": int(allowed / MINUTE)}
        people = {person.pk: person for person in (draft.person, *(supervisors() or managers()))}
        key = f"form:{draft.pk}:{draft.begun_at.timestamp():.0f}"
        tell(people.values(), notice_kinds.FORM_OPEN, None, key=key, now=now, facts=facts)
    return True

"""Filing the monthly indicators: `reports` counts them at the close, here they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from casework.actions.notices import tell
from mall.limits import limit
from mall.localtime import local_day
from mall.models import User
from staffing.models import Indicator
from staffing.months import code_of
from staffing.notices_performance import INDICATORS_FILED
from staffing.rules.indicators import Figures, is_service_failure, obstacles_to_filing, score
from ui.obstacles import refuse_if

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


@transaction.atomic
def file_indicators(month: date, figures: Mapping[User, Figures], *, by: User, now: datetime) -> list[Indicator]:
    """PERF-01, PERF-02, PERF-05, PERF-12, PERF-13. Keep each person's figures of a month, given by its first day.

    They are stored with the score and the weights of that month and never change again; each person is told. Raises
    Refused for a month that is not over, and for a person whose figures are filed already.
    """
    people = {person.pk: person for person in figures}
    # One at a time: who comes second sees what the first has filed.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    given = {person.pk: found for person, found in figures.items()}
    filed = Indicator.objects.filter(month=month, person__in=people).values_list("person_id", flat=True)
    refuse_if(obstacles_to_filing(month, local_day(now), given, filed))
    weights, most = limit("indicator_weights", month), int(limit("verified_complaints", month))
    made = Indicator.objects.bulk_create(
        Indicator(
            person_id=pk,
            month=month,
            **{name: measure.percent for name, measure in found.measures().items()},
            counts={name: list(measure) for name, measure in found.measures().items()},
            mail=dict(found.mail),
            missed_calls=found.missed_calls,
            verified_complaints=found.verified_complaints,
            is_failure=is_service_failure(found, most),
            score=score(found, weights),
            weights=list(weights),
            filed_at=now,
            filed_by=by,
        )
        for pk, found in given.items()
    )
    facts = {"month": code_of(month), "path": reverse("staffing:indicators")}
    tell(people.values(), INDICATORS_FILED, None, key=f"indicators:{code_of(month)}", now=now, facts=facts)
    return made

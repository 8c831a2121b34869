"""The monthly indicators: what they are made of, how they make a score, what forbids filing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from staffing.months import is_over
from ui.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

HUNDREDTH = Decimal("0.01")
#: The measured indicators (PERF-01).
MEASURES = ("satisfaction", "timeliness", "success", "accuracy", "teamwork")


class Measure(NamedTuple):
    """So many good ones of so many: answers in time of all answers due."""

    good: int
    all: int

    @property
    def percent(self) -> Decimal | None:
        """In percent; None where there was nothing to measure."""
        if not self.all:
            return None
        return (Decimal(100 * self.good) / self.all).quantize(HUNDREDTH, ROUND_HALF_UP)


NONE = Measure(0, 0)


@dataclass(frozen=True)
class Figures:
    """PERF-01, PERF-05, PERF-12, PERF-13. One person's figures of a month, as `reports` counts them."""

    satisfaction: Measure = NONE
    timeliness: Measure = NONE
    success: Measure = NONE
    accuracy: Measure = NONE
    teamwork: Measure = NONE
    #: Pieces by class.
    mail: Mapping[str, int] = field(default_factory=dict)
    missed_calls: int = 0
    verified_complaints: int = 0

    def measures(self) -> dict[str, Measure]:
        """The measured indicators by name."""
        return {name: getattr(self, name) for name in MEASURES}


def score(figures: Figures, weights: Sequence[int]) -> Decimal | None:
    """PERF-S01. The weighted mean of quality, satisfaction, efficiency and development.

    Quality is the mean of accuracy and complaints solved, efficiency what was answered in time, development teamwork.
    What was not measured is left out, weight and all; None where nothing was.
    """
    percents = {name: measure.percent for name, measure in figures.measures().items()}
    parts = (
        _mean([percents["accuracy"], percents["success"]]),
        percents["satisfaction"],
        percents["timeliness"],
        percents["teamwork"],
    )
    known = [(value, weight) for value, weight in zip(parts, weights, strict=True) if value is not None and weight]
    if not known:
        return None
    total = sum((value * weight for value, weight in known), Decimal(0))
    return (total / sum(weight for _value, weight in known)).quantize(HUNDREDTH, ROUND_HALF_UP)


def is_service_failure(figures: Figures, most: int) -> bool:
    """PERF-12. So many verified complaints in a month are a service failure, and so is a call left to ring."""
    return figures.verified_complaints >= most or figures.missed_calls > 0


def obstacles_to_filing(
    month: date, today: date, figures: Mapping[int, Figures], filed: Iterable[int]
) -> list[Obstacle]:
    """PERF-02. The figures of a calendar month are filed once, when it is over, and fit together."""
    found = []
    if month.day != 1:
        found.append(Obstacle("month", _("Name a month by its first day.")))
    if not is_over(month, today):
        found.append(Obstacle("open", _("This month is not over yet.")))
    if set(figures) & set(filed):
        found.append(Obstacle("filed", _("The indicators of this month are filed already; they stay as they are.")))
    measures = [measure for one in figures.values() for measure in one.measures().values()]
    if any(not 0 <= measure.good <= measure.all for measure in measures):
        found.append(Obstacle("figures", _("There cannot be more good ones than there are.")))
    return found


def _mean(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known else None

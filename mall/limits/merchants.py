"""The limits of merchant training and the star selection."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.limits.declared import Chapter, NamedLimit
from mall.limits.kinds import Number, Numbers, Unit

_days = Number(Unit.DAYS, 1, 365)
_minutes = Number(Unit.MINUTES, 1, 24 * 60)
_percent = Number(Unit.PERCENT, 0, 100)
_count = Number(Unit.COUNT, 1, 1000)

TRAINING = (
    NamedLimit("training_minutes", _minutes, 15, ("TRAIN-08",), _("One training takes at most")),
    NamedLimit("training_coverage", _percent, 95, ("TRAIN-03", "TRAIN-22"), _("Merchants trained")),
    NamedLimit("training_followup", _percent, 10, ("TRAIN-18", "FUP-06"), _("Trained merchants followed up")),
    NamedLimit(
        "training_weights",
        Numbers(Unit.PERCENT, count=2, most=100, total=100),
        [30, 70],
        ("TRAIN-13",),
        _("Weight of attendance and spot check"),
    ),
    NamedLimit("training_pass_mark", Number(Unit.COUNT, 1, 100), 60, ("TRAIN-14",), _("Pass mark out of 100")),
    NamedLimit("training_fail_limit", _count, 3, ("TRAIN-15", "STAR-20"), _("Failed spot checks before a penalty")),
    NamedLimit("training_fine", Number(Unit.YUAN, 1, 100_000), 200, ("TRAIN-15",), _("Smallest fine after them")),
    NamedLimit("training_file_days", _days, 1, ("TRAIN-11",), _("Filing the papers of a class")),
)

STARS = (
    NamedLimit("star_cycle", Number(Unit.MONTHS, 1, 24), 6, ("STAR-02",), _("Length of a cycle")),
    NamedLimit("star_winners", _count, 20, ("STAR-02", "STAR-08"), _("Star merchants in a cycle")),
    NamedLimit("star_candidates", _count, 30, ("STAR-07",), _("Candidates in a cycle")),
    NamedLimit(
        "star_days",
        Numbers(Unit.DAYS, count=3, least=1, most=60),
        [2, 3, 3],
        ("STAR-05", "STAR-06", "STAR-08"),
        _("Days of the three steps"),
        _("First screening, second screening, survey and choice."),
    ),
    NamedLimit("star_script_days", _days, 1, ("STAR-11",), _("Publicity script after the result")),
    NamedLimit("star_publicity", Number(Unit.MONTHS, 1, 12), 1, ("STAR-11",), _("Publicity on air for")),
    NamedLimit("star_brand_visit_days", _days, 7, ("STAR-12",), _("Brand visit after the result")),
)

CHAPTERS = ((Chapter.TRAINING, TRAINING), (Chapter.STARS, STARS))

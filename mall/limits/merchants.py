"""The limits of mail, merchant training and the star selection."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.limits.declared import Chapter, NamedLimit
from mall.limits.kinds import Number, Numbers, Stretches, Unit, Words

_minutes = Number(Unit.MINUTES, 1, 24 * 60)
_days = Number(Unit.DAYS, 1, 365)
_percent = Number(Unit.PERCENT, 0, 100)
_count = Number(Unit.COUNT, 1, 1000)

MAIL = (
    NamedLimit(
        "mail_register_min",
        _minutes,
        60,
        ("MAIL-09",),
        _("Registering received mail"),
        _("Counted on the wall clock from the delivery."),
    ),
    NamedLimit(
        "internal_mail_window",
        Stretches(over_midnight=True),
        [["17:30", "09:00"]],
        ("MAIL-10",),
        _("Handing out mail of 8F and the company"),
        _("From the first time of the day to the second of the next."),
    ),
    NamedLimit(
        "mail_excluded_units",
        Words(),
        ["B1-A*", "A16**", "A26**", "A36**"],
        ("MAIL-07", "MAIL-08"),
        _("Units whose mail is refused"),
        _("The resettlement zones; each * stands for one letter or digit, a floor and a zone are written B1-A*."),
    ),
)

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

CHAPTERS = ((Chapter.MAIL, MAIL), (Chapter.TRAINING, TRAINING), (Chapter.STARS, STARS))

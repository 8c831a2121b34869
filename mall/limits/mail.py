"""The limits of the mail desk. What differs from class to class of mail stands in the classes themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mall.limits.declared import Chapter, NamedLimit
from mall.limits.kinds import Number, Stretches, Unit

_minutes = Number(Unit.MINUTES, 1, 24 * 60)
_days = Number(Unit.DAYS, 1, 365)

MAIL = (
    NamedLimit(
        "mail_register_min",
        _minutes,
        60,
        ("MAIL-09",),
        _("Registering received mail and returns"),
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
        "mail_pass_on_min",
        _minutes,
        120,
        ("MAIL-S03",),
        _("Passing registered mail on"),
        _("Handed out or put on the notice, counted in desk hours from its registration."),
    ),
    NamedLimit(
        "mail_collect_days",
        _days,
        1,
        ("MAIL-03",),
        _("Collecting what was phoned for"),
        _("Proposed as the stated time: until the desk closes so many days after the call."),
    ),
    NamedLimit(
        "mail_keep_days",
        _days,
        30,
        ("MAIL-S03",),
        _("Keeping mail for an addressee who has agreed"),
        _("So many days after it came the stated time lies at the latest."),
    ),
    NamedLimit(
        "mail_former_days",
        _days,
        14,
        ("MAIL-S03",),
        _("Keeping ordinary letters of merchants who have moved out"),
        _("They are phoned for meanwhile; then the letters are unclaimed."),
    ),
    NamedLimit(
        "mail_unclaimed_days",
        _days,
        1,
        ("MAIL-14",),
        _("Unclaimed mail stays for a last call"),
        _("Then it goes to the returns by itself."),
    ),
    NamedLimit(
        "mail_scan_again_min",
        Number(Unit.MINUTES, 1, 60),
        1,
        ("MAIL-05",),
        _("The same number scanned again is passed over for"),
        _("Later the desk is asked whether it is another item."),
    ),
    NamedLimit(
        "mail_same_number_days",
        _days,
        90,
        ("MAIL-05",),
        _("The same number is asked about for"),
    ),
    NamedLimit(
        "mail_code_tries",
        Number(Unit.COUNT, 1, 100),
        5,
        ("MAIL-04",),
        _("Wrong pick-up codes in ten minutes"),
        _("Then one person's codes are refused for ten minutes."),
    ),
)

CHAPTERS = ((Chapter.MAIL, MAIL),)

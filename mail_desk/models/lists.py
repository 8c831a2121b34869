"""The desk's own lists, kept in the admin: classes with their policy, carriers, refused areas, reasons."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mail_desk.numbers import valid_carrier_pattern, valid_unit_pattern
from mall.bilingual import in_english

CODE_HELP = _("Short name for spreadsheets and imports, in Latin letters; it stays.")
NAME_HELP = _("As pages, slips and sheets write it.")
NAME_EN_HELP = _("Shown on English pages; empty: the Chinese name.")
ORDER_HELP = _("Lists show small numbers first.")
MOST_DAYS = 365


class Named(models.Model):
    """A row of a list: a code that stays, a name in both languages, a place in the order."""

    code = models.SlugField(_("code"), unique=True, help_text=CODE_HELP)
    name = models.CharField(_("name"), max_length=40, help_text=NAME_HELP)
    name_en = models.CharField(_("English name"), max_length=60, blank=True, help_text=NAME_EN_HELP)
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=ORDER_HELP)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: no longer offered, kept where it was chosen before.")
    )

    class Meta:
        abstract = True
        ordering = ("order", "code")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if in_english() else self.name


def _days(label: object, default: int, help_text: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label,  # type: ignore[arg-type]  # a lazy text, as Django takes it
        default=default,
        help_text=help_text,  # type: ignore[arg-type]  # a lazy text, as Django takes it
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )


@pghistory.track()
class MailClass(Named):
    """MAIL-05. A class of mail and how its items are treated; a new rule is a row here, not a program."""

    also_written = models.CharField(
        _("also written"),
        max_length=120,
        blank=True,
        help_text=_("Other spellings spreadsheets use, with commas: 挂号, 挂号件."),
    )
    begins = models.CharField(
        _("numbers begin with"),
        max_length=60,
        blank=True,
        help_text=_("Letters a post number begins with, with commas; the burst entry proposes the class by them."),
    )
    proxy_allowed = models.BooleanField(
        _("a proxy may collect"), default=True, help_text=_("Off: only the addressee or family (MAIL-04).")
    )
    family_allowed = models.BooleanField(_("family may collect"), default=True, help_text=_("MAIL-04."))
    id_needed = models.BooleanField(
        _("ID number needed"), default=True, help_text=_("The collector's ID number is registered (MAIL-04).")
    )
    proof_needed = models.BooleanField(
        _("signature needed"), default=True, help_text=_("On the screen or on the paper record F-05.")
    )
    number_needed = models.BooleanField(
        _("item number needed"), default=True, help_text=_("Off for ordinary letters, which carry none.")
    )
    counted = models.BooleanField(
        _("may be entered as a count"),
        default=False,
        help_text=_("Ordinary letters: one line with a quantity a floor."),
    )
    goes_back = models.BooleanField(
        _("goes back to the post"), default=False, help_text=_("Returned mail waits for the next batch at once.")
    )
    remind_days = _days(_("days to the reminder"), 7, _("The addressee is called again after so many days (MAIL-S04)."))
    return_days = _days(_("days to the return"), 30, _("Then it is unclaimed and goes back (MAIL-14, MAIL-S03)."))

    class Meta(Named.Meta):
        verbose_name = _("class of mail")
        verbose_name_plural = _("classes of mail")
        constraints = [
            models.CheckConstraint(condition=Q(remind_days__lte=F("return_days")), name="mail_class_reminds_first"),
            models.CheckConstraint(condition=Q(remind_days__gte=1), name="mail_class_reminds_after_a_day"),
        ]


@pghistory.track()
class Carrier(Named):
    """Who brings mail: the post office, a courier; guessed from the number, the clerk's choice wins."""

    pattern = models.CharField(
        _("number pattern"),
        max_length=200,
        blank=True,
        validators=[valid_carrier_pattern],
        help_text=_("9 stands for a digit, A for a letter, patterns with commas: AA999999999CN, SF9999999999999."),
    )
    is_post = models.BooleanField(
        _("post office"), default=False, help_text=_("Takes returns back and delivers itself where we refuse.")
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True, help_text=_("The office the desk calls."))

    class Meta(Named.Meta):
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")


@pghistory.track()
class RefusedArea(models.Model):
    """MAIL-07, MAIL-08. Units whose mail is refused: a floor, a zone, a pattern of unit numbers, between two days."""

    name = models.CharField(
        _("name"), max_length=20, unique=True, help_text=_("As refusals, slips and imports name it: A16, B1-A.")
    )
    floor = models.ForeignKey(
        "mall.Floor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("floor"),
        help_text=_("Empty: every floor."),
    )
    zone = models.ForeignKey(
        "mall.Zone",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zone"),
        help_text=_("Empty: every zone."),
    )
    pattern = models.CharField(
        _("unit pattern"),
        max_length=5,
        blank=True,
        validators=[valid_unit_pattern],
        help_text=_("Each * stands for one character: A16** is A1600 to A1699. Empty: every number."),
    )
    valid_from = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: always."))
    valid_until = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day; empty: without end."))
    words = models.CharField(
        _("words"),
        max_length=120,
        blank=True,
        help_text=_("Why, as the screen and the slip say it to the post office."),
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Off: mail of these units is taken."))

    class Meta:
        ordering = ("name",)
        verbose_name = _("refused area")
        verbose_name_plural = _("refused areas")
        constraints = [
            models.CheckConstraint(
                condition=~Q(floor=None, zone=None, pattern=""), name="refused_area_is_not_the_whole_mall"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="refused_area_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ReturnReason(Named):
    """MAIL-06. Why an item goes back."""

    class Meta(Named.Meta):
        verbose_name = _("reason for a return")
        verbose_name_plural = _("reasons for a return")

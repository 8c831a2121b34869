"""When: seasons with their hours, and the days that differ from the rule."""

from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: What a version says of its season.
SEASON_FIELDS = ("starts_month", "starts_day", "opens_at", "closes_at", "noon_from", "noon_handover", "noon_to")


class _SeasonHours(models.Model):
    """The first day of a season, the desk's hours and the noon duty."""

    starts_month = models.PositiveSmallIntegerField(
        _("starts in month"),
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("The season lasts until the next one begins."),
    )
    starts_day = models.PositiveSmallIntegerField(
        _("starts on day"),
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("Day of that month; no two seasons begin on the same."),
    )
    opens_at = models.TimeField(_("desk opens"), help_text=_("Clocks that count the desk's hours run from here."))
    closes_at = models.TimeField(
        _("desk closes"), help_text=_("At this minute the desk is closed and its clocks stand.")
    )
    noon_from = models.TimeField(_("noon duty from"), help_text=_("When the first group takes the noon desk."))
    noon_handover = models.TimeField(_("noon handover"), help_text=_("When the second group takes over."))
    noon_to = models.TimeField(_("noon duty to"), help_text=_("When everybody is back at the desks."))

    class Meta:
        abstract = True

    @property
    def open(self) -> str:
        """When the desk is open, as people write it."""
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    def clean(self) -> None:
        """Refuse a day no ordinary year has."""
        try:
            date(2001, self.starts_month or 1, self.starts_day or 1)
        except (ValueError, OverflowError):
            raise ValidationError({"starts_day": _("There is no such day of the year.")}) from None


@pghistory.track()
class Season(_SeasonHours):
    """A part of the year with its own opening hours (DESK-02, ROST-05, ROST-06, ROST-08).

    Its own fields hold from the beginning; a `SeasonVersion` replaces them from its day on.
    """

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short name for spreadsheets and imports, in Latin letters; it stays.")
    )
    name = models.CharField(_("name"), max_length=20, help_text=_("Shown with the hours at the foot of every page."))
    name_en = models.CharField(
        _("English name"), max_length=40, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )

    class Meta:
        ordering = ("starts_month", "starts_day")
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="season_opens_before_closing"),
            models.UniqueConstraint(fields=("starts_month", "starts_day"), name="season_starts_once"),
            models.CheckConstraint(
                condition=Q(noon_from__lt=F("noon_handover"), noon_handover__lt=F("noon_to")), name="season_noon_order"
            ),
        ]

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class SeasonVersion(_SeasonHours):
    """What a season is from a day on, until a later version replaces it (DESK-02, ROST-05, ROST-06, ROST-08)."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="versions", verbose_name=_("season"))
    valid_from = models.DateField(_("valid from"), help_text=_("The first day on which the new hours hold."))
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        ordering = ("season", "-valid_from")
        verbose_name = _("hours of a season from a day on")
        verbose_name_plural = _("hours of seasons from a day on")
        constraints = [
            models.UniqueConstraint(fields=("season", "valid_from"), name="season_version_one_a_day"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="season_version_opens_before_closing"
            ),
            models.CheckConstraint(
                condition=Q(noon_from__lt=F("noon_handover"), noon_handover__lt=F("noon_to")),
                name="season_version_noon_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} ({self.valid_from})"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CalendarDay(models.Model):
    """A day that differs from its weekday's rule."""

    class Kind(models.TextChoices):
        """In what it differs."""

        HOLIDAY = "holiday", _("Public holiday")
        MAKE_UP = "make_up", _("Make-up workday")
        EARLY_CLOSING = "early", _("Mall closes early")
        CLOSED = "closed", _("Mall closed")

    class Source(models.TextChoices):
        """How sure we are."""

        OFFICIAL = "official", _("Official")
        PROVISIONAL = "provisional", _("Provisional")
        OWN = "own", _("Set by the mall")

    on = models.DateField(_("day"), help_text=_("The one day that differs; days that are over stay as they were."))
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        help_text=_(
            "Holiday and make-up workday move the office's deadlines; closed and early closing move the desk's."
        ),
    )
    source = models.CharField(
        _("source"),
        max_length=12,
        choices=Source,
        default=Source.OWN,
        help_text=_("Provisional days are corrected when the official notice is entered; the mall's own stay."),
    )
    closes_at = models.TimeField(_("closes at"), null=True, blank=True, help_text=_("Only when the mall closes early."))
    name = models.CharField(
        _("name"),
        max_length=60,
        blank=True,
        help_text=_("Why the day differs: shown in the calendar and at the foot of the page."),
    )

    class Meta:
        ordering = ("on", "kind")
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            # A public holiday on which the mall closes early is two rows: the office reads one, the desk the other.
            models.UniqueConstraint(
                fields=("on",), condition=Q(kind__in=("holiday", "make_up")), name="calendar_day_one_office_rule"
            ),
            models.UniqueConstraint(
                fields=("on",), condition=Q(kind__in=("early", "closed")), name="calendar_day_one_desk_rule"
            ),
            models.CheckConstraint(
                condition=Q(kind="early", closes_at__isnull=False) | (~Q(kind="early") & Q(closes_at__isnull=True)),
                name="calendar_day_early_closing_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"

"""The editable lists: categories, causes, dispute rules, senders of forwarded complaints."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class _Named(models.Model):
    """A list item with a name in both languages."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short name for spreadsheets and imports, in Latin letters; it stays.")
    )
    name = models.CharField(_("name"), max_length=40, help_text=_("As the forms offer it and reports count it."))
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Lists show small numbers first."))
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: no longer offered, kept where it was chosen before.")
    )

    class Meta:
        abstract = True
        ordering = ("order", "code")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class ComplaintCategory(_Named):
    """A kind of dispute, in a tree of two levels (CMP-16, JOINT-S08)."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
        limit_choices_to={"parent": None},
        help_text=_("The main kind it belongs to; empty: a main kind itself."),
    )

    class Meta(_Named.Meta):
        verbose_name = _("complaint category")
        verbose_name_plural = _("complaint categories")
        constraints = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="category_not_its_own_parent")
        ]


@pghistory.track()
class Cause(_Named):
    """Why it happened (CMP-15): quality, or another cause."""

    quality = models.BooleanField(
        _("a matter of quality"),
        default=False,
        help_text=_("Tells matters of quality from all other causes (CMP-15)."),
    )
    improvable = models.BooleanField(
        _("improvement can be tracked"), default=True, help_text=_("Pure human carelessness is not tracked (CMP-28).")
    )

    class Meta(_Named.Meta):
        verbose_name = _("cause")
        verbose_name_plural = _("causes")


@pghistory.track()
class Authority(_Named):
    """Who forwards complaints: 12315, 12345, the market regulator (JOINT-S13)."""

    days = models.PositiveSmallIntegerField(
        _("usual time limit (working days)"),
        default=7,
        help_text=_("The deadline of a forwarded complaint when their letter names none."),
    )

    class Meta(_Named.Meta):
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")


@pghistory.track()
class DisputeRule(models.Model):
    """The mall's rules for disputes, shown at the counter to be explained (CMP-02, MER-08)."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short name for spreadsheets and imports, in Latin letters; it stays.")
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("The counter shows small numbers first.")
    )
    title = models.CharField(
        _("title"), max_length=100, help_text=_("The line the counter sees; a click opens the text.")
    )
    text = models.TextField(_("text"), help_text=_("What is explained to the complainant, in plain words."))
    title_en = models.CharField(
        _("English title"), max_length=160, blank=True, help_text=_("Shown on English pages; empty: the Chinese title.")
    )
    text_en = models.TextField(
        _("English text"), blank=True, help_text=_("Shown on English pages; empty: the Chinese text.")
    )
    categories = models.ManyToManyField(
        ComplaintCategory,
        blank=True,
        verbose_name=_("for categories"),
        help_text=_("A main kind counts for the kinds below it. Empty: shown for all."),
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: no longer shown at the counter.")
    )

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("dispute rule")
        verbose_name_plural = _("dispute rules")

    def __str__(self) -> str:
        """Return the title in the language of the page."""
        return (self.title_en or self.title) if get_language() == "en" else self.title

    @property
    def words(self) -> str:
        """The text in the language of the page."""
        return (self.text_en or self.text) if get_language() == "en" else self.text

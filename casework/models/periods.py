"""A closed month: its figures, its members and the lines of its list, frozen, printed the same for ever."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClosedPeriod(models.Model):
    """The one way any desk closes a month."""

    kind = models.CharField(_("kind"), max_length=20)
    period = models.CharField(_("period"), max_length=7, help_text=_("2026-11"))
    figures = models.JSONField(_("figures"))
    folder_ids = ArrayField(models.BigIntegerField(), verbose_name=_("folders"))
    sha256 = models.CharField(max_length=64)
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")

    class Meta:
        ordering = ("-period",)
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        constraints = [models.UniqueConstraint(fields=("kind", "period"), name="closed_period_once")]
        triggers = [pgtrigger.Protect(name="closed_period_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class ClosedLine(models.Model):
    """One line of the list of a closed period, as it stood when the period was closed.

    `facts` are codes, numbers and names of reference data. What somebody typed about a case stands in `words`, apart:
    the only thing that may still happen to a line is that its words are emptied when the case is erased. A line without
    facts is not of the list: it keeps the words of a case that the period's figures speak of.
    """

    period = models.ForeignKey(ClosedPeriod, models.PROTECT, related_name="lines")
    folder = models.ForeignKey("casework.Folder", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    at = models.DateTimeField(_("closed at"))
    facts = models.JSONField(_("facts"))
    words = models.JSONField(_("words"), default=dict)

    class Meta:
        ordering = ("-rank", "at", "id")
        constraints = [models.UniqueConstraint(fields=("period", "folder"), name="closed_line_once")]
        triggers = [
            pgtrigger.Protect(name="closed_line_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_line_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "to_jsonb(OLD) - 'words' IS DISTINCT FROM to_jsonb(NEW) - 'words' OR NEW.words <> '{}'::jsonb"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.folder_id}"


class Adjustment(models.Model):
    """A correction of a closed period, added beside it."""

    period = models.ForeignKey(ClosedPeriod, models.PROTECT, related_name="adjustments")
    figures = models.JSONField(_("figures"))
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        triggers = [pgtrigger.Protect(name="adjustment_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.period_id} {self.at:%F}"


class ImportedFile(models.Model):
    """A spreadsheet that was imported, known by its hash."""

    kind = models.CharField(_("kind"), max_length=20)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    figures = models.JSONField(_("figures"), default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("kind", "sha256"), name="imported_file_by_hash")]

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """A row that was imported, known by its fingerprint, so that repeating an import changes nothing."""

    file = models.ForeignKey(ImportedFile, models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    folder = models.ForeignKey("casework.Folder", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "fingerprint"), name="imported_row_once")]

    def __str__(self) -> str:
        return self.fingerprint[:8]

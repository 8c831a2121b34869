"""Papers of a month or a quarter that went out of the desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class PeriodPaper(models.Model):
    """What was exported, published or sent of a month or quarter, once: the day, the words (JOINT-S12, FUP-11)."""

    class Kind(models.TextChoices):
        """Which paper."""

        STATISTICS = "statistics", _("Statistics of the month")
        SHARED_MEASURES = "shared_measures", _("Measures on shared problems")
        FOLLOW_UP_REPORT = "follow_up_report", _("Report of the quarter's follow-ups")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    period = models.CharField(_("period"), max_length=7, help_text="2026-11, 2026-Q4")
    on = models.DateField(_("published on"))
    words = models.TextField(_("words"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("period", "id")
        constraints = [
            models.UniqueConstraint(fields=("kind", "period"), name="period_paper_once"),
            models.CheckConstraint(
                condition=~Q(kind="shared_measures") | ~Q(words=""), name="period_paper_measures_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.kind}"

"""The monthly indicators of a person, as they were filed at the close (PERF-01, PERF-02)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


def _percent(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True)


class Indicator(models.Model):
    """One person's figures of a month, in percent; empty where there was nothing to measure. They stay as filed."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="indicators", verbose_name=_("person"))
    month = models.DateField(_("month"))
    satisfaction = _percent(_("satisfaction"))
    timeliness = _percent(_("answered in time"))
    success = _percent(_("complaints solved"))
    accuracy = _percent(_("accuracy"))
    teamwork = _percent(_("teamwork"))
    #: Of what the percentages are: {"satisfaction": [48, 50], …}.
    counts = models.JSONField(_("counts"))
    #: Pieces of mail by class (PERF-05).
    mail = models.JSONField(_("mail"), default=dict)
    missed_calls = models.PositiveIntegerField(_("calls not taken within the rings"), default=0)
    verified_complaints = models.PositiveIntegerField(_("verified complaints"), default=0)
    is_failure = models.BooleanField(_("service failure"), default=False)
    score = _percent(_("score"))
    #: The weights the score was made with.
    weights = models.JSONField(_("weights"))
    filed_at = models.DateTimeField(_("filed at"))
    filed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-month", "person__pinyin", "id")
        verbose_name = _("monthly indicators")
        verbose_name_plural = _("monthly indicators")
        constraints = [
            models.UniqueConstraint(fields=("person", "month"), name="indicator_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="indicator_is_of_a_month"),
        ]
        triggers = [pgtrigger.Protect(name="indicator_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m}"

    @property
    def percents(self) -> tuple[object, ...]:
        """The measured indicators in the order of the heads."""
        return (self.satisfaction, self.timeliness, self.success, self.accuracy, self.teamwork)

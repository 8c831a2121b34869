"""Conduct: the checklist, the supervisor's checks, private calls noted in the work log (COND-01…04)."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


@pghistory.track()
class ConductItem(models.Model):
    """A point of the checklist; the supervisor keeps the list."""

    text = models.CharField(_("point"), max_length=80, unique=True)
    text_en = models.CharField(_("in English"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100, validators=[MinValueValidator(1)])
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("point of conduct")
        verbose_name_plural = _("points of conduct")

    def __str__(self) -> str:
        """Return the words in the language of the page."""
        return (self.text_en or self.text) if get_language() == "en" else self.text


class ConductCheck(models.Model):
    """What the supervisor found of a person or at a desk on a day; it stays as it was written."""

    on = models.DateField(_("day"))
    person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="conduct_checks", verbose_name=_("person")
    )
    desk = models.ForeignKey(
        "mall.Desk", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk")
    )
    words = models.CharField(_("what was found"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("written at"))
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("conduct check")
        verbose_name_plural = _("conduct checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(desk__isnull=False), name="conduct_check_is_of_something"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None) | Q(person__isnull=False), name="conduct_check_seen_by_a_person"
            ),
        ]
        triggers = [pgtrigger.Protect(name="conduct_check_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.on} {self.pk}"


class ConductFinding(models.Model):
    """One point of a check: in order, or not."""

    check_of = models.ForeignKey(ConductCheck, models.PROTECT, related_name="findings")
    item = models.ForeignKey(ConductItem, models.PROTECT, related_name="+")
    is_in_order = models.BooleanField(_("in order"))

    class Meta:
        ordering = ("item__order", "id")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [models.UniqueConstraint(fields=("check_of", "item"), name="conduct_finding_once")]
        triggers = [pgtrigger.Protect(name="conduct_finding_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.item_id}"


class PrivateCall(models.Model):
    """An urgent private call on duty, noted in the work log by who made it; nothing is altered there (COND-01)."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    why = models.CharField(_("why it was urgent"), max_length=200)
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("private call")
        verbose_name_plural = _("private calls")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="private_call_lasts"),
            models.CheckConstraint(condition=~Q(why=""), name="private_call_says_why"),
        ]
        indexes = [models.Index(fields=("person", "-at"), name="private_call_of_a_person")]
        triggers = [pgtrigger.Protect(name="private_call_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.minutes}"

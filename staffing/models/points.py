"""Brand points: the reasons, each change with its facts, appeals against it, the result of a month (PERF-07)."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


@pghistory.track()
class PointReason(models.Model):
    """What brand points are given or taken for; the supervisor keeps the list."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    points = models.SmallIntegerField(
        _("points"), help_text=_("Above nought for what is outstanding, below for a fault.")
    )
    is_default = models.BooleanField(
        _("a default"), default=False, help_text=_("Laid down at the beginning; the department has not confirmed it.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("-points", "id")
        verbose_name = _("reason for points")
        verbose_name_plural = _("reasons for points")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="point_reason_counts"),
            models.CheckConstraint(condition=Q(points__gte=-100, points__lte=100), name="point_reason_within_hundred"),
        ]

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


class BrandPoint(models.Model):
    """One change of somebody's points: proposed, decided, announced. Once decided it stays as it is."""

    class State(models.TextChoices):
        """Where it stands (handbook 6.17)."""

        PROPOSED = "proposed", _("Waits for the supervisor")
        ANNOUNCED = "announced", _("Announced")
        REFUSED = "refused", _("Not given")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="brand_points", verbose_name=_("person"))
    reason = models.ForeignKey(PointReason, models.PROTECT, related_name="+", verbose_name=_("reason"))
    points = models.SmallIntegerField(_("points"))
    facts = models.CharField(_("what happened"), max_length=500)
    happened_on = models.DateField(_("on"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    #: When it was announced, where it was.
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("what was said"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: The month it counts in, by its first day: that of its announcement; of a correction, that of what it corrects.
    month = models.DateField(_("month"), null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        ordering = ("-decided_at", "-id")
        verbose_name = _("brand points")
        verbose_name_plural = _("brand points")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="brand_point_counts"),
            models.CheckConstraint(condition=~Q(facts=""), name="brand_point_says_the_facts"),
            models.CheckConstraint(
                condition=Q(state__in=("announced", "refused"), decided_at__isnull=False, decided_by__isnull=False)
                | Q(state__in=("proposed", "withdrawn"), decided_at=None, decided_by=None),
                name="brand_point_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_by=None)),
                name="brand_point_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="announced", month__isnull=False, month__day=1)
                | (~Q(state="announced") & Q(month=None)),
                name="brand_point_announced_in_a_month",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")), name="brand_point_nobody_decides_his_own"
            ),
        ]
        indexes = [
            models.Index(fields=("month", "person"), condition=Q(state="announced"), name="brand_point_of_a_month"),
            models.Index(fields=("proposed_at",), condition=Q(state="proposed"), name="brand_point_undecided"),
        ]
        triggers = [
            pgtrigger.Protect(name="brand_point_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="brand_point_is_not_altered",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="proposed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.points:+d}"


class PointAppeal(models.Model):
    """An objection against announced points, decided by the manager (PERF-07)."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Waits for the manager")
        CONFIRMED = "confirmed", _("Confirmed again")
        CORRECTED = "corrected", _("Corrected")

    point = models.ForeignKey(BrandPoint, models.PROTECT, related_name="appeals")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    text = models.CharField(_("objection"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    #: What was confirmed is announced anew at this hour.
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("what was said"), max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="point_appeal_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="point_appeal_says_why"),
            models.UniqueConstraint(fields=("point",), condition=Q(state="open"), name="point_appeal_one_open"),
        ]
        triggers = [pgtrigger.Protect(name="point_appeal_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.point_id} {self.state}"


class PointsMonth(models.Model):
    """A person's result of a closed month, for the personal file: the basis of the yearly awards (PERF-07)."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="points_months")
    month = models.DateField(_("month"))
    plus = models.IntegerField(_("plus"))
    minus = models.IntegerField(_("minus"))
    total = models.IntegerField(_("total"))
    rank = models.PositiveSmallIntegerField(_("place"))
    period = models.ForeignKey("casework.ClosedPeriod", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-month", "rank", "id")
        verbose_name = _("points of a month")
        verbose_name_plural = _("points of months")
        constraints = [
            models.UniqueConstraint(fields=("person", "month"), name="points_month_once"),
            models.CheckConstraint(condition=Q(total=F("plus") + F("minus")), name="points_month_adds_up"),
        ]
        triggers = [pgtrigger.Protect(name="points_month_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m} {self.total:+d}"

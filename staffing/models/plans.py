"""What a person has done in a week and plans for the next, in numbers (PLAN-01, F-90)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class WeekPlan(models.Model):
    """One person's results of a week and plan for the next; the supervisor comments on it in the weekly meeting."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    #: The Monday of the week whose results it gives.
    week = models.DateField(_("week of"))
    due_at = models.DateTimeField(_("due at"))
    written_at = models.DateTimeField(_("written at"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    summary = models.CharField(_("in short"), max_length=1000, blank=True)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    commented_at = models.DateTimeField(_("commented at"), null=True, blank=True)
    commented_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-week", "-id")
        verbose_name = _("weekly plan")
        verbose_name_plural = _("weekly plans")
        constraints = [
            models.UniqueConstraint(fields=("person", "week"), name="week_plan_once"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="week_plan_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(commented_at=None, commented_by=None)
                | Q(commented_at__isnull=False, commented_by__isnull=False),
                name="week_plan_commented_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(commented_by=None) | ~Q(commented_by=F("person")), name="week_plan_nobody_comments_his_own"
            ),
        ]
        indexes = [models.Index(fields=("-week", "-id"), name="week_plan_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.week}"

    def get_absolute_url(self) -> str:
        """Return the address of the plan's page."""
        return reverse("staffing:plan", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether it was written after the end of work on the day."""
        return self.written_at > self.due_at


class PlanRow(models.Model):
    """One line of a weekly plan: what, how much of it, and of this week's how much was done."""

    class Part(models.TextChoices):
        """Which half of the paper it stands in."""

        RESULT = "result", _("Results of this week")
        PLAN = "plan", _("Plan for next week")

    plan = models.ForeignKey(WeekPlan, models.CASCADE, related_name="rows")
    part = models.CharField(_("part"), max_length=6, choices=Part)
    order = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("what"), max_length=200)
    amount = models.DecimalField(_("how much"), max_digits=9, decimal_places=1)
    unit = models.CharField(_("unit"), max_length=12)
    done = models.DecimalField(_("done so much"), max_digits=9, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ("part", "order", "id")
        verbose_name = _("line of a weekly plan")
        verbose_name_plural = _("lines of weekly plans")
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(unit=""), name="plan_row_says_what"),
            models.CheckConstraint(
                condition=Q(part="plan", done=None) | Q(part="result", done__isnull=False),
                name="plan_row_results_are_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.part}"

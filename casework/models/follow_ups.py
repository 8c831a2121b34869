"""Asking afterwards: follow-ups, their attempts, what was answered (FUP, SURV-04)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.folders import Folder

PERSON = settings.AUTH_USER_MODEL


class Grade(models.IntegerChoices):
    """The four grades of SURV-04."""

    VERY_SATISFIED = 4, _("Very satisfied")
    SATISFIED = 3, _("Satisfied")
    FAIR = 2, _("Fair")
    POOR = 1, _("Poor")


class FollowUp(models.Model):
    """A person to be asked after a matter, by somebody who did not handle it."""

    class Outcome(models.TextChoices):
        """How it ended."""

        SATISFIED = "satisfied", _("Satisfied")
        UNSATISFIED = "unsatisfied", _("Not satisfied")
        UNREACHED = "unreached", _("Could not be reached")
        DECLINED = "declined", _("Does not want to be asked")
        CANCELLED = "cancelled", _("Cancelled")

    class Reason(models.TextChoices):
        """Why it is asked."""

        COMPLAINT = "complaint", _("After a complaint")
        RECHECK = "recheck", _("Re-check by the supervisor")
        A_CLASS = "a_class", _("A-class merchant")
        ROUTINE = "routine", _("Routine visit")

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="follow_ups")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, default=Reason.COMPLAINT)
    handled_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", help_text=_("Who handled the matter and so may not ask.")
    )
    due_at = models.DateTimeField(_("due at"))
    planned_at = models.DateTimeField(_("planned at"))
    promised_at = models.DateTimeField(_("call-back promised for"), null=True, blank=True)
    promised_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    assigned_to = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    attempts_made = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    reviewed_at = models.DateTimeField(_("record reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    passed = models.BooleanField(_("record passed"), null=True, blank=True)
    review = models.TextField(_("words of the review"), blank=True)
    recheck_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="recheck")

    class Meta:
        ordering = ("due_at", "id")
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, asked_by=None, outcome="")
                | (Q(done_at__isnull=False, asked_by__isnull=False) & ~Q(outcome="")),
                name="follow_up_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None)
                | Q(handled_by=None)
                | ~Q(asked_by=models.F("handled_by"))
                | Q(outcome="cancelled"),
                name="follow_up_not_by_the_handler",
            ),
            models.UniqueConstraint(
                fields=("folder", "reason"), condition=Q(done_at=None), name="follow_up_one_open_per_reason"
            ),
            models.CheckConstraint(
                condition=Q(promised_at=None, promised_by=None)
                | Q(promised_at__isnull=False, promised_by__isnull=False),
                name="follow_up_promised_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, passed=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, passed__isnull=False, done_at__isnull=False),
                name="follow_up_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("asked_by")),
                name="follow_up_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=("due_at", "id"), condition=Q(done_at=None), name="follow_up_due"),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.reason}"


class FollowUpAttempt(models.Model):
    """One try at reaching the person: when, how, with what outcome code."""

    class Way(models.TextChoices):
        """FUP-S07."""

        PHONE = "phone", _("Phone")
        VISIT = "visit", _("Visit")
        LETTER = "letter", _("Letter")

    class Code(models.TextChoices):
        """What came of the try."""

        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy, call back")
        WRONG_NUMBER = "wrong", _("Wrong number")
        DECLINED = "declined", _("Does not want to be asked")

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="attempts")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    way = models.CharField(_("way"), max_length=6, choices=Way, default=Way.PHONE)
    code = models.CharField(_("outcome"), max_length=10, choices=Code)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.code}"


class Evaluation(models.Model):
    """What the person said: four items by four grades (SURV-04), and in words."""

    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="evaluation")
    attitude = models.PositiveSmallIntegerField(_("attitude"), choices=Grade)
    skill = models.PositiveSmallIntegerField(_("skill"), choices=Grade)
    timeliness = models.PositiveSmallIntegerField(_("time taken"), choices=Grade)
    promises = models.PositiveSmallIntegerField(_("kept promises"), choices=Grade)
    solved = models.BooleanField(_("the matter is solved"))
    opinion = models.TextField(_("opinion"), blank=True)
    suggestion = models.TextField(_("suggestion"), blank=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    attitude__range=(1, 4), skill__range=(1, 4), timeliness__range=(1, 4), promises__range=(1, 4)
                ),
                name="evaluation_grades_one_to_four",
            )
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id}"

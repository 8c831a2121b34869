"""Trainings of the department's own people (STTR-01…04)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PERSON = settings.AUTH_USER_MODEL


class StaffTraining(models.Model):
    """One training: announced, held with everybody's attendance, or called off."""

    class Content(models.TextChoices):
        """What it is about (STTR-01, STTR-02)."""

        PRODUCT = "product", _("Products and services")
        TOOLS = "tools", _("Tools and procedures")
        MANNERS = "manners", _("Manners and service skills")
        ATTITUDE = "attitude", _("Attitude and ethics")

    class Form(models.TextChoices):
        """How it is held (STTR-02)."""

        INTERNAL = "internal", pgettext_lazy("training", "Internal")
        EXTERNAL = "external", _("External")
        ONLINE = "online", _("Online")

    class ChosenBy(models.TextChoices):
        """Who chose the topic (STTR-01)."""

        GROUP = "group", _("The group")
        SUPERVISOR = "supervisor", _("The supervisor")

    class State(models.TextChoices):
        """Where it stands."""

        ANNOUNCED = "announced", _("Announced")
        HELD = "held", pgettext_lazy("training", "Held")
        CALLED_OFF = "called_off", _("Called off")

    topic = models.CharField(_("topic"), max_length=100)
    content = models.CharField(_("content"), max_length=10, choices=Content)
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.INTERNAL)
    chosen_by = models.CharField(_("topic chosen by"), max_length=10, choices=ChosenBy, default=ChosenBy.SUPERVISOR)
    host = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("host"))
    place = models.CharField(_("place"), max_length=60)
    period = DateTimeRangeField(_("hours"))
    has_test = models.BooleanField(_("with a test"), default=False)
    #: Said where desks are left without enough people meanwhile.
    why_empty = models.CharField(_("why desks may be short"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ANNOUNCED)
    announced_at = models.DateTimeField(_("announced at"))
    announced_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    #: What was taught, as it is kept; also why it was called off.
    notes = models.TextField(_("notes"), blank=True)
    ended_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-period", "-id")
        verbose_name = _("staff training")
        verbose_name_plural = _("staff trainings")
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="staff_training_lasts"),
            models.CheckConstraint(
                condition=Q(state="announced", ended_at=None, ended_by=None)
                | (~Q(state="announced") & Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(notes="")),
                name="staff_training_ends_with_notes",
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class TrainingSeat(models.Model):
    """Somebody who must attend a training: whether he was there, his own notes, what the test gave."""

    training = models.ForeignKey(StaffTraining, models.PROTECT, related_name="seats")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="training_seats", verbose_name=_("person"))
    attended = models.BooleanField(_("was there"), null=True, blank=True)
    excuse = models.CharField(_("why not"), max_length=200, blank=True)
    score = models.PositiveSmallIntegerField(_("test result"), null=True, blank=True)
    notes = models.TextField(_("own notes"), blank=True)
    notes_at = models.DateTimeField(_("notes written at"), null=True, blank=True)

    class Meta:
        ordering = ("person__pinyin", "person_id")
        verbose_name = _("seat at a training")
        verbose_name_plural = _("seats at trainings")
        constraints = [
            models.UniqueConstraint(fields=("training", "person"), name="training_seat_once"),
            models.CheckConstraint(condition=~Q(attended=False) | ~Q(excuse=""), name="training_seat_absent_says_why"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="training_seat_score_in_hundred"),
            models.CheckConstraint(
                condition=Q(notes="", notes_at=None) | (~Q(notes="") & Q(notes_at__isnull=False)),
                name="training_seat_notes_have_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} {self.person_id}"

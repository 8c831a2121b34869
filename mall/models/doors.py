"""The rows of the doors: one-time form tokens, drafts, staged uploads, export log, reveals, jobs, heartbeats."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mall.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class FormToken(models.Model):
    """A form that was shown once and may be sent once; a second sending is led to the first's record."""

    token = models.CharField(max_length=43, unique=True)
    person = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+", db_index=False)
    spent_at = models.DateTimeField(db_index=True)
    led_to = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.token[:6]


class Draft(models.Model):
    """What a person has typed and not yet sent. Encrypted, since it holds names and phones."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=60)
    body = EncryptedTextField()
    begun_at = models.DateTimeField(help_text=_("When the form began to be filled in."))
    saved_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True, help_text=_("When somebody was told that the form is open too long."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=("person", "key"), name="draft_one_per_form")]
        indexes = [models.Index(fields=("key", "begun_at"), condition=Q(told_at=None), name="draft_open_untold")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"


class StagedUpload(models.Model):
    """A file dropped on a form that is not sent yet; a refused form loses no upload."""

    key = models.CharField(max_length=43, unique=True)
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    file = models.FileField(upload_to="staged/")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    staged_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:6]


class ExportLog(models.Model):
    """Who took which rows out of the house, and when (DATA-03)."""

    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_index=True)
    what = models.CharField(_("what"), max_length=60)
    rows = models.PositiveIntegerField(_("rows"))
    filters = models.JSONField(_("filters"), default=dict)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.what} {self.at:%F %T}"


class Reveal(models.Model):
    """A masked number that somebody looked at in full, with the purpose (design 10)."""

    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=40, help_text=_("model.field"))
    row = models.BigIntegerField(_("row"))
    folder_number = models.CharField(_("folder"), max_length=30, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        indexes = [models.Index(fields=("by", "-at"), name="reveal_by_recent")]

    def __str__(self) -> str:
        return f"{self.what} {self.row}"


class Job(models.Model):
    """Slow work done in the worker, with a page that shows how far it is."""

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("kind"), max_length=40)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    asked_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    params = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    upload = models.FileField(upload_to="jobs/in/", blank=True)
    output = models.FileField(upload_to="jobs/out/", blank=True)
    output_name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("done", "failed"), ended_at__isnull=False)
                | Q(state__in=("queued", "running"), ended_at__isnull=True),
                name="job_ended_when_done",
            ),
        ]
        indexes = [
            models.Index(fields=("asked_at",), condition=Q(state__in=("queued", "running")), name="job_still_to_do"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Heartbeat(models.Model):
    """The last run of one schedule entry; the web process reads it (design 10)."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    every = models.DurationField(_("runs every"))
    ran_at = models.DateTimeField(_("last run"))
    took = models.DurationField(_("took"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")

    def __str__(self) -> str:
        return self.name


class AccountLock(models.Model):
    """A lockout that was released by a supervisor; the lock itself is axes' row."""

    staff_number = models.CharField(max_length=30, db_index=True)
    released_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.staff_number


class SignedPc(models.Model):
    """A counter PC a person signed in at today with a password: quick change of person is allowed there."""

    key = models.CharField(max_length=43)
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    on = models.DateField()
    desk = models.ForeignKey("mall.Desk", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("key", "person", "on"), name="signed_pc_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"

"""What is due: one stored deadline per obligation, its pauses, and the messages it rings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models.folders import Folder
from casework.models.papers import Handoff

PERSON = settings.AUTH_USER_MODEL


class ClockQuerySet(models.QuerySet["Clock"]):
    """Words for clocks."""

    def running(self) -> ClockQuerySet:
        """Neither met nor stopped."""
        return self.filter(met_at=None, stopped_at=None)


class Clock(models.Model):
    """One obligation of a folder with its deadline, computed once and stored with its version (design 7).

    `next_step_at` is when the sweep has something to do: warn, say overdue, or climb a rung. It is null while the
    clock is paused and once it is met or stopped, so the sweep's partial index holds only what is live.
    """

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="clocks", db_index=False)
    kind = models.CharField(_("obligation"), max_length=24)
    handoff = models.ForeignKey(Handoff, models.PROTECT, null=True, blank=True, related_name="clocks")
    department = models.ForeignKey(
        "mall.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who owes it"),
        db_index=False,
    )
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveIntegerField(_("time allowed (minutes)"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("time allowed (days)"), null=True, blank=True)
    warn_minutes = models.PositiveIntegerField(
        _("warn after (minutes)"), null=True, blank=True, help_text=_("Empty: by the general limits of warning.")
    )
    measure = models.CharField(
        _("measured in"),
        max_length=10,
        choices=[
            ("wall", _("minutes on the wall clock")),
            ("office", _("working days")),
            ("desk", _("desk hours")),
            ("calendar", _("calendar days")),
            ("hand", _("set by hand")),
        ],
    )
    due_at = models.DateTimeField(_("due at"))
    warn_at = models.DateTimeField(_("warn at"))
    version = models.PositiveSmallIntegerField(_("version of the deadline"), default=1)
    calendar_version = models.CharField(_("calendar"), max_length=40, blank=True)
    by_hand = models.BooleanField(_("set by hand"), default=False)
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    rung = models.PositiveSmallIntegerField(
        _("rung"), default=0, help_text=_("0 nothing said, 1 warned, 2 overdue said, 3… up the ladder")
    )
    first_rung = models.PositiveSmallIntegerField(default=0, help_text=_("VIP and special cases start higher."))
    next_step_at = models.DateTimeField(null=True, blank=True)
    troubles = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=100)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=("folder", "kind"),
                condition=Q(met_at=None, stopped_at=None, handoff=None),
                name="clock_one_running_per_kind",
            ),
            models.UniqueConstraint(
                fields=("handoff", "kind"),
                condition=Q(met_at=None, stopped_at=None),
                name="clock_one_running_per_handoff",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("starts_at")), name="clock_due_after_start"),
            models.CheckConstraint(condition=Q(warn_at__lte=F("due_at")), name="clock_warns_before_due"),
            models.CheckConstraint(
                condition=Q(met_at=None, stopped_at=None) | Q(next_step_at=None), name="clock_ended_rings_no_more"
            ),
        ]
        indexes = [
            models.Index(
                fields=("next_step_at", "id"), condition=Q(next_step_at__isnull=False), name="clock_next_step"
            ),
            models.Index(fields=("folder", "order"), name="clock_of_folder"),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.kind}"


class Pause(models.Model):
    """A stretch in which the clocks of a folder stand still, with a reason from the list."""

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="pauses")
    reason = models.ForeignKey("casework.PauseReason", models.PROTECT, related_name="+")
    began_at = models.DateTimeField(_("from"))
    began_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("began_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("began_at"), ended_by__isnull=False),
                name="pause_ended_at_and_by_together",
            ),
            models.UniqueConstraint(fields=("folder",), condition=Q(ended_at=None), name="pause_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.began_at:%F %T}"


class PauseReason(models.Model):
    """Why a clock may stand still: an editable list."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short name for spreadsheets and imports, in Latin letters; it stays.")
    )
    name = models.CharField(
        _("name"),
        max_length=60,
        help_text=_("Offered when somebody lets a clock stand still, and written on the case."),
    )
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: no longer offered, kept where it was chosen before.")
    )

    class Meta:
        ordering = ("code",)
        verbose_name = _("reason for a pause")
        verbose_name_plural = _("reasons for a pause")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


class Reminder(models.Model):
    """A message to one receiver through one channel: the outbox, and the bell's list (design 4.4).

    The key is folder, clock, step, deadline version, receiver and channel: a step is told once, however often
    or however parallel the sweep runs. Texts are made from kind and facts when shown, in the reader's language.
    """

    class Channel(models.TextChoices):
        """Through what."""

        BELL = "bell", _("On screen")
        MAIL = "mail", _("E-mail")
        GROUP = "group", _("Group chat")

    key = models.CharField(max_length=160, unique=True)
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, related_name="reminders")
    kind = models.CharField(_("kind"), max_length=40)
    receiver = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="reminders")
    department = models.ForeignKey("mall.Department", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel)
    facts = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    send_at = models.DateTimeField(help_text=_("Not before the receiver's working time, unless urgent."))
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    #: Whether nobody knows if the last try arrived; kept by who carries the message, not stored.
    in_doubt = False

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="group", department__isnull=False)
                | Q(channel="mail", receiver=None, department__isnull=False)
                | (~Q(channel="group") & Q(receiver__isnull=False)),
                name="reminder_has_its_receiver",
            ),
        ]
        indexes = [
            models.Index(
                fields=("send_at", "id"), condition=Q(sent_at=None, given_up_at=None), name="reminder_to_send"
            ),
            models.Index(
                fields=("receiver", "-send_at"), condition=Q(channel="bell", read_at=None), name="reminder_unread"
            ),
            models.Index(fields=("receiver", "-send_at", "-id"), condition=Q(channel="bell"), name="reminder_bell"),
        ]

    def __str__(self) -> str:
        return self.key

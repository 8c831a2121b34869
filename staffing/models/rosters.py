"""The roster of a half month: one draft, then versions that stay; who stands where; the rotation of a month."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffing.models.crews import Crew, CrewMember, one_at_a_time

PERSON = settings.AUTH_USER_MODEL


class Roster(models.Model):
    """Who works when in a half month (ROST-04, ROST-09): the draft, and what was submitted.

    `draft` holds the cells as `staffing.cells` writes them; `edition` counts its changes, so that two people who
    lay it out at once are told.
    """

    starts_on = models.DateField(_("from"), unique=True)
    ends_on = models.DateField(_("to"))
    draft = models.JSONField(_("draft"), default=dict)
    edition = models.PositiveIntegerField(default=0)
    #: By which hours of each day the duties were made: day → `staffing.plan.Day.mark`.
    hours = models.JSONField(_("hours"), default=dict)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-starts_on",)
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="roster_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="roster_submitted_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """2026-12-H2, as the shell and the addresses write it."""
        half = 1 if self.starts_on.day == 1 else 2
        return f"{self.starts_on:%Y-%m}-H{half}"


class RosterVersion(models.Model):
    """A roster as it was published; it stays as it is, and the next one replaces it."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    cells = models.JSONField(_("cells"))
    #: What could not be met, as it was known when it was published.
    gaps = models.JSONField(_("gaps"), default=list)
    #: What it adds to each person's noon duties and free days (`staffing.plan.Ledger`).
    ledger = models.JSONField(_("ledger"), default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("roster", "-number")
        verbose_name = _("version of a roster")
        verbose_name_plural = _("versions of rosters")
        constraints = [models.UniqueConstraint(fields=("roster", "number"), name="roster_version_once")]
        triggers = [pgtrigger.Protect(name="roster_version_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.roster_id} v{self.number}"


class Drafting(models.Model):
    """One search for a roster: what was given, what was found, how (ROST-20). It is kept, never computed again."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="draftings")
    crew = models.ForeignKey(Crew, models.PROTECT, related_name="+")
    inputs = models.JSONField(_("inputs"))
    cells = models.JSONField(_("result"))
    price = models.PositiveIntegerField(_("price"))
    is_best = models.BooleanField(_("none is better"))
    seconds = models.FloatField(_("seconds"))
    seed = models.PositiveIntegerField(_("seed"))
    version = models.CharField(_("version of the solver"), max_length=40)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("search for a roster")
        verbose_name_plural = _("searches for rosters")
        triggers = [pgtrigger.Protect(name="drafting_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.crew_id}"


class Duty(models.Model):
    """Somebody stands at a desk for some hours by the version in force; nobody stands at two at once.

    A shift belongs to the day on which it begins.
    """

    version = models.ForeignKey(RosterVersion, models.PROTECT, related_name="duties")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="duties")
    desk = models.ForeignKey("mall.Desk", models.PROTECT, related_name="duties")
    on = models.DateField(_("day"))
    period = DateTimeRangeField(_("hours"))

    class Meta:
        ordering = ("period",)
        verbose_name = _("hours at a desk")
        verbose_name_plural = _("hours at desks")
        constraints = [
            one_at_a_time("duty_one_place_at_a_time", "person_id"),
            models.CheckConstraint(condition=Q(period__isempty=False), name="duty_lasts"),
        ]
        indexes = [models.Index(fields=("on", "desk"), name="duty_of_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.desk_id} {self.on}"


class Rotation(models.Model):
    """Who sits at which desk in a month; exchanged in the next (ROST-10, ROST-11)."""

    month = models.DateField(_("month"), unique=True, help_text=_("Its first day."))
    edition = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-month",)
        verbose_name = _("rotation")
        verbose_name_plural = _("rotations")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="rotation_is_of_a_month"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="rotation_submitted_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class RotationLine(models.Model):
    """A person's desk in a month."""

    rotation = models.ForeignKey(Rotation, models.CASCADE, related_name="lines")
    member = models.ForeignKey(CrewMember, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    desk = models.ForeignKey("mall.Desk", models.PROTECT, related_name="+", verbose_name=_("desk"))
    #: Where the person sat the month before; nowhere for who is new.
    before = models.ForeignKey("mall.Desk", models.PROTECT, null=True, related_name="+", verbose_name=_("desk before"))

    class Meta:
        ordering = ("member__crew", "member__order", "id")
        verbose_name = _("line of a rotation")
        verbose_name_plural = _("lines of rotations")
        constraints = [models.UniqueConstraint(fields=("rotation", "person"), name="rotation_line_one_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.desk_id}"

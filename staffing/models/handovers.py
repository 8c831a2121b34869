"""The handover of a desk: who left it to whom, what was open, what both have signed, what was added later (F-32)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL
#: What hangs on a handover cannot be put in, changed or taken out once the incoming person has signed.
OF_THE_LOCKED = """
    IF EXISTS (
        SELECT 1 FROM staffing_handover
        WHERE id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.handover_id ELSE NEW.handover_id END)
        AND state IN ('accepted', 'given_up')
    ) THEN
        RAISE EXCEPTION 'the handover is locked';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
"""


def _locked_with_the_handover(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=OF_THE_LOCKED,
    )


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Words for handovers."""

    def unfinished(self) -> HandoverQuerySet:
        """Those nobody has accepted yet; the condition repeats that of the partial index."""
        return self.filter(state__in=Handover.UNFINISHED)


class Handover(models.Model):
    """A desk goes from one person to the next, or to the night and on to the first of the morning (HAND-01, HAND-07).

    What is open at the desk is stored when the outgoing person signs, and is not read again.
    """

    class Turn(models.TextChoices):
        """When in the day."""

        NOON = "noon", pgettext_lazy("handover", "Noon")
        SHIFT = "shift", pgettext_lazy("handover", "Change of person")
        NIGHT = "night", pgettext_lazy("handover", "Night")
        MORNING = "morning", pgettext_lazy("handover", "Morning, without a night's handover")

    class State(models.TextChoices):
        """Where it stands (handbook 6.9)."""

        OPEN = "open", pgettext_lazy("handover", "Being written")
        PREPARED = "prepared", _("Signed by the outgoing person")
        NIGHT = "night", _("Handed to the night")
        ACCEPTED = "accepted", pgettext_lazy("handover", "Accepted")
        GIVEN_UP = "given_up", pgettext_lazy("handover", "Given up")

    UNFINISHED: ClassVar[tuple[str, ...]] = ("open", "prepared", "night")

    desk = models.ForeignKey("mall.Desk", models.PROTECT, related_name="handovers", verbose_name=_("desk"))
    on = models.DateField(_("day"))
    turn = models.CharField(_("turn"), max_length=8, choices=Turn)
    #: The hour it is to be done at; empty where the person changes without one.
    planned_at = models.DateTimeField(_("to be done at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    #: Nobody hands over in a morning without a night's handover.
    outgoing = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("outgoing person")
    )
    incoming = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("incoming person")
    )
    renamed_at = models.DateTimeField(_("names put right at"), null=True, blank=True)
    renamed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("names put right by")
    )
    work = models.TextField(_("the day's work"), blank=True)
    feedback = models.TextField(_("customer feedback"), blank=True)
    progress = models.TextField(_("progress of complaints"), blank=True)
    prepared_at = models.DateTimeField(_("signed by the outgoing person at"), null=True, blank=True)
    signature = EncryptedTextField(_("signature of the outgoing person"), blank=True)
    on_paper = models.BooleanField(_("signed on paper"), default=False)
    countersigned_at = models.DateTimeField(_("countersigned at"), null=True, blank=True)
    countersigned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    by_supervisor = models.BooleanField(_("countersigned by the duty supervisor"), default=False)
    countersignature = EncryptedTextField(_("countersignature"), blank=True)
    #: Why nobody countersigned the handover to the night; or why there is none in the morning.
    why_alone = models.CharField(_("why nobody else has signed"), max_length=200, blank=True)
    arrived_at = models.DateTimeField(_("incoming person came at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_signature = EncryptedTextField(_("signature of the incoming person"), blank=True)
    accepted_on_paper = models.BooleanField(_("accepted on paper"), default=False)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    given_up_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    why_given_up = models.CharField(_("why it was given up"), max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-id")
        verbose_name = _("shift handover")
        verbose_name_plural = _("shift handovers")
        constraints = [
            models.UniqueConstraint(
                fields=("desk",),
                condition=Q(state__in=("open", "prepared", "night")),
                name="handover_one_unfinished_at_a_desk",
            ),
            models.UniqueConstraint(
                fields=("desk", "on", "turn"),
                condition=~Q(turn="shift") & ~Q(state="given_up"),
                name="handover_once_a_turn",
            ),
            models.CheckConstraint(condition=~Q(outgoing=F("incoming")), name="handover_is_between_two"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "given_up")) | Q(prepared_at__isnull=False), name="handover_was_prepared"
            ),
            models.CheckConstraint(
                condition=Q(turn="morning") | Q(prepared_at=None) | Q(outgoing__isnull=False),
                name="handover_was_left_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False, incoming__isnull=False),
                name="handover_was_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(renamed_at=None, renamed_by=None) | Q(renamed_at__isnull=False, renamed_by__isnull=False),
                name="handover_renamed_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(state="given_up", given_up_at__isnull=False, given_up_by__isnull=False)
                | (~Q(state="given_up") & Q(given_up_at=None, given_up_by=None)),
                name="handover_given_up_whole",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("outgoing")),
                name="handover_countersigned_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="night") | Q(countersigned_by__isnull=False) | ~Q(why_alone=""),
                name="handover_night_signed_or_said_why",
            ),
        ]
        indexes = [
            models.Index(fields=("-begun_at", "-id"), name="handover_newest"),
            models.Index(fields=("desk", "-begun_at", "-id"), name="handover_of_desk_newest"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="handover_is_locked",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state IN ('accepted', 'given_up')"),
            ),
            pgtrigger.Protect(
                name="handover_notes_stay_as_signed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.prepared_at IS NOT NULL AND (OLD.work, OLD.feedback, OLD.progress, OLD.outgoing_id,"
                    " OLD.prepared_at, OLD.signature) IS DISTINCT FROM (NEW.work, NEW.feedback, NEW.progress,"
                    " NEW.outgoing_id, NEW.prepared_at, NEW.signature)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.on} {self.turn}"

    def get_absolute_url(self) -> str:
        """Return the address of the handover's page."""
        return reverse("staffing:handover", args=[self.pk])

    @property
    def code(self) -> str:
        """What the paper carries as its number: the day, the desk and the turn."""
        return f"{self.on:%Y%m%d}-{self.desk.code}-{self.turn}-{self.pk}"


class HandoverLine(models.Model):
    """One kind of what was open when the outgoing person signed, and what the incoming person counted (HAND-05)."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="lines")
    order = models.PositiveSmallIntegerField()
    #: The provider it came from, and its word in Chinese for when that provider is no more.
    code = models.SlugField()
    label = models.CharField(max_length=60)
    count = models.PositiveIntegerField(_("counted"))
    #: The first of them: words, address, key of the folder, deadline (`staffing.providers.Open`).
    items = models.JSONField(default=list)
    url = models.CharField(max_length=200, blank=True)
    #: What the incoming person found; empty until the handover is accepted.
    found = models.PositiveIntegerField(_("found"), null=True, blank=True)
    explanation = models.CharField(_("explanation"), max_length=200, blank=True)

    class Meta:
        ordering = ("handover", "order")
        verbose_name = _("line of a handover")
        verbose_name_plural = _("lines of handovers")
        constraints = [
            models.UniqueConstraint(fields=("handover", "code"), name="handover_line_one_of_a_kind"),
            models.CheckConstraint(
                condition=Q(found=None) | Q(found=F("count")) | ~Q(explanation=""),
                name="handover_line_difference_is_explained",
            ),
        ]
        triggers = [
            _locked_with_the_handover("handover_line_is_locked"),
            pgtrigger.Protect(
                name="handover_line_stays_as_gathered",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "to_jsonb(OLD) - 'found' - 'explanation' IS DISTINCT FROM to_jsonb(NEW) - 'found' - 'explanation'"
                ),
            ),
            pgtrigger.Protect(name="handover_line_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.code} {self.count}"

    @property
    def differs(self) -> bool:
        """Whether the incoming person has counted another number."""
        return self.found is not None and self.found != self.count


class MustRead(models.Model):
    """What the incoming person must have read; the important ones are told to the duty supervisor (HAND-06)."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="must_reads")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    is_important = models.BooleanField(_("important"), default=False)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        ordering = ("handover", "order")
        verbose_name = _("must-read of a handover")
        verbose_name_plural = _("must-reads of handovers")
        triggers = [
            _locked_with_the_handover("must_read_is_locked"),
            pgtrigger.Protect(
                name="must_read_stays_as_written",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "to_jsonb(OLD) - 'read_at' IS DISTINCT FROM to_jsonb(NEW) - 'read_at' OR OLD.read_at IS NOT NULL"
                ),
            ),
            pgtrigger.Protect(name="must_read_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.order}"


class Addition(models.Model):
    """What somebody adds to a handover that was signed; it belongs to the next shift (HAND-08)."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="additions")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    text = models.CharField(_("addition"), max_length=500)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("addition to a handover")
        verbose_name_plural = _("additions to handovers")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="handover_addition_says_something")]
        triggers = [pgtrigger.Protect(name="handover_addition_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.at:%F %R}"

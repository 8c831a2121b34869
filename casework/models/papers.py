"""The papers any folder may hold: hand-offs, approvals, notes, attachments, links."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.folders import Folder

PERSON = settings.AUTH_USER_MODEL


class HandoffQuerySet(models.QuerySet["Handoff"]):
    """Words for hand-offs."""

    def unanswered(self) -> HandoffQuerySet:
        """Asked of a department and still owed an answer."""
        return self.filter(state__in=Handoff.OWED)

    def current(self) -> HandoffQuerySet:
        """Neither withdrawn nor agreed to be somebody else's."""
        return self.exclude(state__in=(Handoff.State.WITHDRAWN, Handoff.State.BOUNCED))


class Handoff(models.Model):
    """A department asked to act on a folder, as lead or assisting, with a time limit (CMP-03, CMP-21, CMP-26)."""

    class Role(models.TextChoices):
        """Who leads."""

        LEAD = "lead", _("Lead")
        ASSIST = "assist", _("Assisting")

    class State(models.TextChoices):
        """asked → accepted → answered → (sent back → answered); asked → not ours? → bounced | asked."""

        ASKED = "asked", _("Handed over")
        ACCEPTED = "accepted", _("Accepted")
        DISPUTED = "disputed", _("Says not ours")
        BOUNCED = "bounced", _("Not theirs")
        ANSWERED = "answered", _("Answered")
        SENT_BACK = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OWED = (State.ASKED, State.ACCEPTED, State.DISPUTED, State.SENT_BACK)

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="handoffs")
    to_department = models.ForeignKey("mall.Department", models.PROTECT, related_name="handoffs")
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.LEAD)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    assigned_to = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="assigned_handoffs")
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    request = models.TextField(_("what is asked"), blank=True)
    answer_due_at = models.DateTimeField(_("answer due at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("written answer"), blank=True)
    bounce_reason = models.TextField(_("why not ours"), blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_reason = models.TextField(_("why sent back"), blank=True)
    bounces = models.PositiveSmallIntegerField(_("times refused"), default=0)
    chased = models.PositiveSmallIntegerField(_("times chased"), default=0)
    chased_at = models.DateTimeField(_("last chased at"), null=True, blank=True)

    objects = HandoffQuerySet.as_manager()

    class Meta:
        ordering = ("role", "asked_at", "id")  # "assist" sorts before "lead"; queries say which they want first
        verbose_name = _("hand-off")
        verbose_name_plural = _("hand-offs")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="handoff_answered_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="handoff_accepted_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="handoff_answered_in_writing",
            ),
            models.UniqueConstraint(
                fields=("folder", "to_department"),
                condition=~Q(state__in=("withdrawn", "bounced")),
                name="handoff_department_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=("folder",),
                condition=Q(role="lead") & ~Q(state__in=("withdrawn", "bounced")),
                name="handoff_one_lead_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=("to_department", "answer_due_at", "id"),
                condition=Q(state__in=("asked", "accepted", "disputed", "sent_back")),
                name="handoff_owed_by_department",
            ),
            models.Index(
                fields=("assigned_to", "answer_due_at"),
                condition=Q(state__in=("asked", "accepted", "disputed", "sent_back")),
                name="handoff_owed_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} → {self.to_department_id}"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Words for approvals."""

    def undecided(self) -> ApprovalQuerySet:
        """Still waiting for somebody."""
        return self.filter(verdict="")


class Approval(models.Model):
    """Something somebody with the authority must say yes or no to (CMP-37)."""

    class Verdict(models.TextChoices):
        """What was said."""

        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="approvals")
    what = models.CharField(_("what"), max_length=40)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    permission = models.CharField(_("authority needed"), max_length=40)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposal = models.TextField(_("proposal"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, verdict="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(verdict="")),
                name="approval_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="approved") | ~Q(decided_by=F("asked_by")), name="approval_nobody_approves_his_own"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="refused") | ~Q(reason=""), name="approval_refused_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="approval_amount_not_negative"),
            models.UniqueConstraint(fields=("folder", "what"), condition=Q(verdict=""), name="approval_one_at_a_time"),
        ]
        indexes = [
            models.Index(fields=("permission", "asked_at"), condition=Q(verdict=""), name="approval_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.what}"


class Note(models.Model):
    """An internal remark. Its own table, so that no paper for the outside can reach it."""

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="notes")
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.folder_id} {self.at:%F %T}"


class Attachment(models.Model):
    """A file in a folder: type from its content, our own name, outside the web root, images re-encoded."""

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="attachments")
    handoff = models.ForeignKey(Handoff, models.PROTECT, null=True, blank=True, related_name="attachments")
    key = models.CharField(max_length=43, unique=True)
    file = models.FileField(upload_to="papers/%Y/%m/")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, help_text=_("evidence, signed copy, answer …"))
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    shown_inline = models.BooleanField(default=False)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """Two folders that belong together; nothing is merged, so undoing is deleting the pointer."""

    class Kind(models.TextChoices):
        """How they belong together."""

        SAME_INCIDENT = "same", _("Same incident")
        REPEAT = "repeat", _("Complains again")
        ORIGIN = "origin", _("Came from")

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="links")
    other = models.ForeignKey(Folder, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=("folder", "other", "kind"), name="link_once"),
            models.CheckConstraint(condition=~Q(folder=F("other")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.kind} {self.other_id}"

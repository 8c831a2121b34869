"""What a case has for a person of our staff: proposed, decided, told, published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from complaints.states import State

PERSON = settings.AUTH_USER_MODEL


class ConsequenceQuerySet(models.QuerySet["Consequence"]):
    """Words for consequences."""

    def decided(self) -> ConsequenceQuerySet:
        """Those that stand."""
        return self.filter(state="decided")

    def to_publish(self) -> ConsequenceQuerySet:
        """The disciplinary actions that HR has still to publish: not of a case that is heard again."""
        return self.decided().filter(published_on=None, complaint__state=State.CLOSED).exclude(kind="money")


class Consequence(models.Model):
    """A disciplinary action or a money penalty after a closed case (CMP-42).

    A disciplinary one stands when it is proposed and goes to HR, who publishes it; money needs the general manager.
    """

    class Kind(models.TextChoices):
        """The short list."""

        CRITICISM = "criticism", _("Public criticism")
        WARNING = "warning", _("Written warning")
        DEMERIT = "demerit", _("Demerit")
        RETRAINING = "retraining", _("Training again")
        MONEY = "money", _("Money penalty")

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Decided")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="consequences")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    approval = models.OneToOneField(
        "casework.Approval", models.PROTECT, null=True, blank=True, related_name="consequence"
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsequenceQuerySet.as_manager()

    class Meta:
        ordering = ("proposed_at", "id")
        verbose_name = _("consequence")
        verbose_name_plural = _("consequences")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="money", amount__gt=0, amount__isnull=False, approval__isnull=False)
                | (~Q(kind="money") & Q(amount=None, approval=None)),
                name="consequence_money_has_amount_and_approval",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state="decided") & Q(decided_at=None, decided_by=None)),
                name="consequence_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("person")) & (Q(decided_by=None) | ~Q(decided_by=F("person"))),
                name="consequence_not_about_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(kind="money") | Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="consequence_money_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, published_by=None)
                | (Q(published_on__isnull=False, published_by__isnull=False, state="decided") & ~Q(kind="money")),
                name="consequence_published_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="consequence_has_a_reason"),
            models.UniqueConstraint(
                fields=("complaint", "person", "kind"),
                condition=Q(state__in=("proposed", "decided")),
                name="consequence_of_a_kind_once",
            ),
        ]
        indexes = [
            models.Index(fields=("-decided_at", "-id"), condition=Q(state="decided"), name="consequence_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"

    @property
    def is_money(self) -> bool:
        """Whether it is a money penalty: told by notice, never published."""
        return self.kind == self.Kind.MONEY

"""Money and the agreement: settlements, recovery, mediation agreement F-85."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from complaints.states import AgreementState, SettlementKind
from mall.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL

# What A has signed is what both hold on paper: no column of the text may change any more, and no row may go. Only
# the erasing of personal data, which announces itself to the session, empties what was written.
_SIGNED_STAYS = """
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'drafted' THEN
            RAISE EXCEPTION 'a signed agreement is never deleted';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'drafted' THEN
        RETURN NEW;
    END IF;
    IF (OLD.number, OLD.complaint_id, OLD.a_signed_on, OLD.drafted_at, OLD.drafted_by_id, OLD.amount)
        IS DISTINCT FROM (NEW.number, NEW.complaint_id, NEW.a_signed_on, NEW.drafted_at, NEW.drafted_by_id, NEW.amount)
       OR NEW.state = 'drafted'
       OR (OLD.state = 'effective' AND (NEW.state NOT IN ('effective', 'voided')
           OR (OLD.b_signed_on, OLD.scan_id, OLD.effective_at)
              IS DISTINCT FROM (NEW.b_signed_on, NEW.scan_id, NEW.effective_at)))
       OR (OLD.state = 'voided' AND (OLD.state, OLD.voided_at, OLD.voided_by_id)
              IS DISTINCT FROM (NEW.state, NEW.voided_at, NEW.voided_by_id)) THEN
        RAISE EXCEPTION 'a signed agreement is never changed, only voided';
    END IF;
    IF coalesce(current_setting('fuwutai.erasing', true), '') <> 'on' AND (
        (OLD.a_name, OLD.a_address, OLD.a_phone, OLD.a_identity, OLD.b_name, OLD.b_address, OLD.b_phone, OLD.b_contact,
         OLD.facts, OLD.a_duties, OLD.b_duties)
        IS DISTINCT FROM
        (NEW.a_name, NEW.a_address, NEW.a_phone, NEW.a_identity, NEW.b_name, NEW.b_address, NEW.b_phone, NEW.b_contact,
         NEW.facts, NEW.a_duties, NEW.b_duties)
        OR (OLD.state = 'voided' AND OLD.void_reason <> NEW.void_reason)) THEN
        RAISE EXCEPTION 'a signed agreement is never changed, only voided';
    END IF;
    RETURN NEW;
"""


class Settlement(models.Model):
    """What the complainant is to get (CMP-38), proposed, and approved by amount (CMP-37)."""

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        CARRIED_OUT = "carried_out", _("Carried out")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="settlements")
    approval = models.OneToOneField(
        "casework.Approval", models.PROTECT, null=True, blank=True, related_name="settlement"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    kind = models.CharField(_("kind"), max_length=12, choices=SettlementKind)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2, default=0)
    reason = models.TextField(_("grounds"))
    paid_by_mall = models.BooleanField(_("the mall pays in advance"), default=False)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    carried_out_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    carried_out_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("proposed_at", "id")
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="settlement_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(carried_out_at=None, carried_out_by=None)
                | Q(carried_out_at__isnull=False, carried_out_by__isnull=False),
                name="settlement_carried_out_at_and_by_together",
            ),
            models.UniqueConstraint(
                fields=("complaint",), condition=Q(state="proposed"), name="settlement_one_proposed_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"


class Recovery(models.Model):
    """Money the mall advanced and got back from the merchant."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="recoveries")
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    receipt = models.CharField(_("receipt number"), max_length=60, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_amount_positive")]

    def __str__(self) -> str:
        return f"{self.settlement_id}"


class Agreement(models.Model):
    """Mediation agreement F-85 (CMP-24, CMP-25): immutable once signed, voidable with a reason."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="agreements")
    number = models.CharField(_("number"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=AgreementState, default=AgreementState.DRAFTED)
    a_name = models.CharField(_("party A"), max_length=60)
    a_address = EncryptedTextField(_("A's address"), blank=True)
    a_phone = EncryptedTextField(_("A's phone"), blank=True)
    a_identity = EncryptedTextField(_("A's ID number"), blank=True)
    b_name = models.CharField(_("party B"), max_length=100)
    b_address = models.CharField(_("B's address"), max_length=200, blank=True)
    b_phone = EncryptedTextField(_("B's phone"), blank=True)
    b_contact = models.CharField(_("B's representative"), max_length=60, blank=True)
    facts = models.TextField(_("complaint and goods"))
    a_duties = models.TextField(_("A's obligations"))
    b_duties = models.TextField(_("B's obligations"))
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    a_signed_on = models.DateField(_("signed by A on"), null=True, blank=True)
    b_signed_on = models.DateField(_("signed and sealed by B on"), null=True, blank=True)
    scan = models.ForeignKey("casework.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    effective_at = models.DateTimeField(_("effective at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.TextField(_("why voided"), blank=True)

    class Meta:
        ordering = ("drafted_at", "id")
        verbose_name = _("mediation agreement")
        verbose_name_plural = _("mediation agreements")
        triggers = [
            pgtrigger.Trigger(
                name="agreement_signed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_SIGNED_STAYS,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="effective")
                | Q(
                    a_signed_on__isnull=False, b_signed_on__isnull=False, effective_at__isnull=False, scan__isnull=False
                ),
                name="agreement_effective_when_both_signed_and_scanned",
            ),
            models.CheckConstraint(
                condition=~Q(state="voided")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="agreement_voided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed_a") | Q(a_signed_on__isnull=False), name="agreement_signed_a_has_its_day"
            ),
            models.UniqueConstraint(
                fields=("complaint",), condition=~Q(state="voided"), name="agreement_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(b_signed_on=None) | Q(a_signed_on__isnull=False, b_signed_on__gte=F("a_signed_on")),
                name="agreement_b_signs_after_a",
            ),
        ]

    def __str__(self) -> str:
        return self.number

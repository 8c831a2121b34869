"""The complaint itself and the people in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Folder
from complaints.states import (
    Against,
    Channel,
    ComplainantKind,
    Demand,
    Ending,
    Severity,
    State,
)
from mall.fields import EncryptedTextField
from mall.masking import mask_email

if TYPE_CHECKING:
    from mall.models import User

PERSON = settings.AUTH_USER_MODEL


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Words for complaints."""

    def visible_to(self, user: User) -> ComplaintQuerySet:
        """What the folder's rule says, and nothing narrower."""
        return self.filter(folder__in=Folder.objects.visible_to(user))


class Complaint(models.Model):
    """An expression of dissatisfaction that is registered and tracked.

    Its due dates, title and place in the queues stand on its folder; texts and persons stand here and in `Party`.
    """

    folder = models.OneToOneField(Folder, models.PROTECT, related_name="complaint")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.REGISTERED)

    # How it came
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    authority = models.ForeignKey(
        "complaints.Authority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("authority"),
        db_index=False,
    )
    authority_number = models.CharField(_("their number"), max_length=60, blank=True)
    authority_due_at = models.DateTimeField(_("their deadline"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"))
    arrival_corrected = models.CharField(_("why the arrival was corrected"), max_length=200, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    dispatched_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    rules_explained = models.BooleanField(_("dispute rules explained"), default=False)

    # Who and about whom
    complainant_kind = models.CharField(_("complainant"), max_length=10, choices=ComplainantKind)
    vip = models.BooleanField("VIP", default=False)
    against = models.CharField(_("about"), max_length=10, choices=Against, default=Against.MERCHANT)
    complaining_merchant = models.ForeignKey(
        "merchants.Merchant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints_made",
        verbose_name=_("complaining merchant"),
    )
    merchant = models.ForeignKey(
        "merchants.Merchant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("merchant"),
        db_index=False,
    )
    unit = models.ForeignKey(
        "mall.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("unit"),
        db_index=False,
    )
    floor = models.ForeignKey(
        "mall.Floor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("floor"),
        db_index=False,
    )
    place = models.CharField(
        _("place in words"), max_length=100, blank=True, help_text=_("Also the unit of an old paper we do not know.")
    )
    staff_person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person complained about")
    )

    # What
    happened = models.TextField(_("what happened"))
    category = models.ForeignKey(
        "complaints.ComplaintCategory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("category"),
    )
    cause = models.ForeignKey(
        "complaints.Cause",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("cause"),
        db_index=False,
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, null=True, blank=True)
    injury = models.BooleanField(_("somebody is hurt"), default=False)
    important = models.BooleanField(_("important problem, straight to the general manager"), default=False)
    demand = models.CharField(_("demand"), max_length=12, choices=Demand, blank=True)
    demand_words = models.CharField(_("demand in words"), max_length=200, blank=True)
    demand_amount = models.DecimalField(
        _("amount asked (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    goods = models.CharField(_("goods"), max_length=100, blank=True)
    goods_model = models.CharField(_("model or size"), max_length=60, blank=True)
    goods_quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    defect_quantity = models.PositiveIntegerField(_("defective"), null=True, blank=True)
    goods_price = models.DecimalField(_("price paid (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    order_number = models.CharField(_("order or receipt number"), max_length=60, blank=True)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    has_receipt = models.BooleanField(_("receipt shown"), null=True, blank=True)
    wants_call = models.BooleanField(_("may be called afterwards"), default=True)

    # Met, judged, ended
    met_by = models.ForeignKey(
        PERSON,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("met by (CMP-33)"),
        db_index=False,
    )
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    met_sent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    judgement = models.TextField(_("judgement"), blank=True)
    responsible = models.ForeignKey(
        "mall.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department of origin (CMP-28)"),
        db_index=False,
    )
    responsible_loss = models.DecimalField(
        _("loss of the department (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    personal_penalty = models.CharField(
        _("penalty of persons, suggested"),
        max_length=200,
        blank=True,
        help_text=_("What the desk suggests; what stands is decided once the case is closed (CMP-42)."),
    )
    lesson = models.TextField(_("lesson"), blank=True)
    investigated_at = models.DateTimeField(_("investigation ended at"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported upward at"), null=True, blank=True)
    result_told_at = models.DateTimeField(_("result told at"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=16, choices=Ending, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=0, help_text=_("One higher each time it is reopened."))
    rejected_reason = models.TextField(_("why unfounded"), blank=True)
    withdrawn_reason = models.TextField(_("why withdrawn"), blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(condition=~Q(happened=""), name="complaint_says_what_happened"),
            models.CheckConstraint(
                condition=Q(registered_at__gte=F("arrived_at")), name="complaint_registered_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(dispatched_at=None) | Q(dispatched_at__gte=F("registered_at")),
                name="complaint_handed_over_after_registering",
            ),
            models.CheckConstraint(
                condition=~Q(channel="authority") | Q(authority__isnull=False), name="complaint_forwarded_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(merchant__isnull=False)
                | Q(unit__isnull=False)
                | Q(staff_person__isnull=False)
                | Q(floor__isnull=False)
                | ~Q(place="")
                | Q(against="mall"),
                name="complaint_says_where_or_whom",
            ),
            models.CheckConstraint(
                condition=Q(met_at=None, met_by=None) | Q(met_at__isnull=False, met_by__isnull=False),
                name="complaint_met_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(ending="") & Q(result_told_at__isnull=False)),
                name="complaint_closed_with_ending_and_result_told",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("dispatched", "in_handling")) | Q(severity__isnull=False),
                name="complaint_handed_over_with_severity",
            ),
            models.CheckConstraint(
                condition=Q(merchant=None) | Q(complaining_merchant=None) | ~Q(merchant=F("complaining_merchant")),
                name="complaint_not_against_oneself",
            ),
        ]
        indexes = [
            models.Index(fields=("registered_at",), name="complaint_by_day"),
            models.Index(fields=("merchant", "-registered_at"), name="complaint_of_merchant"),
            models.Index(fields=("unit", "-registered_at"), name="complaint_of_unit"),
            models.Index(fields=("state", "registered_at"), name="complaint_by_state"),
        ]

    def __str__(self) -> str:
        return self.folder.number

    def get_absolute_url(self) -> str:
        """Return the address of the case page."""
        return reverse("complaints:case", args=[self.folder.number])


class Party(models.Model):
    """A person in a complaint. All personal data of a complaint stand here, so erasing touches this row alone."""

    class Part(models.TextChoices):
        """What part they have."""

        COMPLAINANT = "complainant", _("Complainant")
        OTHER_SIDE = "other_side", _("Other side")
        WITNESS = "witness", _("Witness")
        INJURED = "injured", _("Injured person")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="parties")
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.COMPLAINANT)
    name = models.CharField(_("name"), max_length=60, blank=True)
    will_not_say = models.BooleanField(_("will not say who"), default=False)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_blind = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    email = EncryptedTextField(_("e-mail"), blank=True)
    address = EncryptedTextField(_("address"), blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=("complaint",), condition=Q(part="complainant"), name="party_one_complainant"
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(will_not_say=True) | Q(erased_at__isnull=False),
                name="party_named_or_will_not_say",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_email(self) -> str:
        """The e-mail address as it may stand on a page."""
        return mask_email(self.email)


class Statement(models.Model):
    """What the other side says, recorded beside the complainant's words."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="statements")
    said_by = models.CharField(_("who says so"), max_length=60)
    text = models.TextField(_("statement"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class Reply(models.Model):
    """An answer given to the complainant, by letter, phone or in person, with its words (CMP-30, FUP-S02)."""

    class Way(models.TextChoices):
        """How it was told."""

        PHONE = "phone", _("Phone")
        LETTER = "letter", _("Letter")
        IN_PERSON = "in_person", _("In person")
        EMAIL = "email", _("E-mail")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="replies")
    way = models.CharField(_("way"), max_length=10, choices=Way)
    words = models.TextField(_("what was said"))
    final = models.BooleanField(_("tells the result"), default=False)
    accepted = models.BooleanField(_("the complainant accepts"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="reply_has_words")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.way}"

"""A delivery, an item of mail, a correction of it, a batch of returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Folder
from mail_desk.numbers import LONGEST_NUMBER
from mail_desk.states import OPEN, WAITING, Correction, State
from mall.fields import EncryptedTextField

if TYPE_CHECKING:
    from mall.models import User

PERSON = settings.AUTH_USER_MODEL
OPEN_STATES = sorted(OPEN)


class Delivery(models.Model):
    """MAIL-01. Mail handed over by the post office or a courier, signed for; its folder's clock is the one hour."""

    folder = models.OneToOneField(Folder, models.PROTECT, related_name="mail_delivery")
    carrier = models.ForeignKey(
        "mail_desk.Carrier", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carrier")
    )
    brought_by = models.CharField(_("handed over by"), max_length=40, blank=True)
    received_at = models.DateTimeField(_("received at"))
    announced = models.PositiveIntegerField(
        _("items by their list"), null=True, blank=True, help_text=_("As many as the post office's own list says.")
    )
    signature = EncryptedTextField(_("signature"), blank=True)
    finished_at = models.DateTimeField(_("registration finished at"), null=True, blank=True)
    finished_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    late_reason = models.CharField(_("why it took more than the time"), max_length=200, blank=True)
    differs_reason = models.CharField(_("why the number differs from their list"), max_length=200, blank=True)
    imported = models.BooleanField(_("imported"), default=False)

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = _("delivery of mail")
        verbose_name_plural = _("deliveries of mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="mail_delivery_finished_at_and_by_together",
            )
        ]
        indexes = [models.Index(fields=("-received_at", "-id"), name="mail_delivery_newest")]

    def __str__(self) -> str:
        return self.folder.number

    def get_absolute_url(self) -> str:
        """Return the address of the delivery's page."""
        return reverse("mail_desk:delivery", args=[self.folder.number])


class ReturnBatch(models.Model):
    """MAIL-06. Items handed back to the post together on one slip F-04, signed by the post-office person."""

    folder = models.OneToOneField(Folder, models.PROTECT, related_name="mail_return")
    carrier = models.ForeignKey(
        "mail_desk.Carrier", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carrier")
    )
    begun_at = models.DateTimeField(_("begun at"))
    taken_by = models.CharField(_("taken over by"), max_length=40, blank=True)
    signature = EncryptedTextField(_("signature"), blank=True)
    on_paper = models.BooleanField(_("signed on paper"), default=False)
    handed_at = models.DateTimeField(_("handed back at"), null=True, blank=True)
    handed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    late_reason = models.CharField(_("why it took more than the time"), max_length=200, blank=True)

    class Meta:
        ordering = ("-begun_at", "-id")
        verbose_name = _("return of mail")
        verbose_name_plural = _("returns of mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_at=None, handed_by=None) | Q(handed_at__isnull=False, handed_by__isnull=False),
                name="mail_return_handed_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return self.folder.number

    def get_absolute_url(self) -> str:
        """Return the address of the batch's page."""
        return reverse("mail_desk:return", args=[self.folder.number])


class MailItemQuerySet(models.QuerySet["MailItem"]):
    """Words for items."""

    def visible_to(self, user: User) -> MailItemQuerySet:
        """What the folder's rule says, and nothing narrower."""
        return self.filter(folder__in=Folder.objects.visible_to(user))

    def open(self) -> MailItemQuerySet:
        """At the desk and not done with; the condition repeats that of the partial indexes."""
        return self.filter(state__in=OPEN_STATES)

    def counted(self) -> MailItemQuerySet:
        """What totals count: everything but what was struck out."""
        return self.exclude(state=State.VOID)


class MailItem(models.Model):
    """A letter or parcel, or a bundle of ordinary letters for one floor with its quantity.

    Its place in the queues and what is due stand on its folder. `unit_words` is the address as written where the unit
    is not in the register. The notice (F-02) is the item itself while it waits: `notified_at` and its calls.
    """

    folder = models.OneToOneField(Folder, models.PROTECT, related_name="mail_item")
    state = models.CharField(_("state"), max_length=12, choices=State)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="items", verbose_name=_("delivery"))
    received_at = models.DateTimeField(_("received at"))
    registered_at = models.DateTimeField(_("registered at"), null=True, blank=True)
    registered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("registered by")
    )

    # What it is
    mail_class = models.ForeignKey(
        "mail_desk.MailClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("class"),
        db_index=False,
    )
    number = models.CharField(_("item number"), max_length=LONGEST_NUMBER, blank=True)
    carrier = models.ForeignKey(
        "mail_desk.Carrier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carrier"),
        db_index=False,
    )
    carrier_chosen = models.BooleanField(
        _("carrier chosen by the clerk"), default=False, help_text=_("Else it was guessed from the number.")
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    large = models.BooleanField(_("large"), default=False)
    heavy = models.BooleanField(_("heavy"), default=False)
    unclear = models.BooleanField(_("address unclear"), default=False)
    damaged = models.BooleanField(_("damaged"), default=False)
    cash = models.BooleanField(_("cash on delivery"), default=False)
    condition = models.CharField(
        _("condition"), max_length=120, blank=True, help_text=_("The carrier's proof for what is damaged.")
    )

    # Whose it is
    unit = models.ForeignKey(
        "mall.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"), db_index=False
    )
    unit_words = models.CharField(_("address as written"), max_length=60, blank=True)
    floor = models.ForeignKey(
        "mall.Floor", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor"), db_index=False
    )
    merchant = models.ForeignKey(
        "merchants.Merchant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mail",
        verbose_name=_("merchant"),
        db_index=False,
    )
    addressee = models.CharField(_("addressee"), max_length=60, blank=True)
    sender = models.CharField(_("sender"), max_length=60, blank=True)
    internal = models.BooleanField(_("for 8F or the company"), default=False)

    # Refused
    refused_by = models.ForeignKey(
        "mail_desk.RefusedArea", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    refusal = models.CharField(_("refused by rule"), max_length=120, blank=True)

    # Waiting
    pickup_code = models.CharField(_("pick-up code"), max_length=6, blank=True)
    notified_at = models.DateTimeField(_("on the notice since"), null=True, blank=True)
    collect_by = models.DateTimeField(_("to be collected by"), null=True, blank=True)
    stays = models.ForeignKey(
        PERSON,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stays and waits"),
        db_index=False,
    )
    remind_at = models.DateTimeField(_("call again from"), null=True, blank=True)
    keep_until = models.DateTimeField(_("kept until"), null=True, blank=True)
    not_home = models.PositiveSmallIntegerField(_("times nobody was there"), default=0)

    # Gone
    hand_out = models.ForeignKey(
        "mail_desk.HandOut", models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("handed out")
    )
    collection = models.ForeignKey(
        "mail_desk.Collection", models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("collected")
    )
    return_reason = models.ForeignKey(
        "mail_desk.ReturnReason",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("why it goes back"),
        db_index=False,
    )
    return_batch = models.ForeignKey(
        ReturnBatch, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("returned with")
    )
    ended_at = models.DateTimeField(_("gone at"), null=True, blank=True)

    objects = MailItemQuerySet.as_manager()

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = _("mail item")
        verbose_name_plural = _("mail items")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="mail_item_counts_one_at_least"),
            models.CheckConstraint(
                condition=Q(state=State.RECEIVED) | Q(state=State.VOID) | Q(mail_class__isnull=False),
                name="mail_item_registered_has_a_class",
            ),
            models.CheckConstraint(
                condition=Q(registered_at=None, registered_by=None)
                | Q(registered_at__isnull=False, registered_by__isnull=False),
                name="mail_item_registered_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.COLLECTED) | Q(collection__isnull=False),
                name="mail_item_collected_has_its_proof",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DISTRIBUTED) | Q(hand_out__isnull=False),
                name="mail_item_handed_out_has_its_row",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | Q(return_batch__isnull=False),
                name="mail_item_returned_has_its_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(refusal=""), name="mail_item_refused_names_its_rule"
            ),
            # A code belongs to one open item; what has gone gives it back.
            models.UniqueConstraint(
                fields=("pickup_code",),
                condition=~Q(pickup_code="") & Q(state__in=OPEN_STATES),
                name="mail_item_code_once_among_open",
            ),
        ]
        indexes = [
            models.Index(fields=("-received_at", "-id"), name="mail_item_newest"),
            models.Index(fields=("number",), condition=~Q(number=""), name="mail_item_by_number"),
            models.Index(fields=("merchant", "-received_at"), name="mail_item_of_merchant"),
            models.Index(fields=("floor", "state"), condition=Q(state__in=OPEN_STATES), name="mail_item_open_floor"),
            models.Index(fields=("unit",), condition=Q(state__in=OPEN_STATES), name="mail_item_open_unit"),
            models.Index(
                fields=("state", "received_at"), condition=Q(state__in=OPEN_STATES), name="mail_item_open_age"
            ),
            models.Index(fields=("ended_at",), condition=Q(ended_at__isnull=False), name="mail_item_gone"),
            models.Index(fields=("keep_until",), condition=Q(state__in=sorted(WAITING)), name="mail_item_kept_until"),
        ]

    def __str__(self) -> str:
        return self.folder.number

    def get_absolute_url(self) -> str:
        """Return the address of the item's page."""
        return reverse("mail_desk:item", args=[self.folder.number])

    @property
    def where(self) -> str:
        """The unit, or the address as written, or the floor."""
        if self.unit_id is not None:
            return str(self.unit)
        return self.unit_words or (str(self.floor) if self.floor_id is not None else "")


class Mend(models.Model):
    """HAND-08. A mistake put right: what stood before and after, who and why. Rows are only added.

    `before` and `after` are field names with ids, numbers and words of the particulars (personal: erased with them).
    """

    item = models.ForeignKey(MailItem, models.PROTECT, related_name="mends")
    kind = models.CharField(_("kind"), max_length=12, choices=Correction)
    reason = models.CharField(_("reason"), max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("correction of mail")
        verbose_name_plural = _("corrections of mail")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="mail_mend_says_why")]
        indexes = [models.Index(fields=("at",), name="mail_mend_by_time")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"


__all__ = ["Delivery", "MailItem", "Mend", "ReturnBatch"]

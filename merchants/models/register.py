"""The register of merchants: who trades where, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models import Folder
from mall.fields import EncryptedTextField, blind
from mall.masking import mask_phone
from mall.pinyin import keys
from merchants.names import name_key

if TYPE_CHECKING:
    from datetime import date

    from mall.models import User

PERSON = settings.AUTH_USER_MODEL
NAME_LENGTH = 100
PINYIN_LENGTH = 400
TAIL = 4


def tail_key(last4: str) -> str:
    """The blind key of a phone's last four digits, kept apart from that of whole numbers."""
    return blind(f"tail:{last4}")


@pghistory.track()
class Category(models.Model):
    """What a merchant trades in."""

    code = models.SlugField(
        _("code"), unique=True, allow_unicode=True, help_text=_("Short name for spreadsheets and imports; it stays.")
    )
    name = models.CharField(
        _("name"),
        max_length=40,
        unique=True,
        help_text=_("As the mall's own list of merchants writes it; the import reads it."),
    )
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Lists show small numbers first."))
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use: no longer offered, kept where it was chosen before.")
    )

    class Meta:
        ordering = ("order", "name")
        verbose_name = _("merchant category")
        verbose_name_plural = _("merchant categories")

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


@pghistory.track()
class MerchantClass(models.Model):
    """A class of merchants; only A has rules of its own (MER-03)."""

    code = models.CharField(
        _("code"), max_length=4, unique=True, help_text=_("A, B, C … A is given and taken back by the floors alone.")
    )
    name = models.CharField(
        _("name"), max_length=40, help_text=_("Shown beside the merchant's name, at the counter too.")
    )
    name_en = models.CharField(
        _("English name"), max_length=60, blank=True, help_text=_("Shown on English pages; empty: the Chinese name.")
    )

    class Meta:
        ordering = ("code",)
        verbose_name = _("merchant class")
        verbose_name_plural = _("merchant classes")

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> str:
        """The name in the language of the page."""
        return (self.name_en or self.name) if get_language() == "en" else self.name


class MerchantQuerySet(models.QuerySet["Merchant"]):
    """Words for merchants."""

    def trading(self) -> MerchantQuerySet:
        """Merchants that have not left."""
        return self.filter(left_on=None)

    def visible_to(self, user: User) -> MerchantQuerySet:
        """What the folder's rule says, and nothing narrower."""
        return self.filter(folder__in=Folder.objects.visible_to(user))


@pghistory.track()
class Merchant(models.Model):
    """A tenant trading in one or more units (MER-01)."""

    folder = models.OneToOneField("casework.Folder", models.PROTECT, related_name="merchant")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    normalised_name = models.CharField(max_length=NAME_LENGTH, editable=False)
    pinyin = models.CharField(max_length=PINYIN_LENGTH, editable=False)
    initials = models.CharField(max_length=NAME_LENGTH, editable=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="merchants", verbose_name=_("category")
    )
    merchant_class = models.ForeignKey(
        MerchantClass, models.PROTECT, null=True, blank=True, related_name="merchants", verbose_name=_("class")
    )
    entered_on = models.DateField(_("entry date"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    area = models.DecimalField(_("area (m²)"), max_digits=8, decimal_places=2, null=True, blank=True)
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = MerchantQuerySet.as_manager()

    class Meta:
        ordering = ("pinyin", "id")
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(entered_on=None) | Q(left_on__gte=F("entered_on")),
                name="merchant_leaves_after_entering",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="merchant_has_a_name"),
        ]
        indexes = [
            models.Index(fields=("normalised_name",), name="merchant_by_name", opclasses=("varchar_pattern_ops",)),
            models.Index(fields=("pinyin",), name="merchant_by_pinyin", opclasses=("varchar_pattern_ops",)),
            models.Index(fields=("initials",), name="merchant_by_initials", opclasses=("varchar_pattern_ops",)),
            models.Index(fields=("pinyin", "id"), name="merchant_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the merchant's page."""
        return reverse("merchants:file", args=[self.folder.number])

    def call(self, name: str) -> None:
        """Give the merchant a name, and the keys by which it is found and sorted (not saved)."""
        self.name = name
        self.normalised_name = name_key(name)[:NAME_LENGTH]
        full, initials = keys(name)
        self.pinyin, self.initials = full[:PINYIN_LENGTH], initials[:NAME_LENGTH]


@pghistory.track(exclude=["phone"])
class Contact(models.Model):
    """A person of a merchant and how to reach them (MER-06)."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=40)
    duty = models.CharField(_("duty"), max_length=40, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_blind = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    phone_last4_blind = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-is_main", "id")
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=("merchant",), condition=Q(is_main=True, removed_at=None), name="contact_one_main"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked(self) -> str:
        """The phone as it may be shown to anybody who sees the file."""
        return mask_phone(self.phone)

    def ring(self, phone: str) -> None:
        """Give the contact a phone in its one spelling, and the blind keys by which it is found (not saved)."""
        self.phone = phone
        bare = phone.partition("-")[0]
        self.phone_blind = blind(bare) if bare else ""
        self.phone_last4_blind = tail_key(bare[-TAIL:]) if bare else ""


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    """Words for tenancies."""

    def on(self, day: date) -> TenancyQuerySet:
        """Tenancies that hold on a day."""
        return self.filter(period__contains=day)


@pghistory.track()
class Tenancy(models.Model):
    """A merchant in a unit over time; one merchant per unit at a time, held by the database."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="tenancies")
    unit = models.ForeignKey("mall.Unit", models.PROTECT, related_name="tenancies", verbose_name=_("unit"))
    period = DateRangeField(_("period"), help_text=_("From the first day up to, not including, the day it ended."))

    objects = TenancyQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-period")
        verbose_name = _("tenancy")
        verbose_name_plural = _("tenancies")
        constraints = [
            # int8range needs no btree_gist, which the embedded server does not carry.
            ExclusionConstraint(
                name="tenancy_one_merchant_per_unit_at_a_time",
                expressions=[
                    (
                        Func(
                            F("unit_id"), F("unit_id"), Value("[]"), function="int8range", output_field=IntegerField()
                        ),
                        RangeOperators.EQUAL,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="tenancy_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} @ {self.unit_id}"


@pghistory.track()
class ClassNaming(models.Model):
    """A floor named a merchant A-class, or took it back (MER-02)."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="namings")
    merchant_class = models.ForeignKey(MerchantClass, models.PROTECT, null=True, related_name="+")
    floor = models.ForeignKey("mall.Floor", models.PROTECT, related_name="+", verbose_name=_("named by floor"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.merchant_class_id}"


class Dispute(models.Model):
    """A dispute on a merchant's record: one row per folder, withdrawn when the matter is reopened."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="disputes")
    origin = models.OneToOneField("casework.Folder", models.PROTECT, related_name="dispute")
    kind = models.CharField(_("kind"), max_length=40)
    upheld = models.BooleanField(_("upheld"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="dispute_withdrawn_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.origin_id}"

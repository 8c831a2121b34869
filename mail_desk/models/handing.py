"""How items leave the desk: called for, handed out on a round, collected; and the tries of pick-up codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mail_desk.states import CallOutcome, Collector, IdKind
from mall.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class Call(models.Model):
    """MAIL-03. A phone call about an item on the notice, with its outcome."""

    item = models.ForeignKey("mail_desk.MailItem", models.PROTECT, related_name="calls")
    at = models.DateTimeField(_("called at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("called by"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome)
    collect_by = models.DateTimeField(_("to be collected by"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("call about mail")
        verbose_name_plural = _("calls about mail")

    def __str__(self) -> str:
        return f"{self.item_id} {self.outcome}"


class HandOut(models.Model):
    """MAIL-02, MAIL-11. Items given out: to on-site staff against a count, or to a receiver on a round."""

    class Way(models.TextChoices):
        """To whom."""

        STAFF = "staff", _("To on-site staff")
        RECEIVER = "receiver", _("To the receiver")

    way = models.CharField(_("way"), max_length=8, choices=Way)
    at = models.DateTimeField(_("handed out at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("handed out by"))
    floor = models.ForeignKey(
        "mall.Floor", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    receiver = models.CharField(_("receiver"), max_length=40)
    signature = EncryptedTextField(_("signature"), blank=True)
    on_paper = models.BooleanField(_("signed on paper"), default=False)
    count = models.PositiveIntegerField(_("letters counted"))

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("hand-out of mail")
        verbose_name_plural = _("hand-outs of mail")
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="mail_hand_out_counts_one_at_least")]
        indexes = [models.Index(fields=("-at", "-id"), name="mail_hand_out_newest")]

    def __str__(self) -> str:
        return f"{self.way} {self.at:%F %H:%M}"


class Collection(models.Model):
    """MAIL-04. Items fetched at the desk: by whom, with what paper, signed; the proof F-05."""

    at = models.DateTimeField(_("collected at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("handed out by"))
    desk = models.ForeignKey(
        "mall.Desk", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk")
    )
    collector = models.CharField(_("collected by"), max_length=8, choices=Collector)
    name = models.CharField(_("name"), max_length=40)
    relationship = models.CharField(_("relationship"), max_length=40, blank=True)
    id_kind = models.CharField(_("paper shown"), max_length=8, choices=IdKind, blank=True)
    id_number = EncryptedTextField(_("ID number"), blank=True)
    signature = EncryptedTextField(_("signature"), blank=True)
    on_paper = models.BooleanField(_("signed on paper"), default=False)
    without_proof = models.CharField(_("why without proof"), max_length=200, blank=True)
    released_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("released by")
    )

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("collection of mail")
        verbose_name_plural = _("collections of mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None, without_proof="") | (Q(released_by__isnull=False) & ~Q(without_proof="")),
                name="mail_collection_released_by_and_why_together",
            )
        ]
        indexes = [
            models.Index(fields=("-at", "-id"), name="mail_collection_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.collector} {self.at:%F %H:%M}"


class CodeTry(models.Model):
    """A pick-up code that was asked for; too many wrong ones of one person in a while are refused."""

    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    right = models.BooleanField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("by", "-at"), name="mail_code_try_of_person")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.right}"

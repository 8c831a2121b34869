"""Work letters from one department to another: what is asked, what is promised, what came of it (TASK)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Folder
from mall.fields import EncryptedTextField
from mall.models import Department

if TYPE_CHECKING:
    from mall.models import User

PERSON = settings.AUTH_USER_MODEL


class WorkLetterQuerySet(models.QuerySet["WorkLetter"]):
    """Words for letters."""

    def visible_to(self, user: User) -> WorkLetterQuerySet:
        """What the folder's rule says, and nothing narrower."""
        return self.filter(folder__in=Folder.objects.visible_to(user))

    def open(self) -> WorkLetterQuerySet:
        """Nothing has come of it yet; the condition repeats that of the partial indexes."""
        return self.filter(ended_at=None)


class WorkLetter(models.Model):
    """Work one department asks of another in writing, or by word of mouth with the other head knowing.

    F-80 to customer service, F-81 from it; handbook 6.14. Number and timeline are the folder's, whose department is
    the one that asks.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFTED = "drafted", _("Waits for the own head")
        RETURNED = "returned", pgettext_lazy("letter", "Sent back by the own head")
        SENT = "sent", pgettext_lazy("letter", "Sent")
        RECEIVED = "received", pgettext_lazy("letter", "Received")
        COMMITTED = "committed", _("Time promised")
        AGREED = "agreed", _("Agreed by word of mouth")
        DONE = "done", pgettext_lazy("letter", "Done")
        NOT_DONE = "not_done", _("Not done: the commitment applies")
        SETTLED = "settled", _("Not done, commitment carried out")
        #: What was only said carries no commitment: nothing is settled.
        UNDONE = "undone", pgettext_lazy("letter", "Not done")
        REFUSED = "refused", pgettext_lazy("letter", "Refused by the executor")
        WITHDRAWN = "withdrawn", pgettext_lazy("letter", "Withdrawn")

    folder = models.OneToOneField(Folder, models.PROTECT, related_name="work_letter")
    from_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("asking department"), db_index=False
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("executing department"), db_index=False
    )
    content = models.TextField(_("content"))
    executor = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("executor"))
    final_at = models.DateTimeField(_("final deadline"))
    #: The earlier of final deadline and promised time: what lists sort and filter by.
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFTED)
    submitted_at = models.DateTimeField(_("submitted at"))

    is_oral = models.BooleanField(_("agreed by word of mouth"), default=False)
    hours = models.PositiveSmallIntegerField(_("hours it takes"), null=True, blank=True)
    is_simple = models.BooleanField(_("simple temporary help"), default=False)
    other_head = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("head who knows of it")
    )

    approved_at = models.DateTimeField(_("signed by the own head at"), null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    signature = EncryptedTextField(_("signature"), blank=True)
    return_reason = models.CharField(_("why it is sent back"), max_length=300, blank=True)

    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    committed_at = models.DateTimeField(_("promised at"), null=True, blank=True)
    committed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    committed_for = models.DateTimeField(_("realistic completion time"), null=True, blank=True)
    commitment = models.CharField(_("commitment if it is not done"), max_length=500, blank=True)
    later_reason = models.CharField(_("why later than the final deadline"), max_length=300, blank=True)
    committed_signature = EncryptedTextField(_("signature"), blank=True)

    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(_("result"), max_length=1000, blank=True)
    applied_at = models.DateTimeField(_("commitment carried out at"), null=True, blank=True)
    applied_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    applied = models.CharField(_("how the commitment was carried out"), max_length=500, blank=True)
    ended_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = WorkLetterQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-id")
        verbose_name = _("work letter")
        verbose_name_plural = _("work letters")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_department=F("to_department")), name="work_letter_between_two_departments"
            ),
            models.CheckConstraint(condition=~Q(content=""), name="work_letter_says_what"),
            models.CheckConstraint(
                condition=Q(is_oral=False) | Q(other_head__isnull=False), name="work_letter_oral_names_the_head"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at": None, f"{act}_by": None})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"work_letter_{act}_at_and_by_together",
                )
                for act in ("approved", "received", "committed", "reported", "applied")
            ),
            models.CheckConstraint(
                condition=Q(committed_at=None) | (Q(committed_for__isnull=False) & ~Q(commitment="")),
                name="work_letter_promise_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, state__in=("drafted", "returned", "sent", "received", "committed"))
                | Q(ended_at=None, state__in=("agreed", "not_done"))
                | Q(ended_at__isnull=False, state__in=("done", "settled", "undone", "refused", "withdrawn")),
                name="work_letter_ended_by_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=("to_department", "due_at", "id"), condition=Q(ended_at=None), name="letter_open_to"),
            models.Index(
                fields=("from_department", "due_at", "id"), condition=Q(ended_at=None), name="letter_open_from"
            ),
            models.Index(fields=("to_department", "-ended_at", "-id"), name="letter_ended_to"),
            models.Index(fields=("from_department", "-ended_at", "-id"), name="letter_ended_from"),
        ]

    def __str__(self) -> str:
        return self.folder.number

    def get_absolute_url(self) -> str:
        """Return the address of the letter's page."""
        return reverse("staffing:letter", args=[self.folder.number])

    @property
    def form_code(self) -> str:
        """F-80 where customer service is asked, F-81 where it asks."""
        return "F-80" if self.to_department.code == Department.CUSTOMER_SERVICE else "F-81"

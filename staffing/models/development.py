"""The private development file: what was talked about, and who may be told (MEET-11, F-88).

No history is kept of it and no other table mentions it: only the employee and who wrote it know that it exists.
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mall.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class TalkNote(models.Model):
    """What a supervisor and an employee talked about; the words stand encrypted."""

    employee = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("employee"))
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    talked_on = models.DateField(_("day of the talk"))
    text = EncryptedTextField(_("notes"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        ordering = ("-talked_on", "-id")
        verbose_name = _("note of a talk")
        verbose_name_plural = _("notes of talks")
        constraints = [
            models.CheckConstraint(condition=~Q(employee=F("written_by")), name="talk_note_of_two_people"),
            models.CheckConstraint(condition=~Q(text=""), name="talk_note_says_something"),
        ]
        indexes = [models.Index(fields=("written_by", "employee", "talked_on"), name="talk_note_of_a_file")]
        triggers = [pgtrigger.Protect(name="talk_note_is_not_altered", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.pk}"


class TalkConsent(models.Model):
    """The writer would like to tell somebody of a talk; only the employee's consent permits it."""

    class State(models.TextChoices):
        """What the employee says."""

        ASKED = "asked", _("Waits for the employee")
        GIVEN = "given", _("Consent given")
        REFUSED = "refused", _("Not permitted")
        TAKEN_BACK = "taken_back", _("Consent taken back")

    note = models.ForeignKey(TalkNote, models.PROTECT, related_name="consents")
    whom = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("who is told"))
    why = EncryptedTextField(_("what for"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        verbose_name = _("consent to tell")
        verbose_name_plural = _("consents to tell")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="talk_consent_answered_whole",
            ),
            models.UniqueConstraint(
                fields=("note", "whom"), condition=Q(state__in=("asked", "given")), name="talk_consent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

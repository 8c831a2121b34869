"""What follows: meetings, improvement, objections, letters, flagged customers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from mall.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A joint meeting of several departments with minutes (JOINT-S09, JOINT-S10)."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="meetings")
    called_at = models.DateTimeField(_("called at"))
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    takes_place_at = models.DateTimeField(_("takes place at"))
    place = models.CharField(_("place"), max_length=60)
    departments = models.ManyToManyField("mall.Department", verbose_name=_("departments"))
    agenda = models.TextField(_("topic"))
    attended = models.ManyToManyField("mall.Department", blank=True, related_name="+", verbose_name=_("came"))
    answers_late = models.ManyToManyField(
        "mall.Department", blank=True, related_name="+", verbose_name=_("answers late")
    )
    minutes = models.TextField(_("minutes"), blank=True)
    decision = models.TextField(_("decision"), blank=True)
    held_at = models.DateTimeField(_("held at"), null=True, blank=True)
    held_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("takes_place_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at=None, held_by=None)
                | (Q(held_at__isnull=False, held_by__isnull=False) & ~Q(minutes="")),
                name="meeting_held_with_minutes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.takes_place_at:%F}"


class Improvement(models.Model):
    """A measure against its happening again, with an owner and a day to check it (CMP-28, CMP-41, IMPR, JOINT-S06).

    Proposed to the superior (IMPR-01), who agrees or sends it back; its day counts from his word on.
    """

    class State(models.TextChoices):
        """What the superior said."""

        PROPOSED = "proposed", _("Proposed")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Sent back")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="improvements")
    measure = models.TextField(_("measure"))
    owner = models.ForeignKey("mall.Department", models.PROTECT, related_name="+", verbose_name=_("owner"))
    owner_person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    check_on = models.DateField(_("check on"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PROPOSED, db_default=State.PROPOSED
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("why sent back"), blank=True, default="", db_default="")
    confirmed_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    works = models.BooleanField(_("it works"), null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    remind_on = models.DateField(
        null=True, blank=True, help_text=_("The next day on which somebody is reminded of it; empty once all were.")
    )
    reminded = models.PositiveSmallIntegerField(default=0, help_text=_("0 nobody, 1 its owner, 2 a supervisor too."))

    class Meta:
        ordering = ("check_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, works=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, works__isnull=False),
                name="improvement_checked_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(remind_on=None), name="improvement_checked_reminds_no_more"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_at=None, answered_by=None)
                | (~Q(state="proposed") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="improvement_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="improvement_sent_back_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="agreed") | Q(confirmed_at=None, remind_on=None),
                name="improvement_looked_at_once_agreed",
            ),
        ]
        indexes = [
            models.Index(fields=("check_on", "id"), condition=Q(confirmed_at=None), name="improvement_to_check"),
            models.Index(fields=("check_on", "id"), name="improvement_by_day"),
            models.Index(fields=("remind_on", "id"), condition=Q(remind_on__isnull=False), name="improvement_reminds"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class Petition(models.Model):
    """F-50: facts and a proposal sent upward, with the decision (CMP-32)."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="petitions")
    number = models.CharField(_("number"), max_length=20, unique=True)
    objection = models.TextField(_("the complainant's objection"), blank=True)
    facts = models.TextField(_("facts"))
    proposal = models.TextField(_("proposal"))
    asked_at = models.DateTimeField(_("submitted at"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decision = models.TextField(_("decision"), blank=True)
    upholds_rejection = models.BooleanField(_("stays unfounded"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, upholds_rejection=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False, upholds_rejection__isnull=False)),
                name="petition_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="petition_not_decided_by_its_author"
            ),
            models.UniqueConstraint(fields=("complaint",), condition=Q(decided_at=None), name="petition_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.number


class Paper(models.Model):
    """A numbered print of a form from the case: the report, the letters. Its text is kept as it was printed."""

    class Form(models.TextChoices):
        """The paper forms of the handbook."""

        HANDLING_REPORT = "F-84", _("Handling report")
        INTERNAL_LETTER = "F-83", _("Internal complaint letter")
        COMPLAINANT_LETTER = "F-82", _("Complainant's letter")
        REPLY_LETTER = "F-51", _("Reply letter")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="papers")
    form = models.CharField(_("form"), max_length=5, choices=Form)
    number = models.CharField(_("number"), max_length=24, unique=True)
    to_department = models.ForeignKey("mall.Department", models.PROTECT, null=True, blank=True, related_name="+")
    facts = models.TextField(_("facts"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    decision = models.TextField(_("decision"), blank=True)
    words = models.TextField(_("words"), blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(_("version"), default=1)

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return self.number


class FlaggedCustomer(models.Model):
    """A difficult customer, reported upward and confirmed by a supervisor (CMP-45). Never an automatic refusal."""

    phone_blind = models.CharField(max_length=32, db_index=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    phone = EncryptedTextField(_("phone"), blank=True)
    reason = models.TextField(_("reason"))
    origin = models.ForeignKey(Complaint, models.PROTECT, related_name="flags")
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-proposed_at", "-id")
        verbose_name = _("flagged customer")
        verbose_name_plural = _("flagged customers")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="flag_confirmed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="flag_confirmed_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="flag_lifted_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

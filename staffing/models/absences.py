"""What takes a person off the roster, and what changes it afterwards: wishes, blocks, leave, swaps."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class Wish(models.Model):
    """A day a person would like to be off; it is granted where that harms nobody."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ("on",)
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [models.UniqueConstraint(fields=("person", "on"), name="wish_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Block(models.Model):
    """Hours in which a person is not to be had: leave, training, a meeting (`staffing.actions.block`)."""

    class Why(models.TextChoices):
        """What the hours are taken for."""

        LEAVE = "leave", _("Leave")
        TRIP = "trip", _("Business trip")
        TRAINING = "training", _("Training")
        MEETING = "meeting", _("Meeting")
        OTHER = "other", _("Other")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="blocks")
    period = DateTimeRangeField(_("hours"))
    why = models.CharField(_("why"), max_length=8, choices=Why)
    #: What it comes from, as the app that asked for it names it; one block each.
    origin = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("period",)
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="block_lasts"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="block_lifted_at_and_by_together",
            ),
            models.UniqueConstraint(
                fields=("person", "origin"), condition=Q(lifted_at=None) & ~Q(origin=""), name="block_one_per_origin"
            ),
        ]
        indexes = [GistIndex(fields=("period",), condition=Q(lifted_at=None), name="block_by_hours")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.why}"


class Leave(models.Model):
    """Leave somebody asked for, and what became of it (LEAVE-01…06, F-68, F-89)."""

    class Kind(models.TextChoices):
        """What the leave is for."""

        PERSONAL = "personal", _("Personal leave")
        SICK = "sick", _("Sick leave")
        TRIP = "trip", _("Business trip")
        COMPENSATORY = "compens", _("Compensatory day off")

    class State(models.TextChoices):
        """Where it stands (handbook 6.16)."""

        REQUESTED = "requested", _("Requested")
        PASSED_ON = "passed_on", _("Waits for the general manager")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ABSENT = "absent", _("Counted as absent")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="leaves", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=300)
    place = models.CharField(_("place"), max_length=60, blank=True, help_text=_("Of a business trip."))
    is_emergency = models.BooleanField(
        _("emergency, told by phone"), default=False, help_text=_("The paper is filed afterwards.")
    )
    told_at = models.DateTimeField(_("told by phone at"), null=True, blank=True)
    #: The business trip this one continues: filed after return (LEAVE-05).
    extends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="extensions")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("what was said"), max_length=300, blank=True)

    class Meta:
        ordering = ("-from_on", "-id")
        verbose_name = _("leave")
        verbose_name_plural = _("leave")
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="leave_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(reason=""), name="leave_says_why"),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(told_at__isnull=False), name="leave_emergency_was_told"
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="leave_checked_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="leave_decided_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | ~Q(state__in=("approved", "refused")),
                name="leave_was_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("person")), name="leave_nobody_grants_his_own"
            ),
        ]
        indexes = [
            models.Index(fields=("from_on",), condition=Q(state__in=("requested", "passed_on")), name="leave_undecided")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.from_on}–{self.to_on}"


class Swap(models.Model):
    """Two people exchange shifts, or one takes another's (ROST-15, F-100, handbook 6.8)."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("Waits for the colleague")
        ACCEPTED = "accepted", _("Waits for the supervisor")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined by the colleague")
        REFUSED = "refused", _("Refused by the supervisor")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    on = models.DateField(_("shift on"))
    colleague = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("colleague"))
    #: The colleague's shift that is given in exchange; empty where the colleague only takes the shift over.
    other_on = models.DateField(_("in exchange for"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires at"), help_text=_("When the first of the shifts begins."))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("what was said"), max_length=300, blank=True)
    version = models.ForeignKey("staffing.RosterVersion", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-asked_at", "-id")
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("colleague")), name="swap_is_between_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="swap_says_why"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="swap_decided_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(version__isnull=False), name="swap_approved_made_a_version"
            ),
            models.UniqueConstraint(
                fields=("person", "on"),
                condition=Q(state__in=("asked", "accepted")),
                name="swap_one_open_for_a_shift",
            ),
        ]
        indexes = [models.Index(fields=("expires_at",), condition=Q(state__in=("asked", "accepted")), name="swap_open")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on} ↔ {self.colleague_id}"


class PostLeave(models.Model):
    """Somebody leaves the post for a while: asked, and relieved by a colleague or permitted (ROST-16)."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    desk = models.ForeignKey("mall.Desk", models.PROTECT, related_name="+", verbose_name=_("desk"))
    reason = models.CharField(_("reason"), max_length=200)
    asked_at = models.DateTimeField(_("asked at"))
    relieved_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("relieved by")
    )
    permitted_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("permitted by")
    )
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    back_at = models.DateTimeField(_("back at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    #: The person's own name here says that it was not needed any more.
    refused_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-asked_at", "-id")
        verbose_name = _("leaving the post")
        verbose_name_plural = _("leaving the post")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(relieved_by__isnull=False) | Q(permitted_by__isnull=False),
                name="post_leave_relieved_or_permitted",
            ),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(left_at__isnull=False, back_at__gte=F("left_at")),
                name="post_leave_comes_back_after_leaving",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, refused_by=None) | Q(refused_at__isnull=False, refused_by__isnull=False),
                name="post_leave_refused_at_and_by_together",
            ),
            models.UniqueConstraint(
                fields=("person",), condition=Q(back_at=None, refused_at=None), name="post_leave_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%F %R}"

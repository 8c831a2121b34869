"""Rewards and penalties, and the sheet of a month that goes to payroll (PERF-08…11, PERF-14, F-47, F-103)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PERSON = settings.AUTH_USER_MODEL


class RewardSheet(models.Model):
    """The rewards, penalties and points of a month, approved before payroll; its lines stay as they were sent."""

    class State(models.TextChoices):
        """Where it stands."""

        SUBMITTED = "submitted", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")

    month = models.DateField(_("month"))
    lines = models.JSONField(_("lines"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("what was said"), max_length=300, blank=True)

    class Meta:
        ordering = ("-month", "-id")
        verbose_name = _("sheet of rewards and penalties")
        verbose_name_plural = _("sheets of rewards and penalties")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="reward_sheet_is_of_a_month"),
            models.UniqueConstraint(
                fields=("month",), condition=~Q(state="sent_back"), name="reward_sheet_one_a_month"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_at=None, decided_by=None)
                | (~Q(state="submitted") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="reward_sheet_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")), name="reward_sheet_two_people"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="reward_sheet_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="reward_sheet_is_not_altered",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="submitted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def stands(self) -> bool:
        """Whether its lines hold; what is sent back is made anew."""
        return self.state != self.State.SENT_BACK


class Reward(models.Model):
    """A reward or a penalty for one person. It takes effect by the general manager's approval only (PERF-10)."""

    class Kind(models.TextChoices):
        """What is given or imposed (PERF-03, PERF-08, PERF-09)."""

        ORAL_PRAISE = "oral_praise", _("Oral praise")
        WRITTEN_PRAISE = "praise", _("Written praise")
        BONUS = "bonus", _("Bonus")
        CHANCE = "chance", _("Training or promotion chance")
        CRITICISM = "criticism", _("Criticism")
        VERBAL_WARNING = "warning", _("Verbal warning")
        WRITTEN_WARNING = "w_warning", _("Written warning")
        FINE = "fine", _("Fine")
        SUSPENSION = "suspension", _("Suspension")
        DEMOTION = "demotion", _("Demotion or pay cut")
        TERMINATION = "termination", _("Termination")

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("Waits for the general manager")
        APPROVED = "approved", _("In effect")
        REFUSED = "refused", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TAKEN_BACK = "taken_back", pgettext_lazy("reward", "Taken back")

    #: The rest are penalties.
    REWARDS = ("oral_praise", "praise", "bonus", "chance")
    #: These are nothing without an amount.
    MONEY = ("bonus", "fine")
    #: These may name one.
    MAY_BE_MONEY = (*MONEY, "demotion")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="rewards", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    case = models.CharField(_("case"), max_length=200)
    reason = models.TextField(_("reason"))
    amount = models.DecimalField(_("amount (yuan)"), max_digits=10, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(_("what was said"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: A proposal by who made it; what was in effect by the general manager, with the reason.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal = models.CharField(_("why it is taken back"), max_length=300, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-id")
        verbose_name = _("reward or penalty")
        verbose_name_plural = _("rewards and penalties")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("bonus", "fine"), amount__gt=0, amount__isnull=False)
                | Q(kind="demotion") & (Q(amount=None) | Q(amount__gt=0))
                | ~Q(kind__in=("bonus", "fine", "demotion")) & Q(amount=None),
                name="reward_amount_where_money",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("approved", "refused", "taken_back"), decided_at__isnull=False, decided_by__isnull=False
                )
                | Q(state__in=("proposed", "withdrawn"), decided_at=None, decided_by=None),
                name="reward_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (Q(state="taken_back", withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal=""))
                | (~Q(state__in=("withdrawn", "taken_back")) & Q(withdrawn_at=None, withdrawn_by=None, withdrawal="")),
                name="reward_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("person")) & (Q(decided_by=None) | ~Q(decided_by=F("person"))),
                name="reward_not_about_oneself",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False, state__in=("approved", "taken_back")),
                name="reward_published_whole",
            ),
        ]
        indexes = [
            models.Index(fields=("proposed_at",), condition=Q(state="proposed"), name="reward_undecided"),
            models.Index(fields=("decided_at",), condition=Q(state="approved"), name="reward_in_effect"),
        ]
        triggers = [pgtrigger.Protect(name="reward_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def is_reward(self) -> bool:
        """Whether it is a reward; else it is a penalty."""
        return self.kind in self.REWARDS

    @property
    def number(self) -> str:
        """What the notice is called on paper."""
        return f"F-47-{self.pk:06d}"

"""Reports of a department: of a week, a month, on important matters, on spot checks (MEET-12, F-70, F-71)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.models import Department
from mall.roles import Permission

if TYPE_CHECKING:
    from mall.models import User

PERSON = settings.AUTH_USER_MODEL
#: Of these kinds one goes out for a period.
PERIODIC = ("weekly", "monthly", "analysis", "tasks")


class WorkReportQuerySet(models.QuerySet["WorkReport"]):
    """Words for reports."""

    def sent(self) -> WorkReportQuerySet:
        """Those that have gone out."""
        return self.filter(sent_at__isnull=False)

    def visible_to(self, user: User) -> WorkReportQuerySet:
        """One's own; of what was sent what the departments one leads sent, and what came to oneself or one's own."""
        came = ReportReceiver.objects.filter(Q(person=user) | Q(department__in=user.department_ids))
        reads = Q(department__in=user.departments_where(Permission.REPORT_SEND)) | Q(pk__in=came.values("report"))
        return self.filter(Q(written_by=user) | (Q(sent_at__isnull=False) & reads))


class WorkReport(models.Model):
    """What a department did in a period, found and plans. Once sent it stays; another one that names it corrects it."""

    class Kind(models.TextChoices):
        """Which of the uniform forms it is (R-21, R-22, R-24, R-25)."""

        WEEKLY = "weekly", pgettext_lazy("work report", "Weekly work report")
        MONTHLY = "monthly", pgettext_lazy("work report", "Monthly summary")
        ANALYSIS = "analysis", pgettext_lazy("work report", "Monthly analysis")
        TASKS = "tasks", pgettext_lazy("work report", "Task completion sheet")
        MATTER = "matter", pgettext_lazy("work report", "Report on an important matter")
        CHECK = "check", pgettext_lazy("work report", "Spot-check analysis")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    done = models.TextField(_("work done"), blank=True)
    findings = models.TextField(_("achievements and findings"), blank=True)
    problems = models.TextField(_("problems"), blank=True)
    ahead = models.TextField(_("what comes next"), blank=True)
    #: What the house had counted by itself when it was sent: [[code, how many, of how many or None], …].
    figures = models.JSONField(_("figures"), default=list, blank=True)
    #: Of a task completion sheet: what was due in the period and what came of it, as it stood when it was sent.
    tasks = models.JSONField(_("tasks"), default=list, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("written by"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = WorkReportQuerySet.as_manager()

    class Meta:
        ordering = ("-first_on", "-id")
        verbose_name = _("work report")
        verbose_name_plural = _("work reports")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="work_report_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="work_report_sent_at_and_by_together",
            ),
            models.UniqueConstraint(
                fields=("department", "kind", "first_on", "last_on"),
                condition=Q(kind__in=PERIODIC, corrects=None, sent_at__isnull=False),
                name="work_report_sent_once_a_period",
            ),
        ]
        indexes = [
            models.Index(fields=("-first_on", "-id"), name="work_report_newest"),
            models.Index(fields=("kind", "-first_on", "-id"), name="work_report_of_a_kind"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="work_report_is_locked",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.sent_at IS NOT NULL"),
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the report's page."""
        return reverse("staffing:work-report", args=[self.pk])

    @property
    def form_code(self) -> str:
        """F-70 for the week, F-71 for all the others."""
        return "F-70" if self.kind == self.Kind.WEEKLY else "F-71"

    @property
    def number(self) -> str:
        """What its paper carries as its number."""
        return f"{self.form_code}-{self.pk:06d}"


class ReportReceiver(models.Model):
    """Who gets a report: a department or a person, and how far the mail to them has come (MEET-12).

    The row is the mail's place in the outbox: the worker claims it, mails the paper, and notes what became of it.
    """

    report = models.ForeignKey(WorkReport, models.PROTECT, related_name="receivers")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    #: When it is tried next.
    mail_at = models.DateTimeField(_("to be mailed at"))
    attempts = models.PositiveSmallIntegerField(default=0)
    #: What went wrong at the last try: its kind, never its words, which may hold addresses.
    problem = models.CharField(max_length=80, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("receiver of a work report")
        verbose_name_plural = _("receivers of work reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None, person__isnull=False) | Q(department__isnull=False, person=None),
                name="report_receiver_is_one",
            ),
            models.UniqueConstraint(fields=("report", "department"), name="report_receiver_department_once"),
            models.UniqueConstraint(fields=("report", "person"), name="report_receiver_person_once"),
            models.CheckConstraint(
                condition=Q(mailed_at=None) | Q(given_up_at=None), name="report_receiver_mailed_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=("mail_at", "id"), condition=Q(mailed_at=None, given_up_at=None), name="report_receiver_to_mail"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="report_receiver_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="report_receiver_is_not_exchanged",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.report_id <> NEW.report_id OR OLD.department_id IS DISTINCT FROM NEW.department_id"
                    " OR OLD.person_id IS DISTINCT FROM NEW.person_id"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.department_id or self.person_id}"
